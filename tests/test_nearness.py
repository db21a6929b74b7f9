"""What somebody may have meant."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit.data import load
from domaudit.nearness import LONGEST, did_you_mean, near, nearest

COMMANDS = ("check", "inspect", "letter", "explain", "evidence")
CALLED = {"check": ["audit", "vérifier"], "inspect": ["whois"], "letter": ["check"], "nowhere": ["evidense"]}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("chekc", "check"),
        ("CHECK", "check"),
        ("che_ck", "check"),
        ("audit", "check"),
        ("audti", None),  # a guess upon a guess has to be close
        ("audits", "check"),
        ("verifier", "check"),
        ("Vérifier", "check"),
        ("whois", "inspect"),
        ("evidense", "evidence"),  # 'nowhere' is not among the words
        ("check", "check"),  # a word that there is comes before what another is called
        ("zzz", None),
        ("", None),
        ("--", None),
        ("check" * 100, None),
    ],
)
def test_the_nearest(text: str, meant: str | None) -> None:
    assert nearest(text, COMMANDS, meanings=CALLED) == meant


def test_two_that_are_as_near_are_both_named_and_no_third() -> None:
    assert set(near("bot", ["bat", "bit", "but", "boat"])) <= {"bat", "bit", "but", "boat"}
    assert len(near("bot", ["bat", "bit", "but"])) == 2
    assert near("ofline", ["offline", "baseline", "since"]) == ("offline",)


def test_the_sentence_shows_the_word_cleaned() -> None:
    assert did_you_mean("dupond", ["dupont"]) == "did you mean 'dupont'?"
    assert did_you_mean("dup\x1bont", ["dup\x1bnt"]) == "did you mean 'dup\N{REPLACEMENT CHARACTER}nt'?"
    assert did_you_mean("x", ["dupont"]) is None


@given(st.text(max_size=LONGEST * 2), st.lists(st.text(max_size=20), max_size=8))
def test_only_a_word_that_there_is_is_named(text: str, words: list[str]) -> None:
    assert set(near(text, words)) <= set(words)


def test_the_data_are_words() -> None:
    for kind, meant in load("meant.yaml").items():
        assert all(isinstance(name, str) and name for word, names in meant.items() for name in (word, *names)), kind
