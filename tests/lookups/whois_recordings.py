"""The hand-written WHOIS recordings: which domain each was asked about, and what it says. All people and names are invented."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent.parent / "recordings" / "whois"


class Held(NamedTuple):
    """What a recording of a registered name says of its first registrant, and of the registration."""

    file: str
    domain: str
    organization: str | None = None
    name: str | None = None
    email: str | None = None
    administrative: str | None = None
    registrar: str | None = None
    created: str | None = None
    expires: str | None = None


PIXEL = "jm@pixel-mail.example"

HELD = (
    Held(
        "fr-registered",
        "boulangerie-exemple-fictif.fr",
        "Boulangerie Exemple Fictif",
        None,
        "contact@boulangerie-exemple-fictif.example",
        "Studio Pixel Fictif SARL",
        "Registraire Fictif SAS",
        "2015-03-02",
        "2027-03-02",
    ),
    Held(
        "re-registered",
        "rhum-exemple-fictif.re",
        "Rhumerie Exemple Fictif",
        None,
        "contact@rhum.example",
        "Rhumerie Exemple Fictif",
        "Registraire Fictif SAS",
        "2010-04-03",
        "2027-04-03",
    ),
    Held(
        "com-registrar",
        "exemple-fictif-traiteur.com",
        "Traiteur Exemple Fictif SARL",
        "Camille Inventee",
        "camille@traiteur.example",
        "Studio Pixel Fictif SARL",
        "Registraire Fictif SAS",
        "2012-03-05",
        "2027-03-05",
    ),
    Held(
        "ca-registered",
        "erabliere-exemple-fictive.ca",
        None,
        "Érablière Exemple Fictive inc.",
        "info@erabliere.example",
        "Agence Pixel Fictive inc.",
        "Registraire Fictif Canada inc.",
        "2009-10-04",
        "2027-10-04",
    ),
    Held(
        "it-registered",
        "pizzeria-esempio-finta.it",
        "Pizzeria Esempio Finta S.r.l.",
        None,
        None,
        "Studio Pixel Finto",
        "Registrar Finto S.p.A.",
        "2010-12-10",
        "2027-04-21",
    ),
    Held(
        "uk-registered",
        "fictional-bakery-example.co.uk",
        "Fictional Bakery Example Ltd",
        None,
        None,
        None,
        "Made Up Registrar Ltd t/a madeup",
        "2009-02-14",
        "2027-02-14",
    ),
    Held(
        "ch-registered",
        "fromagerie-exemple-fictive.ch",
        "Fromagerie Exemple Fictive Sàrl",
        None,
        None,
        None,
        "Registraire Fictif SA",
        "2003-02-08",
    ),
    Held(
        "sn-registered",
        "teranga-exemple-fictif.sn",
        "Teranga Exemple Fictif SARL",
        None,
        "contact@teranga.example",
        "Studio Pixel Fictif",
        "Registraire Fictif SUARL",
        "2008-05-08",
        "2027-05-08",
    ),
    Held(
        "ci-registered",
        "attieke-exemple-fictif.ci",
        "Attiéké Exemple Fictif SARL",
        "Koffi Inventé",
        "contact@attieke.example",
        "Studio Pixel Fictif",
        "Registraire Fictif CI",
        "2015-01-29",
        "2027-01-29",
    ),
    Held(
        "ma-registered",
        "argan-exemple-fictif.ma",
        None,
        "Coopérative Argan Exemple Fictif",
        None,
        "Salma Inventée",
        "REGISTRAIRE FICTIF MAROC",
        "2009-03-24",
        "2027-03-24",
    ),
    Held(
        "tn-registered",
        "harissa-exemple-fictive.tn",
        None,
        "STE HARISSA EXEMPLE FICTIVE",
        "contact@harissa.example",
        "Studio PIXEL FICTIF",
        "Registraire Fictif TN",
        "2009-05-13",
    ),
    Held(
        "lu-registered",
        "kachkeis-beispill.lu",
        "Kachkeis Beispill S.à r.l.",
        None,
        None,
        "Studio Pixel Fictif",
        "Registraire Fictif",
        "2003-06-04",
    ),
    Held(
        "bj-registered",
        "ananas-exemple-fictif.bj",
        "Ananas Exemple Fictif SARL",
        "Afi Inventée",
        "contact@ananas.example",
        "Registraire Fictif S.A",
        None,
        "2015-01-29",
        "2027-01-29",
    ),
    Held("bj-old", "ananas.bj", "ANANAS FICTIF SARL", None, None, None, None, "2009-03-25"),
    Held("jp-registered", "kakuu-rei.jp", None, "Kakuu Rei Kabushiki Gaisha", None, None, None, "2005-05-30", "2027-05-31"),
    Held("co-jp-registered", "kakuu.co.jp", "Kakuu Fiction Inc.", None, None, None, None, "2001-03-22"),
    Held(
        "kr-registered",
        "gasang.co.kr",
        "가상 주식회사",
        "Gasang Fiction Corp.",
        None,
        "도메인관리자",
        "(주)가상등록",
        "2005-03-20",
        "2027-10-15",
    ),
    Held(
        "fi-registered",
        "esimerkki-keksitty.fi",
        None,
        "Keksitty Esimerkki Oy",
        None,
        None,
        "Keksitty Registrar Oy",
        "2006-06-30",
        "2027-07-04",
    ),
    Held("dk-registered", "opdigtet-eksempel.dk", None, "Opdigtet Eksempel ApS", None, None, None, "1999-01-10", "2027-03-31"),
    Held(
        "ee-registered",
        "valjamoeldud-naide.ee",
        None,
        "Väljamõeldud Näide OÜ",
        None,
        "Not Disclosed - Visit www.internet.ee for webbased WHOIS",
        "Väljamõeldud Registripidaja OÜ",
        "2010-07-04",
        "2027-07-05",
    ),
    Held(
        "br-registered",
        "exemplo-ficticio.com.br",
        "Exemplo Fictício Ltda",
        "Fulano Inventado",
        "fulano@exemplo-ficticio.example",
        None,
        None,
        "1999-05-18",
        "2027-05-18",
    ),
    Held(
        "pt-registered",
        "exemplo-inventado.pt",
        None,
        "Exemplo Inventado, Lda",
        "geral@exemplo-inventado.example",
        "Studio Pixel Inventado",
        None,
        "2003-01-09",
        "2027-02-28",
    ),
    Held(
        "tr-registered",
        "kurgusal-ornek.com.tr",
        None,
        "Kurgusal Örnek Anonim Şirketi",
        "bilgi@kurgusal-ornek.example",
        None,
        "Kurgusal Registrar",
        "2001-08-23",
        "2027-08-22",
    ),
    Held(
        "cz-registered",
        "vymysleny-priklad.cz",
        "Vymyšlený Příklad s.r.o.",
        "Eva Vymyšlená",
        None,
        "Studio Pixel Vymyšlené s.r.o.",
        "REG-VYMYSLENY",
        "2000-07-21",
        "2027-07-22",
    ),
    Held(
        "at-registered",
        "erfundenes-beispiel.at",
        "Erfundenes Beispiel GmbH",
        "Erika Erfunden",
        "office@erfundenes-beispiel.example",
        None,
        "Erfundener Registrar GmbH",
    ),
    Held(
        "pl-registered",
        "zmyslony-przyklad.pl",
        "Zmyślony Przykład Sp. z o.o.",
        None,
        None,
        None,
        "Zmyślony Rejestrator S.A.",
        "1999-10-27",
        "2027-10-26",
    ),
    Held(
        "registrar-prose",
        "fictional-bakery-example.com",
        "Fictional Bakery LLC",
        "Owner, Domain",
        "owner@fictional-bakery.example",
        "Pixel Studio Fiction",
        "Made Up Registrar, Inc.",
        "2010-04-13",
        "2027-04-13",
    ),
)

# Registered, and nobody is told: the words that stand in the registrant's place, or None where there are none at all.
HIDDEN = {
    "fr-anonymous": ("durand-exemple-fictif.fr", "Ano Nymous"),
    "org-hidden": ("exemple-fictif-asso.org", "REDACTED"),
    "ca-hidden": ("dupont-exemple-fictif.ca", "REDACTED FOR PRIVACY"),
    "be-hidden": ("gaufre-exemple-fictive.be", "Not shown, please visit www.dnsbelgium.be for webbased whois."),
    "it-hidden": ("rossi-esempio-finto.it", "hidden"),
    "eu-hidden": ("exemple-fictif.eu", "NOT DISCLOSED!"),
    "lu-hidden": ("kachkeis-privat.lu", None),
    "com-registry": ("exemple-fictif-traiteur.com", None),
    "nl-registered": ("kaas-voorbeeld-verzonnen.nl", None),
}

# Not registered; whether the text itself names the domain.
FREE = {
    "fr-free": ("personne-exemple-fictif.fr", True),
    "com-free": ("personne-exemple-fictif.com", True),
    "org-free": ("personne-exemple-fictif.org", False),
    "ca-free": ("personne-exemple-fictif.ca", True),
    "be-free": ("personne-exemple-fictif.be", True),
    "it-free": ("nessuno-esempio-finto.it", True),
    "uk-free": ("nobody-example-fictional.co.uk", True),
    "eu-free": ("personne-exemple-fictif.eu", True),
    "ch-free": ("personne-exemple-fictif.ch", False),
    "sn-free": ("personne-exemple-fictif.sn", False),
    "ci-free": ("personne-exemple-fictif.ci", True),
    "ma-free": ("personne-exemple-fictif.ma", False),
    "tn-free": ("personne-exemple-fictif.tn", False),
    "lu-free": ("neischt-beispill.lu", True),
    "bj-free": ("personne-exemple-fictif.bj", True),
}

REFUSED = {
    "fr-throttled": "boulangerie-exemple-fictif.fr",
    "org-throttled": "exemple-fictif-asso.org",
    "be-throttled": "gaufre-exemple-fictive.be",
    "uk-throttled": "fictional-bakery-example.co.uk",
    "ch-throttled": "fromagerie-exemple-fictive.ch",
    "lu-throttled": "kachkeis-beispill.lu",
}

UNREADABLE = {
    "maintenance": "exemple-fictif.test",
    "banner-alone": "exemple-fictif.test",
    "another-name": "la-bonne-exemple-fictive.com",
}


def body(file: str) -> bytes:
    """The bytes of a recording."""
    return (FOLDER / f"{file}.txt").read_bytes()
