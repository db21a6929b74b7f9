"""A table's cells on a page: a word of a language is never broken, a long address or record may be."""

from __future__ import annotations

import pytest

from domaudit.letters.blocks import Document, Run, Table
from domaudit.letters.page import page


@pytest.mark.parametrize("word", ["prestataire", "NS", "Date"])
def test_a_word_stays_whole(word: str) -> None:
    assert f"<td>{word}</td>" in _cell(word)


@pytest.mark.parametrize("word", ["boulangerie-dupont-exemple-fictif.fr", "x" * 300, "<" * 30])
def test_a_long_value_may_be_broken(word: str) -> None:
    assert '<td>10 <span class="long">' in _cell(f"10 {word}")
    assert "<<" not in _cell(word)


def _cell(text: str) -> str:
    return page(Document("", "en", (Table(((Run("x"),),), (((Run(text),),),)),))).decode()
