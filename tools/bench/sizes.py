"""`python -m tools.bench.sizes 10000 100000 1000000`: the same pages of sites of several sizes, over HTTP, in turns."""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack

import app.moderation.models
import app.submissions.models  # noqa: F401 - every table must be known before one is made
from tests.browser import served
from tools.bench import asking, making, report
from tools.bench.__main__ import ANEW, FIRST, FOLDER, made, minted
from tools.bench.measuring import Times, Visitor, side_by_side

KEPT = "app:create_app"
_SAID = {ANEW: "made of kept pieces", FIRST: "nothing kept", KEPT: "kept pages"}
_NEEDS = ("legal", "medical", "housing", "safety")
_COUNTRIES, _TOWNS = ("us", "gb", "th"), ("g5128581", "g2643743", "g1609350")
_SERVICES, _SEARCHES = 20, 16


def main() -> None:
    """Read the sizes, and measure them side by side."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+", type=int, help="how many services")
    chosen = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    addresses = {size: made(size)[0] for size in chosen.sizes}
    report.write("pages-of-any-number-of", [*_lines(addresses)])


def _lines(addresses: dict[int, str]) -> Iterator[str]:
    for factory, said in _SAID.items():
        with ExitStack() as stack:
            secret = f"{stack.enter_context(tempfile.TemporaryDirectory())}/secret.json"
            asked = {size: _asked(size, address, secret) for size, address in addresses.items()}
            visitors = {
                size: Visitor(stack.enter_context(served(address, factory, secret_file=secret)))
                for size, address in addresses.items()
            }
            sizes = " | ".join(f"{size:,}" for size in addresses)
            yield f"| {said}: p50 / p95, ms | {sizes} | largest to smallest |"
            yield f"|---|{'---|' * len(addresses)}---|"
            for kind in next(iter(asked.values())):
                works = {
                    str(size): [lambda to=to, path=path: to.get(path) for path in asked[size][kind]]
                    for size, to in visitors.items()
                }
                yield _row(kind, side_by_side(works))
            yield ""


def _row(kind: str, times: dict[str, Times]) -> str:
    first, *_rest, last = times.values()
    cells = " | ".join(f"{one.at(0.5):.2f} / {one.at(0.95):.2f}" for one in times.values())
    ratios = (last.at(share) / first.at(share) for share in (0.5, 0.95))
    return f"| {kind} ({len(first.each)}) | {cells} | {' / '.join(f'{one:.2f}' for one in ratios)} |"


def _asked(size: int, address: str, secret: str) -> dict[str, list[str]]:
    """Return the addresses of a run by class, over a site of this size."""
    chance = random.Random(5)
    within = {"country": _COUNTRIES, "town": _TOWNS}
    found = {"all, and a need": ["/en/find", *(f"/en/find?need={need}" for need in _NEEDS)]}
    found |= {f"a {name}": [f"/en/find?place={one}" for one in some] for name, some in within.items()}
    found |= {
        f"a need in a {name}": [f"/en/find?need={need}&place={one}" for need in _NEEDS for one in some]
        for name, some in within.items()
    }
    found["page 40"] = ["/en/find?page=40", "/en/find?need=legal&page=40", "/en/find?place=us&page=40"]
    narrow = "ask=2.4&spoken=spa"
    found["a need, two strings, a language"] = [f"/en/find?need={need}&{narrow}" for need in _NEEDS]
    found["the same in a country"] = [f"/en/find?need={need}&place=us&{narrow}" for need in _NEEDS]
    services = chance.sample(range(1, size + 1), _SERVICES)
    found["one service"] = [f"/en/s/{making.code_of(n)}" for n in services]
    for kind in ("keyword", "keyword with three filters"):
        some = [one for one in asking.questions(100, 0) if one.kind == kind][:_SEARCHES]
        found[kind] = minted(address, secret, some)
    return found


if __name__ == "__main__":
    main()
