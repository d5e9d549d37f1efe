"""Promises 17 to 32: what others see, what is held, what we say."""

from __future__ import annotations

from tests.promises.promised import (
    COLUMNS,
    CONTRACT,
    DEPLOYED,
    DEVICE,
    EVERY_LEAK,
    HEADERS,
    HELD,
    HOUSE_PAGE,
    KEPT,
    LEAKS,
    NO_TRACE,
    PLAIN,
    RAID,
    SAME,
    UNSEEN,
    WALK,
    P,
    Promise,
)

THEN = {
    17: Promise(
        "Titles, addresses and previews name no group and no topic.",
        (f"{RAID}test_previews_name_nobody", WALK),
        (HOUSE_PAGE,),
        "0 telling words in 15 languages",
    ),
    18: Promise(
        "Listings are not for search engines, and no page can be turned into a list of where people go.",
        (
            f"{RAID}test_a_page_of_a_listing_is_not_for_search_engines",
            f"{RAID}test_no_sitemap_and_no_robots_file_names_a_listing",
            f"{RAID}test_a_list_shows_the_town_and_never_the_street",
            f"{RAID}test_no_list_counts_a_town_by_papers_or_by_who_leads",
            f"{RAID}test_no_address_gives_everything_at_once",
            f"{RAID}test_no_page_is_made_for_programs",
        ),
        (
            f"{RAID}test_a_page_of_a_listing_that_is_let_in_is_seen",
            f"{RAID}test_a_count_by_town_and_papers_is_found",
        ),
        "0 listings, streets or counts",
    ),
    19: Promise(
        "The language is in the address; the browser's wish is not read.",
        (
            f"{SAME}test_every_visitor_gets_the_same_bytes",
            f"{P}test_house_routes.py::test_a_reader_can_see_the_language_in_every_public_address",
        ),
        (f"{SAME}test_a_page_that_reads_its_visitor_is_found",),
        "0 bytes differ",
    ),
    20: Promise(
        "Every answer, errors included, carries the same headers, worth the best grade of Mozilla Observatory.",
        (
            f"{HEADERS}test_every_answer_carries_the_contract",
            f"{HEADERS}test_observatory_would_give_the_best_grade",
            "tests/deploy/test_observatory.py::test_observatory_gives_the_best_grade",
        ),
        (f"{HEADERS}test_a_missing_header_is_found", f"{HEADERS}test_a_worse_answer_gets_a_worse_grade"),
        "A+, 130 points, by its rules here and by its own grader in `make audit`",
    ),
    21: Promise(
        "Two visitors get the same bytes.",
        (f"{SAME}test_every_visitor_gets_the_same_bytes",),
        (f"{SAME}test_a_page_that_reads_its_visitor_is_found",),
        "0 bytes differ",
    ),
    22: Promise(
        "Forms need no session; what another site sends is refused.",
        (
            f"{SAME}test_a_form_needs_no_cookie_and_no_origin",
            f"{SAME}test_another_site_cannot_send_any_form_of_ours",
        ),
        (f"{SAME}test_a_form_sent_by_another_site_is_found_where_nothing_stops_it",),
        "every form",
    ),
    23: Promise(
        "No file can be sent; no body of a form becomes a file.",
        (f"{HELD}test_no_page_takes_a_file", UNSEEN),
        (f"{HELD}test_a_page_that_takes_a_file_is_found", f"{LEAKS}test_a_careless_proxy_is_found"),
        "0 file fields, 0 temporary files",
    ),
    24: Promise(
        "What a taken server gives is the list on this page: every column, file, log line and package is declared.",
        (
            f"{COLUMNS}test_every_column_is_listed_with_a_reason_and_a_lifetime",
            f"{HELD}test_every_line_of_a_log_is_declared",
            f"{HELD}test_every_file_we_write_is_declared",
            f"{HELD}test_all_code_by_others_is_declared",
            f"{KEPT}test_the_files_of_a_running_site_are_the_declared_ones",
        ),
        (f"{HELD}test_a_new_line_or_file_is_found", f"{HELD}test_an_undeclared_thing_is_found"),
        "nothing undeclared",
    ),
    25: Promise(
        "What is erased is gone from the files, and no restore brings it back.",
        (
            f"{P}test_erased_is_gone.py::test_an_erased_contact_and_street_are_nowhere",
            "tests/keeping/test_purge.py::test_what_was_erased_leaves_no_byte",
        ),
        (f"{P}test_erased_is_gone.py::test_an_erased_contact_and_street_are_nowhere",),
        "0 bytes",
    ),
    26: Promise(
        "No time finer than a day is kept of anything from outside.",
        (f"{COLUMNS}test_no_column_holds_a_time_finer_than_a_day",),
        (f"{COLUMNS}test_a_column_with_a_time_is_found",),
        "0 columns",
    ),
    27: Promise(
        "A listing that is not public looks like one that never was.",
        (f"{RAID}test_a_draft_looks_like_a_code_that_never_was",),
        (f"{RAID}test_a_draft_looks_like_a_code_that_never_was",),
        "0 bytes differ",
    ),
    28: Promise(
        "What holds floods back keeps nothing about who asks.",
        (NO_TRACE, f"{HELD}test_no_limit_knows_who_asks"),
        (f"{HELD}test_a_limit_that_knows_who_asks_is_found", EVERY_LEAK),
        "0 addresses",
    ),
    29: Promise(
        "What is in memory never reaches a disk: no core file, no swap.",
        (f"{DEPLOYED}test_a_unit_has_walls",),
        (f"{DEPLOYED}test_a_unit_without_walls_is_found",),
        "rated 0.4 of 10, at most 2.0",
    ),
    30: Promise(
        "Nothing is installed or kept for later in the browser.",
        (f"{DEVICE}test_no_page_stores_anything",),
        (PLAIN,),
        "0 workers, caches, manifests",
    ),
    31: Promise(
        "The onion address shows the same site, without the other address.",
        (
            f"{HEADERS}test_an_onion_site_is_the_same_without_the_other_address",
            f"{DEPLOYED}test_tor_takes_its_lines",
        ),
        (f"{HEADERS}test_an_onion_site_that_names_the_other_is_found",),
        "0 bytes differ",
    ),
    32: Promise(
        "“What we keep” says what these tests hold, in every language.",
        (
            f"{CONTRACT}test_every_promise_has_a_test_a_leak_and_a_sentence",
            f"{CONTRACT}test_every_sentence_is_on_the_page_in_every_language",
            f"{CONTRACT}test_the_table_in_the_docs_is_this_table",
        ),
        (f"{CONTRACT}test_a_promise_without_a_test_or_a_sentence_is_found",),
        "32 of 32",
    ),
}
