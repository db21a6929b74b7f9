"""What changed, in words: plain, in both languages, people masked, and nothing hostile gets through."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit import texts
from domaudit.changes.comparing import WHATS
from domaudit.model import WITHHELD, Change, Contact, Record, Report, Role, Since, SiteReport, SiteSince, Verdict, What
from domaudit.report import news
from domaudit.report.telling import Teller
from domaudit.rules import RULES
from tests.report import samples
from tests.report.test_terminal import shown

THEN = Since(datetime(2026, 11, 15, 23, 30, tzinfo=UTC), ("gone-exemple-fictif.fr",))


def teller(lang: Any = "en", *, personal_data: bool = False) -> Teller:
    return Teller(lang, samples.TODAY, personal_data).knowing(samples.whole())


def changed(*changes: Change, of: SiteReport | None = None, record: Record | None = None) -> SiteReport:
    return replace(of or samples.held_by_provider(), since=SiteSince("compared", changes, record=record))


def lines(what: What, old: tuple[str, ...], new: tuple[str, ...], lang: Any = "en", of: SiteReport | None = None) -> list[str]:
    return news.lines(teller(lang), changed(Change(what, old, new), of=of))


@pytest.mark.parametrize("old", ["hidden", "undetermined"])
@pytest.mark.parametrize("new", ["held-by-provider", "in-name-only", "held-by-third-party"])
def test_a_holder_that_is_seen_for_the_first_time_has_a_line_of_its_own(old: str, new: str) -> None:
    assert lines("verdict", (old,), (new,))[1:] == ["Seen for the first time: who holds it could not be seen before"]
    (told,) = lines("verdict", (old,), (new,), "fr")[1:]
    assert told == "Vu pour la première fois\N{NARROW NO-BREAK SPACE}: on ne pouvait pas voir jusqu’ici qui le détient"
    assert len(lines("verdict", (new,), (old,))) == len(lines("verdict", (old,), ("held-by-client",))) == 1


def test_a_name_beside_a_mere_word_is_masked() -> None:
    people = (Contact("Marie Durand", "Home"),)
    change = Change("registrant", ("Home", "Marie Durand"), ("Home", "Jean Martin"))
    site = changed(change, record=Record({Role.REGISTRANT: people}))
    now = replace(site, registration=replace(site.registration, contacts={Role.REGISTRANT: (Contact("Jean Martin", "Home"),)}))
    (told,) = news.lines(teller().knowing(samples.whole(now)), now)
    assert "Durand" not in told
    assert "Martin" not in told


SAID: list[tuple[What, tuple[str, ...], tuple[str, ...], str, str]] = [
    (
        "verdict",
        ("held-by-client",),
        ("held-by-provider",),
        "Verdict: held by the client → held by the provider",
        "Verdict : au nom du client → au nom du prestataire",
    ),
    ("registrant", ("Les Trois Moulins SAS",), (), "Registrant: Les Trois Moulins SAS → none", "Titulaire : Les Trois Moulins SAS → aucun"),
    (
        "registrant-email",
        ("jm@pixel-mail.example",),
        (WITHHELD,),
        "Registrant’s e-mail: j…@pixel-mail.example → hidden",
        "E-mail du titulaire : j…@pixel-mail.example → masqué",
    ),
    (
        "expires",
        ("2026-03-02",),
        ("2027-03-02",),
        "Expiry put off: 2 Mar 2026 → 2 Mar 2027",
        "Échéance repoussée : 2 mars 2026 → 2 mars 2027",
    ),
    (
        "expires",
        ("2027-03-02",),
        ("2026-03-02",),
        "Expiry brought forward: 2 Mar 2027 → 2 Mar 2026",
        "Échéance avancée : 2 mars 2027 → 2 mars 2026",
    ),
    ("expires", (), ("2026-03-02",), "Expiry: none → 2 Mar 2026", "Expiration : aucun → 2 mars 2026"),
    ("dnssec", ("unsigned",), ("signed",), "DNSSEC (signed DNS answers): off → on", "DNSSEC (réponses DNS signées) : désactivé → activé"),
    ("finding", (), ("expired",), "New, or more pressing: The name has expired", "Nouveau, ou plus pressant : Le nom a expiré"),
    ("finding", ("expired",), (), "No longer a point to look at: The name has expired", "N’est plus un point à regarder : Le nom a expiré"),
    (
        "finding",
        ("rule-of-another-version",),
        (),
        "No longer a point to look at: rule-of-another-version",
        "N’est plus un point à regarder : rule-of-another-version",
    ),
    ("status", (), ("odd",), "New status “odd”", "Nouveau statut « odd »"),
    ("status", ("odd",), (), "Status gone: “odd”", "Statut disparu : « odd »"),
]


@pytest.mark.parametrize(("what", "old", "new", "en", "fr"), SAID)
def test_in_plain_words(what: What, old: tuple[str, ...], new: tuple[str, ...], en: str, fr: str) -> None:
    (told,) = lines(what, old, new)
    assert told == en
    (told,) = lines(what, old, new, "fr")
    assert " ".join(told.split()) == fr


def test_a_transfer_lock() -> None:
    lock = "client transfer prohibited"
    assert lines("status", (lock,), ())[0].startswith(f"Transfer lock lifted (“{lock}” is gone): nothing in the record stops a move")
    assert lines("status", (), (lock,))[0].startswith(f"Transfer lock set (“{lock}”)")
    assert lines("status", (lock,), (lock, "server hold")) == [
        "New status “server hold”: The registry has taken the name out of the DNS: site and mail are down."
    ]
    over = lines("status", (lock,), ("server transfer prohibited",))  # another lock took over
    assert [told.partition("”")[0] for told in over] == ["New status “server transfer prohibited", f"Status gone: “{lock}"]
    assert "levé" in lines("status", (lock,), (), "fr")[0]


def test_a_coming_expiry_has_its_day() -> None:
    assert lines("finding", (), ("expires-soon",), of=samples.expiring()) == ["New, or more pressing: The name expires soon (26 Nov 2026)"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_everything_that_may_change_has_words(lang: Any) -> None:
    assert all(texts.has(f"changes.{what}") for what in WHATS)
    for verdict in Verdict:
        assert "verdict." not in lines("verdict", (verdict.value,), (verdict.value,), lang)[0]
    for rule in RULES:
        assert texts.has(f"rule.{rule.__name__.replace('_', '-')}.title")


def test_the_whole() -> None:
    sites = (changed(Change("registrar", ("A",), ("B",))), replace(samples.hidden(), since=SiteSince("added")))
    unseen = replace(samples.undetermined(), since=SiteSince("unseen"))
    report = replace(samples.whole(*sites, unseen), since=THEN)
    assert news.heading(teller(), report) == "What changed since 15 Nov 2026"
    assert news.gone(teller(), report) == ["gone-exemple-fictif.fr"]
    assert [site.site.domain for site, _ in news.of_sites(teller(), report.sites)] == [site.site.domain for site in sites]
    told = news.of_all(teller(), report)
    assert told[0] == "No longer in the inventory: gone-exemple-fictif.fr"
    assert told[1].startswith("1 domain could not be compared")
    assert news.summary(teller(), report.since, 3) == "Since 15 Nov 2026: 3 domains with changes."
    still = replace(report, sites=(unseen,), since=replace(THEN, gone=()))
    assert news.of_all(teller(), still)[0] == "No change was seen."
    assert "aucun changement." in news.summary(teller("fr"), still.since, 0)


def test_without_an_earlier_report_there_is_nothing_to_say() -> None:
    report = samples.whole()
    assert (news.heading(teller(), report), news.gone(teller(), report), news.summary(teller(), report.since, 0)) == ("", [], "")
    assert [news.lines(teller(), site) for site in report.sites] == [[]] * len(report.sites)
    assert "What changed" not in shown(report)


PERSON = Record({Role.REGISTRANT: (Contact(name="Ada Fictive", email="ada@x-exemple-fictif.fr", kind="individual"),)})


def test_a_person_who_was_the_holder_is_masked() -> None:
    """Who stood in the earlier record is nowhere in the present one."""
    change = Change("registrant", ("Ada Fictive",), ("STUDIO PIXEL",))
    site = changed(change, Change("registrant-email", ("ada@x-exemple-fictif.fr",), ()), record=PERSON)
    speaker = teller()
    assert news.lines(speaker, site) == ["Registrant: A… F… → STUDIO PIXEL", "Registrant’s e-mail: a…@x-exemple-fictif.fr → none"]
    assert speaker.masked
    assert news.lines(teller(personal_data=True), site)[0] == "Registrant: Ada Fictive → STUDIO PIXEL"


def test_a_company_that_was_the_holder_is_named() -> None:
    record = Record({Role.REGISTRANT: (Contact(name="Ada Fictive", organization="Les Trois Moulins", kind="organization"),)})
    site = changed(Change("registrant", ("Les Trois Moulins",), ("STUDIO PIXEL",)), record=record)
    assert news.lines(teller(), site) == ["Registrant: Les Trois Moulins → STUDIO PIXEL"]


@given(st.sampled_from(WHATS), st.lists(st.text(max_size=200), max_size=9), st.booleans())
def test_whatever_the_values_are_each_line_is_one_line(what: What, values: list[str], was: bool) -> None:
    values = [value for value in values if what not in ("verdict", "dnssec", "expires")]
    old, new = (tuple(values), ()) if was else ((), tuple(values))
    for said in lines(what, old, new):
        assert "\n" not in said
        assert len(said) < 3000


def test_the_terminal_tells_it_after_the_table() -> None:
    report: Report = replace(samples.whole(changed(Change("registrar", ("A",), ("B",)))), since=THEN)
    told = shown(report)
    assert told.index("What changed since") < told.index("Who holds which key")
    assert "  dupont-exemple-fictif.fr\n    - Registrar: A → B\n" in told


def test_a_terminal_tells_some_of_many_changes_and_says_how_many_more() -> None:
    sites = [changed(Change("registrar", ("A",), ("B",)), of=samples.held_by_client(f"d{number}.example")) for number in range(30)]
    report = replace(samples.whole(*sites), since=THEN)
    told = shown(report)
    assert told.count("Registrar: A → B") == 20
    assert "and 10 more domains with changes (-v tells them all)" in told
    assert shown(report, verbose=True).count("Registrar: A → B") == 30


def test_the_gravest_status_is_told_first_and_what_is_not_told_is_counted() -> None:
    new = (*(f"odd thing {letter}" for letter in "abcdefgh"), "clientHold")
    told = lines("status", (), new)
    assert told[0].startswith("New status “clientHold”")
    assert told[-1] == "and 3 more new statuses (-v tells them all)"
    verbose = replace(teller(), verbose=True)
    assert len(news.lines(verbose, changed(Change("status", (), new)))) == len(new)


def test_nobody_is_named_by_a_status() -> None:
    record = Record({Role.TECHNICAL: (Contact(name="Ada Fictive", kind="individual"),)})
    new = ("clientHold (par Ada Fictive, ada@x.example)", "asked by Ada Fictive 06 12 34 56 78 ada@x.example")
    site = replace(changed(Change("status", (), new)), registration=record)
    told = " ".join(news.lines(teller(), site))
    assert "“clientHold”" in told
    assert not any(word in told for word in ("Fictive", "12 34", "ada@"))
