"""Rules that every page keeps, checked on its bytes: what is wrong with a page, in plain sentences."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E

from app.languages import OFFERED
from tests.neutral import telling

FIELDS = ("input", "select", "textarea")
UNLABELLED_TYPES = {"hidden", "submit", "button", "reset"}
# Attributes whose value the browser fetches by itself.
FETCHED = {"src", "srcset", "poster", "background", "data", "ping", "manifest"}
CODE = re.compile(r"[a-z]{2,9}(-[a-z]{2,9}){1,2}")
OUTSIDE_IN_STYLE = re.compile(r"@import|url\(\s*['\"]?(?!data:|#)", re.IGNORECASE)
OUTSIDE_IN_SCRIPT = re.compile(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """One parsed page and what its checks need to know."""

    tree: Element
    path: str
    policy: str
    site_name: str
    site_url: str

    def all(self, *names: str) -> Iterator[Element]:
        """Yield every element with one of these names, in document order."""
        return (element for element in self.tree.iter() if element.tag in names)

    def text(self, element: Element) -> str:
        """Return the words inside `element`, spaces folded."""
        return " ".join("".join(element.itertext()).split())


def parsed(html: bytes) -> tuple[Element, list[str]]:
    """Parse as a browser would; return the tree and what a strict parser complains about."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree: Element = parser.parse(html, transport_encoding="utf-8")
    errors = [f"HTML, line {where[0]}: {E[code] % values}" for where, code, values in parser.errors]
    return tree, errors


def _one_heading(page: Page) -> Iterator[str]:
    for name in ("h1", "main", "title"):
        if (count := len(list(page.all(name)))) != 1:
            yield f"it has {count} <{name}> instead of one"


def _neutral_title(page: Page) -> Iterator[str]:
    tag = page.tree.get("lang") or ""
    for element in page.all("title"):
        title = page.text(element)
        if title != page.site_name and not title.endswith(f" – {page.site_name}"):
            yield f"its title {title!r} does not end with the name of the site"
        if found := telling(title, tag):
            yield f"its title {title!r} tells too much: {found}"
    for element in page.all("meta"):
        if found := telling(element.get("content", ""), tag):
            yield f"its preview tells too much: {found}"


def _language(page: Page) -> Iterator[str]:
    directions = {language.tag: language.direction for language in OFFERED}
    tag, direction = page.tree.get("lang"), page.tree.get("dir")
    if directions.get(tag or "") != direction:
        yield f"<html lang={tag!r} dir={direction!r}> is not an offered language with its direction"
    first = page.path.split("/")[1]
    if first in directions and tag != first:
        yield f"its address says {first} and its lang says {tag}"


def _ids(page: Page) -> Iterator[str]:
    counts = Counter(element.get("id") for element in page.tree.iter() if element.get("id"))
    yield from (f"the id {name!r} is there {count} times" for name, count in counts.items() if count > 1)
    for element in page.tree.iter():
        named = [*element.get("aria-labelledby", "").split(), *element.get("aria-describedby", "").split()]
        if element.tag == "label" and "for" in element.attrib:
            named.append(element.attrib["for"])
        if element.tag == "a" and len(element.get("href", "")) > 1 and element.attrib["href"][0] == "#":
            named.append(element.attrib["href"][1:])
        yield from (
            f"<{element.tag}> points to the id {name!r}, which is not there"
            for name in named
            if name not in counts
        )


def _labels(page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.all("label")}
    wrapped = {id(field) for label in page.all("label") for field in label.iter() if field.tag in FIELDS}
    for field in page.all(*FIELDS):
        named = field.get("id") in labelled or id(field) in wrapped or field.get("aria-label")
        if field.get("type") not in UNLABELLED_TYPES and not named and not field.get("aria-labelledby"):
            yield f"the field {field.get('name')!r} has no label"
        if field.tag == "input" and "type" not in field.attrib:
            yield f"the field {field.get('name')!r} has no type"


def _is_outside(page: Page, address: str) -> bool:
    parts = urlsplit(address.strip())
    if page.site_url and address.startswith(page.site_url):
        return False
    # An app's own scheme, such as tg://resolve, opens the app on the phone and asks no host.
    return parts.scheme in {"http", "https", "ftp", "ws", "wss"} or bool(parts.netloc and not parts.scheme)


def _no_other_host(page: Page) -> Iterator[str]:
    for element in page.tree.iter():
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2]
            fetches = local in FETCHED or (local in {"href", "action", "formaction"} and element.tag != "a")
            if fetches and _is_outside(page, value):
                yield f"<{element.tag} {local}> asks another host: {value}"
    for link in page.all("a"):
        rel = set(link.get("rel", "").split())
        if _is_outside(page, link.get("href", "")) and not {"noreferrer", "noopener", "external"} <= rel:
            yield f'the link to {link.get("href")} needs rel="noreferrer noopener external"'


def _nothing_inline(page: Page) -> Iterator[str]:
    for element in page.tree.iter():
        if "style" in element.attrib:
            yield f"<{element.tag}> has a style attribute"
        yield from (
            f"<{element.tag}> has the handler {name}" for name in element.attrib if name.startswith("on")
        )
        if element.get("href", "").lower().startswith("javascript:"):
            yield "a link runs script"


def _blocks_named_in_policy(page: Page) -> Iterator[str]:
    for element in page.all("style", "script"):
        body = element.text or ""
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        if f"'sha256-{digest}'" not in page.policy:
            yield f"its <{element.tag}> is not named in the content policy, so browsers ignore it"
        outside = OUTSIDE_IN_STYLE if element.tag == "style" else OUTSIDE_IN_SCRIPT
        if found := outside.search(body):
            yield f"its <{element.tag}> asks another host: {found.group()}"


def _neutral_addresses(page: Page) -> Iterator[str]:
    for element in page.all("a", "form"):
        address = element.get("href") or element.get("action") or ""
        if address.startswith(("/", "?")) and (found := telling(unquote(address))):
            yield f"the address {address} tells too much: {found}"
    for form in page.all("form"):
        if form.get("method", "get").lower() == "get":
            yield from _neutral_answers(form)


def _neutral_answers(form: Element) -> Iterator[str]:
    """What a GET form sends shows in the address bar and in the history."""
    for field in form.iter():
        if field.tag in {*FIELDS, "option", "button"}:
            said = f"{field.get('name', '')} {field.get('value', '')}"
            if found := telling(said):
                yield f"the form would put {said!r} in an address: {found}"
        if field.tag in {"input", "textarea"} and field.get("type") in {None, "text", "search"}:
            yield f"the field {field.get('name')!r} would put free words in an address"


def _a_way_out(page: Page) -> Iterator[str]:
    if not any(link.get("href") == "/exit" for link in page.all("a")):
        yield "it has no link to /exit"


CHECKS: tuple[Callable[[Page], Iterator[str]], ...] = (
    _one_heading,
    _neutral_title,
    _language,
    _ids,
    _labels,
    _no_other_host,
    _nothing_inline,
    _blocks_named_in_policy,
    _neutral_addresses,
    _a_way_out,
)


def faults(html: bytes, path: str, policy: str, site_name: str, site_url: str = "") -> list[str]:
    """Return every rule that this page breaks; none is right."""
    tree, found = parsed(html)
    page = Page(tree, path, policy, site_name, site_url)
    return found + [fault for check in CHECKS for fault in check(page)]
