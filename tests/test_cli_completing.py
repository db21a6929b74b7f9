"""The Tab key: what is offered, and what real shells make of it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domaudit.cli import completing, main, speaking
from domaudit.data import load
from domaudit.report.commands import explain as explaining
from tests.command import run
from tests.typed import offered, typed

INVENTORY = """
parties:
  pixel: {name: Studio Pixel SARL}
  code: {name: "$(touch pwned) `touch pwned`"}
  quote: {name: "L'Atelier & Fils"}
  tabs: {name: "Tab\\tSARL \\x1b[31m"}
client: Boulangerie Dupont
provider: pixel
sites:
  - dupont-exemple-fictif.fr
  - domain: café-exemple-fictif.fr
    client: {name: Anna Test}
  - "$(touch${IFS}pwned).fr"
  - "`touch pwned`"
  - "--version"
  - [
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inventory.yaml").write_text(INVENTORY.removesuffix("  - [\n"), encoding="utf-8")
    (tmp_path / "clients.yaml").write_text("client: A\nprovider: B\nsites: [other-exemple-fictif.fr]\n", encoding="utf-8")
    speaking.begin([])
    return tmp_path


def words(*line: str, shell: str = "zsh") -> list[str]:
    """What is offered, without what it means."""
    return [one.partition("\t")[0] for one in completing.offered(shell, line)]


def test_commands_and_options() -> None:
    assert {"words", "check", "inspect", "evidence"} <= set(words(""))
    assert words("che") == ["words", "check"]
    assert words("evidence", "s") == ["words", "show"]
    assert words("help", "evidence", "s") == ["words", "show"]
    assert words("check", "--off") == ["words", "--offline"]
    assert words("--la") == ["words", "--lang"]
    assert words("check", "--", "--off") == ["files"]
    assert words("nonsense", "--off") == ["words"]
    assert next(one for one in completing.offered("zsh", ["check", "--off"]) if "\t" in one).endswith("\tAsk nobody")


def test_values() -> None:
    assert words("check", "--format", "j") == ["words", "json", "junit"]
    assert words("check", "--format=j") == ["words", "json", "junit"]
    assert words("check", "--format=j", shell="fish") == ["words", "--format=json", "--format=junit"]
    assert words("check", "--format", "=", "j", shell="bash") == ["words", "json", "junit"]
    assert words("check", "--format", "=", shell="bash")[:3] == ["words", "terminal", "json"]
    assert words("letter", "x.example", "--kind", "re") == ["words", "request", "reminder", "registrar", "registry"][:5]
    assert words("schema", "ev") == ["words", "evidence"]
    assert words("check", "--max-age", "") == ["words"]


def test_files_and_folders() -> None:
    assert words("check", "") == ["files"]
    assert words("check", "a.yaml", "--evidence", "") == ["files"]
    assert words("evidence", "diff", "a.jsonl", "") == ["files"]
    assert words("handover", "-o", "") == ["folders"]
    assert words("evidence", "diff", "a", "b", "") == ["words"]


def test_the_domains_of_the_inventory() -> None:
    mine = ["words", "café-exemple-fictif.fr", "dupont-exemple-fictif.fr"]
    assert words("check", "--only", "") == mine
    assert words("letter", "") == words("prove", "") == words("evidence", "show", "") == mine
    assert words("letter", "dupont-exemple-fictif.fr", "") == mine[:2]
    other = ["words", "other-exemple-fictif.fr"]
    assert words("check", "clients.yaml", "--only", "") == words("check", str(Path("clients.yaml").resolve()), "--only", "") == other
    assert words("letter", "--inventory", "clients.yaml", "") == words("letter", "--inventory=clients.yaml", "") == other
    assert words("letter", "--inventory", "'clients.yaml'", "", shell="bash") == other


def test_the_names_of_the_parties() -> None:
    known = ["words", "Anna Test", "Boulangerie Dupont", "L'Atelier & Fils", "Studio Pixel SARL"]
    assert words("inspect", "x.example", "--client", "") == known
    assert words("inspect", "x.example", "--provider", "Studio Pi") == ["words", "Studio Pixel SARL"]
    assert words("inspect", "--client", "Studio\\ Pi", shell="bash") == ["words", "Studio Pixel SARL"]
    assert words("inspect", "--client", '"Studio Pi', shell="bash") == ["words", "Studio Pixel SARL"]


def test_what_is_explained_and_the_endings() -> None:
    known = {*explaining.rules(), *explaining.glossary(), *explaining._guides()}
    assert set(words("explain", "")[1:]) <= known
    assert len(words("explain", "")) > 100
    assert {*map(str, load("registries.yaml")["zones"])} >= set(words("tlds", "f")[1:]) >= {"fr", "frogans"}
    assert words("tlds", "fr", "f").count("fr") == 0


def test_powershell_says_that_a_word_is_not_begun() -> None:
    assert words("check", "--format", "--next", shell="powershell")[1] == "terminal"


@pytest.mark.parametrize("content", [None, b"", b"sites:\n- [", b"\xff\xfe", b"a: &b [*b]", b"sites: x", b"#" * 600_000])
def test_an_inventory_that_cannot_be_read_offers_nothing(
    folder: Path, content: bytes | None, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = folder / "inventory.yaml"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    assert main(["--complete", "zsh", "check", "--only", ""]) == 0
    out, err = capfdbinary.readouterr()
    assert out == b"words\n"
    assert err == b""


def test_a_pipe_is_not_drunk_up(folder: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    (folder / "inventory.yaml").unlink()
    os.mkfifo(folder / "inventory.yaml")
    assert words("check", "--only", "") == ["words"]


@given(shell=st.sampled_from(["bash", "zsh", "fish", "powershell", "", "tcsh"]), line=st.lists(st.text(max_size=12), max_size=5))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_nothing_is_told_but_words(capfdbinary: pytest.CaptureFixture[bytes], shell: str, line: list[str]) -> None:
    assert main(["--complete", shell, *line]) == 0
    out, err = capfdbinary.readouterr()
    assert out.split(b"\n")[0] in (b"words", b"files", b"folders")
    assert err == b""


def test_nobody_is_asked_and_nothing_is_written(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    ran = run("--complete", "bash", "check", "--only", "", cwd=folder, home=folder)
    assert (ran.code, ran.err) == (0, "")
    assert "dupont-exemple-fictif.fr" in ran.out
    assert sorted(folder.rglob("*")) == before


# --- real shells ---

LINES = {
    "domaudit che": ["check"],
    "domaudit evidence sh": ["evidence", "show"],
    "domaudit check --onl": ["check", "--only"],
    "domaudit check --only dup": ["check", "--only", "dupont-exemple-fictif.fr"],
    "domaudit check --only=dup": ["check", "--only=dupont-exemple-fictif.fr"],
    "domaudit check --format=js": ["check", "--format=json"],
    "domaudit check cli": ["check", "clients.yaml"],
    "domaudit inspect x --client Stu": ["inspect", "x", "--client", "Studio Pixel SARL"],
    'domaudit inspect x --client "Stu': ["inspect", "x", "--client", "Studio Pixel SARL"],
    "domaudit inspect x --client L": ["inspect", "x", "--client", "L'Atelier & Fils"],
    "domaudit inspect x --client '$'": ["inspect", "x", "--client", "$"],
}


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_the_tab_key(folder: Path, shell: str, line: str) -> None:
    assert typed(shell, line, folder) == LINES[line]
    assert not (folder / "pwned").exists()


@pytest.mark.parametrize("line", [line for line in LINES if "$" not in line])
def test_the_tab_key_of_fish(folder: Path, line: str) -> None:
    assert offered(line, folder) == LINES[line][-1:]


def test_fish_offers_no_code(folder: Path) -> None:
    assert offered("domaudit check --only ", folder) == ["café-exemple-fictif.fr", "dupont-exemple-fictif.fr"]
    assert not (folder / "pwned").exists()


# --- the scripts, and where they are put ---


def test_the_script_for_powershell(capsys: pytest.CaptureFixture[str]) -> None:
    """PowerShell itself is not run: its text alone is looked at."""
    assert main(["--show-completion", "powershell"]) == 0
    script = capsys.readouterr().out
    assert script.startswith("Register-ArgumentCompleter -Native -CommandName domaudit")
    assert "Invoke-Expression" not in script
    assert all(script.count(left) == script.count(right) for left, right in ("{}", "()", "[]"))


@pytest.mark.parametrize(
    ("shell", "file", "startup"),
    [
        ("bash", ".local/share/bash-completion/completions/domaudit", ".bashrc"),
        ("zsh", ".local/share/domaudit/completion.zsh", ".zshrc"),
        ("fish", ".config/fish/completions/domaudit.fish", None),
    ],
)
def test_installing_twice_is_installing_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shell: str, file: str, startup: str | None
) -> None:
    home = folder / "my home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(Path, "home", lambda: home)
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "ZDOTDIR"):
        monkeypatch.delenv(variable, raising=False)
    if startup:
        (home / startup).write_text("alias ll='ls -l'")
    for _ in range(2):
        assert main(["--install-completion", shell]) == 0
    assert capsys.readouterr().out.startswith(f"{home / file}: the completion for {shell} is there")
    main(["--show-completion", shell])
    assert (home / file).read_text() == capsys.readouterr().out
    if startup:
        first, line = (home / startup).read_text().splitlines()
        assert first == "alias ll='ls -l'"
        assert line.endswith(f". '{home / file}'")
    assert stat.S_IMODE((home / file).stat().st_mode) & 0o111 == 0


def test_powershell_is_told_what_to_add(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--install-completion", "powershell"]) == 2
    assert "domaudit --show-completion powershell | Out-String | Invoke-Expression" in capsys.readouterr().err


def test_the_shell_that_runs_is_meant_where_none_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shellingham = pytest.importorskip("shellingham")
    monkeypatch.setattr(shellingham, "detect_shell", lambda: ("zsh", "/bin/zsh"))
    assert main(["--show-completion"]) == 0
    assert capsys.readouterr().out.startswith("#compdef domaudit")
    assert main(["--show-completion", "--lang", "fr"]) == 0
    assert capsys.readouterr().out.startswith("#compdef domaudit")
    monkeypatch.setattr(shellingham, "detect_shell", lambda: ("tcsh", "/bin/tcsh"))
    assert main(["--show-completion", "--lang", "fr"]) == 2
    assert "indiquez-le\u202f: bash, zsh, fish, powershell" in capsys.readouterr().err
