"""Asking politely: each server at its own pace, and never a second time except where the first never arrived."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from datetime import datetime

from aiolimiter import AsyncLimiter

from domaudit.model import Answer, Ask, Limits, Outcome, Question
from domaudit.network.exchange import Failure, Fetch, Received, explained

MISSES = 3
"""Questions in a row that found a server out of reach before it is left alone."""

REST = 30.0
"""Seconds for which it is left alone; then one more question tries."""

RETRY_PAUSE = 0.25
"""Seconds before the one second try."""


def throttled(ask: Ask, server_of: Callable[[Question], str], limits_of: Callable[[Question], Limits], now: Callable[[], datetime]) -> Ask:
    """``ask``, each server within its own limits; a question waits for its turn before its clock starts.

    ``server_of`` names the server that a question goes to, ``limits_of`` its limits (those of the first question to a server count),
    ``now`` the time (UTC). A server that could not be reached several times in a row is left alone for a while: its questions end
    at once, unreachable.
    """
    gates: dict[str, _Gate] = {}

    async def turn(question: Question) -> Answer:
        server = server_of(question)
        if (gate := gates.get(server)) is None:
            gate = gates[server] = _Gate(limits_of(question), now)
        return await gate.ask(ask, question)

    return turn


class _Gate:
    """One server's turnstile: so many at the same time, so many a second after a first burst, and none while it cannot be reached."""

    def __init__(self, limits: Limits, now: Callable[[], datetime]) -> None:
        self._now = now
        self._places = asyncio.Semaphore(max(1, limits.concurrency))
        # A bucket of ``burst`` drops that leaks ``rate`` drops a second.
        burst = max(1, limits.burst)
        self._pace = AsyncLimiter(burst, burst / limits.rate) if 0 < limits.rate < math.inf else None
        # One name that nobody answers for must not close the way to the resolvers, where many are asked about at the same time.
        self._patience = max(MISSES, limits.concurrency // 2)
        self._misses = 0
        self._last_miss = 0.0

    async def ask(self, ask: Ask, question: Question) -> Answer:
        """Put the question when it is its turn, unless the server is left alone by then."""
        async with self._places:
            if self._pace is not None and not self._left_alone():
                await self._pace.acquire()
            if self._left_alone():
                error = f"not tried: the server could not be reached {self._misses} times in a row"
                return Answer(question, self._now(), Outcome.UNREACHABLE, error=error)
            answer = await ask(question)
        if answer.outcome is Outcome.UNREACHABLE:
            self._misses += 1
            self._last_miss = time.monotonic()
        else:
            self._misses = 0
        return answer

    def _left_alone(self) -> bool:
        return self._misses >= self._patience and time.monotonic() - self._last_miss < REST


def retried(fetch: Fetch) -> Fetch:
    """``fetch``, tried once more where the connection was refused or broke before any byte of an answer came.

    A server that has answered, whatever it said (429 above all), is not asked again; the deadline of the question counts for both tries.
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
