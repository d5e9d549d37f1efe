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


def _grown(store: Store, generation: int, until: float, *tags: str) -> None:
    store.move_to(generation, frozenset(tags), frozenset(tags), until)


def test_a_page_that_lacks_something_new_can_stay_for_a_moment_and_no_longer() -> None:
    store = _store()
    for address, tag in (("/list", "legal/any"), ("/other", "medical/any"), ("/s", "s:a")):
        store.put(address, _page(1, tag))
    _grown(store, 2, 5.0, "legal/any")
    assert (store.lapse(4.9), [*store.late]) == (5.0, ["/list"])
    # What is new again later does not lend it more time.
    _grown(store, 3, 9.0, "legal/any", "medical/any")
    assert store.lapse(5.0) == 9.0
    assert [store.get(one) is not None for one in ("/list", "/other", "/s")] == [False, True, True]
    store.lapse(9.0)
    assert [store.get(one) is not None for one in ("/other", "/s")] == [False, True]
    assert (len(store), len(store.late)) == (1, 0)


def test_what_is_taken_back_takes_a_late_page_at_once() -> None:
    store = _store()
    store.put("/list", _page(1, "legal/any"))
    _grown(store, 2, 5.0, "legal/any")
    store.move_to(3, frozenset({"legal/any", "log"}), frozenset({"log"}), 9.0)
    assert (store.get("/list"), store.late) == (None, {})


def test_a_late_page_made_again_is_late_no_more() -> None:
    store = _store()
    store.put("/list", _page(1, "legal/any"))
    _grown(store, 2, 5.0, "legal/any")
    assert store.put("/list", _page(2, "legal/any"))
    store.lapse(5.0)
    assert store.get("/list") is not None


def test_a_page_made_again_takes_the_place_of_the_old_one() -> None:
    store = _store()
    store.put("/a", _page(1, size=300))
    store.put("/a", _page(1, size=200))
    assert (len(store), store.size) == (1, 200)


def test_what_a_page_weighs_is_about_what_it_takes() -> None:
    packed = pack(b"<p>words</p>" * 1_000, [], fine=False)
    assert packed[""].body is None
    assert sum(len(one.body or b"") for one in packed.values()) < weight(packed) < 10_000
