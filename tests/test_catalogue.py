"""Nothing that a person reads lacks its French: every sentence of the code, of the help, and those that others make."""

from __future__ import annotations

import ast
import gettext
import re
import string
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from domaudit import catalogue
from domaudit.errors import DomauditError, Heard, InventoryError, counted, quoted, said
from domaudit.lookups.whois_lines import split
from tests import make_catalogue
from tests.make_catalogue import MO, PO, ROOT
from tests.test_texts import FORBIDDEN

NARROW = "\u202f"
THERE = [message for message in read_po(BytesIO(PO.read_bytes()), locale="fr") if message.id]


def key(message: Message) -> tuple[str, str | None]:
    return (message.id[0] if message.pluralizable else message.id), message.context


def french(message: Message) -> tuple[str, ...]:
    return message.string if message.pluralizable else (message.string,)


def test_every_sentence_has_its_french() -> None:
    """If this fails: python -m tests.make_catalogue, then translate what it names."""
    wanted = {key(message) for message in make_catalogue.template() if message.id}
    assert wanted == {key(message) for message in THERE}
    assert [key(message) for message in THERE if make_catalogue.lacking(message)] == []


def test_the_french_takes_the_same_values() -> None:
    assert [key(message) for message in THERE if make_catalogue.wrong(message)] == []


def test_the_compiled_catalogue_is_that_of_the_po() -> None:
    def of(data: bytes) -> dict[object, str]:
        found = dict(vars(gettext.GNUTranslations(BytesIO(data)))["_catalog"])
        found.pop("")  # the header: which Babel made it
        return found

    made = make_catalogue.compiled(make_catalogue.refreshed(PO.read_bytes()))
    assert of(MO.read_bytes()) == of(made)
    assert PO.read_bytes() == make_catalogue.written(make_catalogue.refreshed(PO.read_bytes()))


def without_code(text: str) -> str:
    """A sentence without what is typed as it stands: in quotes, after a word of a command, in braces."""
    text = re.sub(rf"«{NARROW}.*?{NARROW}»", "«»", text).removeprefix("{position}: ").removeprefix("domaudit: ")
    return re.sub(r"\{\{?[^}]*\}?\}|https?:\S+|\S+:\S+", "x", text)


@pytest.mark.parametrize(
    "wrong",
    [r"[ \u00a0][;:!?»]", r"« |«[^\u202f»]", r"\w[;!?]", r"\w:", r"'", r"  ", r"\.\.\.(?! |$)"],
    ids=["wide space", "guillemets", "no space before", "no space before colon", "straight apostrophe", "two spaces", "dots"],
)
def test_french_typography(wrong: str) -> None:
    told = vars(gettext.GNUTranslations(BytesIO(MO.read_bytes())))["_catalog"]
    assert [text for name, text in told.items() if name and re.search(wrong, without_code(text))] == []


def test_no_sentence_accuses() -> None:
    assert [key(message) for message in THERE if any(map(FORBIDDEN["fr"].search, french(message)))] == []
    assert [key(message) for message in THERE if message.context is None and FORBIDDEN["en"].search(key(message)[0])] == []


def test_french_is_not_english() -> None:
    long = [message for message in THERE if len(re.sub(r"\{[^}]*\}", "", key(message)[0]).split()) > 2]
    assert [key(message) for message in long if key(message)[0] in french(message)] == []


# --- what the code says ----------------------------------------------------------------------------------------------

SPEAKING = {"fault": (1, 2), "_fault": (0, 2), "_wrong": (0, 2), "_Fatal": (0, 2), "tell": (0,), "note": (1,)}
"""What is handed a sentence, and at which places; of errors the first place and ``hint``."""


_WORDS = re.compile(r"[a-z]{2,} [a-z]{2,}")  # what is told beside them is layout, or lines for a file


def literals(node: ast.expr) -> Iterator[ast.expr]:
    """The plain texts in an expression that is a sentence."""
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            yield node
        case ast.BinOp(left=left, right=right):
            yield from (*literals(left), *literals(right))
        case ast.IfExp(body=body, orelse=other):
            yield from (*literals(body), *literals(other))
        case ast.BoolOp(values=values):
            for value in values:
                yield from literals(value)


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_is_told_without_its_template(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func).rpartition(".")[2]
        error = name.endswith("Error") and name not in ("ValueError", "TypeError", "AttributeError", "OSError")
        if (name == "tell" and "cli" not in path.parts) or ast.unparse(node.func) == "texts.tell":
            continue  # a sentence of the table
        places = (0,) if error else SPEAKING.get(name, ())
        told = [node.args[place] for place in places if place < len(node.args)]
        told += [word.value for word in node.keywords if word.arg in ("hint", "message") and (error or name in SPEAKING)]
        spoken = [text for one in told for text in literals(one) if error or name != "tell" or _WORDS.search("".join(templates(text)))]
        found += [f"{path.name}:{text.lineno}" for text in spoken]
        if name in ("said", "counted"):
            given = node.args[: 1 if name == "said" else 2]
            found += [f"{path.name}:{node.lineno}" for one in given if not isinstance(one, ast.Constant)]
    assert found == []


FAILURES = sorted((ROOT / "network").glob("*.py")) + sorted((ROOT / "lookups").glob("*.py")) + [ROOT / "evidence/asking.py"]


def templates(node: ast.expr) -> Iterator[str]:
    """What a plain or formatted text may say, with ``x`` for each value."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=values):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "x" if _bare(part) else "'x'" for part in values)
        case ast.IfExp(body=body, orelse=other):
            yield from (*templates(body), *templates(other))


def _bare(part: ast.expr) -> bool:
    """Whether a value stands without quotes of its own."""
    assert isinstance(part, ast.FormattedValue)
    return part.conversion != 114 and not ast.unparse(part.value).startswith("quoted(")


@pytest.mark.parametrize("path", FAILURES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_way_of_failing_is_known(path: Path) -> None:
    """What a question came to stands in evidence files in English, and in French reports in French."""
    told = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Failure", "NotAsked", "jcard.TooLarge", "TooLarge") and node.args:
            told += templates(node.args[0])
        elif isinstance(node, ast.Call):
            told += [text for word in node.keywords if word.arg == "error" for text in templates(word.value)]
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("words", "error"):
            told += templates(node.value)
    composed = {"x'x'", "x: 'x'", "x (status x)", ""}  # of two texts that are looked at elsewhere
    assert [text for text in told if text not in composed and not catalogue.knows(text.replace("x 'x'", "is 'x'"), "fr")] == []


@pytest.mark.parametrize(
    ("english", "told"),
    [
        ("timed out after 10 s", "délai de 10 s dépassé"),
        ("throttled: 'Too many requests'", "il demande d’espacer les questions_: «_Too many requests_»"),
        ("resolver 9.9.9.9:53: timed out after 5 s", "résolveur 9.9.9.9:53_: délai de 5 s dépassé"),
        ("address 10.0.0.1 is private: not asked", "l’adresse 10.0.0.1 est privée_: non interrogée"),
        ("something of last year", "something of last year"),
        (
            "not asked: the server wants fewer questions, and is left alone until 2026-12-01 09:15 UTC",
            "pas de question_: le serveur en veut moins, et il est laissé tranquille jusqu’au 1er décembre 2026 à 09:15 UTC",
        ),
        ("x" * 2000, "x" * 2000),
    ],
)
def test_what_others_say_is_known_again(english: str, told: str) -> None:
    assert catalogue.say(Heard(english), "fr") == told.replace("_", NARROW)
    assert catalogue.say(Heard(english), "en") == english


def test_what_is_mended_on_entry_is_known() -> None:
    long, dirty, legacy = b"x" * 5000, b"a\x1b[2Jb", "é".encode("latin-1") * 9
    many = b"a\n" * 20_000
    told = [notice for body in (long, dirty, legacy, many, b"\xc3\xa9 \xff" * 3) for notice in split(body).notices]
    told += split("é".encode("cp1252") * 9, charset="cp1252").notices
    assert len(set(told)) >= 5
    assert [notice for notice in told if not catalogue.knows(notice, "fr")] == []


# --- saying it -------------------------------------------------------------------------------------------------------


def test_an_error_in_both_languages() -> None:
    error = DomauditError(
        said("{text} is no date for '{key}'", text=quoted("12 mai"), key="until"),
        where="i.yaml:3:5",
        hint=said("did you mean {word}?", word=quoted("x")),
    )
    assert str(error) == "i.yaml:3:5: '12 mai' is no date for 'until'; did you mean 'x'?"
    (line,) = error.lines()
    wanted = "i.yaml:3:5: «_12 mai_» n’est pas une date pour «_until_»_; vouliez-vous dire «_x_»_?"
    assert catalogue.say(line, "fr") == wanted.replace("_", NARROW)


@pytest.mark.parametrize(
    ("n", "english", "told"),
    [(1, "and 1 more mistake", "et 1 autre erreur"), (1234, "and 1,234 more mistakes", "et 1_234 autres erreurs")],
)
def test_numbers(n: int, english: str, told: str) -> None:
    error = InventoryError([DomauditError(said("an empty entry"))] * (50 + n))
    assert error.lines()[-1] == english
    assert catalogue.say(error.lines()[-1], "fr") == told.replace("_", NARROW)


def test_nothing_is_singular_in_french() -> None:
    assert counted("{n:,} site, no mistake found", "{n:,} sites, no mistake found", 0) == "0 sites, no mistake found"
    none = counted("{n:,} site, no mistake found", "{n:,} sites, no mistake found", 0)
    assert catalogue.say(none, "fr") == "0 site, aucune erreur trouvée"


@pytest.mark.parametrize("hostile", ["{domain}", "{0.__class__}", "{text!r}", "{{", "Permission denied", "a site", "%s"])
def test_a_hostile_value_is_never_read(hostile: str) -> None:
    told = catalogue.say(said("{text} is no time", text=quoted(hostile)), "fr")
    assert told.startswith(f"«{NARROW}{hostile}{NARROW}» n’est pas une date")
    assert hostile in catalogue.say(said("write {domain}", domain=hostile), "fr")
    assert hostile in catalogue.say(Heard(f"about another name: {hostile}"), "fr")


def test_what_no_catalogue_knows_stays_english() -> None:
    assert catalogue.say(said("a new {thing}", thing=said("a site")), "fr") == "a new a site"
    assert catalogue.words("A new option.", "fr") == "A new option."
    assert catalogue.words("", "fr") == ""


def test_an_installation_without_its_catalogue_speaks_english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def forget() -> None:
        for kept in (catalogue._sentences, catalogue._patterns, catalogue._hear):
            kept.cache_clear()

    forget()
    try:
        with monkeypatch.context() as patch:
            patch.setattr("domaudit.catalogue.LOCALE", tmp_path)
            assert catalogue.say(said("an empty entry"), "fr") == "an empty entry"
            assert catalogue.say(Heard("no such host"), "fr") == "no such host"
    finally:
        forget()
    assert catalogue.say(said("an empty entry"), "fr") == "une ligne vide"


@pytest.mark.parametrize("damaged", ["empty", "cut", "other", "folder", "bytes", "values"])
def test_a_damaged_catalogue_loses_its_french_and_no_message(damaged: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    told = said("{what} is missing", what="x")
    whole = MO.read_bytes()
    with_bytes = whole.replace(b"donnez", b"donne\xff")
    odd = read_po(BytesIO(b'msgid "{what} is missing"\nmsgstr "{other} manque"\n'), locale="fr")
    made = {
        "empty": b"",
        "cut": whole[:1000],
        "other": b"not a catalogue at all",
        "bytes": with_bytes,
        "values": make_catalogue.compiled(odd),
    }
    place = tmp_path / "fr" / "LC_MESSAGES" / "domaudit.mo"
    place.parent.mkdir(parents=True)
    place.mkdir() if damaged == "folder" else place.write_bytes(made[damaged])
    monkeypatch.setattr(catalogue, "LOCALE", tmp_path)
    catalogue._sentences.cache_clear()
    try:
        assert catalogue.say(told, "fr") == "x is missing"
    finally:
        catalogue._sentences.cache_clear()


def test_no_template_has_a_value_without_a_name() -> None:
    for message in THERE:
        if message.context is None and message.locations[0][0] != "--help":
            names = [name for _, name, _, _ in string.Formatter().parse(key(message)[0]) if name is not None]
            assert all(re.fullmatch("[a-z_]+", name) for name in names), key(message)
