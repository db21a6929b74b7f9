"""Which servers wanted to be left alone, and until when: the half of politeness that outlives a run."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from domaudit.model import Answer, Dns, Outcome, Pause, Question
from domaudit.questions import server

MOST: Final = 7 * 86400
"""Seconds of the longest pause: no line of a file closes a server for ever."""


class Pauses:
    """By server, the pause that it was last given; none where it has answered since, whatever the order of the lines."""

    def __init__(self) -> None:
        self._given: dict[str, tuple[datetime, Pause]] = {}  # with the time of the question that it declined
        self._answered: dict[str, datetime] = {}

    def take(self, answer: Answer) -> None:
        """Learn from one answer."""
        if answer.outcome is not Outcome.ANSWERED or answer.imported is not None or isinstance(answer.question, Dns):
            return
        name, at = server(answer.question), answer.asked_at
        if answer.backoff is None:
            self._answered[name] = max(at, self._answered.get(name, at))
            return
        seconds = min(answer.backoff, MOST)
        try:
            until = at + timedelta(milliseconds=answer.duration_ms, seconds=seconds)
        except OverflowError:  # the year 10000: no server's answer
            return
        before = self._given.get(name)
        if before is None or at >= before[0]:
            self._given[name] = at, Pause(seconds, until)

    def of(self, question: Question) -> Pause | None:
        """The pause of a question's server."""
        name = server(question)
        given = self._given.get(name)
        if given is None or (name in self._answered and self._answered[name] > given[0]):
            return None
        return given[1]
