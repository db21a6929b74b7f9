"""The calendar: expiries and deadlines that a phone takes in, the same bytes for the same report, nothing past but what still calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.model import Attestation, Change, Contract, Report, Request, SiteReport, Step, Text
from domaudit.remedies import Situation, remedy
from domaudit.report.ics.lines import OCTETS, Event, calendar, escaped, folded
from domaudit.texts import LANGUAGES, Lang
from tests.report import samples
from tests.report.writing import HOSTILE, LONG, compared, hostile, of_a_person, since, with_expiry, written

TODAY = samples.TODAY
SOON = datetime(2027, 3, 2, 12, tzinfo=UTC)


def read(report: Report, lang: Lang = "en", **style: Any) -> Any:
    """The calendar as another program reads it, without a mistake."""
    found = icalendar.Calendar.from_ical(written("ics", report, lang, **style))
    assert all(event.errors == [] for event in found.walk())
    return found


def events(report: Report, lang: Lang = "en", **style: Any) -> dict[str, Any]:
    """The events by what they say."""
    found = read(report, lang, **style).walk("VEVENT")
    told = {str(event["SUMMARY"]): event for event in found}
    assert len(told) == len(found)
    return told


def day(event: Any) -> date:
    start = event["DTSTART"].dt
    assert isinstance(start, date)
    return start


def alarms(event: Any) -> list[int]:
    """The days before an event on which it reminds."""
    return [-alarm["TRIGGER"].dt.days for alarm in event.walk("VALARM")]


def with_site(site: SiteReport, **more: Any) -> SiteReport:
    return replace(site, site=replace(site.site, **more))


def test_an_expiry_is_a_day_that_stays_free_and_reminds_three_times() -> None:
    event = events(samples.whole(with_expiry(samples.held_by_client(), SOON)))["boulangerie-dupont.example expires: renew it"]
    assert day(event) == date(2027, 3, 2)
    assert event["DTEND"].dt == date(2027, 3, 3)
    assert event["TRANSP"] == "TRANSPARENT"
    assert alarms(event) == [60, 30, 7]
    assert all(alarm["ACTION"] == "DISPLAY" and alarm["DESCRIPTION"] for alarm in event.walk("VALARM"))
    assert "expires on 2 Mar 2027" in event["DESCRIPTION"]
    assert "rdap.nic.fr (RDAP), 2026-11-22 09:15 UTC, SHA-256 3f9c2a11d0b7" in event["DESCRIPTION"]


def test_french_says_it_in_french() -> None:
    report = samples.whole(with_expiry(samples.held_by_client(), SOON))
    assert list(events(report, "fr")) == ["boulangerie-dupont.example expire\u202f: à renouveler"]
    assert read(report, "fr")["X-WR-CALNAME"] == "Domaines\u202f: expirations et échéances"


def test_an_expired_name_calls_today() -> None:
    past = with_expiry(samples.held_by_client(), datetime(2026, 11, 20, tzinfo=UTC))
    event = events(samples.whole(past))["boulangerie-dupont.example has expired: see to it today"]
    assert day(event) == TODAY
    assert "20 Nov 2026" in event["DESCRIPTION"]
    (before,) = read(samples.whole(with_expiry(samples.held_by_client(), SOON))).walk("VEVENT")
    assert event["UID"] == before["UID"]  # the calendar moves it


@pytest.mark.parametrize("site", [samples.not_registered(), samples.no_own_domain()])
def test_what_is_no_registration_does_not_expire(site: SiteReport) -> None:
    assert not [said for said in events(samples.whole(with_expiry(site, SOON))) if "expire" in said or "expiry" in said]


def test_a_name_without_a_date_is_told() -> None:
    report = samples.whole(samples.held_by_client("a.example"), samples.hidden(), with_expiry(samples.held_by_client("b.example"), SOON))
    event = events(report)["2 domains show no expiry date: ask when they are due"]
    assert day(event) == TODAY
    assert str(event["DESCRIPTION"]).endswith("a.example, boutique-exemple-fictif.com")


def test_there_is_always_an_event() -> None:
    nothing = replace(samples.whole(), sites=(), inventory=replace(samples.whole().inventory, sites=()))
    assert list(events(nothing)) == ["Domains: no date to watch"]


def test_the_steps_of_today_are_one_event_and_later_ones_have_their_day() -> None:
    told = {said: day(event) for said, event in events(samples.whole(samples.held_by_provider())).items()}
    name = "dupont-exemple-fictif.fr"
    assert told[f"{name}: to do today"] == TODAY
    assert not [said for said in told if "answer" in said or "reminder" in said]  # nobody is known to have written to anybody
    assert told[f"{name}: have it renewed by today"] > TODAY
    assert min(told.values()) == TODAY
    now = str(events(samples.whole(samples.held_by_provider()))[f"{name}: to do today"]["DESCRIPTION"])
    assert now.startswith("1. Before anything changes")
    assert "\nSource: https://" in now
    assert now.endswith("Once the letter has gone, tell whoever makes this calendar: the next one has the day by which an answer is due.")


def test_once_the_letter_has_gone_its_answer_and_the_reminder_have_their_days() -> None:
    site, name = samples.held_by_provider(), "dupont-exemple-fictif.fr"
    found = next(found for found in site.findings if found.remedy is not None)
    asked = Request("change-of-holder", date(2026, 11, 20), to="provider", reply_by=date(2026, 12, 4))
    facts = {**found.message.values, "client": "Boulangerie Dupont", "provider": "Studio Pixel SARL"}
    climbed = remedy("held-by-provider", Situation(name, "fr", site.verdict, facts, TODAY, requests=[asked]))
    told = events(samples.whole(replace(site, findings=(replace(found, remedy=climbed),))))
    assert day(told[f"{name}: last day for their answer"]) == date(2026, 12, 4)
    assert day(told[f"{name}: reminder, if nothing has come"]) == date(2026, 12, 5)
    assert "Once the letter has gone" not in str(told)


def test_what_a_job_is_told_is_no_day_of_a_calendar() -> None:
    site = samples.held_by_provider()
    found = next(found for found in site.findings if found.remedy is not None)
    assert found.remedy is not None
    steps = (Step(Text("remedy.ci.tell", {"client": "x"}), deadline=TODAY),)
    told = replace(site, findings=(replace(found, remedy=replace(found.remedy, steps=steps)),))
    assert not [said for said in events(samples.whole(told)) if "today" in said]


def test_a_request_has_its_day_and_an_overdue_one_has_today() -> None:
    ahead = Request("transfer-code", date(2026, 11, 20), to="provider", reply_by=date(2026, 12, 4))
    mine = Request("change-of-holder", date(2026, 11, 20), from_="client", reply_by=date(2026, 12, 5))
    done = Request("transfer", date(2026, 10, 1), to="registrar", reply_by=date(2026, 12, 6), answered=date(2026, 10, 2))
    late = Request("disclosure", date(2026, 10, 1), to="registrar", reply_by=date(2026, 10, 15))
    site = with_site(samples.held_by_client("x.example"), requests=(ahead, mine, done, late))
    told = {said: day(event) for said, event in events(samples.whole(site)).items() if said.startswith("x.")}
    assert told == {"x.example: an answer is due": date(2026, 12, 4), "x.example: your answer is due": date(2026, 12, 5)}
    overdue = samples.undetermined().findings[0]
    values = {"what": "disclosure", "whom": "registrar", "domain": "x.example"}
    overdue = replace(overdue, rule="request-overdue", remedy=None, message=replace(overdue.message, values=values))
    told = {said: day(event) for said, event in events(samples.whole(replace(site, findings=(overdue,)))).items()}
    assert told["x.example: an answer is overdue"] == TODAY


def test_contracts_and_attestations_end_on_their_last_day() -> None:
    site = with_site(
        samples.held_by_client("x.example"),
        contract=Contract(until=date(2027, 3, 1)),
        attestation=Attestation("client", date(2026, 10, 2), until=date(2027, 10, 2)),
    )
    told = events(samples.whole(site))
    assert day(told["x.example: the contract ends"]) == date(2027, 3, 1)
    assert alarms(told["x.example: the contract ends"]) == [30, 7]
    assert day(told["x.example: the attestation ends"]) == date(2027, 10, 2)
    past = with_site(samples.held_by_client("x.example"), contract=Contract(until=TODAY - timedelta(1)))
    assert "x.example: the contract ends" not in events(samples.whole(past))


def test_what_changed_is_an_event_of_today() -> None:
    site = since(with_expiry(samples.held_by_client(), SOON), Change("nameservers", ("ns1.a.example",), ("ns1.b.example",)))
    event = events(compared(site))["boulangerie-dupont.example: something changed"]
    assert day(event) == TODAY
    assert "ns1.b.example" in event["DESCRIPTION"]
    assert "No longer in the inventory: old.example" in read(compared(site, gone=("old.example",)))["X-WR-CALDESC"]


def test_no_event_is_past_and_no_two_share_a_uid() -> None:
    found = read(samples.whole()).walk("VEVENT")
    assert min(map(day, found)) >= TODAY
    assert len({str(event["UID"]) for event in found}) == len(found)


def test_two_runs_give_the_same_bytes_and_a_later_one_is_a_later_revision_of_the_same_events() -> None:
    report = samples.whole()
    assert written("ics", report) == written("ics", report)
    later = replace(report, audited_at=report.audited_at + timedelta(days=3))
    one, other = read(report).walk("VEVENT"), read(later).walk("VEVENT")
    assert {str(event["UID"]) for event in one} == {str(event["UID"]) for event in other}
    assert {int(event["SEQUENCE"]) for event in other} == {int(event["SEQUENCE"]) + 3 for event in one}
    assert {event["DTSTAMP"].dt for event in one} == {report.audited_at}


def test_the_uid_is_a_hash_and_names_no_host() -> None:
    found = read(samples.whole()).walk("VEVENT")
    assert all(str(event["UID"]).startswith("domaudit-") and "@" not in event["UID"] and "." not in event["UID"] for event in found)


def test_the_calendar_is_published_without_an_organiser() -> None:
    found = read(samples.whole())
    assert found["VERSION"] == "2.0"
    assert found["PRODID"] == "-//domaudit//report//EN"
    assert "METHOD" not in found  # PUBLISH asks for an ORGANIZER in each event (RFC 5546, section 3.2.1)
    assert found["NAME"] == found["X-WR-CALNAME"] == "Domains: expiries and deadlines"


def test_people_are_masked_and_the_calendar_says_so() -> None:
    site = with_site(of_a_person(), contract=Contract(until=date(2027, 3, 1)))
    text = written("ics", samples.whole(site)).replace("\r\n ", "")
    assert "Jean Martin" not in text
    assert "J… M…" in text
    assert "masked here" in text
    assert "Jean Martin" in written("ics", samples.whole(site), personal_data=True).replace("\r\n ", "")


# --- the lines ----------------------------------------------------------------------------------------------------------


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=400))
@settings(max_examples=200, deadline=None)
def test_a_folded_line_is_short_and_reads_the_same(text: str) -> None:
    lines = folded(text)
    assert unfolded(lines) == [text]
    for number, line in enumerate(lines.split("\r\n")):
        assert len(line.encode()) <= OCTETS
        assert number == 0 or not line.startswith(" ::") or ":::" in text


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_an_escaped_value_reads_the_same(text: str) -> None:
    shown = escaped(text)
    assert "\n" not in shown
    assert "\r" not in shown
    back, place = "", 0
    while place < len(shown):
        if shown[place] == "\\":
            place += 1
            assert shown[place] in "\\;,n"
            back += "\n" if shown[place] == "n" else shown[place]
        else:
            assert shown[place] not in ";,"
            back += shown[place]
        place += 1
    assert back == text.replace("\r", "")


def test_the_last_day_of_the_calendar_has_no_day_after_it() -> None:
    text = "".join(calendar([Event(("x",), date.max, "x")], samples.NOW, "x", "x", "en"))
    assert "DTSTART;VALUE=DATE:99991231" in text
    assert "DTEND" not in text


@pytest.mark.parametrize("text", [HOSTILE, LONG, "\r\nEND:VEVENT\r\nBEGIN:VALARM", "a" * 70 + "::error::x"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_hostile_record_stays_text(text: str, lang: Lang) -> None:
    (site,) = hostile(text).sites
    told = written("ics", samples.whole(since(site, Change("registrant", (text,), (text,)))), lang)
    assert not set(told) & set("\x1b\u202e")
    assert all(len(line.encode()) <= OCTETS for line in told.split("\r\n"))
    assert not any(line.strip().startswith("::") for line in told.split("\r\n"))
    lines = told.split("\r\n")
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(icalendar.Calendar.from_ical(told).walk("VEVENT"))


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_whatever_the_record_holds_it_is_a_calendar(text: str) -> None:
    (site,) = hostile(text).sites
    assert read(samples.whole(since(site, Change("registrar", (text,), ()))), personal_data=True).walk("VEVENT")
