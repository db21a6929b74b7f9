"""The contract clause: whole in both languages and forms, its sources stated, blanks where a name is missing, nothing accused."""

from __future__ import annotations

import os
import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from domaudit import texts
from domaudit.data import load
from domaudit.letters import Document, write
from domaudit.letters.blocks import NewPage, Paragraph, plain
from domaudit.letters.clause import clause
from domaudit.remedies.policies import days
from domaudit.texts import Lang
from tests.test_texts import FORBIDDEN

GOLDEN = Path(__file__).parents[1] / "golden" / "clause"
DATA = load("clause.yaml")
NOTES = [note for law in DATA["laws"] for note in law["notes"]]
LANGS: tuple[Lang, ...] = ("en", "fr")
NAMES = ("Boulangerie Dupont SARL", "Studio Pixel SARL")


def text_of(document: Document) -> str:
    return write(document, "text").decode()


def parts(document: Document) -> list[str]:
    """The texts of the document's pages: before, the clause itself, the page for the lawyer."""
    pages: list[list[str]] = [[]]
    for block in document.blocks:
        if isinstance(block, NewPage):
            pages.append([])
        else:
            pages[-1].append(text_of(Document("", document.lang, (block,))))
    return ["\n".join(page) for page in pages]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("short", [False, True], ids=["full", "short"])
def test_golden(lang: Lang, short: bool) -> None:
    """DOMAUDIT_GOLDEN=write pytest tests/letters    # after a change that is meant; then read the difference."""
    told = text_of(clause(lang, *NAMES, short=short))
    path = GOLDEN / f"{lang}-{'short' if short else 'full'}.txt"
    if os.environ.get("DOMAUDIT_GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, encoding="utf-8")
    assert told == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("short", [False, True], ids=["full", "short"])
def test_a_lawyer_is_asked_for_outside_the_clause_and_never_inside(lang: Lang, short: bool) -> None:
    before, itself, lawyer = parts(clause(lang, *NAMES, short=short))
    word = "lawyer" if lang == "en" else "avocat"
    assert word in before
    assert word in lawyer
    assert word not in itself
    assert "http" not in before + itself
    assert ("not legal advice" if lang == "en" else "non un conseil juridique") in before


WANTED = {
    "en": (
        "registered holder",
        "first day",
        "mailbox of",
        "agent",
        "no right in the",
        "whoever pays the fees",
        "delegated access",
        "at cost",
        "30 days before each expiry",
        "5 calendar days",
        "transfer code",
        "disputed|in dispute",
        "DNS zone",
        "mail",
        "analytics",
        "as security",
        "right of retention",
        "privacy",
        "written consent",
        "survive",
    ),
    "fr": (
        "titulaire inscrit",
        "premier jour",
        "adresse e-mail",
        "mandataire",
        "aucun droit sur le",
        "quelle que soit la personne qui en paie les frais",
        "accès délégué",
        "au prix coûtant",
        "30 jours avant",
        "5 jours calendaires",
        "code de transfert",
        "contesté|en discussion",
        "zone DNS",
        "courrier",
        "statistiques",
        "en garantie",
        "droit de rétention",
        "anonymisation",
        "accord écrit",
        "survi",
    ),
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("short", [False, True], ids=["full", "short"])
def test_the_clause_says_all_that_it_is_for(lang: Lang, short: bool) -> None:
    itself = parts(clause(lang, *NAMES, short=short))[1]
    assert [words for words in WANTED[lang] if not re.search(words, itself)] == []
    assert all(name in itself for name in NAMES)


@pytest.mark.parametrize("lang", LANGS)
def test_names_that_are_not_given_are_blanks(lang: Lang) -> None:
    given, missing = clause(lang, *NAMES), clause(lang, "", "  ")
    assert len(missing.blanks) == len(given.blanks) + 2
    assert not set(NAMES) & set(given.blanks)
    short = clause(lang, NAMES[0], short=True)
    assert len(short.blanks) == 2  # the provider, and the name itself


@pytest.mark.parametrize("lang", LANGS)
def test_it_accuses_nobody_and_asks_for_no_password(lang: Lang) -> None:
    for short in (False, True):
        document = clause(lang, *NAMES, short=short)
        told = re.sub(r"https?://\S+", "", text_of(document))
        assert not FORBIDDEN[lang].search(told)
        assert not re.search("password|mot de passe", " ".join(document.blanks))


@pytest.mark.parametrize("lang", LANGS)
def test_the_four_laws_stand_on_the_lawyer_s_page_with_their_sources(lang: Lang) -> None:
    lawyer = parts(clause(lang))[2]
    for law in DATA["laws"]:
        assert texts.tell(law["name"], lang) in lawyer
    assert all(note["source"] in lawyer for note in NOTES if "source" in note)


def test_a_note_has_a_source_that_is_read_lately_or_says_that_a_lawyer_must_check() -> None:
    for note in NOTES:
        assert texts.has(note["text"])
        if "source" not in note:
            assert note["text"].endswith(".open")
            assert "to be checked by a lawyer" in texts.tell(note["text"], "en").lower()
            assert "faire vérifier par un avocat" in texts.tell(note["text"], "fr")
            continue
        assert urlsplit(note["source"]).scheme in ("https", "http")
        assert urlsplit(note["source"]).hostname
        assert note["confidence"] in ("high", "medium", "low")
        assert date.today() - note["reviewed"] < timedelta(days=365)
        if note["confidence"] == "low":
            assert "to be checked by a lawyer" in texts.tell(note["text"], "en").lower()
    used = {note["text"] for note in NOTES} | {law["name"] for law in DATA["laws"]} | {"clause.blanks"}
    assert used == {id_ for id_ in texts.ids() if id_.startswith("clause.")}


def test_the_numbers_of_days_have_a_source_or_are_called_proposals() -> None:
    for term in DATA["terms"].values():
        assert isinstance(term["days"], int)
        assert "source" in term or term["why"] == "a proposal"
    assert "proposals" in parts(clause("en"))[0]


HOSTILE = ("**x** | # y\n- z", "<script>alert(1)</script>", "=1+1", "{{ 7*7 }}", "\x1b[31m\u202e", "x" * 5000)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_name_stays_a_name(hostile: str) -> None:
    usual, found = clause("en", *NAMES), clause("en", hostile, hostile)
    assert [type(block) for block in found.blocks] == [type(block) for block in usual.blocks]
    assert "<script" not in write(found, "html").decode()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202e]", text_of(found))
    if hostile.strip():
        told = [plain(block.runs) for block in found.blocks if isinstance(block, Paragraph)]
        first = next(text for text in told if "belongs to the contract" in text)
        assert " ".join(re.sub("[\x1b\u202e]|\\[31m", "", hostile).split()) in first


def test_icann_s_days_are_those_of_the_policy_in_force() -> None:
    """The clause has no day of its own: when the policy changes, somebody looks at its words too."""
    assert DATA["terms"]["icann_days"]["days"] == days("gtld.code", date.today())
