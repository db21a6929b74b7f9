"""Every promise of the README, of its further pages and of their French twins holds: outputs, commands, exit codes, tables, links."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from domaudit.catalogue import Lang
from domaudit.inventory import parse_inventory
from domaudit.letters.addressees import KINDS
from domaudit.model import Verdict
from domaudit.remedies.ladder import RUNGS
from domaudit.texts import tell
from tests.command import EXAMPLE, ROOT, Ran, environment, run
from tests.make_readme import HELD, OUTPUT, PAGES, TWINS, filled, in_french, inventory, prose
from tests.test_editor import MODELINE, SCHEMA

GITHUB = ROOT / ".github"
SET_UP = "python3 -m venv "
AFTER_INSTALL = " && .venv/bin/domaudit "
PIPX = "pipx run --spec . "
"""What stands before a command that pipx runs; in a test the installed command runs instead."""
ASKING = ("check", "inspect", "letter", "handover")
"""Commands that ask; in a test they are given ``--offline`` where they have it not, so that nobody is asked."""
GIVEN = {
    "domains.txt": "boulangerie-dupont.example\nhttps://www.dupont-traiteur.example/\n",
    "inventory.yaml": "client: Boulangerie Dupont\nprovider: Studio Pixel SARL\nsites: [boulangerie-dupont.example]\n",
}
"""Files that a page takes for granted."""
README, GUIDE, _, _ = TWINS
LANGS = pytest.mark.parametrize("lang", PAGES)
EACH_PAGE = pytest.mark.parametrize(
    ("page", "lang"), [pytest.param(page, lang, id=page.name) for twins in TWINS for lang, page in twins.items()]
)
EACH_TWIN = pytest.mark.parametrize("twins", [pytest.param(twins, id=twins["en"].relative_to(ROOT).as_posix()) for twins in TWINS])
FENCE = re.compile(r"^(?:<!-- file: (?P<file>[\w.]+) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Fence:
    """A fenced part of a page; ``file`` is the name under which the reader saves it."""

    kind: str
    text: str
    file: str | None


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def fences(page: Path) -> list[Fence]:
    return [Fence(found["kind"], found["text"], found["file"]) for found in FENCE.finditer(read(page))]


def fenced(page: Path, kind: str) -> list[str]:
    return [fence.text for fence in fences(page) if fence.kind == kind]


def commands(page: Path) -> list[str]:
    return "".join(fenced(page, "sh")).splitlines()


def every_command(lang: str) -> list[str]:
    return [line for twins in TWINS for line in commands(twins[lang])]


def code(page: Path) -> list[str]:
    """What a page writes as code in its sentences, without the program's own output."""
    return re.findall(r"`([^`\n]+)`", FENCE.sub("", OUTPUT.sub("", read(page))))


def every_code(lang: str) -> list[str]:
    return [part for twins in TWINS for part in code(twins[lang])]


def options(parts: list[str]) -> set[str]:
    """The options of ours that stand in code: not those of python and pip."""
    ours = [part.removeprefix(PIPX) for part in parts if not part.startswith((".", "python3 ", "pip ", "pipx install"))]
    return {found for part in ours for found in re.findall(r"(?<!\S)(--?[a-z][a-z-]*)", part)}


def table(page: Path, *heads: str) -> list[list[str]]:
    """The cells of the table under these heads, row by row."""
    rows = read(page).split(f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|\n")[1].split("\n\n")[0].splitlines()
    return [[cell.strip(" *`") for cell in row.split("|")[1:-1]] for row in rows]


# --- the pages ------------------------------------------------------------------------------------------------------


@LANGS
def test_the_first_page_is_read_in_ten_minutes(lang: str) -> None:
    assert len(read(README[lang]).splitlines()) <= 225


@EACH_PAGE
def test_nothing_is_fenced_that_no_test_reads(page: Path, lang: str) -> None:
    found = [fence.kind for fence in fences(page)]
    assert set(found) <= {"sh", "text", "yaml", "yml", "python", "powershell"}
    assert found.count("text") == len(OUTPUT.findall(read(page)))


@pytest.mark.parametrize("page", [pytest.param(twins["fr"], id=twins["fr"].relative_to(ROOT).as_posix()) for twins in TWINS])
def test_a_page_in_french_is_typeset(page: Path) -> None:
    sentences = "\n".join(prose(read(page))[::2])
    assert re.findall(r".*(?:'|[ \n][:;?!»](?![\w\[])|«[ \n]).*", sentences) == [], "run: python -m tests.make_readme"


def test_what_is_code_is_not_typeset() -> None:
    page = "L'un : `l'autre : x` !\n```sh\nsay 'a : b'\n```\n<!-- until \"l'un : 2\" --> « [l'un](l'un.md) »\n"
    set_in_french = "L’un\u202f: `l'autre : x`\u202f!\n```sh\nsay 'a : b'\n```\n<!-- until \"l'un : 2\" --> «\u202f[l’un](l'un.md)\u202f»\n"
    assert in_french(page) == set_in_french
    assert in_french(set_in_french) == set_in_french


def test_each_first_page_begins_with_the_way_to_the_other() -> None:
    for lang, link in {"en": "[LISEZMOI](.github/README.fr.md)", "fr": "[README](../README.md)"}.items():
        title, _, first, *_ = read(README[lang]).splitlines()
        assert title == "# domaudit"
        assert link in first


@EACH_TWIN
def test_the_twin_in_french_has_the_same_parts(twins: dict[str, Path]) -> None:
    en, fr = (read(page) for page in twins.values())

    def parts(text: str) -> list[str]:
        """Headings by their depth, fences and marks as they stand, the rows of tables by their columns."""
        found = [line for line in text.splitlines() if re.match(r"#+ |```|<!--|\|", line)]
        return [line.split()[0] if line[0] == "#" else str(line.count("|")) if line[0] == "|" else line for line in found]

    assert parts(fr) == parts(en)
    assert commands(twins["fr"]) == commands(twins["en"])
    assert fenced(twins["fr"], "python") == fenced(twins["en"], "python")
    assert fenced(twins["fr"], "yml") == fenced(twins["en"], "yml")
    assert re.findall(r"\]\((https:[^)]+)\)", fr) == re.findall(r"\]\((https:[^)]+)\)", en)


@LANGS
def test_both_languages_name_the_same_options(lang: str) -> None:
    only = options(every_code(lang)) - options(every_code("en" if lang == "fr" else "fr"))
    assert only - {"--lang", "--format"} == set()


# --- the output -----------------------------------------------------------------------------------------------------


@EACH_PAGE
def test_the_output_is_what_the_program_prints_now(page: Path, lang: str) -> None:
    assert filled(read(page), lang) == read(page), "run: python -m tests.make_readme"


@LANGS
def test_the_first_page_shows_who_holds_a_domain_in_few_lines(lang: str) -> None:
    (found,) = OUTPUT.finditer(read(README[lang]))
    shown = found["shown"]
    for part in (HELD, "STUDIO PIXEL", "j…@pixel-mail.example", "rdap.nic.fr"):
        assert part in shown
    assert len(shown.splitlines()) <= 20
    assert max(len(line) for line in shown.splitlines() if not line.startswith("domaudit ")) <= 80  # a command stands in one piece


@LANGS
def test_the_whole_report_shows_the_verdict_the_line_and_the_first_steps(lang: str) -> None:
    shown = next(OUTPUT.finditer(read(GUIDE[lang])))["shown"]
    assert {"en": "held by the provider", "fr": "au nom du prestataire"}[lang] in shown
    for part in (HELD, "STUDIO PIXEL", "> rdap.nic.fr (RDAP)", "SHA-256", "\n    1. ", "\n    3. ", "\n    …\n"):
        assert part in shown
    assert "\n    4. " not in shown
    assert max(len(line) for line in shown.splitlines() if not line.startswith("domaudit ")) <= 80  # a command stands in one piece


# --- the commands ---------------------------------------------------------------------------------------------------


@LANGS
def test_there_are_exactly_two_set_up_commands(lang: str) -> None:
    lines = [line for line in read(README[lang]).splitlines() if line.startswith(SET_UP)]
    assert len(lines) == 2
    assert lines == [line for line in every_command(lang) if line.startswith(SET_UP)]


@LANGS
def test_the_first_set_up_command_ends_with_the_main_job(lang: str) -> None:
    _, after, arguments = commands(README[lang])[0].partition(AFTER_INSTALL)
    assert after
    assert shlex.split(arguments) == ["check", *EXAMPLE]
    assert run(*shlex.split(arguments)).code == 1


@LANGS
def test_windows_has_the_same_command_in_its_own_words(lang: str) -> None:
    (text,) = fenced(README[lang], "powershell")
    same = text.strip().replace("py -m", "python3 -m").replace(".venv\\Scripts\\", ".venv/bin/").replace("\\", "/").replace("; ", " && ")
    assert same == commands(README[lang])[0]


def in_a_test(line: str) -> list[str]:
    """The words of a command as a test runs it: by the installed program, and asking nobody."""
    first, name, *rest = shlex.split(line.removeprefix(PIPX))
    assert first == "domaudit", line
    return [name, *rest, *(["--offline"] if name in ASKING and "--offline" not in rest else [])]


def ends_with(arguments: list[str]) -> int:
    """The exit code that a page's command has in a test: 3 where nobody could be asked, 1 for the examples' held domain."""
    name, *rest = arguments
    if name not in ("check", "inspect"):
        return 0
    if "--evidence" not in rest:
        return 3
    return 1 if name == "check" else 0


@EACH_PAGE
def test_every_command_does_what_it_says(page: Path, lang: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("exit-kit"))
    for letter in (tmp_path / "examples" / "letters").iterdir():  # they are written, and over nothing
        letter.unlink()
    for name, text in GIVEN.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    ran = 0
    for fence in fences(page):
        if fence.file:
            (tmp_path / fence.file).write_text(fence.text, encoding="utf-8")
        for line in fence.text.splitlines() if fence.kind == "sh" else []:
            if line.startswith(SET_UP):
                continue  # .ci/run runs these
            arguments = in_a_test(line)
            if arguments[0] == "init":  # it writes over nothing
                (tmp_path / "inventory.yaml").unlink()
            done = run(*arguments, home=tmp_path, cwd=tmp_path, DOMAUDIT_LANG=lang)
            assert (done.code, line) == (ends_with(arguments), line), done.err
            assert "Traceback" not in done.err
            ran += 1
    assert ran >= 1


@LANGS
def test_nothing_is_promised_that_the_program_does_not_know(lang: str) -> None:
    parts = [part.removeprefix(PIPX) for part in every_code(lang) + every_command(lang)]
    named = {found for part in parts for found in re.findall(r"^domaudit ([a-z]+)", part)}
    top = run("--help", COLUMNS="200").out
    listed = set(re.findall(r"^  ([a-z]+)  ", top, re.MULTILINE))
    assert named <= listed
    assert {"check", "inspect", "letter", "clause", "handover", "tlds", "schema", "explain", "prove", "evidence"} <= named
    known = top + "".join(run(name, "--help", COLUMNS="200").out for name in sorted(named))
    below = {found for part in parts for found in re.findall(r"^domaudit evidence ([a-z]+)", part)}
    known += "".join(run("evidence", name, "--help", COLUMNS="200").out for name in sorted(below))
    found = options([part for part in parts if not part.startswith("domaudit init ")])
    assert [option for option in found if not re.search(rf"(?<!\S){option}\b", known)] == []
    assert len(found) >= 20


@LANGS
def test_what_is_explained_on_the_pages_is_explained(lang: str) -> None:
    asked = {found for part in every_code(lang) for found in re.findall(r"^domaudit explain (\S+)", part)}
    assert asked == {"held-by-provider", "auth-code", "ovh"}
    assert [word for word in asked if run("explain", word).code != 0] == []


@LANGS
def test_an_editor_is_given_what_was_tried_with_one(lang: str) -> None:
    assert {MODELINE.strip(), f"domaudit schema inventory -o {SCHEMA}"} <= set(code(GUIDE[lang]))


@LANGS
def test_every_kind_of_letter_and_of_request_is_named(lang: str) -> None:
    assert {*KINDS, *RUNGS} <= set(code(GUIDE[lang]))


@LANGS
def test_a_request_that_is_written_down_is_waited_for_and_then_overdue(lang: str, tmp_path: Path) -> None:
    first, asked, _ = fenced(GUIDE[lang], "yaml")
    (tmp_path / "inventory.yaml").write_text(first.partition("sites:")[0] + asked, encoding="utf-8")
    found = [
        run("check", "--offline", "--format", "json", "--at", day, home=tmp_path, cwd=tmp_path).out for day in ("2026-12-06", "2026-12-07")
    ]
    assert [report.count('"request-overdue"') for report in found] == [0, 1]
    answered = (tmp_path / "inventory.yaml").read_text(encoding="utf-8").replace("}", ", answered: 2026-12-01}")
    (tmp_path / "inventory.yaml").write_text(answered, encoding="utf-8")
    assert "request-overdue" not in run("check", "--offline", "--format", "json", "--at", "2026-12-07", home=tmp_path, cwd=tmp_path).out


@LANGS
def test_what_the_guide_says_of_the_client_fills_its_letters(lang: str, tmp_path: Path) -> None:
    *_, client = fenced(GUIDE[lang], "yaml")

    def letter(head: str) -> str:
        (tmp_path / "inventory.yaml").write_text(f"{head}provider: Studio Pixel SARL\nsites: [{HELD}]\n", encoding="utf-8")
        done = run("letter", HELD, "--evidence", str(ROOT / EXAMPLE[2]), "--offline", "--lang", lang, home=tmp_path, cwd=tmp_path)
        assert done.code == 0, done.err
        return done.out

    before, after = letter("client: Boulangerie Dupont\n"), letter(client)
    for said in ("Claire Dupont", "1 rue du Four", "99999 Trifouillis", "contact@boulangerie-dupont.example", "+33 1 99 00 99 00"):
        assert said in after
        assert said not in before
    assert after.count("[") < before.count("[")


def test_what_the_example_says_of_more_keys_is_read() -> None:
    notes = (ROOT / "examples" / "inventory.yaml").read_text(encoding="utf-8").rpartition("\n# What letters can use")[2]
    contact, address, requests = re.findall(r" ((?:contact|address|requests): .+?)(?:  +#.*)?$", notes, re.MULTILINE)
    text = f"client: {{name: Dupont, {contact}, {address}}}\nprovider: Pixel\nsites:\n- domain: {HELD}\n  {requests}\n"
    (site,) = parse_inventory(text.encode(), "inventory.yaml").sites
    assert (site.client.contact, site.client.address) == ("Madame Dupont", ("1 rue du Four", "99999 Trifouillis"))
    assert [request.kind for request in site.requests] == ["request"]


def test_the_program_in_the_guide_runs() -> None:
    (code,) = fenced(GUIDE["en"], "python")
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(), capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert f"{HELD} held-by-provider" in done.stdout.decode()


# --- the tables -----------------------------------------------------------------------------------------------------


def on(tmp_path: Path, domain: str, *more: str) -> Ran:
    return run("check", "-", "--evidence", "examples/evidence.jsonl", "--offline", *more, stdin=inventory(domain), home=tmp_path)


@LANGS
def test_the_table_of_exit_codes(lang: str) -> None:
    heads = {"en": ("exit code", "when"), "fr": ("code de sortie", "quand")}[lang]
    assert [code for code, _ in table(README[lang], *heads)] == ["0", "1", "2", "3", "130"]


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
def test_the_table_of_verdicts_is_whole_and_has_the_words_of_the_report(lang: Lang) -> None:
    heads = {"en": ("the report says", "code", "it means"), "fr": ("le rapport dit", "code", "ce que cela veut dire")}[lang]
    told = {code: said.replace("'", "’") for said, code, _ in table(README[lang], *heads)}
    assert told == {verdict.value: tell(f"verdict.{verdict.value}", lang) for verdict in Verdict}


# --- the links ------------------------------------------------------------------------------------------------------

LINKING = [PAGES["en"], *sorted(GITHUB.glob("*.md")), *sorted((ROOT / "examples").rglob("*.md"))]


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", LINKING, ids=lambda page: page.relative_to(ROOT).as_posix())
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


@LANGS
def test_every_page_is_there_and_linked(lang: str) -> None:
    pages = {page.name for page in GITHUB.glob("*.md")} - {"PULL_REQUEST_TEMPLATE.md"}  # a form, and no page
    assert pages == {"README.fr.md", "GUIDE.md", "GUIDE.fr.md", "CI.md", "CI.fr.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"}
    text = read(README[lang])
    for name in pages - {README[lang].name}:
        in_french = name.replace(".md", ".fr.md")
        if (lang == "fr" and in_french in pages) or (lang == "en" and name.endswith(".fr.md") and name != "README.fr.md"):
            continue  # the page in the other language is reached from its twin
        assert f"{name})" in text, name
    assert {"en": "(examples/README.md)", "fr": "(../examples/README.fr.md)"}[lang] in text
