"""The words that a group puts on its own site, so that a moderator sees that the group is the group.

Nothing is stored: the same proposal gives the same words, to the group by its receipt and to the desk.
"""

from __future__ import annotations

import hashlib

from app.vocabulary import words

# Four of more than 800 words: nobody finds them by chance, and they are short enough for a foot of a page.
_NUMBER = 4
_PER_WORD = 4


def check_words(key: bytes, proposal_id: str) -> str:
    """Return the words of one proposal, joined by hyphens; only who has `key` (Keys.form) can tell them."""
    told = hashlib.blake2b(
        proposal_id.encode(), key=key, digest_size=_NUMBER * _PER_WORD, person=b"check words"
    ).digest()
    pool = words()
    steps = range(0, len(told), _PER_WORD)
    return "-".join(pool[int.from_bytes(told[at : at + _PER_WORD]) % len(pool)] for at in steps)
