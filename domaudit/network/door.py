"""Opening the door: the wrappers put together, and every ending of a question turned into an Answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime

from domaudit.model import Answer, Ask, Dns, Limits, NetworkSettings, Outcome, Pause, Question, Standing, Watch, Whois, nobody
from domaudit.network.exchange import Failure, Fetch, Received, explained
from domaudit.network.https import Https
from domaudit.network.names import Names, Version
from domaudit.network.politeness import Place, retried, throttled
from domaudit.network.port43 import Port43
from domaudit.network.resolver import Resolver
from domaudit.questions import server

LOOK = 0.5
"""Seconds between two looks at how the servers stand."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def open_door(
    settings: NetworkSettings,
    *,
    now: Callable[[], datetime] = _utc_now,
    declined: Callable[[Answer], bool] = lambda answer: False,
    pauses: Callable[[Question], Pause | None] = lambda question: None,
    watch: Watch = nobody,
    only: Version | None = None,
) -> AsyncIterator[Ask]:
    """An ``ask`` that puts questions to the internet, and never raises for one that fails; leaving closes every connection.

    Takes the settings and a clock (UTC) for ``Answer.asked_at``. The outcome of an answer is ``answered`` (whatever the server said, a 404
    or a REFUSED included) or ``unreachable``, with ``error`` saying why in plain words. What came before a deadline, a reset or the size
    limit is kept: ``answered`` with ``truncated`` and an ``error``. ``declined`` and ``pauses``: see ``politeness.throttled``. ``watch``
    is told twice a second how the servers stand. ``only``: servers are reached by IPv4 or IPv6 alone. Raises UsageError where the settings
    cannot be used.
    """
    names = Names(only=only)
    https = Https(settings, names)
    resolver = Resolver(settings)
    fetchers: dict[str, Fetch] = {
        "rdap": retried(https.fetch),
        "whois": retried(Port43(settings, names).fetch),
        "dns": resolver.fetch,  # has its own second round
    }

    def limits_of(question: Question) -> Limits:
        return settings.dns if isinstance(question, Dns) else settings.stated(server(question)) or settings.defaults

    try:
        asking = answering(fetchers, limits_of, now)
        async with _watched(watch) as standings:
            yield throttled(asking, _placing(names, settings), limits_of, now, declined=declined, pauses=pauses, standings=standings)
    finally:
        await resolver.close()
        await https.close()


@asynccontextmanager
async def _watched(watch: Watch) -> AsyncIterator[list[Callable[[], Standing]]]:
    """A list for what tells how each server stands; ``watch`` is told of them again and again."""
    standings: list[Callable[[], Standing]] = []

    async def look() -> None:
        while True:
            await asyncio.sleep(LOOK)
            watch([standing() for standing in standings])

    looking = asyncio.create_task(look())
    try:
        yield standings
    finally:
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking


def _placing(names: Names, settings: NetworkSettings) -> Place:
    """Where questions go in the end: the WHOIS hosts of one registry family are many names of one server, told by its address.

    A host whose limits are stated goes by its name, and so does RDAP: unrelated servers share an address behind a content network.
    """

    async def place(question: Question) -> str:
        name = server(question)
        if not isinstance(question, Whois) or settings.stated(name) is not None:
            return name
        try:
            found = await names.look_up(question.server, question.port)
        except (OSError, Failure, UnicodeError):  # it will fail again, and be told, when it is asked
            return name
        return min(f"{info[4][0]}:{question.port}" for info in found) if found else name

    return place


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
