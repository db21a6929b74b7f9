"""A command line that cannot be read: one line, with what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from domaudit.cli import main
from domaudit.cli.more import app
from domaudit.data import load

GROUP = typer.main.get_command(app)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("chekc", "domaudit: there is no command 'chekc'; did you mean 'domaudit check'?"),
        ("evidence shwo", "domaudit evidence: there is no command 'shwo'; did you mean 'domaudit evidence show'?"),
        ("audit", "did you mean 'domaudit check'?"),
        ("whois dupont-exemple-fictif.fr", "did you mean 'domaudit inspect'?"),
        ("lookup", "did you mean 'domaudit inspect'?"),
        ("verifier", "did you mean 'domaudit check'?"),
        ("vérifier", "did you mean 'domaudit check'?"),
        ("lettre", "did you mean 'domaudit letter'?"),
        ("aide", "did you mean 'domaudit --help'?"),
        ("show", "did you mean 'domaudit evidence show'?"),
        ("evidence check", "did you mean 'domaudit check'?"),
        ("evidence montrer", "did you mean 'domaudit evidence show'?"),
        ("help chekc", "did you mean 'domaudit check'?"),
        ("zzzz", "there is no command 'zzzz'; 'domaudit --help' lists what there is"),
        ("dupont-exemple-fictif.fr", "did you mean 'domaudit inspect dupont-exemple-fictif.fr'?"),
        ("https://dupont-exemple-fictif.fr/x", "did you mean 'domaudit inspect dupont-exemple-fictif.fr'?"),
        ("alex@boulangerie-fictif.fr", "did you mean 'domaudit inspect boulangerie-fictif.fr'?"),
        (
            f"https://www.{'boulangerie-' * 4}fictif.fr/contact/horaires/2026/bonjour.html?from=somewhere",
            f"did you mean 'domaudit inspect {'boulangerie-' * 4}fictif.fr'?",  # never cut: it is there to be pasted
        ),
        ("inspect x.example -o r.html", "to keep what it prints: 'domaudit inspect … > FILE'; 'domaudit check' writes reports with -o"),
        ("letter", "Missing argument 'DOMAIN...'; write for example: domaudit letter dupont.example -o letter.html"),
        ("prove", "write for example: domaudit prove dupont.example"),
        ("check --lang de", "'de' is not one of 'en', 'fr'; 'domaudit check --help' lists what there is"),
        ("inventory.yaml", "did you mean 'domaudit check inventory.yaml'?"),
        ("clients.yml", "did you mean 'domaudit check clients.yml'?"),
        ("answers.jsonl", "did you mean 'domaudit evidence verify answers.jsonl'?"),
        ("LICENSE", "did you mean 'domaudit check LICENSE'?"),
        ("check --ofline", "domaudit check: there is no option '--ofline'; did you mean '--offline'?"),
        ("check --ofline=1", "there is no option '--ofline'; did you mean '--offline'?"),
        ("check --langue fr", "did you mean '--lang'?"),
        ("check --hors-ligne", "did you mean '--offline'?"),
        ("check --zzz", "there is no option '--zzz'; 'domaudit check --help' lists what there is"),
        ("check --per-client", "Option '--per-client' requires an argument; 'domaudit check --help' lists what there is"),
        ("evidence import --from", "requires an argument; 'domaudit evidence import --help' lists what there is"),
        ("check -x", "there is no option '-x'; 'domaudit check --help' lists what there is"),
        ("inspect --fail-on", "domaudit inspect: there is no option '--fail-on'; it belongs to: domaudit check"),
        ("evidence show x.example --from y", "it belongs to: domaudit init, domaudit evidence import"),
        ("explain --offline", "it belongs to: domaudit check, domaudit inspect, domaudit init…"),
        ("check --inventory x", "name the file alone: 'domaudit check FILE'"),
        ("check --format jsn", "did you mean 'json'?"),
        ("check --format JSN", "did you mean 'json'?"),
        ("check --format word", "'word' is not one of 'terminal', 'json'"),
        ("check --fail-on crit", "did you mean 'critical'?"),
        ("check --for custumer", "did you mean 'client'?"),
        ("letter x.example --kind demand", "did you mean 'request'?"),
        ("letter x.example --kind relance", "did you mean 'reminder'?"),
        ("schema inventaire", "did you mean 'inventory'?"),
        ("check --lang german", "'german' is not one of 'en', 'fr'"),
    ],
)
def test_what_was_meant(line: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line.split()) == 2
    out, err = capsys.readouterr()
    assert told in err
    assert err.count("\n") == 1
    assert "Value error" not in err
    assert out == ""


@pytest.mark.parametrize(
    "word",
    [
        "\x1b[31mchekc\n::error::x",
        "\u202echekc",
        "$(touch x)",
        "a b.yaml",
        "x" * 5000,
        "é" * 300 + ".fr",
        ".",
        "..",
        "'",
        '"',
        "a'b.fr",
        "\ud800.yaml",
        "x\0y",
    ],
)
@pytest.mark.parametrize("line", ["{}", "evidence {}", "check --{}", "check --format {}", "schema {}", "help {}"])
def test_whatever_is_typed_is_told_in_one_short_line(line: str, word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([part.replace("{}", word) for part in line.split()]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert not any(sign in err for sign in ("\x1b", "\u202e", "\ud800", "\0"))
    assert len(err) < 500
    assert "::error::x" not in err.lstrip()[:3]


def test_in_french(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "--fail-on", "x", "--lang", "fr"]) == 2
    assert "l’option «\u202f--fail-on\u202f» n’existe pas\u202f; elle appartient à\u202f: domaudit check" in capsys.readouterr().err
    assert main(["check", "--format", "jsn", "--lang", "fr"]) == 2
    assert "vouliez-vous dire «\u202fjson\u202f»\u202f?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "shows"),
    [
        ("help", "domaudit [OPTIONS] COMMAND"),
        ("-h", "domaudit [OPTIONS] COMMAND"),
        ("help check", "domaudit check "),
        ("check -h", "domaudit check "),
        ("help evidence show", "domaudit evidence show "),
        ("evidence help show", "domaudit evidence show "),
        ("evidence help", "domaudit evidence "),
        ("--lang en help check", "domaudit check "),
        ("help check --lang en", "domaudit check "),
    ],
)
def test_help_is_had_as_people_ask_for_it(line: str, shows: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line.split()) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"Usage: {shows}")
    assert err == ""


def test_the_version_beside_other_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", "fr", "--version"]) == 0
    assert capsys.readouterr().out.startswith("domaudit ")


def test_a_value_that_the_choices_hold_needs_no_hint(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["check", str(tmp_path / "none.yaml"), "--format", "json"]) == 2
    assert "did you mean" not in capsys.readouterr().err


def test_the_words_of_the_data_are_options_of_ours() -> None:
    """Commands may be of a later day; an option that nobody has would only mislead who reads the list."""
    known = {option for command in _all(GROUP) for param in command.params for option in param.opts}
    assert set(load("meant.yaml")["options"]) <= known


def _all(command: typer.core.TyperCommand) -> list[typer.core.TyperCommand]:
    return [command, *(one for below in getattr(command, "commands", {}).values() for one in _all(below))]
