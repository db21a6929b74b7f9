"""Whole cases, from the inventory's text and raw answers to verdict, keys, findings and exit code: ``whole_cases.yaml``."""

from __future__ import annotations

from typing import Any

import pytest

from domaudit.model import Key, SiteReport, Verdict
from domaudit.texts import Lang, say
from tests.whole import load_cases, run

CASES = load_cases()


def told(site: SiteReport, want: dict[str, Any]) -> dict[str, Any]:
    """What the report says of a site, in the words and the extent of what is wanted."""
    said: dict[str, Any] = {"verdict": site.verdict.value, "confidence": site.confidence.value, "basis": site.basis}
    said["keys"] = {key: site.keys[Key(key)].holder.value for key in want.get("keys", {})}
    said["findings"] = sorted(f"{found.rule}:{found.severity.value}{' accepted' if found.accepted else ''}" for found in site.findings)
    said["indices"] = [index for index in want.get("indices", []) if index in {one.text.id for one in site.indices}]
    return {key: said[key] for key in want}


def wanted(case: dict[str, Any]) -> list[dict[str, Any]]:
    return [site["want"] for site in case["sites"]] if "sites" in case else [case["want"]]


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_whole_case(case: dict[str, Any]) -> None:
    report, code = run(case)
    for site, want in zip(report.sites, wanted(case), strict=True):
        assert told(site, want) == {**want, **({"findings": sorted(want["findings"])} if "findings" in want else {})}
    assert code == int(case["exit"])


def test_there_are_enough_and_each_once() -> None:
    ids = [case["id"] for case in CASES]
    assert len(ids) == len(set(ids)) >= 60
    assert {want["verdict"] for case in CASES for want in wanted(case)} == {verdict.value for verdict in Verdict}


def test_a_report_for_one_client_names_no_other() -> None:
    """What one hand on several clients' domains gives away of another client: how many domains, and nothing else."""
    (case,) = (case for case in CASES if case["id"] == "one-hand-two-clients")
    report, _ = run(case)
    first, second = report.sites
    languages: tuple[Lang, ...] = ("en", "fr")
    for lang in languages:
        told = [say(found.message, lang) for found in first.findings] + [say(index.text, lang) for index in first.indices]
        told += [say(step.text, lang) for found in first.findings if found.remedy for step in found.remedy.steps]
        told += [say(reason, lang) for held in first.keys.values() for reason in held.reasons]
        assert told
        assert not any(word in text for text in told for word in (second.site.client.name, second.site.domain))
