"""The store is bounded, holds one generation, and drops what was touched."""

from __future__ import annotations

from app.pages.packing import Page, pack, weight
from app.pages.store import Store


def _page(generation: int | None, *tags: str, size: int = 100) -> Page:
    packed = pack(b"<p>" + b"x" * size, [("Content-Type", "text/html")], fine=False)
    return Page(packed, frozenset(tags), generation, 0.0, size)


def _store(most: int = 1_000) -> Store:
    store = Store(most)
    store.move_to(1, None)
    return store


def test_a_flood_of_addresses_cannot_fill_the_memory() -> None:
    store = _store()
    kept = [store.put(f"/{number}", _page(1)) for number in range(500)]
    assert all(kept)
    assert (len(store), store.size) == (10, 1_000)
    assert store.get("/489") is None
    assert store.get("/490") is not None


def test_a_page_larger_than_the_store_cannot_empty_it() -> None:
    store = _store()
    store.put("/a", _page(1))
    assert not store.put("/b", _page(1, size=2_000))
    assert store.get("/a") is not None


def test_a_page_of_another_generation_cannot_be_kept() -> None:
    store = _store()
    assert not store.put("/a", _page(0))
    assert not store.put("/a", _page(2))
    assert not store.put("/a", _page(None))
    assert len(store) == 0


def test_a_change_drops_what_it_touches_and_nothing_else() -> None:
    store = _store()
    for address, tags in (("/a", ("s:a", "o:x")), ("/b", ("s:b", "o:x")), ("/c", ())):
        store.put(address, _page(1, *tags))
    store.move_to(2, frozenset({"s:a"}))
    assert [store.get(one) is not None for one in ("/a", "/b", "/c")] == [False, True, True]
    store.move_to(3, None)
    assert (len(store), store.size) == (0, 0)


def test_a_page_made_again_takes_the_place_of_the_old_one() -> None:
    store = _store()
    store.put("/a", _page(1, size=300))
    store.put("/a", _page(1, size=200))
    assert (len(store), store.size) == (1, 200)


def test_what_a_page_weighs_is_about_what_it_takes() -> None:
    packed = pack(b"<p>words</p>" * 1_000, [], fine=False)
    assert packed[""].body is None
    assert sum(len(one.body or b"") for one in packed.values()) < weight(packed) < 10_000
