"""Whatever a server does, a question ends in time, in an answer, and nothing stays open."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import math
import os
import re
import socket
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Awaitable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domaudit.errors import UsageError
from domaudit.model import Answer, Dns, Limits, NetworkSettings, Outcome, Question, Rdap, Whois
from domaudit.network import open_door
from domaudit.network.exchange import BODY_LIMIT
from tests.asking import BRIEF, NS, PATH, SECONDS, ask, rdap, whois
from tests.loopback import BOMB_BYTES, FAST, Fault, Internet, Reply

pytestmark = pytest.mark.alone


@pytest.fixture(autouse=True)
def _short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domaudit.network.politeness.RETRY_PAUSE", 0.02)


# --- faults ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "outcome", "error", "truncated"),
    [
        (Fault.SILENCE, "unreachable", SECONDS, False),
        (Fault.DRIP, "answered", SECONDS, True),
        (Fault.RESET, "answered", "broke off", True),
        (Fault.RESET_FIRST, "unreachable", "before answering|broke off", False),
        (Fault.RESET_ONCE, "answered", None, False),
        (Fault.HANG_UP, "unreachable", "closed the connection|broke off", False),
        (Fault.ENDLESS, "answered", "longer than 1024 KiB", True),
        (Fault.CUT, "answered", None, False),
        (Fault.GZIP_BOMB, "answered", "longer than 1024 KiB", True),
        (Fault.HUGE_HEADER, "unreachable", "not a valid HTTP answer: its headers are too long", False),
        (Fault.GARBAGE, "unreachable", "not a valid HTTP answer", False),
    ],
)
def test_rdap_faults(net: Internet, tmp_path: Path, fault: Fault, outcome: str, error: str | None, truncated: bool) -> None:
    net.faults[PATH] = fault
    limits = FAST if fault in (Fault.ENDLESS, Fault.GZIP_BOMB, Fault.HUGE_HEADER) else BRIEF
    (answer,) = ask(net.settings(tmp_path, limits=limits), rdap(net))
    check(answer, outcome, error, truncated)
    if truncated or fault is Fault.CUT:
        assert answer.status == 200


@pytest.mark.parametrize(
    ("fault", "outcome", "error", "truncated"),
    [
        (Fault.SILENCE, "unreachable", SECONDS, False),
        (Fault.DRIP, "answered", SECONDS, True),
        (Fault.RESET, "answered", "broke off the connection in mid-answer", True),
        (Fault.RESET_FIRST, "unreachable", "broke off the connection before answering", False),
        (Fault.RESET_ONCE, "answered", None, False),
        (Fault.HANG_UP, "unreachable", "closed the connection without an answer", False),
        (Fault.ENDLESS, "answered", "longer than 1024 KiB", True),
        (Fault.GARBAGE, "answered", None, False),
    ],
)
def test_whois_faults(net: Internet, tmp_path: Path, fault: Fault, outcome: str, error: str | None, truncated: bool) -> None:
    net.faults["x.example"] = fault
    (answer,) = ask(net.settings(tmp_path, limits=FAST if fault is Fault.ENDLESS else BRIEF), whois(net))
    check(answer, outcome, error, truncated)


def check(answer: Answer, outcome: str, error: str | None, truncated: bool) -> None:
    gc.collect()  # pytest makes an error of a socket or transport that is found unclosed
    assert (answer.outcome, answer.truncated) == (outcome, truncated), answer.error
    if error is None:
        assert answer.error is None
    else:
        assert answer.error is not None
        assert re.search(error, answer.error)
        assert answer.error.isprintable()
    assert bool(answer.body) == (outcome == "answered")
    assert len(answer.body) <= BODY_LIMIT
    if error == "longer than 1024 KiB":
        assert len(answer.body) == BODY_LIMIT


@pytest.mark.parametrize(
    ("fault", "outcome", "rcode", "records"),
    [
        (Fault.SERVFAIL, "answered", "SERVFAIL", 0),
        (Fault.REFUSED, "answered", "REFUSED", 0),
        (Fault.TRUNCATED, "answered", "NOERROR", 2),
        (Fault.FORGED, "answered", "NOERROR", 2),
        (Fault.SILENCE, "unreachable", None, 0),
        (Fault.GARBAGE, "unreachable", None, 0),
    ],
)
def test_dns_faults(net: Internet, tmp_path: Path, fault: Fault, outcome: str, rcode: str | None, records: int) -> None:
    net.faults["x.example.", "NS"] = fault
    (answer,) = ask(net.settings(tmp_path, limits=BRIEF), NS)
    assert (answer.outcome, answer.rcode, len(answer.records)) == (outcome, rcode, records)
    assert (answer.error is None) == (outcome == "answered")


def test_a_lost_datagram_is_sent_again(net: Internet, tmp_path: Path) -> None:
    net.faults["x.example.", "NS"] = Fault.SILENCE
    ask(net.settings(tmp_path, limits=BRIEF), NS)
    assert net.asked == [("dns", "x.example. NS")] * 2


def test_long_dns_answers_come_over_tcp(net: Internet, tmp_path: Path) -> None:
    net.dns["x.example.", "TXT"] = [f'"{number:03}{"x" * 200}"' for number in range(50)]
    (answer,) = ask(net.settings(tmp_path), Dns("x.example.", "TXT"))
    assert len(answer.records) == 50


def test_an_answer_of_just_the_limit_is_whole(net: Internet, tmp_path: Path) -> None:
    net.whois |= {"whole": b"x" * BODY_LIMIT, "over": b"x" * (BODY_LIMIT + 1)}
    whole, over = ask(net.settings(tmp_path), whois(net, "whole"), whois(net, "over"))
    assert (len(whole.body), whole.truncated) == (BODY_LIMIT, False)
    assert (len(over.body), over.truncated) == (BODY_LIMIT, True)


def test_a_gzip_bomb_is_not_unpacked(net: Internet, tmp_path: Path) -> None:
    net.faults[PATH] = Fault.GZIP_BOMB
    settings = net.settings(tmp_path)
    ask(settings, rdap(net))  # the server's own packing and the imports are not to be measured
    tracemalloc.start()
    (answer,) = ask(replace(settings), rdap(net))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert answer.truncated
    assert peak < BOMB_BYTES / 4


def test_the_deadline_is_total_against_a_dripping_server(net: Internet, tmp_path: Path) -> None:
    net.faults |= {PATH: Fault.DRIP, "x.example": Fault.DRIP}
    start = time.monotonic()
    answers = ask(net.settings(tmp_path, limits=replace(FAST, timeout=1.2)), rdap(net), whois(net))
    assert 1.1 < time.monotonic() - start < 2
    for answer in answers:
        assert (answer.outcome, answer.error, answer.truncated) == (Outcome.ANSWERED, "timed out after 1.2 s", True)
        assert len(answer.body) == 2


def test_the_deadline_covers_a_tls_handshake_that_never_comes(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        settings = NetworkSettings(allow_private=True, defaults=BRIEF)
        for question in (Rdap(f"https://127.0.0.1:{port}/"), Whois("127.0.0.1", "x.example", port)):
            start = time.monotonic()
            (answer,) = ask(settings, question)
            assert time.monotonic() - start < 1
            assert (answer.outcome, answer.error) == (Outcome.UNREACHABLE, SECONDS)


def test_a_refused_connection_is_tried_once_more_and_no_more(net: Internet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[Any] = []
    connect = socket.socket.connect

    def counted(self: socket.socket, address: Any) -> None:
        tries.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", counted)
    dead = net.dead_port
    answers = ask(net.settings(tmp_path), Rdap(f"https://127.0.0.1:{dead}/"), Whois("127.0.0.1", "x.example", dead))
    assert [answer.error for answer in answers] == ["refused the connection"] * 2
    assert [address[1] for address in tries].count(dead) == 4


@pytest.mark.parametrize(("fault", "times"), [(Fault.RESET_ONCE, 2), (Fault.RESET_FIRST, 2), (Fault.RESET, 1), (Fault.DRIP, 1), (None, 1)])
def test_only_what_never_answered_is_asked_again(net: Internet, tmp_path: Path, fault: Fault | None, times: int) -> None:
    if fault:
        net.faults |= {PATH: fault, "x.example": fault}
    ask(net.settings(tmp_path, limits=replace(FAST, timeout=0.6)), rdap(net), whois(net))
    assert net.asked.count(("rdap", PATH)) == times
    assert net.asked.count(("whois", "x.example")) == times


def test_a_dead_resolver_gives_way_to_the_next(net: Internet, tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute:
        mute.bind(("127.0.0.1", 0))
        for dead in (net.dead_port, mute.getsockname()[1]):
            settings = net.settings(tmp_path, limits=BRIEF, resolver=(f"127.0.0.1:{dead}", f"127.0.0.1:{net.dns_port}"))
            (answer,) = ask(settings, NS)
            assert (answer.rcode, answer.via) == ("NOERROR", f"127.0.0.1:{net.dns_port}")


def test_no_resolver_alive(net: Internet, tmp_path: Path) -> None:
    (answer,) = ask(net.settings(tmp_path, limits=BRIEF, resolver=(f"127.0.0.1:{net.dead_port}",)), NS)
    assert (answer.outcome, answer.error) == (Outcome.UNREACHABLE, f"resolver 127.0.0.1:{net.dead_port}: refused the connection")


def test_the_system_s_resolver_is_asked_where_none_is_named(net: Internet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import dns.resolver

    class System:
        nameservers = ("127.0.0.1",)
        port = net.dns_port

    monkeypatch.setattr(dns.resolver, "Resolver", System)
    (answer,) = ask(net.settings(tmp_path, resolver=()), NS)
    assert (answer.rcode, answer.via) == ("NOERROR", f"127.0.0.1:{net.dns_port}")


@pytest.mark.parametrize("resolver", ["dns.example", "127.0.0.1:port", "", "1.2.3.4:99999"])
def test_a_resolver_must_be_an_address(resolver: str) -> None:
    with pytest.raises(UsageError, match="is not an address"):
        ask(NetworkSettings(resolver=(resolver,)))


# --- leaving ---------------------------------------------------------------------------------------------------------


def open_files() -> int:
    gc.collect()
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="counts open files in /proc")
def test_nothing_stays_open_whatever_happened(tmp_path: Path) -> None:
    with Internet() as net:
        ask(net.settings(tmp_path), rdap(net), whois(net), NS)  # loads what is loaded late
    before = open_files()
    with Internet() as net:
        questions: list[Question] = []
        for fault in (Fault.SILENCE, Fault.DRIP, Fault.RESET, Fault.RESET_FIRST, Fault.ENDLESS, Fault.GARBAGE, Fault.HANG_UP):
            name = f"{fault.name.lower()}.example"
            net.faults |= {f"/{name}": fault, name: fault, (f"{name}.", "NS"): fault}
            net.rdap[f"/{name}"], net.whois[name] = Reply(b"some text" * 10), b"some text" * 10
            questions += [rdap(net, f"/{name}"), whois(net, name), Dns(f"{name}.", "NS")]
        net.rdap["/last"] = Reply({}, headers={"Connection": "close"})
        answers = ask(net.settings(tmp_path, limits=BRIEF), *questions, rdap(net, "/last"))
        assert len({answer.error for answer in answers}) > 5
    assert open_files() == before


def test_cancelling_passes_through_and_leaves_nothing(net: Internet, tmp_path: Path) -> None:
    net.faults |= {PATH: Fault.SILENCE, "x.example": Fault.SILENCE, ("x.example.", "NS"): Fault.SILENCE}

    async def main() -> list[bool]:
        async with open_door(net.settings(tmp_path)) as asking:
            tasks = [asyncio.ensure_future(asking(question)) for question in (rdap(net), whois(net), NS)]
            await asyncio.sleep(0.3)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            return [task.cancelled() for task in tasks]

    assert asyncio.run(main()) == [True] * 3
    gc.collect()


def test_one_question_that_fails_in_an_unknown_way_spoils_no_other(net: Internet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from domaudit.network.port43 import Port43

    def broken(*_: Any) -> Awaitable[Any]:
        raise RuntimeError("an\x1b[2J error")

    monkeypatch.setattr(Port43, "_connect", broken)
    bad, good = ask(net.settings(tmp_path), whois(net), rdap(net))
    assert (bad.outcome, good.outcome) == (Outcome.UNREACHABLE, Outcome.ANSWERED)
    assert bad.error is not None
    assert bad.error.startswith("failed (RuntimeError): an")
    assert bad.error.isprintable()


def test_the_clock_and_the_defaults() -> None:
    settings = NetworkSettings()
    assert settings.defaults == Limits(rate=1.0, burst=5, concurrency=4, timeout=10.0)
    assert (settings.dns.rate, settings.dns.concurrency, settings.dns.timeout) == (math.inf, 64, 5.0)

    async def main() -> Answer:
        async with open_door(settings) as asking:
            return await asking(Rdap("http://x.example/"))

    assert abs((asyncio.run(main()).asked_at - datetime.now(UTC)).total_seconds()) < 5


def test_heavy_libraries_are_loaded_late() -> None:
    code = "import sys, domaudit.network; print([name for name in ('aiohttp', 'dns', 'yarl') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_this_suite_cannot_leave_the_machine(only_loopback: list[str]) -> None:
    from tests.conftest import Outside

    with contextlib.closing(socket.socket()) as outward, pytest.raises(Outside):
        outward.connect(("198.41.0.4", 53))
    assert only_loopback == ["198.41.0.4:53"]
    only_loopback.clear()  # this one was meant
