"""Every word is found as people type it, is told in one line of a report that uses it, and names where its facts come from."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit.data import load
from domaudit.errors import UsageError
from domaudit.report import glossary, words
from domaudit.report.commands.explain import find, rules
from domaudit.report.glossary import LANGUAGES, Heard
from domaudit.texts import Lang
from tests.report import samples
from tests.report.test_terminal import flat, shown

DATA = load("texts/glossary.yaml")
KEYS = {"name": {"en", "fr", "asked", "quiet"}, "about": {"en", "fr", "source", "reviewed"}, "also": {"en", "fr"}}


def test_the_table_has_the_shape_that_the_code_reads() -> None:
    for id_, entry in DATA.items():
        _, word, part = id_.split(".")
        assert set(entry) <= KEYS[part], id_
        assert {f"glossary.{word}.name", f"glossary.{word}.about"} <= DATA.keys(), word


def test_a_source_is_an_address() -> None:
    told = [source for word in glossary.glossary() if (source := glossary.source(word)) is not None]
    assert len(told) > 20
    own = {id_: entry for id_, entry in DATA.items() if "://" in entry.get("source", "")}
    assert {id_ for id_, entry in DATA.items() if "reviewed" in entry} == set(own)
    assert [id_ for id_, entry in own.items() if date.today() > entry["reviewed"] + timedelta(365)] == []
    assert [source for source in told if not re.fullmatch(r"https?://\S+\.\S+", source)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_speaks_of_one_ending_or_one_law_has_a_source(lang: Lang) -> None:
    """A registry, a procedure, a law or a number is a fact and no mere meaning of a word."""
    fact = re.compile(r"\b(AFNIC|DENIC|Nominet|CIRA|EURid|DNS Belgium|ICANN|\d+ (days|jours))\b|\.(uk|be|ca|de|it|lu|eu)\b")
    harmless = {"registry", "etld-plus-one"}  # an example of what a word means
    told = [word for word in glossary.glossary() if fact.search(glossary.about(word, lang)) and glossary.source(word) is None]
    assert set(told) <= harmless


def test_no_spelling_stands_for_two_words() -> None:
    found = defaultdict(set)
    for word in glossary.glossary():
        for spelling in glossary.spellings(word):
            found[glossary.plain(spelling)].add(word)
    assert {spelling: of for spelling, of in found.items() if len(of) > 1} == {}
    rule_ids = {glossary.plain(one) for one in set(rules()) - set(glossary.glossary())}
    assert rule_ids & set(found) == {"could not conclude"}  # the verdict's name; its rule says more, and is what is found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("auth-code", "transfer-code"),
        ("AuthInfo", "transfer-code"),
        ("code d'autorisation", "transfer-code"),
        ("Code d’autorisation", "transfer-code"),
        ("EPP code", "transfer-code"),
        ("epp", "epp-status"),
        ("TITULAIRE", "registrant"),
        ("owner", "registrant"),
        ("propriétaire", "registrant"),
        ("registraire (au Québec)", "registrar"),
        ("registraire", "registrar"),
        ("mise en demeure", "formal-notice"),
        ("refere", "refere"),
        ("transfer lock", "transfer-lock"),
        ("clienttransferprohibited", "transfer-lock"),
        ("mandataire", "agent"),
        ("IPS tag", "ips-tag"),
        ("SYRELI", "syreli"),
        ("prd", "cdrp"),
        ("trade", "trade"),
        ("push", "push"),
        ("rédemption", "redemption"),
        ("syndic", "liquidator"),
        ("sub-domain", "etld-plus-one"),
        ("nameserver", "nameservers"),
        ("titulaires", "registrant"),
        ("held-by-provider", "held-by-provider"),
        ("The provider is the registered holder", "held-by-provider"),
    ],
)
def test_a_word_is_found_as_people_type_it(asked: str, found: str) -> None:
    assert find(asked) == found


@pytest.mark.parametrize(
    ("asked", "lang", "meant"),
    [
        ("titulare", "fr", "Titulaire"),
        ("titulare", "en", "Registrant"),
        ("registrnt", "en", "registrant"),
        ("code d'autorisaton", "fr", "code d’autorisation"),
        ("web adress", "fr", "Nom de domaine"),
        ("propriétair", "fr", "Titulaire"),
    ],
)
def test_a_near_miss_is_told_in_the_language_as_it_would_be_found(asked: str, lang: Lang, meant: str) -> None:
    with pytest.raises(UsageError) as failed:
        find(asked, lang)
    assert failed.value.hint == f"did you mean '{meant}'?"
    assert find(meant)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_word_that_a_report_may_explain_takes_one_line(lang: Lang) -> None:
    told = {word: glossary.line(word, lang) for word in glossary.glossary() if not DATA[f"glossary.{word}.name"].get("quiet")}
    assert {word: line for word, line in told.items() if words.width(line) > 76} == {}


def heard(text: str, lang: Lang = "en") -> list[str]:
    ears = Heard(lang)
    ears.hear(text)
    return ears.words


@pytest.mark.parametrize(
    ("text", "lang", "found"),
    [
        ("The registrars’ WHOIS, (RDAP).", "en", ["rdap", "registrar", "whois"]),
        ("l’AFNIC, par SYRELI ; le code d’autorisation", "fr", ["transfer-code", "syreli"]),
        ("bureaux d’enregistrement", "fr", ["registrar"]),
        ("Held by the provider", "en", ["held-by-provider"]),
        ("REDACTED FOR PRIVACY", "en", ["redacted"]),
        ("dns1.registrar.example and https://whois.example/rdap", "en", []),  # a name is no word
        ("The client asks the provider about the key.", "en", []),  # every report has those
        ("", "en", []),
        ("x" * 5000, "en", []),
    ],
)
def test_words_are_heard_in_a_running_text(text: str, lang: Lang, found: list[str]) -> None:
    assert sorted(heard(text, lang)) == sorted(found)


@given(st.text())
def test_any_text_can_be_heard(text: str) -> None:
    assert set(heard(text)) <= set(glossary.glossary())


def test_a_verbose_report_ends_with_the_words_that_it_uses() -> None:
    told = shown(samples.whole(samples.held_by_provider()), verbose=True)
    _, _, end = told.partition("Words of this report")
    assert "  - Held by the provider: The registrant is the provider.\n" in end
    assert "  - Registrant: The person or company on record as the holder of a name.\n" in end
    assert "Holder hidden" not in end
    assert "domaudit explain registrant" not in told


@pytest.mark.parametrize(("lang", "line"), [("en", "domaudit explain registrant"), ("fr", "domaudit explain titulaire")])
def test_any_other_report_says_how_to_have_a_word_explained(lang: Lang, line: str) -> None:
    told = shown(samples.whole(samples.held_by_provider()), lang)
    assert line in flat(told)
    assert find(line.rpartition(" ")[2]) == "registrant"
    assert "Words of this report" not in told


def test_a_hostile_name_brings_no_more_than_a_line_of_ours() -> None:
    told = shown(samples.whole(samples.held_by_provider(shown="SYRELI [red]RDRS[/red] GDPR")), verbose=True)
    _, _, end = told.partition("Words of this report")
    assert "SYRELI: AFNIC’s own procedure" in end
    assert "[red]" not in end
