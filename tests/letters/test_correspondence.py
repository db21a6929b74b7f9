"""Which letters a report calls for: to whom, about what, by when; for every verdict."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domaudit import letters, texts
from domaudit.letters.addressees import KINDS, Kind
from domaudit.letters.correspondence import Letter, correspondence
from domaudit.letters.cover import keys, note
from domaudit.model import (
    Attestation,
    Attribution,
    Confidence,
    Contract,
    Evidence,
    Holder,
    Inventory,
    Key,
    OtherRole,
    Party,
    PartyStatus,
    Record,
    Report,
    Request,
    Severity,
    SiteReport,
    Verdict,
)
from domaudit.remedies.ladder import answer_days, standing
from tests.letters.reading import HOSTILE, html_tags
from tests.report import samples

TODAY = date(2026, 11, 22)
SAMPLES: dict[str, Callable[[], SiteReport]] = {
    "provider": samples.held_by_provider,
    "mailbox": samples.in_name_only,
    "third": samples.held_by_third_party,
    "hidden": samples.hidden,
    "undetermined": samples.undetermined,
    "client": samples.held_by_client,
    "free": samples.not_registered,
    "under": samples.no_own_domain,
}


def with_site(report: SiteReport, **changes: Any) -> SiteReport:
    return replace(report, site=replace(report.site, **changes))


def rental(until: date | None = date(2027, 3, 1)) -> SiteReport:
    report = samples.held_by_provider()
    findings = (replace(report.findings[0], severity=Severity.NOTICE), *report.findings[1:])
    return with_site(replace(report, findings=findings), contract=Contract(until=until, holder="provider"))


def attested() -> SiteReport:
    report = with_site(samples.hidden(), attestation=Attestation("provider", date(2026, 10, 2)))
    return replace(report, verdict=Verdict.HELD_BY_PROVIDER, basis="attested", findings=())


def write(
    *sites: SiteReport, kind: Kind = "request", lang: letters.Lang = "en", parties: dict[str, Party] | None = None
) -> tuple[Letter, ...]:
    inventory = Inventory("inventory.yaml", tuple(site.site for site in sites), parties=parties or {})
    return correspondence(Report(inventory, datetime(2026, 11, 22, 9, 15, tzinfo=UTC), sites), kind, lang)[0]


def why_not(site: SiteReport, kind: Kind) -> str:
    report = Report(Inventory("inventory.yaml", (site.site,)), samples.NOW, (site,))
    written, nothing = correspondence(report, kind, "en")
    assert written == ()
    (why,) = nothing
    return texts.say(why, "en")


def told(letter: Letter, *, short: bool = False) -> str:
    return letters.write(letter.document(short=short), "text").decode()


TO: dict[str, dict[str, str]] = {
    "provider": {"request": "provider", "registrar": "registrar", "registry": "registry", "disclosure": "", "handover": "client"},
    "mailbox": {"request": "provider", "registrar": "registrar", "registry": "registry", "disclosure": "", "handover": "client"},
    "third": {"request": "third", "registrar": "registrar", "registry": "registry", "disclosure": "", "handover": "client"},
    "hidden": {"request": "provider", "registrar": "registrar", "registry": "registry", "disclosure": "registrar", "handover": "client"},
    "undetermined": {"request": "provider", "registrar": "registrar", "registry": "registry", "disclosure": "", "handover": "client"},
    "client": {"request": "", "registrar": "registrar", "registry": "registry", "disclosure": "", "handover": "client"},
    "free": {"request": "", "registrar": "", "registry": "", "disclosure": "", "handover": ""},
    "under": {"request": "", "registrar": "", "registry": "", "disclosure": "", "handover": "client"},
}


@pytest.mark.parametrize("state", SAMPLES)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_verdict_has_its_letter_or_says_why_not(state: str, kind: Kind, lang: letters.Lang) -> None:
    written = write(SAMPLES[state](), kind=kind, lang=lang)
    role = TO[state]["request" if kind in ("request", "reminder", "notice") else kind]
    assert [one.to.role for one in written] == ([role] if role else [])
    if not role:
        assert SAMPLES[state]().site.unicode in why_not(SAMPLES[state](), kind)
    for one in written:
        domain = SAMPLES[state]().site.unicode
        for short in (False, True):
            document = one.document(short=short)
            assert domain in told(one, short=short)
            assert document.lang == lang
            assert document.title
        paper = told(one)
        days = None if kind == "handover" else answer_days(kind)
        assert days is None or texts.say_date(TODAY + timedelta(days), lang) in paper
        assert texts.say_date(TODAY, lang) in paper


def test_why_there_is_nothing_to_ask() -> None:
    assert "good news, there is nothing to ask" in why_not(samples.held_by_client(), "request")
    assert "register it" in why_not(samples.not_registered(), "request")
    assert "First register a domain of your own" in why_not(samples.no_own_domain(), "notice")
    assert "STUDIO PIXEL" in why_not(samples.held_by_provider(), "disclosure")
    assert "Ask again later" in why_not(samples.undetermined(), "disclosure")
    assert "A formal notice does not fit" in why_not(rental(), "notice")


def test_one_letter_for_each_addressee_about_all_its_domains() -> None:
    first, second = write(
        samples.held_by_provider("a-exemple.fr"), samples.held_by_third_party(), samples.hidden(), samples.held_by_client()
    )
    assert [about.domain for about in first.matters] == ["a-exemple.fr", "boutique-exemple-fictif.com"]
    assert (first.to.name, second.to.name) == ("Studio Pixel SARL", "Les Trois Moulins SAS")
    other = Party("Garage Petit")
    assert len(write(samples.held_by_provider("a-exemple.fr"), with_site(samples.held_by_provider("b-exemple.fr"), client=other))) == 2


def test_the_letter_states_the_record_and_not_the_motive() -> None:
    (letter,) = write(samples.held_by_provider())
    paper = told(letter)
    assert "On 22 Nov 2026, AFNIC (registry of .fr, rdap.nic.fr) names “STUDIO PIXEL” as the holder of dupont-exemple-fictif.fr." in paper
    assert "This does not say why." in paper
    assert "thank you for that" in paper
    assert "RDAP, 22 Nov 2026\n" in paper
    assert samples.SHA not in paper  # a kind letter has a plain annex; where proofs are looked at, the whole
    assert f"RDAP, 22 Nov 2026 at 09:15 UTC; SHA-256 of the answer: {samples.SHA}" in told(
        write(samples.held_by_provider(), kind="notice")[0]
    )
    assert "articles 14 to 21 of the GDPR" in paper
    assert "legal advice" not in paper


def test_a_hidden_holder_is_asked_for_and_never_stated() -> None:
    for report in (samples.hidden(), samples.undetermined()):
        (letter,) = write(report)
        assert "we could not see the holder in the public record" in told(letter)
        assert "tell us who is entered as the holder" in told(letter)
        assert "REDACTED" not in told(letter)
        assert "names “" not in told(letter)


def test_sources_that_disagree_are_both_told_and_none_is_believed() -> None:
    report = samples.held_by_provider()
    values = {"first": "STUDIO PIXEL", "first_source": "rdap.nic.fr", "second": "DUPONT", "second_source": "whois.nic.fr"}
    found = samples.finding(report.site, "sources-disagree", Severity.WARNING, Verdict.UNDETERMINED, **values)
    report = replace(report, verdict=Verdict.UNDETERMINED, findings=(found,))
    kinds: tuple[Kind, ...] = ("request", "notice", "registrar", "registry")
    for kind in kinds:
        paper = told(write(report, kind=kind)[0])
        assert "AFNIC (registry of .fr, rdap.nic.fr) says “STUDIO PIXEL” and AFNIC (registry of .fr, whois.nic.fr) says “DUPONT”" in paper
        assert "names “" not in paper
        assert "the holder of dupont-exemple-fictif.fr is “" not in paper
        assert ("Holder: not visible" if kind == "request" else "Holder (registrant): not visible") in paper
        assert "we could not see" not in paper


def test_a_hidden_holder_whose_mailbox_is_the_providers() -> None:
    report = samples.hidden()
    found = samples.finding(report.site, "provider-controls-transfer-mail", Severity.WARNING, Verdict.HIDDEN, email="jm@pixel-mail.example")
    paper = told(write(replace(report, findings=(*report.findings, found)))[0])
    assert "for reaching the holder of boutique-exemple-fictif.com (jm@pixel-mail.example) is not ours" in paper


def test_in_name_only_asks_for_the_mailbox_and_not_for_the_name() -> None:
    (letter,) = write(samples.in_name_only())
    assert "replace the holder’s e-mail by [" in told(letter)
    assert "jm@pixel-mail.example" in told(letter)
    assert "entered as the holder of" not in told(letter)
    assert letter.requests[0][1].what == "registrant-email"


def test_a_rental_is_not_disputed() -> None:
    (letter,) = write(rental())
    assert "this is what the contract says until 1 Mar 2027" in told(letter)
    assert "at the end of the contract (1 Mar 2027)" in told(letter)
    assert "entered as the holder of" not in told(letter)
    assert letter.requests[0][1].what == "end-of-contract"


def test_an_attestation_is_told_as_our_own_papers() -> None:
    (letter,) = write(attested())
    assert "The public record does not show the holder of boutique-exemple-fictif.com; according to our own papers" in told(letter)
    assert "names “" not in told(letter)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("liquidation", "name and address of the liquidator, whom the court or the business register names"),
        ("ceased", "last known address of the addressee"),
        ("unreachable", "last known address of the addressee"),
    ],
)
def test_a_provider_that_can_no_longer_act(status: PartyStatus, words: str) -> None:
    gone = replace(samples.PROVIDER, status=status, contact="Julie", form="tu")
    (letter,) = write(samples.held_by_provider(provider=gone))
    document = letter.document()
    assert words in document.blanks
    assert "By registered post" in told(letter)
    assert texts.tell(f"letter.cover.{status}", "en", to=gone.name) in note(letter, document)
    assert ("Dear Julie" in told(letter)) is (status != "liquidation")
    french = told(write(samples.held_by_provider(provider=gone), lang="fr")[0])
    assert "Pourriez-vous" in french
    assert "Pourrais-tu" not in french


def test_tu_and_the_name_as_it_was_given() -> None:
    julie = replace(samples.PROVIDER, contact="Julie", form="tu")
    kinds: tuple[Kind, ...] = ("request", "reminder")
    for kind in kinds:
        for short in (False, True):
            paper = told(write(samples.held_by_provider(provider=julie), kind=kind, lang="fr")[0], short=short)
            assert "Bonjour Julie," in paper
            assert "Pourrais-tu" in paper
            assert not {"vous", "votre", "vos"} & set(
                re.findall(r"\w+", re.sub(r"\[[^]]*]", "", paper.lower()))
            )  # but for what is left to fill in
    assert "Pourriez-vous" in told(write(samples.held_by_provider(provider=replace(julie, form="vous")), lang="fr")[0])
    assert "nous vous demandons" in told(write(samples.held_by_provider(provider=julie), kind="notice", lang="fr")[0])
    client = replace(samples.CLIENT, contact="Paul", form="tu")
    paper = told(write(with_site(samples.held_by_provider(), client=client), kind="handover", lang="fr")[0])
    assert "nous te remercions" in paper
    assert " vous " not in paper


def test_tu_without_a_name_is_no_madame() -> None:
    friend = replace(samples.PROVIDER, contact=None, form="tu")
    (letter,) = write(samples.held_by_provider(provider=friend), lang="fr")
    assert "Bonjour,\n" in told(letter)
    assert "Madame" not in told(letter)
    (notice,) = write(samples.held_by_provider(provider=friend), kind="notice", lang="fr")
    assert "Madame, Monsieur,\n" in told(notice)


def test_a_name_that_begins_with_a_vowel_is_elided_in_french() -> None:
    shop = replace(samples.CLIENT, name="Épicerie Diallo")
    gone = replace(samples.PROVIDER, name="Atelier Web", status="liquidation")
    for short in (False, True):
        asked = told(write(with_site(samples.held_by_provider(), client=shop), lang="fr")[0], short=short)
        assert "au nom d’Épicerie Diallo" in asked
        assert "de Épicerie" not in asked
        wound_up = told(write(with_site(samples.held_by_provider(provider=gone), client=shop), lang="fr")[0], short=short)
        assert "Atelier Web était le prestataire d’Épicerie Diallo" in wound_up
        assert "de Atelier" not in wound_up
    third = told(write(with_site(samples.held_by_third_party(), client=shop), lang="fr")[0])
    assert "qu’Épicerie Diallo utilise" in third
    assert "au nom de Boulangerie" in told(write(samples.held_by_provider(), lang="fr")[0])


def test_from_and_signed_by_the_client() -> None:
    client = Party("Boulangerie Dupont", contact="Marie Dupont", address=("1 rue du Four", "75000 Paris"), phones=("+33 1 99 00 12 34",))
    (letter,) = write(with_site(samples.held_by_provider(), client=client))
    paper = told(letter)
    assert paper.startswith("Boulangerie Dupont\nMarie Dupont\n1 rue du Four\n75000 Paris\n+33 1 99 00 12 34\n")
    assert "kind regards,\n\nMarie Dupont\nBoulangerie Dupont\n\nWhere these data come from" in paper
    assert "Address: 1 rue du Four, 75000 Paris\n" in paper
    assert "name and function of the person who signs" not in letter.document().blanks
    (bye,) = write(with_site(samples.held_by_provider(), client=client), kind="handover")
    assert told(bye).startswith("Studio Pixel SARL\n")
    assert "Dear Marie Dupont," in told(bye)


def test_the_new_mailbox_does_not_stop_with_the_name() -> None:
    client = Party("Boulangerie Dupont", emails=("contact@dupont-exemple-fictif.fr", "marie@mail.example"))
    assert "with marie@mail.example as the holder’s e-mail" in told(write(with_site(samples.held_by_provider(), client=client))[0])
    only = replace(client, emails=("contact@mail.dupont-exemple-fictif.fr",))
    (letter,) = write(with_site(samples.held_by_provider(), client=only))
    assert "a mailbox that you read, and that does not depend on the domain" in letter.document().blanks


FIRST = Request("change-of-holder", date(2026, 11, 2), to="provider", reply_by=date(2026, 11, 16), kind="request")
AGAIN = Request("change-of-holder", date(2026, 11, 17), to="Studio Pixel SARL", kind="reminder")


def test_a_notice_refers_to_what_was_asked_before() -> None:
    asked = with_site(samples.held_by_provider(), requests=(AGAIN, FIRST))
    (letter,) = write(asked, kind="notice")
    assert letter.earlier == (FIRST, AGAIN)
    assert "In our letter of 2 Nov 2026, and again on 17 Nov 2026, we asked you" in told(letter)
    assert "by 30 Nov 2026 at the latest" in told(letter)
    assert "date of your first letter" not in letter.document().blanks
    assert "on 2 Nov 2026 we wrote to you" in told(write(asked, kind="reminder")[0])
    for kind in ("registrar", "registry"):
        assert "we wrote to Studio Pixel SARL about this on 2 Nov 2026 and 17 Nov 2026, without" in told(write(asked, kind=kind)[0])
    for kind in ("notice", "registrar", "registry", "reminder"):
        assert "our letter of 2 Nov 2026\n- our letter of 17 Nov 2026" in told(write(asked, kind=kind)[0])


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("kind", ["reminder", "notice", "registrar", "registry", "disclosure"])
def test_an_answer_is_thanked_for_and_nobody_says_that_none_came(kind: Kind, lang: letters.Lang) -> None:
    domain = samples.hidden() if kind == "disclosure" else samples.held_by_provider()
    answered = replace(FIRST, reply_by=date(2026, 12, 9), answered=date(2026, 11, 20))
    (letter,) = write(with_site(domain, requests=(answered,)), kind=kind, lang=lang)
    assert (letter.replied, letter.due) == (date(2026, 11, 20), None)
    for document in (letter.document(), letter.document(short=True)):
        assert not any("first letter" in blank or "première lettre" in blank for blank in document.blanks)
    said = told(letter)
    assert texts.say_date(date(2026, 11, 20), lang) in said
    if kind != "disclosure":
        unseen = told(write(with_site(samples.undetermined(), requests=(answered,)), kind=kind, lang=lang)[0])
        assert not re.search("not changed|no change|aient changé|pas encore changé|aucun changement", unseen)
    assert not re.search("without an answer|no answer|seen an answer|sans réponse|reçu de réponse", said)
    assert texts.say_date(date(2026, 11, 20), lang) in " ".join(note(letter, letter.document()))
    (again,) = write(with_site(domain, requests=(answered, replace(AGAIN, asked=date(2026, 11, 21)))), kind=kind, lang=lang)
    assert (again.replied, len(again.earlier)) == (None, 1)


def test_two_parties_of_one_name_are_not_one_addressee() -> None:
    anne, bob = Party("Dupont SARL", contact="Anne", emails=("a@a.example",)), Party("Dupont SARL", contact="Bob", emails=("b@b.example",))
    sites = [
        with_site(samples.held_by_provider(f"{name}-exemple.fr"), client=client) for name, client in (("a", anne), ("b", bob), ("c", anne))
    ]
    for kind in ("handover", "request", "registry"):
        first, second = write(*sites, kind=kind)
        assert "b-exemple.fr" not in told(first)
        assert ("a-exemple.fr" in told(second), "c-exemple.fr" in told(second), "a@a.example" in told(second)) == (False, False, False)


def test_registrars_that_are_not_known_are_not_taken_for_one() -> None:
    sites = [
        replace(samples.held_by_provider(name), registration=Record(registrar=registrar))
        for name, registrar in (("a-exemple.fr", None), ("b-exemple.fr", None), ("c-exemple.fr", "Bureau"), ("d-exemple.fr", "BUREAU"))
    ]
    assert [len(letter.matters) for letter in write(*sites, kind="registrar")] == [1, 1, 2]


def test_an_official_letter_names_whom_was_written_to() -> None:
    asked = Request("change-of-holder", date(2026, 11, 2), to="Les Trois Moulins SAS")
    third = with_site(samples.held_by_third_party(), requests=(asked,))
    for kind in ("registrar", "registry"):
        (letter,) = write(third, kind=kind)
        assert "we wrote to Les Trois Moulins SAS about this on 2 Nov 2026" in told(letter)


@pytest.mark.parametrize("kind", ["reminder", "notice", "registrar", "registry"])
def test_nobody_is_said_to_have_been_asked_about_a_name_that_was_not(kind: Kind) -> None:
    asked, never = (
        replace(samples.held_by_provider(name), registration=Record(registrar="Bureau")) for name in ("a-exemple.fr", "b-exemple.fr")
    )
    asked = with_site(asked, requests=(FIRST,))
    other = with_site(never, requests=(replace(FIRST, what="pictures"),))
    assert write(asked, kind=kind)[0].earlier == (FIRST,)
    for with_it in (never, other):
        (letter,) = write(asked, with_it, kind=kind)
        assert letter.earlier == ()
        assert "on 2 Nov 2026" not in told(letter)
        assert "of 2 Nov 2026" not in told(letter)


def test_two_providers_are_not_told_as_one() -> None:
    sites = [
        with_site(samples.hidden(), domain=name, unicode=name, provider=Party(provider))
        for name, provider in (("a-exemple.com", "Agence A"), ("b-exemple.com", "Agence B"))
    ]
    for letter in write(*sites, kind="disclosure"):
        assert "by way of" not in told(letter)


@pytest.mark.parametrize(
    "other",
    [
        replace(FIRST, to="registrar"),
        replace(FIRST, to=None, from_="client"),
        replace(FIRST, kind="registrar"),
        replace(FIRST, asked=TODAY, kind="notice"),
        replace(FIRST, to="client"),
    ],
    ids=["of another", "of the reader", "of another kind", "today", "of the client"],
)
def test_what_was_not_asked_of_this_addressee_is_no_earlier_letter(other: Request) -> None:
    (letter,) = write(with_site(samples.held_by_provider(), requests=(other,)), kind="notice")
    assert letter.earlier == ()
    assert "date of your first letter" in letter.document().blanks
    assert "no earlier letter" in " ".join(note(letter, letter.document()))


def test_what_was_asked_under_a_key_of_parties_counts() -> None:
    asked = with_site(samples.held_by_provider(), requests=(replace(FIRST, to="pixel"),))
    (letter,) = write(asked, kind="reminder", parties={"pixel": samples.PROVIDER})
    assert [one.asked for one in letter.earlier] == [FIRST.asked]


def test_a_request_of_today_counts_and_a_reminder_leaves_it_its_days() -> None:
    today = replace(FIRST, asked=TODAY, reply_by=date(2026, 12, 6))
    for lang, early in (("en", "has until 6 Dec 2026 to answer"), ("fr", "attendue d’ici le 6 décembre 2026")):
        (letter,) = write(with_site(samples.held_by_provider(), requests=(today,)), kind="reminder", lang=lang)
        assert (letter.earlier, letter.reply_by, letter.requests[0][1].reply_by) == ((today,), today.reply_by, today.reply_by)
        assert early in " ".join(note(letter, letter.document()))
    late = with_site(samples.held_by_provider(), requests=(FIRST,))
    (letter,) = write(late, kind="reminder")
    assert (letter.due, letter.reply_by) == (None, date(2026, 11, 29))
    assert "Too early" not in " ".join(note(letter, letter.document()))
    assert write(with_site(samples.held_by_provider(), requests=(today,)), kind="request")[0].earlier == ()


def test_what_the_inventory_should_note() -> None:
    (letter,) = write(samples.held_by_provider(), kind="reminder", parties={"pixel": samples.PROVIDER})
    assert letter.requests == (
        (samples.held_by_provider().site, Request("change-of-holder", TODAY, "provider", None, date(2026, 11, 29), "reminder")),
    )
    (bye,) = write(samples.held_by_provider(), kind="handover")
    assert bye.requests == ()
    (third,) = write(samples.held_by_third_party())
    assert third.requests[0][1].to == "Les Trois Moulins SAS"


def test_each_kind_stands_on_its_rung_of_the_ladder() -> None:
    kinds: tuple[Kind, ...] = ("request", "reminder", "notice", "registrar", "registry")
    for kind in kinds:
        ((_, request),) = write(samples.held_by_provider(), kind=kind)[0].requests
        stands = standing([FIRST, request], ["change-of-holder"])
        assert stands is not None
        assert (stands.rung, stands.due) == (kind, request.reply_by)


def test_the_source_of_data_is_told_only_of_what_was_taken() -> None:
    privacy = {"en": "Where these data come from", "fr": "D’où viennent ces données"}
    for lang, words in privacy.items():
        assert words not in told(write(samples.undetermined(), lang=lang)[0])
        assert words in told(write(samples.held_by_provider(), lang=lang)[0])
    assert "Where these data come from: your contact details stand" in told(write(samples.in_name_only())[0])
    assert "data come from" not in told(write(attested())[0])


def test_salutation_and_closing_agree() -> None:
    julie = replace(samples.PROVIDER, contact="Julie Martin")
    assert "Madame, Monsieur,\n" in told(write(samples.held_by_provider(provider=julie), kind="notice", lang="fr")[0])
    assert "Dear Sir or Madam,\n" in told(write(samples.held_by_provider(provider=julie), kind="notice")[0])
    assert "Bonjour Julie Martin,\n" in told(write(samples.held_by_provider(provider=julie), lang="fr")[0])
    assert "Bonjour,\n" in told(write(samples.held_by_provider(), lang="fr")[0])


@pytest.mark.parametrize(
    ("address", "place"),
    [
        (("3 rue du Puits", "69002 Lyon"), "Lyon, le 22"),
        (("3 rue du Puits, 69002 Lyon", "France"), "Lyon, le 22"),
        (("BP 1", "75008 PARIS CEDEX 08"), "PARIS, le 22"),
        (("Rue Haute 3", "B-1000 Bruxelles"), "Bruxelles, le 22"),
        (("1 Oven Street", "Anytown AB1 2CD"), "Le 22"),
    ],
)
def test_a_french_letter_is_dated_from_the_town_of_its_writer(address: tuple[str, ...], place: str) -> None:
    client = replace(samples.CLIENT, address=address)
    assert f"\n{place} novembre 2026\n" in told(write(with_site(samples.held_by_provider(), client=client), lang="fr")[0])


def test_the_note_names_the_key_that_fills_a_blank() -> None:
    (letter,) = write(samples.held_by_provider())
    ((where, filled),) = keys(letter, letter.document(), {})
    assert "in place of the line “client”" in where.lower()
    assert filled[:2] == ["client:", f'  name: "{samples.CLIENT.name}"']
    assert any(line.startswith("  phones: [") and line.endswith("# your telephone") for line in filled)
    ((where, more),) = keys(letter, letter.document(), {"dupont": letter.writer})
    assert "below the “name” of dupont" in where
    assert not any(line.strip().startswith(("parties:", "dupont:", "name:")) for line in more)  # they stand there already
    assert all(line.startswith("    ") for line in more)
    (third,) = write(samples.held_by_third_party(), kind="notice")
    assert not any("provider:" in line for _, lines in keys(third, third.document(), {}) for line in lines)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("kind", ["request", "reminder", "handover"])
def test_a_greeting_is_by_name_and_the_address_keeps_the_title(kind: Kind, lang: letters.Lang) -> None:
    director = {
        side: replace(party, contact="Jean Martin, directeur")
        for side, party in (("client", samples.CLIENT), ("provider", samples.PROVIDER))
    }
    (letter,) = write(with_site(samples.held_by_provider(), client=director["client"], provider=director["provider"]), kind=kind, lang=lang)
    for said in (told(letter), told(letter, short=True)):
        assert re.search("^(Dear|Hello|Bonjour) Jean Martin,$", said, re.MULTILINE)
    assert told(letter).count("Jean Martin, directeur") >= 2


def test_the_note_proposes_no_format_that_was_just_used_and_tells_of_copies_once() -> None:
    def said(kind: Kind, form: letters.Format, **changes: Any) -> str:
        (letter,) = write(with_site(samples.held_by_provider(), **changes), kind=kind)
        return " ".join(note(letter, letter.document(), form))

    assert ("letter.html" in said("request", "html"), "letter.docx" in said("request", "html")) == (False, True)
    assert ("letter.html" in said("request", "docx"), "letter.docx" in said("request", "docx")) == (True, False)
    assert "put copies in safety" in said("request", "md")
    assert "put copies in safety" in said("reminder", "md")
    assert "put copies in safety" not in said("reminder", "md", requests=(FIRST,))


@pytest.mark.parametrize(("home", "warned"), [("SN", True), ("FR", False), (None, False)])
def test_the_note_warns_where_the_client_probably_may_not_hold_such_a_name(home: str | None, warned: bool) -> None:
    client = replace(samples.CLIENT, country=home)
    for kind in ("request", "reminder", "notice"):
        (letter,) = write(with_site(samples.held_by_provider(), client=client), kind=kind)
        assert ("probably may not hold a .fr name" in " ".join(note(letter, letter.document()))) == warned
    (letter,) = write(with_site(samples.in_name_only(), client=client))
    assert "probably may not hold" not in " ".join(note(letter, letter.document()))


def test_dates_at_the_end_of_the_calendar() -> None:
    report = Report(Inventory("i", (samples.hidden().site,)), datetime(9999, 12, 31, tzinfo=UTC), (samples.hidden(),))
    ((letter,), _) = correspondence(report, "request", "en")
    assert letter.reply_by == date.max


@pytest.mark.parametrize(
    ("domain", "procedure"),
    [("x-exemple.fr", "for .fr, AFNIC’s SYRELI procedure"), ("x-exemple.com", "for .com, the UDRP"), ("x.bj", None)],
)
def test_a_notice_names_the_procedures_of_the_ending(domain: str, procedure: str | None) -> None:
    paper = told(write(samples.held_by_provider(domain), kind="notice")[0])
    assert "there are the courts" in paper
    assert (procedure or "there are the courts. We have started nothing") in paper


def test_the_registry_is_named_or_left_to_fill_in() -> None:
    assert write(samples.held_by_provider(), kind="registry")[0].to.name == "AFNIC"
    assert write(samples.hidden(), kind="registry")[0].to.name == "Verisign"
    (letter,) = write(samples.held_by_third_party(), kind="registry")
    assert "the registry of .example" in letter.document().blanks


def test_a_gtld_has_its_lock_and_its_five_days() -> None:
    assert "transfers may be locked for 60 days" in told(write(samples.held_by_provider("x-exemple.com"))[0])
    assert "60 days" not in told(write(samples.held_by_provider())[0])
    mine = with_site(samples.held_by_client("x-exemple.com"))
    assert "within 5 calendar days" in told(write(mine, kind="registrar")[0])
    assert "calendar days" not in told(write(samples.held_by_client("x.be"), kind="registrar")[0])


def test_statuses_are_told_in_plain_words() -> None:
    record = Record(
        registrar="Registrar Exemple SAS",
        statuses=("active", "client transfer prohibited", "odd"),
        expires=datetime(2027, 3, 2, tzinfo=UTC),
    )
    paper = told(write(replace(samples.held_by_provider(), registration=record), kind="notice")[0])
    assert "Status “active”\n" in paper  # it forbids nothing by itself, but another one does
    assert "Status “client transfer prohibited”: The registrar’s ordinary lock" in paper
    assert "Status “odd”\n" in paper
    assert "Registrar: Registrar Exemple SAS\n" in paper
    assert "Expires on: 2 Mar 2027\n" in paper


def test_a_third_party_that_the_inventory_knows_is_written_to_as_itself() -> None:
    martin = Party("Les Trois Moulins SAS", contact="M. Martin", address=("2 quai du Port",))
    report = samples.held_by_third_party()
    keys = {**report.keys, Key.REGISTRANT: replace(report.keys[Key.REGISTRANT], party=martin)}
    others: tuple[tuple[OtherRole, Party], ...] = (("predecessor", martin),)
    (letter,) = write(replace(with_site(report, others=others), keys=keys), parties={"martin": martin})
    assert "Dear M. Martin," in told(letter)
    assert letter.requests[0][1].to == "martin"


def test_a_party_without_a_name_is_a_blank() -> None:
    (letter,) = write(with_site(samples.hidden(), provider=Party("")))
    assert "your provider’s name" in letter.document().blanks
    (mine,) = write(with_site(samples.held_by_provider(), client=Party("")))
    assert "your name or your company’s" in mine.document().blanks


def test_the_cover_note_is_beside_the_letter_and_never_inside() -> None:
    for kind in KINDS:
        for lang in texts.LANGUAGES:
            for letter in write(*(sample() for sample in SAMPLES.values()), kind=kind, lang=lang):
                document = letter.document()
                said = note(letter, document)
                assert texts.tell("letter.cover.title", lang, to=letter.to.name or letter.to.unnamed, domains=letter.domains) == said[0]
                assert not set(said) & set(told(letter).splitlines())
                assert not document.blanks or all(f"[{blank}]" in said[-1] for blank in document.blanks)


@pytest.mark.parametrize("value", ["x" + hostile for hostile in HOSTILE])
def test_nothing_from_the_wire_becomes_markup(value: str) -> None:
    def filled(value: str) -> SiteReport:
        line = Evidence(0, "registrant.organization", value)
        held = Attribution(Holder.PROVIDER, Confidence.HIGH, (), value, (line,), Party(value))
        report = samples.held_by_provider(provider=Party(value, contact=value, address=(value, value)))
        keys = {**report.keys, Key.REGISTRANT: held, Key.REGISTRANT_EMAIL: replace(held, shown=value)}
        record = Record(registrar=value, statuses=(value,))
        client = Party(f"c{value}", identifiers=(value,), emails=(f"{value}@x.example",), phones=(value,), contact=value, address=(value,))
        return replace(with_site(report, client=client), keys=keys, registration=record)

    kinds: tuple[Kind, ...] = ("request", "notice", "registrar", "handover")
    for kind in kinds:
        (one,), (other,) = (write(filled(given), kind=kind) for given in (value, "xDupont"))
        tags, usual = (html_tags(letters.write(letter.document(), "html")) for letter in (one, other))
        assert tags == usual
