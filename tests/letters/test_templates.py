"""The templates: the same ones in both languages, typeset, and as civil as the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from domaudit.data import load
from domaudit.letters import templates_folder
from domaudit.texts import LANGUAGES, Lang, typeset
from tests.test_texts import FORBIDDEN

SOURCES = {
    lang: {path.name: path.read_text(encoding="utf-8") for path in Path(str(templates_folder(lang))).glob("*.j2")} for lang in LANGUAGES
}
EVERY = [(lang, name) for lang in LANGUAGES for name in SOURCES[lang]]
_CODE = re.compile(r"\{[{%#].*?[}%#]\}", re.DOTALL)
_BLANK = re.compile(r'blank\("([^"]*)"(?:, "[a-z.]+")?\)')


def words(lang: Lang, name: str) -> list[str]:
    """What a template says, typeset: its text without code, and what it asks to fill in."""
    source = SOURCES[lang][name]
    return [typeset(part, lang) for part in (*_CODE.sub("x", source).splitlines(), *_BLANK.findall(source))]


def test_both_languages_have_the_same_templates() -> None:
    assert set(SOURCES["en"]) == set(SOURCES["fr"])
    assert len(SOURCES["en"]) > 20


@pytest.mark.parametrize("name", [name for name in SOURCES["en"] if not name.startswith("_")])
def test_a_letter_has_the_same_parts_and_asks_for_the_same_facts_in_both_languages(name: str) -> None:
    def parts(lang: str) -> list[str]:
        return re.findall(r'include "(\w+\.j2)"', SOURCES[lang][name])

    assert parts("en") == parts("fr")


@pytest.mark.parametrize(("lang", "name"), EVERY)
def test_no_letter_accuses_or_threatens(lang: Lang, name: str) -> None:
    threats = {
        "en": r"\b(lawsuit|sue|consequences|penalt\w+|damages)\b",
        "fr": r"\b(poursui\w+|conséquences|pénalités|astreinte|dommages)\b",
    }
    text = " ".join(words(lang, name))
    assert not FORBIDDEN[lang].search(text)
    assert not re.search(threats[lang], text, re.IGNORECASE)


@pytest.mark.parametrize("name", SOURCES["fr"])
def test_french_typography(name: str) -> None:
    for wrong in (r"[ \u00a0][;:!?»]", r"« |«[^\u202f]|[^\u202f]»", r"\w[;!?]", r"\w:(?!\w|//)", r"'", r"\S  \S"):
        assert [line for line in words("fr", name) if re.search(wrong, line)] == []


@pytest.mark.parametrize("name", SOURCES["en"])
def test_english_typography(name: str) -> None:
    assert [line for line in words("en", name) if re.search(r" [;:!?](?!\w)|[«»']|\S  \S", line)] == []


@pytest.mark.parametrize(("lang", "name"), EVERY)
def test_words_inside_of_code_need_no_typesetting(lang: Lang, name: str) -> None:
    for code in re.findall(r"\{\{.*?\}\}", _BLANK.sub("", SOURCES[lang][name])):
        assert [text for text in re.findall(r'"([^"]*)"', code) if typeset(text, lang) != text] == []


def test_what_is_known_of_endings_has_a_source() -> None:
    sources, families = load("remedies/sources.yaml"), load("remedies/families.yaml")["families"]
    for name, known in load("letters.yaml")["families"].items():
        assert name in families
        assert known["sources"]
        assert set(known["sources"]) <= set(sources)
        assert not known.get("discloses") or known["discloses"] in ("registrar", "registry")
        for fact in ("change", "procedure"):
            assert not known.get(fact) or set(known[fact]) == {"en", "fr"}


def test_what_templates_take_for_a_fact_of_the_world_names_its_source() -> None:
    sources = load("remedies/sources.yaml")
    for lang, name in EVERY:
        for source in re.findall(r"\{# source: (\S+)", SOURCES[lang][name]):
            assert source in sources
    for name in ("_lock.j2", "registrar.j2"):
        assert all("{# source: icann-transfer-policy" in SOURCES[lang][name] for lang in LANGUAGES)
