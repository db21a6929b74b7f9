"""DNS questions, put to the resolvers of the user or of the system (RFC 1035; UDP, then TCP where the answer does not fit)."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from domaudit.errors import UsageError, quoted, said
from domaudit.model import Dns, NetworkSettings, Question
from domaudit.network.datagrams import Sockets
from domaudit.network.exchange import Failure, Received, explained

if TYPE_CHECKING:
    from dns.message import Message, QueryMessage

_ROUNDS = 2  # a datagram may be lost: each resolver is asked twice before the deadline
_PAYLOAD = 1232  # bytes of a UDP answer that no path on the way needs to cut up (RFC 9715)


_Server: TypeAlias = tuple[str, int, str]
"""Address, port, and the name that answers carry as ``via``: the user's own writing, so that evidence is found again by it."""


class Resolver:
    """Fetches DNS questions from the first resolver that is alive. The guard is not for resolvers: they are the user's own choice.

    Raises UsageError where ``settings.resolver`` holds something else than ``address:port``.
    """

    def __init__(self, settings: NetworkSettings) -> None:
        self._servers = tuple(_server(text) for text in settings.resolver)
        self._timeout = settings.dns.timeout
        self._sockets = Sockets()

    async def fetch(self, question: Question, received: Received) -> None:
        """Fill ``received`` with the answer to a ``Dns`` question; raises Failure. Any response code is an answer."""
        import dns.exception

        assert isinstance(question, Dns)
        query = _query(question)
        servers = self._servers = self._servers or _system_servers()
        share = self._timeout / (_ROUNDS * len(servers))
        failure = Failure(f"timed out after {self._timeout:g} s")
        for address, port, name in servers * _ROUNDS:
            try:
                async with asyncio.timeout(share):
                    response = await self._exchange(query, address, port)
            except (TimeoutError, dns.exception.Timeout):
                continue
            except (OSError, EOFError, dns.exception.DNSException) as error:
                # Unreachable, or not DNS at all: another resolver, or this one a moment later, may do better.
                words = explained(error).words if isinstance(error, OSError) else "its answer cannot be read"
                failure = Failure(f"resolver {name}: {words}")
                continue
            _fill(received, response, name)
            return
        raise failure

    async def close(self) -> None:
        """Close every socket."""
        await self._sockets.close()

    async def _exchange(self, query: QueryMessage, address: str, port: int) -> Message:
        import dns.asyncquery
        import dns.message

        try:
            async with self._sockets.one(address, port) as sock:
                # Datagrams of others, or with another id or question, are passed over: they are how answers are forged (RFC 5452).
                return await dns.asyncquery.udp(
                    query, address, port=port, sock=sock, ignore_unexpected=True, ignore_errors=True, raise_on_truncation=True
                )
        except dns.message.Truncated:
            return await dns.asyncquery.tcp(query, address, port=port)


def resolvers(settings: NetworkSettings) -> frozenset[str]:
    """The names that answers to DNS questions will carry as ``via``: the user's resolvers, else the system's; empty where it has none."""
    try:
        return frozenset(settings.resolver or (name for _, _, name in _system_servers()))
    except Failure:
        return frozenset()


def _query(question: Dns) -> QueryMessage:
    import dns.exception
    import dns.message
    import dns.name

    try:
        name = dns.name.from_text(question.name)
        return dns.message.make_query(name, question.type, use_edns=0, payload=_PAYLOAD)
    except (dns.exception.DNSException, ValueError):  # ValueError: a type that does not exist
        raise Failure(f"{quoted(f'{question.name} {question.type}')} cannot be asked: not a DNS name and record type") from None


def _fill(received: Received, response: Message, via: str) -> None:
    import dns.rcode

    received.began = True
    received.via = via
    received.rcode = dns.rcode.to_text(response.rcode())
    received.records = tuple(line for rrset in response.answer for line in rrset.to_text().split("\n"))


def _system_servers() -> tuple[_Server, ...]:
    """The system's resolvers, in its order; raises Failure where it has none."""
    import dns.exception
    import dns.resolver

    try:
        system = dns.resolver.Resolver()
    except (dns.exception.DNSException, OSError):
        raise Failure("this system names no DNS resolver; name one in the registries file (resolver)") from None
    port = system.port
    servers = tuple((str(at), port, f"[{at}]:{port}" if ":" in str(at) else f"{at}:{port}") for at in system.nameservers)
    if not servers:
        raise Failure("this system names no DNS resolver; name one in the registries file (resolver)")
    return servers


def _server(text: str) -> _Server:
    try:
        parts = urlsplit(f"//{text}")
        address = ipaddress.ip_address(parts.hostname or "")
        return str(address), parts.port or 53, text
    except ValueError:
        raise UsageError(
            said("resolver {text} is not an address", text=quoted(text)), hint=said("write address:port, such as 192.0.2.53:53")
        ) from None
