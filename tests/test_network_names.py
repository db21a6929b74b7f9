"""A name look-up that never ends holds up neither the run nor its end."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from typing import Any

import pytest

from domaudit.model import NetworkSettings, Outcome, Rdap, Whois
from domaudit.network import names, open_door

pytestmark = pytest.mark.alone


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A system resolver that never answers; the names that it was asked for."""
    asked: list[str] = []
    never = threading.Event()

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> list[Any]:
        asked.append(str(host))
        never.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(names, "PATIENCE", 0.2)
    return asked


def test_a_resolver_that_is_silent_costs_seconds_not_minutes(mute: list[str]) -> None:
    async def story() -> list[Any]:
        async with open_door(NetworkSettings()) as ask:
            questions = [Rdap(f"https://rdap{n}.registry.test/domain/x.test") for n in range(20)]
            questions += [Whois(f"whois{n}.registry.test", "x.test") for n in range(20)]
            return await asyncio.gather(*map(ask, questions))

    started = time.monotonic()
    answers = asyncio.run(story())
    assert time.monotonic() - started < 5
    assert {answer.outcome for answer in answers} == {Outcome.UNREACHABLE}
    assert all("looked up" in answer.error for answer in answers)
    assert len(mute) <= 18  # those under way at the same time, and no more


def test_a_name_that_does_not_exist_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def getaddrinfo(*args: Any, **kwargs: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    async def story() -> list[str | None]:
        async with open_door(NetworkSettings()) as ask:
            return [(await ask(question)).error for question in (Rdap("https://no.test/domain/x"), Whois("no.test", "x"))]

    assert asyncio.run(story()) == ["no such host", "no such host"]
