"""Whether a name may be a natural person's: first name and surname, and no word of a trade."""

from __future__ import annotations

from functools import cache

from domaudit.data import load
from domaudit.identity.folding import fold, trades

_PARTICLES = frozenset({"de", "du", "da", "van", "von", "le", "la", "el", "al", "ben", "d", "di", "der", "den", "dos", "y", "e"})
_ARTICLES = frozenset({"le", "la", "les", "the", "des", "au", "aux", "a"})
_MARKS = str.maketrans("", "", ".-'’\u00a0 ")


def may_be_person(name: str) -> bool:
    """Whether a name may be a person's: two to five words of letters alone, with a first name at an end or without any word of a trade."""
    words = fold(name).split()
    if not 2 <= len(words) <= 5 or not name.translate(_MARKS).replace(",", "").isalpha():
        return False
    if len(words) < 4 and not {words[0], words[-1]}.isdisjoint(_words("given")) and words[0] not in trades():
        return True  # "Jean Moulin"
    return words[0] not in _ARTICLES - {"le", "la"} and not set(words) & (trades() | _words("and"))


def looks_like_person(name: str) -> bool:
    """Whether a name is written as a person's: each word with a capital but for ``de`` and the like."""
    words = name.split()
    written = all(word[:1].isupper() or word in _PARTICLES for word in words)
    letters = all(word.translate(_MARKS).isalpha() for word in words)
    return 2 <= len(words) <= 4 and words[0][:1].isupper() and written and letters and fold(words[0]) not in _ARTICLES


def names_trade(words: set[str]) -> bool:
    """Whether one of some folded words speaks of a trade or an undertaking."""
    return not words.isdisjoint(trades())


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(load("names.yaml")[kind]["words"])
