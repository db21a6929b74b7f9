"""A small fast internet for benches, in a process of its own: RDAP over TLS, port 43 and DNS on loopback, with latency, limits and bans.

It knows sites ``site-N.ZONE`` (what the registries say of one depends on the last digit of N) and nothing else. Far leaner than
``tests.loopback``, which must be able to fail in every way: here an answer is a prepared text with the domain put in, so that what is
measured is the asker. ::

    with Internet([Server("a", "rdap"), Server("b", "whois", latency=80, rate=5, burst=10), Server("resolver", "dns")]) as net:
        net.ports["a"], net.ca_pem     # where they listen, and whom to trust
        net.report()["b"]["questions"] # what they counted since the start, or since the last ``report``

``python -m tests.bench.servers`` is that process: it reads the servers as one line of JSON, tells ports and CA as another, then answers
each further line with its figures, until stdin ends.
"""

from __future__ import annotations

import asyncio
import json
import math
import ssl
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Literal, Self, cast

from tests.bench import answers
from tests.command import ROOT

TOLERANCE = 3
"""Questions over its limit that a server turns away before it bans."""

SLACK = 1
"""Questions by which a burst may be longer: two questions sent a second apart do not arrive a second apart."""


@dataclass(frozen=True)
class Server:
    """One server: milliseconds before each answer; questions a second that it bears after a burst (0: any number).

    An RDAP server whose ``thin`` is true publishes no registrant.
    """

    name: str
    kind: Literal["rdap", "whois", "dns"]
    latency: float = 0
    rate: float = 0
    burst: int = 0
    thin: bool = False


class Internet:
    """The process with the servers; use it as a context manager."""

    def __init__(self, servers: Iterable[Server]) -> None:
        self.servers = tuple(servers)
        self.ports: dict[str, int] = {}
        self.ca_pem = ""

    def __enter__(self) -> Self:
        line = [sys.executable, "-m", "tests.bench.servers"]
        self._process = subprocess.Popen(line, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        told = self._told(json.dumps([asdict(server) for server in self.servers]))
        self.ports, self.ca_pem = told["ports"], told["ca_pem"]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._process.communicate(timeout=10)  # the end of its stdin ends it
        finally:
            self._process.kill()

    def report(self) -> dict[str, dict[str, Any]]:
        """The figures of each server since the last report: ``Figures`` as a dict, by name."""
        return cast(dict[str, dict[str, Any]], self._told("report"))

    def url(self, name: str) -> str:
        """The base URL of an RDAP server."""
        return f"https://127.0.0.1:{self.ports[name]}/"

    def _told(self, line: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


# --- inside the process: counting -----------------------------------------------------------------------------------


@dataclass
class Figures:
    """What a server counted; times are seconds since its first question."""

    questions: int = 0
    throttled: list[float] = field(default_factory=list)  # when: 429, or the text of a WHOIS server
    bans: int = 0
    refused: int = 0  # connections after the ban
    connections: int = 0
    peak: int = 0  # questions being answered at the same time


class _Desk:
    """One server's counter: who may be answered, how late, and what has happened."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.figures = Figures()
        self._tokens = self._capacity = float(server.burst + SLACK)
        self._first = self._last = 0.0
        self._over = self._busy = 0
        self._banned = False

    def opened(self, transport: asyncio.Transport) -> None:
        self.figures.connections += 1
        if self._banned:
            self.figures.refused += 1
            transport.abort()

    def wait_seconds(self) -> int:
        """Count a question. 0: it is answered; else it is one too many, and so many seconds would have to pass."""
        now = time.monotonic()
        self.figures.questions += 1
        self._first = self._first or now
        if not self.server.rate:
            return 0
        self._tokens = min(self._capacity, self._tokens + (now - (self._last or now)) * self.server.rate)
        self._last = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0
        self.figures.throttled.append(now - self._first)
        self._over += 1
        if self._over > TOLERANCE and not self._banned:
            self._banned = True
            self.figures.bans += 1
        return math.ceil((1 - self._tokens) / self.server.rate)

    def send(self, transport: asyncio.Transport, answer: bytes, *, close: bool = False) -> None:
        """Send the answer when its time has come; a banned client gets none."""
        if self._banned:
            transport.abort()
            return
        self._begin()
        if self.server.latency:
            asyncio.get_running_loop().call_later(self.server.latency / 1000, self._send, transport, answer, close)
        else:
            self._send(transport, answer, close)

    def send_to(self, transport: asyncio.DatagramTransport, answer: bytes, address: Any) -> None:
        self._begin()
        if self.server.latency:
            asyncio.get_running_loop().call_later(self.server.latency / 1000, self._send_to, transport, answer, address)
        else:
            self._send_to(transport, answer, address)

    def _begin(self) -> None:
        self._busy += 1
        self.figures.peak = max(self.figures.peak, self._busy)

    def _send(self, transport: asyncio.Transport, answer: bytes, close: bool) -> None:
        self._busy -= 1
        transport.write(answer)
        if close:
            transport.close()

    def _send_to(self, transport: asyncio.DatagramTransport, answer: bytes, address: Any) -> None:
        self._busy -= 1
        transport.sendto(answer, address)


# --- speaking --------------------------------------------------------------------------------------------------------


class _Stream(asyncio.Protocol, ABC):
    """A connection that asks questions, each ended by ``end``."""

    end = b"\r\n"

    def __init__(self, desk: _Desk) -> None:
        self.desk = desk
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.desk.opened(self.transport)

    def data_received(self, data: bytes) -> None:
        *questions, self._buffer = (self._buffer + data).split(self.end)
        for question in questions:
            self.asked(question)

    @abstractmethod
    def asked(self, question: bytes) -> None:
        """A whole question has come in."""


class _Rdap(_Stream):
    end = b"\r\n\r\n"

    def asked(self, question: bytes) -> None:
        name = question.split(b" ", 2)[1].rpartition(b"/")[2]
        if seconds := self.desk.wait_seconds():
            answer = _http(b"429 Too Many Requests", b"{}", b"Retry-After: %d\r\n" % seconds)
        elif (body := answers.rdap(name, thin=self.desk.server.thin)) is not None:
            answer = _http(b"200 OK", body)
        else:
            answer = _http(b"404 Not Found", b'{"errorCode":404,"title":"Not Found"}')
        self.desk.send(self.transport, answer)


def _http(status: bytes, body: bytes, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: application/rdap+json\r\n%sContent-Length: %d\r\n\r\n%s" % (status, more, len(body), body)


class _Whois(_Stream):
    def asked(self, question: bytes) -> None:
        answer = answers.TOO_MANY if self.desk.wait_seconds() else answers.whois(question)
        self.desk.send(self.transport, answer, close=True)


class _Dns(asyncio.DatagramProtocol):
    def __init__(self, desk: _Desk) -> None:
        self.desk = desk

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.desk.wait_seconds()
        self.desk.send_to(self.transport, answers.dns(data), addr)


# --- the process ----------------------------------------------------------------------------------------------------


async def _serve() -> None:
    import trustme

    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=1 << 20)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    desks = {given["name"]: _Desk(Server(**given)) for given in json.loads(await lines.readline())}
    ports = {name: await _listen(desk, tls) for name, desk in desks.items()}
    _tell({"ports": ports, "ca_pem": authority.cert_pem.bytes().decode()})
    while await lines.readline():
        _tell({name: asdict(desk.figures) for name, desk in desks.items()})
        for desk in desks.values():
            desk.figures = Figures()


async def _listen(desk: _Desk, tls: ssl.SSLContext) -> int:
    loop = asyncio.get_running_loop()
    if desk.server.kind == "dns":
        transport, _ = await loop.create_datagram_endpoint(lambda: _Dns(desk), local_addr=("127.0.0.1", 0))
        return int(transport.get_extra_info("sockname")[1])
    if desk.server.kind == "rdap":
        server = await loop.create_server(lambda: _Rdap(desk), "127.0.0.1", 0, ssl=tls, backlog=1024)
    else:
        server = await loop.create_server(lambda: _Whois(desk), "127.0.0.1", 0, backlog=1024)
    return int(server.sockets[0].getsockname()[1])


def _tell(what: Any) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve())
