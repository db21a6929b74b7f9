"""What passes between the wrappers of the door: what has come in so far, and why nothing more will."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from domaudit.errors import quoted
from domaudit.model import Question

BODY_LIMIT = 1024 * 1024
"""Bytes of one answer that are kept, counted after decompression. The longest honest RDAP and WHOIS answers are some 30 KiB."""

_NO_SUCH_HOST = {getattr(socket, name, None) for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY")} - {None}
_BROKEN = {errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE}
_NO_ROUTE = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}


class Failure(Exception):
    """Why a question got no answer, or no whole one, in plain words; ``again`` where asking once more may help."""

    def __init__(self, words: str, *, again: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.again = again


@dataclass(slots=True)
class Received:
    """What has come in for one question so far: it outlives the deadline and the reset, so that what came is not lost.

    ``began`` is true from the first byte of an answer on: from then on the question is never sent a second time.
    """

    began: bool = False
    body: bytearray = field(default_factory=bytearray)
    status: int | None = None
    media_type: str | None = None
    retry_after: str | None = None
    rcode: str | None = None
    records: tuple[str, ...] = ()
    via: str | None = None

    def add(self, chunk: bytes) -> None:
        """Keep a piece of the body; raises Failure where it goes past ``BODY_LIMIT``."""
        self.began = True
        room = BODY_LIMIT - len(self.body)
        self.body += chunk[:room]
        if len(chunk) > room:
            raise Failure(f"longer than {BODY_LIMIT // 1024} KiB: cut there")


Fetch: TypeAlias = Callable[[Question, Received], Awaitable[None]]
"""Asks one question and fills a ``Received``; raises Failure or OSError. It knows no clock: its caller cancels it at the deadline."""


def explained(error: Exception) -> Failure:
    """The failure that an exception of the socket, of TLS or of name look-up stands for.

    What the system says is quoted, never interpreted; connection-level failures (refused, reset) are marked ``again``.
    """
    if isinstance(error, Failure):
        return error
    if isinstance(error, ssl.SSLCertVerificationError):
        return Failure(f"certificate not valid: {_plain(error.verify_message)}")
    if isinstance(error, ssl.SSLError):
        return Failure(f"no secure connection (TLS): {_plain(error.reason or str(error))}")
    if isinstance(error, socket.gaierror):
        return Failure(
            "no such host" if error.errno in _NO_SUCH_HOST else f"the host's address could not be looked up: {_plain(error.strerror)}"
        )
    if isinstance(error, UnicodeError):  # a label that is empty or over 63 letters: raised by the "idna" codec of getaddrinfo
        return Failure("no such host: the name is not a valid host name")
    if isinstance(error, ConnectionRefusedError):
        return Failure("refused the connection", again=True)
    if isinstance(error, ConnectionError) or (
        isinstance(error, OSError) and error.errno in _BROKEN
    ):  # the HTTP client has a type of its own
        return Failure("broke off the connection", again=True)
    if isinstance(error, OSError):
        if error.errno in _NO_ROUTE:
            return Failure("no way to the server (network unreachable)")
        if error.errno == errno.ETIMEDOUT:
            return Failure("the connection timed out")
        return Failure(f"connection failed: {_plain(error.strerror or str(error))}")
    return Failure(f"failed ({type(error).__name__}): {_plain(str(error))}")


def _plain(text: str | None) -> str:
    """Words of the system, or of the other side, on one printable line."""
    return quoted(text or "no reason given", 200)[1:-1]
