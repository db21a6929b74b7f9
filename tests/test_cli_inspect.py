"""`domaudit inspect` as users run it."""

from __future__ import annotations

import importlib.util
import json

import pytest

from domaudit.cli import main
from tests.command import run

OFFLINE = ("--offline", "--evidence", "examples/evidence.jsonl")


def inspect(*arguments: str, code: int = 0) -> str:
    ran = run("inspect", *arguments, *OFFLINE)
    assert (ran.code, "Traceback" in ran.err) == (code, False)
    return ran.out


def test_the_record_in_a_few_lines() -> None:
    out = inspect("boulangerie-dupont-exemple-fictif.fr")
    assert out.splitlines()[0] == "boulangerie-dupont-exemple-fictif.fr"
    told = dict(line.strip().split("  ", 1) for line in out.splitlines()[1:13])
    assert told["Registrant (legal holder)"].strip() == "STUDIO PIXEL"
    assert told["Paid until"].strip() == "2 Mar 2027"
    assert "rdap.nic.fr (RDAP), 22 Nov 2026, 09:15 UTC" in told["Answered by"]
    assert len(told) == 12


@pytest.mark.parametrize(
    ("domain", "words", "code"),
    [
        ("boutique-dupont-exemple-fictif.com", "masqué (« REDACTED FOR PRIVACY »)", 0),
        ("pain-dupont-exemple-fictif.fr", "Personne n’a enregistré ce nom.", 0),
        ("fournil-dupont-exemple-fictif.re", "Personne n’a pu dire à qui est ce nom.", 3),
        ("inconnu-exemple-fictif.fr", "n’a pas été interrogé (hors ligne)", 3),
        ("dupont.wixsite.com", "il dépend de wixsite.com", 0),
    ],
)
def test_what_is_not_told_is_said_in_french_too(domain: str, words: str, code: int) -> None:
    assert words in " ".join(inspect(domain, "--lang", "fr", code=code).split()).replace("\u202f", " ").replace("\xa0", " ")


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
