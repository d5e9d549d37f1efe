"""Promises 1 to 16: a visit, a page, leaving."""

from __future__ import annotations

from tests.promises.promised import (
    DEPLOYED,
    DEVICE,
    EVERY_LEAK,
    HELD,
    HOUSE_ANSWER,
    HOUSE_PAGE,
    LEAKS,
    LEAVING,
    NO_TRACE,
    PLAIN,
    SAME,
    SILENCE,
    UNSEEN,
    WALK,
    P,
    Promise,
)

FIRST = {
    1: Promise(
        "No answer to a visitor sets a cookie.",
        (f"{SAME}test_no_answer_sets_a_cookie", NO_TRACE),
        (f"{SAME}test_a_view_that_sets_a_cookie_cannot_reach_a_visitor", HOUSE_ANSWER),
        "0 on every address, 6 methods",
    ),
    2: Promise(
        "A cookie that is sent changes nothing.",
        (f"{SAME}test_every_visitor_gets_the_same_bytes", f"{SILENCE}test_the_app_cannot_see_who_asks"),
        (f"{SAME}test_a_page_that_reads_its_visitor_is_found",),
        "0 bytes differ",
    ),
    3: Promise(
        "Nothing about a visit is on the disk of the server.",
        (NO_TRACE, UNSEEN),
        (EVERY_LEAK, f"{LEAKS}test_a_mark_cannot_hide_in_any_spelling"),
        "0 of 14 marks in 22 spellings; 1,000 requests in `make audit`",
    ),
    4: Promise(
        "The same behind nginx and Caddy with our files, and on PostgreSQL.",
        (NO_TRACE, f"{DEPLOYED}test_a_proxy_changes_nothing_and_stands_in_when_the_site_is_down"),
        (f"{LEAKS}test_a_careless_proxy_is_found", f"{LEAKS}test_a_talkative_postgresql_is_found"),
        "0 marks",
    ),
    5: Promise(
        "The site cannot see an address, an agent or a referrer.",
        (
            f"{SILENCE}test_the_app_cannot_see_who_asks",
            f"{LEAKS}test_a_proxy_passes_nothing_on_about_who_asks",
        ),
        (f"{SAME}test_a_page_that_reads_its_visitor_is_found", EVERY_LEAK),
        "0 of 7 kinds arrive",
    ),
    6: Promise(
        "An error is noted as its type, file and line; failures are counted from ten on, pages that work never.",
        (
            f"{SILENCE}test_a_log_cannot_hold_what_somebody_sent",
            "tests/privacy/test_counting.py::test_an_operator_can_find_where_and_how_often_it_broke",
            "tests/privacy/test_counting.py::test_a_page_that_works_cannot_be_counted",
        ),
        (f"{LEAKS}test_an_error_logged_in_full_is_found",),
        "1 line an error, none a page",
    ),
    7: Promise(
        "No page asks another host for anything.",
        (
            WALK,
            f"{DEVICE}test_no_page_stores_anything",
            f"{DEVICE}test_nothing_is_stored_and_no_typed_word_stays_in_a_firefox",
        ),
        (f"{P}test_house_browser.py::test_a_page_cannot_call_another_host", HOUSE_PAGE),
        "0 requests, Chromium and Firefox",
    ),
    8: Promise(
        "The server calls no other machine.",
        (UNSEEN, f"{HELD}test_no_code_of_ours_calls_another_machine", f"{DEPLOYED}test_a_unit_has_walls"),
        (EVERY_LEAK, f"{DEPLOYED}test_a_unit_without_walls_is_found"),
        "0 connections (PostgreSQL apart); no network in the unit",
    ),
    9: Promise(
        "Every page works without JavaScript.",
        (
            f"{DEVICE}test_every_page_is_whole_without_a_script",
            "tests/journeys/test_three_taps.py::test_a_worker_is_three_taps_from_a_phone_number",
        ),
        (f"{DEVICE}test_a_page_that_needs_a_script_is_found",),
        "the same parts with and without",
    ),
    10: Promise(
        "Words that are typed are never in an address.",
        (WALK, f"{DEVICE}test_back_leads_back_after_a_town_was_typed"),
        (HOUSE_PAGE,),
        "0 free fields in GET forms",
    ),
    11: Promise(
        "No typed word stays in the files of a browser. The name of the site may; without JavaScript, a form sent.",
        (
            f"{DEVICE}test_no_typed_word_stays_in_a_chromium",
            f"{DEVICE}test_nothing_is_stored_and_no_typed_word_stays_in_a_firefox",
        ),
        (
            f"{DEVICE}test_without_a_script_a_form_that_was_sent_may_stay",
            f"{DEVICE}test_a_word_in_an_address_is_found_in_a_chromium",
            f"{DEVICE}test_a_word_in_an_address_is_found_in_a_firefox",
        ),
        "0 copies in either profile",
    ),
    12: Promise(
        "No script stores anything.",
        (f"{DEVICE}test_no_page_stores_anything",),
        (PLAIN,),
        "0 entries in 6 kinds of storage",
    ),
    13: Promise(
        "Leaving blanks the page before an eye can read it.",
        (f"{LEAVING}test_a_page_is_blank_before_an_eye_can_read_it",),
        (f"{LEAVING}test_a_slow_way_out_is_found",),
        "below 100 ms on a processor slowed 4 times (95 of 100 in `make audit`)",
    ),
    14: Promise(
        "The way out works by tap, by keyboard, by Shift three times and without JavaScript, on every page.",
        (
            f"{LEAVING}test_the_way_out_is_in_reach_on_every_page",
            f"{LEAVING}test_shift_three_times_leaves_and_is_told_in_every_language",
            f"{LEAVING}test_leaving_works_in_a_firefox",
            "tests/shell/test_exit.py::test_a_reader_can_leave_without_a_script",
            "tests/shell/test_exit.py::test_a_keyboard_can_reach_the_way_out_early",
        ),
        (f"{LEAVING}test_a_way_out_that_is_covered_or_renamed_is_found", HOUSE_PAGE),
        "every page, both directions, 320 px and 400 %",
    ),
    15: Promise(
        "Leaving replaces the page in the history, empties the cache, and is never counted.",
        (
            f"{LEAVING}test_leaving_empties_the_cache_and_tells_nobody",
            f"{LEAVING}test_the_script_of_the_way_out_counts_and_stores_nothing",
            "tests/shell/test_exit.py::test_a_page_brought_back_after_leaving_can_only_stay_blank",
        ),
        (f"{LEAVING}test_leaving_empties_the_cache_and_tells_nobody",),
        "0 cached pages after, more than 0 without",
    ),
    16: Promise(
        "A link to a group tells the group nothing.",
        (f"{LEAVING}test_a_group_is_not_told_where_a_reader_comes_from", WALK),
        (f"{LEAVING}test_a_group_is_not_told_where_a_reader_comes_from", HOUSE_PAGE),
        "no referrer",
    ),
}
