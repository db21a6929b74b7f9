"""A whole run with a door of our own: IANA's list of servers, reuse, and replay."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domaudit.errors import EvidenceError
from domaudit.evidence import EvidenceFile
from domaudit.evidence.age import MaxAge
from domaudit.inventory import parse_inventory
from domaudit.lookups.registries import BOOTSTRAP_URL, load_registries
from domaudit.model import Answer, Ask, NetworkSettings, Outcome, Question, Rdap, Report, SiteReport
from domaudit.running import Run, run

DOMAIN = "dupont-exemple-fictif.fr"
INVENTORY = parse_inventory(f"client: Boulangerie Dupont\nprovider: Studio Pixel SARL\nsites: [{DOMAIN}]\n".encode(), "i.yaml")
NEWER = json.dumps(
    {"version": "1.0", "publication": "2099-01-01T00:00:00Z", "services": [[["fr"], ["https://rdap.newer.example/"]]]}
).encode()
BODY = json.dumps(
    {"ldhName": DOMAIN, "entities": [{"roles": ["registrant"], "vcardArray": ["vcard", [["org", {}, "text", "Studio Pixel"]]]}]}
).encode()


class World:
    """What the internet answers, and what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[Question] = []
        self.bootstrap: bytes | None = NEWER
        monkeypatch.setattr("domaudit.network.open_door", self.open_door)

    @asynccontextmanager
    async def open_door(self, settings: NetworkSettings, **others: object) -> AsyncIterator[Ask]:
        yield self.ask

    async def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        now = datetime.now(UTC).replace(microsecond=0)
        if question == Rdap(BOOTSTRAP_URL) and self.bootstrap is not None:
            return Answer(question, now, Outcome.ANSWERED, body=self.bootstrap, status=200)
        if question == Rdap(f"https://rdap.newer.example/domain/{DOMAIN}"):
            return Answer(question, now, Outcome.ANSWERED, body=BODY, status=200)
        return Answer(question, now, Outcome.UNREACHABLE, error="nobody there")


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


def go(how: Run) -> Report:
    sites: list[SiteReport] = []
    with EvidenceFile.open(how.evidence, writable=not how.offline) as evidence:
        at = asyncio.run(run(INVENTORY, load_registries(), how, evidence, lambda name: None, sites.append))
        assert evidence.notices == ()
    return Report(INVENTORY, at, sites)


def test_a_newer_list_of_servers_is_fetched_kept_and_replayed(world: World, tmp_path: Path) -> None:
    how = Run(tmp_path / "e.jsonl", tmp_path / "cache")
    assert go(how).sites[0].verdict == "held-by-provider"
    assert world.asked[0] == Rdap(BOOTSTRAP_URL)
    assert (tmp_path / "cache" / "rdap-bootstrap.jsonl").exists()
    other_machine = replace(how, cache=tmp_path / "elsewhere", offline=True)
    world.asked.clear()
    assert go(other_machine).sites[0].verdict == "held-by-provider"
    assert world.asked == []


def test_the_list_is_asked_for_once_a_week(world: World, tmp_path: Path) -> None:
    for evidence in ("one.jsonl", "other.jsonl"):
        go(Run(tmp_path / evidence, tmp_path / "cache"))
    assert world.asked.count(Rdap(BOOTSTRAP_URL)) == 1


@pytest.mark.parametrize(
    "body", [None, b"", b"{}", b"<html>", b'{"publication":"2099-01-01T00:00:00Z","services":[[["fr"],["http://plain.example/"]]]}']
)
def test_without_a_newer_list_the_one_that_ships_is_used(world: World, tmp_path: Path, body: bytes | None) -> None:
    world.bootstrap = body
    report = go(Run(tmp_path / "e.jsonl", tmp_path / "cache"))
    assert report.sites[0].verdict == "undetermined"
    assert Rdap(f"https://rdap.nic.fr/domain/{DOMAIN}") in world.asked


def test_a_cache_that_cannot_be_written_is_done_without(world: World, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    assert go(Run(tmp_path / "e.jsonl", tmp_path / "cache")).sites[0].verdict == "held-by-provider"


def test_answers_are_used_again_within_their_age(world: World, tmp_path: Path) -> None:
    how = Run(tmp_path / "e.jsonl", tmp_path / "cache")
    go(how)
    rdap = Rdap(f"https://rdap.newer.example/domain/{DOMAIN}")
    go(how)
    assert world.asked.count(rdap) == 1
    go(replace(how, fresh=True))
    assert world.asked.count(rdap) == 2
    go(replace(how, max_age=MaxAge.of_all(timedelta(0))))
    assert world.asked.count(rdap) == 3


def test_failures_are_asked_again_in_the_next_run_and_successes_are_not(world: World, tmp_path: Path) -> None:
    how = Run(tmp_path / "e.jsonl", tmp_path / "cache")
    go(how)
    first, rdap = len(world.asked), Rdap(f"https://rdap.newer.example/domain/{DOMAIN}")
    go(how)
    again = world.asked[first:]
    assert rdap in world.asked[:first]
    assert rdap not in again
    assert any(question.kind == "dns" for question in again)


def test_each_kind_of_answer_is_used_again_within_its_own_age(world: World, tmp_path: Path) -> None:
    how = Run(tmp_path / "e.jsonl", tmp_path / "cache")
    rdap = Rdap(f"https://rdap.newer.example/domain/{DOMAIN}")
    go(how)
    go(replace(how, max_age=MaxAge(whois=timedelta(0), dns=timedelta(0))))
    assert world.asked.count(rdap) == 1
    go(replace(how, max_age=MaxAge(rdap=timedelta(0))))
    assert world.asked.count(rdap) == 2


@pytest.mark.parametrize(("hours", "used"), [(1, False), (3, True)])
def test_an_answer_from_elsewhere_counts_within_the_age_of_its_kind(world: World, tmp_path: Path, hours: int, used: bool) -> None:
    how, other = Run(tmp_path / "e.jsonl", tmp_path / "cache"), Rdap(f"https://rdap.other.example/domain/{DOMAIN}")
    world.bootstrap = None
    with EvidenceFile.open(how.evidence, writable=True) as evidence:
        evidence.append(Answer(other, datetime.now(UTC) - timedelta(hours=2), Outcome.ANSWERED, body=BODY, status=200))
    report = go(replace(how, max_age=MaxAge(timedelta(hours=hours), timedelta(0), timedelta(0))))
    assert any(source.server == "rdap.other.example" for source in report.sites[0].observed.sources) == used


@pytest.mark.parametrize("fresh", [True, False])
def test_an_answer_dated_in_the_future_does_not_win_for_ever(world: World, tmp_path: Path, fresh: bool) -> None:
    how = Run(tmp_path / "e.jsonl", tmp_path / "cache")
    rdap = Rdap(f"https://rdap.newer.example/domain/{DOMAIN}")
    forged = Answer(
        rdap, datetime(2099, 1, 1, tzinfo=UTC), Outcome.ANSWERED, body=BODY.replace(b"Studio Pixel", b"Boulangerie Dupont"), status=200
    )
    old_list = Answer(Rdap(BOOTSTRAP_URL), datetime(2099, 1, 1, tzinfo=UTC), Outcome.ANSWERED, body=b"{}", status=200)
    with EvidenceFile.open(how.evidence, writable=True) as evidence:
        evidence.append(forged)
        evidence.append(old_list)
    assert go(replace(how, fresh=fresh)).sites[0].verdict == "held-by-provider"
    assert go(how).sites[0].verdict == "held-by-provider"
    assert world.asked.count(rdap) == 1


def test_an_evidence_file_that_cannot_be_written_stops_the_run(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise EvidenceError("the disk is full", where="e.jsonl")

    monkeypatch.setattr("domaudit.evidence.file.EvidenceFile.append", full)
    with pytest.raises(EvidenceError, match="the disk is full"):
        go(Run(tmp_path / "e.jsonl", tmp_path / "cache"))


def test_the_time_of_an_offline_audit_is_that_of_the_newest_answer(world: World, tmp_path: Path) -> None:
    how = Run(tmp_path / "e.jsonl", tmp_path / "cache")
    go(how)
    offline = go(replace(how, offline=True))
    newest = max(source.asked_at for source in offline.sites[0].observed.sources if source.asked_at)
    assert offline.audited_at == newest
    at = datetime(2027, 1, 1, tzinfo=UTC)
    assert go(replace(how, offline=True, at=at)).audited_at == at
