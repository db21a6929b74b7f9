"""Whatever one server does, the installed command ends in time, says what happened to that source, and spoils no other site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from domaudit.evidence.disk import verify
from tests.audited import Audited, audit, timeless
from tests.faults import DNS, NS, RDAP, WHOIS, Case, alive
from tests.loopback import BOMB_BYTES, Internet

WITHIN = 20.0
"""Seconds for a whole run on a busy machine; the faults that are not ended would last for ever."""


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Internet, Audited]]:
    """An internet, and the run in which all was well there."""
    with alive() as net:
        zone = RDAP[2].zone(net)
        yield net, audit(tmp_path_factory.mktemp("calm"), net, zone, {"peak": "peak"})


@pytest.fixture
def net(calm: tuple[Internet, Audited]) -> Iterator[Internet]:
    """That internet, with its recordings as they were."""
    net, _ = calm
    recorded = (dict(net.rdap), dict(net.whois), dict(net.dns))
    net.asked.clear()
    yield net
    net.rdap, net.whois, net.dns = recorded
    net.faults.clear()


def test_without_a_fault_all_is_concluded(calm: tuple[Internet, Audited]) -> None:
    _, audited = calm
    assert {domain: site["verdict"] for domain, site in audited.sites.items()} == {
        "one.example": "held-by-client",
        "faulty.test": "held-by-provider",
        "two.example": "held-by-client",
    }
    assert audited.ran.code == 1


@pytest.mark.parametrize("case", [*RDAP, *WHOIS, *DNS], ids=lambda case: f"{case.kind}-{case.name}")
def test_a_fault_marks_its_own_source_and_nothing_else(tmp_path: Path, net: Internet, calm: tuple[Internet, Audited], case: Case) -> None:
    case.happen(net)
    audited = audit(tmp_path, net, case.zone(net), case.wrapped, patience=case.patience)
    assert "LEFT" not in audited.ran.err, "tried to leave this machine"
    assert (audited.ran.code, audited.ran.err) == (CODES[case.verdict], "")
    assert audited.seconds < WITHIN
    assert "\\u00" not in audited.ran.out, "a control character passed"
    assert "\ufffd" not in audited.ran.out, "a character was lost"

    site = audited.sites["faulty.test"]
    assert site["verdict"] == case.verdict
    assert "rule-failed" not in {found["rule"] for found in site["findings"]}
    subject = "faulty.test NS" if case.kind == "dns" else "faulty.test"
    sources = [source for source in site["sources"] if (source["kind"], source["subject"]) == (case.kind, subject)]
    assert len(sources) == case.count
    assert sources[-1]["outcome"] == case.outcome
    assert fits(case.error, sources[-1].get("error"))
    for domain in ("one.example", "two.example"):
        assert timeless(audited.sites[domain]) == timeless(calm[1].sites[domain])

    kept = [line for line in audited.lines if is_met(line["question"], case.kind)][-1]
    assert (kept["outcome"], kept.get("truncated", False)) == (case.line[0], case.line[2])
    assert fits(case.line[1], kept.get("error"))
    assert not case.line[2] or kept.get("body", kept.get("body_base64")), "what came was not kept"
    assert len(kept.get("records", ())) >= case.records
    assert ("sha256" in kept) == (kept["outcome"] == "answered")
    assert verify(tmp_path / "e.jsonl").lines == len(audited.lines)
    if "peak" in case.wrapped:
        assert audited.peak < calm[1].peak + BOMB_BYTES / 2


CODES = {"undetermined": 3, "hidden": 0, "held-by-provider": 1}


def fits(pattern: str | None, error: str | None) -> bool:
    """Whether an error holds the essential words; without a pattern there is to be none."""
    return error is None if pattern is None else error is not None and re.search(pattern, error) is not None


def is_met(question: Mapping[str, Any], kind: str) -> bool:
    """Whether a question is of the kind, and about the site that meets the fault; of DNS, the first one."""
    dns = (question.get("name"), question.get("type"))
    return question["kind"] == kind and (dns == NS if kind == "dns" else "example" not in json.dumps(question))
