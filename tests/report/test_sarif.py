"""SARIF 2.1.0: the official schema holds, results stand at their lines, fingerprints are stable, and code scanning takes the file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.data import load
from domaudit.errors import said
from domaudit.model import Change, Evidence, Location, Record, Report, Severity, SiteSince
from domaudit.report.commands.explain import rules
from domaudit.report.masking.masks import OPEN
from domaudit.report.sarif import log as sarif
from domaudit.report.sarif.log import baseline_state, fingerprint, uri_of
from domaudit.report.sarif.rules import LEVELS, escaped
from domaudit.texts import LANGUAGES, Lang
from tests.report import samples
from tests.report.writing import HOSTILE, LONG, compared, hostile, of_a_person, since, written

SCHEMA = Path(__file__).parents[3] / "shared/schemas/sarif-schema-2.1.0.json"


def log(report: Report, lang: Lang = "en", **style: Any) -> dict[str, Any]:
    """The log, read anew."""
    read = json.loads(written("sarif", report, lang, **style))
    assert isinstance(read, dict)
    return read


def run(report: Report, lang: Lang = "en", **style: Any) -> dict[str, Any]:
    (only,) = log(report, lang, **style)["runs"]
    assert isinstance(only, dict)
    return only


def results(report: Report, **style: Any) -> list[dict[str, Any]]:
    return list(run(report, **style)["results"])


def notices(report: Report, kind: str, **style: Any) -> list[str]:
    """The notifications of a kind."""
    (invocation,) = run(report, **style)["invocations"]
    told = [*invocation["toolExecutionNotifications"], *invocation["toolConfigurationNotifications"]]
    return [one["message"]["text"] for one in told if one["descriptor"]["id"] == kind]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", ["whole", "empty", "hostile", "long", "compared"])
def test_the_official_schema_holds(lang: Lang, what: str) -> None:
    if not SCHEMA.exists():
        pytest.skip(f"the official schema is not here: {SCHEMA.name}")
    reports = {
        "whole": samples.whole(notices=(said("{where}: read", where="inventory.yaml:1:1"),)),
        "empty": replace(samples.whole(), sites=(), inventory=replace(samples.whole().inventory, sites=())),
        "hostile": hostile(),
        "long": hostile(LONG),
        "compared": compared(
            since(samples.held_by_provider(), Change("finding", ("expired",), ("held-by-provider",))), gone=("a.example",)
        ),
    }
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    mistakes = [error.message for error in validator(schema).iter_errors(log(reports[what], lang))]
    assert mistakes == []


def test_each_finding_is_a_result_at_the_line_of_its_site() -> None:
    site = samples.held_by_provider()
    site = replace(site, site=replace(site.site, location=Location("clients/inventory.yaml", 12, 5)))
    held, hosted = results(samples.whole(site))
    assert (held["ruleId"], held["level"], hosted["level"]) == ("held-by-provider", "error", "note")
    (place,) = held["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "clients/inventory.yaml", "uriBaseId": "%SRCROOT%"}
    assert place["physicalLocation"]["region"] == {"startLine": 12, "startColumn": 5, "endLine": 12, "endColumn": 29}
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "dupont-exemple-fictif.fr"
    assert held["properties"]["verdict"] == "held-by-provider"
    assert held["properties"]["keys"]["registrant"] == {"holder": "provider", "confidence": "high", "shown": "STUDIO PIXEL"}


def test_every_finding_of_every_verdict_is_there_once() -> None:
    report = samples.whole()
    assert [one["ruleId"] for one in results(report)] == [found.rule for site in report.sites for found in site.findings]


def test_the_message_tells_the_record_its_line_and_the_first_step() -> None:
    message = results(samples.whole(samples.held_by_provider()))[0]["message"]
    first, line, step = message["text"].splitlines()
    assert first.startswith("On 22 Nov 2026, AFNIC")
    assert line.startswith("rdap.nic.fr (RDAP), registrant organisation: “STUDIO PIXEL”; asked on 22 Nov 2026")
    assert step.startswith("Next step · Today · Put copies in safety first")
    assert "**What to do**\n\n1. **Today** · Before anything changes" in message["markdown"]
    assert "Source: <https://www.afnic.fr/" in message["markdown"]


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("inventory.yaml", {"uri": "inventory.yaml", "uriBaseId": "%SRCROOT%"}),
        ("./a b/é:1.yaml", {"uri": "a%20b/%C3%A9%3A1.yaml", "uriBaseId": "%SRCROOT%"}),
        ("../inventory.yaml", {"uri": "../inventory.yaml"}),
        ("/srv/a b.yaml", {"uri": "file:///srv/a%20b.yaml"}),
        ("stdin", {}),
        ("", {}),
    ],
)
def test_the_inventory_is_named_as_on_the_command_line(file: str, uri: dict[str, str]) -> None:
    assert uri_of(file) == uri


def test_from_stdin_there_is_the_domain_alone() -> None:
    site = samples.held_by_client("x.example", *samples.expiring().findings)
    site = replace(site, site=replace(site.site, location=Location("stdin", 4, 5)))
    report = replace(samples.whole(site), inventory=replace(samples.whole(site).inventory, file="stdin"))
    (only,) = results(report)
    assert list(only["locations"][0]) == ["logicalLocations"]
    assert "originalUriBaseIds" not in run(report)


def test_accepted_findings_are_suppressed_with_their_reason_and_no_other_is() -> None:
    found = results(samples.whole(samples.accepted(), samples.held_by_provider()))
    assert [one["suppressions"] for one in found] == [
        [{"kind": "external", "status": "accepted", "justification": "moving next week"}],
        [],
        [],
    ]


def test_the_run_says_how_it_ended() -> None:
    (invocation,) = run(samples.whole(), exit_code=3)["invocations"]
    assert invocation["executionSuccessful"] is True
    assert invocation["exitCode"] == 3
    assert invocation["endTimeUtc"] == "2026-11-22T09:15:00Z"


def test_what_could_not_be_asked_is_a_notification_and_a_warning_where_it_left_a_verdict_open() -> None:
    (invocation,) = run(samples.whole(samples.undetermined(), samples.no_own_domain()))["invocations"]
    told = [(one["level"], one["message"]["text"]) for one in invocation["toolExecutionNotifications"]]
    assert [level for level, _ in told] == ["warning", "warning", "note"]
    assert all("fournil-exemple-fictif.ca" in text for level, text in told if level == "warning")


# --- fingerprints and what changed ------------------------------------------------------------------------------------


def test_a_fingerprint_knows_no_line_and_no_person() -> None:
    site = of_a_person()
    moved = replace(site, site=replace(site.site, location=Location("inventory.yaml", 99, 1)))
    one, other = (results(samples.whole(each))[0]["partialFingerprints"] for each in (site, moved))
    assert one == other
    assert set(one) == {"domaudit/v1", "primaryLocationLineHash"}
    assert all(set(value) <= set("0123456789abcdef:") for value in one.values())
    assert one == results(samples.whole(site), lang="fr")[0]["partialFingerprints"]
    assert one == results(samples.whole(site), personal_data=True)[0]["partialFingerprints"]


def test_another_domain_rule_or_word_is_another_fingerprint() -> None:
    found = samples.held_by_provider().findings[0]
    words = replace(found, evidence=(Evidence(0, "registrant.organization", "PIXEL STUDIO"),))
    prints = {fingerprint("a.example", found, OPEN), fingerprint("b.example", found, OPEN), fingerprint("a.example", words, OPEN)}
    prints.add(fingerprint("a.example", replace(found, rule="in-name-only"), OPEN))
    assert len(prints) == 4
    assert fingerprint("a.example", found, OPEN) == fingerprint("a.example", replace(found, severity=Severity.NOTICE), OPEN)


def test_no_hash_is_one_of_a_persons_name() -> None:
    """Whoever guesses the name of a registrant cannot see by the fingerprint that it is hers."""
    site = of_a_person()
    assert any(line.value == "Jean Martin" for found in site.findings for line in found.evidence)
    reports = [samples.whole(each) for each in (site, replace(site, since=SiteSince("compared", (), record=Record())))]
    shown = [
        {one["partialFingerprints"]["domaudit/v1"].partition(":")[0] for one in results(report, personal_data=open_)}
        for report in reports
        for open_ in (False, True)
    ]
    open_hashes = {fingerprint(site.site.domain, found, OPEN) for found in site.findings if found.evidence}
    assert all(prints == shown[0] for prints in shown)
    assert open_hashes - shown[0]


def test_two_findings_of_one_rule_on_one_site_are_two() -> None:
    found = samples.undetermined().findings[0]
    one, other = results(samples.whole(replace(samples.undetermined(), findings=(found, found))))
    assert one["partialFingerprints"] != other["partialFingerprints"]


def test_the_baseline_state_is_what_is_known_and_no_more() -> None:
    site = samples.held_by_provider()
    held, hosted = site.findings
    became = Change("registrant", ("Boulangerie Dupont",), ("STUDIO PIXEL",))
    assert baseline_state(site, held) is None
    assert baseline_state(replace(site, since=SiteSince("unseen")), held) is None
    assert baseline_state(replace(site, since=SiteSince("added")), held) == "new"
    assert baseline_state(since(site), held) == "unchanged"
    assert baseline_state(since(site, became), held) == "updated"
    assert baseline_state(since(site, became), hosted) == "unchanged"
    assert baseline_state(since(site, became, Change("finding", (), ("held-by-provider",))), held) == "new"


def test_what_is_gone_is_told_and_is_no_result() -> None:
    site = since(samples.held_by_client(), Change("finding", ("held-by-provider",), ()))
    report = compared(site, gone=("old.example",))
    assert results(report) == []
    told = notices(report, "changed")
    assert "The provider is the registered holder" in told[0]
    assert told[1] == "No longer in the inventory: old.example"
    assert notices(samples.whole(), "changed") == []


# --- the rules ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rule_is_described_within_what_code_scanning_takes(lang: Lang) -> None:
    driver = run(samples.whole(samples.hidden()), lang)["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == list(rules())
    for rule in driver["rules"]:
        assert 0 < len(rule["name"]) <= 255
        assert rule["name"].casefold() != rule["id"].casefold()
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert len(rule["shortDescription"]["text"]) < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"].count("\n\n") + 1 == rule["help"]["markdown"].count("**\n\n") == 4
        assert len(rule["properties"]["tags"]) <= 10
        score = rule["properties"].get("security-severity")
        assert score is None or 0 < float(score) <= 10
    assert "informationUri" not in driver


def test_the_levels_of_the_rules_are_those_of_their_findings() -> None:
    stated = {rule["id"]: rule["defaultConfiguration"]["level"] for rule in run(samples.whole())["tool"]["driver"]["rules"]}
    found = {one.rule: LEVELS[one.severity] for site in samples.whole().sites for one in site.findings if one.rule != "expires-soon"}
    assert {rule: stated[rule] for rule in found} == found


def test_a_rule_that_a_rental_softens_has_no_score() -> None:
    """A score would be shown in place of the level, and the level knows what was agreed."""
    scores = {rule["id"]: rule["properties"] for rule in run(samples.whole())["tool"]["driver"]["rules"]}
    assert "security-severity" not in scores["held-by-provider"]
    assert "security-severity" not in scores["expires-soon"]


def test_no_more_results_than_code_scanning_takes_the_gravest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST", 5)
    report = samples.whole()
    found = results(report)
    assert len(found) == 5
    assert [one["level"] for one in found].count("error") == 3
    assert all(one["level"] != "note" for one in found)
    total = sum(len(site.findings) for site in report.sites)
    assert notices(report, "left-out")[0].startswith(f"{total - 5} findings do not stand here")


# --- people, and what is hostile ----------------------------------------------------------------------------------------


def test_people_are_masked_and_the_run_says_so() -> None:
    report = samples.whole(of_a_person())
    text = written("sarif", report)
    assert "Jean Martin" not in text
    assert "jm@" not in text
    assert run(report)["properties"]["masked"] is True
    assert len(notices(report, "masked")) == 1
    assert "Jean Martin" in written("sarif", report, personal_data=True)
    assert run(report, personal_data=True)["properties"]["masked"] is False


@pytest.mark.parametrize("text", [HOSTILE, LONG, "[click](https://evil.example)", "{0} {{"])
def test_a_hostile_record_stays_text(text: str) -> None:
    told = written("sarif", hostile(text))
    assert not set(told) & set("\x1b\u202e")
    for one in results(hostile(text)):
        assert "](" not in one["message"]["text"]
        assert "{0}" not in one["message"]["text"].replace("{{0}}", "")
        assert "<script>" not in one["message"]["markdown"]
        assert len(one["message"]["text"]) < 4000
        assert not any(line.startswith("::") for part in one["message"].values() for line in part.splitlines())


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_whatever_the_record_holds_it_is_a_log(text: str) -> None:
    assert len(results(hostile(text), personal_data=True)) == 2


@given(st.text(st.sampled_from("<>[]()!*_`~|#\\&@:/w.a "), max_size=40))
@settings(max_examples=200, deadline=None)
def test_nothing_in_markdown_is_markup(text: str) -> None:
    shown = escaped(text)
    assert "://" not in shown
    assert "www." not in shown
    for place, char in enumerate(shown):
        if char in "<>[]*_`~|#&@!":
            before = shown[:place]
            assert (len(before) - len(before.rstrip("\\"))) % 2 == 1


def test_what_a_log_says_of_each_rule_is_data_in_the_order_of_the_rules() -> None:
    told = load("rules.yaml")
    assert list(told) == list(rules())
    assert {entry["about"] for entry in told.values()} == {"ownership", "control", "expiry", "inventory"}
