"""A baseline silences what stood in it, and never a new holder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from domaudit.changes.baseline import Baseline, accepting, load_baseline
from domaudit.errors import UsageError
from domaudit.model import Contact, DnsObservation, Inventory, Observation, Report, SiteReport
from domaudit.policy import exit_code
from domaudit.report import json as report_json
from domaudit.rules import judge
from tests.cases import NOW, case, day, said, site

PIXEL = Contact(organization="Studio Pixel")


def report(*seen: Observation | DnsObservation, of: object = None) -> Report:
    made = case(*seen)
    one = SiteReport(
        made.site, made.observed, made.keys, made.decision.verdict, made.decision.confidence, "observed", tuple(judge(made)), made.record
    )
    return Report(Inventory("inventory.yaml", (made.site,)), NOW, (one,))


def accepted(whole: Report, baseline: Baseline, reason: str) -> Report:
    return replace(whole, sites=[accepting(one, baseline, reason) for one in whole.sites])


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_text(report_json.render(report(said(PIXEL, expires=day("2027-01-10"))), lang="en", exit_code=1), encoding="utf-8")
    return path


def test_what_stood_in_it_is_accepted_and_still_there(kept: Path) -> None:
    now = report(said(PIXEL, expires=day("2027-01-10")))
    assert exit_code(now) == 1
    silenced = accepted(now, load_baseline(kept), "it stood in the baseline")
    assert exit_code(silenced) == 0
    assert [found.rule for found in silenced.sites[0].findings] == [found.rule for found in now.sites[0].findings]
    assert all(found.accepted and found.accepted.reason == "it stood in the baseline" for found in silenced.sites[0].findings)


@pytest.mark.parametrize(
    "seen",
    [
        said(Contact(organization="STUDIO PIXEL SARL")),  # written otherwise: look again
        said(PIXEL, Contact(organization="Pixel Web")),
        said(Contact(organization="Pixel Web")),
    ],
)
def test_a_new_holder_is_never_silenced(kept: Path, seen: Observation) -> None:
    assert exit_code(accepted(report(seen), load_baseline(kept), "")) == 1


def test_a_finding_that_has_grown_graver_counts_again(kept: Path) -> None:
    now = report(said(PIXEL, expires=day("2027-01-10")))
    (one,) = now.sites
    graver = tuple(
        replace(found, severity=found.severity.__class__("critical")) if found.rule == "expires-soon" else found for found in one.findings
    )
    assert exit_code(accepted(replace(now, sites=(replace(one, findings=graver),)), load_baseline(kept), "")) == 1


def test_another_domain_is_another(kept: Path) -> None:
    now = report(said(PIXEL))
    other = replace(now.sites[0], site=site(domain="other-exemple-fictif.fr"))
    assert exit_code(accepted(replace(now, sites=(other,)), load_baseline(kept), "")) == 1


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"schema": "other/1"}', "[" * 100_000])
def test_what_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        load_baseline(path)


@pytest.mark.parametrize(
    "sites",
    [
        None,
        7,
        [None, 7, {}],
        [{"domain": "x", "findings": 7}],
        [{"domain": "x", "findings": [None, {"rule": 7, "severity": [], "evidence": 7}]}],
    ],
)
def test_odd_shapes_hold_nothing(tmp_path: Path, sites: object) -> None:
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"schema": "domaudit-report/1", "sites": sites}), encoding="utf-8")
    assert exit_code(accepted(report(said(PIXEL)), load_baseline(path), "")) == 1
    with pytest.raises(UsageError):
        load_baseline(tmp_path / "nowhere.json")


def test_one_name_less_in_a_disagreement_is_another_disagreement(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    client, other = Contact(organization="Boulangerie Dupont"), Contact(organization="Autre SAS")
    path.write_text(report_json.render(report(said(client, PIXEL, other)), lang="en", exit_code=3), encoding="utf-8")
    assert exit_code(accepted(report(said(client, PIXEL, other)), load_baseline(path), "")) == 0
    assert exit_code(accepted(report(said(PIXEL, other)), load_baseline(path), "")) == 3
