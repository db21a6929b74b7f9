"""Short words for asking the small internet through the real door; the fixture ``net`` is in ``conftest``."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from domaudit.model import Answer, Dns, NetworkSettings, Question, Rdap, Whois
from domaudit.network import open_door
from tests.loopback import FAST, Internet

PATH = "/example/domain/x.example"
NS = Dns("x.example.", "NS")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BRIEF = replace(FAST, timeout=0.3)
SECONDS = "timed out after 0.3 s"


def ask(settings: NetworkSettings, *questions: Question) -> list[Answer]:
    """Open a door, ask everything side by side, close it."""

    async def main() -> list[Answer]:
        async with open_door(settings, now=lambda: NOON) as asking:
            return list(await asyncio.gather(*map(asking, questions)))

    return asyncio.run(main())


def rdap(net: Internet, path: str = PATH) -> Rdap:
    return Rdap(net.url(path))


def whois(net: Internet, query: str = "x.example") -> Whois:
    return Whois("127.0.0.1", query, net.whois_port)
