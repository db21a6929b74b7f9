"""The door to the network, over real sockets on the loopback interface: what is asked, what is not, and who is trusted."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import pytest

from domaudit.errors import UsageError
from domaudit.model import Dns, NetworkSettings, Outcome, Rdap, Whois
from domaudit.network import open_door
from tests.asking import BRIEF, NOON, NS, PATH, ask, rdap, whois
from tests.loopback import Internet, Redirect, Reply

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


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "nonsense", "\x7f"])
def test_a_body_that_is_not_compressed_as_it_says_spoils_nothing(net: Internet, tmp_path: Path, encoding: str) -> None:
    net.rdap[PATH] = Reply({"ldhName": "x.example"}, headers={"Content-Encoding": encoding})
    (answer,) = ask(net.settings(tmp_path), rdap(net))
    assert answer.body in (b"", b'{"ldhName": "x.example"}')
    assert (answer.outcome is Outcome.ANSWERED) == bool(answer.body)
    assert answer.error is None or not answer.error.startswith("failed (")


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
    [
        "http://127.0.0.1/x",
        "ftp://a.example/",
        "file:///etc/passwd",
        "x.example",
        "",
        "https://",
        "https://[::1",
        "https://u:p@127.0.0.1/",
        "https://x.example/" + "x" * 2000,
    ],
)
def test_only_https_is_asked(url: str, tmp_path: Path) -> None:
    (answer,) = ask(NetworkSettings(allow_private=True), Rdap(url))
    assert answer.outcome is Outcome.UNREACHABLE
    assert answer.error is not None
    assert any(words in answer.error for words in ("not https", "not a valid URL", "carries a user name", "too long"))


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
