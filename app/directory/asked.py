"""What a reader asked for: structured choices with neutral values, never free words. Address to value and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from app.directory.carried import MOST_IN_KIT, PARAMETER, is_code, shortened
from app.places import Place, parse
from app.vocabulary import OTHER, kind, needs, spoken, stored_facts

LEADERS = {"1": "sex_workers", "2": "survivors"}
MOST_PAGES = 500
_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,2}")
_KNOWN = (
    "need",
    "service",
    "place",
    "ask",
    "spoken",
    "led",
    "open",
    "online",
    "by",
    "all",
    "page",
    PARAMETER,
)
_FLAGS = {"open": "open_now", "online": "online", "by": "by_others", "all": "unchecked_too"}


@dataclass(frozen=True, slots=True)
class Asked:
    """The choices of one address of the find page.

    `facts` are numbers of facts that must be ok; `by_others` narrows them to answers that someone other than the
    group itself checked.
    """

    need: str = ""
    kinds: tuple[str, ...] = ()
    place: Place | None = None
    facts: tuple[int, ...] = ()
    spoken: tuple[str, ...] = ()
    led: tuple[str, ...] = ()
    open_now: bool = False
    online: bool = False
    by_others: bool = False
    unchecked_too: bool = False
    page: int = 1
    # Codes of services chosen for a kit so far: they travel along and narrow nothing.
    kit: tuple[str, ...] = ()
    # Parameters whose value we do not know, such as a need from an old link.
    unknown: tuple[str, ...] = field(default=(), compare=False)

    def but(self, **changes: object) -> Asked:
        """Return the same choices with some changed, from page 1."""
        return replace(self, **{"page": 1, "unknown": (), **changes})  # type: ignore[arg-type]

    def plain(self) -> Asked:
        """Return the choices of this very page without a kit."""
        return replace(self, kit=()) if self.kit else self

    def unfiltered(self) -> Asked:
        """Return the same need and place without anything that narrows them."""
        return Asked(need=self.need, place=self.place, unchecked_too=self.unchecked_too, kit=self.kit)

    def with_code(self, code: str) -> Asked:
        """Return the choices of this very page with one more service in the kit."""
        return replace(self, kit=shortened((*self.kit, code)))

    @property
    def carried(self) -> str | None:
        """Return the kit as the parameter of an address, or None when nothing is chosen."""
        return ".".join(self.kit) or None

    def args(self) -> dict[str, str]:
        """Return the choices as the parameters of an address, always in one order."""
        texts = {
            "need": self.need,
            "service": ".".join(self.kinds),
            "place": self.place.code if self.place else "",
            "ask": ".".join(str(number) for number in self.facts),
            "spoken": ".".join(self.spoken),
            "led": ".".join(self.led),
            **{name: "1" if getattr(self, attribute) else "" for name, attribute in _FLAGS.items()},
            "page": str(self.page) if self.page > 1 else "",
            PARAMETER: ".".join(self.kit),
        }
        return {name: value for name, value in texts.items() if value}

    def query(self) -> str:
        """Return the choices as they stand in an address after its "?": they hold nothing that must be quoted."""
        return "&".join(f"{name}={value}" for name, value in self.args().items())

    @property
    def kit_is_full(self) -> bool:
        """Say whether no more services can be chosen."""
        return len(self.kit) >= MOST_IN_KIT

    def narrows(self) -> int:
        """Return how many filters beyond need, kind and place are on."""
        flags = (self.open_now, self.online, self.by_others)
        return len(self.facts) + len(self.spoken) + len(self.led) + sum(flags)


def _split(values: Iterable[str]) -> tuple[str, ...]:
    """Read `3.4` as well as a form's `ask=3&ask=4`; keep order, drop repeats."""
    return tuple(dict.fromkeys(part for value in values for part in value.split(".") if part))


@cache
def _allowed() -> dict[str, Callable[[str], bool]]:
    """Return for each parameter what says whether we know a value."""
    return {
        "need": ({need.slug for need in needs()} | {OTHER}).__contains__,
        "service": lambda code: kind(code) is not None,
        "place": lambda code: parse(code) is not None,
        "ask": {str(fact.number) for fact in stored_facts() if fact.wish}.__contains__,
        "spoken": lambda code: spoken(code) is not None,
        "led": LEADERS.__contains__,
        PARAMETER: is_code,
        "page": lambda text: _PAGE_NUMBER.fullmatch(text) is not None and int(text) <= MOST_PAGES,
        **dict.fromkeys(_FLAGS, "1".__eq__),
    }


def read(args: Mapping[str, list[str]]) -> Asked:
    """Read the parameters of an address. Values we do not know are left out and named in `unknown`."""
    given = {name: _split(args.get(name, ())) for name in _KNOWN}
    allowed = _allowed()
    good = {name: tuple(v for v in values if allowed[name](v)) for name, values in given.items()}
    single = {name: (values[0] if values else "") for name, values in good.items()}
    return Asked(
        need=single["need"],
        kinds=good["service"],
        place=parse(single["place"]) if single["place"] else None,
        facts=tuple(sorted(int(number) for number in good["ask"])),
        spoken=good["spoken"],
        led=good["led"],
        **{attribute: bool(good[name]) for name, attribute in _FLAGS.items()},
        page=int(single["page"] or 1),
        kit=shortened(good[PARAMETER]),
        unknown=tuple(name for name in _KNOWN if len(good[name]) < len(given[name])),
    )
