"""The watched browser really complains: pages that call elsewhere or fail quietly are named."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.browser import opened, sideways

# Nothing listens on either; the first plays our own site, the second somebody else's.
OWN, OTHER = "http://localhost:1", "http://127.0.0.1:1"


def test_a_page_cannot_call_another_host(browser: Browser) -> None:
    with pytest.raises(AssertionError, match="asked another host"), opened(browser, OWN) as page:
        page.set_content(f'<img alt="" src="{OTHER}/a.png">')


@pytest.mark.parametrize("script", ["console.error('broken')", "throw Error('broken')"])
def test_a_page_cannot_fail_quietly(browser: Browser, script: str) -> None:
    with pytest.raises(AssertionError, match="broken"), opened(browser, OWN) as page:
        page.set_content(f"<script>{script}</script>")


def test_a_quiet_page_can_pass_at_phone_size(browser: Browser) -> None:
    with opened(browser, OWN) as page:
        page.set_content("<p>Quiet</p>")
        assert sideways(page) == 0
        page.set_content('<p style="width:400px">Wide</p>')
        assert sideways(page) > 0
