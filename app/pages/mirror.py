"""The mirror: the same pages as files, made anew when what they show changes.

Each page is `PATH/index.html`, with `.br` and `.gz` beside it; one with choices is `PATH/CHOICES/index.html`; plain
text is `index.txt`. What the mirror knows of itself, and what a server must say with its pages, lies beside the folder,
never in it: nobody who reads the pages can read that. No file tells when it was written: its time is made of its
content, the same on every mirror.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from app.pages.aside import Aside, is_text
from app.pages.edge import Pages
from app.pages.fronts import caddy_text, headers_of, nginx_text
from app.pages.ledger import Ledger, Turn
from app.pages.packing import Page
from app.pages.queries import News
from app.pages.rules import SHAPES, Shape, address_of, shape_of
from app.privacy.transport import secure_transport

_SUFFIXES = {"": "", "br": ".br", "gzip": ".gz"}
_HERE = Path(__file__).resolve().parents[2]
# Seconds: after so many we look for newer changes.
_MOMENT = 0.4
_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Report:
    """What one run did: pages written and taken away, and whether everything was made anew."""

    written: int
    removed: int
    everything: bool


class Mirror:
    """The files below one folder."""

    def __init__(
        self,
        pages: Pages,
        folder: Path,
        every: Callable[[], Iterable[str]],
        shut: Callable[[], Iterable[str]] = tuple,
        after: Callable[[Collection[str], Collection[str]], Iterable[str]] | None = None,
    ) -> None:
        """`every` returns the addresses of all pages there should be, `shut` those of who cannot be reached now.

        `after` returns, of those that a change touched or may have brought (its tags, touched addresses), the ones
        that there should be; without it every page is looked at.
        """
        self._pages, self._folder, self._every, self._shut = pages, folder.absolute(), every, shut
        self._after = after
        self._folder.mkdir(parents=True, exist_ok=True)
        self._ledger = Ledger(self._folder.with_name(f"{self._folder.name}.state"))
        self._aside = Aside(
            self._folder.with_name(f"{self._folder.name}.aside"), _SUFFIXES.values(), self.file_of
        )
        self._program = _program()
        # The generation that the pages to be made must show.
        self._planned = int(self._ledger.noted("generation") or -1)

    def close(self) -> None:
        """Close what the mirror knows of itself."""
        self._ledger.close()

    def update(self, *, everything: bool = False) -> Report:
        """Bring the files up to date: take away first, then what changed, the pages of listings before the lists.

        After a month's turn, an update of the site, or a gap in what was noted, everything is made anew. That may take
        long, so newer changes are looked for all the while and come first.
        """
        written, removed, all_of_it = 0, 0, False
        while True:
            gone, anew = self._follow(everything=everything)
            removed, all_of_it, everything = removed + gone, all_of_it or anew, False
            written += self._work()
            if not self._ledger.waiting(1):
                self._aside.clear()
                return Report(written, removed, all_of_it)

    def _follow(self, *, everything: bool) -> tuple[int, bool]:
        """Take away what is gone and plan what is to be made; return how many are gone, and whether all is planned."""
        made_with = f"{self._month()} {self._program} {self._pages.site_url} {self._pages.site_name}"
        same = not everything and self._ledger.noted("made_with") == made_with
        seen = int(self._ledger.noted("generation") or -1)
        news = self._pages.watch.ask(seen)
        if same and seen == news.generation:
            return 0, False
        self._pages.hurry()
        # Before anything that may take long: a page that is away is asked of the site.
        touched = self._touched(news)
        self._aside.take(touched, self._ledger.touched(news.known - news.grown))
        anew = not same or news.tags is None
        if anew or self._ledger.is_behind():
            # Of another month or program: what is the same in one language need not be in another.
            self._aside.clear()
        if news.tags is None or anew or self._after is None:
            wanted, there = dict.fromkeys(self._every()), self._ledger.there()
        else:
            wanted, there = dict.fromkeys(self._after(news.tags, touched)), touched
            there |= wanted.keys() - self._ledger.lacks(wanted)
        gone = there - wanted.keys()
        self._unlink_all(gone)
        self._ledger.note({}, gone)
        if anew:
            self._write_fronts(wanted)
        again = [one for one in wanted if anew or one in touched or one not in there]
        turns = {one: _turn(one, changed=not anew or one in touched) for one in again}
        self._ledger.plan(turns, made_with=made_with, generation=str(news.generation))
        self._planned = news.generation
        return len(gone), anew

    def _touched(self, news: News) -> set[str]:
        """Return the pages that may show what was taken back.

        If nobody knows what changed: every list, and the pages of who cannot be reached now.
        """
        touched = self._ledger.touched(news.known if news.tags is None else news.tags)
        if news.tags is None and (there := self._ledger.there()):
            touched |= there & set(self._shut())
            touched |= {one for one in there if not _is_listing(one) and _can_change(one)}
        return touched

    def _write_fronts(self, wanted: Iterable[str]) -> None:
        """Write for nginx and Caddy what they must say with each kind of page; the first of a kind speaks for all.

        For a kind that has no page yet the first page of the site speaks, and no search engine may keep it.
        """
        said: dict[Shape, dict[str, str]] = {}
        for text in wanted:
            shape = shape_of(text.partition("?")[0])
            if shape and shape not in said and (page := self._made(text, in_haste=True)):
                said[shape] = headers_of(page)
        if first := self._made("/", in_haste=True):
            strict = headers_of(first) | {"X-Robots-Tag": "noindex, nofollow"}
            said |= {shape: strict for shape in SHAPES if shape not in said}
        secure = secure_transport(self._pages.site_url, "")
        for suffix, written in ((".nginx", nginx_text), (".caddy", caddy_text)):
            beside = self._folder.with_name(self._folder.name + suffix)
            _replace(beside, written(said, secure).encode())

    def _work(self) -> int:
        """Make pages for a moment; return how many were made."""
        end, made = time.monotonic() + _MOMENT, 0
        while some := self._ledger.waiting(_AT_ONCE):
            written: dict[str, Iterable[str]] = {}
            gone, same = [], []
            for address, turn in some:
                if self._aside.put_back(address):
                    same.append(address)
                elif (page := self._made(address, in_haste=turn < Turn.LISTING)) is None:
                    gone.append(address)
                elif self._write(address, page):
                    written[address] = page.tags
                if time.monotonic() >= end:
                    break
            self._unlink_all(gone)
            self._ledger.note(written, gone, same)
            made += len(written)
            if time.monotonic() >= end:
                break
        return made

    def _made(self, text: str, *, in_haste: bool) -> Page | None:
        path, _, query = text.partition("?")
        address = address_of(path, query)
        return self._pages.make(address, in_haste=in_haste) if address else None

    def _write(self, text: str, page: Page) -> bool:
        if page.generation is not None and page.generation < self._planned:
            # Read from where the change has not come yet: it waits on.
            self._unlink(text)
            self._pages.hurry()
            return False
        self._aside.compare(text, page.body(""))
        _write_files(self.file_of(text), page)
        return True

    def _unlink_all(self, texts: Iterable[str]) -> None:
        for text in texts:
            self._unlink(text)
            with contextlib.suppress(OSError):
                self.file_of(text).parent.rmdir()

    def _unlink(self, text: str) -> None:
        file = self.file_of(text)
        for suffix in _SUFFIXES.values():
            file.with_name(file.name + suffix).unlink(missing_ok=True)

    def file_of(self, text: str) -> Path:
        """Return the file of a page. Addresses have no dots at the start of a part, so it lies in the folder."""
        path, _, query = text.partition("?")
        name = "index.txt" if is_text(path) else "index.html"
        return self._folder.joinpath(*path.strip("/").split("/"), query, name)

    def _month(self) -> str:
        return datetime.fromtimestamp(self._pages.clock(), UTC).strftime("%Y-%m")


def _turn(address: str, *, changed: bool) -> Turn:
    """Order what is written: who is listed, and with what, is right before the lists are."""
    listing = _is_listing(address)
    if changed:
        return Turn.CHANGED_LISTING if listing else Turn.CHANGED_TEXT if is_text(address) else Turn.CHANGED
    return Turn.LISTING if listing else Turn.REST


def _is_listing(address: str) -> bool:
    parts = address.split("/")
    return len(parts) > 2 and (parts[1] == "g" or parts[2] in ("s", "o"))


def _can_change(address: str) -> bool:
    shape = shape_of(address.partition("?")[0])
    return shape is not None and shape.tagged


def _write_files(file: Path, page: Page) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    for encoding, suffix in _SUFFIXES.items():
        if encoding in page.packed:
            _replace(file.with_name(file.name + suffix), page.body(encoding))


def _replace(file: Path, content: bytes) -> None:
    """Write a file so that whoever reads it gets the old or the new one, whole."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".")
    try:
        with closing(os.fdopen(handle, "wb")) as made:
            made.write(content)
        Path(name).chmod(0o644)
        stamp = int.from_bytes(blake2b(content, digest_size=4).digest()) >> 1
        os.utime(name, (stamp, stamp))
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _program() -> str:
    """Return a name for this program: whatever pages are made of besides listings, settings and the month."""
    told = []
    for folder in ("app", "translations"):
        for path in sorted((_HERE / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".css", ".js", ".mo", ".json", ".csv", ".txt", ".toml"}:
                told.append(f"{path.name} {path.stat().st_size} {path.stat().st_mtime_ns}")
    return blake2b("\n".join(told).encode(), digest_size=16).hexdigest()
