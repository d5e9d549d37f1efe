"""What a change may have touched is taken out of the mirror at once, and put back if it turns out to be the same.

A change touches many lists and is seen in few: who is paused stands on the first page of some of them. A list that was
made anew in one language, is byte for byte what it was, and showed none of the changed listings is the same in every
language, and so is its plain text: which listings a list shows, and in what order, does not depend on the language, and
nothing but a changed listing has changed words. That holds between pages that were taken at the same time: one that was
taken before another change, and not made since, is older than the one it would be measured by.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Container, Iterable
from hashlib import blake2b
from pathlib import Path


class Aside:
    """A folder beside the mirror, which nobody serves; what lies in it is of this run only."""

    def __init__(self, folder: Path, suffixes: Iterable[str], file_of: Callable[[str], Path]) -> None:
        """`file_of` returns the file of an address in the mirror; beside it lie those with `suffixes`."""
        self._folder, self._suffixes, self._file_of = folder, tuple(suffixes), file_of
        self._folder.mkdir(mode=0o700, exist_ok=True)
        # When each page here was taken, in calls of take(), and of when lists are that are known to be the same.
        self._taken: dict[str, int] = {}
        self._same: dict[str, int] = {}
        self._takes = 0
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        for file in self._folder.iterdir():
            file.unlink()
        self._taken, self._same = {}, {}

    def take(self, addresses: Iterable[str], shown: Container[str]) -> None:
        """Take pages out of the mirror: first what is no list, and `shown`, which show something of what changed."""
        self._same, self._takes = {}, self._takes + 1
        others = []
        for address in addresses:
            if not is_list(address) or address in shown:
                self._drop(address)
            else:
                others.append(address)
        for address in others:
            # What is away already is of another time than what is taken now.
            if self._file_of(address).exists():
                self._keep(address)

    def _drop(self, address: str) -> None:
        self._taken.pop(address, None)
        for file, kept in self._pairs(address):
            file.unlink(missing_ok=True)
            kept.unlink(missing_ok=True)

    def _keep(self, address: str) -> None:
        self._taken[address] = self._takes
        for file, kept in self._pairs(address):
            kept.unlink(missing_ok=True)
            with contextlib.suppress(FileNotFoundError):
                os.replace(file, kept)

    def compare(self, address: str, body: bytes) -> None:
        """Take note whether a list that was made anew is what it was."""
        if address in self._taken and self._was(address) == body:
            self._same[_below(address)] = self._taken[address]

    def put_back(self, address: str) -> bool:
        """Put a list back that is known to be the same, and say whether it was."""
        taken = self._taken.get(address)
        if taken is None or taken not in {self._same.get(_below(one)) for one in (address, page_of(address))}:
            return False
        del self._taken[address]
        self._file_of(address).parent.mkdir(parents=True, exist_ok=True)
        # The page itself comes last: with it all of it is there.
        for file, kept in reversed(self._pairs(address)):
            with contextlib.suppress(FileNotFoundError):
                os.replace(kept, file)
        return True

    def _was(self, address: str) -> bytes:
        return self._pairs(address)[0][1].read_bytes()

    def _pairs(self, address: str) -> list[tuple[Path, Path]]:
        file, name = self._file_of(address), blake2b(address.encode(), digest_size=16).hexdigest()
        return [
            (file.with_name(file.name + suffix), self._folder / (name + suffix)) for suffix in self._suffixes
        ]


def is_list(address: str) -> bool:
    """Say whether an address is one of a list: it shows listings, and words of its own that never change."""
    parts = address.partition("?")[0].split("/")
    return len(parts) == 3 and parts[1] != "g" and parts[2] in ("find", "find.txt", "danger")


def is_text(address: str) -> bool:
    """Say whether an address is one of plain text."""
    return address.partition("?")[0].endswith(".txt")


def page_of(address: str) -> str:
    """Return the address of the page that a text stands beside; a page is its own."""
    return address.replace(".txt", "", 1)


def _below(address: str) -> str:
    """Return an address without its language."""
    return address.split("/", 2)[2]
