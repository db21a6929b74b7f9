"""`domaudit tlds` as users run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domaudit.cli import main
from tests.command import run


def test_endings_as_a_user_asks_for_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tlds", ".FR", "co.uk", "uk.com", "рф"]) == 0
    out = capsys.readouterr().out
    assert [line.split()[0].rstrip(",") for line in out.splitlines() if line.startswith(".")] == [".fr", ".co.uk", ".uk.com", ".рф"]


def test_the_list_and_its_languages(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOMAUDIT_LANG", raising=False)
    assert main(["tlds"]) == 0
    assert len([line for line in capsys.readouterr().out.splitlines() if line.startswith(".")]) == 113
    assert main(["tlds", "--lang", "fr"]) == 0
    assert "Titulaire" in capsys.readouterr().out
    monkeypatch.setenv("DOMAUDIT_LANG", "fr")
    assert main(["tlds", "de"]) == 0
    assert "Titulaire" in capsys.readouterr().out


def test_an_unknown_ending_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tlds", "zzzz", "--format", "json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["tlds"]
    assert (entry["zone"], entry["holder"], entry["rdap"], entry["whois"]) == ("zzzz", "unknown", None, None)


@pytest.mark.parametrize("text", ["a b", "192.0.2.1", "", "a_b"])
def test_what_is_no_ending_is_refused_in_a_line(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tlds", "fr", text]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert "write an ending such as" in told.err


def test_the_registries_file_is_read_and_its_mistakes_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "registries.yaml"
    path.write_text('tlds:\n  bj: {rdap: "https://127.0.0.1:8443/"}\n', encoding="utf-8")
    assert main(["tlds", "bj", "--registries", str(path), "--format", "json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)["tlds"]
    assert (entry["rdap"], entry["whois"], entry["own"]) == ("https://127.0.0.1:8443/", "whois.nic.bj", True)
    path.write_text("tlds: 7\n", encoding="utf-8")
    assert main(["tlds", "--registries", str(path)]) == 2
    assert "registries.yaml:1" in capsys.readouterr().err


def test_the_command_itself(tmp_path: Path) -> None:
    ran = run("tlds", "re", "--lang", "fr", home=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(".re\n  Interrogés  rdap.nic.re (RDAP), whois.nic.re (WHOIS)\n")
    assert list(tmp_path.iterdir()) == []  # it asks nobody and keeps nothing
