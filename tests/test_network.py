"""The door to the network, over real sockets on the loopback interface."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import gzip
import math
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domaudit.errors import UsageError
from domaudit.model import Answer, Dns, Limits, NetworkSettings, Outcome, Question, Rdap, Whois
from domaudit.network import open_door
from domaudit.network.exchange import BODY_LIMIT
from tests.loopback import BOMB_BYTES, FAST, Fault, Internet, Redirect, Reply

PATH = "/example/domain/x.example"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BRIEF = replace(FAST, timeout=0.3)


@pytest.fixture
def net() -> Iterator[Internet]:
    with Internet(
        rdap={PATH: {"ldhName": "x.example"}},
        whois={"x.example": b"Domain: x.example\r\nRegistrant: Boulangerie Fictive\r\n"},
        dns={("x.example.", "NS"): ["ns1.x.example.", "ns2.x.example."]},
    ) as internet:
        yield internet


@pytest.fixture(autouse=True)
def _short_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("domaudit.network.politeness.RETRY_PAUSE", 0.02)


def ask(settings: NetworkSettings, *questions: Question) -> list[Answer]:
    """Open a door, ask everything side by side, close it."""

    async def main() -> list[Answer]:
        async with open_door(settings, now=lambda: NOON) as asking:
            return list(await asyncio.gather(*map(asking, questions)))

    return asyncio.run(main())


def rdap(net: Internet, path: str = PATH) -> Rdap:
    return Rdap(net.url(path))


def whois(net: Internet, query: str = "x.example") -> Whois:
    return Whois("127.0.0.1", query, net.whois_port)


NS = Dns("x.example.", "NS")


# --- the ordinary case -----------------------------------------------------------------------------------------------


def test_rdap_is_answered_with_its_bytes(net: Internet, tmp_path: Path) -> None:
    net.rdap[PATH] = Reply(b'{"a": 1}', headers={"Content-Type": "application/RDAP+json; charset=utf-8"})
    (answer,) = ask(net.settings(tmp_path, user_agent="domaudit/9"), rdap(net))
    assert (answer.outcome, answer.error, answer.truncated) == (Outcome.ANSWERED, None, False)
    assert (answer.status, answer.body, answer.media_type) == (200, b'{"a": 1}', "application/rdap+json")
    assert (answer.asked_at, answer.question) == (NOON, rdap(net))
    assert 0 <= answer.duration_ms < 2000
    sent = net.headers[0]
    assert sent["accept"] == "application/rdap+json, application/json;q=0.9"
    assert sent["user-agent"] == "domaudit/9"


@pytest.mark.parametrize("status", [204, 304, 400, 404, 429, 500, 503])
def test_any_http_status_is_an_answer_and_asked_once(net: Internet, tmp_path: Path, status: int) -> None:
    net.rdap[PATH] = Reply(b"" if status in (204, 304) else b"slow down", status, {"Retry-After": "120"})
    (answer,) = ask(net.settings(tmp_path), rdap(net))
    assert (answer.outcome, answer.status, answer.retry_after) == (Outcome.ANSWERED, status, "120")
    assert len(net.asked) == 1


def test_compressed_rdap_is_given_decompressed(net: Internet, tmp_path: Path) -> None:
    net.rdap[PATH] = Reply(gzip.compress(b'{"ldhName":"x.example"}'), headers={"Content-Encoding": "gzip"})
    (answer,) = ask(net.settings(tmp_path), rdap(net))
    assert answer.body == b'{"ldhName":"x.example"}'


def test_rdap_keeps_its_connection(net: Internet, tmp_path: Path) -> None:
    async def main() -> None:
        async with open_door(net.settings(tmp_path)) as asking:
            for number in range(5):
                await asking(rdap(net, f"/example/domain/{number}.example"))

    asyncio.run(main())
    assert (len(net.asked), net.connections) == (5, 1)


def test_cookies_are_not_kept(net: Internet, tmp_path: Path) -> None:
    net.rdap[PATH] = Reply({}, headers={"Set-Cookie": "seen=1; Domain=127.0.0.1"})

    async def main() -> None:
        async with open_door(net.settings(tmp_path)) as asking:
            await asking(rdap(net))
            await asking(rdap(net))

    asyncio.run(main())
    assert all("cookie" not in headers for headers in net.headers)


def test_whois_is_answered_with_its_bytes(net: Internet, tmp_path: Path) -> None:
    net.whois["x.example"] = b"Titulaire : Caf\xe9 Fictif\r\n"  # Latin-1: bytes are not touched
    (answer,) = ask(net.settings(tmp_path), whois(net))
    assert (answer.outcome, answer.error, answer.truncated) == (Outcome.ANSWERED, None, False)
    assert answer.body == b"Titulaire : Caf\xe9 Fictif\r\n"
    assert net.asked == [("whois", "x.example")]


def test_dns_is_answered_with_records_and_resolver(net: Internet, tmp_path: Path) -> None:
    (answer,) = ask(net.settings(tmp_path), NS)
    assert (answer.outcome, answer.rcode, answer.error) == (Outcome.ANSWERED, "NOERROR", None)
    assert sorted(answer.records) == ["x.example. 300 IN NS ns1.x.example.", "x.example. 300 IN NS ns2.x.example."]
    assert answer.via == f"127.0.0.1:{net.dns_port}"


def test_dns_keeps_the_whole_chain_of_aliases(net: Internet, tmp_path: Path) -> None:
    net.dns |= {("www.x.example.", "CNAME"): ["host.test."], ("host.test.", "A"): ["192.0.2.7"]}
    (answer,) = ask(net.settings(tmp_path), Dns("www.x.example.", "A"))
    assert answer.records == ("www.x.example. 300 IN CNAME host.test.", "host.test. 300 IN A 192.0.2.7")


def test_dns_text_stays_on_one_line_whatever_it_holds(net: Internet, tmp_path: Path) -> None:
    net.dns["x.example.", "TXT"] = [r'"a\010b\027[31m" "\226\128\174 v=spf1"']
    (answer,) = ask(net.settings(tmp_path), Dns("x.example.", "TXT"))
    assert len(answer.records) == 1
    assert answer.records[0].isprintable()
    assert answer.records[0].isascii()


def test_dns_no_data_and_no_name_are_answers(net: Internet, tmp_path: Path) -> None:
    nothing, nobody = ask(net.settings(tmp_path), Dns("x.example.", "MX"), Dns("y.example.", "NS"))
    assert (nothing.outcome, nothing.rcode, nothing.records) == (Outcome.ANSWERED, "NOERROR", ())
    assert (nobody.outcome, nobody.rcode, nobody.records) == (Outcome.ANSWERED, "NXDOMAIN", ())


# --- faults ----------------------------------------------------------------------------------------------------------

SECONDS = "timed out after 0.3 s"


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
    import tracemalloc

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
    assert (answer.outcome, answer.error) == (Outcome.UNREACHABLE, SECONDS)


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


# --- TLS -------------------------------------------------------------------------------------------------------------


def test_a_certificate_for_another_name_is_refused(net: Internet, tmp_path: Path) -> None:
    (answer,) = ask(net.settings(tmp_path), Rdap(f"https://127.0.0.1:{net.wrong_name_port}{PATH}"))
    assert answer.outcome is Outcome.UNREACHABLE
    assert answer.error is not None
    assert answer.error.startswith("certificate not valid: ")
    assert net.asked == []


def test_an_unknown_authority_is_refused(net: Internet, tmp_path: Path) -> None:
    (answer,) = ask(net.settings(tmp_path, ca_file=None), rdap(net))
    assert answer.error is not None
    assert answer.error.startswith("certificate not valid: ")
    assert net.asked == []


def test_a_server_without_tls_is_unreachable(net: Internet, tmp_path: Path) -> None:
    (answer,) = ask(net.settings(tmp_path, limits=BRIEF), Rdap(f"https://127.0.0.1:{net.whois_port}/"))
    assert answer.outcome is Outcome.UNREACHABLE


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_a_ca_file_that_cannot_be_used_is_a_usage_error(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError, match=r"ca\.pem: "):
        ask(NetworkSettings(ca_file=str(path)))


def test_the_ca_file_is_added_to_the_system_s_trust(net: Internet, tmp_path: Path) -> None:
    from domaudit.network.https import tls_context

    assert tls_context(str(net.write_ca(tmp_path / "ca.pem"))).cert_store_stats()["x509_ca"] == (
        tls_context(None).cert_store_stats()["x509_ca"] + 1
    )


# --- what is not asked -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/x", "ftp://a.example/", "file:///etc/passwd", "x.example", "", "https://", "https://[::1", "https://u:p@127.0.0.1/"],
)
def test_only_https_is_asked(url: str, tmp_path: Path) -> None:
    (answer,) = ask(NetworkSettings(allow_private=True), Rdap(url))
    assert answer.outcome is Outcome.UNREACHABLE
    assert answer.error is not None
    assert any(words in answer.error for words in ("not https", "not a valid URL", "carries a user name"))


@pytest.mark.parametrize("query", ["", "x.example\r\ny.example", "x\x00y", "x\ny", "x\u2028y", "\x1b[2J"])
def test_a_whois_query_is_one_line(net: Internet, tmp_path: Path, query: str) -> None:
    (answer,) = ask(net.settings(tmp_path), whois(net, query))
    assert answer.outcome is Outcome.UNREACHABLE
    assert net.connections == 0


@pytest.mark.parametrize(("name", "kind"), [("x" * 64 + ".example.", "NS"), ("x..example.", "NS"), ("x.example.", "NONSENSE"), ("", "")])
def test_what_is_no_dns_question_is_not_asked(net: Internet, tmp_path: Path, name: str, kind: str) -> None:
    (answer,) = ask(net.settings(tmp_path), Dns(name, kind))
    assert answer.outcome is Outcome.UNREACHABLE
    assert net.asked == []


@pytest.mark.parametrize("host", ["nowhere.invalid", "x" * 64 + ".example", "a..example", "."])
def test_a_host_that_does_not_exist(host: str) -> None:
    for answer in ask(NetworkSettings(), Whois(host, "x.example"), Rdap(f"https://{host}/")):
        assert answer.outcome is Outcome.UNREACHABLE
        assert answer.error is not None
        assert "no such host" in answer.error or "not a valid URL" in answer.error or "not https" in answer.error


# --- redirects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_the_question_stays(net: Internet, tmp_path: Path, status: int) -> None:
    net.faults["/a"] = Redirect(PATH, status)
    (answer,) = ask(net.settings(tmp_path), rdap(net, "/a"))
    assert (answer.status, answer.body, answer.question) == (200, b'{"ldhName": "x.example"}', rdap(net, "/a"))


def test_three_redirects_are_followed_and_a_fourth_is_not(net: Internet, tmp_path: Path) -> None:
    net.faults |= {"/1": Redirect("/2"), "/2": Redirect("/3"), "/3": Redirect("/4"), "/4": Redirect(PATH)}
    three, four = ask(net.settings(tmp_path), rdap(net, "/2"), rdap(net, "/1"))
    assert (three.outcome, three.status) == (Outcome.ANSWERED, 200)
    assert (four.outcome, four.error, four.status) == (Outcome.UNREACHABLE, "redirected more than 3 times", None)


def test_a_redirect_loop_ends(net: Internet, tmp_path: Path) -> None:
    net.faults["/a"] = Redirect("/a")
    (answer,) = ask(net.settings(tmp_path), rdap(net, "/a"))
    assert answer.error == "redirected more than 3 times"
    assert len(net.asked) == 4


@pytest.mark.parametrize("target", ["http://127.0.0.1/x", "//u:p@127.0.0.1/", "javascript:alert(1)", "https://[", "gopher://x.example/"])
def test_a_redirect_out_of_https_is_not_followed(net: Internet, tmp_path: Path, target: str) -> None:
    net.faults["/a"] = Redirect(target)
    (answer,) = ask(net.settings(tmp_path), rdap(net, "/a"))
    assert answer.outcome is Outcome.UNREACHABLE
    assert answer.error is not None
    assert answer.error.startswith("redirected to ")


def test_a_redirect_to_a_private_address_is_not_followed(net: Internet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first server passes as a public one; the address that it redirects to is judged like any other."""
    from domaudit.network import guard

    judge = guard.special
    monkeypatch.setattr(guard, "special", lambda address: None if address == "127.0.0.1" else judge(address))
    net.faults |= {
        "/a": Redirect("https://127.0.0.2:8443/x"),
        "/b": Redirect("https://[::1]/x"),
        "/c": Redirect("https://169.254.169.254/x"),
    }
    settings = net.settings(tmp_path, allow_private=False)
    errors = [answer.error for answer in ask(settings, rdap(net, "/a"), rdap(net, "/b"), rdap(net, "/c"))]
    assert errors == [
        "address 127.0.0.2 is loopback: not asked",
        "address ::1 is loopback: not asked",
        "address 169.254.169.254 is link-local: not asked",
    ]


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
