"""The JUnit XML: a case for each site, failing by what makes the run fail; nothing concluded is an error; whatever is told, it is XML."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import junitparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.model import Acceptance, Change, Location, Outcome, Report, Severity, SiteSince, Verdict
from domaudit.policy import FailOn, exit_code
from domaudit.texts import LANGUAGES, Lang
from tests.report import samples
from tests.report.writing import HOSTILE, LONG, compared, hostile, of_a_person, since, written


def cases(report: Report, **style: Any) -> dict[str, ElementTree.Element]:
    """The cases by their names."""
    root = ElementTree.fromstring(written("junit", report, **style))
    return {case.get("name", ""): case for case in root.iter("testcase")}


def ended(case: ElementTree.Element) -> str:
    """How a case ended."""
    found = [part.tag for part in case if part.tag in ("failure", "error", "skipped")]
    assert len(found) <= 1
    return found[0] if found else "passed"


def output(case: ElementTree.Element) -> str:
    return case.findtext("system-out") or ""


def test_each_site_is_a_case_named_by_its_domain_under_its_client() -> None:
    report = samples.whole()
    found = cases(report)
    assert list(found) == [site.site.unicode for site in report.sites]
    assert {case.get("classname") for case in found.values()} == {"Boulangerie Dupont"}
    assert {(case.get("file"), case.get("line")) for case in found.values()} == {("inventory.yaml", "4")}


@pytest.mark.parametrize(
    ("fail_on", "failures", "errors"), [("critical", 3, 1), ("warning", 7, 0), ("notice", 8, 0), ("never", 0, 1)]
)  # an accepted finding fails nothing; the undetermined site is an error where it does not fail the run
def test_a_case_fails_by_what_makes_the_run_fail(fail_on: str, failures: int, errors: int) -> None:
    found = Counter(ended(case) for case in cases(samples.whole(), fail_on=fail_on).values())
    assert found == Counter({"failure": failures, "error": errors, "passed": 10 - failures - errors})


def test_strict_fails_a_hidden_holder() -> None:
    (case,) = cases(samples.whole(samples.hidden()), strict=True).values()
    assert ended(case) == "failure"
    assert ended(*cases(samples.whole(samples.hidden())).values()) == "passed"


def test_nothing_concluded_is_an_error_even_where_nobody_was_asked() -> None:
    unasked = replace(samples.undetermined(), observed=samples.a_report(samples.a_site("x.example"), Verdict.UNDETERMINED).observed)
    asked = samples.a_report(
        samples.a_site("offline.example"),
        Verdict.UNDETERMINED,
        samples.undetermined().findings,
        sources=[samples.source(outcome=Outcome.NOT_ASKED)],
    )
    for site in (samples.undetermined(), unasked, asked):
        for fail_on in ("critical", "never"):
            (case,) = cases(samples.whole(site), fail_on=fail_on).values()
            assert ended(case) == "error"
            assert [part.get("type") for part in case.iter("error")] == ["undetermined"]


def test_what_is_grave_on_an_undetermined_site_fails_as_it_does_the_run() -> None:
    site = samples.undetermined()
    both = replace(site, findings=(*site.findings, *samples.expiring().findings))
    (case,) = cases(samples.whole(both)).values()
    assert ended(case) == "failure"
    assert "expires on 26 Nov 2026" in (case.findtext("failure") or "")


@pytest.mark.parametrize("fail_on", ["critical", "warning", "notice", "never", "change"])
def test_there_are_failures_where_the_exit_code_is_one_and_nowhere_else(fail_on: FailOn) -> None:
    sites = (*samples.whole().sites, replace(samples.undetermined(), findings=()))
    reports = [samples.whole(site) for site in sites]
    reports += [
        compared(since(samples.held_by_client(), Change("mail", (), ("a",)))),
        compared(since(samples.hidden()), gone=("old.example",)),
    ]
    added = replace(samples.hidden(), since=SiteSince("added"))
    for report in (*reports, compared(added)):
        suite = ElementTree.fromstring(written("junit", report, fail_on=fail_on)).find("testsuite")
        assert suite is not None
        failed = int(suite.get("failures") or 0)
        assert failed == len(list(suite.iter("failure")))
        assert (failed > 0) == (exit_code(report, fail_on=fail_on) == 1), (fail_on, [site.site.domain for site in report.sites])


def test_an_inventory_that_is_no_file_has_no_lines() -> None:
    site = samples.held_by_provider()
    piped = replace(site, site=replace(site.site, location=Location("stdin", 4, 5)))
    (case,) = cases(samples.whole(piped)).values()
    assert "file" not in case.attrib
    assert "line" not in case.attrib


def test_that_nothing_is_known_can_be_accepted() -> None:
    site = samples.undetermined()
    known = replace(site, findings=(replace(site.findings[0], accepted=Acceptance("could-not-conclude", "it is in an auction")),))
    (case,) = cases(samples.whole(known)).values()
    assert ended(case) == "passed"
    assert "Accepted beforehand (it is in an auction) · " in output(case)


def test_a_failure_tells_the_record_the_line_and_the_steps() -> None:
    (case,) = cases(samples.whole(samples.held_by_provider())).values()
    failure = case.find("failure")
    assert failure is not None
    assert failure.get("type") == "held-by-provider"
    assert failure.get("message") == "dupont-exemple-fictif.fr: The provider is the registered holder"
    text = failure.text or ""
    assert "> rdap.nic.fr (RDAP), registrant organisation: “STUDIO PIXEL”; asked on 22 Nov 2026 at 09:15 UTC; SHA-256" in text
    assert "\n1. Today · Before anything changes" in text
    assert "domaudit letter dupont-exemple-fictif.fr --kind request" in text
    assert output(case).splitlines()[0] == "held by the provider (sure)"
    assert "Remark · dupont-exemple-fictif.fr uses the provider’s nameservers" in output(case)


def test_a_lesser_finding_is_in_the_output_with_its_steps() -> None:
    (case,) = cases(samples.whole(samples.held_by_third_party())).values()
    assert ended(case) == "passed"
    assert "LES TROIS MOULINS SAS" in output(case).upper()
    assert "\n1. " in output(case)


def test_a_change_fails_where_changes_do() -> None:
    changed = since(samples.held_by_client(), Change("nameservers", ("ns1.a.example",), ("ns1.b.example",)))
    report = compared(changed, since(samples.hidden()), gone=("old.example",))
    found = [ended(case) for case in cases(report, fail_on="change").values()]
    assert found == ["failure", "passed", "failure"]  # the last one is the domain that is gone
    assert "ns1.b.example" in output(next(iter(cases(report).values())))
    assert "No longer in the inventory: old.example" in written("junit", report)


@pytest.mark.parametrize("fail_on", ["critical", "notice"])
def test_the_counts_are_right(fail_on: str) -> None:
    text = written("junit", samples.whole(), fail_on=fail_on)
    for suite in (junitparser.JUnitXml.fromstring(text.encode()), next(iter(junitparser.JUnitXml.fromstring(text.encode())))):
        stated = suite.tests, suite.failures, suite.errors
        suite.update_statistics()
        assert stated == (suite.tests, suite.failures, suite.errors)
    assert stated[0] == 10


def test_the_suite_has_the_time_of_the_audit_and_the_whole() -> None:
    root = ElementTree.fromstring(written("junit", samples.whole(), exit_code=1))
    suite = root.find("testsuite")
    assert suite is not None
    assert (suite.get("timestamp"), suite.get("time"), suite.get("skipped")) == ("2026-11-22T09:15:00", "0", "0")
    facts = {one.get("name"): one.get("value") for one in suite.iter("property")}
    assert (facts["exit-code"], facts["fail-on"], facts["language"]) == ("1", "critical", "en")
    ending = suite.findtext("system-out") or ""
    assert ending.startswith("Of 10 domains: ")
    assert "declined our question for now" in ending


def test_people_are_masked_and_it_says_so() -> None:
    report = samples.whole(of_a_person())
    text = written("junit", report)
    assert "Jean Martin" not in text
    assert "jm@" not in text
    assert "names, mailboxes and phones are masked here" in text
    shown = written("junit", report, personal_data=True)
    assert "Jean Martin" in shown
    assert "masked" not in shown


@pytest.mark.parametrize("text", [HOSTILE, LONG, "]]>", "\x00\x0b\ufffe\ud800", "<!--&amp;"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hostile_record_stays_text(text: str, lang: Lang) -> None:
    told = written("junit", hostile(text), lang)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202e\ufffe\uffff]", told)
    (case,) = ElementTree.fromstring(told).iter("testcase")
    assert [part.tag for part in case] == ["failure", "system-out"]
    assert not any(line.lstrip().startswith("::") for line in told.splitlines())


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_whatever_the_record_holds_it_is_xml(text: str) -> None:
    root = ElementTree.fromstring(written("junit", hostile(text), personal_data=True))
    assert len(list(root.iter("testcase"))) == 1


def test_every_severity_has_its_place() -> None:
    assert {found.severity for site in samples.whole().sites for found in site.findings} == set(Severity)
