"""In how many languages a test opens a page: all of them for what differs by language, else a sample of their kinds.

What depends on the words themselves (complete, no placeholder lost, neutral titles, fits at 320 px, ask and receipt
work) is asked of every language. What depends on how a language is written is asked of one of each kind.
"""

from __future__ import annotations

from app.languages import OFFERED

EVERY = [language.tag for language in OFFERED]
# The source; right to left; no spaces; no spaces and tall letters; the longest words.
SAMPLE = ["en", "ar", "zh-Hans", "th", "de"]
assert set(SAMPLE) <= set(EVERY)
