"""The JSON Schema for editors says the same as the program, where a schema can say it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from domaudit.data import read
from domaudit.data.positions import Mapping, Node, Scalar, Sequence, read_tree
from tests.inventories import LEAST, PIXEL, TWO, WHOLE, bad, good

# --- the schema says the same ---


@cache
def schema() -> Draft202012Validator:
    content: Any = json.loads(read("inventory.schema.json"))
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content)


def plain(node: Node) -> Any:
    """What an editor's YAML 1.2 parser makes of the file."""
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.pairs}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    if isinstance(node, Scalar):
        return int(node.text) if not node.quoted and node.text.isascii() and node.text.isdigit() else node.text
    return None


def fits_schema(text: str) -> bool:
    tree, mistakes = read_tree(text.encode(), "inventory.yaml")
    assert not mistakes
    return schema().is_valid(plain(tree))


AB = "client: Client A\nprovider: Agence B\n"

RIGHT = [
    LEAST,
    WHOLE,
    TWO + "sites: [x.example]\n",
    PIXEL + "sites: [x.example]\n",
    "sites: [{domain: x.example, client: A, provider: {name: B, kind: person}}]\n",
    "provider: B\nsites: [{domain: x.example, client: A}]\n",
    'version: "1"\n' + LEAST,
    "version: 1\nlanguage: en\n" + LEAST,
    AB + "sites: ['https://www.x.example/']\n",
    AB + "sites: [{domain: x.example, contract: {}}]\n",
    AB + "sites: [{domain: x.example, accept: [], requests: []}]\n",
    AB + "sites: [{domain: x.example, requests: [{to: Agence B, what: transfer-code, asked: 2026-01-01}]}]\n",
    "client: 1789\nprovider: B\nsites: [x.example]\n",
    "parties: {p: {name: P Q, identifiers: [123456782], status: liquidation}}\n" + LEAST,
    "parties: {p: {name: P Q, contact: Julie, form: tu, address: [1 rue du Four, 75000 Paris]}}\n" + LEAST,
    "parties:\n  p:\n    name: P Q\n    form: vous\n    address: |\n      1 rue du Four\n      75000 Paris\n" + LEAST,
]

WRONG = [
    "client: A\nprovider: B\n",
    AB + "sites: []\n",
    AB + "sites:\n",
    AB + "sites: x.example\n",
    AB + "sites: {a: x.example}\n",
    AB + "sites: [[x.example]]\n",
    AB + "sites: ['']\n",
    AB + "sites: [{}]\n",
    AB + "sites: [{client: A}]\n",
    "client: A\nsites: [x.example]\n",
    "provider: A\nsites: [x.example]\n",
    "client: A\nsites: [{domain: x.example, provider: B}, y.example]\n",
    "version: 2\n" + LEAST,
    "version:\n" + LEAST,
    "language: de\n" + LEAST,
    "language: FR\n" + LEAST,
    "langage: fr\n" + LEAST,
    "parties: [p]\n" + LEAST,
    "parties: {p: {name: P Q, contact: ''}}\n" + LEAST,
    "parties: {p: {name: P Q, contact: [Julie]}}\n" + LEAST,
    "parties: {p: {name: P Q, form: Tu}}\n" + LEAST,
    "parties: {p: {name: P Q, address: {street: 1 rue du Four}}}\n" + LEAST,
    "parties: {p: {name: P Q, address: ''}}\n" + LEAST,
    "parties: {p: {name: P Q, address: [[1 rue du Four]]}}\n" + LEAST,
    "parties: {p: P}\n" + LEAST,
    "parties: {p: {}}\n" + LEAST,
    "parties: {p: {name: }}\n" + LEAST,
    "parties: {p: {name: P Q, phone: 1}}\n" + LEAST,
    "parties: {p: {name: P Q, aliases: Z}}\n" + LEAST,
    "parties: {p: {name: P Q, aliases: [[Z]]}}\n" + LEAST,
    "parties: {p: {name: P Q, emails: [foo]}}\n" + LEAST,
    "parties: {p: {name: P Q, kind: firm}}\n" + LEAST,
    "parties: {p: {name: P Q, status: dead}}\n" + LEAST,
    "parties: {p: {name: P Q, country: FRA}}\n" + LEAST,
    "client: [A]\nprovider: B\nsites: [x.example]\n",
    "client: {nom: A}\nprovider: B\nsites: [x.example]\n",
    *(
        f"{AB}sites: [{{domain: x.example, {field}}}]\n"
        for field in [
            "clent: A",
            "client: ",
            "contract: x",
            "contract: {signed: hier}",
            "contract: {signed: 2026-13-01}",
            "contract: {holder: me}",
            "contract: {payer: nobody}",
            "contract: {sign: 2026-01-01}",
            "others: [x]",
            "others: {Jean: boss}",
            "challenge: v=spf1",
            "attestation: {holder: client}",
            "attestation: {date: 2026-01-01}",
            "attestation: {holder: client, date: 2026-01-01, proofs: x}",
            "accept: {rule: x, reason: z}",
            "accept: [x]",
            "accept: [{rule: x}]",
            "accept: [{rule: A B, reason: z}]",
            "requests: [{to: client, what: x}]",
            "requests: [{what: x, asked: 2026-01-01}]",
            "requests: [{to: client, from: client, what: x, asked: 2026-01-01}]",
            "requests: [{to: client, what: X Y, asked: 2026-01-01}]",
            "requests: [{to: client, what: x, asked: 2026-01-01, kind: threat}]",
            "requests: [{to: client, what: x, asked: 2026-01-01, answered: yes}]",
        ]
    ),
]


@pytest.mark.parametrize("text", RIGHT)
def test_right_by_the_program_and_by_the_schema(text: str) -> None:
    assert good(text).sites
    assert fits_schema(text)


@pytest.mark.parametrize("text", WRONG)
def test_wrong_by_the_program_and_by_the_schema(text: str) -> None:
    assert bad(text)
    assert not fits_schema(text)


def test_every_key_of_the_schema_is_described() -> None:
    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for name, sub in value.get("properties", {}).items():
                where = f"{path}/{name}"
                if "then" not in path:
                    target = schema().schema["$defs"][sub["$ref"].rpartition("/")[2]] if "$ref" in sub else {}
                    assert sub.get("description") or target.get("description"), where
            for name, sub in value.items():
                walk(sub, f"{path}/{name}")
        elif isinstance(value, list):
            for index, sub in enumerate(value):
                walk(sub, f"{path}/{index}")

    walk(schema().schema, "")
