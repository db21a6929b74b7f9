"""Questions, answers, and how fast they may be asked."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from domaudit.model.words import Outcome


@dataclass(frozen=True, slots=True)
class Rdap:
    """One HTTPS GET of an RDAP document (RFC 9082)."""

    url: str
    kind: Literal["rdap"] = "rdap"


@dataclass(frozen=True, slots=True)
class Whois:
    """One query to a WHOIS server (RFC 3912); ``query`` is the line sent, without its line end."""

    server: str
    query: str
    port: int = 43
    kind: Literal["whois"] = "whois"


@dataclass(frozen=True, slots=True)
class Dns:
    """One DNS question; ``name`` is absolute, with its final dot, ``type`` such as ``NS``."""

    name: str
    type: str
    kind: Literal["dns"] = "dns"


Question: TypeAlias = Rdap | Whois | Dns


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one question: the raw bytes, or why there are none. What they *mean* is decided later.

    ``outcome`` is ``answered``, ``unreachable``, or ``not-asked`` (offline, and the evidence has no answer).
    ``body`` is what came after transfer and content decoding; for DNS it is empty and ``records`` holds the answer section,
    one presentation-format line each (``x.fr. 3600 IN NS ns1.example.``). ``backoff`` are the seconds for which the server is left alone
    after this answer, by which it declined; where it was not asked for that reason, those that were left.
    """

    question: Question
    asked_at: datetime
    outcome: Outcome
    duration_ms: int = 0
    body: bytes = b""
    status: int | None = None
    media_type: str | None = None
    retry_after: str | None = None
    rcode: str | None = None
    records: tuple[str, ...] = ()
    error: str | None = None
    truncated: bool = False
    imported: str | None = None
    via: str | None = None
    backoff: int | None = None

    @property
    def sha256(self) -> str:
        """Hexadecimal SHA-256 of the body; for DNS of the records, sorted, without their TTL, joined by newlines."""
        if isinstance(self.question, Dns):
            return hashlib.sha256("\n".join(sorted(_without_ttl(r) for r in self.records)).encode()).hexdigest()
        return hashlib.sha256(self.body).hexdigest()


def _without_ttl(record: str) -> str:
    fields = record.split(" ", 2)
    return f"{fields[0]} {fields[2]}" if len(fields) == 3 and fields[1].isdigit() else record


@dataclass(frozen=True, slots=True)
class Pause:
    """A server declined, and is left alone ``until`` then (UTC); the pause was so many ``seconds`` long."""

    seconds: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How one server (``host:port``) stands in the middle of a run: how many questions to it have ended, and how many have not.

    ``seconds`` pass at least until the last of these can be put at its pace, ``waits`` until the next; ``rests`` are those for which it
    wants no question. ``zone`` is what it is the registry of, if anything.
    """

    server: str
    done: int
    open: int
    seconds: float = 0.0
    waits: float = 0.0
    rests: float = 0.0
    zone: str = ""


Watch: TypeAlias = Callable[[Sequence[Standing]], None]
"""Who is told now and then how the servers stand."""


def nobody(standings: Sequence[Standing]) -> None:
    """Nobody watches."""


Ask: TypeAlias = Callable[[Question], Awaitable[Answer]]
"""The one shape of asking: the internet, the evidence file, or a dict in a test. It never raises for a failed question."""

Elsewhere: TypeAlias = Callable[[str], Sequence[Answer]]
"""RDAP and WHOIS answers about a domain that the walk did not ask for by itself (imported, or from another server)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast one server is asked.

    ``rate`` questions per second (``inf``: as fast as it answers) after ``burst`` at once; ``concurrency`` at the same time; ``timeout``
    seconds in all for one question, from connecting to the last byte (waiting for one's turn is not counted).
    """

    rate: float = 1.0
    burst: int = 5
    concurrency: int = 4
    timeout: float = 10.0

    @property
    def at_once(self) -> int:
        """How many go at once: half of the burst, for those that travel at different speeds must not arrive as more than it."""
        return max(1, (self.burst + 1) // 2)


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """How the network is used: the door of ``domaudit.network`` is opened with it.

    ``resolver`` are the DNS servers as ``address:port`` (none: the system's); ``ca_file`` a file of certificates (PEM) trusted for RDAP
    beside the system's; ``allow_private`` lets RDAP and WHOIS servers live on private or loopback addresses. ``defaults`` hold for each
    RDAP and WHOIS server that ``servers`` does not name (``host:port``, or ``host``); ``dns`` for the resolvers.
    """

    resolver: tuple[str, ...] = ()
    ca_file: str | None = None
    allow_private: bool = False
    defaults: Limits = Limits()
    dns: Limits = Limits(rate=math.inf, burst=64, concurrency=64, timeout=5.0)
    servers: Mapping[str, Limits] = field(default_factory=dict)
    user_agent: str = "domaudit"

    def stated(self, server: str) -> Limits | None:
        """The limits that are stated for a server (``host:port``), by that or by its host alone; None where only the defaults hold."""
        return self.servers.get(server) or self.servers.get(server.rpartition(":")[0])
