"""Every finding has first steps that are whole in both languages, sourced where they state a registry's facts, and in a safe order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest

from domaudit import texts
from domaudit.data import load
from domaudit.families import family
from domaudit.model import PartyStatus, Remedy, Request, Verdict
from domaudit.remedies import Situation, remedy

TODAY = date(2026, 11, 22)
DATA, SOURCES = load("remedies/steps.yaml"), load("remedies/sources.yaml")
OWN = [own for family in load("remedies/families.yaml")["families"].values() for own in family["steps"].values()]
RULES = tuple(rule for rule in DATA["rules"] if rule != "held-by-provider-rental")
FACTS = {"client": "Boulangerie Dupont", "provider": "Studio Pixel SARL"}
ASKED = {"requests": (Request("transfer-code", date(2026, 11, 2), "provider", reply_by=date(2026, 11, 16)),)}
ZONES = ("fr", "re", "com", "paris", "be", "ca", "ch", "eu", "co.uk", "de", "nl", "lu", "it", "es", "sn", "ma", "bj", "example", "uk.com")


def steps(
    rule: str,
    zone: str = "fr",
    verdict: Verdict = Verdict.HELD_BY_PROVIDER,
    expires: date | None = None,
    status: PartyStatus = "active",
    more: Mapping[str, Any] = MappingProxyType({}),
    **facts: str,
) -> Remedy:
    found = remedy(rule, Situation("dupont-exemple-fictif.fr", zone, verdict, FACTS | facts, TODAY, expires, status, **more))
    assert found is not None
    return found


def ids(found: Remedy) -> list[str]:
    return [step.text.id for step in found.steps]


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_rule_has_whole_steps_for_every_zone_verdict_and_state(rule: str, lang: texts.Lang) -> None:
    for zone in ZONES:
        for verdict in Verdict:
            for status in get_args(PartyStatus):
                found = steps(rule, zone, verdict, status=status, more=ASKED if rule == "request-overdue" else {}, what="transfer-code")
                assert found.steps
                for text in (found.title, *(step.text for step in found.steps)):
                    assert texts.has(text.id)
                    assert "…" not in texts.say(text, lang)
                    assert not re.search(r"\{|\}", texts.say(text, lang))


def test_a_rule_without_a_ladder_has_no_remedy() -> None:
    assert remedy("x", Situation("x.fr", "fr", Verdict.HIDDEN, FACTS, TODAY)) is None


def used(entry: Mapping[str, Any]) -> set[str]:
    """The ids of all texts that an entry may say."""
    said = [entry.get("text"), entry.get("or_else"), entry.get("cost"), *entry.get("variants", {}).values(), *entry.get("attach", ())]
    return {id_ for found in said if found for id_ in ([found] if isinstance(found, str) else found)}


def test_every_text_of_the_steps_is_used() -> None:
    ladders = [*DATA["rules"].values(), *DATA["provider"].values(), DATA["ci"]["before"], DATA["ci"]["after"]]
    ids_used = {id_ for entry in (*(entry for ladder in ladders for entry in ladder), *OWN) for id_ in used(entry)}
    ids_used |= {f"remedy.{rule}.title" for rule in DATA["rules"]} | {"remedy.waiting", "remedy.answered"}
    for suffix in (".yours", ".given"):
        ids_used |= {id_ for id_ in texts.ids() if id_.endswith(suffix) and id_.removesuffix(suffix) in ids_used}
    said = {id_ for id_ in texts.ids() if id_.startswith(("remedy.", "attach.", "cost."))}
    short = {id_ for id_ in said if id_.endswith(".short")}
    assert ids_used == said - short
    assert {id_.removesuffix(".short") for id_ in short} <= ids_used


def test_every_fact_about_a_family_has_a_source_and_a_confidence() -> None:
    for own in OWN:
        assert urlsplit(SOURCES[own["source"]]["url"]).scheme in ("http", "https")
        assert own["confidence"] in ("high", "medium")


def test_copies_are_put_in_safety_before_anything_is_asked() -> None:
    for rule in ("held-by-provider", "in-name-only"):
        for status in get_args(PartyStatus):
            found = ids(steps(rule, status=status))
            assert found[0] == "remedy.safety"
            assert (
                found[1] in ("remedy.afnic.eligibility", f"remedy.ask-{'change' if rule == 'held-by-provider' else 'mail'}")
                or status != "active"
            )


LADDER = [
    "remedy.safety.expires",
    "remedy.afnic.eligibility",
    "remedy.afnic.ask",
    "remedy.ask-change",
    "remedy.done",
    "remedy.keep.expires",
    "remedy.reminder",
    "remedy.notice",
    "remedy.registrar-other",
    "remedy.afnic.dispute",
    "remedy.court",
    "remedy.afnic.court",
]


@pytest.mark.parametrize("today", [TODAY, date(2026, 12, 29), date(2027, 12, 31)], ids=str)
def test_held_by_provider_in_fr_climbs_gently(today: date) -> None:
    found = remedy("held-by-provider", Situation("x.fr", "fr", Verdict.HELD_BY_PROVIDER, FACTS, today, date(2028, 3, 2)))
    assert found is not None
    days = {step.text.id: (step.start, step.deadline) for step in found.steps}
    assert list(days) == LADDER
    day = [today + timedelta(number) for number in range(60)]
    assert days["remedy.safety.expires"] == (day[0], day[0])
    assert days["remedy.ask-change"] == (day[0], day[14])
    assert days["remedy.afnic.ask"] == (day[0], None)
    assert days["remedy.keep.expires"] == (None, max(today, date(2028, 2, 24)))
    assert days["remedy.reminder"] == (day[15], day[22])
    assert days["remedy.notice"] == (day[23], day[31])
    assert days["remedy.registrar-other"] == (day[32], day[46])
    assert days["remedy.afnic.dispute"] == days["remedy.court"] == (day[47], None)
    said = {step.text.id: texts.say(step.text, "en") for step in found.steps}
    assert "expires on 2 Mar 2028" in said["remedy.safety.expires"]
    assert f"by {texts.say_date(day[14], 'en')}" in said["remedy.ask-change"]
    assert f"come by {texts.say_date(day[14], 'en')}" in said["remedy.reminder"]
    assert f"last date, {texts.say_date(day[31], 'en')}" in said["remedy.notice"]
    assert found.steps[-3].source == "http://auxis-avocats.fr/recuperer-un-nom-de-domaine/"


def climbing(*asked: Request, rule: str = "held-by-provider", verdict: Verdict = Verdict.HELD_BY_PROVIDER) -> list[tuple[str, date | None]]:
    found = steps(rule, verdict=verdict, more={"requests": asked})
    rungs = (
        "waiting",
        "answered",
        "ask-change",
        "reminder",
        "reminder.since",
        "reminder.answered",
        "notice",
        "notice.since",
        "registrar-other",
        "afnic.dispute",
    )
    return [(step.text.id.removeprefix("remedy."), step.start or step.deadline) for step in found.steps if step.text.id[7:] in rungs]


def test_what_has_been_asked_is_waited_for() -> None:
    asked = Request("change-of-holder", date(2026, 11, 20), "provider", reply_by=date(2026, 12, 4))
    assert climbing(asked)[:3] == [
        ("waiting", date(2026, 12, 4)),
        ("reminder.since", date(2026, 12, 5)),
        ("notice", date(2026, 12, 13)),
    ]


def test_what_is_overdue_leads_to_the_next_rung_today() -> None:
    asked = Request("transfer-code", date(2026, 11, 2), "provider", reply_by=date(2026, 11, 16))
    assert climbing(asked)[:2] == [("reminder.since", TODAY), ("notice", TODAY + timedelta(8))]
    reminded = Request("transfer-code", date(2026, 11, 10), "provider")  # seven days, as a reminder gives
    assert climbing(asked, reminded)[0] == ("notice.since", TODAY)
    noticed = Request("transfer-code", date(2026, 11, 1), "provider", kind="notice")
    assert climbing(noticed)[0] == ("registrar-other", TODAY)
    assert climbing(replace(noticed, kind="dispute")) == []


def test_a_reminder_of_today_comes_before_what_follows_it() -> None:
    asked = Request("change-of-holder", date(2026, 11, 2), "provider", reply_by=date(2026, 11, 16))
    told = ids(steps("held-by-provider", more={"requests": (asked,)}))
    assert told.index("remedy.reminder.since") < told.index("remedy.done") < told.index("remedy.keep") < told.index("remedy.notice")
    early = ids(steps("held-by-provider", more={"requests": (replace(asked, reply_by=TODAY),)}))
    assert early.index("remedy.waiting") < early.index("remedy.done") < early.index("remedy.reminder.since")


def test_an_answer_is_given_a_week_and_another_matter_changes_nothing() -> None:
    asked = Request("transfer-code", date(2026, 11, 2), "provider", reply_by=date(2026, 11, 16), answered=date(2026, 11, 18))
    assert climbing(asked)[:2] == [("answered", date(2026, 11, 25)), ("reminder.answered", date(2026, 11, 26))]
    assert climbing(replace(asked, what="site-copy"))[0] == ("ask-change", TODAY)


def test_a_name_that_expires_soon_is_renewed_first() -> None:
    found = steps("held-by-provider", expires=TODAY + timedelta(60))
    assert ids(found)[:2] == ["remedy.safety.expires", "remedy.renew.provider"]
    assert "remedy.keep.expires" not in ids(found)
    assert found.steps[1].deadline == TODAY + timedelta(53)
    gone = ids(steps("held-by-provider", expires=TODAY - timedelta(1)))
    assert not {"remedy.renew.provider", "remedy.keep", "remedy.keep.expires"} & set(gone)


@pytest.mark.parametrize("rule", ["held-by-provider", "in-name-only", "provider-controls-transfer-mail", "request-overdue"])
def test_the_provider_has_its_own_steps(rule: str) -> None:
    found = steps(rule, verdict=Verdict.HELD_BY_PROVIDER, more={"reader": "provider", **ASKED}, what="transfer-code")
    assert all(id_.startswith(("remedy.provider.", "remedy.afnic.")) for id_ in ids(found))
    assert {step.who for step in found.steps if step.text.id.startswith("remedy.provider.")} == {"provider"}
    assert steps("expires-soon", more={"reader": "provider"}) == steps("expires-soon")


def test_a_job_is_told_whom_to_tell_and_how_to_pass() -> None:
    found = ids(steps("held-by-provider", more={"reader": "ci"}))
    assert found == ["remedy.ci.tell", "remedy.safety", "remedy.afnic.eligibility", "remedy.ask-change", "remedy.ci.accept"]


def test_a_lock_is_spoken_of_where_there_is_one() -> None:
    told = [ids(steps("in-name-only", "com", Verdict.IN_NAME_ONLY, more={"locked": locked})) for locked in (True, False)]
    assert ["remedy.unlock" in found for found in told] == [True, False]


def test_a_generic_ending_warns_of_the_sixty_days() -> None:
    assert "remedy.gtld.trap" in ids(steps("held-by-provider", "com"))
    assert "60 days" in texts.say(steps("in-name-only", "com", Verdict.IN_NAME_ONLY).steps[3].text, "en")
    assert "remedy.gtld.trap" not in ids(steps("held-by-provider", "fr"))


def test_what_the_mailbox_receives_is_said_where_it_is_known() -> None:
    assert "remedy.gtld.mailbox" in ids(steps("in-name-only", "com", Verdict.IN_NAME_ONLY))
    assert ids(steps("in-name-only", "be", Verdict.IN_NAME_ONLY)).count("remedy.be.trap") >= 1
    assert "remedy.mailbox" in ids(steps("in-name-only", "sn", Verdict.IN_NAME_ONLY))


def test_an_ending_we_know_nothing_of_is_sent_to_its_registry() -> None:
    found = steps("held-by-provider", "gy")
    assert ids(found)[-2:] == ["remedy.registry-general", "remedy.court"]
    assert all(step.source is None for step in found.steps)
    assert "we know nothing particular of .gy" in texts.say(found.steps[-2].text, "en")


def test_a_registry_without_a_known_procedure_is_named_with_its_address() -> None:
    found = steps("held-by-provider", "bj")
    assert ids(found)[-2:] == ["remedy.bj.dispute", "remedy.court"]
    assert "ARCEP Bénin" in texts.say(found.steps[-2].text, "fr")


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
        ("bj", "bj"),
        ("gy", None),
        ("xn--p1ai", None),
        ("test", None),
    ],
)
def test_families(zone: str, expected: str | None) -> None:
    assert family(zone) == expected


@pytest.mark.parametrize("status", ["liquidation", "ceased", "unreachable"])
def test_the_state_of_the_provider_changes_whom_to_write_to(status: str) -> None:
    assert f"remedy.ask-change.{status}" in ids(steps("held-by-provider", "com", status=status))
    assert "remedy.afnic.ceased" in ids(steps("held-by-provider", "fr", status=status))
    assert ("remedy.ceased-general" in ids(steps("held-by-provider", "gy", status=status))) == (status != "liquidation")


@pytest.mark.parametrize(
    ("zone", "country", "claim"),
    [
        ("be", "FR", "remedy.france.claim"),
        ("sn", "FR", "remedy.france.claim"),
        ("com", "SN", "remedy.ohada.claim"),
        ("com", None, "remedy.france.claim"),
        ("fr", "BE", None),
        ("be", None, None),
    ],
)
def test_the_time_to_claim_hangs_on_the_country_of_the_company(zone: str, country: str | None, claim: str | None) -> None:
    found = ids(steps("held-by-provider", zone, status="liquidation", more={"country": country}))
    assert [id_ for id_ in found if id_.endswith(".claim")] == ([claim] if claim else [])


@pytest.mark.parametrize(("days", "told"), [(0, True), (60, True), (61, False)])
def test_a_young_name_is_told_until_when_a_move_may_be_turned_down(days: int, told: bool) -> None:
    found = steps("held-by-provider", "com", more={"created": TODAY - timedelta(days)})
    said = [texts.say(step.text, "en") for step in found.steps if step.text.id == "remedy.gtld.young"]
    assert [texts.say_date(TODAY + timedelta(60 - days), "en") in one for one in said] == [True] * told
    assert "remedy.gtld.young" not in ids(steps("held-by-provider", "fr", more={"created": TODAY}))


@pytest.mark.parametrize(("ago", "left"), [(1, 44), (45, 0), (46, None)])
def test_an_expired_name_has_its_last_day(ago: int, left: int | None) -> None:
    found = steps("expired", "com", verdict=Verdict.HELD_BY_CLIENT, expires=TODAY - timedelta(ago))
    grace = [step.deadline for step in found.steps if step.text.id == "remedy.gtld.grace"]
    assert grace == ([TODAY + timedelta(left)] if left is not None else [])


def test_a_registered_holder_turns_to_the_registrar_and_after_its_five_days_to_icann() -> None:
    found = {step.text.id: step for step in steps("in-name-only", "com", Verdict.IN_NAME_ONLY).steps}
    assert (found["remedy.registrar"].start, found["remedy.registrar"].deadline) == (TODAY + timedelta(15), TODAY + timedelta(20))
    assert found["remedy.gtld.shortcut"].start == TODAY + timedelta(21)


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
        found = remedy(rule, Situation("x.fr", "fr", Verdict.HELD_BY_PROVIDER, FACTS, today, expires))
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
    assert "“{provider} {0}”" in texts.say(found.steps[1].text, "en")


@pytest.mark.parametrize(("zone", "home", "asked"), [("fr", "FR", False), ("fr", "CA", True), ("fr", None, True), ("eu", "CH", True)])
def test_a_client_whose_seat_satisfies_the_ending_need_not_check_it(zone: str, home: str | None, asked: bool) -> None:
    situation = Situation(f"x.{zone}", zone, Verdict.HELD_BY_PROVIDER, FACTS, TODAY, home=home)
    found = remedy("held-by-provider", situation)
    assert found is not None
    told = [step.text.id for step in found.steps]
    assert any(id_.endswith(".eligibility") for id_ in told) == asked
    assert ("remedy.payment" in told) == (not asked)


@pytest.mark.parametrize(
    ("zone", "home", "warned"), [("fr", "SN", True), ("fr", "FR", False), ("fr", None, False), ("be", "SN", False), ("com", "SN", False)]
)
def test_a_seat_that_does_not_satisfy_the_ending_is_warned_of(zone: str, home: str | None, warned: bool) -> None:
    for rule in ("held-by-provider", "not-registered"):
        told = ids(steps(rule, zone, more={"home": home}))
        assert ("remedy.abroad" in told) == warned
        assert "remedy.ask-change" not in told or not warned or told.index("remedy.abroad") < told.index("remedy.ask-change")


def test_the_words_to_use_stand_before_the_letter_and_go_with_it() -> None:
    def told(*asked: Request) -> list[str]:
        found = remedy("held-by-provider", Situation("x.fr", "fr", Verdict.HELD_BY_PROVIDER, FACTS, TODAY, requests=asked))
        return [step.text.id for step in found.steps] if found else []

    assert told().index("remedy.afnic.ask") + 1 == told().index("remedy.ask-change")
    assert "remedy.afnic.ask" not in told(Request("change-of-holder", TODAY, to="provider"))
