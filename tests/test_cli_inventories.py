"""The inventory that is read where none is named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from domaudit.cli import inventories, main

YAML = "client: Boulangerie Dupont\nprovider: Studio Pixel SARL\nsites:\n  - dupont-exemple-fictif.fr\n"
MAKE_ONE = "there is no inventory.yaml here; make one with 'domaudit init', or name yours: 'domaudit {} FILE'"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_one_of_this_folder_is_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "inventory.yml").write_text(YAML)
    assert main(["check", "--validate-only"]) == 0
    assert capsys.readouterr().err.startswith("inventory.yml: 1 site")
    (folder / "inventory.yaml").write_text(YAML)
    assert main(["check", "--validate-only"]) == 0
    assert capsys.readouterr().err.startswith("inventory.yaml: 1 site")


@pytest.mark.parametrize("command", ["check", "handover"])
def test_where_there_is_none_it_is_said_how_to_make_one(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command]) == 2
    assert MAKE_ONE.format(command) in capsys.readouterr().err


def test_the_one_file_that_looks_like_it_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "my clients.yml").write_text(YAML)
    (folder / "compose.yaml").write_text("services: {}\n# sites:\n")
    assert main(["check"]) == 2
    assert "did you mean 'domaudit check 'my clients.yml''?" in capsys.readouterr().err
    assert main(["letter", "dupont-exemple-fictif.fr"]) == 2
    assert "did you mean 'domaudit letter DOMAIN --inventory 'my clients.yml''?" in capsys.readouterr().err
    (folder / "other.yaml").write_text(YAML)
    assert main(["check"]) == 2
    assert MAKE_ONE.format("check") in capsys.readouterr().err


def test_nothing_is_waited_for_and_little_is_read(folder: Path) -> None:
    (folder / "sites.yaml").mkdir()
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe.yaml")
    (folder / "late.yaml").write_bytes(b"#" * 70_000 + b"\nsites: []\n")
    assert inventories.perhaps("check {file}") is None


def test_prove_takes_the_client_of_the_one_that_is_there(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", "dupont-exemple-fictif.fr"]) == 2
    assert "for whom?" in capsys.readouterr().err
    (folder / "inventory.yaml").write_text(YAML)
    assert main(["prove", "dupont-exemple-fictif.fr"]) == 0
    assert "Boulangerie Dupont" in capsys.readouterr().out
    assert main(["prove", "another-exemple-fictif.fr", "--client", "Anna Test"]) == 0  # no inventory is wanted
