"""Fill ahead: the pages that most people open first are made before anyone asks, and again when something changed."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Collection, Iterable
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from flask import Flask

from app.pages.rules import Address, address_of
from app.pages.store import AHEAD_BYTES

if TYPE_CHECKING:
    from app.pages.edge import Pages

Source = Callable[[], Iterable[str]]
# Takes the tags of a change and the addresses of mirrored pages that show one of them.
Among = Callable[[Collection[str], Collection[str]], Iterable[str]]
# For each second of work, so many of rest.
_REST = 9.0
# Seconds after which Python lets a reader's thread come in between; by its own measure each of a queue of kept pages
# would wait 5 ms for the page being made.
_GIVE_WAY = 0.0002
_SOURCES, _MIRRORED, _SHUT = "pages to fill ahead", "pages to mirror", "pages of who cannot be reached"
_AFTER = "pages to mirror after a change"


def fill_ahead(app: Flask, source: Source) -> None:
    """Have these addresses filled ahead; `source` is called inside the app whenever something was published."""
    app.extensions.setdefault(_SOURCES, []).append(source)


def mirror_too(app: Flask, source: Source) -> None:
    """Have these addresses in the mirror besides those that are filled ahead."""
    app.extensions.setdefault(_MIRRORED, []).append(source)


def mirror_after(app: Flask, source: Among) -> None:
    """Have the mirror ask, after a change, which pages there should be of those that it touched or may have brought.

    What `source` leaves out of the touched ones is gone. It spares the mirror a look at every page of the site.
    """
    app.extensions.setdefault(_AFTER, []).append(source)


def mirror_anew(app: Flask, source: Source) -> None:
    """Have the mirror take these addresses away first when nobody knows what changed: who cannot be reached now."""
    app.extensions.setdefault(_SHUT, []).append(source)


def shut(app: Flask) -> list[str]:
    """Return the addresses of who cannot be reached now."""
    with app.app_context():
        return [address for source in app.extensions.get(_SHUT, ()) for address in source()]


def to_mirror(app: Flask) -> list[str]:
    """Return the addresses of all pages that a mirror has."""
    with app.app_context():
        sources = [*app.extensions.get(_SOURCES, ()), *app.extensions.get(_MIRRORED, ())]
        return [address for source in sources for address in source()]


def after(app: Flask, tags: Collection[str], touched: Collection[str]) -> list[str]:
    """Return which addresses there should be of those that a change with these tags touched or may have brought."""
    with app.app_context():
        return [one for source in app.extensions.get(_AFTER, ()) for one in source(tags, touched)]


class Ahead:
    """Fills the store in the background, at rest between pages so that readers come first.

    One thread makes them, so none is made twice. What is wanted, because someone was shown it late, comes at once.
    """

    def __init__(self, app: Flask, pages: Pages) -> None:
        """Nothing runs before something was published, or the first page was asked for."""
        self._app, self._pages = app, pages
        self._event, self._lock = Event(), Lock()
        self._thread: Thread | None = None
        self._again = False
        # Addresses, each once, in the order they were asked for; gone when they are made, within a second.
        self._wanted: dict[str, None] = {}
        self._hasty: deque[Address] = deque()

    def wake(self) -> None:
        """Fill soon, by a thread of its own that rests nine times as long as it works."""
        self._again = True
        self._stir()

    def want(self, address: str) -> None:
        """Make this late page now, before those that nobody asks for."""
        if address not in self._wanted:
            self._wanted[address] = None
            self._stir()

    def _stir(self) -> None:
        self._event.set()
        with self._lock:
            if self._thread is None:
                self._thread = self.started()

    def started(self) -> Thread:
        """Start the thread; it dies with the process."""
        thread = Thread(target=self._run, name="pages", daemon=True)
        thread.start()
        return thread

    def fill(self, rest: float = 0.0) -> int:
        """Make the pages of the list that are not kept, and return how many; `rest` times the work in between.

        With many languages and countries the list is longer than the store: what stands first is kept.
        """
        made = taken = 0
        with self._app.app_context():
            addresses = [address for source in self._sources() for address in source()]
        for text in addresses:
            self._refine(rest)
            address = address_of(*text.partition("?")[::2])
            if address is None or taken >= AHEAD_BYTES:
                continue
            began, page = time.monotonic(), self._pages.newest(address.text)
            if page is None and (page := self._pages.make(address)) is not None:
                made += 1
                self._rest(rest * (time.monotonic() - began))
            taken += page.size if page is not None else 0
        return made

    def fill_wanted(self) -> None:
        """Make the late pages that somebody was shown, in haste."""
        for text in list(self._wanted):
            self._wanted.pop(text, None)
            address = address_of(*text.partition("?")[::2])
            if address is not None and text in self._pages.store.late:
                self._pages.make(address, in_haste=True, keep=True)
                self._hasty.extend([address] if address.fine else [])

    def _refine(self, rest: float) -> None:
        """Pack as finely as it should be what was made in haste."""
        while self._hasty:
            if self._pages.newest((address := self._hasty.popleft()).text) is not None:
                began = time.monotonic()
                self._pages.make(address)
                self._rest(rest * (time.monotonic() - began))

    def _rest(self, seconds: float) -> None:
        """Do nothing for so long but what is wanted."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and self._event.wait(left):
            self._event.clear()
            self.fill_wanted()

    def _sources(self) -> list[Source]:
        found: list[Source] = self._app.extensions.get(_SOURCES, [])
        return found

    def _run(self) -> None:
        sys.setswitchinterval(_GIVE_WAY)
        while self._again or self._event.wait():
            self._event.clear()
            try:
                self.fill_wanted()
                self._refine(_REST)
                if self._again:
                    self._again = False
                    self.fill(rest=_REST)
            except Exception:
                self._app.logger.exception("Pages could not be filled ahead.")
