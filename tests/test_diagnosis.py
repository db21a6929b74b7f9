"""One line where one fault explains every failure, and silence everywhere else: as rules, and on a network that is really broken."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from domaudit.cli import main
from domaudit.diagnosis import Cause, Signs, cause
from domaudit.errors import said
from domaudit.model import Authority, Outcome, Source, Text, Whois
from domaudit.network import open_door
from domaudit.texts import say
from tests.loopback import Fault, Internet, Reply
from tests.test_network_proxy import Tunnel

NOW = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)
THIN = {"objectClassName": "domain", "ldhName": "x.example"}


# --- as rules ---


def source(kind: str, error: str | None = None, server: str = "one", outcome: Outcome | None = None, at: datetime = NOW) -> Source:
    outcome = outcome or (Outcome.UNREACHABLE if error else Outcome.ANSWERED)
    return Source(kind, server, Authority.REGISTRY, outcome, "x.fr", at, error=error)  # type: ignore[arg-type]


def problem(*sources: Source, **options: Any) -> str | None:
    signs = Signs(**options)
    signs.add(sources)
    return signs.problem()


OK_DNS, OK_WHOIS, OK_RDAP = source("dns"), source("whois"), source("rdap")
LATE = "timed out after 10 s"
UNTRUSTED = "certificate not valid: unable to get local issuer certificate"


@pytest.mark.parametrize(
    ("found", "sources"),
    [
        ("names", [source("rdap", "no such host"), source("whois", "no such host"), source("dns", "timed out after 5 s")]),
        ("names", [source("rdap", "no such host"), source("dns", "the resolver answered SERVFAIL", outcome=Outcome.REFUSED)]),
        (
            "no-network",
            [source("rdap", "no such host"), source("dns", "resolver 192.0.2.53:53: no way to the server (network unreachable)")],
        ),
        ("no-network", [source("rdap", "no way to the server (network unreachable)"), source("dns", "timed out after 5 s")]),
        ("no-network", [source("rdap", "no such host"), source("dns", "this system names no DNS resolver; name one (resolver)")]),
        ("names", [source("rdap", "no such host"), source("whois", "no such host", "two")]),  # the DNS was asked by an earlier run
        ("names-system", [source("rdap", "no such host"), source("whois", "no such host"), OK_DNS]),
        ("proxy-login", [source("rdap", "the proxy did not let it pass (status 407)"), OK_DNS]),
        ("proxy-refuses", [source("rdap", "the proxy did not let it pass (status 403)"), OK_WHOIS]),
        ("proxy-gone", [source("rdap", "the proxy could not be reached: refused the connection"), source("whois", LATE)]),
        ("tls-intercepted", [source("rdap", UNTRUSTED), source("rdap", UNTRUSTED, "two"), OK_WHOIS]),
        ("tls-intercepted", [source("rdap", "certificate not valid: self-signed certificate in certificate chain"), OK_DNS]),
        ("clock", [source("rdap", "certificate not valid: certificate is not yet valid"), OK_WHOIS, OK_DNS]),
        ("portal", [source("rdap", "not JSON", outcome=Outcome.UNREADABLE), source("whois", "refused the connection"), OK_DNS]),
        ("rdap-blocked", [source("rdap", LATE), source("rdap", "refused the connection", "two"), OK_WHOIS, OK_DNS]),
        ("whois-blocked", [OK_RDAP, source("whois", LATE), source("whois", LATE, "two"), OK_DNS]),
    ],
)
def test_one_fault_that_explains_them_all(found: str, sources: list[Source]) -> None:
    assert problem(*sources) == found


@pytest.mark.parametrize(
    "sources",
    [
        [],
        [OK_RDAP, OK_WHOIS, OK_DNS],
        [source("rdap", "no such host")],  # this server may have gone
        [source("rdap", LATE), source("whois", LATE, "two")],
        [source("rdap", LATE), *[source("rdap", server=f"server-{number}") for number in range(9)], OK_DNS],  # one busy server among ten
        [source("whois", LATE), OK_RDAP, OK_DNS],  # one WHOIS server may be down
        [source("whois", LATE), source("whois", LATE, "two"), source("whois", server="three"), OK_RDAP],
        [source("rdap", LATE), OK_WHOIS, OK_DNS],  # one RDAP server may be too
        [source("rdap", LATE), source("rdap", LATE), OK_WHOIS],  # asked twice it is still one
        [source("rdap", UNTRUSTED), OK_WHOIS],  # a server that sends half of its chain
        [source("rdap", UNTRUSTED), source("rdap", UNTRUSTED, "two"), source("rdap", server="three")],
        [source("rdap", "certificate not valid: certificate has expired"), source("rdap", UNTRUSTED, "two")],
        [source("rdap", "the proxy did not let it pass (status 407)"), OK_RDAP],
        [source("rdap", "the proxy did not let it pass (status 407)"), source("rdap", LATE, "two")],  # mixed
        [source("rdap", "no such host"), source("whois", LATE), OK_DNS],
        [source("rdap", "no such host"), OK_WHOIS, OK_DNS],  # one registry's server has gone
        [source("rdap", "not JSON", outcome=Outcome.UNREADABLE), OK_WHOIS],
        [source("rdap", "throttled: too many requests (status 429)", outcome=Outcome.REFUSED)],
        [source("rdap", "no registry server is known for .xx", outcome=Outcome.NO_SOURCE), source("dns", "timed out after 5 s")],
        [source("rdap", "the evidence has no answer", outcome=Outcome.NOT_ASKED)],
        [source("rdap", "not tried: the server could not be reached 3 times in a row"), OK_DNS],
    ],
)
def test_where_causes_are_mixed_or_a_server_may_be_the_cause_nothing_is_said(sources: list[Source]) -> None:
    assert problem(*sources) is None


def test_what_an_earlier_run_asked_does_not_count() -> None:
    failing = [source("rdap", "no such host"), source("dns", "timed out after 5 s")]
    kept = source("whois", at=NOW - timedelta(hours=1))
    assert problem(*failing, kept) is None
    assert problem(*failing, kept, since=NOW) == "names"


def test_one_server_is_enough_where_it_is_known_to_be_up() -> None:
    assert problem(OK_RDAP, OK_DNS, source("whois", LATE), one_is_enough=True) == "whois-blocked"


def test_every_word_of_the_network_has_a_cause() -> None:
    assert cause("rdap", Outcome.UNREACHABLE, "something new") is Cause.OTHER
    assert cause("dns", Outcome.UNREACHABLE, "resolver [::1]:53: refused the connection") is Cause.CLOSED
    assert cause("whois", Outcome.NOT_REGISTERED, None) is Cause.SPOKE


def test_a_notice_may_be_a_text() -> None:
    from domaudit.cli import speaking

    speaking.begin(["--lang", "en"])  # other tests have spoken French
    assert speaking.say(Text("doctor.well")) == "All is well."
    assert speaking.say(said("output")) == "output"


# --- on a network that is really broken ---

DOMAINS = ("x.one-fictif", "y.two-fictif")


@pytest.fixture
def net() -> Iterator[Internet]:
    """Two endings with a thin RDAP server and a WHOIS server each."""
    rdap: dict[str, Any] = {f"/{name.partition('.')[2]}/domain/{name}": THIN | {"ldhName": name} for name in DOMAINS}
    said = {name: f"Domain: {name}\r\nRegistrant: Boulangerie Fictive\r\n".encode() for name in DOMAINS}
    with Internet(rdap=rdap, whois=said, dns={(f"{name}.", "NS"): ["ns1.x.example."] for name in DOMAINS}) as internet:
        yield internet


def inspected(
    net: Internet,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    rdap: list[str] | None = None,
    whois: list[str] | None = None,
    **top: Any,
) -> tuple[int, list[str]]:
    """The exit code of looking both domains up, and what stderr says, progress aside; by the servers that are given."""
    rdap = rdap or [f"https://127.0.0.1:{net.rdap_port}", f"https://localhost:{net.rdap_port}"]
    whois = whois or [f"127.0.0.1:{net.whois_port}", f"localhost:{net.whois_port}"]
    zones = [name.partition(".")[2] for name in DOMAINS]
    tlds = {zone: {"rdap": f"{base}/{zone}/", "whois": server} for zone, base, server in zip(zones, rdap, whois, strict=True)}
    top = {"defaults": {"rate": "1000/s", "burst": 1000, "timeout": "1s"}, "dns": {"timeout": "1s"}} | top
    place = net.write_registries(tmp_path / "registries.yaml", tlds, **top)
    code = main(["inspect", *DOMAINS, "--registries", str(place), "--evidence", str(tmp_path / "e.jsonl"), "--fresh"])
    told = [line for line in capsys.readouterr().err.splitlines() if "/2 " not in line and not line.startswith("asking")]
    return code, told


def expected(problem: str, works: str) -> list[str]:
    form = "line.nothing" if problem in ("names", "no-network", "names-system") else "line"
    return [say(Text(f"diagnosis.{form}", {"problem": f"diagnosis.{problem}", "works": f"diagnosis.works.{works}"}), "en")]


def test_where_all_works_nothing_is_said(net: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert inspected(net, tmp_path, capsys) == (0, [])


def test_no_names(net: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = {"rdap": ["https://rdap.one.invalid", "https://rdap.two.invalid"], "whois": ["whois.one.invalid", "whois.two.invalid"]}
    assert inspected(net, tmp_path, capsys, **gone) == (3, expected("names-system", "dns"))
    assert inspected(net, tmp_path, capsys, resolver=[f"127.0.0.1:{net.dead_port}"], **gone) == (3, expected("names", "nothing"))


@pytest.mark.parametrize(
    ("command", "code"),
    [(["check", "inventory.yaml"], 3), (["letter", DOMAINS[0], "--inventory", "inventory.yaml"], 0), (["handover", "inventory.yaml"], 0)],
)
@pytest.mark.parametrize("quiet", [False, True])
def test_every_command_that_looks_domains_up_says_it_once(
    command: list[str],
    code: int,
    quiet: bool,
    net: Internet,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    gone = {"rdap": "https://rdap.one.invalid/", "whois": "whois.one.invalid"}
    net.write_registries(tmp_path / "r.yaml", {"one-fictif": gone}, resolver=[f"127.0.0.1:{net.dead_port}"])
    Path("inventory.yaml").write_text(f"client: Boulangerie Dupont\nprovider: Studio Pixel\nsites: [{DOMAINS[0]}]\n", encoding="utf-8")
    assert main([*command, "--registries", "r.yaml", "--evidence", "e.jsonl", *(["-q"] if quiet else [])]) == code
    assert capsys.readouterr().err.count(expected("names", "nothing")[0]) == (0 if quiet else 1)


def test_a_proxy_that_wants_a_password(
    net: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Tunnel() as proxy:
        proxy.refuse = 407
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        assert inspected(net, tmp_path, capsys) == (0, expected("proxy-login", "whois+dns"))
        proxy.refuse = 403
        assert inspected(net, tmp_path, capsys) == (0, expected("proxy-refuses", "whois+dns"))


def test_a_proxy_that_is_gone(net: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{net.dead_port}")
    assert inspected(net, tmp_path, capsys) == (0, expected("proxy-gone", "whois+dns"))


def test_certificates_of_somebody_in_between(net: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.pem"
    trustme.CA().cert_pem.write_to_path(str(other))
    assert inspected(net, tmp_path, capsys, ca_file=str(other)) == (0, expected("tls-intercepted", "whois+dns"))
    one_alone = [f"https://127.0.0.1:{net.self_signed_port}", f"https://127.0.0.1:{net.rdap_port}"]
    assert inspected(net, tmp_path, capsys, rdap=one_alone) == (0, [])


def test_a_clock_that_is_behind(net: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    early = [f"https://127.0.0.1:{net.not_yet_port}"] * 2
    assert inspected(net, tmp_path, capsys, rdap=early) == (0, expected("clock", "whois+dns"))


def test_a_page_to_sign_in_on(net: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in net.rdap:
        net.rdap[path] = Reply(b"<!DOCTYPE html><html><title>Welcome</title></html>", headers={"Content-Type": "text/html"})
    assert inspected(net, tmp_path, capsys) == (0, [])  # WHOIS says that it is no portal
    closed = [f"127.0.0.1:{net.dead_port}", f"localhost:{net.dead_port}"]
    assert inspected(net, tmp_path, capsys, whois=closed) == (3, expected("portal", "dns"))


def test_rdap_that_is_closed(net: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    closed = [f"https://127.0.0.1:{net.dead_port}", f"https://localhost:{net.dead_port}"]
    assert inspected(net, tmp_path, capsys, rdap=closed) == (0, expected("rdap-blocked", "whois+dns"))
    one_alone = [closed[0], f"https://localhost:{net.rdap_port}"]
    assert inspected(net, tmp_path, capsys, rdap=one_alone) == (0, [])


def test_whois_that_falls_into_a_hole_and_who_is_left_without(net: Internet, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    net.faults |= dict.fromkeys(DOMAINS, Fault.SILENCE)
    assert inspected(net, tmp_path, capsys) == (0, expected("whois-blocked", "rdap+dns"))
    net.faults[next(iter(net.rdap))] = Fault.SILENCE
    values = {"problem": "diagnosis.whois-blocked", "works": "diagnosis.works.rdap+dns", "domains": DOMAINS[0]}
    assert inspected(net, tmp_path, capsys) == (3, [say(Text("diagnosis.line.left", values), "en")])


def test_an_address_of_ipv6_that_leads_nowhere_costs_no_answer(net: Internet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def both(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        found = real("127.0.0.1" if host == "localhost" else host, port, *args, **kwargs)
        return [(socket.AF_INET6, *found[0][1:4], ("::1", net.whois_port, 0, 0)), *found] if host == "localhost" else found

    monkeypatch.setattr(socket, "getaddrinfo", both)
    question = Whois("localhost", DOMAINS[0], net.whois_port)

    async def ask(only: Any) -> Any:
        async with open_door(net.settings(tmp_path), only=only) as door:
            return await door(question)

    assert [asyncio.run(ask(only)).error for only in (None, 4, 6)] == [None, None, "refused the connection"]
