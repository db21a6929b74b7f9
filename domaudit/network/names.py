"""The addresses of servers, by the system's own name look-up.

``getaddrinfo`` cannot be interrupted: it is given threads that nobody waits for, so that a resolver that has gone silent holds up neither
the run nor its end.
"""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from weakref import WeakValueDictionary

from domaudit.network.exchange import Failure

if TYPE_CHECKING:
    import aiohttp.abc

Version: TypeAlias = Literal[4, 6]
"""Of the Internet Protocol."""

PATIENCE = 4.0
"""Seconds for one look-up. A resolver that is alive answers, or says that it cannot, well before."""

MISSES = 2
"""Look-ups in a row without an answer before the resolver counts as dead."""

REST = 30.0
"""Seconds for which it does; then one more look-up tries."""

AddressInfo: TypeAlias = tuple[int, int, int, str, tuple[Any, ...]]


KEPT = 300.0
"""Seconds for which an address is used again. The guard looks at each connection's own address, however old the look-up."""


class Names:
    """Looks host names up, at most ``places`` at the same time, and each once for a while; ``only``: addresses of IPv4 or IPv6 alone."""

    def __init__(self, places: int = 16, only: Version | None = None) -> None:
        self._only = only
        self._places = asyncio.Semaphore(places)
        self._misses = 0
        self._last_miss = 0.0
        self._found: dict[tuple[str, int, int], tuple[float, list[AddressInfo]]] = {}
        self._turns: WeakValueDictionary[tuple[str, int, int], asyncio.Lock] = WeakValueDictionary()

    async def look_up(self, host: str, port: int, family: int = socket.AF_UNSPEC) -> list[AddressInfo]:
        """The addresses of a host, as ``getaddrinfo`` gives them; raises ``socket.gaierror``, or Failure where no answer comes."""
        wanted = (host.lower(), port, int(family))
        async with self._turns.setdefault(wanted, asyncio.Lock()):
            kept = self._found.get(wanted)
            if kept is None or time.monotonic() - kept[0] > KEPT:
                kept = self._found[wanted] = time.monotonic(), await self._new(host, port, family)
        return kept[1]

    async def _new(self, host: str, port: int, family: int) -> list[AddressInfo]:
        async with self._places:
            if self._misses >= MISSES and time.monotonic() - self._last_miss < REST:
                raise Failure("the host's address was not looked up: the system's resolver does not answer")
            try:
                async with asyncio.timeout(PATIENCE):
                    found = await _in_a_thread(host, port, family)
            except TimeoutError:
                self._misses += 1
                self._last_miss = time.monotonic()
                raise Failure(f"the host's address could not be looked up: no answer in {PATIENCE:g} s") from None
            self._misses = 0
            if self._only is None:
                return found
            wanted = [info for info in found if info[0] == (socket.AF_INET6 if self._only == 6 else socket.AF_INET)]
            if not wanted:
                raise Failure(f"no IPv{self._only} address")
            return wanted


async def _in_a_thread(host: str, port: int, family: int) -> list[AddressInfo]:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[AddressInfo]] = loop.create_future()

    def tell(found: list[AddressInfo] | None, error: BaseException | None) -> None:
        if answer.done():  # the deadline was first
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found or [])

    def work() -> None:
        found: Any = None
        failure: BaseException | None = None
        try:
            found = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
        except Exception as error:
            failure = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, found, failure)

    threading.Thread(target=work, name="name look-up", daemon=True).start()
    return await answer


def for_http(names: Names) -> aiohttp.abc.AbstractResolver:
    """The same look-up in the form that the HTTP client wants."""
    import aiohttp.abc

    class Resolver(aiohttp.abc.AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
        ) -> list[aiohttp.abc.ResolveResult]:
            return [
                aiohttp.abc.ResolveResult(hostname=host, host=at[0], port=at[1], family=kind, proto=proto, flags=socket.AI_NUMERICHOST)
                for kind, _, proto, _, at in await names.look_up(host, port, family)
            ]

        async def close(self) -> None:
            """Nothing is held open."""

    return Resolver()
