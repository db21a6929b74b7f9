"""Every rule has a hit, a near miss and an unknown; its docstring has the four headings, and its words exist."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import date

import pytest

from domaudit.cases import Shared
from domaudit.model import GIVEN, Acceptance, Attestation, Contact, Contract, Evidence, Location, Outcome, Party, Request, Role, Severity
from domaudit.rules import RULES, judge
from domaudit.texts import has, say
from tests.cases import CLIENT, DOMAIN, case, day, dns, found, said, site

DUPONT = Contact(organization="Boulangerie Dupont")
PIXEL = Contact(organization="Studio Pixel")
FAILED = said(outcome=Outcome.UNREACHABLE)
LOCKED = ("client transfer prohibited",)

HITS = [
    ("no-own-domain", [], {"of": site(parent="wixsite.com")}),
    ("sources-disagree", [said(DUPONT, PIXEL)], {}),
    ("held-by-provider", [said(PIXEL)], {}),
    ("in-name-only", [said(replace(DUPONT, email="jm@pixel-mail.example"))], {}),
    ("held-by-third-party", [said(Contact(organization="Les Trois Moulins"))], {}),
    ("not-registered", [said(outcome=Outcome.NOT_REGISTERED)], {}),
    ("reserved", [said(outcome=Outcome.NOT_REGISTERED, reserved=True)], {}),
    ("registrant-hidden", [said(Contact(name="REDACTED FOR PRIVACY"))], {}),
    ("registrant-absent", [said()], {}),
    ("could-not-conclude", [FAILED], {}),
    ("in-redemption", [said(DUPONT, statuses=("redemption period",))], {}),
    ("in-redemption", [said(DUPONT, statuses=("pendingDelete https://icann.org/epp#pendingDelete",))], {}),
    ("expired", [said(DUPONT, expires=day("2026-11-20"))], {}),
    ("expires-soon", [said(DUPONT, expires=day("2027-01-21"))], {}),
    ("re-registered", [said(DUPONT, created=day("2024-05-05"))], {"of": site(contract=Contract(signed=date(2015, 1, 1)))}),
    ("provider-controls-transfer-mail", [said(Contact(name="Ano Nymous", email="jm@pixel-mail.example"))], {}),
    ("provider-reseller", [said(DUPONT, reseller="Studio Pixel SARL")], {}),
    ("provider-reseller", [said(DUPONT, registrar="STUDIO PIXEL")], {}),
    ("provider-nameservers", [said(DUPONT), dns("NS", "ns1.studio-pixel.example")], {}),
    (
        "provider-nameservers",
        [said(DUPONT), dns("NS", "ns1.elsewhere.example"), dns("SOA", "ns1.elsewhere.example hostmaster.studio-pixel.example 1 2 3 4 5")],
        {},
    ),
    ("no-transfer-lock", [said(DUPONT, statuses=("active",))], {"zone": "com"}),
    ("attestation-expired", [said(DUPONT)], {"of": site(attestation=Attestation("client", date(2024, 1, 1), date(2025, 1, 1)))}),
    ("acceptance-expired", [said(PIXEL)], {"of": site(accept=(Acceptance("held-by-provider", "moving", date(2026, 1, 1)),))}),
]

MANY = (Shared(Evidence(0, "registrant.handle", "SP77-FRNIC"), 2, 1),)
DUE, LATER = date(2026, 11, 16), date(2026, 11, 30)
CODE = Request("transfer-code", date(2026, 11, 2), to="provider", reply_by=DUE)
CHANGE = replace(CODE, what="change-of-holder")
TOKEN = dns("TXT", "google-site-verification=abc123")
GONE = Party("Atelier Ancien")
HITS += [
    ("request-overdue", [said(PIXEL)], {"of": site(requests=(CODE,))}),
    ("request-overdue", [said(PIXEL)], {"of": site(requests=(CHANGE,))}),
    ("request-overdue", [FAILED], {"of": site(requests=(CODE,))}),
    ("request-overdue", [said(DUPONT)], {"of": site(requests=(replace(CODE, to=None, from_="client"),))}),
]
HITS += [
    ("one-holder-for-many", [said(Contact(name="Ano Nymous", handle="SP77-FRNIC"))], {"shared": MANY}),
    ("one-holder-for-many", [said(replace(DUPONT, handle="SP77-FRNIC"))], {"shared": MANY}),
    (
        "person-for-company",
        [said(Contact(name="Jo Dupont", kind="individual"))],
        {"of": site(client=replace(CLIENT, aliases=("Jo Dupont",)))},
    ),
    ("provider-mail", [said(DUPONT), dns("MX", "10 mail.studio-pixel.example")], {}),
    (
        "dns-control-shown",
        [said(Contact(name="Ano Nymous")), dns("TXT", "domaudit-verify=abc", name=f"_domaudit.{DOMAIN}")],
        {"of": site(challenge="domaudit-verify=abc")},
    ),
    ("old-verification-token", [said(DUPONT), TOKEN], {"of": site(contract=Contract(until=date(2026, 11, 21)))}),
    ("old-verification-token", [said(DUPONT), TOKEN], {"of": site(others=(("previous-provider", GONE),))}),
    ("attestation-ends-soon", [said(DUPONT)], {"of": site(attestation=Attestation("client", date(2026, 1, 1), date(2026, 12, 22)))}),
    ("attestation-contradicted", [said(PIXEL)], {"of": site(attestation=Attestation("client", date(2026, 1, 1), date(2027, 1, 1)))}),
    ("acceptance-ends-soon", [said(PIXEL)], {"of": site(accept=(Acceptance("held-by-provider", "moving", date(2026, 12, 22)),))}),
]

NEAR_MISSES = [
    ("no-own-domain", [said(DUPONT)], {}),
    ("sources-disagree", [said(DUPONT), said(Contact(organization="BOULANGERIE DUPONT SARL"))], {}),
    ("held-by-provider", [said(Contact(organization="Studio Pixel Conseil"))], {}),
    ("in-name-only", [said(replace(DUPONT, email="jm@pixel-mail-other.example"))], {}),
    ("held-by-third-party", [said(DUPONT)], {}),
    ("not-registered", [said(outcome=Outcome.NOT_REGISTERED), dns("NS", "ns1.elsewhere.example")], {}),
    ("reserved", [said(outcome=Outcome.NOT_REGISTERED)], {}),
    ("registrant-hidden", [said(Contact(organization="Moulins Private Limited"))], {}),
    ("registrant-absent", [said(thin=True)], {}),
    ("could-not-conclude", [said(DUPONT), FAILED], {}),
    ("in-redemption", [said(DUPONT, statuses=("client renew prohibited",))], {}),
    ("expired", [said(DUPONT, expires=day("2026-11-23"))], {}),
    ("expires-soon", [said(DUPONT, expires=day("2027-01-22"))], {}),
    ("re-registered", [said(DUPONT, created=day("2014-12-31"))], {"of": site(contract=Contract(signed=date(2015, 1, 1)))}),
    ("provider-controls-transfer-mail", [said(Contact(name="Ano Nymous", email="jm@gmail.com"))], {}),
    ("provider-reseller", [said(DUPONT, registrar="Studio Pixel Conseil")], {}),
    ("provider-nameservers", [said(DUPONT), dns("NS", "ns1.notstudio-pixel.example")], {}),
    ("no-transfer-lock", [said(DUPONT, statuses=LOCKED)], {"zone": "com"}),
    ("attestation-expired", [said(DUPONT)], {"of": site(attestation=Attestation("client", date(2024, 1, 1), date(2026, 11, 22)))}),
    ("acceptance-expired", [said(PIXEL)], {"of": site(accept=(Acceptance("held-by-provider", "moving", date(2026, 11, 22)),))}),
]

NEAR_MISSES += [
    ("request-overdue", [said(PIXEL)], {"of": site(requests=(replace(CODE, reply_by=LATER),))}),
    ("request-overdue", [said(PIXEL)], {"of": site(requests=(replace(CODE, answered=LATER),))}),
    ("request-overdue", [said(DUPONT)], {"of": site(requests=(CHANGE,))}),  # the record shows it as done
    ("request-overdue", [said(PIXEL)], {"of": site(requests=(CODE, replace(CODE, asked=DUE, reply_by=LATER)))}),  # asked again since
]
NEAR_MISSES += [
    ("one-holder-for-many", [said(PIXEL)], {"shared": MANY}),  # whose hand it is, is known
    ("one-holder-for-many", [said(Contact(name="Ano Nymous", handle="SP77-FRNIC"))], {}),
    ("person-for-company", [said(Contact(organization="Jo Dupont"))], {"of": site(client=replace(CLIENT, aliases=("Fournil Dupont",)))}),
    ("person-for-company", [said(Contact(name="Jo Dupont", kind="individual"))], {"of": site(client=Party("Jo Dupont", kind="person"))}),
    ("provider-mail", [said(DUPONT), dns("MX", "1 aspmx.l.google.com"), dns("TXT", "v=spf1 include:spf.studio-pixel.example -all")], {}),
    (
        "dns-control-shown",
        [said(DUPONT), dns("TXT", "domaudit-verify=abd", name=f"_domaudit.{DOMAIN}"), dns("TXT", "domaudit-verify=abc")],
        {"of": site(challenge="domaudit-verify=abc")},
    ),
    ("old-verification-token", [said(DUPONT), TOKEN], {"of": site(contract=Contract(until=date(2026, 11, 22)))}),
    ("old-verification-token", [said(DUPONT), dns("TXT", "v=spf1 -all")], {"of": site(others=(("previous-provider", GONE),))}),
    ("attestation-ends-soon", [said(DUPONT)], {"of": site(attestation=Attestation("client", date(2026, 1, 1), date(2026, 12, 23)))}),
    ("attestation-contradicted", [said(DUPONT)], {"of": site(attestation=Attestation("client", date(2026, 1, 1), date(2027, 1, 1)))}),
    (
        "attestation-contradicted",
        [said(DUPONT, PIXEL)],
        {"of": site(attestation=Attestation("client", date(2026, 1, 1), date(2027, 1, 1)))},
    ),
    ("acceptance-ends-soon", [said(PIXEL)], {"of": site(accept=(Acceptance("held-by-provider", "moving", date(2026, 12, 23)),))}),
]


@pytest.mark.parametrize(("rule", "seen", "more"), HITS)
def test_a_hit(rule: str, seen: list[object], more: dict[str, object]) -> None:
    finding = found(rule, *seen, **more)
    assert finding is not None
    assert has(finding.message.id), finding.message.id


@pytest.mark.parametrize(("rule", "seen", "more"), NEAR_MISSES)
def test_a_near_miss(rule: str, seen: list[object], more: dict[str, object]) -> None:
    assert found(rule, *seen, **more) is None


def test_every_rule_has_a_hit_and_a_near_miss() -> None:
    rules = {rule.__name__.replace("_", "-") for rule in RULES}
    assert {rule for rule, *_ in HITS} == rules
    assert {rule for rule, *_ in NEAR_MISSES} == rules


def test_when_nobody_answered_only_that_is_said() -> None:
    assert [finding.rule for finding in judge(case(FAILED, dns("NS", exists=None), dns("MX", exists=None)))] == ["could-not-conclude"]
    assert [finding.rule for finding in judge(case(FAILED, zone="com"))] == ["could-not-conclude"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_rule_explains_itself(rule: object) -> None:
    text = inspect.getdoc(rule) or ""
    for heading in ("What it sees:", "Why it matters:", "What it cannot see:", "What to do:"):
        assert heading in text


def test_every_accusation_shows_a_line() -> None:
    for rule in ("held-by-provider", "in-name-only", "held-by-third-party", "sources-disagree"):
        seen = next(seen for hit, seen, _ in HITS if hit == rule)
        finding = found(rule, *seen)
        assert finding is not None
        assert finding.evidence
        assert all(line.value for line in finding.evidence)


@pytest.mark.parametrize(
    ("left", "severity"),
    [
        ("2026-11-29", Severity.CRITICAL),
        ("2026-11-30", Severity.WARNING),
        ("2026-12-22", Severity.WARNING),
        ("2026-12-23", Severity.NOTICE),
    ],
)
def test_expiry_grows_in_severity(left: str, severity: Severity) -> None:
    finding = found("expires-soon", said(DUPONT, expires=day(left)))
    assert finding is not None
    assert finding.severity is severity


def test_an_acceptance_that_matches_nothing_is_told() -> None:
    accepting = site(accept=(Acceptance("held-by-provider", "moving"), Acceptance("provider-nameserver", "misspelt")))
    told = [finding for finding in judge(case(said(PIXEL), of=accepting)) if finding.rule == "acceptance-unused"]
    assert [finding.message.values["rule"] for finding in told] == ["provider-nameserver"]


def test_a_known_third_party_is_told_by_its_part() -> None:
    finding = found("held-by-third-party", said(Contact(organization="ATELIER ANCIEN")), of=site(others=(("previous-provider", GONE),)))
    assert finding is not None
    assert finding.message.id == "rule.held-by-third-party.known"
    assert finding.message.values["role"] == "previous-provider"


@pytest.mark.parametrize(
    ("parties", "id_"),
    [
        ({"provider": Party("")}, "rule.held-by-third-party.given.client"),
        ({"client": Party("")}, "rule.held-by-third-party.given.provider"),
        ({}, "rule.held-by-third-party.given.both"),
    ],
)
def test_parties_of_the_command_line_are_told_without_an_inventory(parties: dict[str, Party], id_: str) -> None:
    of = site(location=Location(GIVEN, 1, 1), **parties)
    finding = found("held-by-third-party", said(Contact(organization="Les Trois Moulins")), of=of)
    assert finding is not None
    assert finding.message.id == id_
    for lang, never in (("en", "inventory"), ("fr", "inventaire")):
        told = say(finding.message, lang)  # type: ignore[arg-type]
        assert never not in told
        assert "…" not in told


def test_an_accepted_finding_is_marked_and_kept() -> None:
    accepting = site(accept=(Acceptance("held-by-provider", "being transferred", date(2027, 1, 1)),))
    finding = found("held-by-provider", said(PIXEL), of=accepting)
    assert finding is not None
    assert finding.accepted is accepting.accept[0]


def test_a_provider_as_administrative_contact_is_no_finding() -> None:
    assert judge(case(said(DUPONT, roles={Role.ADMINISTRATIVE: (PIXEL,), Role.TECHNICAL: (PIXEL,)}))) == []


def test_a_rule_that_fails_marks_its_own_site_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(looked_at: object) -> None:
        raise RuntimeError("a mistake in a rule")

    monkeypatch.setattr("domaudit.rules.RULES", (broken, *RULES))
    findings = judge(case(said(PIXEL)))
    assert [finding.rule for finding in findings] == ["rule-failed", "held-by-provider"]
    assert findings[0].message.values["error"] == "RuntimeError: a mistake in a rule"


def test_the_verdicts_own_rule_that_fails_still_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def held_by_provider(looked_at: object) -> None:
        raise RuntimeError("a mistake in a rule")

    monkeypatch.setattr("domaudit.rules.RULES", tuple(held_by_provider if rule.__name__ == "held_by_provider" else rule for rule in RULES))
    findings = judge(case(said(PIXEL)))
    assert [(finding.rule, finding.severity) for finding in findings] == [
        ("rule-failed", Severity.WARNING),
        ("held-by-provider", Severity.CRITICAL),
    ]
