"""The examples are right: inventories do what their head says, and what the program writes is what lies there, to the byte."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from domaudit.data import read
from tests.command import ROOT, Ran, run
from tests.make_examples import EXAMPLES, FOLDERS, made, tree

EXIT_CODES = {"inventory.yaml": 1, "freelancer.yaml": 1, "agency.yaml": 1, "client.yaml": 1, "ci.yaml": 0}
INVENTORIES = [EXAMPLES / "inventory.yaml", *sorted((EXAMPLES / "inventories").glob("*.yaml"))]
EACH = pytest.mark.parametrize("path", INVENTORIES, ids=lambda path: path.name)
LANGS = pytest.mark.parametrize("page", ["README.md", "README.fr.md"])


def command(path: Path) -> list[str]:
    """The command at the head of an inventory, in its first line; the main one says first what it is."""
    head = path.read_text(encoding="utf-8").split("\n\n")[0]
    return shlex.split(re.findall(r"^# +domaudit (.+)$", head, re.MULTILINE)[0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns(*FOLDERS))
    return tmp_path


def ran(name: str, folder: Path, *more: str) -> Ran:
    path = next(path for path in INVENTORIES if path.name == name)
    return run(*command(path), *more, home=folder, cwd=folder, COLUMNS="80")


# --- the inventories ------------------------------------------------------------------------------------------------


def test_there_is_one_for_each_kind_of_reader() -> None:
    assert {path.name for path in INVENTORIES} == set(EXIT_CODES)


@EACH
def test_the_command_at_its_head_runs(path: Path, folder: Path) -> None:
    assert command(path)[:2] == ["check", path.relative_to(ROOT).as_posix()]
    done = ran(path.name, folder)
    assert done.code == EXIT_CODES[path.name], done.err
    assert "nobody could say" not in done.out or path.name == "inventory.yaml"


@EACH
def test_it_has_no_mistake_for_the_program_nor_for_an_editor(path: Path) -> None:
    done = run("check", str(path.relative_to(ROOT)), "--validate-only")
    assert done.code == 0
    assert done.err.endswith("sites, no mistake found\n")
    plain = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # a day is a text, as in YAML 1.2
    assert list(Draft202012Validator(json.loads(read("inventory.schema.json"))).iter_errors(plain)) == []


@EACH
def test_it_is_short_and_says_what_it_is(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 60
    assert "invented" in " ".join(line for line in lines[:5] if line.startswith("#"))


def test_the_freelancer_learns_what_to_settle_before_signing(folder: Path) -> None:
    shown = ran("freelancer.yaml", folder).out
    assert "Before signing" in shown
    assert "2 clients" in shown
    assert "pain-dupont-exemple-fictif.fr         not registered" in shown


def test_the_agency_has_a_report_for_each_client_and_a_rental_as_agreed(folder: Path) -> None:
    ran("agency.yaml", folder)
    reports = {path.stem: path.read_text(encoding="utf-8") for path in (folder / "reports").iterdir()}
    assert sorted(reports) == ["boulangerie-dupont-sarl", "epicerie-du-coin", "les-trois-moulins-sas"]
    assert "as agreed" in reports["boulangerie-dupont-sarl"]
    assert "Moulins" not in reports["boulangerie-dupont-sarl"]


def test_the_client_sees_what_is_overdue_shown_and_accepted(folder: Path) -> None:
    report = json.loads(ran("client.yaml", folder, "--format", "json").out)
    sites = {site["domain"]: site for site in report["sites"]}
    rules = {finding["rule"]: finding for finding in sites["boulangerie-dupont-exemple-fictif.fr"]["findings"]}
    assert "request-overdue" in rules
    assert rules["provider-nameservers"]["accepted"]
    shop = sites["boutique-dupont-exemple-fictif.com"]
    assert (shop["verdict"], shop["basis"]) == ("held-by-client", "attested")


def test_the_job_is_green_until_a_holder_changes(folder: Path) -> None:
    first = ran("ci.yaml", folder, "-o", "report.json")
    assert first.code == 0
    assert ran("ci.yaml", folder, "--since", "report.json", "--fail-on", "change").code == 0
    report = folder / "report.json"
    report.write_text(report.read_text(encoding="utf-8").replace("BOULANGERIE DUPONT", "STUDIO PIXEL"), encoding="utf-8")
    assert ran("ci.yaml", folder, "--since", "report.json", "--fail-on", "change").code == 1


# --- what the program writes ----------------------------------------------------------------------------------------


def test_each_file_is_what_the_program_writes_now() -> None:
    found, now = tree(EXAMPLES), made()
    assert sorted(found) == sorted(now), "run: python -m tests.make_examples"
    assert [path for path in now if found[path] != now[path]] == [], "run: python -m tests.make_examples"


@LANGS
def test_every_example_is_linked(page: str) -> None:
    text = (EXAMPLES / page).read_text(encoding="utf-8")
    files = {path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*") if path.is_file()} - {"README.md", "README.fr.md"}
    below = {
        path for path in files if (path.startswith("exit-kit/") and path != "exit-kit/index.md") or path.startswith("inventories/proofs/")
    }
    assert [path for path in sorted(files - below) if f"]({path})" not in text] == []


def test_there_is_a_report_in_every_form_and_a_letter_of_every_kind() -> None:
    from domaudit.letters.addressees import KINDS
    from domaudit.report.forms import ENDINGS

    assert {path.suffix for path in (EXAMPLES / "reports").glob("report.*")} == set(ENDINGS)
    assert set(KINDS) <= {path.stem for path in (EXAMPLES / "letters").glob("*.md")}


def test_people_are_masked_in_every_report_but_json() -> None:
    for path in (EXAMPLES / "reports").rglob("*.*"):
        named = "Marcelline" in path.read_text(encoding="utf-8") or "jm@" in path.read_text(encoding="utf-8")
        assert named is (path.suffix == ".json"), path.name


def test_the_examples_go_with_the_source_and_not_with_the_program() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert "/examples" in built["sdist"]["include"]
    assert built["wheel"]["packages"] == ["domaudit"]
