"""The exit code: a contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domaudit.concluding import conclude
from domaudit.model import Acceptance, Change, Contact, Inventory, Observation, Outcome, Report, Since, Site, SiteSince
from domaudit.policy import FailOn, accepted_as_open, exit_code, failing
from tests.cases import NOW, REGISTRIES, case, said, site

HELD = [said(Contact(organization="Studio Pixel"))]
OTHER = [said(Contact(organization="Les Trois Moulins"))]
OPEN = [said(outcome=Outcome.REFUSED)]
HIDDEN = [said(Contact(name="REDACTED FOR PRIVACY"))]
FINE = [said(Contact(organization="Boulangerie Dupont"))]


def report(*sites: list[Observation], of: Site | None = None) -> Report:
    return Report(Inventory("i.yaml", ()), NOW, tuple(conclude(of or site(), case(*seen).observed, REGISTRIES, NOW) for seen in sites))


@pytest.mark.parametrize(
    ("sites", "fail_on", "strict", "code"),
    [
        ([], "critical", False, 0),
        ([FINE], "critical", False, 0),
        ([HELD, OPEN], "critical", False, 1),
        ([OTHER], "critical", False, 0),
        ([OTHER], "warning", False, 1),
        ([HIDDEN], "warning", False, 0),
        ([HIDDEN], "notice", False, 1),
        ([HIDDEN], "critical", True, 1),
        ([FINE, OPEN], "critical", False, 3),
        ([OPEN], "warning", False, 1),
        ([OPEN], "critical", True, 1),
        ([HELD, OPEN], "never", True, 0),
    ],
)
def test_exit_code(sites: list[list[Observation]], fail_on: FailOn, strict: bool, code: int) -> None:
    assert exit_code(report(*sites), fail_on=fail_on, strict=strict) == code


@pytest.mark.parametrize(
    ("sites", "states", "gone", "strict", "code"),
    [
        ([HELD], ["compared"], (), False, 0),  # nothing new about it
        ([HELD], ["changed"], (), False, 1),
        ([FINE], ["changed"], (), False, 1),
        ([FINE], ["added"], (), False, 1),
        ([FINE], ["compared"], ("gone.example",), False, 1),
        ([FINE, OPEN], ["compared", "unseen"], (), False, 3),
        ([FINE, OPEN], ["changed", "unseen"], (), False, 1),
        ([FINE, OPEN], ["compared", "unseen"], (), True, 1),
        ([OPEN], ["unseen"], (), False, 3),
    ],
)
def test_what_has_changed_fails_a_run_that_asks_for_it(
    sites: list[list[Observation]], states: list[str], gone: tuple[str, ...], strict: bool, code: int
) -> None:
    became = {
        "changed": SiteSince("compared", (Change("registrar", ("A",), ("B",)),)),
        "compared": SiteSince("compared"),
        "added": SiteSince("added"),
        "unseen": SiteSince("unseen"),
    }
    made = report(*sites)
    compared = tuple(replace(site, since=became[state]) for site, state in zip(made.sites, states, strict=True))
    made = replace(made, sites=compared, since=Since(NOW, gone))
    assert exit_code(made, fail_on="change", strict=strict) == code
    assert exit_code(made, fail_on="never", strict=strict) == 0


def test_an_accepted_finding_does_not_fail_the_run() -> None:
    accepting = site(accept=(Acceptance("held-by-provider", "moving", date(2027, 1, 1)), Acceptance("could-not-conclude", "known", None)))
    assert exit_code(report(HELD, of=accepting)) == 0
    assert exit_code(report(OPEN, of=accepting)) == 0
    hidden = site(accept=(Acceptance("registrant-hidden", "the registrar has shown it", None),))
    assert exit_code(report(HIDDEN, of=hidden), strict=True) == 0
    assert exit_code(report(HIDDEN), strict=True) == 1


@pytest.mark.parametrize("sites", [[FINE], [HELD], [OTHER], [OPEN], [HIDDEN]])
@pytest.mark.parametrize("fail_on", ["critical", "warning", "notice", "never"])
@pytest.mark.parametrize("strict", [False, True])
def test_a_run_fails_by_the_findings_of_its_sites(sites: list[list[Observation]], fail_on: FailOn, strict: bool) -> None:
    made = report(*sites)
    fails = any(failing(one, fail_on=fail_on, strict=strict) for one in made.sites)
    assert fails == (exit_code(made, fail_on=fail_on, strict=strict) == 1)


def test_what_is_accepted_fails_nothing() -> None:
    accepting = site(accept=(Acceptance("could-not-conclude", "known"), Acceptance("held-by-provider", "rented")))
    for seen in (OPEN, HELD):
        (one,) = report(seen, of=accepting).sites
        assert failing(one, fail_on="warning", strict=True) == ()
        assert accepted_as_open(one) == (seen is OPEN)
