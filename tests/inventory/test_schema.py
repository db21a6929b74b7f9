"""The JSON Schema for editors says the same as the program, where a schema can say it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema_specifications import REGISTRY as SPECIFICATIONS

from domaudit.data import load, read
from domaudit.data.positions import Mapping, Node, Scalar, Sequence, read_tree
from domaudit.letters import correspondence
from domaudit.model import (
    Confidence,
    Contract,
    Holder,
    OtherRole,
    Outcome,
    Party,
    PartyKind,
    PartyStatus,
    Request,
    RequestKind,
    Severity,
    Verdict,
)
from domaudit.rules import RULES
from tests.command import run
from tests.inventories import INVENTORIES, LEAST, PIXEL, TWO, WHOLE, Wrong, bad, good, wrong

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


@pytest.mark.parametrize("text", RIGHT)
def test_right_by_the_program_and_by_the_schema(text: str) -> None:
    assert good(text).sites
    assert fits_schema(text)


@pytest.mark.parametrize("one", wrong("schema"), ids=str)
def test_wrong_by_the_program_and_by_the_schema_on_the_same_line(one: Wrong) -> None:
    assert [line for line in lines_of(bad(one.text)) if line == one.line]
    assert one.line in schema_lines(one.text)


@pytest.mark.parametrize("one", wrong("program"), ids=str)
def test_wrong_by_the_program_alone(one: Wrong) -> None:
    told = bad(one.text)
    assert one.line in lines_of(told)
    assert any(one.says in mistake for mistake in told)
    tree, mistakes = read_tree(one.text.encode(), "inventory.yaml")
    assert mistakes or schema().is_valid(plain(tree))  # what is no YAML for this program, an editor's parser tells


def test_the_command_refuses_what_the_schema_refuses(tmp_path: Path) -> None:
    """One process for each would take minutes: the parser is asked above, the command for a few."""
    for one in [*wrong("schema")[::12], *wrong("program")[::8]]:
        (tmp_path / "inventory.yaml").write_text(one.text, encoding="utf-8")
        refused = run("check", "inventory.yaml", "--validate-only", "--offline", cwd=tmp_path, home=tmp_path)
        assert (refused.code, refused.out) == (2, ""), one.why
        assert f"inventory.yaml:{one.line}:" in refused.err, one.why


@pytest.mark.parametrize("file", INVENTORIES, ids=lambda file: file.name)
def test_every_example_is_right(file: Path) -> None:
    tree, mistakes = read_tree(file.read_bytes(), file.name)
    assert not mistakes
    assert not list(schema().iter_errors(plain(tree)))


def lines_of(told: list[str]) -> list[int]:
    return [int(mistake.split(":", 1)[0]) for mistake in told]


def schema_lines(text: str) -> set[int]:
    """The lines that hold the values (or, for an unknown key, the keys) that the schema refuses."""
    tree, _ = read_tree(text.encode(), "inventory.yaml")
    return {line for error in schema().iter_errors(plain(tree)) for line in _lines(error, tree)}


def _lines(error: ValidationError, tree: Node) -> Iterator[int]:
    node = tree
    for step in error.absolute_path:
        if isinstance(node, Mapping):
            node = next(value for key, value in node.pairs if key.text == step)
        elif isinstance(node, Sequence) and isinstance(step, int):
            node = node.items[step]
    if error.validator == "additionalProperties" and isinstance(node, Mapping):
        yield from (key.location.line for key, _ in node.pairs if key.text not in error.schema["properties"])
    else:
        yield node.location.line


# --- what the schema says to a person ---


@pytest.mark.parametrize("name", ["inventory", "registries", "evidence", "report"])
def test_every_key_and_every_definition_is_described(name: str) -> None:
    """An English sentence each. Branches (``if``, ``then`` and the like) only repeat keys, and say nothing of their own."""
    content = json.loads(read(f"{name}.schema.json"))
    Draft202012Validator.check_schema(content)
    described = 0
    for path, key in keys_of(content):
        told = key.get("description", "")
        assert " " in told, f"{name}: {path}"
        assert told.endswith("."), f"{name}: {path}: {told!r}"
        described += 1
    assert described > 15


@pytest.mark.parametrize("name", ["inventory", "registries", "evidence", "report"])
def test_an_address_that_pretends_to_be_none(name: str) -> None:
    assert json.loads(read(f"{name}.schema.json"))["$id"] == f"urn:domaudit:{name}:1"


def test_only_keywords_that_others_ignore() -> None:
    """Beside JSON Schema 2020-12, what VS Code's family of editors knows, and validators pass over.

    ``enumDescriptions`` describe the values of ``enum``, in its order; ``errorMessage`` is shown instead of the validator's own words;
    ``defaultSnippets`` are offered for filling in. An ``errorMessage`` hides which key is missing or unknown, so that it stands on shapes
    that are refused for one reason; and an example that is the only one would be written into the file: so there are always two.
    """
    standard = set(Draft202012Validator.META_SCHEMA["properties"]) | {
        key for part in ("applicator", "validation", "meta-data", "core", "format-annotation", "content") for key in vocabulary(part)
    }
    for name in ("inventory", "registries"):
        for path, part in parts_of(json.loads(read(f"{name}.schema.json"))):
            assert set(part) - standard <= {"enumDescriptions", "errorMessage", "defaultSnippets"}, path
            assert len(part.get("enumDescriptions", ())) in (0, len(part.get("enum", ()))), path
            assert len(part.get("examples", "xx")) > 1, path
            if "errorMessage" in part and not {"then", "else", "items"} & set(path.split("/")):
                assert "properties" not in part, path


@pytest.mark.parametrize("name", ["inventory", "registries", "evidence"])
def test_examples_and_defaults_fit_the_key_that_they_stand_at(name: str) -> None:
    content = json.loads(read(f"{name}.schema.json"))
    tried = 0
    for path, part in parts_of(content):
        given = [*part.get("examples", ()), *([part["default"]] if "default" in part else [])]
        for value in given:
            alone = {"$schema": content["$schema"], "$defs": content["$defs"], **part}
            assert not list(Draft202012Validator(alone).iter_errors(value)), f"{path}: {value}"
            tried += 1
    assert tried


def test_what_can_be_written_is_what_the_model_knows() -> None:
    defs = json.loads(read("inventory.schema.json"))["$defs"]
    party, site, request = (defs[name]["properties"] for name in ("party", "site", "request"))
    assert party["kind"]["enum"] == list(get_args(PartyKind))
    assert party["status"]["enum"] == list(get_args(PartyStatus))
    assert site["others"]["additionalProperties"]["enum"] == list(get_args(OtherRole))
    assert request["kind"]["enum"] == list(get_args(RequestKind))
    assert set(request) == {field.name.rstrip("_").replace("_", "-") for field in fields(Request)}
    assert set(party) == {field.name for field in fields(Party)} - {"learned"}
    assert set(defs["contract"]["properties"]) == {field.name for field in fields(Contract)}
    assert set(correspondence._ASKED.values()) <= set(request["what"]["anyOf"][0]["enum"])
    rule = defs["acceptance"]["properties"]["rule"]["anyOf"][0]
    titles = {key.split(".")[1]: text["en"] for key, text in load("texts/rules.yaml").items() if key.endswith(".title")}
    assert dict(zip(rule["enum"], rule["enumDescriptions"], strict=True)) == titles
    assert {one.__name__.replace("_", "-") for one in RULES} <= set(rule["enum"])


def test_the_report_schema_knows_the_words_of_the_model() -> None:
    defs = json.loads(read("report.schema.json"))["$defs"]
    for name, words in {"verdict": Verdict, "holder": Holder, "severity": Severity, "confidence": Confidence, "outcome": Outcome}.items():
        assert set(defs[name]["enum"]) == set(words), name
    assert set(defs["rung"]["enum"]) == set(get_args(RequestKind))


def parts_of(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema in a schema, with its path."""
    if not isinstance(value, dict):
        return
    yield path, value
    for group in ("properties", "$defs", "dependentSchemas"):
        for name, part in value.get(group, {}).items():
            yield from parts_of(part, f"{path}/{group}/{name}")
    for one in ("items", "additionalProperties", "propertyNames", "not", "if", "then", "else"):
        yield from parts_of(value.get(one), f"{path}/{one}")
    for several in ("allOf", "anyOf", "oneOf"):
        for index, part in enumerate(value.get(several, ())):
            yield from parts_of(part, f"{path}/{several}/{index}")


def keys_of(content: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property and definition, but for those of branches."""
    branches = {"if", "then", "else", "not", "dependentSchemas"}
    for path, part in parts_of(content):
        way = path.split("/")
        if len(way) > 2 and way[-2] in ("properties", "$defs") and not branches & set(way):
            yield path, part


def vocabulary(name: str) -> set[str]:
    """The keywords of one part of JSON Schema 2020-12, by its own meta-schema."""
    found = SPECIFICATIONS[f"https://json-schema.org/draft/2020-12/meta/{name}"].contents
    return set(found["properties"])
