"""With ``--format github`` the mistakes of an inventory are annotations on stdout, on their own lines, and on stderr as ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from domaudit.cli import main

WRONG = "client: A\nprovider: B\nsites: [com]\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("more", [["--validate-only"], []])
@pytest.mark.parametrize("whole", [False, True])
def test_a_mistake_stands_on_its_line(more: list[str], whole: bool, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a, b.yaml").write_text(WRONG, encoding="utf-8")
    assert main(["check", str(folder / "a, b.yaml") if whole else "a, b.yaml", "--format", "github", *more]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("::error file=a%2C b.yaml,line=3,col=9,title=domaudit::'com' is not a whole domain name")
    assert err.startswith("a, b.yaml:3:9: 'com' is not a whole domain name")
    assert out.count("\n") == err.count("\n") == 1


def test_more_than_github_shows_are_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "i.yaml").write_text(f"language: fr\nclient: A\nprovider: B\nsites: [{', '.join(['com'] * 14)}]\n", encoding="utf-8")
    assert main(["check", "i.yaml", "--format", "github", "--validate-only"]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 10
    assert lines[-1].startswith("::error title=domaudit::")
    assert "nom de domaine complet" in lines[0]


def test_a_name_with_a_command_in_it_is_one_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "x\n::error::y.yaml", "--format", "github"]) == 2
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("::error file=")


@pytest.mark.parametrize("form", ["json", "html", "sarif"])
def test_there_is_no_report_where_nobody_is_asked(form: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "i.yaml").write_text(WRONG.replace("com", "a.example"), encoding="utf-8")
    assert main(["check", "i.yaml", "--validate-only", "--format", form]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "--format: --validate-only makes no report; leave --format out; with github, mistakes are annotations\n"
