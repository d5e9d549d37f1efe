"""Slips of the finger: one letter too many, missing, wrong or swapped with its neighbour. Pure."""

from __future__ import annotations


def variants(word: str) -> set[str]:
    """Return the word and every word that lacks one of its letters.

    Two words that differ by one slip share a variant, so a slip is found by looking up equal strings.
    """
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def is_one_slip(typed: str, word: str) -> bool:
    """Say whether one slip turns one word into the other."""
    if typed == word or abs(len(typed) - len(word)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), len(word))
    a, b = typed[start:], word[start:]
    if len(a) == len(b):
        swapped = a[:2] == b[1::-1] and len(a) > 1 and a[2:] == b[2:]
        return swapped or a[1:] == b[1:]
    return a[1:] == b or a == b[1:]
