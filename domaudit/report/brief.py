"""A site in a few words, for those who have ten seconds: the one thing to do next, with its day; the same in every form."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from domaudit import texts
from domaudit.model import Finding, SiteReport, Step, Text, Verdict
from domaudit.report import stepping, words
from domaudit.report.telling import Teller
from domaudit.texts import tell

COLUMNS = 100
"""Columns that a step may take here; where it goes on, ``…`` stands at its end."""

_END = re.compile(r"(?<=.{30})(?:\. |\u202f?; |\u202f?\? )")
"""Where a step may end: a shorter head (``Dupont S.A. …``) says nothing without what follows."""

_CLAUSE = re.compile(r"(?<=.{20})[ \u00a0\u202f]?[:;][ \u00a0]")
"""Where a clause ends within a sentence."""

_GLOSS = re.compile(r" \((?:registrar\b|the company where|a company that)[^()]*\)")
"""What explains a word to those who read the whole step."""

_COPIES = "remedy.safety"
"""How the ids of the step begin that is done before any other: short work, and not what moves the matter on."""

_WAITING = ("remedy.waiting", "remedy.answered")
"""The steps by which an answer is waited for."""

_BY_LETTER = (Verdict.HELD_BY_PROVIDER, Verdict.IN_NAME_ONLY)
"""Verdicts after which a letter is what moves the matter on; elsewhere something is to be found out first."""


class Next(NamedTuple):
    """What to do next: the day on which to begin, in words, what to do, and the step that moves the matter on; empty where nothing is."""

    day: str = ""
    words: str = ""
    step: Step | None = None


def next_step(teller: Teller, site: SiteReport, of: Callable[[Finding], bool] = lambda found: True) -> Next:
    """What to do next about a site, or about some of its findings.

    Of copies to be put in safety it is said that they come first, and then what comes after them.
    """
    steps = stepping.of_people(stepping.steps(teller, site, of))
    if not steps:
        return Next()
    day, step = steps[0]
    if not step.text.id.startswith(_COPIES) or len(steps) == 1:
        return Next(day, in_short(teller, site, step), step)
    after = behind([step for _, step in steps[1:]], site.verdict)
    return Next(day, tell("brief.copies", teller.lang, step=in_short(teller, site, after)), after)


def behind(steps: Sequence[Step], verdict: Verdict) -> Step:
    """The step that moves the matter on once the copies are made: the letter, or the wait for its answer; else whichever comes next."""
    moving = (step for step in steps if step.letter is not None or step.text.id in _WAITING) if verdict in _BY_LETTER else iter(())
    told = (step for step in steps if texts.has(f"{step.text.id}.short"))  # no mere remark on the step before it
    return next(moving, next(told, steps[0]))


def in_short(teller: Teller, site: SiteReport, step: Step) -> str:
    """A step in few words: its own short form where it has one, else the first sentence, or as many of its words as have room."""
    short = Text(f"{step.text.id}.short", step.text.values)
    told = _GLOSS.sub("", teller.say(short if texts.has(short.id) else step.text, teller.mask(site)))
    found = _END.search(told)
    return cut(told[: found.end()].rstrip("\u202f ;.") if found else told.removesuffix("."), COLUMNS)


def again(teller: Teller, site: SiteReport, step: Step) -> str:
    """A step that was told in full before, in few words: where they would be cut, they end with a clause instead."""
    short = in_short(teller, site, step)
    clause = _CLAUSE.search(short) if short.endswith("…") else None
    return short[: clause.start()] if clause else short.rstrip(" ,;:")


def cut(text: str, columns: int) -> str:
    """A text cut after a word to so many columns at most, with ``…`` where it goes on; never inside brackets."""
    short = words.shorten(text, columns)
    if short == text:
        return text
    end = max(short.rfind(" "), columns // 2)
    opened = short.rfind("(", 0, end)
    if opened > columns // 4 and ")" not in short[opened:end]:
        end = opened
    return short[:end].rstrip(" ,;:\u202f") + "…"
