"""A pocket copy: one small file that opens from disk without a network, finds, filters and says how old it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page

from app.db import reading, writing
from app.directory.asked import Asked
from app.directory.content import Hours, Way
from app.languages import ENGLISH, by_tag, speaking
from app.sharing import pocket, queries
from app.sharing.telling import tell
from app.shell.inline import STYLE, only_for
from tests.client import GuardedClient, body
from tests.factories import list_organisation, list_service
from tests.neutral import telling
from tests.offered import SAMPLE
from tests.page import faults
from tests.sharing.conftest import STREET, Read

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}}
CITY_OF_SIXTY = 200_000
DAY = 24 * 60
# When the services of the demonstration answered nearly every question: every answer that grows old says so.
ANSWERED = datetime(2026, 11, 22, tzinfo=UTC)
SERVICE = "details[data-need]"


@pytest.mark.parametrize("tag", [*SAMPLE, "uk"])
def test_sixty_services_can_fit_a_pocket(demonstration: GuardedClient, tag: str) -> None:
    app, language = demonstration.application, by_tag(tag)
    assert language
    with app.test_request_context(f"/{tag}/pocket"), speaking(language):
        every = queries.in_place(reading(), Asked(unchecked_too=True), tag, ANSWERED)
        told = [tell(page, briefly=True) for page in every]
        sixty = (told * 2)[:60]
        assert len(pocket.answer(sixty, None, ANSWERED.date()).data) < CITY_OF_SIXTY


def test_a_reader_can_tell_the_time_zone_though_another_way_never_closes(app: Flask) -> None:
    office = Way(
        "phone",
        "+14165550100",
        hours_kind="weekly",
        timezone="America/Toronto",
        hours=tuple(Hours(day * DAY + 9 * 60, day * DAY + 17 * 60) for day in range(5)),
    )
    ever = replace(office, kind="text", hours=tuple(Hours(day * DAY, (day + 1) * DAY) for day in range(7)))
    with app.app_context(), writing() as session:
        list_organisation(session)
        list_service(session, ways=(office, ever))
    with app.test_request_context("/en/pocket"), speaking(ENGLISH):
        (page,) = queries.in_place(reading(), Asked(unchecked_too=True), "en", ANSWERED)
        words = [line.words for line in tell(page, briefly=True).ways]
    assert "Times in Toronto." in " ".join(words)
    assert words[-1] == "Day and night, every day."


@pytest.mark.parametrize("path", ["pocket?place=g3530597", "pocket?s=river-lamp&s=drum-winter"])
def test_a_reader_can_save_a_neutral_file(read: Read, client: GuardedClient, path: str) -> None:
    for tag in SAMPLE:
        answer = client.get(f"/{tag}/{path}")
        name = re.fullmatch(
            r'attachment; filename="(pocket-\d{4}-\d\d\.html)"', answer.headers["Content-Disposition"]
        )
        assert name
        assert not telling(name[1])
        file = body(answer)
        # The one rule of pages it cannot keep: /exit is an address of the site. It hides itself instead.
        broken = faults(file, f"/{tag}/{path}", answer.headers["Content-Security-Policy"], "Waymark")
        assert broken == ["it has no link to /exit"]
        assert b'href="about:blank"' in file
        assert not re.search(rb'(?:src|action)=|href="/|https?://(?!www\.w3\.org)', file)


def test_a_pocket_copy_can_hold_what_the_site_says_of_a_town_and_no_draft(read: Read) -> None:
    file = read("/en/pocket?place=g3530597")
    for said in ("Harbour Clinic", "Winter Rooms", "+1 212-555-0100", STREET, "No need to stop work"):
        assert said in file
    assert "Secret Draft" not in file


def test_a_pocket_copy_says_once_that_texts_of_a_service_are_not_in_the_language_of_the_page(
    demonstration: GuardedClient,
) -> None:
    file = body(demonstration.get("/th/pocket?s=river-lamp&s=drum-winter")).decode()
    services = file.split("<details class=card")[1:]
    assert len(services) == 2
    for one in services:
        assert one.count("lang=en") > 3
        assert one.count("ยังไม่มีในภาษานี้") == 1


def test_a_pocket_copy_carries_the_rules_of_style_that_it_needs_and_no_others() -> None:
    style = "a,.b{x:1}.b,.c{y:2}.c{z:3}@media print{.c{z:4}}@media q{.b:is(p,.c){z:5}i{z:6}}"
    assert only_for(style, frozenset({"b"})) == "a,.b{x:1}.b{y:2}@media q{i{z:6}}"
    assert only_for(STYLE.text, frozenset(re.findall(r"\.([a-z][\w-]*)", STYLE.text))) == STYLE.text


def test_a_pocket_copy_has_the_style_of_all_its_parts(read: Read) -> None:
    file = read("/en/pocket?place=g3530597")
    style = file[file.index("<style>") : file.index("</style>")]
    used = {name for names in re.findall(r'class="?([\w -]+)', file) for name in names.split()}
    shared = {name for name in used if f".{name}" in STYLE.text}
    assert {"exit", "card", "field"} <= shared
    assert not {name for name in shared if f".{name}" not in style}


def test_a_pocket_copy_says_how_old_it_is_and_names_no_day(read: Read) -> None:
    now = datetime.now(UTC)
    file = read("/en/pocket?s=river-lamp")
    assert f'data-made="{now:%Y-%m}"' in file
    assert f"This copy was made in {now:%B %Y}" in file
    assert f"{now:%Y-%m-%d}" not in file


@contextmanager
def from_disk(browser: Browser, file: Path, **choices: object) -> Iterator[Page]:
    """Open the file with the network off; fail if it asked for anything at all."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, **choices)  # type: ignore[arg-type]
    context.set_offline(True)
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    context.on("weberror", lambda error: asked.append(str(error.error)))
    page = context.new_page()
    try:
        page.goto(file.as_uri())
        yield page
        assert [url for url in asked if not url.startswith(("data:", "about:"))] == [file.as_uri()]
    finally:
        context.close()


@pytest.fixture
def saved(demonstration: GuardedClient, tmp_path: Path) -> Path:
    file = tmp_path / "pocket.html"
    file.write_bytes(body(demonstration.get("/en/pocket?place=g5128581")))
    return file


def test_a_pocket_copy_can_find_filter_and_open_one_service(browser: Browser, saved: Path) -> None:
    with from_disk(browser, saved) as page:
        every = page.locator(SERVICE).count()
        assert every > 3
        assert page.locator("[data-count]").inner_text() == str(every)
        page.get_by_label("Look for a word").fill("NIGHT arrest")
        assert page.locator(f"{SERVICE}:visible").count() == 1
        page.get_by_text("Night arrest line").click()
        assert page.locator("a[href='tel:+12125550107']").is_visible()
        page.get_by_label("Look for a word").fill("")
        page.get_by_text("What they ask for, and more").click()
        page.get_by_label("They never ask about visa or status").check()
        left = page.locator(f"{SERVICE}:visible").count()
        assert left < every
        assert page.locator("[data-count]").inner_text() == str(left)
        page.get_by_label("They never ask about visa or status").uncheck()
        page.get_by_label("What do you need?").select_option("legal")
        assert 0 < page.locator(f"{SERVICE}:visible").count() < every


def test_a_pocket_copy_can_count_its_months(browser: Browser, saved: Path) -> None:
    saved.write_text(re.sub(r'data-made="[\d-]+"', 'data-made="2020-01"', saved.read_text()))
    with from_disk(browser, saved) as page:
        now = datetime.now(UTC)
        months = (now.year - 2020) * 12 + now.month - 1
        assert page.get_by_text("Age of this copy in months:").locator("b").inner_text() == str(months)


def test_a_pocket_copy_can_be_read_without_scripts(browser: Browser, saved: Path) -> None:
    with from_disk(browser, saved, java_script_enabled=False) as page:
        page.get_by_text("Night arrest line").click()
        assert page.locator("a[href='tel:+12125550107']").is_visible()
        assert not page.locator("[data-tools]").is_visible()


def test_a_pocket_copy_can_be_used_with_any_tool_and_hidden_at_once(browser: Browser, saved: Path) -> None:
    with from_disk(browser, saved) as page:
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        found = Axe().run(page, options=RULES).response["violations"]
        assert not found, [(rule["id"], [node["html"][:160] for node in rule["nodes"]]) for rule in found]
        assert page.evaluate("document.documentElement.scrollWidth <= 320")
        page.get_by_role("link", name="Hide this").click()
        page.wait_for_url("about:blank")
        assert page.evaluate("document.body.innerText") == ""


def test_a_place_that_is_too_large_cannot_be_taken_away_as_one_list(
    listed: Flask, client: GuardedClient
) -> None:
    assert client.get("/en/pocket?place=mx").status_code == 303
    assert "pocket?" not in body(client.get("/en/find?place=mx")).decode()
    # Filters are inside the file: no address makes a list of who asks for no papers.
    assert body(client.get("/en/pocket?place=g3530597&ask=2")) == body(
        client.get("/en/pocket?place=g3530597")
    )
