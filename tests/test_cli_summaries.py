"""A job on GitHub gets its summary: appended, never too long, and never the reason why a run ends otherwise."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from domaudit.cli import summaries
from tests.command import EXAMPLE, Ran, run

CHECK = ("check", *EXAMPLE, "--format", "github", "-q")
TITLE = "## Audit of 9 domains for Boulangerie Dupont SARL, provider Studio Pixel SARL"


def checked(summary: Path | str, *arguments: str) -> Ran:
    return run(*CHECK, *arguments, GITHUB_STEP_SUMMARY=str(summary))


@pytest.fixture(scope="module")
def plain() -> Ran:
    return run(*CHECK)


def test_the_report_is_appended_and_all_else_is_as_without(tmp_path: Path, plain: Ran) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("# Mine", encoding="utf-8")
    assert checked(summary) == plain
    text = summary.read_text(encoding="utf-8")
    assert text.startswith(f"# Mine\n\n{TITLE}\n")
    assert text.removeprefix("# Mine\n\n") == run("check", *EXAMPLE, "--format", "markdown", "-q").out
    assert checked(summary) == plain
    assert summary.read_text(encoding="utf-8").count(TITLE) == 2


def test_the_runner_makes_an_empty_file(tmp_path: Path, plain: Ran) -> None:
    summary = tmp_path / "summary.md"
    summary.touch()
    assert checked(summary, "--lang", "fr").code == plain.code
    assert summary.read_text(encoding="utf-8").startswith("## Audit de 9 domaines")


@pytest.mark.parametrize("form", ["terminal", "json", "markdown"])
def test_no_other_form_writes_it(tmp_path: Path, form: str) -> None:
    summary = tmp_path / "summary.md"
    run("check", *EXAMPLE, "--format", form, "-q", GITHUB_STEP_SUMMARY=str(summary))
    assert not summary.exists()


def test_without_the_variable_or_with_an_empty_one_nothing_is_written(plain: Ran) -> None:
    assert checked("") == plain
    assert plain.err == ""


@pytest.mark.parametrize("kind", ["folder", "no such folder", "pipe", "too long"])
def test_a_summary_that_cannot_be_written_is_said_and_changes_nothing_else(tmp_path: Path, plain: Ran, kind: str) -> None:
    summary = tmp_path / "summary.md"
    if kind == "folder":
        summary.mkdir()
    elif kind == "pipe":
        os.mkfifo(summary)
    elif kind == "no such folder":
        summary = tmp_path / "nowhere" / "summary.md"
    else:
        summary = tmp_path / ("x" * 300)
    ran = checked(summary)
    assert (ran.code, ran.out) == (plain.code, plain.out)
    assert ran.err.startswith(f"{summary}: the job's summary cannot be written: ")
    assert len(ran.err.splitlines()) == 1


def test_a_long_summary_gets_what_it_comes_to(tmp_path: Path, plain: Ran) -> None:
    summary = tmp_path / "summary.md"
    summary.write_bytes(b"x" * (summaries.MOST - 5000))
    assert checked(summary) == plain
    text = summary.read_text(encoding="utf-8")
    assert len(text.encode()) <= summaries.MOST
    assert f"x\n\n{TITLE}\n\n**Of 9 domains" in text
    assert "and 8 more with something to do." in text
    assert "<details>" not in text


@pytest.mark.parametrize("left", [-10, 0, 100])
def test_a_full_summary_is_left_alone_and_it_is_said(tmp_path: Path, plain: Ran, left: int) -> None:
    summary = tmp_path / "summary.md"
    before = b"x" * (summaries.MOST - left)
    summary.write_bytes(before)
    ran = checked(summary)
    assert (ran.code, ran.out) == (plain.code, plain.out)
    assert ran.err == f"{summary}: the job's summary is full, and the report is not in it\n"
    assert summary.read_bytes() == before


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from domaudit.report.gathering import Gathered
    from domaudit.report.screens import Style
    from tests.report import samples

    summary = tmp_path / "summary.md"
    summary.write_text("before", encoding="utf-8")
    wrote = os.write

    def half(descriptor: int, content: bytes) -> int:
        if len(content) < 4000:
            raise OSError(28, "No space left on device")
        return wrote(descriptor, content[:3000])

    monkeypatch.setenv(summaries.VARIABLE, str(summary))
    monkeypatch.setattr(os, "write", half)
    summaries.append(Gathered.of(samples.whole(), ["github"], "en"), Style("en", 1))
    assert summary.read_text(encoding="utf-8") == "before"
    assert "No space left on device" in capsys.readouterr().err
