"""The party under audit writes the record: it cannot black out the report, and no spelling of a person gets past the mask."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.model import (
    Attribution,
    Authority,
    Confidence,
    Contact,
    DnsObservation,
    Evidence,
    Holder,
    Inventory,
    Key,
    Outcome,
    Party,
    Record,
    Report,
    Role,
    SiteReport,
    Source,
    Text,
    Verdict,
)
from domaudit.report.masking.hiding import mask_email, mask_emails, mask_zone_mailbox
from domaudit.report.masking.masks import OPEN, Mask, mask_of, mask_of_all
from domaudit.report.masking.people import declared_people
from domaudit.report.telling import Teller
from tests.report import samples
from tests.report.test_terminal import flat, shown

ADA = "Marie Durand"


def site_of(
    *contacts: Contact,
    client: Party = samples.CLIENT,
    provider: Party = samples.PROVIDER,
    admin: Contact | None = None,
    registrar: str | None = None,
    reseller: str | None = None,
) -> SiteReport:
    people = {Role.REGISTRANT: contacts} | ({Role.ADMINISTRATIVE: (admin,)} if admin else {})
    record = Record(contacts=people, registrar=registrar, reseller=reseller)
    return samples.a_report(samples.a_site("x.example", client=client, provider=provider), Verdict.HELD_BY_CLIENT, record=record)


def masked(value: str, *contacts: Contact, admin: Contact | None = None, provider: Party = samples.PROVIDER) -> str:
    return mask_of(site_of(*contacts, admin=admin, provider=provider))(value)


# --- the record cannot black out the report --------------------------------------------------------------------------


def censored(**details: str) -> str:
    report = samples.held_by_provider("x.example")
    contact = Contact(organization="STUDIO PIXEL", **details)
    record = Record(contacts={Role.REGISTRANT: (contact,), Role.ADMINISTRATIVE: (contact,)})
    seen = tuple(replace(one, record=record) for one in report.observed.registration)
    return flat(shown(replace(report, registration=record, observed=replace(report.observed, registration=seen)), personal_data=False))


@pytest.mark.parametrize(
    "details",
    [
        {"phone": "Studio Pixel SARL", "street": "x.example"},
        {"phone": "STUDIO PIXEL", "street": "Studio Pixel SARL"},
        {"street": "STUDIO PIXEL"},
        {"name": "Boulangerie Dupont", "kind": "individual"},
        {"name": "Studio Pixel SARL", "kind": "individual"},
        {"name": "STUDIO PIXEL", "kind": "individual"},
        {"name": "PIXEL STUDIO", "kind": "individual"},
        {"name": "Studio", "kind": "individual"},
        {"name": "example", "kind": "individual"},
        {"name": "x example", "kind": "individual"},
        {"name": "fr", "kind": "individual"},
        {"name": "registrant organization", "kind": "individual"},
        {"name": "nic", "kind": "individual"},
        {"email": "STUDIO PIXEL"},
        {"email": "Studio Pixel SARL"},
        {"phone": "+20261206", "street": "2026-11-22"},
    ],
)
def test_the_record_censors_nothing(details: dict[str, str]) -> None:
    said = censored(**details)
    assert "names “STUDIO PIXEL” (registrant organisation) as the holder of x.example" in said
    assert "On 22 Nov 2026, AFNIC (registry of .fr, rdap.nic.fr)" in said
    assert "Write to Studio Pixel SARL, kindly" in said
    assert "by 6 Dec 2026?" in said
    assert "Audit of one domain for Boulangerie Dupont, provider Studio Pixel SARL" in said


def test_a_declared_name_without_kind_or_form_is_never_hidden_by_the_record() -> None:
    plain = Party("Agence Nuage")
    report = site_of(Contact(name="Agence Nuage", kind="individual"), provider=plain, client=Party("Les Halles"))
    assert mask_of(report)("Agence Nuage, Les Halles") == "Agence Nuage, Les Halles"


def test_dates_hosts_and_addresses_are_no_phones() -> None:
    mask = mask_of(site_of(Contact(phone="+20261206"), admin=Contact(phone="19202100")))
    assert mask("2026-12-06, 192.0.2.100") == "2026-12-06, 192.0.2.100"
    assert mask.line("expires", "20261206") == "20261206"
    assert mask.shown(Key.WEB, Attribution(Holder.UNKNOWN, shown="192.02.100")) == "192.02.100"


# --- no spelling of a person gets past -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "contacts", "hidden"),
    [
        (ADA, [Contact(organization=ADA, kind="individual")], "M… D…"),
        (ADA, [Contact(name=ADA, organization=ADA)], "M… D…"),
        ("DURAND Marie", [Contact(name=ADA, organization="DURAND Marie")], "D… M…"),
        ("DURAND, Marie", [Contact(name=ADA)], "D… M…"),
        ("DURAND MARIE EI", [Contact(organization="Marie Durand EI")], "D… M… EI"),
        ("Marie Durand", [Contact(organization="EI Marie Durand")], "M… D…"),
        ("durand marie", [Contact(name="Marie Durand EI", kind="organization")], "d… m…"),
        ("MARIE-HELENE DURAND", [Contact(name="Marie-Hélène Durand")], "M… D…"),
        ("Durand Marie Helene", [Contact(name="Marie-Hélène Durand")], "D… M… H…"),
        ("marie.durand, marie_durand", [Contact(name=ADA)], "m…, m…"),
        ("Marie Durand", [Contact(organization=ADA), Contact(name="DURAND Marie")], "M… D…"),
        ("Marie + Jean Durand", [Contact(name="Marie + Jean Durand")], "M… +… J… D…"),
    ],
)
def test_a_person_in_any_field_and_order(value: str, contacts: list[Contact], hidden: str) -> None:
    assert masked(value, *contacts) == hidden
    assert masked(value, admin=contacts[0]) == hidden or len(contacts) > 1
    mask = mask_of(site_of(*contacts))
    assert mask.evidence(Evidence(0, "registrant.organization", value)).value == hidden


@pytest.mark.parametrize("party", [Party("Marie Claire Durand", kind="person"), Party("Pixel SARL", aliases=("Marie Claire Durand",))])
@pytest.mark.parametrize(
    ("value", "hidden"),
    [
        ("DURAND Marie Claire", "D… M… C…"),
        ("claire marie DURAND", "c… m… D…"),
        ("Marie Clàire Durand", "M… C… D…"),
        ("Marie Durand", "M… D…"),
        ("Marie Claire Durant", "M… C… D…"),
    ],
)
def test_a_declared_person_exact_or_near(party: Party, value: str, hidden: str) -> None:
    for report in (
        site_of(Contact(organization=value), provider=party),
        site_of(registrar=value, provider=party),
        site_of(reseller=value, provider=party),
    ):
        assert mask_of(report)(value) == hidden
        assert mask_of(report)("Pixel SARL") == "Pixel SARL"


def test_a_mailbox_of_the_inventory_tells_a_person() -> None:
    party = Party(ADA, emails=("marie.durand@pixel.example",))
    assert mask_of(site_of(provider=party))("Durand Marie") == "D… M…"
    assert mask_of(site_of(provider=Party(ADA)))(ADA) == ADA


def test_trade_names_among_the_aliases_are_shown() -> None:
    party = Party("Pixel SARL", aliases=("Pixel Web", "Agence Lune", "Dupont & Filles", "Les Halles", "PIXWEB"))
    mask = mask_of(site_of(Contact(organization="PIXEL WEB"), admin=Contact(name=ADA), provider=party))
    assert (
        mask("PIXEL WEB, Agence Lune, Dupont & Filles, Les Halles, PIXWEB") == "PIXEL WEB, Agence Lune, Dupont & Filles, Les Halles, PIXWEB"
    )


def test_a_company_named_after_a_person() -> None:
    mask = mask_of(site_of(Contact(name="Marie Durand"), provider=Party("Durand SARL")))
    assert mask("DURAND SARL, Durand and Marie Durand") == "DURAND SARL, Durand and M… D…"
    person = mask_of(site_of(provider=Party("Marie Durand SARL"), client=Party("Marie Durand", kind="person")))
    assert person("Marie Durand SARL or DURAND Marie") == "Marie Durand SARL or D… M…"


def test_the_word_that_differs_is_a_part_of_the_name() -> None:
    mask = mask_of(site_of(provider=Party("Jean Martin", kind="person")))
    said = mask.text(Text("reason.near", {"value": "Jean Paul Martin", "party": "Jean Martin", "word": "paul", "why": "why.one-word"}))
    assert said.values["party"] == "J… M…"
    assert said.values["word"] == "p…"
    other = mask.text(Text("reason.near", {"value": "Pixel Web", "party": "Pixel", "word": "web", "why": "why.one-word"}))
    assert other.values["word"] == "web"


# --- mailboxes and phones --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "hidden"),
    [
        ('"marie.durand"@x.example', "m…@x.example"),
        ("marie durand@x.example", "m…@x.example"),
        ("marie.durand;@x.example", "m…@x.example"),
        ("marie(durand)@x.example", "m…@x.example"),
        ("marie(durand).x@x.example", "m…@x.example"),
        ("marie.durand＠x.example", "m…＠x.example"),
        ("marie.durand(at)x.example", "m…(at)x.example"),
        ("marie.durand [at] x.example", "m… [at] x.example"),
        ("marie.durand%40x.example", "m…%40x.example"),
        ("marie@durand@x.example", "m…@x.example"),
        ("marie.durand", "m…"),
        ("marie.durand@", "m…"),
        ("marie@durand marie", "m…"),
        ("a@b.example, cd@e.example", "a…@b.example, c…@e.example"),
        ("<jm@x.example>", "<j…@x.example>"),
        ("REDACTED FOR PRIVACY", "REDACTED FOR PRIVACY"),
        ("https://registrar.example/contact/form", "https://registrar.example/contact/form"),
        ("", ""),
    ],
)
def test_an_email_field_is_masked_whole(field: str, hidden: str) -> None:
    mask = mask_of(site_of(Contact(email=field)))
    email = Attribution(Holder.UNKNOWN, Confidence.LOW, (), field)
    assert mask.mailbox(field) == hidden
    assert mask.line("registrant.email", field) == hidden
    assert mask.shown(Key.REGISTRANT_EMAIL, email) == hidden
    line = (Evidence(0, "administrative.email", field),)
    assert mask.shown(Key.ADMINISTRATIVE, replace(email, evidence=line)) == hidden
    assert mask.text(Text("reason.nobody-declared", {"field": "e-mail", "value": field})).values["value"] == hidden
    assert mask.text(Text("rule.in-name-only.message", {"email": field, "why": "reason.email-exact"})).values["email"] == hidden
    assert mask.contact(Contact(email=field)).email == hidden


@pytest.mark.parametrize(
    ("value", "hidden"),
    [
        ("mailto:marie.durand%40x.example", "mailto:m…%40x.example"),
        ("https://x.example/?to=marie.durand%40y.example", "https://x.example/?to=m…%40y.example"),
        ('write to "marie durand"@x.example', 'write to "m…@x.example'),
        ("write to marie(durand)@x.example", "write to m…@x.example"),
        ("see (marie@x.example)", "see (m…@x.example)"),
        ("marie.durand (at) x.example", "m… (at) x.example"),
    ],
)
def test_addresses_inside_other_words(value: str, hidden: str) -> None:
    assert masked(value) == hidden


def test_a_handle_in_place_of_a_mailbox_is_shown() -> None:
    values = {"email": "SP1234-FRNIC", "why": "reason.handle"}
    assert Mask().text(Text("rule.in-name-only.message", values)).values["email"] == "SP1234-FRNIC"


@pytest.mark.parametrize("phone", ["+33 1 99 00 12 34", "tel:+33-1-99-00-12-34;ext=12", "+33.199001234", "01 99 00 12 34"])
@pytest.mark.parametrize("value", ["+33 1 99 00 12 34", "01.99.00.12.34", "0033199001234", "+33 (0)1 99 00 12 34", "01 99 001 234"])
def test_a_phone_in_any_spelling(phone: str, value: str) -> None:
    assert masked(f"call {value}", Contact(phone=phone)) == "call …"
    assert masked("call 01 99 00 12 35", Contact(phone=phone)) == "call 01 99 00 12 35"


@pytest.mark.parametrize(
    ("rname", "hidden"),
    [
        (r"marie\.durand.pixel.example", "m….pixel.example"),
        ("marie.pixel.example", "m….pixel.example"),
        ("hostmaster.pixel.example", "hostmaster.pixel.example"),
        ("awsdns-hostmaster.cloud.example", "awsdns-hostmaster.cloud.example"),
    ],
)
def test_the_mailbox_of_a_zone(rname: str, hidden: str) -> None:
    source = Source("dns", "resolver", Authority.DNS, Outcome.ANSWERED, "x.example SOA")
    soa = DnsObservation(source, "x.example", "SOA", (f"ns1.pixel.example {rname} 2026112201 7200 3600 1209600 3600",))
    ns = DnsObservation(source, "x.example", "NS", ("ns1.pixel.example",))
    report = site_of()
    mask = mask_of(replace(report, observed=replace(report.observed, dns=(ns, soa))))
    assert mask.line("SOA", soa.values[0]) == soa.values[0].replace(rname, hidden)
    assert mask.text(Text("reason.soa-mailbox", {"value": rname, "who": "provider"})).values["value"] == hidden
    held = Attribution(Holder.PROVIDER, shown=rname, evidence=(Evidence(1, "SOA", soa.values[0]),))
    assert mask.shown(Key.NAMESERVERS, held) == hidden
    host = DnsObservation(source, "x.example", "SOA", ("ns1.pixel.example ns1.pixel.example 1 2 3 4 5",))
    assert mask_of(replace(report, observed=replace(report.observed, dns=(ns, host))))("ns1.pixel.example") == "ns1.pixel.example"


# --- words that are nobody's field -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "hidden"),
    [
        ("copied by Marie Durand on 21 Nov 2026", "copied by M… D… on 21 Nov 2026"),
        ("www.dnsbelgium.be, copied by the client on 21 Nov 2026", "www.dnsbelgium.be, copied by the client on 21 Nov 2026"),
        ("par DURAND Marie, marie@x.example", "par D… M…, m…@x.example"),
        ("by Boulangerie Dupont", "by Boulangerie Dupont"),
    ],
)
def test_the_words_of_an_import(words: str, hidden: str) -> None:
    report = samples.held_by_provider()
    assert mask_of(report).imported(words) == hidden
    seen = tuple(replace(one, source=replace(one.source, imported=words)) for one in report.observed.registration)
    report = replace(report, observed=replace(report.observed, registration=seen))
    assert f"imported: {hidden}" in flat(shown(report, personal_data=False))
    assert f"imported: {words}" in flat(shown(report, personal_data=True))


def test_notices_and_errors_are_masked() -> None:
    report = samples.undetermined()
    people = Party("Marie Durand", kind="person")
    error = "says: Durand Marie, marie@x.example"
    seen = tuple(replace(one, source=replace(one.source, error=error)) for one in report.observed.registration)
    record = Record(notices=("written by DURAND Marie",))
    report = replace(
        report, site=replace(report.site, client=people), registration=record, observed=replace(report.observed, registration=seen)
    )
    whole = Report(Inventory("inventory.yaml", (), notices=("inventory.yaml:3:1: Marie Durand twice",)), samples.NOW, (report,))
    text = flat(shown(whole, personal_data=False, verbose=True))
    assert "says: D… M…, m…@x.example" in text
    assert "written by D… M…" in text
    assert "inventory.yaml:3:1: M… D… twice" in text
    assert "Durand" not in text
    bare = flat(shown(whole, personal_data=True, verbose=True))
    for said in (error, "written by DURAND Marie", "inventory.yaml:3:1: Marie Durand twice"):
        assert said in bare


def test_an_odd_mailbox_is_hidden_in_the_whole_report() -> None:
    report = samples.in_name_only()
    odd = '"marie durand"@pixel-mail.example'
    keys = {**report.keys, Key.REGISTRANT_EMAIL: replace(report.keys[Key.REGISTRANT_EMAIL], shown=odd)}
    found = tuple(
        replace(one, message=Text(one.message.id, {**one.message.values, "email": odd}), evidence=(Evidence(0, "registrant.email", odd),))
        for one in report.findings
    )
    text = shown(replace(report, keys=keys, findings=found), personal_data=False, verbose=True)
    assert "durand" not in text
    assert "m…@pixel-mail.example" in text


def test_an_open_mask_changes_nothing_at_all() -> None:
    contact = Contact(name=ADA, email="x", phone="1", street="2", handle="h")
    assert OPEN.contact(contact) == contact
    assert OPEN.line("registrant.email", "marie durand") == OPEN.mailbox("marie durand") == OPEN.imported("marie durand") == "marie durand"
    assert OPEN.shown(Key.REGISTRANT_EMAIL, Attribution(Holder.CLIENT, shown="marie")) == "marie"
    text = Text("x", {"email": "marie"})
    assert OPEN.text(text) == text
    assert mask_of_all([OPEN, Mask()]) == OPEN


def test_a_masked_report_says_so_and_an_open_one_does_not() -> None:
    teller = Teller("en", samples.TODAY, personal_data=True)
    report = samples.held_by_provider()
    teller.shown(Key.REGISTRANT_EMAIL, report.keys[Key.REGISTRANT_EMAIL], teller.mask(report), 80)
    assert not teller.masked


def test_hostile_names_cost_little() -> None:
    start = time.perf_counter()
    crowd = tuple(Contact(name=" ".join(["a"] * n), organization="b " * n, phone="+" + "1 " * 500) for n in range(1, 150))
    mask = mask_of(site_of(*crowd))
    mask("a " * 20_000)
    mask("1 " * 20_000)
    mask('"' * 20_000 + "@" * 2_000)
    mask("(" * 20_000 + "@x")
    mask("\\" * 20_000)
    mask.mailbox("x " * 20_000 + "@")
    assert time.perf_counter() - start < 30  # it ends: what backtracks takes minutes (figures: tests/bench)


@given(
    *[st.text(alphabet="Studio PixelSARL.x@<>\"'()\\0123456789é", max_size=30)] * 5, st.sampled_from([None, "individual", "organization"])
)
@settings(max_examples=100, deadline=None)
def test_no_contact_hides_what_is_declared(name: str, organization: str, email: str, street: str, phone: str, kind: str | None) -> None:
    contact = Contact(name, organization, email, street=street, phone=phone, kind=kind)
    said = "Studio Pixel SARL and x.example and Boulangerie Dupont"
    assert mask_of(site_of(contact, admin=contact))(said) == said


@given(st.text(max_size=60) | st.text(alphabet='ab.@("\\ ;<>%40＠t)', max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_mailbox_is_masked_without_a_crash(value: str) -> None:
    assert mask_email(mask_email(value)) is not None
    assert mask_emails(value).count("@") == value.count("@")
    assert len(mask_zone_mailbox(value)) <= len(value) + 1


@given(st.from_regex(r"[a-z]{3,8}[.;(\" ][a-z]{3,8}", fullmatch=True))
@settings(max_examples=50, deadline=None)
def test_no_more_than_a_letter_of_a_local_part_is_left(local: str) -> None:
    assert mask_email(f"{local}@pixel.example") == f"{local[0]}…@pixel.example"


def test_only_what_looks_like_a_street_or_phone_is_hidden_elsewhere() -> None:
    mask = mask_of(site_of(Contact(street="a cafe", phone="Registrar number 123456"), admin=Contact(street="3 allée des Exemples")))
    assert mask("a cafe, 123456, 3 ALLEE DES EXEMPLES") == "a cafe, 123456, …"


def test_a_person_of_another_site_is_masked_here_too() -> None:
    here = site_of(Contact(organization="Ada Fictive"))
    there = replace(here.site, client=Party("Ada Fictive", kind="person"))
    assert mask_of(here, declared_people([here.site, there]))("Ada Fictive") == "A… F…"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ada Fictive", "A… F…"),
        ("Ada Fictive EI", "A… F… EI"),
        ("Jean Martin", "J… M…"),
        ("MARTIN Jean", "M… J…"),
        ("Ada SAL", "A… S…"),  # a surname in capitals, and a form in Lebanon
        ("Ada ab", "A… a…"),
        ("Atelier Fictif", "Atelier Fictif"),
        ("Pixel SARL", "Pixel SARL"),
    ],
)
def test_a_reseller_who_sells_alone_is_masked(name: str, written: str) -> None:
    assert mask_of(site_of(Contact(organization="Bakery SARL"), reseller=name))(name) == written


@pytest.mark.parametrize(
    "name",
    [
        *("IONOS SE", "Squarespace Domains"),  # our data know them
        *("Nuvola Fittizia AB", "Nordnavn AS", "Navnefirma ApS", "Keksitty Oy", "Pramanytas UAB", "Nube Ficticia SL"),
    ],
)
def test_a_firm_that_resells_is_not(name: str) -> None:
    assert mask_of(site_of(Contact(organization="Bakery SARL"), reseller=name))(name) == name


@pytest.mark.parametrize(
    "name",
    [
        *("IONOS SE", "Loopia AB", "Host Papa", "Planet Hoster", "Alibaba Cloud", "Squarespace Domains", "Easy Hébergement", "Name Bright"),
        *("OVH", "Gandi SAS", "Combell NV", "Ada Fictive"),  # no natural person is accredited under a bare name
    ],
)
def test_a_registrar_is_a_firm(name: str) -> None:
    mask = mask_of(site_of(Contact(organization="Bakery SARL"), registrar=name))
    assert mask(f"Write to {name}, the registrar that the record names.") == f"Write to {name}, the registrar that the record names."


def test_a_registrar_who_is_a_person_for_certain_is_masked() -> None:
    assert mask_of(site_of(Contact(organization="Bakery SARL"), registrar="Ada Fictive EI"))("Ada Fictive EI") == "A… F… EI"
    declared = Party("Ada Fictive", kind="person")
    assert mask_of(site_of(registrar="Ada Fictive", provider=declared))("Ada Fictive") == "A… F…"


def test_a_seller_that_our_data_know_stays_beside_a_person_of_nearly_its_name() -> None:
    near = site_of(registrar="Squarespace Domains", reseller="Gandi EI", provider=Party("Squarespace Domain", kind="person"))
    assert mask_of(near)("Squarespace Domains") == "Squarespace Domains"
    assert mask_of(near)("Gandi EI") == "G… EI"
    same = site_of(registrar="Squarespace Domains", provider=Party("Squarespace Domains", kind="person"))
    assert mask_of(same)("Squarespace Domains") == "S… D…"


def test_whom_one_writes_to_is_a_person() -> None:
    client = replace(samples.CLIENT, contact="Mme Paule Secrete", phones=("+33 6 12 34 56 78",), address=("17 rue des Inventions",))
    mask = mask_of(site_of(client=client))
    assert mask("seen with Paule Secrete (06 12 34 56 78), 17 rue des Inventions") == "seen with P… S… (…), …"
    assert mask("Boulangerie Dupont") == "Boulangerie Dupont"
    company = replace(samples.CLIENT, contact="Boulangerie Dupont")
    assert mask_of(site_of(client=company))("Boulangerie Dupont") == "Boulangerie Dupont"
    asked = Text("ics.reply.about", {"whom": "Hugo Invente (0698765432)"})
    assert "0698765432" not in mask.text(asked).values["whom"]
