"""Inventories for tests, and short ways to read them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from domaudit.errors import InventoryError
from domaudit.inventory import parse_inventory
from domaudit.model import Inventory, Site

INVENTORIES = [
    file for file in sorted((Path(__file__).parents[1] / "examples").rglob("*.yaml")) if b"\nsites:" in b"\n" + file.read_bytes()
]
"""The examples' inventories."""

ZONES = frozenset({"com", "fr", "uk.com", "eu.org"})

LEAST = "client: Boulangerie Dupont\nprovider: Studio Pixel SARL\nsites:\n  - boulangerie-dupont.example\n  - dupont-traiteur.example\n"

WHOLE = """\
version: 1
language: fr
parties:
  pixel:
    name: Studio Pixel SARL
    aliases: [Pixel Web, Jean Martin]
    identifiers: ["SIREN 123 456 782", 0123]
    emails: [JM@Pixel-Mail.example]
    domains: [studio-pixel.example]
    nameservers: [NS1.pixel-dns.example.]
    handles: [SP1234-FRNIC]
    status: active
  dupont: {name: Boulangerie Dupont, kind: company, aliases: ["Dupont & Fils"], country: NO}
client: dupont
provider: pixel
sites:
  - domain: boulangerie-dupont.example
  - domain: café-des-arts.example
    client: {name: Café des Arts}
    provider: pixel
    others: {martin: predecessor, nouvelle-agence: incoming-provider}
    contract: {signed: 2019-03-01, until: 2027-03-01, holder: client, payer: provider}
    challenge: domaudit-verify=3f9c…
    attestation:
      holder: client
      proof: proofs/registrar-account.pdf
      date: 2026-10-02
      until: 2027-10-02
    accept:
      - {rule: provider-nameservers, reason: "hosting is in the contract", until: 2027-01-01}
    requests:
      - {to: provider, what: transfer-code, asked: 2026-11-02, reply-by: 2026-11-16}
      - {from: client, what: change-of-holder, asked: 2026-11-10, reply-by: 2026-11-17}
"""

TWO = "parties:\n  dupont: {name: Boulangerie Dupont}\n  pixel: {name: Studio Pixel}\nclient: dupont\nprovider: pixel\n"

PIXEL = (
    "parties: {pixel: {name: Studio Pixel, domains: [studio-pixel.example, clients.studio-pixel.example]}}\nclient: A\nprovider: pixel\n"
)


def good(text: str) -> Inventory:
    return parse_inventory(text.encode(), "inventory.yaml", zones=ZONES)


def bad(text: str) -> list[str]:
    with pytest.raises(InventoryError) as caught:
        good(text)
    return [str(mistake).removeprefix("inventory.yaml:") for mistake in caught.value.mistakes]


def mistakes_of(data: bytes) -> list[str] | None:
    try:
        parse_inventory(data, "inventory.yaml", zones=ZONES)
    except InventoryError as error:
        return [str(mistake) for mistake in error.mistakes]
    return None


def one(site: str, head: str = "client: Client A\nprovider: Agence B\n") -> Site:
    (found,) = good(f"{head}sites:\n  - {site}\n").sites
    return found


def bad_site(site: str, head: str = "client: Client A\nprovider: Agence B\n") -> str:
    (fault,) = bad(f"{head}sites:\n  - {site}\n")
    return fault


@dataclass(frozen=True)
class Wrong:
    """An inventory that is wrong: why, on which line by the program and by an editor, and a part of what is said."""

    why: str
    text: str
    line: int
    marked: int
    says: str

    def __str__(self) -> str:
        return self.why


def wrong(kind: str) -> list[Wrong]:
    """Those of ``wrong_inventories.yaml`` that a schema can tell (``schema``), or the program alone (``program``)."""
    found = yaml.safe_load(Path(__file__).with_name("wrong_inventories.yaml").read_text(encoding="utf-8"))[kind]
    return [Wrong(one["why"], _whole(one), one["line"], one.get("editor", one["line"]), one.get("says", "")) for one in found]


def _whole(one: dict[str, str]) -> str:
    if "text" in one:
        return one["text"]
    first, *rest = one["site"].splitlines(keepends=True)
    return f"client: Client A\nprovider: Agence B\nsites:\n  - {first}" + "".join(f"    {line}" for line in rest)
