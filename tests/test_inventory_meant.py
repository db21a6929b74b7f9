"""Keys as people write them: the one that was meant is named, alone, without an echo of it further down."""

from __future__ import annotations

import pytest

from domaudit.errors import InventoryError
from domaudit.inventory import parse_inventory

TOP = "{}: {}\n"
PARTY = (
    "parties:\n  pixel:\n    name: Studio Pixel SARL\n    {}: x\n"
    "client: Boulangerie Dupont\nprovider: pixel\nsites: [dupont-exemple-fictif.fr]\n"
)
SITE = "client: Boulangerie Dupont\nprovider: Studio Pixel SARL\nsites:\n  - domain: dupont-exemple-fictif.fr\n    {}: x\n"
WRITTEN = {
    "client": "clients clent cliente Client customer titulaire",
    "provider": "fournisseur prestataire prestataires agence privder providers",
    "sites": "site sits Sites domains domaines",
}
OF_A_PARTY = {
    "emails": "email mails courriel",
    "aliases": "alias autres-noms",
    "phones": "téléphone tel",
    "country": "pays contry",
    "status": "statut",
    "address": "adresse",
    "identifiers": "siret tva",
    "domains": "domaine",
    "kind": "type",
    "nameservers": "ns",
}
OF_A_SITE = {
    "contract": "contrat",
    "requests": "demandes",
    "accept": "accepter",
    "attestation": "preuve",
    "challenge": "chalenge",
    "provider": "prestataire",
}


def mistakes(text: str) -> list[str]:
    """What is told of an inventory, without the file."""
    with pytest.raises(InventoryError) as failed:
        parse_inventory(text.encode(), "i.yaml")
    return str(failed.value).replace("i.yaml:", "").splitlines()


def pairs(table: dict[str, str]) -> list[tuple[str, str]]:
    """Each key with each of the ways in which it is written."""
    return [(key, written) for key, ways in table.items() for written in ways.split()]


@pytest.mark.parametrize(("key", "written"), pairs(WRITTEN))
def test_at_the_top(key: str, written: str) -> None:
    values = {"client": "Boulangerie Dupont", "provider": "Studio Pixel SARL", "sites": "[dupont-exemple-fictif.fr]"}
    text = "".join(TOP.format(written if name == key else name, value) for name, value in values.items())
    (told,) = mistakes(text)
    assert told.endswith(f"unknown key '{written}'; did you mean '{key}'?")


@pytest.mark.parametrize(
    ("form", "key", "written"), [*((PARTY, *pair) for pair in pairs(OF_A_PARTY)), *((SITE, *pair) for pair in pairs(OF_A_SITE))]
)
def test_in_a_party_and_in_a_site(form: str, key: str, written: str) -> None:
    (told,) = mistakes(form.format(written))
    assert told.endswith(f"unknown key '{written}'; did you mean '{key}'?")


@pytest.mark.parametrize("form", [PARTY.replace("name:", "nom:"), SITE.replace("domain:", "domaine:")])
def test_what_must_be_there_is_not_missed_a_second_time(form: str) -> None:
    (told,) = mistakes(form.replace("    {}: x\n", ""))
    assert "did you mean" in told


@pytest.mark.parametrize("indent", ["  ", "    "])
def test_sites_that_have_slipped_under_the_parties(indent: str) -> None:
    text = f"parties:\n  pixel:\n    name: Studio Pixel SARL\n{indent}sites:\n    - dupont-exemple-fictif.fr\nclient: A\nprovider: pixel\n"
    told = mistakes(text)
    assert f"4:{len(indent) + 1}: unknown key 'sites'; it belongs at the top of the file: begin its line without spaces" in told


def test_a_key_that_is_like_nothing_is_answered_with_those_that_there_are() -> None:
    assert "known here: domain, client, provider" in mistakes(SITE.format("zzzz"))[0]
