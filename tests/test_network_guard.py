"""The address guard's table, one address per row of the registries of special-purpose addresses, and both sides of each border."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.network import special

REFUSED = [
    ("0.0.0.0", "unspecified"),
    ("0.1.2.3", "reserved"),
    ("10.0.0.0", "private"),
    ("10.255.255.255", "private"),
    ("100.64.0.0", "shared by customers of one carrier (CGNAT)"),
    ("100.127.255.255", "shared by customers of one carrier (CGNAT)"),
    ("127.0.0.1", "loopback"),
    ("127.255.255.254", "loopback"),
    ("169.254.169.254", "link-local"),
    ("172.16.0.1", "private"),
    ("172.31.255.255", "private"),
    ("192.0.0.8", "reserved"),
    ("192.0.2.1", "for documentation"),
    ("192.88.99.1", "reserved"),
    ("192.168.0.1", "private"),
    ("198.18.0.1", "for benchmarks"),
    ("198.19.255.255", "for benchmarks"),
    ("198.51.100.1", "for documentation"),
    ("203.0.113.1", "for documentation"),
    ("224.0.0.1", "multicast"),
    ("239.255.255.255", "multicast"),
    ("240.0.0.1", "reserved"),
    ("255.255.255.255", "broadcast"),
    ("::", "unspecified"),
    ("::1", "loopback"),
    ("::127.0.0.1", "reserved"),
    ("::8.8.8.8", "reserved"),
    ("::ffff:127.0.0.1", "an IPv4-mapped form of 127.0.0.1, which is loopback"),
    ("::ffff:a00:1", "an IPv4-mapped form of 10.0.0.1, which is private"),
    ("::ffff:0:127.0.0.1", "reserved"),
    ("64:ff9b::10.1.2.3", "a NAT64 form of 10.1.2.3, which is private"),
    ("64:ff9b::a9fe:a9fe", "a NAT64 form of 169.254.169.254, which is link-local"),
    ("64:ff9b:1::8.8.8.8", "private"),
    ("100::1", "reserved"),
    ("2001:0:7f00:1::", "a Teredo form of 127.0.0.1, which is loopback"),
    ("2001:0:808:808:0:0:80ff:fffe", "a Teredo form of 127.0.0.1, which is loopback"),  # the client's address is stored inverted
    ("2001:2::1", "for benchmarks"),
    ("2001:10::1", "not for routing (ORCHID)"),
    ("2001:20::1", "not for routing (ORCHID)"),
    ("2001:100::1", "reserved"),
    ("2001:db8::1", "for documentation"),
    ("2002:7f00:1::1", "a 6to4 form of 127.0.0.1, which is loopback"),
    ("2002:c0a8:101::1", "a 6to4 form of 192.168.1.1, which is private"),
    ("3fff::1", "for documentation"),
    ("4000::1", "reserved"),
    ("5f00::1", "reserved"),
    ("fc00::1", "private"),
    ("fdff::1", "private"),
    ("fe80::1", "link-local"),
    ("fe80::1%eth0", "link-local"),
    ("fec0::1", "site-local"),
    ("ff02::1", "multicast"),
    ("127.1", "not an IP address"),
    ("0x7f000001", "not an IP address"),
    ("localhost", "not an IP address"),
    ("", "not an IP address"),
]

PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.1",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.1",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2001:0:808:808:0:0:f7f7:f7f7",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2002:808:808::1",
    "2a00:1450::1",
    "3ffe::1",
]


@pytest.mark.parametrize(("address", "reason"), REFUSED)
def test_special_addresses_are_refused_with_their_reason(address: str, reason: str) -> None:
    assert special(address) == reason


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_pass(address: str) -> None:
    assert special(address) is None


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_nothing_passes_that_the_standard_library_holds_to_be_special(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if special(str(address)) is None and not _carries_ipv4(address):
        held = (address.is_private, address.is_loopback, address.is_link_local, address.is_multicast, address.is_reserved)
        assert not any(held)


@settings(max_examples=100, deadline=None)
@given(st.ip_addresses(v=4))
def test_every_form_of_an_ipv4_address_is_judged_as_it_is(address: ipaddress.IPv4Address) -> None:
    refused = special(str(address)) is not None
    high, low = f"{int(address) >> 16:x}", f"{int(address) & 0xFFFF:x}"
    for form in (f"::ffff:{address}", f"64:ff9b::{address}", f"2002:{high}:{low}::1"):
        assert (special(form) is not None) == refused, form


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_gets_a_reason_or_none_and_never_an_error(text: str) -> None:
    reason = special(text)
    assert reason is None or reason


def _carries_ipv4(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether it is judged by the IPv4 address within; versions of Python differ on what such forms are."""
    if isinstance(address, ipaddress.IPv4Address):
        return False
    within = (address.ipv4_mapped, address.sixtofour, address.teredo)
    return str(address).startswith("64:ff9b::") or any(inner is not None for inner in within)
