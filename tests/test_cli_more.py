"""`explain`, `prove`, `--baseline`, `--for provider` and `inspect` with parties, as users run them."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from domaudit.proving import made_for
from tests.command import EXAMPLE, ROOT, run

OFFLINE = ("--offline", "--evidence", "examples/evidence.jsonl")
HELD = "boulangerie-dupont-exemple-fictif.fr"


def test_explain_in_both_languages() -> None:
    assert "What it cannot see" in run("explain", "held-by-provider").out
    assert "Ce qu’elle ne peut pas voir" in run("explain", "held-by-provider", "--lang", "fr").out
    assert "held-by-provider" in run("explain").out
    wrong = run("explain", "held-by-provder")
    assert (wrong.code, wrong.out) == (2, "")
    assert "did you mean 'held-by-provider'?" in wrong.err


def test_prove_makes_a_token_for_this_domain_and_client() -> None:
    told = json.loads(run("prove", "https://www.dupont-exemple-fictif.fr/", "--client", "Boulangerie Dupont", "--format", "json").out)
    assert told["name"] == "_domaudit.dupont-exemple-fictif.fr."
    assert made_for(told["value"], "dupont-exemple-fictif.fr", "Boulangerie Dupont")
    again = json.loads(run("prove", "dupont-exemple-fictif.fr", "--client", "Boulangerie Dupont", "--format", "json").out)
    assert again["value"] != told["value"]
    shown = run("prove", HELD, "--inventory", "examples/inventory.yaml")
    assert f"_domaudit.{HELD}.  IN  TXT" in shown.out
    assert "What it does not show" in shown.out


def test_prove_says_what_it_lacks() -> None:
    for arguments in (
        ("x-exemple-fictif.fr",),
        ("x.wixsite.com", "--client", "A"),
        ("x-exemple-fictif.fr", "--inventory", "examples/inventory.yaml"),
    ):
        ran = run("prove", *arguments)
        assert (ran.code, ran.out, "Traceback" in ran.err) == (2, "", False)


def test_inspect_with_parties_judges() -> None:
    ran = run("inspect", HELD, "--client", "Boulangerie Dupont", "--provider", "Studio Pixel", *OFFLINE)
    assert ran.code == 1
    assert "held by the provider" in ran.out
    told = json.loads(run("inspect", HELD, "--provider", "Studio Pixel SARL", "--format", "json", *OFFLINE).out)
    assert (told["schema"], told["sites"][0]["verdict"]) == ("domaudit-report/1", "held-by-provider")
    same = run("inspect", HELD, "--client", "Studio Pixel", "--provider", "STUDIO PIXEL", *OFFLINE)
    assert (same.code, same.out) == (2, "")


def test_a_baseline_silences_what_stood_in_it(tmp_path: Path) -> None:
    first = run("check", *EXAMPLE, "-o", str(tmp_path / "before.json"), "-q")
    assert first.code == 1
    second = run("check", *EXAMPLE, "--baseline", str(tmp_path / "before.json"), "-q")
    assert second.code == 0
    assert "accepted beforehand" in second.out
    refused = run("check", *EXAMPLE, "--baseline", str(tmp_path / "before.json"), "-o", str(tmp_path / "before.json"), "-q")
    assert (refused.code, refused.out) == (2, "")
    assert run("check", *EXAMPLE, "--baseline", "README.md", "-q").code == 2


def test_the_providers_sheet() -> None:
    sheet = run("check", *EXAMPLE, "--for", "provider", "-q")
    assert sheet.code == 1
    assert "To do: have the change of" in sheet.out
    assert "faire inscrire le client" in run("check", *EXAMPLE, "--for", "provider", "-q", "--lang", "fr").out
    assert json.loads(run("check", *EXAMPLE, "--for", "provider", "-q", "--format", "json").out)["for"] == "provider"


def test_a_clean_sheet(tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(
        "client: Boulangerie Dupont SARL\nprovider: Atelier Ailleurs\nsites: [traiteur-dupont-exemple-fictif.fr]\n", encoding="utf-8"
    )
    sheet = run("check", str(inventory), "--evidence", str(ROOT / "examples/evidence.jsonl"), "--offline", "--for", "provider", "-q")
    assert "A clean sheet" in sheet.out
    assert sheet.code == 0


def sheet(tmp_path: Path, domain: str, provider: str = "Studio Pixel SARL") -> str:
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(f"client: Boulangerie Dupont SARL\nprovider: {provider}\nsites: [{domain}]\n", encoding="utf-8")
    return run("check", str(inventory), "--evidence", str(ROOT / "examples/evidence.jsonl"), "--offline", "--for", "provider", "-q").out


def test_a_sheet_is_clean_only_where_something_was_seen_and_nothing_is_held(tmp_path: Path) -> None:
    technical = sheet(tmp_path, "epicerie-dupont-exemple-fictif.ca")
    assert "Technical contact" in technical
    assert "A clean sheet" not in technical
    assert "Of 1 domain, 1 has a key with you." in technical
    for unseen in ("boutique-dupont-exemple-fictif.com", "pain-dupont-exemple-fictif.fr"):
        assert "A clean sheet" not in sheet(tmp_path, unseen)
    assert "The holder of 1 domain could not be seen" in sheet(tmp_path, "boutique-dupont-exemple-fictif.com")


def test_inspect_with_one_party_has_no_holes() -> None:
    for arguments in (("--provider", "Pixel Inconnu"), ("--client", "Dupont Inconnu")):
        shown = run("inspect", HELD, *arguments, *OFFLINE).out
        assert not re.search(r" ,|for , |provider\n|just ask ,|If  ", shown), shown
    both = run("inspect", HELD, "--client", "A", "--second-opinion", "--format", "json", *OFFLINE)
    assert (both.code, both.out) == (2, "")


def test_prove_speaks_as_the_inventory_and_holds_to_its_client(tmp_path: Path) -> None:
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text("language: fr\nclient: Dupont SARL\nprovider: Pixel\nsites: [x-exemple-fictif.fr]\n", encoding="utf-8")
    assert "Faites publier" in run("prove", "x-exemple-fictif.fr", "--inventory", str(inventory)).out
    assert run("prove", "x-exemple-fictif.fr", "--inventory", str(inventory), "--client", "Dupont").code == 0
    assert run("prove", "x-exemple-fictif.fr", "--inventory", str(inventory), "--client", "Toto").code == 2


def test_an_attestation_names_its_file_and_hash(tmp_path: Path) -> None:
    (tmp_path / "account.pdf").write_bytes(b"seen")
    inventory = tmp_path / "inventory.yaml"
    inventory.write_text(
        "client: Boulangerie Dupont SARL\nprovider: Atelier Ailleurs\nsites:\n  - domain: boutique-dupont-exemple-fictif.com\n"
        "    attestation: {holder: client, proof: account.pdf, date: 2026-10-02, until: 2026-12-01}\n",
        encoding="utf-8",
    )
    arguments = ("check", str(inventory), "--evidence", str(ROOT / "examples/evidence.jsonl"), "--offline", "--at", "2026-11-22")
    shown = run(*arguments, "-v")
    assert "account.pdf, SHA-256" in shown.out
    told = json.loads(run(*arguments, "--format", "json").out)["sites"][0]
    assert told["attestation"]["sha256"] == hashlib.sha256(b"seen").hexdigest()
    assert (told["verdict"], told["basis"]) == ("held-by-client", "attested")
    assert "attestation-ends-soon" in {found["rule"] for found in told["findings"]}
