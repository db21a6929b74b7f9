"""The words that are explained (``data/texts/glossary.yaml``): found as people type them, and heard where a report uses them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from domaudit.data import load
from domaudit.remedies import sources
from domaudit.texts import COLON, LANGUAGES, Lang, has, ids, tell

if TYPE_CHECKING:
    from domaudit.report.terminal.lines import Lines

_ELISION = re.compile(r"^(?:[cdjlmnst]|qu)['’](?=\w)", re.IGNORECASE)
_LAST_WORD = 60
"""Characters beyond which nothing is a word of ours: what came off the wire may be long."""


@cache
def glossary() -> tuple[str, ...]:
    """The id of every word that is explained, in the order of the file."""
    return tuple(id_.split(".")[1] for id_ in ids() if id_.startswith("glossary.") and id_.endswith(".name"))


def name(word: str, lang: Lang) -> str:
    """A word as it is written in one language."""
    return tell(f"glossary.{word}.name", lang)


def about(word: str, lang: Lang) -> str:
    """What it means, in one to four sentences."""
    return tell(f"glossary.{word}.about", lang)


def line(word: str, lang: Lang) -> str:
    """The word, without what its name adds in brackets, and what it means in one sentence: the first of ``about``."""
    first, point, _ = about(word, lang).partition(". ")
    alone = next(iter(_parts(name(word, lang))), name(word, lang))
    return f"{alone}{COLON[lang]}{first}{'.' if point else ''}"


def also(word: str, lang: Lang) -> list[str]:
    """Other names for it, in one language."""
    id_ = f"glossary.{word}.also"
    return tell(id_, lang).split(", ") if has(id_) else []


def source(word: str) -> str | None:
    """Where a fact that ``about`` tells comes from; None where it only says what a word means."""
    found: str | None = _data(word, "about").get("source")
    return sources.page(found) if found and sources.known(found) else found


def spellings(word: str) -> Iterator[str]:
    """All under which it is found: its id, its names in both languages, with brackets and without, and what else people type."""
    yield word
    for lang in LANGUAGES:
        for one in (name(word, lang), *also(word, lang)):
            yield from (one, *_parts(one))
    yield from _data(word, "name").get("asked", ())


def plain(text: str) -> str:
    """A text without case, accents and signs, to be compared."""
    folded = unicodedata.normalize("NFKD", text[:200].casefold())
    return " ".join("".join(char if char.isalnum() else " " for char in folded if not unicodedata.combining(char)).split())


class Heard:
    """Listens to a report in one language and remembers which words of the glossary it used, but for those that every report has."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self._found: set[str] = set()
        self._terms: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for word in glossary():
            if not _data(word, "name").get("quiet"):
                for one in (name(word, lang), *also(word, lang)):
                    for spelt in {one, *_parts(one)}:
                        term = tuple(map(_stem, spelt.split()))
                        self._terms.setdefault(term[0], []).append((term, word))
        for terms in self._terms.values():
            terms.sort(key=lambda term: -len(term[0]))  # "redacted for privacy" before "redacted"

    def hear(self, text: str) -> None:
        """Take a text in; whole words count, and of two that begin alike the longer one."""
        stems = [_stem(chunk) for chunk in text.split()]
        place = 0
        while place < len(stems):
            for term, word in self._terms.get(stems[place], ()):
                if tuple(stems[place : place + len(term)]) == term:
                    self._found.add(word)
                    place += len(term) - 1
                    break
            place += 1

    @property
    def words(self) -> list[str]:
        """The words that were heard, in the order of the alphabet."""
        return in_order(self._found, self.lang)


def in_order(found: set[str], lang: Lang) -> list[str]:
    """Words in the order of the alphabet of one language."""
    return sorted(found, key=lambda word: plain(name(word, lang)))


def write(heard: Heard, screen: Lines) -> None:
    """Write the words that a report has used, each in one sentence; nothing where it used none."""
    found = heard.words
    if not found:
        return
    screen.line()
    screen.paragraph(tell("report.words.title", heard.lang), style="bold")
    for word in found:
        screen.paragraph(line(word, heard.lang), "- ", 4)


def _data(word: str, part: str) -> dict[str, Any]:
    found: dict[str, Any] = load("texts/glossary.yaml")[f"glossary.{word}.{part}"]
    return found


def _parts(text: str) -> tuple[str, ...]:
    """``Transfer code (AuthInfo)``: the name alone, and what it adds in brackets where that is a name too (``.fr`` is none)."""
    found = re.fullmatch(r"(.+?) \((.+)\)", text)
    if found is None:
        return ()
    first, inside = found.groups()
    return (first, inside) if inside[0] != "." and " " not in inside else (first,)


@lru_cache(maxsize=10_000)
def _stem(chunk: str) -> str:
    """One word of a running text, to be compared: without signs, French elision and the sign of the plural; a domain name is one word."""
    if len(chunk) > _LAST_WORD:
        return ""
    text = plain(_ELISION.sub("", chunk.strip("()[]«»“”\"'’,;:.!?…")))
    return text[:-1] if len(text) > 3 and text[-1] in "sx" else text
