"""A site in a few words, for those who have ten seconds: the one thing to do next, with its day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from domaudit.model import Finding, SiteReport, Verdict
from domaudit.report import stepping, words
from domaudit.report.telling import Teller
from domaudit.texts import Lang, tell

COLUMNS = 100
"""Columns that a step may take here; where it goes on, ``…`` stands at its end."""

_END = re.compile(r"(?<=.{30})(?:\. |\u202f?; |\u202f?\? )")
"""Where a step may end: a shorter head (``Dupont S.A. …``) says nothing without what follows."""

_COPIES = "remedy.safety"
"""How the ids of the step begin that is done before any other: short work, and not what moves the matter on."""

_BY_LETTER = (Verdict.HELD_BY_PROVIDER, Verdict.IN_NAME_ONLY)
"""Verdicts after which a letter is what moves the matter on; elsewhere something is to be found out first."""


def next_step(teller: Teller, site: SiteReport, of: Callable[[Finding], bool] = lambda found: True) -> tuple[str, str]:
    """What to do next about a site, or about some of its findings: its day, if it has one, and the head of the step.

    Both are empty where nothing is to do. Of copies to be put in safety it is said that they come first, and then what comes after them.
    """
    steps = stepping.steps(teller, site, of)
    if not steps:
        return "", ""
    day, step = steps[0]
    if not step.text.id.startswith(_COPIES) or len(steps) == 1:
        return day, _head(stepping.words_of(teller, site, step))
    letters = (after for _, after in steps[1:] if after.letter is not None) if site.verdict in _BY_LETTER else iter(())
    after = next(letters, steps[1][1])
    return day, tell("brief.copies", teller.lang, step=_head(stepping.words_of(teller, site, after)))


def _head(said: str) -> str:
    """The first sentence, or as many of its words as have room."""
    found = _END.search(said)
    head = said[: found.end()].rstrip("\u202f ;.") if found else said.removesuffix(".")
    return cut(head, COLUMNS)


def joined(told: Iterable[str], lang: Lang) -> str:
    """Several things in one line, as the language sets them apart."""
    return ("\u202f; " if lang == "fr" else "; ").join(told)


def cut(text: str, columns: int) -> str:
    """A text cut after a word to so many columns at most, with ``…`` where it goes on."""
    short = words.shorten(text, columns)
    if short == text:
        return text
    end = max(short.rfind(" "), columns // 2)
    return short[:end].rstrip(" ,;:\u202f") + "…"
