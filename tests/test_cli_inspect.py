"""`domaudit inspect` as users run it."""

from __future__ import annotations

import importlib.util
import json

import pytest

from domaudit.cli import main
from tests.command import run

OFFLINE = ("--offline", "--evidence", "examples/evidence.jsonl")


def inspect(*arguments: str, code: int = 0, **more: str) -> str:
    ran = run("inspect", *arguments, *OFFLINE, **more)
    assert (ran.code, "Traceback" in ran.err) == (code, False)
    return ran.out


EVERY = [
    "boulangerie-dupont-exemple-fictif.fr",
    "traiteur-dupont-exemple-fictif.fr",
    "boutique-dupont-exemple-fictif.com",
    "dupont-traiteur-exemple-fictif.be",
    "cafe-des-arts-dupont-exemple-fictif.fr",
    "epicerie-dupont-exemple-fictif.ca",
]


def test_who_holds_it_and_what_that_rests_on() -> None:
    out = inspect("boulangerie-dupont-exemple-fictif.fr", COLUMNS="100")
    assert out.split("\n\n")[0].splitlines() == [
        "boulangerie-dupont-exemple-fictif.fr: held by STUDIO PIXEL",
        "  Registrant      STUDIO PIXEL, j…@pixel-mail.example",
        "  Registrar       Registrar Exemple SAS",
        "  Contacts        BOULANGERIE DUPONT (administrative)",
        "  DNS, mail, web  ns1.studio-pixel-exemple-fictif.fr · Google Workspace · 192.0.2.10",
        "  Registered on   2 Mar 2015, paid until 2 Mar 2027",
        "  Answered by     rdap.nic.fr (RDAP), 22 Nov 2026, 09:15 UTC",
    ]
    command = 'domaudit inspect boulangerie-dupont-exemple-fictif.fr --client "Your company" --provider "Your web agency"'
    assert out.splitlines()[-2:] == ["Should that be so?", command]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("domain", EVERY)
def test_eight_lines_on_eighty_columns(domain: str, lang: str) -> None:
    out = inspect(domain, "--lang", lang)
    assert max(len(line) for line in out.splitlines() if not line.startswith("domaudit ")) <= 80  # a command stands in one piece
    assert len(out.split("\n\n")[0].splitlines()) <= 8


def test_every_line_of_the_record_where_that_is_asked() -> None:
    out = inspect("boulangerie-dupont-exemple-fictif.fr", "-v")
    told = dict(line.strip().split("  ", 1) for line in out.splitlines()[1:13])
    assert told["Registrant (legal holder)"].strip() == "STUDIO PIXEL"
    assert told["Status"].strip() == "client transfer prohibited, active"
    assert "rdap.nic.fr (RDAP), 22 Nov 2026, 09:15 UTC" in told["Answered by"]
    assert len(told) == 12


def test_several_domains_are_a_card_each_and_one_line_for_all() -> None:
    out = inspect(*EVERY[:3])
    assert [part.split(":")[0] for part in out.split("\n\n")[:3]] == EVERY[:3]
    assert out.count("--show-personal-data") == out.count("domaudit init") == 1


@pytest.mark.parametrize(
    ("domain", "words", "code"),
    [
        ("boutique-dupont-exemple-fictif.com", "le titulaire n’est pas affiché : la fiche dit « REDACTED FOR PRIVACY »", 0),
        ("pain-dupont-exemple-fictif.fr", "pain-dupont-exemple-fictif.fr : personne ne l’a enregistré", 0),
        ("fournil-dupont-exemple-fictif.re", "personne n’a pu dire qui le détient", 3),
        ("inconnu-exemple-fictif.fr", "n’ont pas été interrogés (hors ligne)", 3),
        ("dupont.wixsite.com", "il dépend de wixsite.com", 0),
    ],
)
def test_what_is_not_told_is_said_in_french_too(domain: str, words: str, code: int) -> None:
    assert words in " ".join(inspect(domain, "--lang", "fr", code=code).split()).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("info@traiteur-dupont-exemple-fictif.fr", "is a mailbox: its domain, traiteur-dupont-exemple-fictif.fr, is looked at"),
        ("https://www.traiteur-dupont-exemple-fictif.fr/contact", "was read as traiteur-dupont-exemple-fictif.fr"),
        ("dupont.ccom", "dupont.ccom: nobody is known to serve .ccom; did you mean 'dupont.com'?"),
        ("café-fictif.frr", "café-fictif.frr: nobody is known to serve .frr; did you mean 'café-fictif.fr'?"),
        ("dupont.qqqqqq", "dupont.qqqqqq: nobody is known to serve .qqqqqq"),
        ("fr", "'fr' is not a whole domain name; a domain has a dot in it, such as dupont.example"),
        (".fr", "'.fr' is not a whole domain name; a domain has a dot in it, such as dupont.example"),
        ("192.0.2.1", "'192.0.2.1' is an IP address, not a domain; write the domain name of the site"),
    ],
)
def test_what_people_type_is_met_with_one_line(typed: str, told: str) -> None:
    ran = run("inspect", typed, *OFFLINE)
    (line,) = ran.err.splitlines()
    assert line.endswith(told)


def test_an_ending_that_somebody_serves_is_never_doubted() -> None:
    assert run("inspect", "dupont-exemple-fictif.co", "dupont.example", *OFFLINE).err == ""


def test_people_are_masked_in_a_pipe() -> None:
    masked = inspect("epicerie-dupont-exemple-fictif.ca")
    shown = inspect("epicerie-dupont-exemple-fictif.ca", "--show-personal-data")
    assert "M… D…" in masked
    assert "masked" in masked
    assert "M… D…" not in shown
    assert "masked" not in shown


def test_json_says_what_the_record_says_and_judges_nobody() -> None:
    text = inspect("boulangerie-dupont-exemple-fictif.fr", "--format", "json", "--second-opinion")
    document = json.loads(text)
    (site,) = document["sites"]
    assert (document["schema"], site["domain"]) == ("domaudit-inspect/1", "boulangerie-dupont-exemple-fictif.fr")
    assert site["registration"]["contacts"]["registrant"][0]["name"] == "STUDIO PIXEL"
    assert (site["sources"][0]["server"], site["second_opinion"]) == ("rdap.nic.fr", [])
    assert not {"verdict", "findings", "client", "provider"} & site.keys()
    assert "…" not in text


@pytest.mark.skipif(importlib.util.find_spec("whois") is None, reason="python-whois is not installed")
def test_two_readings_side_by_side() -> None:
    out = inspect("cafe-des-arts-dupont-exemple-fictif.fr", "--second-opinion", "--show-personal-data")
    rows = [line.split("  ") for line in out.splitlines() if line.startswith(("    Registra", "  ≠ Registra"))]
    readings = {row[0].strip() or row[1].strip("≠ "): [cell.strip() for cell in row[1:] if cell.strip()] for row in rows}
    assert "Two readings of what whois.nic.fr answered" in out
    assert "python-whois" in out
    assert any("LES TROIS MOULINS SAS" in cell for cells in readings.values() for cell in cells)
    (site,) = json.loads(inspect("cafe-des-arts-dupont-exemple-fictif.fr", "--second-opinion", "--format", "json"))["sites"]
    (twice,) = site["second_opinion"]
    assert twice["domaudit"]["organization"] == "LES TROIS MOULINS SAS"
    assert twice["python-whois"]["created"] == twice["domaudit"]["created"] == "2012-06-14"


def test_what_is_no_domain_is_refused_before_anybody_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "192.0.2.1", "com"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
