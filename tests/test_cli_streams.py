"""The command with streams that are closed, full, endless or hostile: exit codes stay right, and nothing steers the terminal."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.command import COMMAND, EXAMPLE, ROOT, environment, run
from tests.inventories import mistakes_of

HELD = "client: Boulangerie Dupont\nprovider: Studio Pixel SARL\nsites:\n  - dupont-exemple-fictif.fr\n"
DEVICES = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")


def shell(line: str, *arguments: str, cwd: Path = ROOT) -> tuple[int, str, str]:
    """A command line in which ``domaudit`` stands for the command and ``"$@"`` for the arguments; code, stdout, stderr."""
    command = " ".join(COMMAND)
    done = subprocess.run(
        ["sh", "-c", line.replace("domaudit", command), "sh", *arguments],
        capture_output=True,
        cwd=cwd,
        env=environment(cwd / "home"),
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def test_closed_streams_change_no_exit_code_and_no_stream() -> None:
    example = " ".join(EXAMPLE)
    assert shell("domaudit check nope.yaml 2>&-") == (2, "", "")
    code, out, _ = shell(f"domaudit check {example} --format json 2>&-")
    assert (code, json.loads(out)["exit_code"]) == (1, 1)
    code, out, err = shell(f"domaudit check {example} -q >&-")
    assert (code, out, err) == (1, "", "")
    code, _, err = shell("domaudit check - --offline <&-")
    assert code == 2
    assert err.startswith("stdin: the inventory is empty")
    assert shell("domaudit --version >&-")[0] == 0


@DEVICES
def test_an_error_that_cannot_be_told_is_the_same_error() -> None:
    example = " ".join(EXAMPLE)
    assert shell("domaudit check nope.yaml 2>/dev/full") == (2, "", "")
    assert shell("domaudit check --unknown 2>/dev/full") == (2, "", "")
    code, out, _ = shell(f"domaudit check {example} --format json 2>/dev/full")  # the example has a notice
    assert (code, json.loads(out)["exit_code"]) == (1, 1)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero on this machine")
def test_an_endless_inventory_is_refused() -> None:
    for line in ("domaudit check - </dev/zero", "domaudit check /dev/zero", "cat /dev/zero | domaudit check -"):
        code, out, err = shell(f"ulimit -v 2000000; {line}")
        assert (code, out) == (2, "")
        assert "10 MiB" in err


def named_badly(folder: Path, name: bytes) -> str:
    path = os.path.join(os.fsencode(folder), name)
    try:
        with open(path, "wb") as file:
            file.write(HELD.encode())
    except OSError:
        pytest.skip("no such file names here")
    return os.fsdecode(name)


def test_an_inventory_whose_name_is_not_utf8(tmp_path: Path) -> None:
    name = named_badly(tmp_path, b"clients-\xe9t\xe9.yaml")
    ran = run("check", name, "--offline", "--format", "json", "-o", "r.json", "-o", "r.txt", home=tmp_path, cwd=tmp_path)
    assert ran.code == 3, ran.err
    assert json.loads(ran.out)["inventory"] == "clients-\ufffdt\ufffd.yaml"
    assert (tmp_path / "r.json").read_text(encoding="utf-8") == ran.out
    assert (tmp_path / "r.txt").exists()


def test_names_of_files_cannot_steer_the_terminal(tmp_path: Path) -> None:
    name = named_badly(tmp_path, b"a\x1b]0;owned\x07\xc2\x9b2J.yaml")
    evil = "\x1b[2J\u202e.yaml"
    (tmp_path / evil).write_text("no evidence", encoding="utf-8")
    for arguments in (
        [name, "--validate-only"],
        [evil],
        [name, "--offline", "--evidence", evil],
        [name, "-o", f"{evil}.docx"],
        [name, f"--{evil}"],
        [name, "--registries", evil],
    ):
        ran = run("check", *arguments, home=tmp_path, cwd=tmp_path)
        assert ran.err
        assert all(line.isprintable() for line in (ran.err + ran.out).splitlines()), ascii(ran.err)


@pytest.mark.parametrize("form", ["json", "terminal"])
@pytest.mark.parametrize("at", ["9999-12-31", "9999-12-31T23:59:59Z", "0001-01-01"])
def test_the_calendars_ends(form: str, at: str) -> None:
    ran = run("check", *EXAMPLE, "--format", form, "--at", at)
    assert ran.code == 1, ran.err
    assert "OverflowError" not in ran.err + ran.out


@pytest.mark.parametrize("form", ["json", "terminal"])
def test_an_answer_of_the_year_9999_spoils_no_report(tmp_path: Path, form: str) -> None:
    lines = (ROOT / "examples/evidence.jsonl").read_text(encoding="utf-8").splitlines()
    late = {**json.loads(lines[0]), "asked_at": "9999-12-31T23:59:59.999Z"}
    (tmp_path / "e.jsonl").write_text("\n".join([*lines, json.dumps(late)]) + "\n", encoding="utf-8")
    ran = run("check", EXAMPLE[0], "--offline", "--evidence", str(tmp_path / "e.jsonl"), "--format", form, "-o", str(tmp_path / "r.json"))
    assert ran.code == 1, ran.err
    sites = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["sites"]
    assert len(sites) == 9
    assert not [found for site in sites for found in site["findings"] if found["rule"] == "rule-failed"]


def test_the_runs_own_files_are_not_replaced_by_a_report(tmp_path: Path) -> None:
    (tmp_path / "i.yaml").write_text(HELD, encoding="utf-8")
    (tmp_path / "e.jsonl").write_bytes((ROOT / "examples/evidence.jsonl").read_bytes())
    (tmp_path / "r.yaml").write_text("tlds: {}\n", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    own = ["check", "i.yaml", "--offline", "--evidence", "e.jsonl", "--registries", "r.yaml"]
    for name, what in (("i.yaml", "the inventory"), ("e.jsonl", "the evidence file"), ("r.yaml", "the registries file")):
        ran = run(*own, "-o", f"json:{name}", home=tmp_path, cwd=tmp_path)
        assert (ran.code, ran.out) == (2, "")
        assert what in ran.err
    code, _, err = shell('domaudit check - --offline -o json:i.yaml <"$1"', str(tmp_path / "i.yaml"), cwd=tmp_path)
    assert code == 2 or not Path("/dev/stdin").exists(), err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


def test_a_default_evidence_file_is_the_runs_own_too(tmp_path: Path) -> None:
    (tmp_path / "i.yaml").write_text(HELD, encoding="utf-8")
    (tmp_path / "domaudit").mkdir()  # the cache folder below XDG_CACHE_HOME
    ran = run("check", "i.yaml", "--offline", "-o", "json:domaudit/evidence.jsonl", home=tmp_path, cwd=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert "the evidence file" in ran.err


def test_a_heap_of_mistakes_is_told_in_part(tmp_path: Path) -> None:
    text = "client: A\nprovider: B\nsites:\n" + "  - com\n" * 3000
    (tmp_path / "i.yaml").write_text(text, encoding="utf-8")
    ran = run("check", "i.yaml", "--offline", home=tmp_path, cwd=tmp_path)
    assert ran.code == 2
    lines = ran.err.splitlines()
    assert (len(lines), lines[-1]) == (51, "and 2,950 more mistakes")
    assert lines[49].startswith("i.yaml:53:5: ")
    assert len(mistakes_of(text.encode()) or ()) == 3000


@pytest.mark.skipif(os.name == "nt", reason="no such folder names there")
@pytest.mark.parametrize("name", ["::error title=pwn::hello", "##[error]hello", "  ::stop-commands::t"])
def test_the_name_of_a_folder_is_no_command_to_a_log(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "inventory.yaml").write_text(HELD, encoding="utf-8")
    file = f"{name}/inventory.yaml"
    for arguments in ([file, "--validate-only"], [file, "--nope"], [f"{name}/nope.yaml"], [file, "--offline", "-o", f"{name}/x.docx"]):
        ran = run("check", *arguments, home=tmp_path, cwd=tmp_path)
        assert ".yaml" in ran.err or "--nope" in ran.err or ".docx" in ran.err
        assert not [line for line in ran.err.splitlines() if line.lstrip().startswith("::") or "##[" in line], ran.err


def test_the_notices_of_a_run_name_nobody_where_anybody_may_read_them(tmp_path: Path) -> None:
    site = "https://a-fictif.fr/0612345678/marie.zyxabc@zz.example"
    (tmp_path / "i.yaml").write_text(f'provider: Studio Pixel SARL\nsites:\n  - {{domain: "{site}", client: Dupont}}\n', encoding="utf-8")
    told = {
        option: run("check", "i.yaml", "--offline", *form, *option, home=tmp_path, cwd=tmp_path).err
        for option, form in (((), ("--format", "csv")), (("--show-personal-data",), ("--format", "csv")), (("--validate-only",), ()))
    }
    assert site in told["--show-personal-data",]
    for option in ((), ("--validate-only",)):
        assert "m…@zz.example" in told[option]
        assert "zyxabc" not in told[option] + run("check", "i.yaml", "--offline", *option, home=tmp_path, cwd=tmp_path).out
        assert "0612345678" not in told[option]
