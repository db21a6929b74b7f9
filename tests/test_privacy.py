"""Hidden holders are recognised, and a company with such a word in its name never is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.data import load
from domaudit.privacy import Privacy, generic_handle, recognise, recognise_email

REDACTIONS = [
    "Redacted by the registry",
    "HIDDEN! Details are available at http://whois.example/",
    "Természetes személy",
    "Частное лицо",
    "Yksityishenkilö",
    "Gizli",
    "REDACTED FOR PRIVACY",
    "Redacted for Privacy Purposes",
    "redacted   for\tprivacy",
    "REDACTED_FOR_PRIVACY",
    "REDACTED",
    "Redacted.",
    "Redacted | EU Data Subject",
    "Redacted | EU Registrar",
    "Redacted | Registry Policy",
    "Redacted for GDPR privacy",
    "GDPR Redacted",
    "GDPR Masked",
    "Statutory Masking Enabled",
    "Data Protected",
    "DATA REDACTED",
    "Data Privacy Protected",
    "Withheld for Privacy Purposes",
    "Not Disclosed",
    "NOT DISCLOSED!",
    "<data not disclosed>",
    "HIDDEN!",
    "hidden",
    "Hidden upon user request",
    "Private",
    "[PRIVATE]",
    "Private Person",
    "PRIVATE REGISTRANT",
    "Private Registration",
    "Domain Contact is Private",
    "Ano Nymous",
    "ANO NYMOUS",
    "R01 Personal Data Operator protected",
    "Not available from registry",
    "NOT AVAILABLE NOT AVAILABLE",
    "Not Displayed due to GDPR",
    "not published",
    "Non-public data",
    "Not shown, please visit www.dnsbelgium.be for webbased whois.",
    "Not shown, please visit www.dns.be for webbased whois.",
    "Personal data, can not be publicly disclosed according to applicable laws.",
    "NO FORMAT!",
    "N/A",
    "n.a.",
    "none",
    "Unknown",
    "-",
    "--",
    "****************",
    "////////////",
    "////…////",
    "Données masquées",
    "Donne\u0301es masque\u0301es",
    "Diffusion restreinte",
    "Non communiqué",
    "Nicht veröffentlicht",
    "Aus Datenschutzgründen nicht angezeigt",
    "Afgeschermd",
    "Niet getoond",
    "Dati non pubblici",
    "Datos ocultos",
    "Não divulgado",
    "Skyddad uppgift",
    "Dane ukryte",
    "Neveřejný údaj",
]
SERVICES = [
    ("Domains By Proxy, LLC", "Domains By Proxy"),
    ("DOMAINS BY PROXY LLC", "Domains By Proxy"),
    ("Registration Private", "Domains By Proxy"),
    ("Privacy service provided by Withheld for Privacy ehf", "Withheld for Privacy"),
    ("Withheld for Privacy ehf", "Withheld for Privacy"),
    ("WhoisGuard, Inc.", "WhoisGuard"),
    ("WhoisGuard Protected", "WhoisGuard"),
    ("Contact Privacy Inc. Customer 0123456789", "Contact Privacy"),
    ("Perfect Privacy, LLC", "Perfect Privacy"),
    ("Privacy Protect, LLC (PrivacyProtect.org)", "PrivacyProtect.org"),
    ("Domain Admin (contact@privacyprotect.org)", "PrivacyProtect.org"),
    ("Whois Privacy Protection Service, Inc.", "WhoisPrivacyProtect"),
    ("Whois Agent", "WhoisPrivacyProtect"),
    ("Domain Protection Services, Inc.", "Domain Protection Services"),
    ("Private by Design, LLC", "Private by Design"),
    ("Knock Knock WHOIS Not There, LLC", "Automattic privacy"),
    ("Super Privacy Service LTD c/o Dynadot", "Super Privacy Service"),
    ("See PrivacyGuardian.org", "PrivacyGuardian"),
    ("Identity Protection Service", "Identity Protect"),
    ("On behalf of dupont-exemple-fictif.com owner", "Identity Protect"),
    ("A HAPPY DREAMHOST CUSTOMER", "DreamHost privacy"),
    ("Domain Privacy Service FBO Registrant", "Domain Privacy Service"),
    ("Jewella Privacy LLC Privacy ID# 12345", "Jewella Privacy"),
    ("Fundacion Private Whois", "Fundacion Private Whois"),
    ("1234@domainsbyproxy.com", "Domains By Proxy"),
]
INSTRUCTIONS = [
    "Please query the RDDS service of the Registrar of Record identified in this output for information on how to contact the Registrant",
    "Please query the WHOIS server of the owning registrar",
    "Select Contact Domain Holder link at https://www.godaddy.com/whois/results.aspx?domain=dupont-exemple-fictif.co",
    "https://tieredaccess.com/contact/0b1c2d3e",
    "Not Disclosed - Visit www.internet.ee for webbased WHOIS",
    "Visit whois.ausregistry.com.au for Web based WhoIs",
]
NAMES = [
    "Private Limited",
    "Moulins Private Limited",
    "Moulins (Pvt) Ltd",
    "Moulins Pte Ltd",
    "Private Bank Moulins",
    "Banque Privée du Moulin",
    "Protection Civile",
    "Protection Civile de Paris",
    "Contact Networks Inc.",
    "Contact SARL",
    "Domaines de la Proxy SARL",
    "Proxy Studio",
    "Jean Privé",
    "Jeanne Hidden",
    "Hidden Gem SARL",
    "Hidden Valley Farm",
    "The Hidden Kitchen Ltd",
    "Redacted Studio SARL",
    "Redacted Records",
    "Anonymous Agency",
    "Anonyme SAS",
    "Ano Conseil",
    "Nymous SARL",
    "Privacy Conseil",
    "Privacy Consulting GmbH",
    "Privacy by Design Conseil",
    "GDPR Experts",
    "GDPR Masked Ball Association",
    "Whois Consulting",
    "Data Protection Partners",
    "Data Protected Systems SAS",
    "Data Protect SARL",
    "Private Person Trading SARL",
    "Not Disclosed Studio",
    "None of the Above SARL",
    "None Such Ltd",
    "Unknown Pleasures Records",
    "Domain Administrator",
    "Domain Admin",
    "Domaine du Moulin",
    "Domain Protection Avocats",
    "Shield Sécurité",
    "Identity Studio",
    "Identity Protection Moulins",
    "Guardian Privacy Advisors",
    "Masked Singer Productions",
    "Confidential Catering Ltd",
    "Confidentiel Coiffure",
    "Registration Services Moulins",
    "Perfect Privacy Conseil",
    "On Behalf of Music",
    "Owner Club",
    "Protected Trust Services",
    "Secrétariat Privé",
    "Clinique Privée Saint-Exemple",
    "École Privée Dupont",
    "c/o Studio Pixel",
    "Studio Pixel c/o Moulins Services",
    "N. A. Dupont",
    "NA-Design",
    "Nonet & Fils",
    "Whoisguardian",
    "Boulangerie Dupont",
    "24/7",
    "3M Exemple",
    "株式会社例",
    "Ελληνική Εταιρεία",
    "الشركة المثال",
    "Agence Non Communiquée",
    "Masque et Plume",
    "Home",
    "Inconnu & Fils",
    "Domain Owner Services SAS",
    "Oculto Studio",
    "Verborgen Tuin BV",
]


@pytest.mark.parametrize("text", REDACTIONS)
def test_redactions_are_recognised(text: str) -> None:
    found = recognise(text)
    assert found is not None
    assert found.kind == "redaction"
    assert found.words == " ".join(text.split())


@pytest.mark.parametrize(("text", "service"), SERVICES)
def test_services_are_recognised_and_named(text: str, service: str) -> None:
    found = recognise(text)
    assert found is not None
    assert (found.kind, found.service) == ("privacy-service", service)


@pytest.mark.parametrize("text", INSTRUCTIONS)
def test_instructions_in_place_of_an_address_are_recognised(text: str) -> None:
    found = recognise_email(text)
    assert found is not None
    assert found.kind == "contact-instruction"


@pytest.mark.parametrize("text", NAMES)
def test_a_company_with_such_a_word_in_its_name_is_never_hidden(text: str) -> None:
    assert recognise(text) is None
    assert recognise(text.upper()) is None


@pytest.mark.parametrize(
    "text",
    [
        "jm@pixel-mail.example",
        "privacy@studio-pixel.example",
        "contact@dupont-exemple-fictif.fr",
        "x@notdomainsbyproxy.com",
        "x@domainsbyproxy.com.example",
        "gandi@gandi.net",
        "@",
        "a@b",
    ],
)
def test_an_ordinary_mailbox_is_no_privacy_service(text: str) -> None:
    assert recognise_email(text) is None


@pytest.mark.parametrize("text", ["0a1b@x.o-w-o.info", "0A1B-1@CONTACT.GANDI.NET", "<x@withheldforprivacy.com>", "privacy@dynadot.com"])
def test_a_service_mailbox_is_recognised_on_whole_labels(text: str) -> None:
    found = recognise_email(text)
    assert found is not None
    assert found.kind == "privacy-service"


def test_a_web_address_instead_of_a_mailbox_is_an_instruction() -> None:
    assert recognise_email(" https://registrar-exemple.example/contact?d=x ") == Privacy(
        "contact-instruction", "https://registrar-exemple.example/contact?d=x"
    )
    assert recognise("https://registrar-exemple.example/") is None


@pytest.mark.parametrize("nothing", [None, "", "   ", "\n\t"])
def test_an_empty_value_is_absent_not_hidden(nothing: str | None) -> None:
    assert recognise(nothing) is None
    assert recognise_email(nothing) is None
    assert not generic_handle(nothing)


@pytest.mark.parametrize("handle", ["ANO00-FRNIC", "ano00-frnic ", "REDACTED FOR PRIVACY", "Redacted", "Not Available From Registry", "-"])
def test_shared_handles_identify_nobody(handle: str) -> None:
    assert generic_handle(handle)


@pytest.mark.parametrize("handle", ["SP1234-FRNIC", "ANO1234-FRNIC", "BD1-FRNIC", "C1-TEST", "HIDDEN1-FRNIC"])
def test_a_person_s_own_handle_is_not_generic(handle: str) -> None:
    assert not generic_handle(handle)


@given(st.text())
@settings(max_examples=100, deadline=None)
def test_never_raises(text: str) -> None:
    recognise(text)
    recognise_email(text)
    generic_handle(text)


@given(st.sampled_from([entry["words"] for entry in load("privacy.yaml")["redactions"] if entry.get("match", "exact") == "exact"]))
@settings(max_examples=100, deadline=None)
def test_an_exact_redaction_inside_a_longer_name_hides_nothing(words: str) -> None:
    assert recognise(f"Dupont {words} Traiteur") is None


def test_hostile_length_costs_little() -> None:
    began = time.perf_counter()
    for text in ("redacted " * 100_000, "c o " * 200_000, "a" * 1_000_000, "@" * 1_000_000, "." * 1_000_000):
        recognise(text)
        recognise_email(text)
    assert time.perf_counter() - began < 30  # it ends: what backtracks takes minutes (figures: tests/bench)


@pytest.mark.parametrize(
    "name",
    [
        "Private Registration Plates Ltd",
        "Public Domain Privacy Films",
        "Domain Privacy Law Group",
        "Eminent Domain Proxy Advisors",
        "Data Privacy Proxy Ltd",
        "On behalf of Home Owner",
    ],
)
def test_a_company_with_the_words_of_a_service_in_its_name_is_named(name: str) -> None:
    assert recognise(name) is None
