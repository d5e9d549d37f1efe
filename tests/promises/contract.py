"""The thirty-two promises: what each says, which tests hold it, which planted leak they catch, and the figure.

`python -m tests.promises.contract` prints docs/promises.md; test_contract.py fails when a test of the table is gone,
when a promise has no test, no planted leak or no sentence on "What we keep", and when that page is not this table.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from app.privacy.sentences import CANNOT_HIDE, PROMISING

P, C, H = "tests/promises/", "tests/canary/", "tests/promises/test_house_client.py::"
KEPT, LEAKS = f"{C}test_nothing_is_kept.py::", f"{C}test_leaks_are_found.py::"
SAME, HEADERS = f"{P}test_same_for_everyone.py::", f"{P}test_headers_everywhere.py::"
DEVICE, LEAVING = f"{P}test_nothing_on_the_device.py::", f"{P}test_leaving.py::"
HELD, RAID = f"{P}test_everything_we_hold.py::", f"{P}test_no_raid_list.py::"
DEPLOYED, SILENCE = "tests/deploy/test_files.py::", "tests/privacy/test_silence.py::"
COLUMNS, CONTRACT = f"{P}test_every_column_has_a_reason.py::", f"{P}test_contract.py::"
NO_TRACE = f"{KEPT}test_a_visit_cannot_leave_a_trace_on_the_server"
UNSEEN = f"{KEPT}test_a_server_cannot_write_or_call_anything_unseen"
EVERY_LEAK = f"{LEAKS}test_every_way_of_keeping_a_visit_is_found"
HOUSE_PAGE, HOUSE_ANSWER = (
    f"{H}test_a_page_cannot_break_a_house_rule",
    f"{H}test_an_answer_cannot_break_the_header_contract",
)
WALK = f"{P}test_house_pages.py::test_a_reader_can_open_every_link"
PLAIN = f"{DEVICE}test_a_page_that_stores_something_is_found"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: in words, its tests, the tests that plant a leak against it, and the figure they hold."""

    says: str
    tests: tuple[str, ...]
    leaks: tuple[str, ...]
    figure: str


PROMISES = {
    1: Promise(
        "No answer to a visitor sets a cookie.",
        (f"{SAME}test_no_answer_sets_a_cookie", NO_TRACE),
        (f"{SAME}test_a_view_that_sets_a_cookie_cannot_reach_a_visitor", HOUSE_ANSWER),
        "0 on every address, 6 methods",
    ),
    2: Promise(
        "A cookie that is sent changes nothing.",
        (f"{SAME}test_every_visitor_gets_the_same_bytes", f"{SILENCE}test_the_app_cannot_see_who_asks"),
        (f"{SAME}test_a_page_that_reads_its_visitor_is_found",),
        "0 bytes differ",
    ),
    3: Promise(
        "Nothing about a visit is on the disk of the server.",
        (NO_TRACE, UNSEEN),
        (EVERY_LEAK, f"{LEAKS}test_a_mark_cannot_hide_in_any_spelling"),
        "0 of 14 marks in 22 spellings; 1,000 requests in `make audit`",
    ),
    4: Promise(
        "The same behind nginx and Caddy with our files, and on PostgreSQL.",
        (NO_TRACE, f"{DEPLOYED}test_a_proxy_changes_nothing_and_stands_in_when_the_site_is_down"),
        (f"{LEAKS}test_a_careless_proxy_is_found", f"{LEAKS}test_a_talkative_postgresql_is_found"),
        "0 marks",
    ),
    5: Promise(
        "The site cannot see an address, an agent or a referrer.",
        (
            f"{SILENCE}test_the_app_cannot_see_who_asks",
            f"{LEAKS}test_a_proxy_passes_nothing_on_about_who_asks",
        ),
        (f"{SAME}test_a_page_that_reads_its_visitor_is_found", EVERY_LEAK),
        "0 of 7 kinds arrive",
    ),
    6: Promise(
        "An error is noted as its type, file and line; failures are counted from ten on, pages that work never.",
        (
            f"{SILENCE}test_a_log_cannot_hold_what_somebody_sent",
            "tests/privacy/test_counting.py::test_an_operator_can_find_where_and_how_often_it_broke",
            "tests/privacy/test_counting.py::test_a_page_that_works_cannot_be_counted",
        ),
        (f"{LEAKS}test_an_error_logged_in_full_is_found",),
        "1 line an error, none a page",
    ),
    7: Promise(
        "No page asks another host for anything.",
        (
            WALK,
            f"{DEVICE}test_no_page_stores_anything",
            f"{DEVICE}test_nothing_is_stored_and_no_typed_word_stays_in_a_firefox",
        ),
        (f"{P}test_house_browser.py::test_a_page_cannot_call_another_host", HOUSE_PAGE),
        "0 requests, Chromium and Firefox",
    ),
    8: Promise(
        "The server calls no other machine.",
        (UNSEEN, f"{HELD}test_no_code_of_ours_calls_another_machine", f"{DEPLOYED}test_a_unit_has_walls"),
        (EVERY_LEAK, f"{DEPLOYED}test_a_unit_without_walls_is_found"),
        "0 connections (PostgreSQL apart); no network in the unit",
    ),
    9: Promise(
        "Every page works without JavaScript.",
        (
            f"{DEVICE}test_every_page_is_whole_without_a_script",
            "tests/journeys/test_three_taps.py::test_a_worker_is_three_taps_from_a_phone_number",
        ),
        (f"{DEVICE}test_a_page_that_needs_a_script_is_found",),
        "the same parts with and without",
    ),
    10: Promise(
        "Words that are typed are never in an address.",
        (WALK, f"{DEVICE}test_back_leads_back_after_a_town_was_typed"),
        (HOUSE_PAGE,),
        "0 free fields in GET forms",
    ),
    11: Promise(
        "No typed word stays in the files of a browser; the neutral name of the site may.",
        (
            f"{DEVICE}test_no_typed_word_stays_in_a_chromium",
            f"{DEVICE}test_nothing_is_stored_and_no_typed_word_stays_in_a_firefox",
        ),
        (
            f"{DEVICE}test_a_word_in_an_address_is_found_in_a_chromium",
            f"{DEVICE}test_a_word_in_an_address_is_found_in_a_firefox",
        ),
        "0 copies in either profile",
    ),
    12: Promise(
        "No script stores anything.",
        (f"{DEVICE}test_no_page_stores_anything",),
        (PLAIN,),
        "0 entries in 6 kinds of storage",
    ),
    13: Promise(
        "Leaving blanks the page before an eye can read it.",
        (f"{LEAVING}test_a_page_is_blank_before_an_eye_can_read_it",),
        (f"{LEAVING}test_a_slow_way_out_is_found",),
        "below 100 ms on a processor slowed 4 times (95 of 100 in `make audit`)",
    ),
    14: Promise(
        "The way out works by tap, by keyboard, by Shift three times and without JavaScript, on every page.",
        (
            f"{LEAVING}test_the_way_out_is_in_reach_on_every_page",
            f"{LEAVING}test_shift_three_times_leaves_and_is_told_in_every_language",
            f"{LEAVING}test_leaving_works_in_a_firefox",
            "tests/shell/test_exit.py::test_a_reader_can_leave_without_a_script",
            "tests/shell/test_exit.py::test_a_keyboard_can_reach_the_way_out_early",
        ),
        (f"{LEAVING}test_a_way_out_that_is_covered_or_renamed_is_found", HOUSE_PAGE),
        "every page, both directions, 320 px and 400 %",
    ),
    15: Promise(
        "Leaving replaces the page in the history, empties the cache, and is never counted.",
        (
            f"{LEAVING}test_leaving_empties_the_cache_and_tells_nobody",
            f"{LEAVING}test_the_script_of_the_way_out_counts_and_stores_nothing",
            "tests/shell/test_exit.py::test_a_page_brought_back_after_leaving_can_only_stay_blank",
        ),
        (f"{LEAVING}test_leaving_empties_the_cache_and_tells_nobody",),
        "0 cached pages after, more than 0 without",
    ),
    16: Promise(
        "A link to a group tells the group nothing.",
        (f"{LEAVING}test_a_group_is_not_told_where_a_reader_comes_from", WALK),
        (f"{LEAVING}test_a_group_is_not_told_where_a_reader_comes_from", HOUSE_PAGE),
        "no referrer",
    ),
    17: Promise(
        "Titles, addresses and previews name no group and no topic.",
        (f"{RAID}test_previews_name_nobody", WALK),
        (HOUSE_PAGE,),
        "0 telling words in 4 languages",
    ),
    18: Promise(
        "Listings are not for search engines, and no page can be turned into a list of where people go.",
        (
            f"{RAID}test_a_page_of_a_listing_is_not_for_search_engines",
            f"{RAID}test_no_sitemap_and_no_robots_file_names_a_listing",
            f"{RAID}test_a_list_shows_the_town_and_never_the_street",
            f"{RAID}test_no_list_counts_a_town_by_papers_or_by_who_leads",
            f"{RAID}test_no_address_gives_everything_at_once",
            f"{RAID}test_no_page_is_made_for_programs",
        ),
        (
            f"{RAID}test_a_page_of_a_listing_that_is_let_in_is_seen",
            f"{RAID}test_a_count_by_town_and_papers_is_found",
        ),
        "0 listings, streets or counts",
    ),
    19: Promise(
        "The language is in the address; the browser's wish is not read.",
        (
            f"{SAME}test_every_visitor_gets_the_same_bytes",
            f"{P}test_house_routes.py::test_a_reader_can_see_the_language_in_every_public_address",
        ),
        (f"{SAME}test_a_page_that_reads_its_visitor_is_found",),
        "0 bytes differ",
    ),
    20: Promise(
        "Every answer, errors included, carries the same headers, worth the best grade of Mozilla Observatory.",
        (
            f"{HEADERS}test_every_answer_carries_the_contract",
            f"{HEADERS}test_observatory_would_give_the_best_grade",
        ),
        (f"{HEADERS}test_a_missing_header_is_found", f"{HEADERS}test_a_worse_answer_gets_a_worse_grade"),
        "A+, 130 points",
    ),
    21: Promise(
        "Two visitors get the same bytes.",
        (f"{SAME}test_every_visitor_gets_the_same_bytes",),
        (f"{SAME}test_a_page_that_reads_its_visitor_is_found",),
        "0 bytes differ",
    ),
    22: Promise(
        "Forms need no session; what another site sends is refused.",
        (
            f"{SAME}test_a_form_needs_no_cookie_and_no_origin",
            f"{SAME}test_another_site_cannot_send_any_form_of_ours",
        ),
        (f"{SAME}test_a_form_sent_by_another_site_is_found_where_nothing_stops_it",),
        "every form",
    ),
    23: Promise(
        "No file can be sent; no body of a form becomes a file.",
        (f"{HELD}test_no_page_takes_a_file", UNSEEN),
        (f"{HELD}test_a_page_that_takes_a_file_is_found", f"{LEAKS}test_a_careless_proxy_is_found"),
        "0 file fields, 0 temporary files",
    ),
    24: Promise(
        "What a taken server gives is the list on this page: every column, file, log line and package is declared.",
        (
            f"{COLUMNS}test_every_column_is_listed_with_a_reason_and_a_lifetime",
            f"{HELD}test_every_line_of_a_log_is_declared",
            f"{HELD}test_every_file_we_write_is_declared",
            f"{HELD}test_all_code_by_others_is_declared",
            f"{KEPT}test_the_files_of_a_running_site_are_the_declared_ones",
        ),
        (f"{HELD}test_a_new_line_or_file_is_found", f"{HELD}test_an_undeclared_thing_is_found"),
        "nothing undeclared",
    ),
    25: Promise(
        "What is erased is gone from the files, and no restore brings it back.",
        (
            f"{P}test_erased_is_gone.py::test_an_erased_contact_and_street_are_nowhere",
            "tests/keeping/test_purge.py::test_what_was_erased_leaves_no_byte",
        ),
        (f"{P}test_erased_is_gone.py::test_an_erased_contact_and_street_are_nowhere",),
        "0 bytes",
    ),
    26: Promise(
        "No time finer than a day is kept of anything from outside.",
        (f"{COLUMNS}test_no_column_holds_a_time_finer_than_a_day",),
        (f"{COLUMNS}test_a_column_with_a_time_is_found",),
        "0 columns",
    ),
    27: Promise(
        "A listing that is not public looks like one that never was.",
        (f"{RAID}test_a_draft_looks_like_a_code_that_never_was",),
        (f"{RAID}test_a_draft_looks_like_a_code_that_never_was",),
        "0 bytes differ",
    ),
    28: Promise(
        "What holds floods back keeps nothing about who asks.",
        (NO_TRACE, f"{HELD}test_no_limit_knows_who_asks"),
        (f"{HELD}test_a_limit_that_knows_who_asks_is_found", EVERY_LEAK),
        "0 addresses",
    ),
    29: Promise(
        "What is in memory never reaches a disk: no core file, no swap.",
        (f"{DEPLOYED}test_a_unit_has_walls",),
        (f"{DEPLOYED}test_a_unit_without_walls_is_found",),
        "rated 0.4 of 10, at most 2.0",
    ),
    30: Promise(
        "Nothing is installed or kept for later in the browser.",
        (f"{DEVICE}test_no_page_stores_anything",),
        (PLAIN,),
        "0 workers, caches, manifests",
    ),
    31: Promise(
        "The onion address shows the same site, without the other address.",
        (
            f"{HEADERS}test_an_onion_site_is_the_same_without_the_other_address",
            f"{DEPLOYED}test_tor_takes_its_lines",
        ),
        (f"{HEADERS}test_an_onion_site_that_names_the_other_is_found",),
        "0 bytes differ",
    ),
    32: Promise(
        "“What we keep” says what these tests hold, in every language.",
        (
            f"{CONTRACT}test_every_promise_has_a_test_a_leak_and_a_sentence",
            f"{CONTRACT}test_every_sentence_is_on_the_page_in_every_language",
            f"{CONTRACT}test_the_table_in_the_docs_is_this_table",
        ),
        (f"{CONTRACT}test_a_promise_without_a_test_or_a_sentence_is_found",),
        "32 of 32",
    ),
}


def _linked(name: str) -> str:
    path, _colons, test = name.partition("::")
    return f"[{test.removeprefix('test_').replace('_', ' ')}](../{path})"


def page() -> str:
    """Return docs/promises.md."""
    rows = []
    for number, one in PROMISES.items():
        said = [f"“{sentence.text}”" for sentence in PROMISING + CANNOT_HIDE if number in sentence.promises]
        held, planted = "; ".join(map(_linked, one.tests)), "; ".join(map(_linked, one.leaks))
        rows.append(f"| {number} | {one.says} | {held} | {planted} | {one.figure} | {' '.join(said)} |")
    return "\n".join((_HEAD, *rows, ""))


_HEAD = """# Every promise, its tests, the leak they catch

Printed by `python -m tests.promises.contract`; a test fails when this page is not that table. The numbers stay.
A planted leak is kept beside each promise: it shows that the tests can fail. `make test` runs all of them with a short
visit; `make audit` sends 1,000 requests to each way of deploying, watches every write with `strace`, and times the way
out 50 times. What each adversary gets, and what we cannot do, is in [threat-model.md](threat-model.md).

Adding something? Say it in one place, or a test fails: a column, a line of a log, a file or a package in
[data.md](data.md); an address in `tests/audiences.py`; a promise here.

| | promise | held by | leak planted in | figure | on “What we keep” |
|---|---|---|---|---|---|"""


if __name__ == "__main__":
    sys.stdout.write(page())
