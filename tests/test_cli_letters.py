"""`domaudit letter` as users run it, on the shipped example.

DOMAUDIT_GOLDEN=write pytest tests/test_cli_letters.py      # after a change that is meant; then read the difference
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import get_args

import pytest

from domaudit.catalogue import LANGUAGES, say
from domaudit.cli import papers
from domaudit.cli.options import Language, LetterKind, PaperFormat
from domaudit.cli.options import Reader as ReaderOption
from domaudit.errors import UsageError, said
from domaudit.inventory import load_inventory
from domaudit.letters import FORMATS
from domaudit.letters.addressees import KINDS
from domaudit.model import Reader
from tests.command import COMMAND, ROOT, environment, run

OFFLINE = ("--offline", "--evidence", "examples/evidence.jsonl")
EXAMPLE = ("--inventory", "examples/inventory.yaml", *OFFLINE)
HELD, NAME_ONLY, HIDDEN = "boulangerie-dupont-exemple-fictif.fr", "dupont-traiteur-exemple-fictif.be", "boutique-dupont-exemple-fictif.com"
MINE, OTHERS, FREE = "traiteur-dupont-exemple-fictif.fr", "cafe-des-arts-dupont-exemple-fictif.fr", "pain-dupont-exemple-fictif.fr"

HERE = Path(__file__).parent / "golden" / "letters"
RUNS: dict[str, list[str]] = {
    "request-en": [HELD, NAME_ONLY, HIDDEN],
    "request-fr": [HELD, "--lang", "fr"],
    "request-name-only-fr": [NAME_ONLY, "--lang", "fr"],
    "request-hidden-fr": [HIDDEN, "--lang", "fr"],
    "request-third-fr": [OTHERS, "--lang", "fr"],
    "request-text-en": [HELD, "--format", "text"],
    "request-text-fr": [HELD, NAME_ONLY, "--format", "text", "--lang", "fr"],
    "reminder-en": [HELD, "--kind", "reminder"],
    "reminder-fr": [HELD, "--kind", "reminder", "--lang", "fr"],
    "notice-en": [HELD, "--kind", "notice"],
    "notice-fr": [HELD, NAME_ONLY, "--kind", "notice", "--lang", "fr"],
    "registrar-en": [MINE, HELD, "--kind", "registrar"],
    "registrar-fr": [MINE, HELD, "--kind", "registrar", "--lang", "fr"],
    "registry-en": [HELD, "--kind", "registry"],
    "registry-fr": [NAME_ONLY, "--kind", "registry", "--lang", "fr"],
    "disclosure-en": [HIDDEN, "--kind", "disclosure"],
    "disclosure-fr": [HIDDEN, "--kind", "disclosure", "--lang", "fr"],
    "handover-en": [HELD, NAME_ONLY, MINE, "--kind", "handover"],
    "handover-fr": [HELD, NAME_ONLY, MINE, "--kind", "handover", "--lang", "fr"],
    "request-html-fr": [HELD, "--format", "html", "--lang", "fr"],
}


@pytest.mark.parametrize("name", RUNS)
def test_golden(name: str) -> None:
    ran = run("letter", *RUNS[name], *EXAMPLE)
    told = f"exit {ran.code}\n--- stdout\n{ran.out}--- stderr\n{ran.err}"
    path = HERE / f"{name}.txt"
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == set(RUNS)


def test_the_options_offer_what_there_is() -> None:
    """It is written twice, so that a command line is read without all that writes reports and letters."""
    assert tuple(LetterKind) == KINDS
    assert tuple(PaperFormat) == FORMATS
    assert tuple(ReaderOption) == get_args(Reader)
    assert tuple(Language) == LANGUAGES


def test_the_letter_is_on_stdout_and_the_note_on_stderr() -> None:
    ran = run("letter", HELD, *EXAMPLE)
    assert ran.code == 0
    assert ran.out.startswith("Boulangerie Dupont SARL")
    assert "legal advice" not in ran.out
    assert "General information, not legal advice." in ran.err
    assert "- Still to fill in: [your company’s registration number]" in ran.err
    assert "- {to: provider, what: change-of-holder, kind: request, asked: 2026-11-22, reply-by: 2026-12-06}" in ran.err
    quiet = run("letter", HELD, *EXAMPLE, "-q")
    assert (quiet.out, quiet.err) == (ran.out, "")


@pytest.mark.parametrize(
    ("name", "begins"), [("l.md", b"Boulangerie"), ("l.html", b"<!doctype html>"), ("l.docx", b"PK"), ("l.txt", b"Subject: the domain ")]
)
def test_the_form_is_that_of_the_files_ending(tmp_path: Path, name: str, begins: bytes) -> None:
    ran = run("letter", HELD, *EXAMPLE, "-o", str(tmp_path / name))
    assert (ran.code, ran.out) == (0, "")
    assert (tmp_path / name).read_bytes().startswith(begins)
    if name == "l.docx":
        assert zipfile.ZipFile(tmp_path / name).testzip() is None
        assert (tmp_path / name).read_bytes() == _again(tmp_path)


def _again(folder: Path) -> bytes:
    run("letter", HELD, *EXAMPLE, "-o", str(folder / "again.docx"))
    return (folder / "again.docx").read_bytes()


def test_a_good_answer_needs_no_letter(tmp_path: Path) -> None:
    ran = run("letter", MINE, FREE, *EXAMPLE, "-o", str(tmp_path / "l.md"), "-q")
    assert (ran.code, ran.out) == (0, "")
    assert f"{MINE}: good news, there is nothing to ask." in ran.err.replace("\n", " ")
    assert f"{FREE}: there is nobody to write to." in ran.err.replace("\n", " ")
    assert not (tmp_path / "l.md").exists()
    both = run("letter", MINE, HELD, *EXAMPLE)
    assert "good news" in both.err
    assert MINE not in both.out


def test_parties_may_be_named_without_an_inventory() -> None:
    ran = run("letter", HELD, "--client", "Boulangerie Dupont SARL", "--provider", "Studio Pixel SARL", *OFFLINE)
    assert ran.code == 0
    assert "names “STUDIO PIXEL” as the holder" in ran.out
    client_alone = run("letter", HELD, "--client", "Boulangerie Dupont SARL", *OFFLINE)
    assert client_alone.out.splitlines()[2] == "STUDIO PIXEL"  # neither client nor provider: the holder on record is written to


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((HELD,), "there is no inventory.yaml here; give --inventory FILE, or --client NAME and --provider NAME"),
        ((HELD, "--inventory", "examples/inventory.yaml", "--client", "A"), "the inventory names the parties"),
        (("boulangerie-dupont-exemple-fictf.fr", "--inventory", "examples/inventory.yaml"), "did you mean"),
        (("x-exemple.fr", "--inventory", "examples/inventory.yaml"), "is no site of this inventory"),
        ((HELD, "--client", "A", "--record"), "--record: there is no inventory file to note it in"),
        ((HELD, "--inventory", "examples/inventory.yaml", "-o", "letter.pdf"), "no form of a letter has this ending"),
        (
            (HELD, "--inventory", "examples/inventory.yaml", "-o", "examples/inventory.yaml", "--format", "md"),
            "this is the inventory of this run",
        ),
        ((HELD, "--inventory", "examples/inventory.yaml", "--kind", "threat"), "threat"),
        ((HELD, "--inventory", "nowhere.yaml"), "there is no such file"),
        ((), "DOMAIN"),
    ],
)
def test_what_is_wrong_is_said_before_anybody_is_asked(arguments: tuple[str, ...], told: str) -> None:
    ran = run("letter", *arguments, *OFFLINE)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    assert "Traceback" not in ran.err


def test_the_inventory_is_the_one_that_check_reads(tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / "inventory.yaml", tmp_path)
    ran = run("letter", HELD, "--offline", "--evidence", str(ROOT / "examples" / "evidence.jsonl"), "-q", cwd=tmp_path)
    assert ran.out == run("letter", HELD, *EXAMPLE, "-q").out


def test_a_url_names_its_site() -> None:
    assert run("letter", f"https://www.{HELD}/contact", *EXAMPLE, "-q").out == run("letter", HELD, *EXAMPLE, "-q").out


def test_record_notes_it_in_the_inventory_and_keeps_its_comments(tmp_path: Path) -> None:
    file = tmp_path / "inventory.yaml"
    shutil.copy(ROOT / "examples" / "inventory.yaml", file)
    before = file.read_text(encoding="utf-8")
    arguments = ("letter", HELD, NAME_ONLY, "--inventory", str(file), *OFFLINE, "--record", "--at", "2026-11-22")
    ran = run(*arguments)
    assert ran.code == 0
    assert "Noted in " in ran.err
    assert "requests:" not in ran.err
    after = file.read_text(encoding="utf-8")
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    assert gone == [f"  - {HELD}       # the shop's main address", f"  - {NAME_ONLY}"]
    assert f"  - domain: {HELD}       # the shop's main address\n    requests:\n      - {{to: provider, what: change-of-holder" in after
    asked = {site.domain: site.requests for site in load_inventory(file).sites}
    assert [request.what for request in (*asked[HELD], *asked[NAME_ONLY])] == ["change-of-holder", "registrant-email"]
    again = run(*arguments)
    assert "had it already" in again.err
    assert file.read_text(encoding="utf-8") == after
    notice = run("letter", HELD, "--kind", "notice", "--inventory", str(file), *OFFLINE, "--at", "2026-12-08", "--record")
    assert "In our letter of 22 Nov 2026, we asked you" in notice.out
    assert "by 16 Dec 2026 at the latest" in notice.out
    kinds = [request.kind for site in load_inventory(file).sites for request in site.requests if site.domain == HELD]
    assert kinds == ["request", "notice"]


def test_the_day_is_that_of_the_audit() -> None:
    assert "\n1 Mar 2027\n" in run("letter", HELD, *EXAMPLE, "--at", "2027-03-01").out
    assert "by **15 Mar 2027**" in run("letter", HELD, *EXAMPLE, "--at", "2027-03-01").out


def test_help_tells_what_it_does_with_names() -> None:
    helped = run("letter", "--help", COLUMNS="200").out
    assert "unmasked" in helped
    assert "handover" in helped


def test_a_letter_that_somebody_worked_on_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "letter.md"
    arguments = ("letter", HELD, *EXAMPLE, "-o", str(file))
    first = run(*arguments)
    assert f"{file}: written." in first.err.replace("\n", "")
    assert run(*arguments).code == 0  # it would say the same
    file.write_text(file.read_text(encoding="utf-8") + "PS: see you on Monday\n", encoding="utf-8")
    refused = run(*arguments)
    assert (refused.code, refused.out) == (2, "")
    assert "this file is there already, and says something else; it may have your changes" in refused.err
    assert "PS: see you on Monday" in file.read_text(encoding="utf-8")
    assert run(*arguments, "--force").code == 0
    assert "PS" not in file.read_text(encoding="utf-8")
    clause = tmp_path / "clause.md"
    clause.write_text("mine", encoding="utf-8")
    assert run("clause", "-o", str(clause)).code == 2
    assert run("clause", "-o", str(clause), "--force").code == 0


def test_what_is_to_be_done_with_a_page_is_said(tmp_path: Path) -> None:
    told = run("letter", HELD, *EXAMPLE, "-o", str(tmp_path / "letter.html")).err.replace("\n", " ")
    assert "written; open it in your browser, print it, sign it." in told
    assert "untick “Headers and footers”" in told.replace("  ", " ")


def test_where_nobody_answered_the_letter_is_not_another_one_in_silence(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    nobody = ("--inventory", "examples/inventory.yaml", "--offline", "--evidence", str(tmp_path / "empty.jsonl"))
    ran = run("letter", HELD, *nobody, "-q")
    assert ran.code == 0
    assert f"{HELD}: no server gave an answer this time, so the letter asks who the holder is" in ran.err.replace("\n", " ")
    assert "Where these data come from" not in ran.out
    assert "no server gave an answer" not in run("letter", HIDDEN, *EXAMPLE).err


def test_without_an_inventory_none_is_spoken_of() -> None:
    told = run("letter", HELD, "--client", "Boulangerie Dupont SARL", "--provider", "Studio Pixel SARL", *OFFLINE).err.replace("\n", " ")
    assert "requests:" not in told
    assert "“domaudit init” makes one" in told


def test_the_command_that_a_report_names_writes_the_letter_of_that_report() -> None:
    """The parties, the evidence and the registries of the run stand in it."""
    parties = ("--client", "Boulangerie Dupont SARL", "--provider", "Studio Pixel SARL")
    report = " ".join(run("inspect", HELD, *parties, *OFFLINE).out.split())
    command, offline, _ = report[report.index("domaudit letter") :].partition("--offline")
    typed = shlex.split(command + offline)[1:]
    assert typed == ["letter", HELD, "--kind", "request", *parties, "--evidence", "examples/evidence.jsonl", "--offline"]
    assert run(*typed, "-q").out == run("letter", HELD, *parties, *OFFLINE, "-q").out


def test_a_word_file_needs_a_package_and_the_command_fits_how_this_was_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "find_spec", lambda name: None if name == "docx" else name)
    monkeypatch.setattr(sys, "executable", "/home/marie d/python")
    with pytest.raises(UsageError) as raised:
        papers.way_out(PaperFormat.docx, Path("l.docx"), {}, said("x"))
    assert "install it with: '/home/marie d/python' -m pip install python-docx; or choose html" in str(raised.value)
    assert "’" not in say(raised.value.hint or "", "fr").partition(" :")[2].partition(" ;")[0]
    monkeypatch.setattr(papers, "find_spec", lambda _: None)
    assert papers.adding("python-docx") == "uv pip install --python '/home/marie d/python' python-docx"
    monkeypatch.setattr(sys, "prefix", "/home/marie/.local/share/pipx/venvs/domaudit")
    assert papers.adding("python-docx") == "pipx inject domaudit python-docx"


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")
def test_a_terminal_shows_a_letter_to_read_and_the_note_apart() -> None:
    import pty

    mine, theirs = pty.openpty()
    ran = subprocess.Popen([*COMMAND, "letter", HELD, *EXAMPLE], stdout=theirs, stderr=theirs, cwd=ROOT, env=environment(TERM="dumb"))
    os.close(theirs)
    told = b""
    while True:
        try:
            told += (more := os.read(mine, 65536))
        except OSError:  # Linux: the other end was closed
            break
        if not more:
            break
    os.close(mine)
    assert ran.wait(60) == 0
    lines = told.decode().replace("\r\n", "\n")
    letter, _, note = lines.partition("\n\n" + "=" * 60 + "\n")
    assert "**" not in letter
    assert "\\" not in letter
    assert "\nAnnex: what the public record shows\n------" in letter
    assert letter.rstrip().endswith("22 Nov 2026")
    assert note.startswith("A note for you;")
    assert max(map(len, letter.splitlines())) <= 88


def test_nothing_is_noted_in_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    ran = run("letter", HELD, "--inventory", str(tmp_path / "pipe"), *OFFLINE, "--record", timeout=20)
    assert (ran.code, ran.out) == (2, "")
    assert "--record: there is no inventory file to note it in" in ran.err
