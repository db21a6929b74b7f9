"""`domaudit clause` and `domaudit handover` as a user runs them: what they print and write, exit codes, and what they leave alone."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.command import EXAMPLE, ROOT, run

GOLDEN = Path(__file__).parent / "golden" / "kit"
EXAMPLE_FILES = tuple(str(ROOT / part) if part.startswith("examples/") else part for part in EXAMPLE)
SITE = "boulangerie-dupont-exemple-fictif.fr"


def kit(folder: Path) -> str:
    """The pages of a kit in Markdown, one after the other."""
    found = sorted(folder.rglob("*.md"), key=lambda path: (len(path.parts), path.name))
    return "".join(f"=== {path.relative_to(folder)}\n{path.read_text(encoding='utf-8')}" for path in found)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_golden_kit(lang: str, tmp_path: Path) -> None:
    """DOMAUDIT_GOLDEN=write pytest tests/test_cli_handing.py    # after a change that is meant; then read the difference."""
    ran = run("handover", *EXAMPLE_FILES, "--only", SITE, "--lang", lang, "-q", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("handover") >= 2
    told, path = kit(tmp_path / "handover"), GOLDEN / f"{lang}.md"
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def test_the_example_has_a_folder_for_each_site_with_every_page_twice(tmp_path: Path) -> None:
    ran = run("handover", *EXAMPLE_FILES, "-o", str(tmp_path / "kits"))
    assert ran.code == 0
    assert "the exit kits for 9 domains. Begin with" in ran.out
    folders = [path for path in (tmp_path / "kits").iterdir() if path.is_dir()]
    assert len(folders) == 9
    for folder in folders:
        names = {path.name for path in folder.iterdir()}
        assert len(names) >= 12
        assert {Path(name).stem for name in names if name.endswith(".md")} == {Path(name).stem for name in names if name.endswith(".html")}
    again = run("handover", *EXAMPLE_FILES, "-o", str(tmp_path / "kits"))
    assert again.code == 0


def test_notes_in_a_kit_are_never_overwritten_and_nobody_is_asked(tmp_path: Path) -> None:
    assert run("handover", *EXAMPLE_FILES, "--only", SITE, cwd=tmp_path).code == 0
    page = tmp_path / "handover" / SITE / "3-checklist.md"
    page.write_text(page.read_text() + "done\n")
    ran = run("handover", *EXAMPLE_FILES, cwd=tmp_path)
    assert ran.code == 2
    assert "3-checklist.md: this file was changed since" in ran.err
    assert page.read_text().endswith("done\n")
    assert [path.name for path in (tmp_path / "handover").iterdir() if path.is_dir()] == [SITE]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--only", "other.example"), "'other.example' is no site of this inventory"),
        (("--only", "a b"), "a b"),
        (("-o", "/dev/null/kit"), "cannot be written"),
        (("-o", "none/kit"), "none/kit: cannot be written"),
        (("--max-age", "soon"), "--max-age"),
        (("--at", "never"), "--at"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    ran = run("handover", *EXAMPLE_FILES, *arguments, cwd=tmp_path)
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_site_may_be_named_as_people_write_it(tmp_path: Path) -> None:
    names = (f"https://www.{SITE}/contact", "dupont.studio-pixel-exemple-fictif.fr")
    ran = run("handover", *EXAMPLE_FILES, "--only", names[0], "--only", names[1], "-q", cwd=tmp_path)
    assert ran.code == 0
    assert {path.name for path in (tmp_path / "handover").iterdir() if path.is_dir()} == {SITE, names[1]}


def test_it_works_without_any_answer(tmp_path: Path) -> None:
    ran = run("handover", EXAMPLE_FILES[0], "--offline", "--evidence", "none.jsonl", "-q", "--at", "2026-11-22", cwd=tmp_path)
    assert ran.code == 0
    assert "could not conclude" in (tmp_path / "handover" / SITE / "1-held-today.md").read_text()


def test_the_same_evidence_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        run("handover", *EXAMPLE_FILES, "--only", SITE, "-o", str(tmp_path / name))
    assert kit(tmp_path / "one") == kit(tmp_path / "two")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_commands_that_a_kit_names_are_commands(lang: str, tmp_path: Path) -> None:
    run("handover", *EXAMPLE_FILES, "--only", SITE, "--lang", lang, cwd=tmp_path)
    commands = re.findall(r"^domaudit (.+)$", kit(tmp_path / "handover").replace("\\", ""), re.MULTILINE)
    assert len(commands) == 4
    (tmp_path / "inventory.yaml").write_bytes((ROOT / "examples/inventory.yaml").read_bytes())
    for name in ("before", "after", "avant", "apres"):
        (tmp_path / f"{name}.jsonl").write_bytes((ROOT / "examples/evidence.jsonl").read_bytes())
    for command in commands:
        offline = command.replace("--fresh", "--offline")  # a test asks nobody
        ran = run(*offline.split(), cwd=tmp_path)
        assert ran.code in (0, 1), ran.err


# --- the clause ---


def test_the_clause_is_printed_and_its_blanks_are_listed(tmp_path: Path) -> None:
    ran = run("clause", "--client", "Boulangerie Dupont SARL", cwd=tmp_path)
    assert ran.code == 0
    assert "Boulangerie Dupont SARL (“the Client”)" in ran.out
    assert ran.err.startswith("To be filled in: [the provider’s full legal name]")
    assert "[the provider’s full legal name] (“the Provider”)" in ran.out


@pytest.mark.parametrize(("name", "begins"), [("c.md", b"# Avant"), ("c.html", b"<!doctype html>"), ("c.docx", b"PK"), ("c.txt", b"Avant")])
def test_the_form_follows_the_file_s_ending(name: str, begins: bytes, tmp_path: Path) -> None:
    pytest.importorskip("docx")
    ran = run("clause", "--lang", "fr", "--short", "-o", name, cwd=tmp_path)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith("À compléter\u202f: [dénomination exacte du client]")
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_format_decides_over_the_ending(tmp_path: Path) -> None:
    assert run("clause", "--format", "html", "-o", "clause.txt", cwd=tmp_path).code == 0
    assert (tmp_path / "clause.txt").read_bytes().startswith(b"<!doctype html>")


def test_the_language_may_come_from_the_environment(tmp_path: Path) -> None:
    assert "Faites-la relire par un avocat" in run("clause", cwd=tmp_path, DOMAUDIT_LANG="fr").out


@pytest.mark.parametrize("place", ["none/clause.md", ".", "/dev/full"])
def test_a_place_that_cannot_be_written_is_said(place: str, tmp_path: Path) -> None:
    ran = run("clause", "-o", place, cwd=tmp_path)
    assert ran.code == 2
    assert ran.err.startswith(f"{place}: ")
    assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []


def test_the_last_line_fits_every_terminal(tmp_path: Path) -> None:
    plain = {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    ran = run("handover", *EXAMPLE_FILES, "--only", SITE, "--lang", "fr", "-q", cwd=tmp_path, **plain)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("handover : ")


def test_the_hint_names_no_option_that_handover_lacks(tmp_path: Path) -> None:
    ran = run("handover", *EXAMPLE_FILES, "--only", "x-exemple.fr", "-q", cwd=tmp_path)
    assert ran.code == 2
    assert "is no site of this inventory; add it\n" in ran.err
