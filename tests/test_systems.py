"""Other systems than the one at hand: code pages of Windows, its line ends, names that it or macOS take for one, and no resolver file."""

from __future__ import annotations

import _pyio
import os
import unicodedata
from pathlib import Path

import pytest

from domaudit.report import apart, files
from tests.command import EXAMPLE, run

HELD = "boulangerie-dupont-exemple-fictif.fr"
OFFLINE = ("--evidence", "examples/evidence.jsonl", "--offline")
COMMANDS = [
    (1, ("check", *EXAMPLE)),
    (0, ("inspect", HELD, *OFFLINE)),
    (0, ("tlds", "fr")),
    (0, ("evidence", "show", HELD, "--evidence", "examples/evidence.jsonl")),
    (0, ("check", "--help")),
    (2, ("nonsense",)),
]


@pytest.mark.parametrize("encoding", ["cp1252", "cp850"])
@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("code", "words"), COMMANDS, ids=lambda value: value[0] if isinstance(value, tuple) else "")
def test_a_code_page_stops_no_command(code: int, words: tuple[str, ...], lang: str, encoding: str) -> None:
    """What is for people ends as in UTF-8, with nothing that the page cannot show."""
    told = run(*words, DOMAUDIT_LANG=lang, PYTHONUTF8="0", PYTHONIOENCODING=encoding, encoding=encoding)
    assert told.code == code
    assert "\ufffd" not in told.out + told.err
    assert told.out or told.err


@pytest.mark.parametrize(
    "words", [("check", *EXAMPLE, "--format", "csv"), ("clause", "--short", "--lang", "fr")], ids=lambda words: words[0]
)
def test_what_is_for_programs_or_a_file_is_utf8_whatever_the_code_page(words: tuple[str, ...]) -> None:
    assert run(*words, PYTHONUTF8="0", PYTHONIOENCODING="cp850").out == run(*words).out


def test_a_file_has_the_same_line_ends_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "linesep", "\r\n")
    monkeypatch.setattr(files, "open", _pyio.open, raising=False)  # Python's own, which asks os.linesep
    with _pyio.open(tmp_path / "as-windows-has-it", "w", encoding="utf-8") as out:
        out.write("a\n")
    assert (tmp_path / "as-windows-has-it").read_bytes() == b"a\r\n"
    with files.written(files.Place(tmp_path / "report.csv")) as out:
        out.write("a\nb\r\n")
    assert (tmp_path / "report.csv").read_bytes() == b"a\nb\r\n"


def test_reports_of_two_clients_never_share_a_file() -> None:
    """Names that differ by case or by how accents are written are one name to Windows and macOS."""
    names = [
        "Café Dupont",
        unicodedata.normalize("NFD", "Café Dupont"),
        "CAFÉ DUPONT",
        "Con",
        "nul",
        "LPT1",
        "Dupont.",
        "Dupont",
        "...",
        "x" * 300,
    ]
    found = apart.file_names(names)
    assert len({unicodedata.normalize("NFC", name).casefold() for name in found}) == len(names)
    assert all(name.isascii() and name == name.lower() and name == name.strip(" .") and 0 < len(name) < 100 for name in found)
    assert not {"con", "nul", "lpt1"} & set(found)


def test_a_system_without_a_resolver_is_said_to_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    import dns.resolver

    from domaudit.model import NetworkSettings
    from domaudit.network import resolvers

    def none(*words: object, **more: object) -> None:
        raise dns.resolver.NoResolverConfiguration

    monkeypatch.setattr(dns.resolver, "Resolver", none)
    assert resolvers(NetworkSettings()) == frozenset()
