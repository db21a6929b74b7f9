"""A server that cannot be reached is left alone for a while, and nothing waits for it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

import pytest

from domaudit.model import Answer, Limits, Outcome, Question, Whois
from domaudit.network import politeness
from domaudit.network.politeness import MISSES, throttled

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


def polite(server: Server, limits: Limits = SLOW):  # an Ask
    return throttled(server.ask, lambda question: question.server, lambda question: limits, lambda: NOW)


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
