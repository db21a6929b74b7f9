"""The pipeline's own promise: whatever fails on one site, the others are reported."""

from __future__ import annotations

import asyncio
import io
from datetime import UTC, datetime

import pytest

from domaudit import concluding, pipeline
from domaudit.errors import EvidenceError
from domaudit.evidence.age import NEVER
from domaudit.inventory import parse_inventory
from domaudit.model import Answer, Inventory, Outcome, Question, Rdap, Report, Verdict
from domaudit.report import json
from domaudit.report.gathering import Gathered
from domaudit.report.screens import Screen, Style
from domaudit.report.terminal import page as terminal
from tests.cases import REGISTRIES

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LAST = datetime(9999, 12, 31, tzinfo=UTC)


def three() -> Inventory:
    text = (
        b"client: Boulangerie Dupont\nprovider: Studio Pixel SARL\nsites: [a-exemple-fictif.fr, b-exemple-fictif.fr, c-exemple-fictif.fr]\n"
    )
    return parse_inventory(text, "i.yaml")


async def nobody(question: Question) -> Answer:
    return Answer(question, NEVER, Outcome.NOT_ASKED, error="the evidence has no answer")


def audit(now: datetime = NOW) -> Report:
    return asyncio.run(pipeline.audit(three(), nobody, now, registries=REGISTRIES))


@pytest.mark.parametrize(("part", "what"), [("claims", "conclude"), ("judge", "conclude"), ("observe", "observe")])
def test_a_failure_on_one_site_marks_that_site_only(monkeypatch: pytest.MonkeyPatch, part: str, what: str) -> None:
    room = pipeline if part == "observe" else concluding
    real = getattr(room, part)

    def failing(first: object, *more: object, **named: object) -> object:
        if getattr(first, "domain", getattr(getattr(first, "site", None), "domain", "")) == "b-exemple-fictif.fr":
            raise OverflowError("date value out of range")
        return real(first, *more, **named)

    monkeypatch.setattr(room, part, failing)
    report = audit()
    assert [site.site.domain[0] for site in report.sites] == ["a", "b", "c"]
    assert [[found.rule for found in site.findings] for site in report.sites] == [
        ["could-not-conclude"],
        ["rule-failed"],
        ["could-not-conclude"],
    ]
    failed = report.sites[1]
    assert failed.verdict is Verdict.UNDETERMINED
    assert failed.findings[0].message.values["rule"] == what
    assert "OverflowError" in failed.findings[0].message.values["error"]
    json.render(report, lang="fr", exit_code=3)
    out = io.StringIO()
    found = Gathered.of(report, ["terminal"], "en")
    terminal.tell_report(found, found.teller(Style("en", 3, verbose=True, personal_data=True)), out, Screen(), 3)
    assert "OverflowError" in out.getvalue()


def test_a_remedy_that_fails_leaves_its_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*arguments: object, **more: object) -> None:
        raise KeyError("steps")

    monkeypatch.setattr(concluding, "remedy", failing)
    for site in audit().sites:
        assert [found.rule for found in site.findings] == ["could-not-conclude", "rule-failed"]
        assert site.findings[1].message.values["rule"] == "remedy"


def test_an_evidence_file_that_fails_still_stops_the_run() -> None:
    async def full(question: Question) -> Answer:
        raise EvidenceError("the disk is full", where="e.jsonl")

    with pytest.raises(EvidenceError, match="the disk is full"):
        asyncio.run(pipeline.audit(three(), full, NOW, registries=REGISTRIES))


def test_the_last_day_of_the_calendar_is_a_day_like_any_other() -> None:
    report = audit(LAST)
    assert report.audited_at == LAST
    assert {found.rule for site in report.sites for found in site.findings} == {"could-not-conclude"}


def test_a_providers_own_domain_is_asked_about_once_and_makes_no_site() -> None:
    text = (
        b"client: Boulangerie Dupont\nprovider: {name: Studio Pixel SARL, domains: [studio-pixel-exemple-fictif.fr]}\n"
        b"sites: [a-exemple-fictif.fr, b-exemple-fictif.fr, c-exemple-fictif.fr]\n"
    )
    asked: list[Question] = []
    seen: list[str] = []

    async def ask(question: Question) -> Answer:
        asked.append(question)
        return await nobody(question)

    inventory = parse_inventory(text, "i.yaml")
    report = asyncio.run(pipeline.audit(inventory, ask, NOW, registries=REGISTRIES, seen=lambda site: seen.append(site.domain)))
    about = [question for question in asked if isinstance(question, Rdap) and "studio-pixel" in question.url]
    assert len(about) == 1
    assert [site.site.domain for site in report.sites] == sorted(seen) == [f"{name}-exemple-fictif.fr" for name in "abc"]


def test_what_cannot_be_learned_costs_no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise RuntimeError("a mistake in learning")

    monkeypatch.setattr(pipeline, "learn", broken)
    assert [site.verdict for site in audit().sites] == [Verdict.UNDETERMINED] * 3
