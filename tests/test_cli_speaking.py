"""The language of a command: --lang, then the inventory's, then DOMAUDIT_LANG, then the locale, else English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from domaudit.cli import main, speaking
from domaudit.cli.more import app
from domaudit.cli.options import Language
from tests.command import EXAMPLE, run
from tests.make_catalogue import helping_texts

FRENCH_INVENTORY = "language: fr\nclient: Boulangerie Dupont\nprovider: Studio Pixel SARL\nsites:\n  - dupont-exemple-fictif.fr\n"


def commands(below: Any, *path: str) -> Iterator[list[str]]:
    """Every command and group, by the words that lead to it."""
    yield list(path)
    for name, command in getattr(below, "commands", {}).items():
        yield from commands(command, *path, name)


COMMANDS = list(commands(typer.main.get_command(app)))


@pytest.mark.parametrize(
    ("arguments", "variables", "stated", "language"),
    [
        ([], {}, None, "en"),
        ([], {"LANG": "fr_FR.UTF-8"}, None, "fr"),
        ([], {"LANG": "fr"}, None, "fr"),
        ([], {"LANG": "fr_CA@euro"}, None, "fr"),
        ([], {"LANG": "frp_IT"}, None, "en"),
        ([], {"LANG": "C"}, None, "en"),
        ([], {"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, None, "en"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": "fr_BE.UTF-8"}, None, "fr"),
        ([], {"LANG": "en_US.UTF-8", "LC_ALL": ""}, None, "en"),
        ([], {"LANG": "fr_FR.UTF-8", "DOMAUDIT_LANG": "en"}, None, "en"),
        ([], {"DOMAUDIT_LANG": "FR"}, None, "fr"),
        ([], {"DOMAUDIT_LANG": "de", "LANG": "fr_FR"}, None, "fr"),
        ([], {"DOMAUDIT_LANG": "fr"}, "en", "en"),
        ([], {"LANG": "fr_FR.UTF-8"}, "en", "en"),
        ([], {}, "fr", "fr"),
        (["--lang", "en"], {"DOMAUDIT_LANG": "fr"}, "fr", "en"),
        (["--lang=fr", "check"], {}, "en", "fr"),
        (["check", "--lang", "fr", "--lang", "en"], {}, None, "en"),
        (["check", "--lang"], {}, None, "en"),
        (["check", "--", "--lang", "fr"], {}, None, "en"),
    ],
)
def test_the_order(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], variables: dict[str, str], stated: speaking.Lang | None, language: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    speaking.begin(arguments)
    assert speaking.language(stated=stated) == language
    assert speaking.language(Language.fr, "en") == "fr"  # the command's own option, as Typer read it
    speaking.begin([])


def test_the_inventory_comes_before_the_environment_and_after_the_option(tmp_path: Path) -> None:
    (tmp_path / "inventory.yaml").write_text(FRENCH_INVENTORY, encoding="utf-8")
    line = ("check", "--offline", "--evidence", "none.jsonl")
    assert "Que faire" in run(*line, cwd=tmp_path).out
    assert "Que faire" in run(*line, cwd=tmp_path, DOMAUDIT_LANG="en", LANG="en_US.UTF-8").out
    assert "What to do" in run(*line, "--lang", "en", cwd=tmp_path).out


def test_an_inventory_that_states_none_leaves_it_to_the_environment() -> None:
    assert "Que faire" in run("check", *EXAMPLE, DOMAUDIT_LANG="fr").out
    assert "Que faire" in run("check", *EXAMPLE, LC_ALL="fr_CA.UTF-8").out
    assert "What to do" in run("check", *EXAMPLE, LANG="de_DE.UTF-8").out


def test_mistakes_in_a_french_inventory_are_told_in_french(tmp_path: Path) -> None:
    (tmp_path / "inventory.yaml").write_text(FRENCH_INVENTORY + "  - 1.2.3.4\nprovidr: x\n", encoding="utf-8")
    ran = run("check", cwd=tmp_path)
    assert ran.code == 2
    assert "inventory.yaml:6:5: «\u202f1.2.3.4\u202f» est une adresse IP, pas un domaine\u202f; écrivez le nom" in ran.err
    assert "clé inconnue «\u202fprovidr\u202f»\u202f; vouliez-vous dire «\u202fprovider\u202f»\u202f?" in ran.err
    assert "is an IP address" in run("check", "--lang", "en", cwd=tmp_path).err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--unknown"], "l’option «_--unknown_» n’existe pas_; «_domaudit --help_» donne la liste"),
        (["chek"], "la commande «_chek_» n’existe pas_; vouliez-vous dire «_domaudit check_»_?"),
        (["evidence"], "il manque une commande"),
        (["letter"], "il manque l’argument «_DOMAINE..._»"),
        (["inspect"], "inspect_: aucun domaine n’est indiqué_; écrivez par exemple_: domaudit inspect dupont.fr"),
        (["schema"], "il manque l’argument «_FORMAT_», à choisir parmi"),
        (["handover", "a", "b"], "arguments en trop_: b"),
        (["check", "a", "b"], "plusieurs inventaires ne se lisent qu’avec --validate-only"),
        (["check", "--format", "pdf"], "valeur incorrecte pour «_--format_»_: «_pdf_» ne figure pas parmi «_terminal_», «_json_»"),
        (["check", "--strict=1"], "l’option «_--strict_» n’attend pas de valeur"),
        (["check", "nowhere.yaml"], "nowhere.yaml_: ce fichier n’existe pas"),
        (["explain", "regisrant"], "vouliez-vous dire"),
        (["check", "examples/inventory.yaml", "--registries", "nowhere.yaml"], "fichier ou dossier introuvable"),
        (["check", "examples/inventory.yaml", "--validate-only"], "9 sites, aucune erreur trouvée"),
        (["check", "examples/inventory.yaml", "--offline", "--evidence", "/"], "«_--evidence_»|/_: ce n’est pas un fichier ordinaire"),
    ],
)
def test_complaints_in_french(arguments: list[str], words: str) -> None:
    ran = run(*arguments, "--lang", "fr")
    assert any(word.replace("_", "\u202f") in ran.err for word in words.split("|")), ran.err


def english_in(text: str) -> list[str]:
    """The English sentences of the help that a page still shows."""
    flat = " ".join(text.split(" ")).replace("\n", " ")
    flat = " ".join(word for word in flat.split(" ") if word)
    return [one for one in helping_texts() if len(one.split()) > 2 and one in flat]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_help_of_every_command_is_french(capsys: pytest.CaptureFixture[str], command: list[str]) -> None:
    assert main([*command, "--help", "--lang", "fr"]) == 0
    french = capsys.readouterr().out
    assert french.startswith("Utilisation\u202f: domaudit")
    assert "Options\u202f:" in french
    assert "Afficher cette aide et quitter." in french
    assert english_in(french) == []
    assert main(["--lang", "fr", *command, "--help"]) == 0
    assert capsys.readouterr().out == french
    assert main([*command, "--help"]) == 0
    english = capsys.readouterr().out
    assert english.startswith("Usage: domaudit")
    assert english_in(english) != []


def test_the_help_by_the_environment(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOMAUDIT_LANG", "fr")
    assert main(["--help"]) == 0
    assert "Codes de sortie\u202f: 0 rien à faire" in capsys.readouterr().out


def test_a_poor_terminal_gets_plain_letters() -> None:
    ran = run("--help", "--lang", "fr", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert ran.code == 0
    assert "recuperer" in ran.out


def test_every_command_takes_lang(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(COMMANDS) > 15
    for command in COMMANDS:
        main([*command, "--help"])
        assert "--lang <en|fr>" in capsys.readouterr().out, command


def test_the_code_of_an_interrupted_run_is_told_in_its_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("domaudit.checking.load_all", interrupted)
    assert main(["check", "x.yaml", "--lang", "fr"]) == 130
    assert capsys.readouterr().err.startswith("interrompu\u202f: les réponses déjà reçues sont gardées")


def test_a_run_does_not_inherit_the_language_of_the_one_before(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "nowhere.yaml", "--lang", "fr"])
    main(["check", "nowhere.yaml"])
    assert "there is no such file" in capsys.readouterr().err


def test_complaints_on_a_poor_terminal_are_plain() -> None:
    ran = run("check", "--unknown", "--lang", "fr", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert 'l\'option "--unknown" n\'existe pas; "domaudit check --help" donne' in ran.err.replace(" ;", ";")
