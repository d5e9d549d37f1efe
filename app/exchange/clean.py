"""Make text, web addresses and e-mail addresses of other directories fit to publish. Pure functions."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path

from app.directory.contacts import EMAIL, web_address

LONGEST_NAME = 200
LONGEST_TEXT = 4000

_BLOCKS = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr")
)
_UNSEEN = frozenset(("script", "style", "template", "noscript"))
_TAG = re.compile(r"<[a-zA-Z/!][^>]*>|&[a-zA-Z]{2,8};|&#\d")
# Marks that another directory's own software left in the text, such as ###MON###.
_LEFT_OVER = re.compile(r"#{2,}\w*#{2,}")
# Quotation marks, dashes and dots of UTF-8 that were once read as an old DOS code page.
_MANGLED = {"GÇÖ": "’", "GÇÿ": "‘", "GÇ£": "“", "GÇ¥": "”", "GÇô": "–", "GÇö": "—", "GÇó": "•", "GÇª": "…"}
# What stands before the @ of a shared mailbox. Anything else may be a person's name.
_ROLES = frozenset((Path(__file__).parent / "data" / "mailboxes.txt").read_text(encoding="utf-8").split())
_STREET = re.compile(
    r"\b\d{1,6}[A-Za-z]?(?:-\d{1,5})?,?\s+(?:(?:[NSEW]\.?|[NS]\.?[EW]\.?|North|South|East|West)\s+){0,2}"
    r"(?:(?:[A-Z]|\d+(?:st|nd|rd|th)\b)[\w'’.-]*\s+){0,4}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Terrace|Ter|Highway|Hwy|Parkway|Pkwy"
    r"|Place|Pl|Way|Circle|Cir|Trail|Causeway|Plaza|Square|Sq)\b\.?"
    r"|\bP\.?\s?O\.?\s+Box\s+\d+",
)
_TITLED_NAME = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Rev|Fr|Sr|Sra|Srta|Lic)\.?\s+[A-Z][a-z]+")
_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bRev\.)(?<!\bSt\.)(?<!\bAve\.)(?<!\bNo\.)(?<!P\.O\.)\s+(?=\S)"
)


class _Text(HTMLParser):
    """Collects the text a reader would see, with paragraphs as line breaks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _BLOCKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def plain(text: str) -> str:
    """Return the text without markup, invisible characters and needless space; paragraphs stay apart."""
    text = text.replace("\\r", "").replace("\\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    if ("<" in text or "&" in text) and _TAG.search(text):
        reader = _Text()
        reader.feed(text)
        reader.close()
        text = html.unescape("".join(reader.parts))
    text = _printable(text)
    if "##" in text:
        text = _LEFT_OVER.sub("", text)
    if "GÇ" in text:
        for wrong, right in _MANGLED.items():
            text = text.replace(wrong, right)
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return _shortened(re.sub(r"\n{2,}", "\n\n", "\n".join(lines)).strip(), LONGEST_TEXT)


def one_line(text: str) -> str:
    """Return a name: one line, at most LONGEST_NAME characters."""
    return _shortened(" ".join(plain(text).split()), LONGEST_NAME)


def _printable(text: str) -> str:
    """Drop control, format, surrogate and private-use characters, which hide or reorder text."""
    if text.isascii() and text.isprintable():
        return text
    normal = unicodedata.normalize("NFC", text)
    # What is printable holds nothing of what is dropped, nor line breaks: most text is, and this is quick to ask.
    if normal.isprintable():
        return normal
    return "".join(c for c in normal if c in "\n\t" or unicodedata.category(c) not in _DROPPED)


# Zero-width joiner and non-joiner shape Arabic and Indic words and stay; they are of category Cf like the rest.
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def _shortened(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0] + "…"


def scrubbed(text: str, secrets: Collection[str] = ()) -> str:
    """Return plain text without the sentences that hold a street, a person or a personal e-mail address.

    `secrets` are names and streets that the source gives elsewhere; a whole sentence goes, so that nothing that
    is left points at what was there.
    """
    text = plain(text)
    hidden = _held(text, secrets)
    kept = []
    for line in text.split("\n"):
        sentences = [s for s in _SENTENCE.split(line) if not _tells(s, hidden)]
        if sentences or not line:
            kept.append(" ".join(sentences))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def scrubbed_name(text: str) -> str:
    """Return a name without a street in it; '' if nothing else is left."""
    left = _STREET.sub("", one_line(text)).strip(" ,(-–")
    return re.sub(r"\s+(?:at|on)$", "", left)


def holds_secret(name: str, secrets: Collection[str]) -> bool:
    """Say whether a name is, or holds, one of the people or streets that the source gives elsewhere."""
    return bool(_held(name, secrets))


def _held(text: str, secrets: Collection[str]) -> list[str]:
    """Return the people and streets that stand somewhere in the text, folded for comparison."""
    lower = " ".join(text.casefold().split())
    return [folded for secret in secrets if (folded := _telling(secret)) and folded in lower]


@lru_cache(maxsize=50_000)
def _telling(secret: str) -> str:
    """Fold a person ("Ana Ruiz") or a street ("12 Elm Road"); '' for a desk ("Front Desk") or a mere word."""
    words = re.findall(r"[^\W_]+", secret.casefold())
    if (
        len(words) < 2
        or len(secret) < 6
        or words[0] == "the"
        or len(words[-1]) < 2
        or _ROLES.intersection(words)
    ):
        return ""
    return " ".join(secret.casefold().split())


def _tells(sentence: str, hidden: Collection[str]) -> bool:
    if any(not is_role(found) for found in EMAIL.findall(sentence)):
        return True
    if _STREET.search(sentence) or _TITLED_NAME.search(sentence):
        return True
    lower = sentence.casefold()
    return any(secret in lower for secret in hidden)


def role_email(text: str) -> str:
    """Return the first shared mailbox in the text, lower case; '' if there is none."""
    return next((found.lower() for found in EMAIL.findall(text) if is_role(found)), "")


def is_role(address: str) -> bool:
    """Say whether an address is a shared mailbox (info@, intake@) rather than a person's."""
    words = re.findall(r"[a-z]+", address.lower().partition("@")[0])
    return any(word in _ROLES for word in words)


def website(text: str) -> str:
    """Return the first web address in the text without what tracks its readers; '' if there is none.

    An address written without a scheme is taken to be https.
    """
    for word in re.split(r"[\s;|,]+", text.strip()):
        if found := web_address(word.strip("<>()\"'")):
            return found
    return ""
