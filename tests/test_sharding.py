"""Which shard a domain falls into, for ever; how a shard is named; and its part of every server's patience."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit.errors import UsageError
from domaudit.model import Answer, Ask, Limits, NetworkSettings, Outcome, Question
from domaudit.sharding import MOST, Shard, parse
from tests.command import EXAMPLE, run

DOMAINS = [f"site{number}-exemple-fictif.fr" for number in range(4000)]


# --- which shard ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("domain", "of_8", "of_1000"),
    [("dupont.example", 7, 375), ("boulangerie-dupont.example", 7, 559), ("xn--caf-dma.example", 1, 209), ("dupont.co.uk", 8, 392)],
)
def test_a_domain_falls_into_the_same_shard_for_ever(domain: str, of_8: int, of_1000: int) -> None:
    assert [index for index in range(1, 9) if Shard(index, 8).holds(domain)] == [of_8]
    assert [index for index in range(1, 1001) if Shard(index, 1000).holds(domain)] == [of_1000]
    assert Shard(of_8, 8).holds(domain.upper())


@given(st.integers(1, MOST), st.text(st.characters(codec="ascii"), max_size=60))
def test_every_domain_falls_into_one_shard(total: int, domain: str) -> None:
    assert sum(Shard(index, total).holds(domain) for index in range(1, total + 1)) == 1


def test_shards_are_of_about_the_same_size() -> None:
    sizes = Counter(index for index in range(1, 9) for domain in DOMAINS if Shard(index, 8).holds(domain))
    assert sizes.total() == len(DOMAINS)
    assert max(sizes.values()) < 1.2 * min(sizes.values())


# --- what is typed, and what schedulers set ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "variables", "shard"),
    [
        ("3/8", {}, Shard(3, 8)),
        (" 1 / 1 ", {}, Shard(1, 1)),
        ("1000/1000", {}, Shard(1000, 1000)),
        ("3/8", {"DOMAUDIT_SHARD": "1/2", "CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "4"}, Shard(3, 8)),  # what is typed counts
        ("auto", {"DOMAUDIT_SHARD": "2/5"}, Shard(2, 5)),
        ("auto", {"JOB_COMPLETION_INDEX": "0", "DOMAUDIT_SHARDS": "8"}, Shard(1, 8)),
        ("auto", {"JOB_COMPLETION_INDEX": "7", "DOMAUDIT_SHARDS": "8"}, Shard(8, 8)),
        ("auto", {"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "8"}, Shard(1, 8)),
        ("AUTO", {"CI_NODE_INDEX": "8", "CI_NODE_TOTAL": "8"}, Shard(8, 8)),
        ("auto", {"DOMAUDIT_SHARD": "2/5", "CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "4", "JOB_COMPLETION_INDEX": "1"}, Shard(2, 5)),
        ("auto", {"DOMAUDIT_SHARD": "", "JOB_COMPLETION_INDEX": "", "CI_NODE_INDEX": "2", "CI_NODE_TOTAL": "4"}, Shard(2, 4)),
    ],
)
def test_a_shard_is_named(text: str, variables: dict[str, str], shard: Shard) -> None:
    assert parse(text, variables) == shard


@pytest.mark.parametrize("text", ["", "3", "0/8", "9/8", "1/0", "-1/8", "1/1001", "1/8/2", "a/b", "1/٨", "1/99999999999999999999", "1.0/8"])
def test_what_is_no_shard(text: str) -> None:
    with pytest.raises(UsageError, match="is no shard; write I/N"):
        parse(text, {})


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({}, ("DOMAUDIT_SHARD=I/N", "JOB_COMPLETION_INDEX", "DOMAUDIT_SHARDS", "CI_NODE_INDEX", "CI_NODE_TOTAL")),
        ({"CI_NODE_TOTAL": "1"}, ("no variable", "CI_NODE_INDEX")),  # GitLab sets it for a job that is not parallel too
        ({"DOMAUDIT_SHARDS": "8"}, ("no variable", "JOB_COMPLETION_INDEX")),
        ({"JOB_COMPLETION_INDEX": "3"}, ("JOB_COMPLETION_INDEX is set, and DOMAUDIT_SHARDS is not",)),
        ({"CI_NODE_INDEX": "3"}, ("CI_NODE_INDEX is set, and CI_NODE_TOTAL is not",)),
        ({"JOB_COMPLETION_INDEX": "8", "DOMAUDIT_SHARDS": "8"}, ("'8'", "counts from 0")),
        ({"CI_NODE_INDEX": "0", "CI_NODE_TOTAL": "8"}, ("'0'", "counts from 1")),
        ({"CI_NODE_INDEX": "9", "CI_NODE_TOTAL": "8"}, ("'9'", "counts from 1")),
        ({"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "1001"}, ("'1001'", "at most 1000")),
        ({"CI_NODE_INDEX": "one", "CI_NODE_TOTAL": "8"}, ("'one'",)),
        ({"DOMAUDIT_SHARD": "/"}, ("DOMAUDIT_SHARD: '/' is no shard",)),  # an expression of the workflow that came out empty
        ({"JOB_COMPLETION_INDEX": "0", "DOMAUDIT_SHARDS": "8", "CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "8"}, ("both set", "DOMAUDIT_SHARD")),
    ],
)
def test_what_the_variables_do_not_tell(variables: dict[str, str], told: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as caught:
        parse("auto", variables)
    assert [part for part in told if part not in str(caught.value)] == []


# --- a shard's part of the limits -------------------------------------------------------------------------------------

WHOLE = NetworkSettings(
    resolver=("192.0.2.53:53",),
    ca_file="ca.pem",
    defaults=Limits(rate=2.0, burst=16, concurrency=8, timeout=7.0),
    servers={"whois.nic.example": Limits(rate=1 / 60, burst=1, concurrency=1)},
)


def test_a_shard_takes_its_part_of_every_servers_limits() -> None:
    part = Shard(3, 8).share(WHOLE)
    assert part.defaults == Limits(rate=0.25, burst=2, concurrency=1, timeout=7.0)
    assert part.servers == {"whois.nic.example": Limits(rate=1 / 480, burst=1, concurrency=1)}
    assert part.dns == Limits(rate=math.inf, burst=8, concurrency=8, timeout=5.0)
    assert (part.resolver, part.ca_file) == (WHOLE.resolver, WHOLE.ca_file)
    assert Shard(1, 1).share(WHOLE) == WHOLE


@given(st.integers(1, MOST), st.floats(1e-6, 1e6), st.integers(1, 9999), st.integers(1, 9999))
def test_all_shards_together_stay_within_the_limits(total: int, rate: float, burst: int, concurrency: int) -> None:
    part = Shard(1, total).share(NetworkSettings(defaults=Limits(rate, burst, concurrency))).defaults
    assert part.rate * total == pytest.approx(rate)
    assert part.burst * total <= max(burst, total)  # one is the least there is
    assert part.concurrency * total <= max(concurrency, total)


# --- the command ------------------------------------------------------------------------------------------------------


def shard_of(domain: str, total: int) -> int:
    return next(index for index in range(1, total + 1) if Shard(index, total).holds(domain))


def test_the_command_takes_its_part_and_says_what_it_cannot_see() -> None:
    index = shard_of("boulangerie-dupont-exemple-fictif.fr", 9)
    ran = run("check", *EXAMPLE, "--shard", f"{index}/9")
    assert "boulangerie-dupont-exemple-fictif.fr" in ran.out
    assert "cafe-des-arts-dupont-exemple-fictif.fr" not in ran.out
    assert ran.code == 1
    assert ran.err.startswith(f"shard {index}/9: 3 of 9 sites; ")
    assert "domaudit check examples/inventory.yaml --offline --evidence all.jsonl" in ran.err
    assert run("check", *EXAMPLE, "--shard", f"{index}/9", "-q").err == ""


@pytest.mark.parametrize("options", [[], ["--format", "json"], ["--for", "provider"], ["--lang", "fr"], ["-v"], ["--strict"]])
def test_a_shard_without_sites_is_a_report_of_none(options: list[str]) -> None:
    ran = run("check", *EXAMPLE, "--shard", "1/9", *options)
    assert ran.code == 0
    assert ran.out
    assert ("partie 1/9\u202f: 0 des 9 sites" if "fr" in options else "shard 1/9: 0 of 9 sites") in ran.err


def test_variables_are_read_for_auto_alone() -> None:
    variables = {"CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "9"}
    assert "Audit of 9 domains" in run("check", *EXAMPLE, **variables).out
    assert "Audit of 0 domains" in run("check", *EXAMPLE, "--shard", "auto", **variables).out
    none = run("check", *EXAMPLE, "--shard", "auto")
    assert (none.code, none.out) == (2, "")
    assert none.err.startswith("--shard auto: no variable tells which shard this is; set DOMAUDIT_SHARD=I/N")


def test_the_door_is_opened_with_the_shards_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from domaudit.cli import main

    opened: list[NetworkSettings] = []
    asked: list[Question] = []

    @asynccontextmanager
    async def open_door(settings: NetworkSettings, **_: Any) -> AsyncIterator[Ask]:
        async def ask(question: Question) -> Answer:
            asked.append(question)
            return Answer(question, datetime.now(UTC), Outcome.UNREACHABLE, error="nobody there")

        opened.append(settings)
        yield ask

    monkeypatch.setattr("domaudit.network.open_door", open_door)
    monkeypatch.chdir(tmp_path)
    index = shard_of("dupont.example", 4)
    limits = {"defaults": {"rate": "40/min", "burst": 8}, "servers": {"rdap.example": {"rate": "4/s"}}, "dns": {"concurrency": 12}}
    served = {"tlds": {"example": {"rdap": "https://rdap.example/"}}}
    Path("registries.yaml").write_text(json.dumps({**limits, **served}), encoding="utf-8")
    Path("inventory.yaml").write_text("client: A\nprovider: B\nsites: [dupont.example]\n", encoding="utf-8")
    arguments = ["check", "--registries", "registries.yaml", "--evidence", "e.jsonl", "-q"]
    assert main([*arguments, "--shard", f"{index}/4"]) == 3
    (settings,) = opened
    assert settings.defaults == Limits(rate=10 / 60, burst=2, concurrency=1)
    assert settings.servers["rdap.example"] == Limits(rate=1.0, burst=2, concurrency=1)
    assert settings.dns.concurrency == 3
    assert asked
    asked.clear()
    assert main([*arguments, "--shard", f"{index % 4 + 1}/4"]) == 0
    assert asked == []


def test_people_of_the_whole_inventory_are_masked_in_a_shards_report(tmp_path: Path) -> None:
    """A person declared for a site of another shard, and what was said while reading the inventory about her."""
    here, there = "boulangerie-dupont-exemple-fictif.fr", "cafe-des-arts-dupont-exemple-fictif.fr"
    assert shard_of(here, 9) != shard_of(there, 9)
    person = {"name": "Studio Pixel", "kind": "person", "identifiers": ["SIREN 123 456 780"]}
    sites = [{"domain": here, "client": "A", "provider": "B"}, {"domain": there, "client": "her", "provider": "B"}]
    (tmp_path / "inventory.yaml").write_text(json.dumps({"parties": {"her": person}, "sites": sites}), encoding="utf-8")
    evidence = str(Path("examples/evidence.jsonl").resolve())
    shard = ["--shard", f"{shard_of(here, 9)}/9"]
    ran = run("check", str(tmp_path / "inventory.yaml"), "--offline", "--evidence", evidence, *shard)
    assert here in ran.out
    assert "S… P…" in ran.out
    assert "STUDIO PIXEL" not in ran.out
    assert "123 456 780" not in ran.out
    whole = run("check", str(tmp_path / "inventory.yaml"), "--offline", "--evidence", evidence)
    assert "123 456 780" in whole.out
    assert [ran.out.split("  ")[0], whole.out.split("  ")[0]] == ["Audit of one domain", "Audit of 2 domains, 2 clients"]
