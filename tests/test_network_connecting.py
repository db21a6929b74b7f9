"""The guard at the moment of connecting, and each server's own pace."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domaudit.model import Answer, Dns, Limits, NetworkSettings, Outcome, Rdap, Whois
from domaudit.network import open_door
from tests.asking import NS, PATH, ask, rdap, whois
from tests.loopback import FAST, Internet

pytestmark = pytest.mark.alone

# --- the guard at the moment of connecting ---------------------------------------------------------------------------


def test_a_literal_private_address_is_not_asked(net: Internet, tmp_path: Path) -> None:
    settings = net.settings(tmp_path, allow_private=False)
    for answer in ask(settings, rdap(net), whois(net)):
        assert (answer.outcome, answer.error) == (Outcome.UNREACHABLE, "address 127.0.0.1 is loopback: not asked")
    assert (net.asked, net.connections) == ([], 0)


Resolve = Callable[[list[list[str]]], None]


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """Make names resolve to each of the given lists of addresses in turn (the last one for good)."""

    def use(turns: list[list[str]]) -> None:
        def getaddrinfo(host: Any, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
            addresses = turns.pop(0) if len(turns) > 1 else turns[0]
            families = [socket.AF_INET6 if ":" in address else socket.AF_INET for address in addresses]
            return [
                (family, socket.SOCK_STREAM, 6, "", (address, port) if family == socket.AF_INET else (address, port, 0, 0))
                for family, address in zip(families, addresses, strict=True)
            ]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)

    return use


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["10.0.0.1", "192.168.1.1"], ["::1", "127.0.0.1"], ["::ffff:127.0.0.1"]])
def test_a_name_that_resolves_to_private_addresses_is_not_asked(net: Internet, resolve: Resolve, addresses: list[str]) -> None:
    resolve([addresses])
    limits = NetworkSettings()
    for answer in ask(limits, Whois("rdap.example", "x.example", net.whois_port), Rdap(f"https://rdap.example:{net.rdap_port}/")):
        assert answer.outcome is Outcome.UNREACHABLE
        assert answer.error is not None
        assert answer.error.startswith("address ")
        assert answer.error.endswith(": not asked")
    assert net.connections == 0


@pytest.mark.parametrize("kind", ["rdap", "whois"])
def test_rebinding_gains_nothing(net: Internet, tmp_path: Path, resolve: Resolve, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """A name that is public when first looked up and private a moment later: the address judged is the address connected to."""
    resolve([["198.41.0.4"], ["127.0.0.1"]])
    tried: list[str] = []

    def connect(self: socket.socket, address: Any) -> None:
        tried.append(address[0])
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket.socket, "connect", connect)
    settings = net.settings(tmp_path, allow_private=False)
    question = Whois("a.example", "x.example", net.whois_port) if kind == "whois" else Rdap(f"https://a.example:{net.rdap_port}/")

    async def main() -> list[Answer]:
        async with open_door(settings) as asking:
            return [await asking(question), await asking(question)]

    answers = asyncio.run(main())
    assert all(answer.outcome is Outcome.UNREACHABLE for answer in answers)
    assert set(tried) == {"198.41.0.4"}


@pytest.mark.parametrize("kind", ["rdap", "whois"])
def test_the_next_address_is_tried(net: Internet, tmp_path: Path, resolve: Resolve, kind: str) -> None:
    resolve([["127.0.0.9", "127.0.0.1"]])  # nobody listens on the first
    question = Whois("localhost", "x.example", net.whois_port) if kind == "whois" else Rdap(f"https://localhost:{net.rdap_port}{PATH}")
    (answer,) = ask(net.settings(tmp_path), question)
    assert (answer.outcome, answer.error) == (Outcome.ANSWERED, None)


# --- politeness ------------------------------------------------------------------------------------------------------


def test_concurrency_is_kept_per_server(net: Internet, tmp_path: Path) -> None:
    net.delay = 0.05
    settings = net.settings(tmp_path, defaults=replace(FAST, concurrency=3))
    answers = ask(settings, *(whois(net, f"{number}.example") for number in range(12)))
    assert all(answer.outcome is Outcome.ANSWERED for answer in answers)
    assert net.peak == 3


def test_servers_do_not_wait_for_each_other(net: Internet, tmp_path: Path) -> None:
    net.delay = 0.1
    settings = net.settings(tmp_path, defaults=replace(FAST, concurrency=1), dns=replace(FAST, concurrency=1))
    ask(settings, rdap(net), whois(net), NS)
    assert net.peak == 3


def test_the_rate_is_kept_after_the_burst(net: Internet, tmp_path: Path) -> None:
    settings = net.settings(tmp_path, defaults=Limits(rate=10, burst=3, concurrency=64, timeout=5))
    start = time.monotonic()
    ask(settings, *(whois(net, f"{number}.example") for number in range(8)))
    assert 0.45 < time.monotonic() - start < 1.5  # three at once, five at a tenth of a second each
    assert len(net.asked) == 8


def test_waiting_for_one_s_turn_is_not_counted_against_the_deadline(net: Internet, tmp_path: Path) -> None:
    settings = net.settings(tmp_path, defaults=Limits(rate=5, burst=1, concurrency=1, timeout=0.3))
    answers = ask(settings, *(whois(net, f"{number}.example") for number in range(4)))
    assert [answer.error for answer in answers] == [None] * 4


@pytest.mark.parametrize("key", ["host", "host and port"])
def test_limits_are_found_by_host_and_by_port(net: Internet, tmp_path: Path, key: str) -> None:
    net.delay = 0.05
    name = "127.0.0.1" if key == "host" else f"127.0.0.1:{net.whois_port}"
    settings = net.settings(tmp_path, servers={name: replace(FAST, concurrency=2)})
    ask(settings, *(whois(net, f"{number}.example") for number in range(6)))
    assert net.peak == 2


def test_dns_has_limits_of_its_own(net: Internet, tmp_path: Path) -> None:
    net.delay = 0.05
    settings = net.settings(tmp_path, defaults=replace(FAST, concurrency=1), dns=replace(FAST, concurrency=5))
    ask(settings, *(Dns(f"{number}.example.", "NS") for number in range(10)))
    assert net.peak == 5
