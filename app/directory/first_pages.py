"""The pages that most people open first, to be made before anyone asks."""

from __future__ import annotations

from collections.abc import Iterator

from app.directory import choices
from app.languages import OFFERED
from app.vocabulary import needs


def first_pages() -> Iterator[str]:
    """Yield home, the lists of each need and of each country with a service, and what informs, in every language."""
    counts = choices.counts()
    # As home links to them: with what is unchecked where there is nothing else.
    by_need = {need.slug: counts["need"][need.slug][0] for need in needs() if need.slug in counts["need"]}
    lists = [f"find?need={slug}" + ("" if checked else "&all=1") for slug, checked in by_need.items()]
    for country in sorted(counts["country"]):
        lists += [f"danger?place={country}", f"find?place={country}"]
    yield "/"
    for language in OFFERED:
        for path in ("", "danger", "about", "privacy", "find", *lists):
            yield f"/{language.tag}/{path}"
