"""UDP sockets that are used again: making one for each DNS question costs as much as asking it."""

from __future__ import annotations

import socket
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

DatagramSocket: TypeAlias = Any
"""``dns.asyncbackend.DatagramSocket``, which has no types of its own."""

USES = 50
"""Questions that go out of one socket. A new one has a new port: with the id it is what a forger must guess (RFC 5452, section 4.5)."""


class Sockets:
    """Sockets by the address that they talk to, each in one hand at a time."""

    def __init__(self) -> None:
        self._free: dict[tuple[str, int], list[tuple[DatagramSocket, int]]] = defaultdict(list)

    @asynccontextmanager
    async def one(self, address: str, port: int) -> AsyncIterator[DatagramSocket]:
        """A socket connected to an IP address, kept for the next question only where this one ended well: no late answer waits in it."""
        import dns.asyncbackend

        free = self._free[address, port]
        if free:
            made, uses = free.pop()
        else:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            backend: Any = dns.asyncbackend.get_backend("asyncio")
            made = await backend.make_socket(family, socket.SOCK_DGRAM, 0, None, (address, port))
            uses = 0
        try:
            yield made
        except BaseException:
            await made.close()
            raise
        if uses + 1 < USES:
            free.append((made, uses + 1))
        else:
            await made.close()

    async def close(self) -> None:
        """Close all that are in no hand."""
        for free in self._free.values():
            while free:
                await free.pop()[0].close()
