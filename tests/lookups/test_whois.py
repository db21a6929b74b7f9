"""What a registry's WHOIS text says: who holds the name, or an honest "not told"."""

from __future__ import annotations

import pytest

from domaudit.lookups.whois import read
from domaudit.model import Contact, Outcome, Reading, Role
from tests.lookups.whois_recordings import FOLDER, FREE, HELD, HIDDEN, NO_NAMESERVERS, PIXEL, REFUSED, RESERVED, UNREADABLE, Held, body


def registrants(reading: Reading) -> tuple[Contact, ...]:
    return reading.record.contacts.get(Role.REGISTRANT, ()) if reading.record else ()


def holders(reading: Reading) -> set[str]:
    return {words for contact in registrants(reading) for words in (contact.name, contact.organization) if words}


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.file)
def test_the_registrant_in_the_registrys_own_words(held: Held) -> None:
    reading = read(body(held.file), held.domain)
    assert (reading.outcome, reading.names_domain, reading.error) == (Outcome.ANSWERED, True, None)
    (registrant,) = registrants(reading)
    assert (registrant.organization, registrant.name, registrant.email) == (held.organization, held.name, held.email)


@pytest.mark.parametrize("held", HELD, ids=lambda held: held.file)
def test_the_other_facts_of_the_registration(held: Held) -> None:
    record = read(body(held.file), held.domain).record
    assert record is not None
    administrative = record.contacts.get(Role.ADMINISTRATIVE, (Contact(),))[0]
    assert (administrative.organization or administrative.name) == held.administrative
    assert record.registrar == held.registrar
    assert (record.created and record.created.date().isoformat()) == held.created
    assert (record.expires and record.expires.date().isoformat()) == held.expires
    assert bool(record.nameservers) is (held.file not in NO_NAMESERVERS)
    assert not record.nameservers or record.nameservers[0].startswith("ns1.")
    assert all(host.endswith(".example") for host in record.nameservers)


@pytest.mark.parametrize(("file", "domain", "words"), [(file, *told) for file, told in HIDDEN.items()])
def test_a_withheld_registrant_stays_as_the_words_of_withholding(file: str, domain: str, words: str | None) -> None:
    reading = read(body(file), domain)
    assert reading.outcome is Outcome.ANSWERED
    assert holders(reading) == ({words} if words else set()) | ({"REDACTED FOR PRIVACY"} if file == "org-hidden" else set())
    assert not any(contact.email for contact in registrants(reading))


@pytest.mark.parametrize(("file", "domain", "named"), [(file, *told) for file, told in FREE.items()])
def test_a_name_that_nobody_has(file: str, domain: str, named: bool) -> None:
    assert read(body(file), domain) == Reading(Outcome.NOT_REGISTERED, names_domain=named)


@pytest.mark.parametrize(("file", "domain"), REFUSED.items())
def test_throttling_is_refused_with_its_words(file: str, domain: str) -> None:
    reading = read(body(file), domain)
    assert reading.outcome is Outcome.REFUSED
    assert reading.error is not None
    assert reading.error.startswith("throttled: '")
    assert reading.record is None


def test_the_throttle_wins_over_no_entries_found() -> None:
    assert read(body("fr-throttled"), REFUSED["fr-throttled"]).error == "throttled: 'Too many requests...'"


@pytest.mark.parametrize(("file", "domain"), UNREADABLE.items())
def test_what_says_nothing_of_this_name_is_unreadable(file: str, domain: str) -> None:
    reading = read(body(file), domain)
    assert (reading.outcome, reading.record) == (Outcome.UNREADABLE, None)


def test_another_names_record_is_named_and_not_read() -> None:
    assert read(body("another-name"), "x-exemple.com").error == "about another name: 'une-autre-exemple-fictive.com'"


def test_only_the_part_about_this_name_is_read() -> None:
    both = body("another-name") + b"\r\n" + body("com-registrar")
    reading = read(both, "exemple-fictif-traiteur.com")
    assert holders(reading) == {"Traiteur Exemple Fictif SARL", "Camille Inventee"}


@pytest.mark.parametrize(("file", "domain"), RESERVED.items())
def test_a_reserved_name_is_not_registered_and_reserved(file: str, domain: str) -> None:
    reading = read(body(file), domain)
    assert reading.outcome is Outcome.NOT_REGISTERED
    assert reading.record is not None
    assert reading.record.reserved


def test_the_registrar_is_never_the_holder() -> None:
    for file, (domain, _) in HIDDEN.items():
        reading = read(body(file), domain)
        assert reading.record is not None
        assert reading.record.registrar not in holders(reading)


def test_the_block_that_the_record_points_to_not_the_first_one() -> None:
    reading = read(body("fr-registered"), "boulangerie-exemple-fictif.fr")
    (registrant,) = registrants(reading)
    assert registrant == Contact(
        organization="Boulangerie Exemple Fictif",
        email="contact@boulangerie-exemple-fictif.example",
        handle="BEF12-FRNIC",
        country="FR",
        street="Boulangerie Exemple Fictif, 2 Place du Modele, 44000 Nantes",
        phone="+33.200000000",
        kind="organization",
    )
    assert reading.record is not None
    assert reading.record.contacts[Role.ADMINISTRATIVE][0].email == PIXEL


def test_a_pointer_to_a_missing_block_is_a_code_and_no_name() -> None:
    text = body("fr-registered").split(b"nic-hdl:                       SPX34")[0]
    (registrant,) = registrants(read(text, "boulangerie-exemple-fictif.fr"))
    assert registrant == Contact(handle="BEF12-FRNIC")
    truncated = read(text, "boulangerie-exemple-fictif.fr", truncated=True)
    assert truncated.outcome is Outcome.ANSWERED
    assert not registrants(truncated)


def test_every_registrant_is_kept() -> None:
    text = b"Domain Name: x.example\nRegistrant Name: Camille Inventee\nRegistrant Name: Dominique Inventee\nRegistrar: R\n"
    assert [contact.name for contact in registrants(read(text, "x.example"))] == ["Camille Inventee", "Dominique Inventee"]


def test_an_unknown_head_within_a_section_is_not_a_second_registrant() -> None:
    text = b"Domain: x.example\nOwner Contact:\nName: Camille Inventee\nComercial Inventado:\nName: Studio Pixel\nCreated: 2015-03-02\n"
    assert holders(read(text, "x.example")) == {"Camille Inventee"}


def test_a_name_in_two_scripts_is_one_registrant() -> None:
    head = "Domain Name: x.com.tw\n   Registrant:\n      虛構股份有限公司\n      Fiction Co., Ltd.\n      1 Model Road\n\n"
    text = head + "   Contact:\n      Jo Pixel  jm@pixel-mail.example\n"
    (registrant,) = registrants(read(text.encode(), "x.com.tw"))
    assert registrant.organization == "虛構股份有限公司 / Fiction Co., Ltd."
    turned = text.replace("虛構股份有限公司", "A").replace("Fiction Co., Ltd.", "虛構股份有限公司").replace("A\n", "Fiction Co., Ltd.\n")
    assert registrants(read(turned.encode(), "x.com.tw"))[0].organization == "Fiction Co., Ltd. / 虛構股份有限公司"


def test_a_company_and_a_person_in_another_script_are_two_names() -> None:
    text = "Domain Name: x.com.tw\nRegistrant:\n   虛構股份有限公司\n   Wang Invented\n   1 Model Road\n"
    assert all("/" not in (one.organization or "") for one in registrants(read(text.encode(), "x.com.tw")))


def test_a_block_that_follows_without_a_blank_line_is_found() -> None:
    text = b"domain: x.com.ar\nregistrant: 000001\nregistered: 1997-05-26\ncontact: 000001\nname: FICCION SA\ncreated: 2013-10-30\n"
    reading = read(text, "x.com.ar")
    assert [(contact.name, contact.handle) for contact in registrants(reading)] == [("FICCION SA", "000001")]
    assert reading.record is not None
    assert reading.record.created is not None
    assert reading.record.created.year == 1997


def test_where_the_registry_withholds_and_the_registrar_tells_the_holder_is_told() -> None:
    text = b"Domain Name: x.ws\nRegistrant Name: Use registrar whois listed below\n\nDomain Name: x.ws\nRegistrant Name: Camille Inventee\n"
    assert holders(read(text, "x.ws")) == {"Camille Inventee"}


def test_what_is_withheld_is_listed_and_no_value() -> None:
    record = read(body("org-hidden"), "exemple-fictif-asso.org").record
    assert record is not None
    assert "registrant.email" in record.redacted
    assert "registrant.street" in record.redacted
    assert record.contacts[Role.REGISTRANT][0].handle is None
    assert record.contacts[Role.REGISTRANT][0].country == "FR"


@pytest.mark.parametrize(
    "name", ["Hidden Valley Bakery Ltd", "Masked Singer SARL", "GDPR Conseil SARL", "Privacy Private Limited", "Protection Civile"]
)
def test_a_name_with_a_word_of_withholding_in_it_is_a_name(name: str) -> None:
    (registrant,) = registrants(read(f"Domain Name: x.example\nRegistrant Name: {name}\n".encode(), "x.example"))
    assert (registrant.name, registrant.redacted) == (name, ())


def test_registrar_reseller_statuses_dnssec_and_referral() -> None:
    record = read(body("com-registrar"), "exemple-fictif-traiteur.com").record
    assert record is not None
    assert (record.registrar_id, record.reseller, record.dnssec) == ("99999", "Studio Pixel Fictif SARL", True)
    assert record.statuses == ("clientTransferProhibited",)
    assert record.referral == "whois.registraire-fictif.example"
    thin = read(body("com-registry"), "exemple-fictif-traiteur.com").record
    assert thin is not None
    assert thin.referral == "whois.registraire-fictif.example"
    assert not thin.contacts


@pytest.mark.parametrize(
    ("line", "transferred"),
    [
        ("transferred:      2009-03-06", "2009-03-06"),  # se, nu
        ("Last Transferred Date:                       Fri Jul 22 18:37:41 GMT 2005", "2005-07-22"),  # us, co
        ("Last Transferred Date:22-Sep-2006 10:24:54 UTC", "2006-09-22"),  # mobi
        ("Last transferred:        28 Jan 2004 14:30:00 UTC", "2004-01-28"),  # coop
        ("Last Transferred Date:", None),  # me, asia
        ("transferred: -", None),
        ("holder transfer....: 20.11.2018 00:15:59", None),  # fi: another holder, and no other registrar
        ("changed: registrar AT registry.example 20170517 (Transferred)", None),
        ("transferred: 02/03/2015", None),  # it can be read two ways
        ("transferred: 0000-00-00", None),
        ("transferred: " + "9" * 5000, None),
        ("transferred: \x1b[2J2015-03-02 \u202e", "2015-03-02"),
    ],
)
def test_the_last_transfer_is_told_where_a_label_tells_it(line: str, transferred: str | None) -> None:
    text = (
        f"Domain Name: dupont.example\nCreation Date: 2001-02-03\n{line}\n\nRegistrant Organization: Studio Pixel\nRegistrar: Exemple SAS\n"
    )
    record = read(text.encode(), "dupont.example").record
    assert record is not None
    assert (record.transferred and record.transferred.date().isoformat()) == transferred
    assert (record.created and record.created.date().isoformat(), record.expires) == ("2001-02-03", None)
    assert record.registrar == "Exemple SAS"


def test_the_transfer_of_a_contact_is_not_the_domains() -> None:
    text = "domain: dupont.example\nholder-c: AB1\n\nnic-hdl: AB1\nperson: Ada Fictive\ntransferred: 2015-03-02\n"
    record = read(text.encode(), "dupont.example").record
    assert record is not None
    assert record.transferred is None


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "a b", "-x.example", "../etc", "whois.exa\u202emple\x1b[0m", "x" * 300 + ".example", ""]
)
def test_a_hostile_referral_is_no_hostname(host: str) -> None:
    text = f"Domain Name: x.example\nRegistrar: R\nRegistrar WHOIS Server: {host}\n".encode()
    record = read(text, "x.example").record
    assert record is not None
    assert record.referral in (None, "whois.example")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", Outcome.UNREADABLE),
        ("\r\n\r\n", Outcome.UNREADABLE),
        ("No match for domain X.EXAMPLE.", Outcome.NOT_REGISTERED),
        ("NOT FOUND", Outcome.NOT_REGISTERED),
        ("If the domain is not found, it may still be reserved.", Outcome.UNREADABLE),
        ("No entries found\nYou have exceeded your quota of queries.", Outcome.REFUSED),
        ("Domain: x.example\nStatus: free", Outcome.NOT_REGISTERED),
        ("Domain: y.example\nStatus: free", Outcome.UNREADABLE),
        ("Domain: x.example\nStatus: active", Outcome.ANSWERED),
        ("Domain: x.example", Outcome.UNREADABLE),
        ("TERMS OF USE: You are not authorized to access or query our Whois database.", Outcome.UNREADABLE),
        ("All rights reserved by the registry", Outcome.UNREADABLE),
        ("Registrant Name: Camille Inventee\nRegistrar: R\nNot found: x.example", Outcome.ANSWERED),
        ("Your request is being rate limited", Outcome.REFUSED),
        ("% Invalid query", Outcome.UNREADABLE),
        ("% Help is available at https://whois.example", Outcome.UNREADABLE),
        ("This service is free of charge", Outcome.UNREADABLE),
        ("Page not found", Outcome.UNREADABLE),
        ("x.example is not available for registration", Outcome.UNREADABLE),
        ("Domain is not available or is reserved by the registry.", Outcome.UNREADABLE),
        ("The domain X.EXAMPLE was not found!", Outcome.NOT_REGISTERED),
        ("x.example is reserved", Outcome.NOT_REGISTERED),
        ("Number of allowed queries exceeded.", Outcome.REFUSED),
        ("BLACKLISTED: You have exceeded the query limit for your network or IP address and have been blacklisted.", Outcome.REFUSED),
        ("Your connection limit exceeded. Please slow down and try again later.", Outcome.REFUSED),
        ("% nothing found", Outcome.NOT_REGISTERED),
        ("x.example is free", Outcome.NOT_REGISTERED),
        ("x.example - No Match", Outcome.NOT_REGISTERED),
        ("% Not Registered - x.example", Outcome.NOT_REGISTERED),
        ("domain_name: x.example\nquery_status: 220 Available", Outcome.NOT_REGISTERED),
        ("Aucun résultat pour x.example", Outcome.NOT_REGISTERED),
    ],
)
def test_what_a_short_reply_means(text: str, outcome: Outcome) -> None:
    assert read(text.encode(), "x.example").outcome is outcome


def test_an_idn_is_known_by_both_its_spellings() -> None:
    text = "Domain Name: café-exemple.fr\nRegistrar: R\n".encode()
    assert read(text, "xn--caf-exemple-dbb.fr") == read(
        text.replace("café-exemple".encode(), b"xn--caf-exemple-dbb"), "xn--caf-exemple-dbb.fr"
    )


def test_the_registrys_charset_is_used_and_said() -> None:
    text = "Domain: x.ch\nHolder of domain name:\nFromagerie Génépi fictive Sàrl\n".encode("latin-1")
    reading = read(text, "x.ch")
    assert holders(reading) == {"Fromagerie Génépi fictive Sàrl"}
    assert reading.record is not None
    assert reading.record.notices == ("decoded as latin-1",)


def test_the_server_tells_the_order_of_dates_where_the_zone_does_not() -> None:
    text = b"Domain: x.example\nRegistrar: R\nCreated: 03/02/2015\n"
    told = [read(text, "x.example", server=server).record for server in ("", "whois.nic.fr", "whois.registry.ca")]
    assert [record and record.created and record.created.month for record in told] == [None, 2, None]


def test_hidden_characters_are_removed_and_said() -> None:
    reading = read("Domain Name: x.example\nRegistrant Organization: Du\u202epont\x1b[31m Fictif\nRegistrar: R\n".encode(), "x.example")
    assert holders(reading) == {"Dupont Fictif"}
    assert reading.record is not None
    assert reading.record.notices == ("control, invisible or text-direction characters were removed",)


def test_every_recording_is_told_of_here() -> None:
    told = {held.file for held in HELD} | {*HIDDEN, *FREE, *REFUSED, *UNREADABLE, *RESERVED}
    assert {path.stem for path in FOLDER.glob("*.txt")} == told


def test_a_blank_line_that_is_lost_makes_no_other_party_the_holder() -> None:
    """Blocks keyed by a handle are told apart by their keys, blank lines or not."""
    other, own = (
        f"nic-hdl: {key}\ntype: ORGANIZATION\ncontact: {name}\n" for key, name in (("SP1", "STUDIO PIXEL"), ("BD1", "BOULANGERIE DUPONT"))
    )
    for blank in ("\n", ""):
        text = f"domain: dupont-exemple-fictif.fr\nstatus: ACTIVE\nholder-c: BD1\ntech-c: SP1\n\n{other}{blank}{own}"
        record = read(text.encode(), "dupont-exemple-fictif.fr").record
        assert record is not None
        assert [contact.organization for contact in record.contacts[Role.REGISTRANT]] == ["BOULANGERIE DUPONT"]
