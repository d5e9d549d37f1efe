"""What a promise is, and where its tests are."""

from __future__ import annotations

from dataclasses import dataclass

P, C, H = "tests/promises/", "tests/canary/", "tests/promises/test_house_client.py::"
KEPT, LEAKS = f"{C}test_nothing_is_kept.py::", f"{C}test_leaks_are_found.py::"
SAME, HEADERS = f"{P}test_same_for_everyone.py::", f"{P}test_headers_everywhere.py::"
DEVICE, LEAVING = f"{P}test_nothing_on_the_device.py::", f"{P}test_leaving.py::"
HELD, RAID = f"{P}test_everything_we_hold.py::", f"{P}test_no_raid_list.py::"
RECEIPTS = f"{P}test_receipts_look_alike.py::"
DEPLOYED, SILENCE = "tests/deploy/test_files.py::", "tests/privacy/test_silence.py::"
COLUMNS, CONTRACT = f"{P}test_every_column_has_a_reason.py::", f"{P}test_contract.py::"
NO_TRACE = f"{KEPT}test_a_visit_cannot_leave_a_trace_on_the_server"
UNSEEN = f"{KEPT}test_a_server_cannot_write_or_call_anything_unseen"
EVERY_LEAK = f"{LEAKS}test_every_way_of_keeping_a_visit_is_found"
HOUSE_PAGE, HOUSE_ANSWER = (
    f"{H}test_a_page_cannot_break_a_house_rule",
    f"{H}test_an_answer_cannot_break_the_header_contract",
)
WALK = f"{P}test_house_pages.py::test_a_reader_can_open_every_link"
PLAIN = f"{DEVICE}test_a_page_that_stores_something_is_found"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: in words, its tests, the tests that plant a leak against it, and the figure they hold."""

    says: str
    tests: tuple[str, ...]
    leaks: tuple[str, ...]
    figure: str
