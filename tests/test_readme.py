"""Every promise of the README holds: its output, its commands, its exit codes, its links, in both languages."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from domaudit.inventory import parse_inventory
from domaudit.letters.addressees import KINDS
from domaudit.model import Verdict
from domaudit.remedies.ladder import RUNGS
from tests.command import EXAMPLE, ROOT, Ran, environment, run
from tests.make_readme import END, HELD, PAGES, START, block, filled, inventory, report

GITHUB = ROOT / ".github"
TEXTS = {lang: page.read_text(encoding="utf-8") for lang, page in PAGES.items()}
SET_UP = "python3 -m venv "
AFTER_INSTALL = " && .venv/bin/domaudit "
LANGS = pytest.mark.parametrize("lang", PAGES)


def fenced(text: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(lang: str) -> list[str]:
    return [line for part in fenced(TEXTS[lang], "sh") for line in part.splitlines()]


def prose(lang: str) -> str:
    """The page without the program's own output."""
    before, _, rest = TEXTS[lang].partition(START)
    return before + rest.partition(END)[2]


def table(lang: str, *heads: str) -> dict[str, str]:
    """The table under these heads: first cell → second cell."""
    rows = TEXTS[lang].split(f"| {' | '.join(heads)} |\n|---|---|\n")[1].split("\n\n")[0].splitlines()
    return {first.strip(" *`"): second.strip() for _, first, second, _ in (row.split("|") for row in rows)}


# --- the output -----------------------------------------------------------------------------------------------------


@LANGS
def test_the_output_is_what_the_program_prints_now(lang: str) -> None:
    assert block(lang) in TEXTS[lang], "run: python -m tests.make_readme"
    assert filled(PAGES[lang], lang) == TEXTS[lang]


@LANGS
def test_the_output_shows_the_verdict_the_line_and_the_first_steps(lang: str) -> None:
    shown = block(lang)
    head = shown.split("\n    …")[0].removeprefix(f"{START}\n```text\n")
    assert report(lang).startswith(head)
    assert {"en": "held by the provider", "fr": "au nom du prestataire"}[lang] in shown
    for part in (HELD, "STUDIO PIXEL", "> rdap.nic.fr (RDAP)", "SHA-256", "\n    1. ", "\n    3. "):
        assert part in shown
    assert "\n    4. " not in shown
    assert max(map(len, shown.splitlines())) <= 80


# --- the commands ---------------------------------------------------------------------------------------------------


@LANGS
def test_there_are_exactly_two_set_up_commands(lang: str) -> None:
    lines = [line for line in TEXTS[lang].splitlines() if line.startswith(SET_UP)]
    assert len(lines) == 2
    assert lines == [line for line in commands(lang) if line.startswith(SET_UP)]


@LANGS
def test_the_first_set_up_command_ends_with_the_main_job(lang: str) -> None:
    _, after, arguments = commands(lang)[0].partition(AFTER_INSTALL)
    assert after
    assert shlex.split(arguments) == ["check", *EXAMPLE]
    assert run(*shlex.split(arguments)).code == 1


@LANGS
def test_every_other_command_does_what_it_says(lang: str, tmp_path: Path) -> None:
    others = [line for line in commands(lang) if not line.startswith(SET_UP)]
    assert {shlex.split(line)[0] for line in others} == {"domaudit"}
    (tmp_path / "inventory.yaml").write_text(fenced(TEXTS[lang], "yaml")[0], encoding="utf-8")
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for line in others:
        arguments = shlex.split(line)[1:]
        asks = arguments[0] == "check"  # nobody is asked in a test: every domain stays open
        ran = run(*arguments, *(["--offline"] if asks else []), home=tmp_path, cwd=tmp_path)
        assert ran.code == (3 if asks else 0), ran.err
        assert "Traceback" not in ran.err


@LANGS
def test_nothing_is_promised_that_the_program_does_not_know(lang: str) -> None:
    code = re.findall(r"`([^`\n]+)`", prose(lang)) + commands(lang)
    named = {found for part in code for found in re.findall(r"^domaudit ([a-z]+)", part)}
    options = {found for part in code for found in re.findall(r"(?<!\S)(--?[a-z][a-z-]*)", part) if not part.startswith(SET_UP)}
    assert named == {"check", "clause", "evidence", "explain", "handover", "inspect", "letter", "prove", "schema", "tlds"}
    top, known = run("--help", COLUMNS="200").out, "".join(run(name, "--help", COLUMNS="200").out for name in sorted(named))
    below = {found for part in code for found in re.findall(r"^domaudit evidence ([a-z]+)", part)}
    known += "".join(run("evidence", name, "--help", COLUMNS="200").out for name in sorted(below))
    assert [name for name in named if f"  {name} " not in top] == []
    assert [option for option in options if not re.search(rf"(?<!\S){option}\b", known)] == []
    assert len(options) >= 8


@LANGS
def test_what_is_explained_in_the_readme_is_explained(lang: str) -> None:
    asked = {found for part in re.findall(r"`([^`\n]+)`", prose(lang)) for found in re.findall(r"^domaudit explain (\S+)", part)}
    assert asked == {"held-by-provider", "auth-code", "ovh"}
    assert [word for word in asked if run("explain", word).code != 0] == []


@LANGS
def test_every_kind_of_letter_and_of_request_is_named(lang: str) -> None:
    code = set(re.findall(r"`([^`\n]+)`", prose(lang)))
    assert {*KINDS, *RUNGS} <= code


@LANGS
def test_a_request_that_is_written_down_is_waited_for_and_then_overdue(lang: str, tmp_path: Path) -> None:
    first, asked = fenced(TEXTS[lang], "yaml")
    (tmp_path / "inventory.yaml").write_text(first.partition("sites:")[0] + asked, encoding="utf-8")
    found = [
        run("check", "--offline", "--format", "json", "--at", day, home=tmp_path, cwd=tmp_path).out for day in ("2026-12-06", "2026-12-07")
    ]
    assert [report.count('"request-overdue"') for report in found] == [0, 1]
    answered = (tmp_path / "inventory.yaml").read_text(encoding="utf-8").replace("}", ", answered: 2026-12-01}")
    (tmp_path / "inventory.yaml").write_text(answered, encoding="utf-8")
    assert "request-overdue" not in run("check", "--offline", "--format", "json", "--at", "2026-12-07", home=tmp_path, cwd=tmp_path).out


def test_what_the_example_says_of_more_keys_is_read() -> None:
    notes = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8").rpartition("\n# What letters can use")[2]
    contact, address, requests = re.findall(r" ((?:contact|address|requests): .+?)(?:  +#.*)?$", notes, re.MULTILINE)
    text = f"client: {{name: Dupont, {contact}, {address}}}\nprovider: Pixel\nsites:\n- domain: {HELD}\n  {requests}\n"
    (site,) = parse_inventory(text.encode(), "inventory.yaml").sites
    assert (site.client.contact, site.client.address) == ("Madame Dupont", ("1 rue du Four", "99999 Trifouillis"))
    assert [request.kind for request in site.requests] == ["request"]


def test_the_page_in_french_has_the_same_commands_tables_and_headings() -> None:
    assert commands("fr") == commands("en")
    assert [len(line.split()[0]) for line in TEXTS["fr"].splitlines() if line.startswith("#")] == [
        len(line.split()[0]) for line in TEXTS["en"].splitlines() if line.startswith("#")
    ]


def test_the_program_of_the_readme_runs() -> None:
    (code,) = fenced(TEXTS["en"], "python")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert f"{HELD} held-by-provider" in done.stdout.decode()


# --- the tables -----------------------------------------------------------------------------------------------------


def on(tmp_path: Path, domain: str, *more: str) -> Ran:
    return run("check", "-", "--evidence", "examples/evidence.jsonl", "--offline", *more, stdin=inventory(domain), home=tmp_path)


@LANGS
def test_the_table_of_exit_codes(lang: str) -> None:
    heads = {"en": ("exit code", "when"), "fr": ("code de sortie", "quand")}[lang]
    assert list(table(lang, *heads)) == ["0", "1", "2", "3", "130"]


HEALTHY, SILENT, HIDDEN = "traiteur-dupont-exemple-fictif.fr", "fournil-dupont-exemple-fictif.re", "boutique-dupont-exemple-fictif.com"


@pytest.mark.parametrize(
    ("domain", "options", "code"),
    [
        (HEALTHY, [], 0),
        (HELD, [], 1),
        (SILENT, [], 3),
        (HIDDEN, [], 0),
        ("com", [], 2),
        (HELD, ["--fail-on", "sometimes"], 2),
        (HELD, ["--format", "json"], 1),
        (SILENT, ["--format", "json"], 3),
        (HEALTHY, ["--strict"], 0),
        (SILENT, ["--strict"], 1),
        (HIDDEN, ["--strict"], 1),
        (HELD, ["--fail-on", "never"], 0),
        (SILENT, ["--fail-on", "never"], 0),
    ],
)
def test_the_exit_codes_are_right(tmp_path: Path, domain: str, options: list[str], code: int) -> None:
    assert on(tmp_path, domain, *options).code == code


def test_an_interrupted_run_exits_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("domaudit.cli._run", interrupted)
    from domaudit.cli import main

    assert main(["check"]) == 130


@LANGS
def test_the_table_of_verdicts_is_whole(lang: str) -> None:
    heads = {"en": ("verdict", "it means"), "fr": ("verdict", "ce qu'il veut dire")}[lang]
    assert set(table(lang, *heads)) == {verdict.value for verdict in Verdict}


# --- the links ------------------------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", [PAGES["en"], *sorted(GITHUB.glob("*.md"))], ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    for link in links:
        if "://" in link:
            continue
        target, _, anchor = link.partition("#")
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), link
        assert found.is_relative_to(ROOT), link
        assert not anchor or anchor in anchors(found), link


def test_every_page_is_there_and_linked() -> None:
    pages = {page.name for page in GITHUB.glob("*.md")} - {"PULL_REQUEST_TEMPLATE.md"}  # a form, and no page
    assert pages == {"README.fr.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"}
    assert [page for page in pages if f".github/{page}" not in TEXTS["en"]] == []
