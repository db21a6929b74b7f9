"""What the benches measure with: their servers answer, count, turn away and ban; their recorded answers say what they should."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domaudit.lookups.walk import read
from domaudit.model import Dns, NetworkSettings, Outcome, Rdap, Role, Whois
from tests.asking import ask
from tests.bench import politeness, shapes
from tests.bench.answers import PROVIDER, client
from tests.bench.runs import audit, write_bootstrap, write_inventory, write_registries
from tests.bench.servers import SLACK, TOLERANCE, Internet, Server
from tests.loopback import FAST

ONE_BY_ONE = replace(FAST, concurrency=1)
SITE = "site-0004.tld01"
BURST = 2
SERVERS = (
    Server("rdap", "rdap"),
    Server("thin", "rdap", thin=True),
    Server("whois", "whois", latency=20),
    Server("strict", "rdap", rate=1, burst=BURST),
    Server("curt", "whois", rate=1, burst=BURST),
    Server("resolver", "dns"),
)


@pytest.fixture
def net() -> Iterator[Internet]:
    with Internet(SERVERS) as internet:
        yield internet


def settings(net: Internet, folder: Path) -> NetworkSettings:
    (folder / "ca.pem").write_text(net.ca_pem, encoding="utf-8")
    return NetworkSettings((f"127.0.0.1:{net.ports['resolver']}",), str(folder / "ca.pem"), True, ONE_BY_ONE, FAST)


def rdap(net: Internet, server: str, domain: str = SITE) -> Rdap:
    return Rdap(f"{net.url(server)}tld01/domain/{domain}")


def whois(net: Internet, server: str, domain: str = SITE) -> Whois:
    return Whois("127.0.0.1", domain, net.ports[server])


def registrants(answer: Any, domain: str = SITE) -> list[str | None]:
    record = read(answer, domain).record
    return [contact.organization or contact.name for contact in record.contacts.get(Role.REGISTRANT, ())] if record else []


def test_the_servers_answer_about_their_sites_and_count(net: Internet, tmp_path: Path) -> None:
    held, by_us, thin, text, names, www = ask(
        settings(net, tmp_path),
        rdap(net, "rdap"),
        rdap(net, "rdap", "site-0007.tld01"),
        rdap(net, "thin"),
        whois(net, "whois"),
        Dns(f"{SITE}.", "NS"),
        Dns(f"www.{SITE}.", "A"),
    )
    assert registrants(held) == registrants(text) == [client(4)]
    assert registrants(by_us, "site-0007.tld01") == [PROVIDER]
    assert registrants(thin) == []
    assert names.rcode == "NOERROR"
    assert len(names.records) == 2
    assert www.records == (f"www.{SITE}. 3600 IN A 192.0.2.10",)
    assert text.duration_ms >= 20
    assert {name: figures["questions"] for name, figures in net.report().items()} == {
        "rdap": 2,
        "thin": 1,
        "whois": 1,
        "strict": 0,
        "curt": 0,
        "resolver": 2,
    }
    assert not any(figures["questions"] for figures in net.report().values())  # counted anew since


def test_what_is_no_site_does_not_exist(net: Internet, tmp_path: Path) -> None:
    web, text, name = ask(
        settings(net, tmp_path), rdap(net, "rdap", "other.tld01"), whois(net, "whois", "other.tld01"), Dns("other.tld01.", "NS")
    )
    assert read(web, "other.tld01").outcome is read(text, "other.tld01").outcome is Outcome.NOT_REGISTERED
    assert name.rcode == "NXDOMAIN"


def test_a_client_over_the_limit_is_turned_away_then_banned(net: Internet, tmp_path: Path) -> None:
    allowed = BURST + SLACK
    answers = ask(settings(net, tmp_path), *(rdap(net, "strict", f"site-{n}.tld01") for n in range(allowed + TOLERANCE + 2)))
    assert [answer.status for answer in answers] == [200] * allowed + [429] * TOLERANCE + [None] * 2
    assert answers[allowed].retry_after == "1"
    figures = net.report()["strict"]
    assert (figures["questions"], figures["bans"]) == (allowed + TOLERANCE + 1, 1)
    assert figures["refused"] > 0


def test_a_whois_server_turns_away_in_words(net: Internet, tmp_path: Path) -> None:
    allowed = BURST + SLACK
    domains = [f"site-{n}.tld01" for n in range(allowed + TOLERANCE)]
    answers = ask(settings(net, tmp_path), *(whois(net, "curt", domain) for domain in domains))
    outcomes = [read(answer, domain).outcome for answer, domain in zip(answers, domains, strict=True)]
    assert outcomes == [Outcome.ANSWERED] * allowed + [Outcome.REFUSED] * TOLERANCE


def test_the_installed_command_audits_their_sites(net: Internet, tmp_path: Path) -> None:
    sites = [f"site-{n}.tld01" for n in range(10)]
    write_inventory(tmp_path, PROVIDER, sites, map(client, range(10)))
    write_registries(tmp_path, net.ca_pem, net.ports["resolver"], {"tld01": {"rdap": f"{net.url('rdap')}tld01/"}})
    write_bootstrap(tmp_path)
    took = audit(tmp_path, "--registries", f"{tmp_path}/registries.yaml")
    assert took.verdicts == {"held-by-client": 7, "held-by-provider": 2, "hidden": 1}
    assert (took.code, took.stderr, took.open) == (1, "", 0)
    assert sum(figures["questions"] for figures in net.report().values()) == 100


def test_the_recorded_shapes_are_of_every_kind(tmp_path: Path) -> None:
    shapes.write(tmp_path, 10)
    assert audit(tmp_path, "--offline").verdicts == {
        "held-by-client": 3,
        "held-by-provider": 2,
        "held-by-third-party": 2,
        "hidden": 1,
        "not-registered": 1,
        "undetermined": 1,
    }


def test_the_bound_is_the_time_of_the_slowest_server() -> None:
    server = Server("x", "rdap", rate=2, burst=5)
    assert [politeness.bound(server, questions) for questions in (3, 5, 25)] == [0, 0, 10]


@pytest.mark.parametrize("order", ["shuffled", "sorted"])
def test_politeness_asks_about_a_thousand_sites_in_either_order(order: str) -> None:
    found = politeness.domains(order)
    assert len(set(found)) == 1000
    assert {domain.rpartition(".")[2] for domain in found} == {
        zone for load in politeness.LOADS if load.sites for zone in politeness.zones(load)
    }
