"""The address guard: sockets are made here, at the moment of connecting, and only to addresses that the public may be asked at.

Names and links come from the wire, and are written by the party under audit: without a guard, a referral to ``127.0.0.1`` or to the
cloud's metadata address would make this program ask on its author's behalf. The address checked is the address connected to, so a name
that changes its address in between (DNS rebinding) gains nothing. Through a proxy of the user's the guard ends at the name: see ``proxy``.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any, TypeAlias

from domaudit.network.exchange import Failure

AddrInfo: TypeAlias = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]
SocketFactory: TypeAlias = Callable[[AddrInfo], socket.socket]
_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

# The IANA registries of special-purpose addresses (RFC 6890), kept here because the standard library's tables differ between versions of
# Python. First match wins.
_SPECIAL_4 = tuple(
    (ipaddress.IPv4Network(network), reason)
    for network, reason in (
        ("0.0.0.0/32", "unspecified"),  # RFC 1122: many systems connect it to themselves
        ("0.0.0.0/8", "reserved"),  # RFC 791, "this network"
        ("10.0.0.0/8", "private"),  # RFC 1918
        ("100.64.0.0/10", "shared by customers of one carrier (CGNAT)"),  # RFC 6598
        ("127.0.0.0/8", "loopback"),  # RFC 1122
        ("169.254.0.0/16", "link-local"),  # RFC 3927; clouds serve credentials here
        ("172.16.0.0/12", "private"),  # RFC 1918
        ("192.0.0.0/24", "reserved"),  # RFC 6890, protocol assignments
        ("192.0.2.0/24", "for documentation"),  # RFC 5737
        ("192.88.99.0/24", "reserved"),  # RFC 7526, the former 6to4 relays
        ("192.168.0.0/16", "private"),  # RFC 1918
        ("198.18.0.0/15", "for benchmarks"),  # RFC 2544
        ("198.51.100.0/24", "for documentation"),  # RFC 5737
        ("203.0.113.0/24", "for documentation"),  # RFC 5737
        ("224.0.0.0/4", "multicast"),  # RFC 5771
        ("255.255.255.255/32", "broadcast"),  # RFC 919
        ("240.0.0.0/4", "reserved"),  # RFC 1112
    )
)
_SPECIAL_6 = tuple(
    (ipaddress.IPv6Network(network), reason)
    for network, reason in (
        ("::/128", "unspecified"),  # RFC 4291
        ("::1/128", "loopback"),  # RFC 4291
        ("64:ff9b:1::/48", "private"),  # RFC 8215, a network's own NAT64
        ("100::/64", "reserved"),  # RFC 6666, discard-only
        ("2001:2::/48", "for benchmarks"),  # RFC 5180
        ("2001:10::/28", "not for routing (ORCHID)"),  # RFC 4843
        ("2001:20::/28", "not for routing (ORCHID)"),  # RFC 7343
        ("2001:db8::/32", "for documentation"),  # RFC 3849
        ("2001::/23", "reserved"),  # RFC 2928, protocol assignments (Teredo is looked at before)
        ("3fff::/20", "for documentation"),  # RFC 9637
        ("fc00::/7", "private"),  # RFC 4193
        ("fe80::/10", "link-local"),  # RFC 4291
        ("fec0::/10", "site-local"),  # RFC 3879
        ("ff00::/8", "multicast"),  # RFC 4291
    )
)
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")  # all that IANA has given out for unicast
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052


class NotAsked(OSError):
    """An address that the guard refuses. It is an OSError so that the next address of the same name is tried, as for a dead one."""


def special(address: str) -> str | None:
    """Why an IP address is not one that a registry may be asked at (``"loopback"``), or None where it is an ordinary public address.

    Takes IPv4 and IPv6 in any notation of ``ipaddress`` (a zone such as ``%eth0`` is set aside); IPv4 within IPv6 (mapped, 6to4, Teredo,
    NAT64) is judged by the IPv4 address that the packets end at. Anything that is no address is refused too. Never raises.
    """
    try:
        parsed: _Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "not an IP address"
    if isinstance(parsed, ipaddress.IPv4Address):
        return next((reason for network, reason in _SPECIAL_4 if parsed in network), None)
    for inner, form in _embedded(parsed):
        if (reason := special(str(inner))) is not None:
            return f"{form} of {inner}, which is {reason}"
    if parsed.ipv4_mapped is not None or parsed.teredo is not None or parsed in _NAT64:
        return None
    found = next((reason for network, reason in _SPECIAL_6 if parsed in network), None)
    return found or (None if parsed in _GLOBAL_6 else "reserved")


def _embedded(address: ipaddress.IPv6Address) -> list[tuple[ipaddress.IPv4Address, str]]:
    """The IPv4 addresses that packets to an IPv6 address may end at, each with the name of the form."""
    found: list[tuple[ipaddress.IPv4Address, str]] = []
    if address.ipv4_mapped is not None:
        found.append((address.ipv4_mapped, "an IPv4-mapped form"))
    if address.sixtofour is not None:
        found.append((address.sixtofour, "a 6to4 form"))
    if address.teredo is not None:  # (server, client)
        found.extend((inner, "a Teredo form") for inner in address.teredo)
    if address in _NAT64:
        found.append((ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF), "a NAT64 form"))
    return found


def socket_maker(*, allow_private: bool) -> SocketFactory:
    """A maker of non-blocking TCP sockets, called with the very address that will be connected to; raises NotAsked for a special one."""

    def make(info: AddrInfo) -> socket.socket:
        family, kind, protocol, _, sockaddr = info
        address = str(sockaddr[0])
        if not allow_private and (reason := special(address)) is not None:
            raise NotAsked(f"address {address} is {reason}: not asked")
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made

    return make


def refused_words(error: OSError) -> Failure | None:
    """The failure to report where the guard refused every address of a name, else None."""
    text = str(error)
    # aiohappyeyeballs joins the refusals of several addresses into one OSError and so loses their type, but keeps their words.
    if isinstance(error, NotAsked) or (error.errno is None and ": not asked" in text):
        return Failure(text.removeprefix("[Errno None] ").removeprefix("Multiple exceptions: "))
    return None
