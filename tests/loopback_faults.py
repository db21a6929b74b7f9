"""What the small internet answers and what goes wrong with it: recordings, faults, and how a fault is put on the wire."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

BOMB_BYTES = 64 * 1024 * 1024


class Fault(Enum):
    """What goes wrong with one recording."""

    SILENCE = auto()  # the question is taken and never answered
    DRIP = auto()  # the answer comes at one byte a second
    RESET = auto()  # the connection is reset after half the answer
    RESET_FIRST = auto()  # reset before any byte, every time
    RESET_ONCE = auto()  # reset before any byte the first time; then all is well
    HANG_UP = auto()  # closed in good order before any byte
    ENDLESS = auto()  # the answer never ends
    CUT = auto()  # half the body, in an otherwise correct answer (RDAP)
    GZIP_BOMB = auto()  # 64 MiB of blanks in 64 KiB (RDAP)
    HUGE_HEADER = auto()  # one header of 1 MiB (RDAP)
    GARBAGE = auto()  # something that is not the protocol at all
    SERVFAIL = auto()  # DNS
    REFUSED = auto()  # DNS
    TRUNCATED = auto()  # DNS: cut over UDP, whole over TCP
    FORGED = auto()  # DNS: before the true answer come one with a wrong id and one to another question


@dataclass(frozen=True)
class Redirect:
    """The RDAP server sends the asker elsewhere."""

    to: str
    status: int = 302


@dataclass(frozen=True)
class Reply:
    """One recorded RDAP answer; ``body`` is sent as JSON unless it is bytes or text."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


def http_answer(reply: Reply, fault: Fault | None) -> tuple[bytes, bytes]:
    """The head and the body of an HTTP answer."""
    body, headers = reply.content, {"Content-Type": "application/rdap+json", **reply.headers}
    if fault is Fault.GARBAGE:
        return b"\x15\x03\x01 not HTTP at all\r\n\r\n", b""
    if fault is Fault.CUT:
        body = body[: len(body) // 2]
    elif fault is Fault.HUGE_HEADER:
        headers["X-Long"] = "x" * 1024 * 1024
    elif fault is Fault.GZIP_BOMB:
        headers["Content-Encoding"] = "gzip"
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        body = b"".join([*(packer.compress(bytes(1024 * 1024)) for _ in range(BOMB_BYTES // (1024 * 1024))), packer.flush()])
    length = {} if fault is Fault.ENDLESS else {"Content-Length": str(len(body))}
    lines = [f"HTTP/1.1 {reply.status} Recorded", *(f"{name}: {value}" for name, value in (headers | length).items()), "", ""]
    return "\r\n".join(lines).encode("latin-1"), body


async def send(writer: asyncio.StreamWriter, fault: Fault | None, head: bytes, body: bytes, *, refuse: bool) -> None:
    """Send an answer the way the fault wants it; raises ConnectionError where it wants the connection gone."""
    if fault is Fault.SILENCE:
        await asyncio.sleep(3600)
    if fault is Fault.HANG_UP:
        raise ConnectionAbortedError
    if refuse:
        _reset(writer)
    writer.write(head)
    if fault is Fault.DRIP:
        for byte in body:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(1)
    elif fault is Fault.ENDLESS:
        block = (body or b" ") * (65536 // max(1, len(body)) + 1)
        while not writer.is_closing():  # over TLS, drain alone does not tell that the asker has gone
            writer.write(block)
            await writer.drain()
            await asyncio.sleep(0)
    elif fault is Fault.RESET:
        writer.write(body[: len(body) // 2])
        await writer.drain()
        await asyncio.sleep(0.05)  # the half is to arrive first
        _reset(writer)
    else:
        writer.write(body)
    await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST instead of FIN: a linger of zero throws away what is not sent."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ConnectionAbortedError
