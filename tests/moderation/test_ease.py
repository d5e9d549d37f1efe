"""A translator is told of long sentences, in any script."""

from __future__ import annotations

import pytest

from app.moderation.ease import long_sentences


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Ring twice. Wait.", 0),
        (" ".join(["word"] * 16) + ". Short one.", 1),
        (" ".join(["word"] * 15) + ".", 0),
        ("我们" * 20 + "。短句。", 1),
        ("เราช่วยคุณ" * 10, 1),
        (" ".join(["كلمة"] * 16) + "؟ نعم.", 1),
    ],
)
def test_long_sentences_are_counted_in_any_script(text: str, number: int) -> None:
    assert long_sentences(text) == number
