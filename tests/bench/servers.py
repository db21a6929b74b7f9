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
import re
import ssl
import struct
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from types import TracebackType
from typing import Any, Literal, Self, cast

from tests.command import ROOT
from tests.make_example import REGISTRAR, WITHHELD, card, domain, entity

TOLERANCE = 3
"""Questions over its limit that a server turns away before it bans."""

SLACK = 1
"""Questions by which a burst may be longer: two questions sent a second apart do not arrive a second apart."""

PROVIDER = "Studio Pixel SARL"
_SITE = re.compile(rb"site-(\d{1,9})\.[a-z0-9.-]+")


def client(number: int) -> str:
    """The client of the site with this number: four sites each."""
    return f"Maison Fictive {number // 4} SARL"


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
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)

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


# --- the answers ----------------------------------------------------------------------------------------------------

_NS = ("ns1.hebergeur-fictif.example", "ns2.hebergeur-fictif.example")
_DATES: dict[str, Any] = {"created": "2015-03-02", "expires": "2030-03-02", "ns": list(_NS)}
_HIDDEN = entity(["registrant"], "REDACTED", card("REDACTED FOR PRIVACY", org="REDACTED FOR PRIVACY"))
_REDACTED = [{"name": {"type": name}, "method": "replacementValue", "reason": {"description": "Server policy"}} for name in WITHHELD]
_CLIENT = card("@CLIENT@", kind="org", email="contact@maison-fictive.example", street="1 place du Four", tel="+33.199000001")
_PIXEL = card(PROVIDER, kind="org", email="jm@pixel-mail.example", street="12 rue des Boulons", tel="+33.199000000")


def _held_by(person: list[Any]) -> bytes:
    contacts = [entity(["registrant", "administrative"], "H-1", person), entity(["technical"], "T-1", _PIXEL), REGISTRAR]
    return domain("@DOMAIN@", entities=contacts, **_DATES)


_RDAP = {
    **dict.fromkeys(b"0123456", _held_by(_CLIENT)),
    **dict.fromkeys(b"78", _held_by(_PIXEL)),
    ord("9"): domain("@DOMAIN@", entities=[_HIDDEN, REGISTRAR], redacted=_REDACTED, **_DATES),
}
_RDAP_THIN = domain("@DOMAIN@", entities=[REGISTRAR], **_DATES)

_WHOIS = """Domain Name: @DOMAIN@
Registry Domain ID: D000000000-FICT
Registrar URL: https://registrar-exemple.example
Updated Date: 2026-03-02T01:10:44Z
Creation Date: 2015-03-02T08:30:00Z
Registry Expiry Date: 2030-03-02T08:30:00Z
Registrar: Registrar Exemple SAS
Registrar IANA ID: 9999
Registrar Abuse Contact Email: abuse@registrar-exemple.example
Domain Status: clientTransferProhibited https://icann.org/epp#clientTransferProhibited
Registrant Name: Service technique
Registrant Organization: @HOLDER@
Registrant Street: 1 place du Four
Registrant City: Trifouillis
Registrant Postal Code: 99999
Registrant Country: FR
Registrant Phone: +33.199000001
Registrant Email: contact@maison-fictive.example
Admin Organization: @HOLDER@
Tech Organization: Studio Pixel SARL
Name Server: ns1.hebergeur-fictif.example
Name Server: ns2.hebergeur-fictif.example
DNSSEC: unsigned
>>> Last update of WHOIS database: 2026-11-22T09:15:02Z <<<
""".replace("\n", "\r\n")
_WHOIS_OF = {
    **dict.fromkeys(b"0123456", _WHOIS.replace("@HOLDER@", "@CLIENT@").encode()),
    **dict.fromkeys(b"78", _WHOIS.replace("@HOLDER@", PROVIDER).encode()),
    ord("9"): _WHOIS.replace("Service technique", "@HOLDER@").replace("@HOLDER@", "REDACTED FOR PRIVACY").encode(),
}
_TOO_MANY = b"% Query rate limit exceeded. Please try again later.\r\n"


def _filled(template: bytes, name: bytes, number: int) -> bytes:
    return template.replace(b"@DOMAIN@", name).replace(b"@CLIENT@", client(number).encode())


class _Stream(asyncio.Protocol):
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

    def asked(self, question: bytes) -> None:
        raise NotImplementedError


class _Rdap(_Stream):
    end = b"\r\n\r\n"

    def asked(self, question: bytes) -> None:
        name = question.split(b" ", 2)[1].rpartition(b"/")[2]
        if seconds := self.desk.wait_seconds():
            return self.desk.send(self.transport, _http(b"429 Too Many Requests", b"{}", b"Retry-After: %d\r\n" % seconds))
        if (site := _SITE.fullmatch(name)) is None:
            return self.desk.send(self.transport, _http(b"404 Not Found", b'{"errorCode":404,"title":"Not Found"}'))
        template = _RDAP_THIN if self.desk.server.thin else _RDAP[site[1][-1]]
        return self.desk.send(self.transport, _http(b"200 OK", _filled(template, name, int(site[1]))))


def _http(status: bytes, body: bytes, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Type: application/rdap+json\r\n%sContent-Length: %d\r\n\r\n%s" % (status, more, len(body), body)


class _Whois(_Stream):
    def asked(self, question: bytes) -> None:
        site = _SITE.fullmatch(question)
        if self.desk.wait_seconds():
            answer = _TOO_MANY
        elif site is None:
            answer = b"No match for domain.\r\n"
        else:
            answer = _filled(_WHOIS_OF[site[1][-1]], question, int(site[1]))
        self.desk.send(self.transport, answer, close=True)


def _wire(name: str) -> bytes:
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


_MX = "mail.hebergeur-fictif.example"
_SPF = b"v=spf1 include:_spf.hebergeur-fictif.example -all"
_A, _AAAA = bytes([192, 0, 2, 10]), bytes.fromhex("20010db8000000000000000000000010")
_APEX = {  # the data of each record type, in wire form
    2: [_wire(host) for host in _NS],
    6: [_wire(_NS[0]) + _wire("hostmaster.hebergeur-fictif.example") + struct.pack("!5I", 2026112201, 7200, 3600, 1209600, 3600)],
    15: [struct.pack("!H", 10) + _wire(_MX)],
    1: [_A],
    28: [_AAAA],
    16: [bytes([len(_SPF)]) + _SPF],
}
_RECORDS = {b"www": {1: [_A], 28: [_AAAA]}, b"_dmarc": {16: [b"\x08v=DMARC1"]}}


class _Dns(asyncio.DatagramProtocol):
    def __init__(self, desk: _Desk) -> None:
        self.desk = desk

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self.desk.wait_seconds()
        end = data.index(0, 12)
        first = data[13 : 13 + data[12]]
        kind = int.from_bytes(data[end + 1 : end + 3], "big")
        records = _RECORDS.get(first)
        if records is None and first.startswith(b"site-"):
            records = _APEX
        found = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 3600, len(value)) + value for value in (records or {}).get(kind, ()))
        count = len((records or {}).get(kind, ()))
        flags = 0x8180 if records is not None else 0x8183  # NOERROR, NXDOMAIN
        answer = data[:2] + struct.pack("!5H", flags, 1, count, 0, 0) + data[12 : end + 5] + found
        self.desk.send_to(self.transport, answer, addr)


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
