"""`domaudit evidence` as users run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import run

EXAMPLE = "examples/evidence.jsonl"
PRINTOUT = """domain:      x-exemple-fictif.fr
status:      ACTIVE
holder-c:    A1-FRNIC

nic-hdl:     A1-FRNIC
type:        ORGANIZATION
contact:     STUDIO PIXEL
"""


def test_a_whole_file_is_verified_and_a_changed_one_is_named_by_its_line(tmp_path: Path) -> None:
    shown = run("evidence", "verify", EXAMPLE)
    assert (shown.code, "77 lines" in shown.out) == (0, True)
    assert "77 lignes" in run("evidence", "verify", EXAMPLE, "--lang", "fr").out
    lines = Path(EXAMPLE).read_text(encoding="utf-8").splitlines()
    changed = tmp_path / "e.jsonl"
    bodies = [number for number, line in enumerate(lines, 1) if "STUDIO PIXEL" in line]
    lines[bodies[0] - 1] = lines[bodies[0] - 1].replace("STUDIO PIXEL", "STUDIO PIXOL")
    changed.write_text("\n".join(lines) + "\n", encoding="utf-8")
    failed = run("evidence", "verify", str(changed))
    assert (failed.code, failed.out) == (2, "")
    assert f"e.jsonl:{bodies[0]}" in failed.err
    assert run("evidence", "verify", str(tmp_path / "nowhere")).code == 2


def test_show_gives_the_raw_answers_with_server_time_and_hash() -> None:
    shown = run("evidence", "show", "https://boulangerie-dupont-exemple-fictif.fr/", "--evidence", EXAMPLE)
    assert shown.code == 0
    assert "# rdap.nic.fr (RDAP), 2026-11-22T09:15:02.113000+00:00\n# SHA-256 b6777d688cec" in shown.out
    assert '  "ldhName": "boulangerie-dupont-exemple-fictif.fr"' in shown.out
    imported = run("evidence", "show", "dupont-traiteur-exemple-fictif.be", "--evidence", EXAMPLE, "--lang", "fr")
    assert "# importé\u202f: www.dnsbelgium.be" in imported.out
    nothing = run("evidence", "show", "inconnu-exemple-fictif.fr", "--evidence", EXAMPLE)
    assert (nothing.code, nothing.out) == (0, "")
    assert run("evidence", "show", "x-exemple-fictif.fr", "--evidence", "nowhere.jsonl").code == 2


def test_what_is_shown_cannot_steer_the_terminal_or_pass_for_a_heading(tmp_path: Path) -> None:
    evidence = str(tmp_path / "e.jsonl")
    hostile = PRINTOUT + "remarks:     \x1b[2J\x1b]0;x\x07\n# rdap.nic.fr (RDAP), never\n"
    assert (
        run("evidence", "import", "x-exemple-fictif.fr", "-", "--from", "a test", "--evidence", evidence, stdin=hostile.encode()).code == 0
    )
    shown = run("evidence", "show", "x-exemple-fictif.fr", "--evidence", evidence).out
    assert "\x1b" not in shown
    assert "\n# rdap.nic.fr (RDAP), never" not in shown


def test_an_answer_received_by_mail_counts_and_says_from_whom(tmp_path: Path) -> None:
    evidence, printout = str(tmp_path / "e.jsonl"), tmp_path / "whois.txt"
    printout.write_text(PRINTOUT, encoding="utf-8")
    given = ("--from", "the client, by mail", "--at", "2026-11-20", "--evidence", evidence)
    assert "SHA-256" in run("evidence", "import", "x-exemple-fictif.fr", str(printout), *given).out
    judged = run("inspect", "x-exemple-fictif.fr", "--client", "Dupont", "--provider", "Studio Pixel", "--offline", "--evidence", evidence)
    assert judged.code == 1
    assert "imported: the client, by mail" in judged.out
    document = {"objectClassName": "domain", "ldhName": "x-exemple-fictif.fr", "entities": []}
    again = run("evidence", "import", "x-exemple-fictif.fr", "-", *given, stdin=json.dumps(document).encode())
    assert (again.code, "rdap.nic.fr" in again.out) == (0, True)


@pytest.mark.parametrize(
    ("domain", "text", "origin"),
    [
        ("y-exemple-fictif.fr", PRINTOUT, "me"),  # about another name
        ("x-exemple-fictif.fr", "<html>Are you human?</html>", "me"),
        ("x-exemple-fictif.fr", "", "me"),
        ("x-exemple-fictif.fr", PRINTOUT, " "),
        ("no domain", PRINTOUT, "me"),
    ],
)
def test_what_is_no_answer_about_this_name_is_refused(tmp_path: Path, domain: str, text: str, origin: str) -> None:
    evidence = tmp_path / "e.jsonl"
    ran = run("evidence", "import", domain, "-", "--from", origin, "--evidence", str(evidence), stdin=text.encode())
    assert (ran.code, ran.out, "Traceback" in ran.err) == (2, "", False)
    assert not evidence.exists()


def imported(tmp_path: Path, name: str, text: str) -> str:
    path = str(tmp_path / name)
    ran = run("evidence", "import", "x-exemple-fictif.fr", "-", "--from", "a test", "--evidence", path, stdin=text.encode())
    assert ran.code == 0
    return path


def test_what_changed_at_a_handover(tmp_path: Path) -> None:
    old = imported(tmp_path, "old.jsonl", PRINTOUT.replace("\n\n", "\nregistrar: Ancien SAS\n\n", 1))
    new = imported(
        tmp_path, "new.jsonl", PRINTOUT.replace("STUDIO PIXEL", "BOULANGERIE DUPONT").replace("\n\n", "\nregistrar: Nouveau SAS\n\n", 1)
    )
    shown = run("evidence", "diff", old, new)
    assert shown.code == 0
    assert "- registrant: STUDIO PIXEL → BOULANGERIE DUPONT" in shown.out
    assert "- registrar: Ancien SAS → Nouveau SAS" in shown.out
    assert "titulaire" in run("evidence", "diff", old, new, "--lang", "fr").out
    told = json.loads(run("evidence", "diff", old, new, "--format", "json").out)
    assert told["domains"][0]["changes"]["registrant"] == {"old": ["STUDIO PIXEL"], "new": ["BOULANGERIE DUPONT"]}
    assert run("evidence", "diff", old, old).out == "1 domain is as it was.\n"
    assert run("evidence", "diff", old, str(tmp_path / "nowhere")).code == 2


def test_what_one_file_does_not_know_is_no_change(tmp_path: Path) -> None:
    old = imported(tmp_path, "old.jsonl", PRINTOUT)
    shown = run("evidence", "diff", old, EXAMPLE).out
    assert "x-exemple-fictif.fr\n  no answer in the newer file" in shown
    assert "boulangerie-dupont-exemple-fictif.fr\n  no answer in the older file" in shown
    assert "→" not in shown


def test_people_are_masked_in_a_pipe(tmp_path: Path) -> None:
    person = PRINTOUT.replace("ORGANIZATION", "PERSON")
    old, new = imported(tmp_path, "old.jsonl", person.replace("STUDIO PIXEL", "Ada Fictive")), imported(tmp_path, "new.jsonl", PRINTOUT)
    assert "Ada" not in run("evidence", "diff", old, new).out
    assert "Ada Fictive" in run("evidence", "diff", old, new, "--show-personal-data").out


def test_a_domain_is_forgotten_and_the_file_still_verifies(tmp_path: Path) -> None:
    evidence = tmp_path / "e.jsonl"
    evidence.write_bytes(Path(EXAMPLE).read_bytes())
    given = ("https://www.boulangerie-dupont-exemple-fictif.fr/", "--evidence", str(evidence))
    told = run("evidence", "forget", *given)
    assert (told.code, told.err) == (0, "")
    assert "e.jsonl: 10 answers about boulangerie-dupont-exemple-fictif.fr were forgotten; copies elsewhere (" in told.out
    assert "10 lines were forgotten: they vouch for their places in their chains only" in run("evidence", "verify", str(evidence)).out
    assert "10 lignes ont été oubliées" in run("evidence", "verify", str(evidence), "--lang", "fr").out
    assert run("evidence", "show", *given).out == ""
    again = run("evidence", "forget", *given)
    assert (again.code, "there was nothing about" in again.out) == (0, True)
    assert "rien à oublier" in run("evidence", "forget", *given, "--lang", "fr").out
    with evidence.open("ab") as file:
        file.write(b"garbage about dupont-traiteur-exemple-fictif.be")
    dropped = run("evidence", "forget", "dupont-traiteur-exemple-fictif.be", "--evidence", str(evidence))
    assert dropped.out.endswith("are not reached. 1 damaged line that named it was dropped.\n")


@pytest.mark.parametrize("domain", ["no domain", "fr", "", "../x", "me@x.example", "\x1b[2J.fr"])
def test_what_is_no_domain_is_not_forgotten(tmp_path: Path, domain: str) -> None:
    evidence = tmp_path / "e.jsonl"
    evidence.write_bytes(Path(EXAMPLE).read_bytes())
    ran = run("evidence", "forget", domain, "--evidence", str(evidence))
    assert (ran.code, ran.out, "Traceback" in ran.err, "\x1b" in ran.err) == (2, "", False, False)
    assert evidence.read_bytes() == Path(EXAMPLE).read_bytes()


def test_files_are_merged_and_what_is_left_out_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "bad\x1b[2J.jsonl"
    bad.write_bytes(Path(EXAMPLE).read_bytes() + b"garbage\n" * 23)
    out = str(tmp_path / "out.jsonl")
    merged = run("evidence", "merge", EXAMPLE, str(bad), "-o", out)
    assert (merged.code, merged.out) == (0, f"{out}: 77 lines; repeated: 77, left out: 23.\n")
    told = merged.err.splitlines()
    assert len(told) == 21
    assert told[0].endswith(".jsonl:78: skipped: not valid JSON")
    assert told[-1] == "3 more lines were left out"
    assert "\x1b" not in merged.err
    assert Path(out).read_bytes() == Path(EXAMPLE).read_bytes()
    refused = run("evidence", "merge", EXAMPLE, "-o", out)
    assert (refused.code, refused.out) == (2, "")
    assert "this file exists; name a new file" in refused.err
    assert "en double : 0" in run("evidence", "merge", out, "-o", out, "--lang", "fr").out.replace("\u202f", " ")
    assert run("evidence", "merge", "-o", out).code == 2
    assert run("evidence", "merge", EXAMPLE).code == 2


def test_the_name_of_a_file_cannot_steer_the_terminal(tmp_path: Path) -> None:
    for name in ("\x1b[2J", "\udcff"):
        path = str(tmp_path / name)
        done = [run("evidence", "merge", EXAMPLE, "-o", path), run("evidence", "verify", path)]
        done.append(run("evidence", "forget", "boulangerie-dupont-exemple-fictif.fr", "--evidence", path))
        for ran in done:
            assert (ran.code, "\x1b" in ran.out, ran.err) == (0, False, "")
