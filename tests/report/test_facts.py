"""The sheet for a prospect: the record's lines and nothing about what they mean, safe and masked in every form; and sheets as such."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO, TextIOWrapper

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit import texts
from domaudit.letters.blocks import Heading, Items, Lines, Paragraph, Run, Table, plain
from domaudit.model import (
    Change,
    Contact,
    DnsObservation,
    Observation,
    Observed,
    Outcome,
    Record,
    Report,
    Role,
    Since,
    SiteReport,
    SiteSince,
)
from domaudit.report import facts, sheets
from domaudit.report.gathering import Gathered
from domaudit.report.screens import Screen, Style
from domaudit.report.telling import Teller
from domaudit.texts import Lang
from tests.report import samples
from tests.whole import load_cases, run

HOSTILE = "<script>alert(1)</script> | [/red] ::error:: =cmd|'/c calc' \x1b[2J \u202e ]]> %0A \n::error::x"
FORMS = ("terminal", "html", "markdown")
LANGUAGES: tuple[Lang, ...] = ("en", "fr")


def sheet(report: Report, form: str = "terminal", *, screen: Screen | None = None, **style: object) -> str:
    out = StringIO()
    how = Style(**{"lang": "en", "exit_code": 1, "reader": "prospect", **style})  # type: ignore[arg-type]  # as in a command line
    sheets.write(Gathered.of(report, ["terminal"], how.lang), form, out, how, screen or Screen())
    return out.getvalue()


def about(site: SiteReport, **record: object) -> SiteReport:
    """The site with another record."""
    (seen, *more) = site.observed.registration
    return replace(site, observed=Observed((replace(seen, record=Record(**record)), *more)))  # type: ignore[arg-type]  # a record in words


JUDGING = {
    "en": r"\bheld by|name only|severity|critical|warning|verdict|third party|the provider|the client|should|must|ask for|urgent|sure\b",
    "fr": r"au nom de|gravité|critique|avertissement|verdict|d’un tiers|le prestataire|le client|il faut|devez|urgent|sûr\b",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_it_tells_lines_and_judges_nobody(lang: Lang, form: str) -> None:
    """On every whole case there is: no word of a verdict, of advice, or of who is whose provider."""
    for case in load_cases():
        report, _ = run(case)
        told = re.sub(r"<style>.*</style>|\\\\", "", sheet(report, form, lang=lang, personal_data=True), flags=re.DOTALL)
        told = " ".join(html.unescape(told).split())
        for word in sorted({" ".join(word.split()) for one in report.sites for word in words_of_the_record(one)}, key=len, reverse=True):
            told = told.replace(word, "")
        assert re.findall(JUDGING[lang], told, re.IGNORECASE) == [], case["id"]
        for one in report.sites:
            assert not any(texts.say(found.message, lang) in told for found in one.findings)


def words_of_the_record(one: SiteReport) -> Iterator[str]:
    """What the record and the DNS say in their own words."""
    for seen in one.observed.registration:
        yield from (source for source in (seen.source.error, seen.source.imported) if source)
        record = seen.record or Record()
        yield from (*record.redacted, *record.statuses, *record.nameservers, *filter(None, (record.registrar, record.reseller)))
        for contact in (contact for people in record.contacts.values() for contact in people):
            yield from filter(None, (contact.name, contact.organization, contact.email, contact.handle))


def test_it_says_which_day_which_source_names_whom_in_which_field() -> None:
    told = " ".join(sheet(samples.whole(samples.held_by_provider())).split())
    assert "AFNIC (registry of .fr, rdap.nic.fr), RDAP (asked on 22 Nov 2026 at 09:15 UTC; SHA-256 3f9c2a11d0b7…)" in told
    assert "Registrant organisation: “STUDIO PIXEL”" in told
    assert "Studio Pixel SARL" not in told  # the provider as the inventory has it
    assert "Boulangerie Dupont" not in told


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "Last transfer between registrars: 6 Mar 2009"), ("fr", "Dernier transfert entre bureaux d’enregistrement : 6 mars 2009")],
)
def test_the_last_transfer_is_told_where_the_record_tells_it(lang: Lang, said: str) -> None:
    told = about(samples.held_by_client(), transferred=datetime(2009, 3, 6, 23, 59, tzinfo=UTC))
    assert said in " ".join(sheet(samples.whole(told), lang=lang).split()).replace("\u202f", " ")
    assert said.partition(" ")[0] not in sheet(samples.whole(about(samples.held_by_client())), lang=lang)


def test_the_order_is_that_of_the_inventory() -> None:
    report = samples.whole()
    places = [sheet(report).index(f"\n  {site.site.unicode}") for site in report.sites]
    assert places == sorted(places)


def test_what_was_not_seen_is_said() -> None:
    told = " ".join(sheet(samples.whole(samples.undetermined(), samples.not_registered(), samples.no_own_domain())).split())
    assert "CIRA (registry of .ca, rdap.ca.fury.ca) declined our question for now (429)" in told
    assert "whois.cira.ca) could not be reached" in told
    assert "No registration of this name is known there" in told
    assert "It is a name below pixel-exemple-fictif.fr" in told
    empty = samples.a_report(samples.a_site("x.fr"), samples.Verdict.UNDETERMINED)
    assert "Nothing was asked about this name" in sheet(samples.whole(replace(empty, observed=Observed())))
    assert "No registrant is named in this answer" in sheet(samples.whole(empty))


def test_people_are_masked_even_on_a_screen() -> None:
    report = samples.whole(samples.held_by_provider())
    on_screen = sheet(report, screen=Screen(tty=True))
    assert "J… M…" in on_screen
    assert "j…@pixel-mail.example" in on_screen
    assert "are masked here." in on_screen
    assert "domaudit" not in on_screen  # whoever is shown it has no such command
    assert "+33" not in on_screen
    opened = sheet(report, personal_data=True)
    assert "Jean Martin" in opened
    assert "jm@pixel-mail.example" in opened
    assert "are masked here." not in opened


def test_the_provider_sees_its_own_sheet_open_on_a_screen() -> None:
    report = samples.whole(samples.held_by_provider())
    assert "jm@pixel-mail.example" in sheet(report, screen=Screen(tty=True), reader="provider")
    for form in FORMS:
        assert "jm@pixel-mail.example" not in sheet(report, form, reader="provider")


def test_what_changed_is_told_without_the_verdict() -> None:
    changes = (Change("verdict", ("held-by-client",), ("held-by-provider",)), Change("registrar", ("Registrar A",), ("Registrar B",)))
    site = replace(samples.held_by_provider(), since=SiteSince("compared", changes))
    report = replace(samples.whole(site), since=Since(datetime(2026, 11, 15, tzinfo=UTC), ("gone.example",)))
    told = sheet(report)
    assert "What changed since 15 Nov 2026" in told
    assert "Registrar B" in told
    assert "erdict" not in told
    assert "held by" not in told


def test_every_ending_has_a_place_to_look() -> None:
    told = sheet(samples.whole(), "markdown")
    assert "<https://www.iana.org/domains/root/db/fr.html>" in told
    assert "<https://www.dnsbelgium.be>" in told
    assert told.count("db/fr.html") == 1


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_report_has_a_sheet(form: str) -> None:
    assert "There is no domain to look at." in sheet(replace(samples.whole(), sites=()), form)


@pytest.mark.parametrize("form", FORMS)
def test_a_hostile_record_stays_text(form: str) -> None:
    people = {Role.REGISTRANT: (Contact(organization=HOSTILE, name="x" * 10_000),), Role.TECHNICAL: (Contact(name=HOSTILE),)}
    site = about(samples.held_by_provider(), contacts=people, registrar=HOSTILE, statuses=(HOSTILE,), nameservers=(HOSTILE,))
    dns = DnsObservation(samples.source("192.0.2.53", kind="dns"), HOSTILE, "MX", (HOSTILE,), (HOSTILE,), True)
    told = sheet(samples.whole(replace(site, observed=replace(site.observed, dns=(dns,)))), form, personal_data=True)
    assert "x" * 121 not in told
    assert not any(line.startswith("::error::") for line in told.splitlines())
    if form == "html":
        assert "<script>" not in told
        assert "Content-Security-Policy" in told
    if form == "markdown":
        assert "<script>" not in told
        assert re.findall(r"(?<!\\)\|", told) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.integers(40, 120))
def test_no_line_of_a_sheet_is_wider_than_the_screen(value: str, width: int) -> None:
    site = about(samples.held_by_provider(), contacts={Role.REGISTRANT: (Contact(organization=value),)}, registrar=value or None)
    for line in sheet(samples.whole(site), screen=Screen(width)).splitlines():
        assert facts.words.width(line) <= width


def test_a_screen_without_our_characters_gets_plain_ones() -> None:
    assert sheet(samples.whole(), screen=Screen(unicode=False)).translate({0xA0: " ", 0xE9: "e"}).isascii()


@pytest.mark.parametrize("reader", ["provider", "prospect"])
@pytest.mark.parametrize("form", FORMS)
def test_every_sheet_comes_in_every_form_for_people(form: str, reader: str) -> None:
    told = sheet(samples.whole(), form, reader=reader)
    assert "dupont-exemple-fictif.fr" in told
    assert told.endswith("\n")
    assert told.startswith("<!doctype html>") == (form == "html")
    assert told.startswith("# ") == (form == "markdown")


def test_a_machine_gets_the_report_whoever_it_is_for() -> None:
    assert not any(sheets.serves("prospect", form) for form in ("json", "sarif", "junit", "csv", "github", "ics"))
    assert not any(sheets.serves(reader, form) for reader in ("client", "ci") for form in FORMS)


def test_sheets_are_made_of_what_every_writer_lays_out() -> None:
    report = samples.whole()
    teller = Gathered.of(report, ["terminal"], "en").teller(Style("en", 1))
    kinds = {type(block) for block in facts.blocks(report, teller)}
    assert kinds == {Heading, Paragraph, Items, Lines}
    with pytest.raises(ValueError, match="no sheet"):
        list(sheets._lines(Table((), ()), 80, first=True))


def test_an_address_stands_on_its_own_line() -> None:
    item = Items(((Run("Look."), *sheets.linked("Source: https://example.org/a-b", "https://example.org/a-b")),))
    assert list(sheets._lines(item, 80, first=False)) == ["    - Look.", "      Source: https://example.org/a-b"]
    assert plain(item.items[0]) == "Look. Source: https://example.org/a-b"


def test_a_status_has_its_meaning_beside_it_but_where_that_would_be_advice() -> None:
    site = about(samples.held_by_provider(), statuses=("active", "client transfer prohibited", "of its own"))
    told = " ".join(sheet(samples.whole(site)).split())
    assert "Status: “client transfer prohibited”. The registrar’s ordinary lock" in told
    assert "Status: “active, of its own”" in told


@pytest.mark.parametrize(
    ("domain", "zone", "said"),
    [
        ("dupont.fr", "fr", "iana.org/domains/root/db/fr.html"),
        ("dupont.uk.com", "uk.com", None),
        ("dupont.co.uk", "uk", "iana.org/domains/root/db/uk.html"),
        ("x.az", "az", "http://www.nic.az/"),
    ],
)
def test_a_name_is_looked_up_at_the_registry_of_its_own_zone(domain: str, zone: str, said: str | None) -> None:
    assert facts._zone(domain) == zone
    runs = facts._look_up(zone, Teller("en", samples.TODAY, False))
    assert said in plain(runs) if said else runs == ()


def test_a_sheet_of_simple_characters_keeps_within_the_screen() -> None:
    for reader in ("provider", "prospect"):
        for lang in LANGUAGES:
            out = TextIOWrapper(BytesIO(), encoding="ascii")
            found = Gathered.of(samples.whole(), ["terminal"], lang)
            sheets.write(found, "terminal", out, Style(lang, 1, reader=reader), Screen(60, unicode=False))
            out.seek(0)
            assert max(map(len, out.read().splitlines())) <= 60


def test_an_imported_answer_says_so_and_a_cut_one_too() -> None:
    (seen,) = samples.held_by_provider().observed.registration
    imported = Observation(replace(seen.source, imported="the registrar's letter"), seen.record, truncated=True)
    gone = Observation(samples.source("whois.nic.fr", Outcome.NO_SOURCE, "whois"))
    told = " ".join(sheet(samples.whole(replace(samples.held_by_provider(), observed=Observed((imported, gone))))).split())
    assert "(imported: the registrar's letter; added on" in told
    assert "The answer was cut short: more may stand in it" in told
