"""`domaudit init` as users run it: golden runs in both languages, the questions on a terminal, what stands in the way."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from domaudit.texts import say_date
from tests.command import COMMAND, environment, run
from tests.loopback import Internet

GOLDEN = Path(__file__).parent / "golden" / "init"
EXPORT = (
    "Nom de domaine;Client;Expiration;Statut\n"
    "https://www.boulangerie-dupont.example/;Boulangerie Dupont;01/02/2027;actif\n"
    "café-des-arts.example;Café des Arts;;\n"
    "boulangerie-dupont.example;Boulangerie Dupont;;\n"
    "contact@boulangerie-dupont.example;;;\n"
    "studio-pixel.example;Studio Pixel;;\n"
).encode("cp1252")
NAMED = ("--client", "Boulangerie Dupont", "--provider", "Studio Pixel SARL", "--from", "-")
VCARD = ["vcard", [["version", {}, "text", "4.0"], ["org", {}, "text", "STUDIO PIXEL"], ["email", {}, "text", "jm@pixel-mail.example"]]]


@pytest.fixture
def pixel() -> Any:
    """An internet that knows the provider's own domain."""
    entity = {"objectClassName": "entity", "handle": "SP1234-FRNIC", "roles": ["registrant"], "vcardArray": VCARD}
    document = {"objectClassName": "domain", "ldhName": "studio-pixel.example", "entities": [entity]}
    with Internet(
        rdap={"/example/domain/studio-pixel.example": document},
        dns={("studio-pixel.example.", "NS"): ["ns1.pixel-dns.example."]},
    ) as net:
        yield net


def golden(name: str, told: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_golden(lang: str, tmp_path: Path, pixel: Internet) -> None:
    """DOMAUDIT_GOLDEN=write pytest tests/test_cli_starting.py    # after a change that is meant; then read the difference."""
    (tmp_path / "export.csv").write_bytes(EXPORT)
    pixel.write_registries(tmp_path / "registries.yaml")
    looking = ("--learn", "--registries", "registries.yaml", "--evidence", "e.jsonl")
    ran = run("init", "--provider", "Studio Pixel SARL", "--from", "export.csv", *looking, "--lang", lang, cwd=tmp_path, home=tmp_path)
    content = (tmp_path / "inventory.yaml").read_text(encoding="utf-8")
    told = f"exit {ran.code}\n--- stdout\n{ran.out}--- stderr\n{ran.err}--- inventory.yaml\n{content}"
    port, today = f":{pixel.rdap_port}", time.strftime("%Y-%m-%d", time.gmtime())
    told = told.replace(port, ":PORT").replace(f":{pixel.dns_port}", ":PORT")
    golden(lang, told.replace(say_date(today, lang, short=True), "TODAY"))  # type: ignore[arg-type]
    assert run("check", "--validate-only", cwd=tmp_path).code == 0


def test_with_the_three_options_nothing_is_asked_and_stdout_is_yaml_alone(tmp_path: Path) -> None:
    ran = run("init", *NAMED, "-o", "-", cwd=tmp_path, stdin=b"a.example\nb.example\n")
    assert ran.code == 0
    assert list(tmp_path.iterdir()) == []
    assert run("check", "-", "--validate-only", stdin=ran.out.encode()).code == 0
    quiet = run("init", *NAMED, "-o", "-", "-q", cwd=tmp_path, stdin=b"a.example\nb.example\njm@x.example")
    assert (quiet.out, quiet.err) == (ran.out, "")


def test_without_a_terminal_it_says_what_to_give_and_never_waits(tmp_path: Path) -> None:
    ran = run("init", cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "init: there is no terminal to ask on; give --client NAME, --provider NAME, --from FILE\n"
    assert "--client NOM, --from FICHIER" in run("init", "--provider", "X", "--lang", "fr", cwd=tmp_path).err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    mine = tmp_path / "inventory.yaml"
    mine.write_text("mine")
    ran = run("init", *NAMED, cwd=tmp_path, stdin=b"a.example")
    assert ran.code == 2
    assert "this file is there already" in ran.err
    assert mine.read_text() == "mine"
    assert run("init", *NAMED, "--force", cwd=tmp_path, stdin=b"a.example").code == 0
    assert "- a.example" in mine.read_text()
    (tmp_path / "link.yaml").symlink_to("nowhere.yaml")
    assert run("init", *NAMED, "-o", "link.yaml", cwd=tmp_path, stdin=b"a.example").code == 2
    assert not (tmp_path / "nowhere.yaml").exists()


def test_the_list_itself_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("a.example")
    ran = run("init", *NAMED[:5], "list.txt", "-o", "list.txt", "--force", cwd=tmp_path)
    assert ran.code == 2
    assert (tmp_path / "list.txt").read_text() == "a.example"


@pytest.mark.parametrize(
    ("arguments", "stdin", "words"),
    [
        ((*NAMED,), b"nothing here", "no domain was found in it"),
        ((*NAMED,), b"%PDF-1.7", "this is a PDF"),
        ((*NAMED, "-o", "none/x.yaml"), b"a.example", "cannot be written"),
        ((*NAMED, "--learn"), b"a.example", "which domain is the provider's own? give --provider-domain DOMAIN"),
        ((*NAMED, "--provider-domain", "gmail.com"), b"a.example", "--provider-domain: 'gmail.com'"),
        (("--client", "Dupont", "--provider", "DUPONT SARL", "--from", "-"), b"a.example", "client and provider are the same party"),
        (("--client", " ", "--provider", "X", "--from", "-"), b"a.example", "a name is needed"),
        (("--client", "X", "--provider", "Y", "--from", "none.csv"), b"", "none.csv: there is no such file"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line_and_nothing_is_left(
    arguments: tuple[str, ...], stdin: bytes, words: str, tmp_path: Path
) -> None:
    ran = run("init", *arguments, cwd=tmp_path, stdin=stdin)
    assert ran.code == 2
    assert words in ran.err.splitlines()[-1]
    assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []


def test_several_lists_are_read_as_one_and_a_file_may_stand_alone(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("domaine;client\na.example;Café\ninfo@c.example;Halles\n")
    (tmp_path / "b.txt").write_text("b.example\nA.example\nmy site\n")
    (tmp_path / "c.txt").write_text("nothing")
    named = ("--client", "Dupont", "--provider", "Studio Pixel", "-o", "-")
    ran = run("init", "a.csv", "--from", "b.txt", "--from", "c.txt", *named, cwd=tmp_path)
    assert ran.code == 0
    assert "domain: a.example" in ran.out
    assert "- b.example" in ran.out
    assert "a.csv, line 3 'i…@c.example' (Halles)" in ran.err
    assert "  if a site was meant, its domain would be: c.example" in ran.err
    assert "b.txt, line 3 'my site'" in ran.err
    assert "b.txt, line 2 'A.example'" in ran.err
    assert "c.txt: no domain was found in it" in ran.err
    taken = run("init", "a.csv", "b.txt", *named[:4], "-o", "b.txt", "--force", cwd=tmp_path)
    assert taken.code == 2
    assert "b.example" in (tmp_path / "b.txt").read_text()


def test_the_file_that_was_meant_is_named(tmp_path: Path) -> None:
    (tmp_path / "clients.csv").write_text("a.example")
    ran = run("init", "--from", "client.csv", cwd=tmp_path)
    assert (ran.code, ran.err) == (2, "client.csv: there is no such file; did you mean 'clients.csv'?\n")
    assert "'domaudit init' alone asks for them" in run("init", "dupont.example", cwd=tmp_path).err
    assert run("init", "--from", ".", cwd=tmp_path).err == ".: Is a directory; check the name and the place\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    ran = run("init", *NAMED, "-o", "/dev/full", cwd=tmp_path, stdin=b"a.example")
    assert ran.code == 2
    assert "No space left" in ran.err


def test_a_file_that_cannot_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from domaudit.cli import main
    from domaudit.report import files

    def full(content: bytes, place: files.Place) -> None:
        raise OSError(28, "No space left on device")

    (tmp_path / "list").write_text("a.example")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(files, "write_bytes", full)
    assert main(["init", *NAMED[:5], "list"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["list"]


# --- on a terminal ----------------------------------------------------------------------------------------------------

pty = pytest.importorskip("pty", reason="no terminals of this kind here")


def converse(folder: Path, typed: str, *arguments: str, until: str = "", end: int | None = None) -> tuple[int, str]:
    """Type on a terminal; once ``until`` stands there, send the signal ``end``. Gives the exit code and what was seen."""
    mine, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "init", *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=environment(folder),
        start_new_session=True,
    )
    os.close(theirs)
    os.write(mine, typed.encode())
    seen = b""
    while True:
        try:
            part = os.read(mine, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
        if end is not None and until.encode() in seen:
            process.send_signal(end)
            end = None
    code = process.wait(timeout=60)
    os.close(mine)
    return code, seen.decode().replace("\r\n", "\n")


def test_five_questions_make_an_inventory(tmp_path: Path) -> None:
    typed = "hello\n\nboulangerie-dupont.example\nwww.café-dupont.example, jm@x.example\n\n"
    typed += "Boulangerie Dupont\nBoulangerie dupont\nStudio Pixel SARL\nstudio-pixel.example\nfr\n"
    code, seen = converse(tmp_path, typed)
    assert code == 0, seen
    assert "5. The language" in seen
    assert "6." not in seen
    assert "no domain was found in it" in seen
    assert "client and provider are the same party" in seen
    assert "Ensuite, voyez qui les détient\u202f: domaudit check" in seen
    content = (tmp_path / "inventory.yaml").read_text()
    assert "language: fr" in content
    assert "domains: [studio-pixel.example]" in content
    assert "  - boulangerie-dupont.example\n  - café-dupont.example\n" in content
    assert run("check", "--validate-only", cwd=tmp_path).code == 0


def test_what_is_no_domain_is_said_before_the_next_question_and_nobody_must_know_one(tmp_path: Path) -> None:
    code, seen = converse(tmp_path, "my site\na.example\n\nDupont\nStudio Pixel\nno idea\n\n\n")
    assert code == 0, seen
    first, second = seen.split("2. Who should hold them?")
    assert "line 1 'my site'" in first
    assert "my site" not in second
    assert "'no idea' is not a whole domain name; write it such as studio.example, or press Enter to skip" in " ".join(seen.split())


def test_what_a_file_names_is_not_asked(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_bytes(EXPORT)
    code, seen = converse(tmp_path, "export.csv\nStudio Pixel SARL\n\n\n")
    assert code == 0, seen
    assert "Who should hold them?" not in seen
    assert "2. Who looks after them?" in seen
    assert "'Client' is read as the client" in seen


def test_ctrl_c_at_a_question_leaves_nothing_behind(tmp_path: Path) -> None:
    code, seen = converse(tmp_path, "a.example\n\nDupont\n", until="Who looks after them?", end=signal.SIGINT)
    assert code == 130
    assert "interrupted: nothing was written" in seen
    assert list(tmp_path.iterdir()) == []


def test_answers_that_end_are_no_answers(tmp_path: Path) -> None:
    code, seen = converse(tmp_path, "a.example\n\n\x04")
    assert code == 2
    assert "the answers ended too early" in seen
    assert list(tmp_path.iterdir()) == []


def test_that_nobody_could_say_is_told_to_the_quiet_too(tmp_path: Path) -> None:
    (tmp_path / "d.txt").write_text("dupont-exemple-fictif.fr\n", encoding="utf-8")
    own = ("--provider-domain", "pixel-exemple-fictif.fr", "--learn", "--offline", "--evidence", "e.jsonl")
    ran = run("init", "d.txt", "--client", "Dupont", "--provider", "Pixel", *own, "-q", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "pixel-exemple-fictif.fr: nobody could say what its record shows\n")
