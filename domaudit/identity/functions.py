"""Texts that name a function and nobody: "Domain Administrator", "DNS Admin"."""

from __future__ import annotations

from functools import cache

from domaudit.data import load
from domaudit.identity.folding import fold


def is_function(name: str) -> bool:
    """Whether a text is the name of a function and of nobody ("Domain Department", "DNS Admin")."""
    words, fillers = _functions()
    told = set(fold(name).split())
    return bool(told & words) and told <= words | fillers


def has_function_word(name: str) -> bool:
    """Whether a word that speaks of a function stands in a text ("DNS Admin of Dupont")."""
    return not _functions()[0].isdisjoint(fold(name).split())


@cache
def _functions() -> tuple[frozenset[str], frozenset[str]]:
    known = load("functions.yaml")
    return frozenset(known["words"]), frozenset(known["fillers"])
