"""What an editor makes of the schemas: yaml-language-server itself, asked over LSP as VS Code and others ask it.

Skipped where Node.js or the server is not installed; `.ci/run` installs both where it can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domaudit.data import load, read
from tests.command import ROOT, run
from tests.inventories import INVENTORIES, WHOLE, wrong
from tests.language_server import VERSION, Editor, Place, command

pytestmark = pytest.mark.skipif(
    command() is None, reason=f"no Node.js or no yaml-language-server on this machine (npm install yaml-language-server@{VERSION})"
)

SCHEMA = "inventory.schema.json"
MODELINE = f"# yaml-language-server: $schema=./{SCHEMA}\n"
UNHELPFUL = ("Incorrect type", "does not match the pattern", "Matches multiple schemas", "schema that is not allowed")
"""What the server says where a schema leaves it alone."""
SITE = "client: A\nprovider: B\nsites:\n  - domain: x.example\n    "
PARTY = "parties:\n  p:\n    name: P Q\n    "


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor in a folder with the schema, as the command writes it, and VS Code's setting for files of any name."""
    folder = tmp_path_factory.mktemp("editor")
    assert run("schema", "inventory", "-o", SCHEMA, cwd=folder).code == 0
    with Editor(folder, {"schemas": {f"./{SCHEMA}": "*.yaml"}}) as opened:
        yield opened


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Editor]:
    """An editor without any setting."""
    with Editor(tmp_path) as opened:
        yield opened


# --- what it underlines ---


@pytest.mark.parametrize("file", INVENTORIES, ids=lambda file: str(file.relative_to(ROOT)))
def test_nothing_in_the_examples(editor: Editor, file: Path) -> None:
    editor.open(file.name, file.read_text(encoding="utf-8"))
    assert editor.marked(file.name) == []


def test_nothing_in_an_inventory_with_everything(editor: Editor) -> None:
    editor.open("whole.yaml", WHOLE)
    assert editor.marked("whole.yaml") == []


def test_what_is_wrong_on_its_line_and_in_words_that_help(editor: Editor) -> None:
    all_wrong = wrong("schema")
    assert len(all_wrong) > 50
    for number, one in enumerate(all_wrong):
        editor.open(f"{number}.yaml", one.text)
    for number, one in enumerate(all_wrong):
        marked = editor.marked(f"{number}.yaml")
        assert [message for (line, _), message in marked if line == one.marked and one.says in message], f"{one.why}: {marked}"
        assert not [
            message for _, message in marked if "Incorrect type" in message or "pattern" in message or "multiple schemas" in message
        ]


# --- what it offers ---


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("|", {"an inventory", "client", "provider", "sites", "parties", "language"}),
        ("client: A\nprovider: B\n|", {"parties", "sites", "language"}),
        ("client: A\nprovider: B\nsites:\n  |", {"a site"}),
        ("client: A\nprovider: B\nsites:\n  - |", {"domain", "client", "contract", "accept", "requests", "a site with a contract"}),
        (SITE + "|", {"client", "others", "attestation", "challenge", "a site with a contract"}),
        (SITE + "contract:\n      |", {"a contract", "signed", "until", "holder", "payer"}),
        (SITE + "contract:\n      holder: |", {"client", "provider"}),
        (SITE + "others:\n      martin: |", {"predecessor", "employee", "incoming-provider"}),
        (SITE + "attestation:\n      |", {"holder", "date", "until", "proof"}),
        (SITE + "accept:\n      |", {"an accepted finding"}),
        (SITE + "accept:\n      - |", {"an accepted finding", "rule", "reason", "until"}),
        (SITE + "requests:\n      |", {"a request"}),
        (SITE + "requests:\n      - to: provider\n        |", {"what", "asked", "reply-by", "kind", "answered"}),
        (SITE + "requests:\n      - what: |", {"transfer-code", "change-of-holder", "registrant-email"}),
        (SITE + "requests:\n      - kind: |", {"request", "reminder", "notice", "registrar", "court"}),
        ("parties:\n  |", {"a party"}),
        (PARTY + "|", {"aliases", "emails", "domains", "status", "kind"}),
        (PARTY + "status: |", {"active", "liquidation", "ceased", "unreachable"}),
        (PARTY + "kind: |", {"company", "person", "association"}),
        ("language: |", {"en", "fr"}),
        ("client:\n  |", {"a party", "name", "emails"}),
    ],
)
def test_it_offers_keys_and_values_with_what_they_mean(editor: Editor, text: str, offered: set[str]) -> None:
    found = editor.offered("offers.yaml", at(editor, "offers.yaml", text))
    assert offered <= set(found)
    assert all(found[label] for label in offered)


def test_a_key_that_is_there_is_not_offered_again(editor: Editor) -> None:
    assert "domain" not in editor.offered("again.yaml", at(editor, "again.yaml", SITE + "|"))


def test_every_rule_is_offered_with_its_title(editor: Editor) -> None:
    found = editor.offered("rules.yaml", at(editor, "rules.yaml", SITE + "accept:\n      - rule: |"))
    titles = {key.split(".")[1]: text["en"] for key, text in load("texts/rules.yaml").items() if key.endswith(".title")}
    assert found == titles


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("|", "an inventory"),
        ("client: A\nprovider: B\nsites:\n  |", "a site"),
        ("client: A\nprovider: B\nsites:\n  - |", "a site with its own client"),
        ("client: A\nprovider: B\nsites:\n  - |", "a site with a contract"),
        ("client: A\nprovider: B\nsites:\n  - x.example\nparties:\n  |", "a party"),
        (SITE + "contract:\n      |", "a contract"),
        (SITE + "accept:\n      |", "an accepted finding"),
        (SITE + "accept:\n      - |", "an accepted finding"),
        (SITE + "requests:\n      |", "a request"),
        (SITE + "requests:\n      - |", "a request"),
    ],
)
def test_what_is_filled_in_is_right(editor: Editor, tmp_path: Path, text: str, label: str) -> None:
    """The editor and the program have nothing to say of a snippet that is left as it was offered."""
    place = at(editor, "snippet.yaml", text)
    indent = len(line := text.split("|")[0].rpartition("\n")[2]) - len(line.lstrip())
    filled = text.replace("|", settled(editor.inserted("snippet.yaml", place, label), indent))
    editor.open("snippet.yaml", filled)
    assert editor.marked("snippet.yaml") == []
    (tmp_path / "inventory.yaml").write_text(filled, encoding="utf-8")
    assert run("check", "inventory.yaml", "--validate-only", cwd=tmp_path, home=tmp_path).code == 0, filled


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cli|ent: A\n", "The client of every site that names none"),
        ("parties:\n  p:\n    name: P Q\n    sta|tus: ceased\n", "How it is doing"),
        ("parties:\n  p:\n    name: P Q\n    status: cea|sed\n", "its last known manager"),
        (SITE + "contract:\n      until|: 2027-03-01\n", "The day it ends"),
        (SITE + "accept:\n      - rule: provider-m|ail\n", "domaudit explain RULE"),
        (SITE + "requests:\n      - repl|y-by: 2027-03-01\n", "The day by which an answer is due"),
        ("client: A\nprovider: B\nsites:\n  - dom|ain: x.example\n", "The domain as people write it"),
    ],
)
def test_it_tells_what_is_under_the_mouse(editor: Editor, text: str, told: str) -> None:
    assert told in editor.told("hover.yaml", at(editor, "hover.yaml", text))


# --- how it finds the schema ---


@pytest.mark.parametrize("line", [MODELINE, f"# yaml-language-server: $schema={SCHEMA}\n", f"# $schema: ./{SCHEMA}\n"])
def test_by_a_line_in_the_file(bare: Editor, line: str) -> None:
    """The second comment is that of JetBrains' editors, which this server knows too."""
    (bare.folder / SCHEMA).write_bytes(read(SCHEMA))
    bare.open("clients.yaml", line + "clent: A\n")
    assert any("clent" in message for _, message in bare.marked("clients.yaml"))


def test_of_a_folder_above(bare: Editor) -> None:
    (bare.folder / SCHEMA).write_bytes(read(SCHEMA))
    (bare.folder / "deep").mkdir()
    bare.open("deep/inventory.yaml", f"# yaml-language-server: $schema=../{SCHEMA}\nclent: A\n")
    assert any("clent" in message for _, message in bare.marked("deep/inventory.yaml"))


def test_not_as_powershell_5_writes_it(bare: Editor) -> None:
    """UTF-16, by ``>``: it is for this that `domaudit schema` has ``-o``. Where a server learns to read it, this may go."""
    (bare.folder / SCHEMA).write_text(read(SCHEMA).decode(), encoding="utf-16")
    bare.open("inventory.yaml", MODELINE + "clent: A\n")
    assert any("Unable to parse" in message for _, message in bare.marked("inventory.yaml"))


def test_the_registries_file_too(bare: Editor) -> None:
    assert run("schema", "registries", "-o", "registries.schema.json", cwd=bare.folder).code == 0
    head = "# yaml-language-server: $schema=registries.schema.json\n"
    bare.open(
        "right.yaml", head + "defaults: {rate: 1/s, timeout: 10s}\ntlds:\n  fr: {rdap: 'https://rdap.nic.fr/', whois: whois.nic.fr}\n"
    )
    assert bare.marked("right.yaml") == []
    bare.open("wrong.yaml", head + "defaults:\n  rate: often\n  timeout: 11h\ntlds:\n  fr:\n    rdap: http://rdap.nic.fr/\n")
    assert [place[0] for place, _ in bare.marked("wrong.yaml")] == [3, 4, 7]
    found = bare.offered("offers.yaml", at(bare, "offers.yaml", head + "servers:\n  rdap.nic.fr:\n    |"))
    assert {"rate", "burst", "concurrency", "timeout"} <= set(found)


def at(editor: Editor, name: str, text: str) -> Place:
    """Open a text with a ``|`` in it, and tell where that stood."""
    before, _, after = text.partition("|")
    editor.open(name, before + after)
    editor.marked(name)
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def settled(snippet: str, indent: int) -> str:
    """A snippet as an editor puts it in on a line indented so far, every place in it left as it was offered (LSP's snippet syntax)."""
    plain = re.sub(r"\$\{\d+\|([^,|]*)[^}]*\}", r"\1", snippet)
    plain = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", plain)
    return plain.replace("\n", "\n" + " " * indent)
