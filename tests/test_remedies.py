"""Every finding has first steps that are whole in both languages, sourced where they state a registry's facts, and in a safe order."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest

from domaudit import texts
from domaudit.data import load
from domaudit.families import family
from domaudit.model import Remedy, Verdict
from domaudit.remedies import remedy

TODAY = date(2026, 11, 22)
DATA, SOURCES = load("remedies/steps.yaml"), load("remedies/sources.yaml")
OWN = [own for family in load("remedies/families.yaml")["families"].values() for own in family["steps"].values()]
RULES = tuple(rule for rule in DATA["rules"] if rule != "held-by-provider-rental")
FACTS = {"client": "Boulangerie Dupont", "provider": "Studio Pixel SARL"}
ZONES = ("fr", "re", "com", "paris", "be", "ca", "ch", "eu", "co.uk", "de", "nl", "lu", "it", "es", "sn", "ma", "bj", "example", "uk.com")


def steps(
    rule: str,
    zone: str = "fr",
    verdict: Verdict = Verdict.HELD_BY_PROVIDER,
    expires: date | None = None,
    status: str = "active",
    **facts: str,
) -> Remedy:
    found = remedy(
        rule,
        domain="dupont-exemple-fictif.fr",
        zone=zone,
        verdict=verdict,
        facts=FACTS | facts,
        today=TODAY,
        expires=expires,
        party_status=status,
    )
    assert found is not None
    return found


def ids(found: Remedy) -> list[str]:
    return [step.text.id for step in found.steps]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_rule_has_whole_steps_for_every_zone_verdict_and_state(rule: str, lang: texts.Lang) -> None:
    for zone in ZONES:
        for verdict in Verdict:
            for status in ("active", "liquidation", "ceased", "unreachable"):
                found = steps(rule, zone, verdict, status=status)
                assert found.steps
                for text in (found.title, *(step.text for step in found.steps)):
                    assert texts.has(text.id)
                    assert "…" not in texts.say(text, lang)
                    assert not re.search(r"\{|\}", texts.say(text, lang))


def test_a_rule_without_a_ladder_has_no_remedy() -> None:
    none = remedy("x", domain="x.fr", zone="fr", verdict=Verdict.HIDDEN, facts=FACTS, today=TODAY, expires=None, party_status="active")
    assert none is None


def test_every_text_of_the_steps_is_used() -> None:
    entries = [entry for ladder in DATA["rules"].values() for entry in ladder] + OWN
    used = {f"remedy.{rule}.title" for rule in DATA["rules"]}
    for entry in entries:
        text = entry.get("text", [])
        used |= {text} if isinstance(text, str) else set(text)
        used |= set(entry.get("variants", {}).values()) | ({entry["or_else"]} if "or_else" in entry else set())
    assert used == {id_ for id_ in texts.ids() if id_.startswith("remedy.")}


def test_every_fact_about_a_family_has_a_source_and_a_confidence() -> None:
    for own in OWN:
        assert urlsplit(SOURCES[own["source"]]["url"]).scheme in ("http", "https")
        assert own["confidence"] in ("high", "medium")


def test_every_source_is_used_and_was_read_within_a_year() -> None:
    assert {own["source"] for own in OWN} == set(SOURCES)
    assert [id_ for id_, source in SOURCES.items() if date.today() > source["reviewed"] + timedelta(365)] == []


def test_copies_are_put_in_safety_before_anything_is_asked() -> None:
    for rule in ("held-by-provider", "in-name-only"):
        for status in ("active", "liquidation", "ceased", "unreachable"):
            found = ids(steps(rule, status=status))
            assert found[0] == "remedy.safety"
            assert found[1].startswith("remedy.ask-")


def test_held_by_provider_in_fr_climbs_gently() -> None:
    found = steps("held-by-provider", expires=date(2027, 3, 2))
    assert ids(found) == ["remedy.safety.expires", "remedy.ask-change", "remedy.afnic.ask", "remedy.notice", "remedy.afnic.dispute"]
    assert [step.deadline for step in found.steps] == [TODAY, TODAY + timedelta(14), None, None, None]
    assert "expires on 2 Mar 2027" in texts.say(found.steps[0].text, "en")
    assert "d’ici le 6 décembre 2026" in texts.say(found.steps[1].text, "fr")
    assert found.steps[-1].source == "http://auxis-avocats.fr/recuperer-un-nom-de-domaine/"


def test_a_generic_ending_warns_of_the_sixty_days() -> None:
    assert "remedy.gtld.trap" in ids(steps("held-by-provider", "com"))
    assert "60 days" in texts.say(steps("in-name-only", "com", Verdict.IN_NAME_ONLY).steps[3].text, "en")
    assert "remedy.gtld.trap" not in ids(steps("held-by-provider", "fr"))


def test_what_the_mailbox_receives_is_said_where_it_is_known() -> None:
    assert "remedy.gtld.mailbox" in ids(steps("in-name-only", "com", Verdict.IN_NAME_ONLY))
    assert ids(steps("in-name-only", "be", Verdict.IN_NAME_ONLY)).count("remedy.be.trap") >= 1
    assert "remedy.mailbox" in ids(steps("in-name-only", "sn", Verdict.IN_NAME_ONLY))


def test_an_ending_we_know_nothing_of_is_sent_to_its_registry() -> None:
    found = steps("held-by-provider", "bj")
    assert ids(found)[-1] == "remedy.registry-general"
    assert all(step.source is None for step in found.steps)
    assert "the registry of .bj" in texts.say(found.steps[-1].text, "en")


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("fr", "afnic"),
        ("yt", "afnic"),
        ("co.uk", "uk"),
        ("com.br", "br"),
        ("li", "ch"),
        ("com", "gtld"),
        ("paris", "gtld"),
        ("uk.com", None),
        ("eu.org", None),
        ("bj", None),
        ("xn--p1ai", None),
        ("test", None),
    ],
)
def test_families(zone: str, expected: str | None) -> None:
    assert family(zone) == expected


@pytest.mark.parametrize("status", ["liquidation", "ceased", "unreachable"])
def test_the_state_of_the_provider_changes_whom_to_write_to(status: str) -> None:
    assert f"remedy.ask-change.{status}" in ids(steps("held-by-provider", "com", status=status))
    assert ("remedy.afnic.ceased" in ids(steps("held-by-provider", "fr", status=status))) == (status != "unreachable")


def test_who_can_renew_depends_on_who_holds() -> None:
    soon = TODAY + timedelta(40)
    assert ids(steps("expires-soon", verdict=Verdict.HELD_BY_CLIENT, expires=soon))[0] == "remedy.renew.client"
    assert ids(steps("expires-soon", verdict=Verdict.IN_NAME_ONLY, expires=soon))[0] == "remedy.renew.provider"
    assert ids(steps("expires-soon", verdict=Verdict.HIDDEN, expires=soon))[0] == "remedy.renew.unknown"


@pytest.mark.parametrize(("days", "deadline"), [(40, 33), (7, 0), (2, 0)])
def test_renewal_has_a_week_to_spare_but_never_a_deadline_in_the_past(days: int, deadline: int) -> None:
    found = steps("expires-soon", verdict=Verdict.HELD_BY_CLIENT, expires=TODAY + timedelta(days))
    assert found.steps[0].deadline == TODAY + timedelta(deadline)


@pytest.mark.parametrize("today", [date.max, date.max - timedelta(3), date.min])
@pytest.mark.parametrize("expires", [None, date.max, date.min, date.min + timedelta(1)])
def test_the_calendars_ends_are_no_failure(today: date, expires: date | None) -> None:
    for rule in RULES:
        found = remedy(
            rule,
            domain="x.fr",
            zone="fr",
            verdict=Verdict.HELD_BY_PROVIDER,
            facts=FACTS,
            today=today,
            expires=expires,
            party_status="active",
        )
        assert found is not None
        assert all(step.deadline is None or step.deadline >= today for step in found.steps)


def test_an_expiry_in_the_past_is_not_given_as_a_reminder() -> None:
    found = steps("held-by-provider", expires=TODAY - timedelta(3))
    assert found.steps[0].text.id == "remedy.safety"


def test_a_rental_as_agreed_is_told_as_one() -> None:
    found = steps("held-by-provider", rental_until="2028-01-01")
    assert ids(found)[0] == "remedy.rental"
    assert "Nothing is wrong today" in texts.say(found.steps[0].text, "en")
    assert "remedy.notice" not in ids(found)


def test_known_facts_make_the_step_more_precise() -> None:
    assert "remedy.hidden.login.registrar" in ids(steps("registrant-hidden", "com", Verdict.HIDDEN, registrar="Registrar Exemple"))
    assert "remedy.hidden.login" in ids(steps("registrant-hidden", "com", Verdict.HIDDEN, registrar=""))
    assert "remedy.who-is-it" in ids(steps("held-by-third-party", verdict=Verdict.HELD_BY_THIRD_PARTY, value="Les Trois Moulins SAS"))


def test_hostile_facts_are_only_ever_values() -> None:
    found = steps("held-by-third-party", verdict=Verdict.HELD_BY_THIRD_PARTY, value="{provider} {0}")
    assert "“{provider} {0}”" in texts.say(found.steps[0].text, "en")
