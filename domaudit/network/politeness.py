"""Asking politely: each server at its own pace, never while it wants to be left alone, and never a second time without need."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TypeAlias

from domaudit.model import Answer, Ask, Limits, Outcome, Pause, Question, Standing
from domaudit.network.exchange import Failure, Fetch, Received, explained
from domaudit.network.pace import Pace
from domaudit.questions import server as server_of

MISSES = 3
"""Questions in a row that found a server out of reach before it is left alone."""

REST = 30.0
"""Seconds for which it is left alone; then one more question tries."""

PATIENCE = 30.0
"""Seconds that a question waits for a server that wants a pause; a longer pause ends it at once."""

_CLOCKS = 300.0  # seconds by which another machine's clock may be ahead of ours

AGAIN = 10.0
"""Seconds of a pause of our own after which a question is put once more; it waits longer where the server has named the time."""

FORGIVEN = 86400.0
"""Seconds after the end of a pause from which on it does not count any more."""

RETRY_PAUSE = 0.25
"""Seconds before the one second try."""

Place: TypeAlias = Callable[[Question], Awaitable[str]]
"""The server that a question goes to in the end, whatever it is called: questions with one place share one pace."""


def throttled(
    ask: Ask,
    place: Place,
    limits_of: Callable[[Question], Limits],
    now: Callable[[], datetime],
    *,
    declined: Callable[[Answer], bool] = lambda answer: False,
    pauses: Callable[[Question], Pause | None] = lambda question: None,
    standings: list[Callable[[], Standing]] | None = None,
) -> Ask:
    """``ask``, each server within its own limits; a question waits for its turn before its clock starts.

    ``limits_of`` names the limits (those of the first question to a server count), ``now`` the time (UTC). ``declined`` tells whether an
    answer means "not so many": then the server is left alone for as long as it says, or for a time that doubles, asked more slowly for the
    rest of the run, and the question is put once more where the pause is short. ``pauses`` gives the pause that a server was last given,
    by an earlier run too. A server that could not be reached several times in a row is left alone too: its questions end at once,
    unreachable. Into ``standings`` comes, for each server that is asked, what tells how it stands.
    """
    gates: dict[str, _Gate] = {}

    async def turn(question: Question) -> Answer:
        server = await place(question)
        if (gate := gates.get(server)) is None:
            gate = gates[server] = _Gate(limits_of(question), now, declined)
            if standings is not None:
                standings.append(partial(gate.standing, server_of(question)))
        gate.remember(pauses(question))
        return await gate.ask(ask, question)

    return turn


class _Gate:
    """One server's turnstile: so many at the same time, at its pace, and none while it cannot be reached or wants none."""

    def __init__(self, limits: Limits, now: Callable[[], datetime], declined: Callable[[Answer], bool]) -> None:
        self._now = now
        self._declined = declined
        self._places = asyncio.Semaphore(max(1, limits.concurrency))
        self._pace = Pace(limits)
        # One name that nobody answers for must not close the way to the resolvers, where many are asked about at the same time.
        self._patience = max(MISSES, limits.concurrency // 2)
        self._misses = 0
        self._last_miss = 0.0
        self._done = self._open = self._under_way = 0
        self._turns: list[float] = []  # of the questions that wait for theirs

    def standing(self, server: str) -> Standing:
        """How the server stands now."""
        if not self._open:
            return Standing(server, self._done, 0)
        now = time.monotonic()
        ahead = self._pace.ahead(now, self._open - self._under_way - len(self._turns)) if self._open > self._under_way else 0.0
        waits = min(self._turns, default=now) - now if not self._under_way else 0.0
        return Standing(server, self._done, self._open, ahead, max(0.0, waits), max(0.0, self._pace.paused_until - now))

    def remember(self, pause: Pause | None) -> None:
        """Keep to a pause that an earlier run was given; one that would begin in the future was not, and one of long ago is forgiven."""
        if pause is not None:
            left = (pause.until - self._now()).total_seconds()
            if left > pause.seconds + _CLOCKS or left < -FORGIVEN:
                return
            if left > 0:
                self._pace.leave(time.monotonic() + left)
            self._pace.pause = max(self._pace.pause, pause.seconds)

    async def ask(self, ask: Ask, question: Question) -> Answer:
        """Put the question when it is its turn, unless the server is left alone by then."""
        self._open += 1
        try:
            async with self._places:
                answer = await self._once(ask, question)
                patience = AGAIN if _wanted(answer) is None else PATIENCE
                if answer.outcome is Outcome.ANSWERED and answer.backoff is not None and answer.backoff <= patience:
                    again = await self._once(ask, question)
                    answer = again if again.outcome is Outcome.ANSWERED else answer
            return answer
        finally:
            self._open -= 1
            self._done += 1

    async def _once(self, ask: Ask, question: Question) -> Answer:
        if (left_alone := self._left_alone(question)) is not None:  # before it takes a turn: later questions would wait for turns of nobody
            return left_alone
        at = self._pace.turn(time.monotonic())
        while (left_alone := self._left_alone(question)) is None:
            if (wait := at - time.monotonic()) <= 0:
                return await self._put(ask, question)
            self._turns.append(at)
            try:
                await asyncio.sleep(wait)
            finally:
                self._turns.remove(at)
            if self._pace.paused_until > time.monotonic():  # another question was declined meanwhile
                at = self._pace.turn(time.monotonic())
        return left_alone

    async def _put(self, ask: Ask, question: Question) -> Answer:
        asked = time.monotonic()
        self._under_way += 1
        try:
            return self._learn(await ask(question), asked)
        finally:
            self._under_way -= 1

    def _learn(self, answer: Answer, asked: float) -> Answer:
        if answer.outcome is Outcome.UNREACHABLE:
            self._misses += 1
            self._last_miss = time.monotonic()
            return answer
        self._misses = 0
        if not self._declined(answer):
            self._pace.answered()
            return answer
        pause = self._pace.declined(asked, time.monotonic(), _wanted(answer))
        return replace(answer, backoff=round(pause))

    def _left_alone(self, question: Question) -> Answer | None:
        """The answer to a question that is not put, because its server is left alone at the moment; else None."""
        if self._misses >= self._patience and time.monotonic() - self._last_miss < REST:
            error = f"not tried: the server could not be reached {self._misses} times in a row"
            return Answer(question, self._now(), Outcome.UNREACHABLE, error=error)
        left = self._pace.paused_until - time.monotonic()
        if left <= PATIENCE:
            return None
        until = self._now() + timedelta(seconds=left)
        error = f"not asked: the server wants fewer questions, and is left alone until {until:%Y-%m-%d %H:%M} UTC"
        return Answer(question, self._now(), Outcome.UNREACHABLE, error=error, backoff=round(left))


def _wanted(answer: Answer) -> float | None:
    """The seconds that ``Retry-After`` asks for (RFC 9110, section 10.2.3: a number, or a date), or None."""
    text = (answer.retry_after or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return (at - answer.asked_at).total_seconds()


def retried(fetch: Fetch) -> Fetch:
    """``fetch``, tried once more where the connection was refused or broke before any byte of an answer came.

    A server that has answered, whatever it said, is not asked again here; the deadline of the question counts for both tries.
    """

    async def again(question: Question, received: Received) -> None:
        try:
            await fetch(question, received)
        except (Failure, OSError) as error:
            if received.began or not explained(error).again:
                raise
            await asyncio.sleep(RETRY_PAUSE)
            await fetch(question, received)

    return again
