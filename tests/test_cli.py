"""The command line as users meet it: bad input gets one line that says where and what to do, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from domaudit import __version__, model
from domaudit.cli import main, options
from domaudit.data import read
from domaudit.report import outputs
from tests.command import COMMAND, EXAMPLE, ROOT, Ran, environment, run

HELD = "client: Boulangerie Dupont\nprovider: Studio Pixel SARL\nsites:\n  - dupont-exemple-fictif.fr\n"
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    path = tmp_path / "inventory.yaml"
    path.write_text(HELD, encoding="utf-8")
    return path


def one_line(ran: Ran, code: int = 2) -> str:
    """The single line of a refused run, which is no traceback and left stdout empty."""
    assert ran.code == code, ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
    lines = ran.err.strip().splitlines()
    assert len(lines) == 1, ran.err
    return lines[0]


def test_version_and_help() -> None:
    assert run("--version") == Ran(0, f"domaudit {__version__}\n", "")
    for arguments in ((), ("--help",)):
        shown = run(*arguments)
        assert shown.code == 0
        assert "check" in shown.out
    assert "--fail-on" in run("check", "--help").out


@pytest.mark.parametrize("name", ["inventory", "report", "evidence", "registries"])
def test_schemas_are_printed(name: str) -> None:
    shown = run("schema", name)
    assert (shown.code, shown.out) == (0, read(f"{name}.schema.json").decode())
    assert json.loads(shown.out)["$schema"]


def test_a_schema_is_written_as_it_is_whatever_the_shell_does(tmp_path: Path) -> None:
    assert run("schema", "inventory", "-o", "inventory.schema.json", cwd=tmp_path) == Ran(0, "", "")
    assert (tmp_path / "inventory.schema.json").read_bytes() == read("inventory.schema.json")
    assert run("schema", "inventory", "-o", "-", cwd=tmp_path).out == read("inventory.schema.json").decode()
    assert run("schema", "inventory", PYTHONIOENCODING="ascii", PYTHONUTF8="0").out == read("inventory.schema.json").decode()
    refused = run("schema", "inventory", "-o", "nowhere/inventory.schema.json", cwd=tmp_path)
    assert refused.code == 2
    assert one_line(refused).startswith("nowhere/inventory.schema.json: ")
    assert [file.name for file in tmp_path.iterdir()] == ["inventory.schema.json"]


# --- bad input -------------------------------------------------------------------------------------------------------


def test_a_missing_file(tmp_path: Path) -> None:
    assert "nowhere.yaml" in one_line(run("check", "nowhere.yaml", home=tmp_path))


def test_a_directory(tmp_path: Path) -> None:
    assert str(tmp_path) in one_line(run("check", str(tmp_path), home=tmp_path))


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01\x02\xff" * 50, b"sites: []\nclient: A\nprovider: B\n", b"\xff\xfe", b"- - - -", b"a: [", b"%"]
)
def test_a_file_that_is_no_inventory(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "i.yaml"
    path.write_bytes(content)
    ran = run("check", str(path), "--offline", home=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    assert ran.err.count(str(path)) >= 1


@pytest.mark.skipif(AS_ROOT, reason="root may read everything")
def test_an_unreadable_file(inventory: Path, tmp_path: Path) -> None:
    inventory.chmod(0)
    assert str(inventory) in one_line(run("check", str(inventory), home=tmp_path))


def test_every_mistake_at_once_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "i.yaml"
    path.write_text("client: A\nprovider: B\nlanguage: de\nsites:\n  - 127.0.0.1\n  - com\n", encoding="utf-8")
    ran = run("check", str(path), "--offline", home=tmp_path)
    assert ran.code == 2
    assert [line.split(": ")[0] for line in ran.err.splitlines()] == [f"{path}:{place}" for place in ("3:11", "5:5", "6:5")]


def test_several_inventories_are_validated_at_once_and_audited_one_by_one(tmp_path: Path) -> None:
    wrong = []
    for name in ("one.yaml", "two.yaml"):
        wrong.append(tmp_path / name)
        wrong[-1].write_text("client: A\nprovider: B\nsites: [com]\n", encoding="utf-8")
    first, second = (str(path) for path in wrong)
    both = run("check", "--validate-only", first, "examples/inventory.yaml", second)
    assert both.code == 2
    assert [line.partition(": ")[0] for line in both.err.splitlines()] == [f"{first}:3:9", f"{second}:3:9"]
    right = run("check", "--validate-only", "-q", "examples/inventory.yaml", "examples/inventory.yaml")
    assert (right.code, right.out, right.err.count("9 sites, no mistake found")) == (0, "", 2)
    audited = run("check", *EXAMPLE, "examples/inventory.yaml")
    assert (audited.code, audited.out) == (2, "")
    assert "--validate-only alone" in audited.err


def test_an_inventory_on_stdin(tmp_path: Path) -> None:
    ran = run("check", "-", "--offline", "--format", "json", home=tmp_path, stdin=HELD.encode())
    assert ran.code == 3
    assert json.loads(ran.out)["inventory"] == "stdin"
    assert "stdin" in one_line(run("check", "-", "--offline", home=tmp_path, stdin=b"sites: {}"))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--fail-on", "sometimes"], "fail-on"),
        (["--at", "yesterday"], "--at"),
        (["--max-age", "soon"], "--max-age"),
        (["--format", "pdf"], "format"),
        (["-o", "report.docx"], "report.docx"),
        (["-o", "/nowhere/at/all/report.json"], "report.json"),
        (["-o", "."], "."),
        (["--registries", "nowhere.yaml"], "nowhere.yaml"),
        (["--unknown"], "--unknown"),
        (["--evidence", "/"], "/"),
    ],
)
def test_options_that_cannot_be_used(inventory: Path, tmp_path: Path, arguments: list[str], word: str) -> None:
    assert word in one_line(run("check", str(inventory), "--offline", *arguments, home=tmp_path))


def test_an_evidence_file_that_is_not_ours(inventory: Path, tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_text("Dear Sir,\nthis is no evidence.\n", encoding="utf-8")
    assert "letter.txt" in one_line(run("check", str(inventory), "--offline", "--evidence", str(other), home=tmp_path))
    assert other.read_text(encoding="utf-8").startswith("Dear Sir")


def test_no_evidence_at_all_leaves_everything_open(inventory: Path, tmp_path: Path) -> None:
    ran = run("check", str(inventory), "--offline", "--format", "json", "--evidence", str(tmp_path / "none.jsonl"), home=tmp_path)
    report = json.loads(ran.out)
    assert (ran.code, report["exit_code"]) == (3, 3)
    assert {source["outcome"] for source in report["sites"][0]["sources"]} == {"not-asked"}
    assert not (tmp_path / "none.jsonl").exists()


def test_a_damaged_line_is_named_and_skipped(tmp_path: Path) -> None:
    damaged = tmp_path / "e.jsonl"
    lines = (ROOT / "examples/evidence.jsonl").read_text(encoding="utf-8").splitlines()
    damaged.write_text("\n".join([lines[0], '{"v":1,"junk":true}', *lines[1:]]) + '\n{"v":1,"asked', encoding="utf-8")
    ran = run("check", EXAMPLE[0], "--offline", "--evidence", str(damaged), "--format", "json", home=tmp_path)
    assert ran.code == 1
    assert "e.jsonl:2" in ran.err
    assert json.loads(ran.out)["summary"] == json.loads(run("check", *EXAMPLE, "--format", "json").out)["summary"]


# --- the example -----------------------------------------------------------------------------------------------------


def test_the_example_has_nine_right_verdicts_and_exits_1() -> None:
    ran = run("check", *EXAMPLE, "--format", "json")
    report = json.loads(ran.out)
    assert ran.code == report["exit_code"] == 1
    assert [site["verdict"] for site in report["sites"]] == [
        "held-by-provider",
        "held-by-client",
        "hidden",
        "in-name-only",
        "held-by-third-party",
        "not-registered",
        "undetermined",
        "held-by-client",
        "no-own-domain",
    ]


@pytest.mark.parametrize("form", ["json", "terminal"])
def test_the_same_evidence_gives_the_same_bytes(form: str) -> None:
    """Whatever order Python keeps its sets in, and wherever it runs."""
    one = run("check", *EXAMPLE, "--format", form, PYTHONHASHSEED="0", TZ="Pacific/Kiritimati")
    assert one == run("check", *EXAMPLE, "--format", form, PYTHONHASHSEED="1", TZ="America/Toronto", LANG="C")


def test_a_report_in_a_file_and_on_stdout(tmp_path: Path) -> None:
    ran = run("check", *EXAMPLE, "--format", "json", "-o", str(tmp_path / "r.txt"), "-o", f"json:{tmp_path / 'r.data'}", "-o", "-")
    assert (tmp_path / "r.data").read_text(encoding="utf-8") == ran.out
    assert "boulangerie-dupont-exemple-fictif.fr" in (tmp_path / "r.txt").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.data", "r.txt"]


def test_french(tmp_path: Path) -> None:
    ran = run("check", *EXAMPLE, "--lang", "fr")
    assert ran.code == 1
    assert "titulaire" in ran.out
    assert run("check", *EXAMPLE, DOMAUDIT_LANG="fr").out == ran.out


@pytest.mark.parametrize(("more", "code"), [([], 1), (["--fail-on", "never"], 0), (["--format", "json"], 1)])
def test_a_reader_that_goes_away_changes_no_exit_code(more: list[str], code: int) -> None:
    running = subprocess.Popen(
        [*COMMAND, "check", *EXAMPLE, *more], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment()
    )
    assert running.stdout is not None
    running.stdout.close()
    _, err = running.communicate(timeout=60)
    assert running.returncode == code
    assert b"Traceback" not in err
    assert b"Broken" not in err


@pytest.mark.parametrize("arguments", [["tlds"], ["tlds", "fr", "--format", "json"], ["--help"], ["schema", "report"], ["--version"]])
def test_other_commands_exit_0_whoever_reads(arguments: list[str]) -> None:
    running = subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=environment())
    assert running.stdout is not None
    running.stdout.close()
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (0, b"")


def test_debug_shows_the_trace_and_changes_no_exit_code(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Traceback" not in run("check", "nowhere.yaml", "--debug").err

    def broken(*arguments: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("domaudit.checking.load_all", broken)
    assert main(["check", "x.yaml"]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert main(["--debug", "check", "x.yaml"]) == 2
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
def test_a_full_disk_is_one_line() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*COMMAND, "check", *EXAMPLE], stdout=full, stderr=subprocess.PIPE, cwd=ROOT, env=environment(), check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"space" in done.stderr


def test_python_dash_m_is_the_same_command() -> None:
    done = subprocess.run([sys.executable, "-m", "domaudit", "--version"], capture_output=True, cwd=ROOT, env=environment(), check=False)
    assert done.stdout.decode() == f"domaudit {__version__}\n"


def test_a_file_that_cannot_be_written_spoils_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(report: object, target: outputs.Target, style: object) -> None:
        if target.place.path.name == "full.json":
            raise OSError(28, "No space left on device", str(target.place.path))
        target.place.path.write_text("written", encoding="utf-8")

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(outputs, "write_file", full)
    code = main(["check", *EXAMPLE, "-o", str(tmp_path / "full.json"), "-o", str(tmp_path / "fine.json")])
    shown = capsys.readouterr()
    assert (code, shown.out != "") == (2, True)
    assert "full.json" in shown.err
    assert (tmp_path / "fine.json").read_text(encoding="utf-8") == "written"


def test_the_inventory_that_need_not_be_named_is_the_one_that_reports_leave_out() -> None:
    assert options.INVENTORY == model.INVENTORY
