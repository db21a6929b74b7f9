"""Opening the door: the wrappers put together, and every ending of a question turned into an Answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit

from domaudit.model import Answer, Ask, Limits, NetworkSettings, Outcome, Question, Rdap, Whois
from domaudit.network.exchange import Failure, Fetch, Received, explained
from domaudit.network.https import Https
from domaudit.network.names import Names
from domaudit.network.politeness import retried, throttled
from domaudit.network.port43 import Port43
from domaudit.network.resolver import Resolver

RESOLVERS = "dns"
"""The name under which all DNS questions share one turn: it is the resolvers that must not be overrun."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_door(settings: NetworkSettings, *, now: Callable[[], datetime] = _utc_now) -> AsyncIterator[Ask]:
    """An ``ask`` that puts questions to the internet, and never raises for one that fails; leaving closes every connection.

    Takes the settings and a clock (UTC) for ``Answer.asked_at``. The outcome of an answer is ``answered`` (whatever the server said, a 404
    or a REFUSED included) or ``unreachable``, with ``error`` saying why in plain words. What came before a deadline, a reset or the size
    limit is kept: ``answered`` with ``truncated`` and an ``error``. Raises UsageError where the settings cannot be used.
    """
    names = Names()
    https = Https(settings, names)
    fetchers: dict[str, Fetch] = {
        "rdap": retried(https.fetch),
        "whois": retried(Port43(settings, names).fetch),
        "dns": Resolver(settings).fetch,  # has its own second round
    }

    def limits_of(question: Question) -> Limits:
        server = server_of(question)
        if server == RESOLVERS:
            return settings.dns
        host = server.rpartition(":")[0]
        return settings.servers.get(server) or settings.servers.get(host) or settings.defaults

    try:
        yield throttled(answering(fetchers, limits_of, now), server_of, limits_of, now)
    finally:
        await https.close()


def server_of(question: Question) -> str:
    """The server that a question goes to, as ``host:port`` in lower case; ``dns`` for all DNS questions."""
    if isinstance(question, Whois):
        return f"{question.server.lower()}:{question.port}"
    if isinstance(question, Rdap):
        try:
            parts = urlsplit(question.url)
            return f"{parts.hostname or ''}:{parts.port or 443}"
        except ValueError:  # it will be refused when asked
            return ":"
    return RESOLVERS


def answering(fetchers: Mapping[str, Fetch], limits_of: Callable[[Question], Limits], now: Callable[[], datetime]) -> Ask:
    """An ``ask`` that keeps one deadline for the whole question and records when it was asked, how long it took and how it ended."""

    async def ask(question: Question) -> Answer:
        received = Received()
        asked_at, start = now(), time.monotonic()
        failure = await _failure(fetchers[question.kind](question, received), limits_of(question).timeout)
        return Answer(
            question=question,
            asked_at=asked_at,
            outcome=Outcome.ANSWERED if failure is None or received.body else Outcome.UNREACHABLE,
            duration_ms=round((time.monotonic() - start) * 1000),
            body=bytes(received.body),
            status=received.status,
            media_type=received.media_type,
            retry_after=received.retry_after,
            rcode=received.rcode,
            records=received.records,
            error=failure.words if failure else None,
            truncated=failure is not None and bool(received.body),
            via=received.via,
        )

    return ask


async def _failure(fetching: Awaitable[None], seconds: float) -> Failure | None:
    """How a fetch failed, or None. Only cancellation passes: one question, whatever it does, spoils no other."""
    deadline = asyncio.timeout(seconds)
    try:
        async with deadline:
            await fetching
    except Exception as error:
        return Failure(f"timed out after {seconds:g} s") if deadline.expired() else explained(error)
    return None
