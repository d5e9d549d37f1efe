"""Whatever is sent to the receipt or as a report: a page that says what to do, never a fault of ours."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.privacy.limits import LONGEST_BODY, LONGEST_FORM
from app.submissions.models import Report
from tests.client import guarded
from tests.returner import CODE, Do, Group

NAMES = st.sampled_from(
    ["into", "code", "token", "do", "as", "reply", "never", "reason", "sure", "s1-row", "name"]
)
SIGNS = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from(
        [
            CODE.encode(),
            b"reply",
            b"still",
            b"correct",
            b"withdraw_sure",
            b"send",
            b"translate",
            b"keep",
            b"finish",
            b"\0",
            "\u202e12\u2066".encode(),
            b"9" * 5000,
        ]
    ),
)
SENT = st.lists(st.tuples(NAMES, SIGNS), max_size=6)
_ANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
FORM = "application/x-www-form-urlencoded"


@_ANY
@given(SENT)
def test_a_group_can_send_anything_and_gets_a_page(
    group: Group, request_id: str, sent: list[tuple[str, bytes]]
) -> None:
    assert request_id
    answer = group.client.post("/en/receipt", data=urlencode(sent), content_type=FORM)
    assert answer.status_code in {200, 303, 403, 404, 409, 422, 429}
    assert answer.status_code == 303 or "<h1>" in answer.text


@_ANY
@given(SENT)
def test_a_reader_can_send_anything_and_gets_a_page(
    group: Group, listed: str, do: Do, sent: list[tuple[str, bytes]]
) -> None:
    path = f"/en/s/{listed}/wrong"
    answer = group.client.post(path, data=urlencode(sent), content_type=FORM)
    assert answer.status_code == 422
    assert do(lambda session: session.query(Report).count()) == 0


@pytest.mark.parametrize("path", ["/en/receipt", "/en/s/river-lamp/wrong"])
def test_what_is_far_too_long_is_refused_with_a_page(group: Group, listed: str, path: str) -> None:
    assert listed
    most = LONGEST_FORM if path.endswith("receipt") else LONGEST_BODY
    answer = guarded(group.app).post(path, data={"reply": "x" * (most + 1)})
    assert answer.status_code == 413
    assert "too long" in answer.text
