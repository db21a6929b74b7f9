"""Ways of asking that know an evidence file: what it answers is not asked again, and what is asked is kept before it is used."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container
from datetime import datetime, timedelta
from typing import Final
from weakref import WeakValueDictionary

from domaudit.evidence import EvidenceFile, Usable
from domaudit.evidence.age import NEVER, MaxAge
from domaudit.model import Answer, Ask, Elsewhere, Outcome, Question

CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far another machine's clock may be ahead of ours; an answer dated later than that was not given by any server."""


def remembering(
    ask: Ask,
    evidence: EvidenceFile,
    *,
    now: datetime,
    max_age: MaxAge,
    fresh: bool,
    usable: Usable,
    via: Container[str] | None = None,
) -> Ask:
    """Ask only what the evidence does not answer, and keep each new answer before it is used.

    A usable answer not older than ``max_age`` before ``now``, and not dated after it (clocks differ by ``CLOCK_SKEW`` at most), is reused,
    unless ``fresh``; a DNS answer only from a resolver in ``via`` (where given). No question is asked twice in one run, whatever came of
    it, and equal questions at one time become one. Raises EvidenceError, out of ``ask``, where an answer cannot be kept: a run must not
    silently lose what it learned.
    """
    asked: set[Question] = set()
    locks: WeakValueDictionary[Question, asyncio.Lock] = WeakValueDictionary()

    async def remembered(question: Question) -> Answer:
        async with locks.setdefault(question, asyncio.Lock()):
            kept = None
            if question in asked:
                kept = evidence.latest(question)
            elif not fresh:
                since, until = max_age.since(question, now), now + CLOCK_SKEW
                kept = evidence.newest_usable(question, usable=usable, since=since, until=until, via=via)
            if kept is not None:
                return kept
            answer = await ask(question)
            if answer.outcome not in (Outcome.ANSWERED, Outcome.UNREACHABLE):
                return answer
            answer = evidence.append(answer)
            asked.add(question)
            return answer

    return remembered


def replaying(evidence: EvidenceFile, *, usable: Usable) -> Ask:
    """Answer from the evidence alone: the newest usable answer of any age; ``not-asked`` where it has none."""

    async def replayed(question: Question) -> Answer:
        kept = evidence.newest(question, usable=usable)
        return kept or Answer(question, NEVER, Outcome.NOT_ASKED, error="the evidence has no answer")

    return replayed


def elsewhere(
    evidence: EvidenceFile,
    *,
    usable: Usable,
    since: Callable[[Question], datetime] | None = None,
    until: datetime | None = None,
) -> Elsewhere:
    """The usable answers about a domain, whoever asked for them: which of them the walk did not get by itself, it knows.

    Imported ones of any age; others not before what ``since`` gives for their question, and not after ``until``.
    """

    def found(domain: str) -> list[Answer]:
        return [
            answer
            for answer in evidence.about(domain, usable=usable, until=until)
            if answer.outcome is Outcome.ANSWERED
            and (answer.imported is not None or since is None or answer.asked_at >= since(answer.question))
            and usable(answer)
        ]

    return found
