"""A server that cannot be reached, or wants fewer questions, is left alone for a while, and no other waits for it."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from domaudit.model import Answer, Ask, Limits, Outcome, Pause, Question, Standing, Whois
from domaudit.network import politeness
from domaudit.network.politeness import MISSES, throttled
from tests.asking import ask
from tests.loopback import Internet

pytestmark = pytest.mark.alone

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SLOW = Limits(rate=1, burst=5, concurrency=1)


class Server:
    """Counts what reaches it; up or down."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.up = False

    async def ask(self, question: Question) -> Answer:
        assert isinstance(question, Whois)
        self.asked.append(question.query)
        return Answer(question, NOW, Outcome.ANSWERED if self.up or question.server == "up.example" else Outcome.UNREACHABLE)


async def by_name(question: Question) -> str:
    assert isinstance(question, Whois)
    return question.server


def polite(server: Server, limits: Limits = SLOW) -> Ask:
    return throttled(server.ask, by_name, lambda question: limits, lambda: NOW)


def put(server: Server, *questions: Whois, limits: Limits = SLOW) -> list[Answer]:
    async def all_of_them() -> list[Answer]:
        ask = polite(server, limits)
        return list(await asyncio.gather(*map(ask, questions)))

    return asyncio.run(all_of_them())


def test_a_dead_server_is_left_alone_and_costs_no_time() -> None:
    server, started = Server(), time.monotonic()
    answers = put(server, *(Whois("down.example", f"{n}.example") for n in range(500)), Whois("up.example", "x.example"))
    assert time.monotonic() - started < 2  # at one a second, 500 questions would take eight minutes
    assert len(server.asked) == MISSES + 1
    assert [answer.outcome for answer in answers] == [Outcome.UNREACHABLE] * 500 + [Outcome.ANSWERED]
    assert answers[-2].error is not None
    assert "not tried" in answers[-2].error


def test_questions_that_were_not_put_take_no_turns_of_later_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(politeness, "REST", 0.05)
    server = Server()

    async def story() -> Answer:
        ask = polite(server, Limits(rate=20, burst=50, concurrency=1))
        await asyncio.gather(*(ask(Whois("down.example", f"{n}.example")) for n in range(500)))
        server.up = True
        await asyncio.sleep(0.06)
        async with asyncio.timeout(5):  # five hundred turns are twenty-five seconds
            return await ask(Whois("down.example", "late.example"))

    assert asyncio.run(story()).outcome is Outcome.ANSWERED


def test_a_server_that_comes_back_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(politeness, "REST", 0.05)
    server = Server()

    async def story() -> list[Outcome]:
        ask = polite(server, Limits(rate=100, burst=50))
        first = [(await ask(Whois("down.example", "x.example"))).outcome for _ in range(MISSES + 2)]
        server.up = True
        await asyncio.sleep(0.06)
        return [*first, *[(await ask(Whois("down.example", "x.example"))).outcome for _ in range(3)]]

    assert asyncio.run(story()) == [Outcome.UNREACHABLE] * (MISSES + 2) + [Outcome.ANSWERED] * 3
    assert len(server.asked) == MISSES + 3


def test_many_questions_at_once_need_many_misses() -> None:
    server = Server()
    put(server, *(Whois("down.example", f"{n}.example") for n in range(200)), limits=Limits(rate=1000, burst=1000, concurrency=64))
    assert len(server.asked) == 32  # half of those that may be under way


# --- a server that wants fewer questions -----------------------------------------------------------------------------


FAST_ONE = Limits(rate=1000, burst=1000, concurrency=1)


class Registry:
    """Declines the first questions, with a ``Retry-After`` where it has one; ``asked`` holds the time of each."""

    def __init__(self, declines: int, retry_after: str | None = None) -> None:
        self.declines, self.retry_after = declines, retry_after
        self.asked: list[float] = []

    async def ask(self, question: Question) -> Answer:
        self.asked.append(time.monotonic())
        declined = len(self.asked) <= self.declines
        return Answer(
            question,
            datetime.now(UTC),
            Outcome.ANSWERED,
            body=b"slow down" if declined else b"x",
            retry_after=self.retry_after if declined else None,
        )


def through(registry: Registry, count: int, limits: Limits = FAST_ONE, pause: Pause | None = None) -> list[Answer]:
    async def story() -> list[Answer]:
        ask = throttled(
            registry.ask,
            by_name,
            lambda question: limits,
            lambda: datetime.now(UTC),
            declined=lambda answer: answer.body == b"slow down",
            pauses=lambda question: pause,
        )
        return list(await asyncio.gather(*(ask(Whois("up.example", f"{n}.example")) for n in range(count))))

    return asyncio.run(story())


@pytest.mark.parametrize(("retry_after", "seconds"), [("1", 1.0), (None, 0.2)])
def test_a_short_pause_is_waited_for_and_the_question_put_once_more(
    monkeypatch: pytest.MonkeyPatch, retry_after: str | None, seconds: float
) -> None:
    monkeypatch.setattr("domaudit.network.pace.FIRST_PAUSE", 0.2)
    registry = Registry(1, retry_after)
    answers = through(registry, 3)
    assert [answer.body for answer in answers] == [b"x"] * 3
    assert [answer.backoff for answer in answers] == [None] * 3
    assert len(registry.asked) == 4
    assert seconds * 0.95 <= registry.asked[1] - registry.asked[0] < seconds + 0.5


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_long_pause_ends_the_questions_at_once_and_is_told(form: str) -> None:
    retry_after = "3600" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    registry, started = Registry(9, retry_after), time.monotonic()
    first, *others = through(registry, 20)
    assert time.monotonic() - started < 1
    assert len(registry.asked) == 1
    assert (first.outcome, first.body) == (Outcome.ANSWERED, b"slow down")
    assert first.backoff is not None
    assert 3590 <= first.backoff <= 3600
    assert {answer.outcome for answer in others} == {Outcome.UNREACHABLE}
    assert all("wants fewer questions, and is left alone until 20" in str(answer.error) for answer in others)


def test_a_server_that_only_ever_declines_is_asked_less_and_less(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domaudit.network.pace.FIRST_PAUSE", 0.1)
    monkeypatch.setattr(politeness, "PATIENCE", 0.5)
    registry = Registry(10**6)
    answers = through(registry, 30)
    gaps = [later - earlier for earlier, later in pairwise(registry.asked)]
    assert len(registry.asked) == 4  # after 0.1, 0.2 and 0.4 s; then it is left alone
    assert all(gap >= pause for gap, pause in zip(gaps, (0.1, 0.2, 0.4), strict=True))
    assert sum(answer.outcome is Outcome.UNREACHABLE for answer in answers) == 28


def test_what_an_earlier_run_was_told_is_kept_to() -> None:
    now, registry = datetime.now(UTC), Registry(0)
    (answer,) = through(registry, 1, pause=Pause(600, now + timedelta(seconds=500)))
    assert (answer.outcome, registry.asked) == (Outcome.UNREACHABLE, [])
    started = time.monotonic()
    (answer,) = through(registry, 1, pause=Pause(600, now + timedelta(seconds=0.3)))
    assert answer.outcome is Outcome.ANSWERED
    assert time.monotonic() - started < 0.6
    registry = Registry(1)
    (answer,) = through(registry, 1, pause=Pause(600, now - timedelta(hours=1)))
    assert answer.backoff == 1200  # the doubling goes on from run to run
    registry = Registry(1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("domaudit.network.pace.FIRST_PAUSE", 0.1)
        (answer,) = through(registry, 1, pause=Pause(600, now - timedelta(days=2)))
    assert answer.backoff is None  # what was long ago is forgiven: a short pause, then its answer


def test_a_pause_dated_in_the_future_closes_no_server() -> None:
    now, registry = datetime.now(UTC), Registry(0)
    (answer,) = through(registry, 1, pause=Pause(100, now + timedelta(days=400)))
    assert answer.outcome is Outcome.ANSWERED


def test_hosts_of_one_address_share_one_pace(tmp_path: Path, net: Internet, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *args, **more: real("127.0.0.1", *args, **more))
    settings = net.settings(tmp_path, defaults=Limits(rate=10, burst=1, concurrency=9))
    questions = [Whois(f"whois.nic.{zone}.test", "x.example", net.whois_port) for zone in ("aa", "bb", "cc", "dd")]
    started = time.monotonic()
    assert {answer.outcome for answer in ask(settings, *questions)} == {Outcome.ANSWERED}
    assert time.monotonic() - started > 0.29
    stated = replace(settings, servers={question.server: Limits(rate=10, burst=1) for question in questions})
    started = time.monotonic()
    ask(stated, *questions)
    assert time.monotonic() - started < 0.29  # whose limits are stated has a pace of its own


def test_it_is_told_how_each_server_stands() -> None:
    told: list[Callable[[], Standing]] = []
    seen: list[Standing] = []

    async def world(question: Question) -> Answer:
        await asyncio.sleep(0)
        seen.extend(standing() for standing in told)
        return Answer(question, NOW, Outcome.ANSWERED)

    async def all_of_them() -> None:
        ask = throttled(world, by_name, lambda question: Limits(rate=1000, burst=1, concurrency=1), lambda: NOW, standings=told)
        await asyncio.gather(*(ask(Whois("one.example", f"{n}.example")) for n in range(3)), ask(Whois("two.example", "x.example")))

    asyncio.run(all_of_them())
    ended = {standing.server: standing for standing in (one() for one in told)}
    assert ended == {"one.example:43": Standing("one.example:43", 3, 0), "two.example:43": Standing("two.example:43", 1, 0)}
    one = [standing for standing in seen if standing.server == "one.example:43"]
    assert (one[0].done, one[0].open) == (0, 3)
    assert {standing.done + standing.open for standing in one} == {3}
    assert max(standing.seconds for standing in one) <= 0.003


def test_a_pause_and_a_turn_that_is_waited_for_are_told() -> None:
    told: list[Callable[[], Standing]] = []

    async def world(question: Question) -> Answer:
        return Answer(question, NOW, Outcome.ANSWERED)

    async def some() -> tuple[Standing, Standing]:
        def pauses(question: Question) -> Pause | None:
            return Pause(20, NOW + timedelta(seconds=20)) if question.server == "rest.example" else None  # type: ignore[union-attr]  # WHOIS

        slow = Limits(rate=0.01, burst=1, concurrency=4)
        ask = throttled(world, by_name, lambda question: slow, lambda: NOW, pauses=pauses, standings=told)
        asked = [asyncio.ensure_future(ask(Whois(f"{who}.example", f"{n}.example"))) for who in ("slow", "rest") for n in range(3)]
        await asyncio.sleep(0.05)
        found = told[0](), told[1]()
        for one in asked:
            one.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        return found

    slow, rest = asyncio.run(some())
    assert (slow.done, slow.open, slow.rests) == (1, 2, 0)
    assert 90 < slow.waits <= 100 < 190 < slow.seconds <= 200
    assert (rest.done, rest.open) == (0, 3)
    assert 15 < rest.rests <= 20
    assert rest.waits == pytest.approx(rest.rests, abs=0.1)
    assert 210 < rest.seconds <= 220
