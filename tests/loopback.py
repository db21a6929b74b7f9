"""A small real internet on 127.0.0.1: RDAP over TLS, WHOIS and DNS, answering from recordings and failing on demand.

It runs in a thread with an event loop of its own, so that subprocesses (the installed command) can use it as well as the test itself::

    recorded = {"/example/domain/x.example": Reply({...})}
    with Internet(rdap=recorded, whois={"x.example": b"..."}, dns={("x.example.", "NS"): ["ns1.x.example."]}) as net:
        net.write_registries(tmp_path / "registries.yaml")
        ...
        assert net.asked.count(("whois", "x.example")) == 1

What is not recorded does not exist: RDAP 404, WHOIS "No match", DNS NXDOMAIN. ``faults`` maps the same keys to what goes wrong.
"""

from __future__ import annotations

import asyncio
import json
import math
import socket
import ssl
import struct
import threading
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
import trustme

from domaudit.model import Limits, NetworkSettings
from tests.loopback_faults import BOMB_BYTES, Fault, Redirect, Reply, http_answer, send

__all__ = ["BOMB_BYTES", "FAST", "Fault", "Internet", "Key", "Redirect", "Reply"]

FAST = Limits(rate=math.inf, burst=1000, concurrency=64, timeout=5.0)
Key: TypeAlias = str | tuple[str, str]
Asked: TypeAlias = tuple[str, str]


class Internet:
    """The small internet; use it as a context manager.

    ``asked`` lists every question in order: ``("rdap", path)``, ``("whois", query)``, ``("dns", "NAME TYPE")``. ``delay`` seconds pass
    before each answer; ``answered`` lists those that were answered to the end, in that order; ``peak`` is the most questions that were
    being answered at once, ``connections`` counts those to RDAP and WHOIS. Recordings may be changed while it runs.
    """

    def __init__(
        self,
        *,
        rdap: Mapping[str, Reply | dict[str, Any]] | None = None,
        whois: Mapping[str, bytes] | None = None,
        dns: Mapping[tuple[str, str], list[str]] | None = None,
        faults: Mapping[Key, Fault | Redirect] | None = None,
        delay: float = 0.0,
    ) -> None:
        self.rdap = {path: reply if isinstance(reply, Reply) else Reply(reply) for path, reply in (rdap or {}).items()}
        self.whois = dict(whois or {})
        self.dns = {(name.lower(), kind): values for (name, kind), values in (dns or {}).items()}
        self.faults: dict[Key, Fault | Redirect] = dict(faults or {})
        self.declines: dict[str, Reply] = {}  # RDAP: the reply to the first question about a path, before the recorded one
        self.delay = delay
        self.asked: list[Asked] = []
        self.answered: list[Asked] = []
        self.headers: list[dict[str, str]] = []  # of each RDAP question, names in lower case
        self.connections = 0
        self.peak = 0
        self.rdap_port = self.whois_port = self.dns_port = self.dead_port = 0
        self.other_rdap_port = self.other_whois_port = 0  # the same recordings, by servers of their own
        self.wrong_name_port = self.expired_port = self.not_yet_port = self.self_signed_port = (
            0  # RDAP whose certificate is not to be believed
        )
        self._busy = 0
        self._reset: set[Key] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._ca = trustme.CA()

    # --- running -----------------------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="loopback", daemon=True)
        self._thread.start()
        self._servers = AsyncExitStack()
        self._run(self._start())
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=10)

    async def _start(self) -> None:
        self.rdap_port = await self._listen(self._http, self._certificate("127.0.0.1", "localhost"))
        self.other_rdap_port = await self._listen(self._http, self._certificate("127.0.0.1", "registry.test"))
        self.other_whois_port = await self._listen(self._port43)
        self.wrong_name_port = await self._listen(self._http, self._certificate("elsewhere.example"))
        self.expired_port = await self._listen(self._http, self._certificate("127.0.0.1", not_after=datetime(2020, 1, 1, tzinfo=UTC)))
        self.not_yet_port = await self._listen(self._http, self._certificate("127.0.0.1", not_before=datetime(2090, 1, 1, tzinfo=UTC)))
        self.self_signed_port = await self._listen(self._http, _self_signed())
        self.whois_port = await self._listen(self._port43)
        dead = self._servers.enter_context(socket.socket())
        dead.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused, and no one else gets the port
        self.dead_port = dead.getsockname()[1]
        for _ in range(20):  # one port for both transports
            self.dns_port = await self._listen(self._dns_stream)
            with suppress(OSError):
                datagrams, _ = await self._loop.create_datagram_endpoint(lambda: _Datagrams(self), local_addr=("127.0.0.1", self.dns_port))
                self._servers.callback(datagrams.close)
                return
        raise RuntimeError("no port is free for both UDP and TCP")

    async def _listen(self, handler: Any, tls: ssl.SSLContext | None = None) -> int:
        async def handled(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._keep(asyncio.current_task())
            try:
                await handler(reader, writer)
            except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError):
                pass  # the asker has gone, or the test is over
            finally:
                writer.transport.abort()

        server = await asyncio.start_server(handled, "127.0.0.1", 0, ssl=tls)
        self._servers.callback(server.close)
        return int(server.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        await self._servers.aclose()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # lets the aborted transports say goodbye to the loop

    def _keep(self, task: asyncio.Task[None] | None) -> None:
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _certificate(self, *names: str, not_before: datetime | None = None, not_after: datetime | None = None) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if not_before is not None:
            not_after = not_before.replace(year=not_before.year + 1)
        self._ca.issue_cert(*names, not_before=not_before, not_after=not_after).configure_cert(context)
        return context

    # --- how to reach it ---------------------------------------------------------------------------------------------

    def url(self, path: str) -> str:
        """The URL of an RDAP recording."""
        return f"https://127.0.0.1:{self.rdap_port}{path}"

    def write_ca(self, path: Path) -> Path:
        """Write the CA that vouches for this internet, in PEM."""
        self._ca.cert_pem.write_to_path(str(path))
        return path

    def settings(self, folder: Path, *, limits: Limits = FAST, **others: Any) -> NetworkSettings:
        """Settings for a door that opens onto this internet; the CA is written into ``folder``."""
        wanted: dict[str, Any] = {
            "resolver": (f"127.0.0.1:{self.dns_port}",),
            "ca_file": str(self.write_ca(folder / "ca.pem")),
            "allow_private": True,
            "defaults": limits,
            "dns": limits,
        }
        return NetworkSettings(**(wanted | others))

    def write_registries(self, path: Path, tlds: Iterable[str] | Mapping[str, Mapping[str, str]] = ("example",), **others: Any) -> Path:
        """Write a registries file (and ``ca.pem`` beside it) that points each TLD here: RDAP at ``/TLD/``, and WHOIS.

        With a mapping, each TLD has just the ``rdap`` and ``whois`` given; an empty one means both as above. ``example`` is always there.
        ``others`` are written instead of the top-level keys of the same names.
        """
        wanted = {"example": {}, **(tlds if isinstance(tlds, Mapping) else {tld: {} for tld in tlds})}
        served = {
            tld: dict(given) or {"rdap": self.url(f"/{tld}/"), "whois": f"127.0.0.1:{self.whois_port}"} for tld, given in wanted.items()
        }
        lines = {
            "resolver": [f"127.0.0.1:{self.dns_port}"],
            "ca_file": str(self.write_ca(path.with_name("ca.pem")).resolve()),
            "allow_private": True,
            "defaults": {"rate": "1000/s", "burst": 1000, "concurrency": 64, "timeout": "5s"},
            "dns": {"concurrency": 64, "timeout": "5s"},
            "tlds": served,
        } | others
        path.write_text("".join(f"{key}: {json.dumps(value)}\n" for key, value in lines.items()), encoding="utf-8")  # JSON is YAML
        return path

    # --- answering ---------------------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _answering(self, kind: str, what: str) -> AsyncIterator[None]:
        self.asked.append((kind, what))
        self._busy += 1
        self.peak = max(self.peak, self._busy)
        try:
            await asyncio.sleep(self.delay)
            yield
            self.answered.append((kind, what))
        finally:
            self._busy -= 1

    async def _http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while True:  # keep-alive
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = head[0].split(" ")[1]
            self.headers.append({name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)})
            async with self._answering("rdap", path):
                fault = self.faults.get(path)
                reply = self.declines.pop(path, None) or self.rdap.get(path, Reply({"errorCode": 404, "title": "not found"}, status=404))
                if isinstance(fault, Redirect):
                    reply, fault = Reply(b"gone elsewhere", fault.status, {"Location": fault.to}), None
                await send(writer, fault, *http_answer(reply, fault), refuse=self._once(path, fault))

    async def _port43(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        query = (await reader.readuntil(b"\r\n")).decode().removesuffix("\r\n")
        async with self._answering("whois", query):
            fault = self.faults.get(query)
            assert not isinstance(fault, Redirect)
            body = self.whois.get(query, f"No match for {query}\r\n".encode())
            await send(writer, fault, b"", b"\x00\xff\xfe" if fault is Fault.GARBAGE else body, refuse=self._once(query, fault))
            writer.write_eof()
            await reader.read()  # until the asker has gone: what was sent is not lost to an abort

    def _once(self, key: Key, fault: Fault | None) -> bool:
        """Whether this connection is to be reset before any byte."""
        if fault is Fault.RESET_ONCE and key not in self._reset:
            self._reset.add(key)
            return True
        return fault is Fault.RESET_FIRST

    async def _dns_stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            (length,) = struct.unpack("!H", await reader.readexactly(2))
            for answer in await self.dns_answers(await reader.readexactly(length), datagram=False):
                writer.write(struct.pack("!H", len(answer)) + answer)
            await writer.drain()

    async def dns_answers(self, question: bytes, *, datagram: bool) -> list[bytes]:
        """The messages that answer a DNS message, in the order in which they are sent."""
        query = dns.message.from_wire(question)
        name, kind = query.question[0].name.to_text().lower(), dns.rdatatype.to_text(query.question[0].rdtype)
        async with self._answering("dns", f"{name} {kind}"):
            response = dns.message.make_response(query, recursion_available=True)
            fault = self.faults.get((name, kind))
            if fault is Fault.SILENCE:
                return []
            if fault is Fault.GARBAGE:
                return [b"\x00\xff\xfe"]
            if fault in (Fault.SERVFAIL, Fault.REFUSED):
                response.set_rcode(dns.rcode.SERVFAIL if fault is Fault.SERVFAIL else dns.rcode.REFUSED)
                return [response.to_wire()]
            self._look_up(response, name, kind)
            whole = response.to_wire(max_size=65535)
            if datagram and (fault is Fault.TRUNCATED or len(whole) > max(512, query.payload)):
                response.answer.clear()
                response.flags |= dns.flags.TC
                return [response.to_wire()]
            return [*self._forgeries(query), whole] if fault is Fault.FORGED else [whole]

    def _look_up(self, response: dns.message.Message, name: str, kind: str) -> None:
        for _ in range(8):  # along CNAMEs
            found = next((each for each in (kind, "CNAME") if (name, each) in self.dns), None)
            if found is None:
                wild = f"*.{name.partition('.')[2]}"
                if (wild, kind) in self.dns and not any(known == name for known, _ in self.dns):
                    response.answer.append(dns.rrset.from_text_list(name, 300, "IN", kind, self.dns[wild, kind]))
                elif not any(known == name for known, _ in self.dns):
                    response.set_rcode(dns.rcode.NXDOMAIN)
                return
            values = self.dns[name, found]
            response.answer.append(dns.rrset.from_text_list(name, 300, "IN", found, values))
            if found == kind:
                return
            name = values[0].lower()

    def _forgeries(self, query: dns.message.Message) -> list[bytes]:
        name, kind = query.question[0].name, dns.rdatatype.to_text(query.question[0].rdtype)
        other_id = dns.message.make_response(query)
        other_id.id = (query.id + 1) % 65536
        other_id.set_rcode(dns.rcode.NXDOMAIN)
        other_name = dns.message.make_response(dns.message.make_query(f"not-{name}", kind, id=query.id))
        return [other_id.to_wire(), other_name.to_wire()]


def _self_signed() -> ssl.SSLContext:
    """A server whose certificate nobody but itself vouches for."""
    own = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with own.private_key_pem.tempfile() as key, own.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    return context


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, internet: Internet) -> None:
        self._internet = internet

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Any) -> None:
        self._internet._keep(asyncio.ensure_future(self._answer(data, addr)))

    async def _answer(self, data: bytes, addr: Any) -> None:
        for answer in await self._internet.dns_answers(data, datagram=True):
            self._transport.sendto(answer, addr)
