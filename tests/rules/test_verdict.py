"""The verdict table, line by line, and the laws that hold over all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.model import (
    Attestation,
    Authority,
    Confidence,
    Contact,
    Contract,
    Holder,
    Key,
    Observation,
    Outcome,
    Party,
    Role,
    Severity,
    Verdict,
)
from tests.cases import CLIENT, PROVIDER, case, dns, said, site

DUPONT = Contact(organization="BOULANGERIE DUPONT")
PIXEL = Contact(organization="STUDIO PIXEL")
MOULINS = Contact(organization="Les Trois Moulins SAS")
REDACTED = Contact(name="REDACTED FOR PRIVACY")
FREE = said(outcome=Outcome.NOT_REGISTERED)
HOP = {"authority": Authority.REGISTRAR, "server": "rdap.registrar.example"}


def verdict(*seen: object, **more: object) -> Verdict:
    return case(*seen, **more).decision.verdict


@pytest.mark.parametrize(
    ("seen", "expected", "rule"),
    [
        ([said(PIXEL)], Verdict.HELD_BY_PROVIDER, "held-by-provider"),
        ([said(DUPONT)], Verdict.HELD_BY_CLIENT, None),
        ([said(MOULINS)], Verdict.HELD_BY_THIRD_PARTY, "held-by-third-party"),
        ([said(replace(DUPONT, email="jm@pixel-mail.example"))], Verdict.IN_NAME_ONLY, "in-name-only"),
        ([said(replace(DUPONT, email="x@mail.studio-pixel.example"))], Verdict.IN_NAME_ONLY, "in-name-only"),
        ([said(replace(DUPONT, handle="sp1234-frnic"))], Verdict.IN_NAME_ONLY, "in-name-only"),
        ([said(replace(DUPONT, email="boulangerie@gmail.com"))], Verdict.HELD_BY_CLIENT, None),
        ([said(REDACTED)], Verdict.HIDDEN, "registrant-hidden"),
        ([said(Contact(handle="ANO00-FRNIC", name="Ano Nymous"))], Verdict.HIDDEN, "registrant-hidden"),
        ([said(redacted=("Registrant Name",))], Verdict.HIDDEN, "registrant-hidden"),
        ([said()], Verdict.HIDDEN, "registrant-absent"),
        ([said(thin=True)], Verdict.UNDETERMINED, "could-not-conclude"),
        ([said(truncated=True)], Verdict.UNDETERMINED, "could-not-conclude"),
        ([], Verdict.UNDETERMINED, "could-not-conclude"),
        ([said(DUPONT), said(PIXEL, **HOP)], Verdict.UNDETERMINED, "sources-disagree"),
        ([said(DUPONT, PIXEL)], Verdict.UNDETERMINED, "sources-disagree"),
        ([said(MOULINS), said(Contact(organization="Quatre Moulins"), **HOP)], Verdict.UNDETERMINED, "sources-disagree"),
        ([said(MOULINS), said(Contact(organization="LES TROIS MOULINS"), **HOP)], Verdict.HELD_BY_THIRD_PARTY, "held-by-third-party"),
        ([said(DUPONT), said(REDACTED, **HOP)], Verdict.HELD_BY_CLIENT, None),
        ([said(PIXEL), said(outcome=Outcome.REFUSED, **HOP)], Verdict.HELD_BY_PROVIDER, "held-by-provider"),
        ([said(PIXEL, **HOP), FREE], Verdict.UNDETERMINED, "sources-disagree"),
        ([FREE], Verdict.NOT_REGISTERED, "not-registered"),
        ([FREE, dns("NS", exists=False)], Verdict.NOT_REGISTERED, "not-registered"),
        ([FREE, dns("NS", "ns1.elsewhere.example")], Verdict.UNDETERMINED, "could-not-conclude"),
        ([FREE, said(REDACTED, **HOP), dns("NS", "ns1.elsewhere.example")], Verdict.UNDETERMINED, "could-not-conclude"),
        ([said(outcome=Outcome.NOT_REGISTERED, reserved=True)], Verdict.NOT_REGISTERED, "reserved"),
        ([said(outcome=Outcome.NOT_REGISTERED, **HOP)], Verdict.UNDETERMINED, "could-not-conclude"),
    ],
)
def test_each_line_of_the_table(seen: list[Observation], expected: Verdict, rule: str | None) -> None:
    decision = case(*seen).decision
    assert (decision.verdict, decision.rule) == (expected, rule)


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.UNREACHABLE, Outcome.UNREADABLE, Outcome.NO_SOURCE, Outcome.NOT_ASKED])
def test_unknown_is_never_good_news_and_never_bad_news(outcome: Outcome) -> None:
    assert verdict(said(outcome=outcome)) is Verdict.UNDETERMINED
    assert verdict(said(outcome=outcome), said(outcome=outcome, **HOP), dns("NS", exists=None)) is Verdict.UNDETERMINED


def test_a_name_that_is_no_registration_needs_no_source() -> None:
    assert verdict(of=site(parent="studio-pixel.example", parent_is_provider=True)) is Verdict.NO_OWN_DOMAIN


# --- wrong accusations -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "contact",
    [
        Contact(organization="Studio Pixel Conseil"),
        Contact(organization="SCI Studio Pixel"),
        Contact(organization="Studio"),
        Contact(organization="Pixel"),
        Contact(organization="Studio Pixels"),
        Contact(organization="[/red]<script> Studio Pixel"),
        Contact(organization="Ѕtudio Pixel"),  # a Cyrillic letter
        Contact(organization="Les Trois Moulins", name="Jean Martin"),  # the organisation is the holder
        Contact(organization="Les Trois Moulins", email="jm@pixel-mail.example"),
        Contact(name="Jean Martine"),
        Contact(organization="Studio Pixel (SCI)"),
        Contact(organization="Studio Pixel (Lyon)"),
        Contact(organization="Autre Société SAS", handle="123456782"),  # a handle never names, whatever number it resembles
        Contact(organization="De Pixel Web"),
    ],
)
def test_a_near_match_is_not_a_match(contact: Contact) -> None:
    assert verdict(said(contact)) is Verdict.HELD_BY_THIRD_PARTY


def test_an_email_alone_never_names_the_registrant() -> None:
    assert verdict(said(Contact(email="jm@pixel-mail.example"))) is Verdict.HIDDEN
    assert verdict(said(Contact(name="Ano Nymous", email="jm@pixel-mail.example"))) is Verdict.HIDDEN
    assert verdict(said(Contact(handle="SP1234-FRNIC"))) is Verdict.HIDDEN


def test_a_persons_name_alone_is_never_sure() -> None:
    alone = case(said(Contact(name="MARTIN Jean"))).decision
    assert (alone.verdict, alone.confidence) == (Verdict.HELD_BY_PROVIDER, Confidence.MEDIUM)
    agreed = case(said(Contact(name="MARTIN Jean", email="jm@pixel-mail.example"))).decision
    assert (agreed.verdict, agreed.confidence) == (Verdict.HELD_BY_PROVIDER, Confidence.HIGH)
    assert case(said(PIXEL)).decision.confidence is Confidence.HIGH


@pytest.mark.parametrize(
    "contact",
    [
        Contact(organization="Jean Martin"),
        Contact(organization="Jean Martin", name="Jean Martin"),
        Contact(organization="Jean Martin", kind="organization"),
        Contact(name="Jean Martin", kind="organization"),
        Contact(organization="Studio Pixel", name="Studio Pixel", kind="individual"),
    ],
)
def test_a_name_that_may_be_a_persons_is_never_sure_in_whatever_field(contact: Contact) -> None:
    of = site(provider=replace(PROVIDER, name="Studio Pixel"))
    assert case(said(contact), of=of).decision.confidence is Confidence.MEDIUM
    assert case(said(replace(contact, email="jm@pixel-mail.example")), of=of).decision.confidence is Confidence.HIGH


def test_word_order_counts_for_companies() -> None:
    company = site(provider=Party("Studio Pixel", kind="company"))
    assert verdict(said(Contact(name="Pixel Studio")), of=company) is Verdict.HELD_BY_THIRD_PARTY
    told = Contact(name="Pixel Studio", kind="organization")
    assert verdict(said(told), of=site(provider=Party("Studio Pixel"))) is Verdict.HELD_BY_THIRD_PARTY


def test_the_clients_name_beside_another_organisation_is_not_sure() -> None:
    decision = case(said(Contact(organization="Concurrent Inconnu SAS", name="Boulangerie Dupont SARL"))).decision
    assert (decision.verdict, decision.confidence) == (Verdict.HELD_BY_CLIENT, Confidence.MEDIUM)


def test_a_name_that_speaks_of_a_trade_is_sure_where_an_organisation_should_stand() -> None:
    for name in ("Studio Pixel", "Les Trois Moulins", "Pixelia", "Dupont & Fils", "Web4U"):
        assert case(said(Contact(organization=name)), of=site(provider=Party(name))).decision.confidence is Confidence.HIGH
        assert case(said(Contact(name=name)), of=site(provider=Party(name))).decision.confidence is Confidence.MEDIUM


def test_a_phone_of_the_provider_counts_where_nothing_else_is_the_clients() -> None:
    calling = site(provider=replace(PROVIDER, phones=("+33 1 99 00 12 34",)))
    contact = Contact(organization="Boulangerie Dupont SARL", phone="+33.199001234")
    decision = case(said(contact), of=calling).decision
    assert (decision.verdict, decision.confidence) == (Verdict.IN_NAME_ONLY, Confidence.MEDIUM)
    own = replace(contact, email="contact@boulangerie-dupont.example")
    assert verdict(said(own), of=calling) is Verdict.HELD_BY_CLIENT
    hidden = Contact(name="REDACTED FOR PRIVACY", phone="+33.199001234")
    attesting = replace(calling, attestation=Attestation("client", date(2026, 1, 1)))
    assert verdict(said(hidden), of=attesting) is Verdict.HELD_BY_CLIENT


def test_a_shop_sign_and_a_number_beside_another_name_are_not_sure() -> None:
    sign = case(said(Contact(organization="Jean Martin dba Atelier Lune")), of=site(provider=Party("Atelier Lune SARL"))).decision
    assert (sign.verdict, sign.confidence) == (Verdict.HELD_BY_PROVIDER, Confidence.MEDIUM)
    numbered = site(provider=Party("Atelier Lune SARL", identifiers=("SIREN 732 829 320",)))
    beside = case(said(Contact(organization="Mairie de Trifouillis (SIREN 732829320)")), of=numbered).decision
    assert (beside.verdict, beside.confidence) == (Verdict.HELD_BY_PROVIDER, Confidence.MEDIUM)
    assert case(said(Contact(organization="Atelier de la Lune 732829320")), of=numbered).decision.confidence is Confidence.HIGH


@pytest.mark.parametrize("name", ["Marie Fictive", "Fictive Marie"])
def test_a_name_of_unknown_kind_without_a_legal_form_is_never_sure(name: str) -> None:
    of = site(provider=Party(name))
    for contact in (Contact(organization=name), Contact(name=name), Contact(organization=name, name=name)):
        assert case(said(contact), of=of).decision.confidence is Confidence.MEDIUM
    assert case(said(Contact(organization=name, kind="organization")), of=of).decision.confidence is Confidence.HIGH
    assert case(said(Contact(organization=name)), of=site(provider=Party(name, kind="company"))).decision.confidence is Confidence.HIGH


def test_a_field_that_the_source_says_it_withholds_names_nobody() -> None:
    replaced = Contact(name="Data Subject 12", organization="Studio Pixel", redacted=("name", "organization"))
    assert verdict(said(replaced)) is Verdict.HIDDEN
    assert verdict(said(replace(replaced, redacted=("name",)))) is Verdict.HELD_BY_PROVIDER


def test_what_the_registrar_refers_to_in_turn_is_not_entitled() -> None:
    hop = said(PIXEL, authority=Authority.REFERRED, server="rdap.third.example")
    assert verdict(said(REDACTED, **HOP), hop) is Verdict.HIDDEN
    assert verdict(hop) is Verdict.UNDETERMINED


def test_withholding_something_else_says_nothing_of_the_registrant() -> None:
    assert verdict(said(redacted=("Tech Email",))) is Verdict.HIDDEN
    assert case(said(redacted=("Tech Email",))).decision.rule == "registrant-absent"
    empty = said(Contact(handle="H1"), redacted=("Registrant contact information",))
    assert case(empty).decision.rule == "registrant-hidden"


def test_a_relay_under_the_providers_domain_is_nobodys_mailbox() -> None:
    relay = site(provider=replace(PROVIDER, domains=("gandi.net",)))
    contact = replace(DUPONT, email="0123abcd@contact.gandi.net")
    assert verdict(said(contact), of=relay) is Verdict.HELD_BY_CLIENT
    assert verdict(said(replace(DUPONT, email="jm@gandi.net")), of=relay) is Verdict.IN_NAME_ONLY


def test_a_name_that_a_source_describes_is_not_free() -> None:
    """A registry's record, hidden or thin, beside a "not found" of an old server."""
    for described in (said(thin=True), said(REDACTED), said()):
        assert verdict(described, FREE) is Verdict.UNDETERMINED
    assert case(FREE).decision.confidence is Confidence.MEDIUM
    assert case(FREE, dns("NS", exists=False)).decision.confidence is Confidence.HIGH


def test_a_contact_that_fits_both_is_the_clients() -> None:
    decision = case(said(Contact(organization="Studio Pixel", name="Boulangerie Dupont"))).decision
    assert (decision.verdict, decision.confidence) == (Verdict.HELD_BY_CLIENT, Confidence.MEDIUM)


def test_the_registrars_own_name_hides_its_customer() -> None:
    masked = said(Contact(organization="Registrar Exemple SAS"), registrar="Registrar Exemple")
    assert verdict(masked) is Verdict.HIDDEN
    declared = case(masked, of=site(provider=Party("Registrar Exemple SAS"))).decision
    assert (declared.verdict, declared.confidence) == (Verdict.HELD_BY_PROVIDER, Confidence.MEDIUM)


def test_a_registrars_name_beside_another_name_is_not_the_registrant() -> None:
    beside = said(Contact(organization="Registrar Exemple SAS", name="Camille Durand"), registrar="Registrar Exemple")
    assert verdict(beside) is Verdict.HELD_BY_THIRD_PARTY
    assert verdict(beside, of=site(provider=Party("Registrar Exemple SAS"))) is Verdict.HELD_BY_THIRD_PARTY
    assert verdict(beside, of=site(client=Party("Camille Durand"))) is Verdict.HELD_BY_CLIENT


def test_a_provider_that_is_the_registrar_is_not_thereby_the_registrant() -> None:
    registrar = site(provider=Party("Registrar Exemple SAS"))
    assert verdict(said(DUPONT, registrar="Registrar Exemple SAS"), of=registrar) is Verdict.HELD_BY_CLIENT
    assert verdict(said(MOULINS, registrar="Registrar Exemple SAS"), of=registrar) is Verdict.HELD_BY_THIRD_PARTY
    assert verdict(said(registrar="Registrar Exemple SAS"), of=registrar) is Verdict.HIDDEN


def test_an_identifier_decides() -> None:
    for words in ("SP Holding 123456782", "SP Holding (RCS Paris 123 456 782)", "SIREN 123 456 782", "SP 123.456.782"):
        assert verdict(said(Contact(organization=words))) is Verdict.HELD_BY_PROVIDER
    for words in ("SP Holding 123456783", "SP 123 456", "SP 1234567820"):
        assert verdict(said(Contact(organization=words))) is Verdict.HELD_BY_THIRD_PARTY


def test_a_mailbox_of_both_is_the_clients() -> None:
    shared = site(client=replace(CLIENT, emails=("jm@pixel-mail.example",)))
    assert verdict(said(replace(DUPONT, email="jm@pixel-mail.example")), of=shared) is Verdict.HELD_BY_CLIENT


# --- contract and attestation ----------------------------------------------------------------------------------------


def test_a_rental_is_a_notice_until_it_ends() -> None:
    agreed = site(contract=Contract(date(2024, 1, 1), date(2028, 1, 1), "provider"))
    over = site(contract=Contract(date(2020, 1, 1), date(2025, 1, 1), "provider"))
    assert case(said(PIXEL), of=agreed).decision.severity is Severity.NOTICE
    assert case(said(PIXEL), of=over).decision.severity is Severity.CRITICAL


def test_an_attestation_speaks_only_where_the_record_is_mute() -> None:
    attested = site(attestation=Attestation("client", date(2026, 10, 2), date(2027, 10, 2)))
    decision = case(said(REDACTED), of=attested).decision
    assert (decision.verdict, decision.basis) == (Verdict.HELD_BY_CLIENT, "attested")
    assert case(said(PIXEL), of=attested).decision.basis == "observed"
    assert verdict(said(outcome=Outcome.REFUSED), of=attested) is Verdict.UNDETERMINED
    assert verdict(said(outcome=Outcome.NO_SOURCE), of=attested) is Verdict.HELD_BY_CLIENT
    assert verdict(said(replace(REDACTED, email="jm@pixel-mail.example")), of=attested) is Verdict.IN_NAME_ONLY
    expired = site(attestation=Attestation("client", date(2024, 10, 2), date(2025, 10, 2)))
    assert verdict(said(REDACTED), of=expired) is Verdict.HIDDEN


# --- laws ------------------------------------------------------------------------------------------------------------

contacts = st.builds(
    Contact,
    name=st.sampled_from([None, "Jean Martin", "Marcelline Dupont", "REDACTED FOR PRIVACY", "Boulangerie Dupont"]),
    organization=st.sampled_from(
        [None, "Studio Pixel", "BOULANGERIE DUPONT SARL", "Les Trois Moulins", "Domains By Proxy, LLC", "Studio Pixel Conseil"]
    ),
    email=st.sampled_from([None, "jm@pixel-mail.example", "contact@boulangerie-dupont.example", "x@gmail.com"]),
    handle=st.sampled_from([None, "SP1234-FRNIC", "ANO00-FRNIC", "XX1-TEST"]),
)
observations = st.builds(
    lambda people, outcome, hop, thin: said(*people, outcome=outcome, thin=thin, **(HOP if hop else {})),
    st.lists(contacts, max_size=2),
    st.sampled_from(list(Outcome)),
    st.booleans(),
    st.booleans(),
)
worlds = st.lists(observations, max_size=3)
FLIP = {
    Verdict.HELD_BY_CLIENT: {Verdict.HELD_BY_PROVIDER},
    Verdict.IN_NAME_ONLY: {Verdict.HELD_BY_PROVIDER},
    Verdict.HELD_BY_PROVIDER: {Verdict.HELD_BY_CLIENT, Verdict.IN_NAME_ONLY},
}


@settings(max_examples=200, deadline=None)
@given(worlds)
def test_the_table_is_total_and_agrees_with_the_key(seen: list[Observation]) -> None:
    looked_at = case(*seen)
    held, decided = looked_at.keys[Key.REGISTRANT].holder, looked_at.decision.verdict
    expected = {
        Verdict.HELD_BY_CLIENT: {Holder.CLIENT},
        Verdict.IN_NAME_ONLY: {Holder.CLIENT},
        Verdict.HELD_BY_PROVIDER: {Holder.PROVIDER},
        Verdict.HELD_BY_THIRD_PARTY: {Holder.THIRD_PARTY},
        Verdict.HIDDEN: {Holder.HIDDEN, Holder.ABSENT},
        Verdict.NOT_REGISTERED: {Holder.UNKNOWN},
        Verdict.UNDETERMINED: {Holder.UNKNOWN},
    }[decided]
    assert held in expected


def _fits_two(contact: Contact) -> bool:
    """Two names in one contact: it fits both parties, or the organisation outweighs the name on one side only."""
    return contact.organization is not None and contact.name in ("Jean Martin", "Boulangerie Dupont")


@settings(max_examples=200, deadline=None)
@given(worlds)
def test_swapping_client_and_provider_flips_the_verdict(seen: list[Observation]) -> None:
    one_party_each = [
        s for s in seen if not any(_fits_two(contact) for contact in (s.record.contacts.get(Role.REGISTRANT, ()) if s.record else ()))
    ]
    plain, swapped = verdict(*one_party_each), verdict(*one_party_each, of=site(client=PROVIDER, provider=CLIENT))
    assert swapped in FLIP.get(plain, {plain})


@settings(max_examples=100, deadline=None)
@given(worlds)
def test_an_administrative_contact_changes_nothing(seen: list[Observation]) -> None:
    more = [
        replace(s, record=replace(s.record, contacts={**s.record.contacts, Role.ADMINISTRATIVE: (PIXEL,), Role.TECHNICAL: (PIXEL,)}))
        if s.record
        else s
        for s in seen
    ]
    assert verdict(*more) is verdict(*seen)


@settings(max_examples=100, deadline=None)
@given(worlds)
def test_hiding_every_holder_decides_nothing(seen: list[Observation]) -> None:
    hidden = [
        replace(
            s,
            record=replace(
                s.record,
                contacts={Role.REGISTRANT: tuple(replace(REDACTED, email=c.email) for c in s.record.contacts.get(Role.REGISTRANT, ()))},
            ),
        )
        if s.record
        else s
        for s in seen
    ]
    assert verdict(*hidden) in (Verdict.HIDDEN, Verdict.UNDETERMINED, Verdict.NOT_REGISTERED)


def test_one_name_in_two_scripts_is_matched_by_either() -> None:
    local, latin = "スタジオピクセル株式会社", "STUDIO PIXEL"
    assert verdict(said(Contact(organization=f"{local} / {latin}"))) is Verdict.HELD_BY_PROVIDER
    assert verdict(said(Contact(organization=local, name=latin, one_name=True))) is Verdict.HELD_BY_PROVIDER
    assert verdict(said(Contact(organization=local, name=latin))) is Verdict.HELD_BY_THIRD_PARTY
    assert verdict(said(Contact(organization="Les Trois Moulins / STUDIO PIXEL"))) is not Verdict.HELD_BY_PROVIDER


def test_a_function_beside_the_registrars_name_is_no_masked_customer() -> None:
    named = Contact(organization="Registrar Exemple SAS", name="Domain Department")
    assert verdict(said(named, registrar="Registrar Exemple SAS")) is Verdict.HIDDEN
    assert verdict(said(replace(named, name="Jo Invented"), registrar="Registrar Exemple SAS")) is Verdict.HELD_BY_THIRD_PARTY
