"""What carries over to a layout that nobody has seen: shapes, words in more languages, orders of dates, and what outweighs what."""

from __future__ import annotations

import pytest

from domaudit.lookups.dates import stated_order
from domaudit.lookups.whois import read
from domaudit.lookups.whois_labels import meaning, word_kind
from domaudit.model import Contact, Outcome, Reading, Role


def registrants(reading: Reading) -> list[tuple[str | None, str | None]]:
    contacts = reading.record.contacts.get(Role.REGISTRANT, ()) if reading.record else ()
    return [(contact.organization, contact.name) for contact in contacts]


def test_two_holders_under_one_label_stay_two() -> None:
    text = b"Domain: x.example\nOwner: Jo Invented\nOwner: Fictional Bakery Inc.\nCreated: 2015-03-02\n"
    assert len(registrants(read(text, "x.example"))) == 2


def test_three_names_under_one_label_are_no_address() -> None:
    text = b"Domain: x.example\nRegistrant: Jo Invented\nRegistrant: Al Invented\nRegistrant: Di Invented\nCreated: 2015-03-02\n"
    assert len(registrants(read(text, "x.example"))) == 3


def test_three_codes_under_one_label_are_no_address() -> None:
    text = b"domain: x.example\nholder-c: AA1-X\nholder-c: BB2-X\nholder-c: CC3-X\n\nnic-hdl: BB2-X\nperson: Jo Invented\n"
    assert (None, "Jo Invented") in registrants(read(text, "x.example"))


def test_an_organisations_block_is_nobodys_where_a_holder_is_told() -> None:
    text = b"Domain: x.example\nRegistrant: Jo Invented\n\nOrganisation:\n   Studio Pixel Fiction\n   1 Model Road\n"
    assert registrants(read(text, "x.example")) == [(None, "Jo Invented")]


@pytest.mark.parametrize(
    "text",
    [
        "domain:Class-Name:domain\ndomain:Domain-Name:x.example\ndomain:Registrant-Name;I:Jo Invented\n",  # RFC 2167
        "+--------+\n| Domain     | x.example   |\n| Registrant | Jo Invented |\n+--------+\n",
        "Domain: x.example\nRegistrant's name: Jo Invented\n",
        "domain: x.example\nholder:\n  name: Jo Invented\nadmin:\n  name: Al Invented\n",
        "Domain:\nDomain Name: x.example\n\nRegistrant Information:\nFull Name: Jo Invented\n\nAdmin Information:\nName: Al\n",
        "Domain name ......: x.example\nDomain owner\u2019s name .....: Jo Invented\nRegistrar ........: R\n",
    ],
)
def test_one_registrant_in_many_shapes(text: str) -> None:
    assert registrants(read(text.encode(), "x.example")) == [(None, "Jo Invented")]


def test_an_address_alone_completes_the_registrant() -> None:
    text = b"Domain: x.example\nRegistrant Organization: Fictional Bakery\nCreated: 2015-03-02\n\nRegistrant Contact:\n jo@bakery.example\n"
    record = read(text, "x.example").record
    assert record is not None
    assert record.contacts[Role.REGISTRANT] == (Contact(organization="Fictional Bakery", email="jo@bakery.example"),)


@pytest.mark.parametrize(
    ("label", "role", "field"),
    [
        ("Estado / Status", "", ""),
        ("Titolare", "registrant", ""),
        ("Alan adı sahibi", "registrant", ""),
        ("Domain-Inhaber", "registrant", ""),
        ("Власник", "registrant", ""),
        ("注册人", "registrant", ""),
        ("Contact administratif", "administrative", ""),
        ("Contacto técnico", "technical", ""),
        ("Регистратор", "registrar", ""),
        ("owner-fname", "registrant", "given"),
    ],
)
def test_labels_of_more_languages(label: str, role: str, field: str) -> None:
    told = meaning(label)
    assert told is not None
    assert ((told.roles or ("",))[0], told.field) == (role, field)
    assert role or told.domain == "status"


@pytest.mark.parametrize("label", ["Owner / Status", "Registrar / Registrant status"])
def test_a_label_of_two_things_is_no_status(label: str) -> None:
    told = meaning(label)
    assert told is None or not told.domain


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Legal person", "organization"),
        ("Natural person", "individual"),
        ("Private Person", "individual"),
        ("Company", "organization"),
        ("?", None),
    ],
)
def test_the_longest_words_tell_the_kind(words: str, kind: str | None) -> None:
    assert word_kind(words) == kind


@pytest.mark.parametrize(
    ("line", "order"),
    [
        ("Created (JJ/MM/AAAA) : 02/07/2007", "dmy"),
        ("Creation Date (dd/mm/yyyy): 09/01/2015", "dmy"),
        ("% Dates are written DD.MM.YYYY", "dmy"),
        ("complete date format: YYYY-MM-DDThh:mm:ssZ", None),
        ("Format yyyy-mm-dd", "ymd"),
        ("mm/dd/yyyy", "mdy"),
        ("dd/mm/yyyy or mm/dd/yyyy", None),
        ("dd/dd/yyyy", None),
        ("", None),
    ],
)
def test_an_answer_may_state_the_order_of_its_dates(line: str, order: str | None) -> None:
    assert stated_order([line]) == order


def test_dates_are_read_in_the_order_that_the_answer_states() -> None:
    text = b"Domain: x.example\nRegistrar: R\nCreation Date (dd/mm/yyyy): 03/02/2015\n"
    record = read(text, "x.example").record
    assert record is not None
    assert record.created is not None
    assert record.created.month == 2


@pytest.mark.parametrize(
    "text",
    [
        "Nem / x.example nem talalhato",
        "Домен не найден",
        "查无此域名 没有找到",
        "該当するデータがありません",
        "El dominio x.example no se encuentra registrado",
        "Domínio não registado: x.example",
        "Le nom de domaine x.example est disponible",
        "The queried object does not exist: DOMAIN NOT FOUND",
        "[ x.example ] - Domain not found",
        "Domain:..............x.example\nStatus:..............Free",
    ],
)
def test_free_in_more_words(text: str) -> None:
    assert read(text.encode(), "x.example").outcome is Outcome.NOT_REGISTERED


@pytest.mark.parametrize(
    "text",
    [
        "Domain Name: y.example\nDomain Status: Available\n",  # another name
        "Domain Name: x.example\nDomain Status: Avai",  # torn
        "Please search / not finding what you look for\n",
        "If x.example is not registered, you may order it\n",
        "ALREADY REGISTERED\n",
        "Domain x.example is already registered\n",
    ],
)
def test_what_frees_no_name(text: str) -> None:
    assert read(text.encode(), "x.example").outcome is not Outcome.NOT_REGISTERED


@pytest.mark.parametrize(
    "text",
    [
        "No entries found\n\nToo many requests\n",
        "x.example is available\n% You have been blocked\n",
        "Domain not found.\n\nYou have exceeded your quota.\nPlease slow down,\nand come back tomorrow.\n",
        "Слишком много запросов\nне найдено\n",
    ],
)
def test_a_refusal_still_outweighs_an_absence(text: str) -> None:
    assert read(text.encode(), "x.example").outcome is Outcome.REFUSED


def test_a_refusal_below_long_terms_still_counts() -> None:
    terms = (
        "These are terms of use of a fictional server that go on for a while,\nand nothing is said in them that would refuse anything.\n"
        * 8
    )
    assert read(f"{terms}\nToo many requests\n\nNo entries found\n".encode(), "x.example").outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # a name that goes on below itself, where the address has labels of its own
        (
            "domain name: x.example\nregistrant:\ncompany:   Ferme Fictive\n           de la Vallée\nstreet:    1 rue\n",
            (None, "Ferme Fictive de la Vallée"),
        ),
        # the domain itself is the head of its holder
        ("x.example:\n\tSociedad Inventada Limitada\n\nTechnical Contact:\n  Nombre: Mesa\n", (None, "Sociedad Inventada Limitada")),
        # a code above the name
        (
            "Domain name: x.example\nRegistrant:\n   VERZ-0001-ABNIC\n   Klompenmakerij v.o.f.\n   Straat 1\n",
            (None, "Klompenmakerij v.o.f."),
        ),
        # the holder, and its contact in a section of its own, in either order
        (
            "Dominio: x.example\nTitular: Molinos Inventados, S.A.\n\nContacto Titular\n  Nombre: Juan Soñado\n  Email: j@x.example\n",
            ("Juan Soñado", "Molinos Inventados, S.A."),
        ),
        (
            "Domain Name: x.example\nRegistrant Contact ID: 1-AU\nRegistrant Contact Name: Jo Invented\nName Server: ns1.x.example\n"
            "Registrant: Invented Trust\n",
            ("Jo Invented", "Invented Trust"),
        ),
        # a placeholder above the name
        ("Domain Name: x.example\nRegistrant:\n    N/A\n    Jo Invented        (jo@x.example)\n    7 Road\n", ("Jo Invented", None)),
        # a person with a mailbox, and the company below
        (
            "Domain Name: x.example\nRegistrant:\n    Jo Invented jo@x.example\n    Velvet Media\n    PO Box 12\n    Town\n",
            ("Jo Invented", "Velvet Media"),
        ),
        # a second label for a name already told is no second party
        (
            "domain: x.example\nowner-c:\n  owner-name: Studio Fictif EURL\n  organisation: Studio Fictif EURL\n  person: Jo Inventée\n",
            ("Jo Inventée", "Studio Fictif EURL"),
        ),
        # a legal form on a line of its own
        (
            "domain: x.example\ndescr: Phantasie Gebr. Niemand\ndescr: oHG\ndescr: Traumstr. 0\nsource: X\n",
            (None, "Phantasie Gebr. Niemand oHG"),
        ),
        # heads between colons
        (":: Domain Name ::\nx.example\n\n:: Registrant ::\nName : Jo Invented\nEmail : jo@x.example\n", ("Jo Invented", None)),
        # a name under "contact:" is no block's key
        (
            "domain: x.example\nowner: Atelier Feint SAS\ncontact: Jo Inventée\ncity: Lyon\n\nadmin: Jo Inventée\nemail: j@x.example\n",
            ("Jo Inventée", "Atelier Feint SAS"),
        ),
        # accents in a column's label
        ("Nombre de dominio   x.example\nOrganización        Pupusería Inventada, S.A.\n", (None, "Pupusería Inventada, S.A.")),
    ],
)
def test_layouts_that_were_once_misread(text: str, told: tuple[str | None, str | None]) -> None:
    name, organization = told
    assert registrants(read(text.encode(), "x.example")) == [(organization, name)]


def test_a_pointer_without_its_block_names_nobody() -> None:
    (contact,) = read(b"domain: x.example\nowner-c: HOBRA\ncreated: 2010-01-01\n", "x.example").record.contacts[Role.REGISTRANT]  # type: ignore[union-attr]
    assert (contact.name, contact.organization, contact.handle) == (None, None, "HOBRA")


@pytest.mark.parametrize("status", ["No Object Found", "Available", "Reserved"])
def test_a_status_that_frees_the_name_beside_the_registrys_own_name(status: str) -> None:
    text = f"Domain Name: x.example\nSponsoring Registrar: NIC .EXAMPLE\nDomain Status: {status}\n"
    assert read(text.encode(), "x.example").outcome is Outcome.NOT_REGISTERED
    held = text + "Creation Date: 2010-01-01\n"
    assert read(held.encode(), "x.example").outcome is Outcome.ANSWERED


def test_the_class_of_a_holding_is_no_name() -> None:
    text = b"domain: fictional.ie\ndescr: Office of Inventions\ndescr: Statutory Body\ndescr: State Agency Name\nadmin-c: ABC1-IEDR\n"
    assert registrants(read(text, "fictional.ie")) == [(None, "Office of Inventions")]


@pytest.mark.parametrize(
    "text",
    [
        "Domain Name: x.example\nDomain Status: inactive\nName Servers: No records found\n",
        "Domain Name: x.example\nStatus: clientTransferProhibited\nContacts: no entries found\n",
        "Domain: x.example\nstatus: expired\nno entries found\n",
        "x.example available: no\n",
        "x.example is available for backorder\n",
        "x.example is available at auction\n",
        "x.example is for sale by its holder, not found elsewhere\n",
        "WHOIS of the domain name is available via RDAP only.\n",
        "This domain is registered but no whois information found\n",
        "x.example is taken\nno records found\n",
        "x.example is not registered with us; ask the sponsoring registrar\n",
        "Name servers of x.example not found\n",
        "Domain x.example has been registered, but domain is not in use.\n",
        "Wartungsarbeiten\nnicht gefunden\n",
        "Zu viele Abfragen\nnicht gefunden\n",
        "Serviço em manutenção\nnao encontrado\n",
        "Votre adresse IP est bloquée\nAucune donnée\n",
        "Lookup denied. No match found.\n",
        "Captcha required\nno match found\n",
        "IP address not found in database of authorised users\n",
    ],
)
def test_an_absence_beside_something_else_frees_no_name(text: str) -> None:
    for cut_off in (False, True):
        assert read(text.encode(), "x.example", truncated=cut_off).outcome in (Outcome.UNREADABLE, Outcome.REFUSED)


@pytest.mark.parametrize(
    "text",
    [
        "Domain: x.example\nRegistrant:\nCountry: TG\nSponsor:\nName: Mega Hosting\n",
        "Domain: x.example\n\n[Registrant]\nCountry: TG\n[Hostmaster]\nName: Mega Hosting\n",
        "Domain: x.example\nRegistrant:\nCountry: TG\nUnheard: HM1\n  Name: Mega Hosting\n",
        "Domain: x.example\nRegistrant:\nCountry: TG\nUnheard:\nName: Mega Hosting\n",
        "Domain: x.example\nSponsor: 123\nOrg: Mega Hosting SARL\n",
    ],
)
def test_a_name_under_another_head_is_not_the_registrants(text: str) -> None:
    assert all(names == (None, None) for names in registrants(read(text.encode(), "x.example")))


def test_what_only_counts_where_nothing_better_follows_is_not_told_of_a_cut_text() -> None:
    text = "domain: x.example\norg: Mega Hosting\ncreated: 2010-01-01\n"
    assert registrants(read(text.encode(), "x.example")) == [("Mega Hosting", None)]
    assert registrants(read(text.encode(), "x.example", truncated=True)) == []
