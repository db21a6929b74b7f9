"""Asking politely: each server at its own pace, and never a second time except where the first never arrived."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from aiolimiter import AsyncLimiter

from domaudit.model import Answer, Ask, Limits, Question
from domaudit.network.exchange import Failure, Fetch, Received, explained

RETRY_PAUSE = 0.25
"""Seconds before the one second try."""


def throttled(ask: Ask, server_of: Callable[[Question], str], limits_of: Callable[[Question], Limits]) -> Ask:
    """``ask``, each server within its own limits; a question waits for its turn before its clock starts.

    ``server_of`` names the server that a question goes to, ``limits_of`` its limits (those of the first question to a server count).
    """
    gates: dict[str, _Gate] = {}

    async def turn(question: Question) -> Answer:
        server = server_of(question)
        if (gate := gates.get(server)) is None:
            gate = gates[server] = _Gate(limits_of(question))
        async with gate.turn():
            return await ask(question)

    return turn


class _Gate:
    """One server's turnstile: so many at the same time, and so many a second after a first burst."""

    def __init__(self, limits: Limits) -> None:
        self._places = asyncio.Semaphore(max(1, limits.concurrency))
        # A bucket of ``burst`` drops that leaks ``rate`` drops a second.
        burst = max(1, limits.burst)
        self._pace = AsyncLimiter(burst, burst / limits.rate) if 0 < limits.rate < math.inf else None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        async with self._places:
            if self._pace is not None:
                await self._pace.acquire()
            yield


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
