"""Words of a name that say the same, and the several names that one text may hold. The words are data: ``data/names.yaml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice, product
from typing import Any

from domaudit.data import load
from domaudit.identity.folding import MAX_LENGTH, fold, spell_form, split_form

_BRACKETS = re.compile(r"\(([^()]{1,12})\)([^()]{0,60})$")
_MOST = 8  # readings of one name: abbreviations that stand for several words are rare


@cache
def _names() -> dict[str, Any]:
    return dict(load("names.yaml"))


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(_names()[name]["words"])


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    return {short: tuple(entry["for"]) for entry in _names()["abbreviations"] for short in entry["words"]}


@lru_cache(maxsize=8192)
def contents(folded: str, person: bool) -> tuple[tuple[tuple[str, ...], ...], str | None]:
    """The content words of a folded name, once for each way to read its abbreviations, and the id of its legal form.

    ``person``: a title before the name is set aside; else an article that leads it ("Le Roy" is not "Roy": two words stay).
    """
    words, form = split_form(folded)
    readings = [words]
    if person:
        while len(words) > 2 and words[0] in _set("titles"):
            words = words[1:]
            readings.append(words)  # "M. Bareck" has a title, "M'Bareck" has none
    elif len(words) > 2 and words[0] in _set("articles"):
        readings = [words[1:]]
    return tuple(islice((spelt for words in readings for spelt in _spelt_out(words)), _MOST)), form


def _spelt_out(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words with their abbreviations spelled out, once for each way to do so."""
    known = _abbreviations()
    return product(
        *(("et",) if _joins(words, place) else known.get(word, (word,)) if len(words) > 1 else (word,) for place, word in enumerate(words))
    )


def small(word: str) -> bool:
    """Whether a word is too small to tell two names apart by itself."""
    return word in _set("small") or word in _set("articles")


def _joins(words: tuple[str, ...], place: int) -> bool:
    """Whether a word is an "and" between two others; one letter (``y``, ``e``, ``u``) only between whole words."""
    if words[place] not in _set("and") or not 0 < place < len(words) - 1:
        return words[place] in ("et", "and", "und")
    return len(words[place]) > 1 or min(len(words[place - 1]), len(words[place + 1])) > 2


@lru_cache(maxsize=4096)
def names_in(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the holder that one text holds, the whole of it first, and the names of those in whose care its post goes.

    ``Jean Martin dba Pixel Web`` has three, ``Boulangerie Dupont c/o Studio Pixel`` one; an acronym of the name in brackets at its end and
    a second script (``株式会社架空 / Kakuu Inc.``) are other names.
    """
    text = unicodedata.normalize("NFC", text[:MAX_LENGTH])
    holder, *others = _parts(text, "care_of")
    care = tuple(part for part in others)
    told = dict.fromkeys([holder] if holder else [])
    for name in _parts(holder, "trade_names"):
        for one in (name, acronym_aside(name), *scripts_of(name)):
            told.setdefault(one)
    return tuple(name for name in told if fold(name)), care


def _parts(text: str, what: str) -> list[str]:
    """The text cut at such a phrase; whole where there is none, or nothing on one side of it."""
    parts = [part.strip(' ,;:-–(«»"“”') for part in _phrases(what).split(text, maxsplit=2)]
    parts = [part.removesuffix(")") if part.count(")") > part.count("(") else part for part in parts]
    return parts if len(parts) > 1 and all(map(fold, parts)) else [text.strip()]


@cache
def _phrases(what: str) -> re.Pattern[str]:
    """What such phrases look like in a text: accents, dots and runs of spaces may be missing."""
    words = sorted((word for entry in _names()[what] for word in entry["words"]), key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(''.join(_letter(char) for char in word) for word in words)})(?![^\W_])", re.IGNORECASE)


def _letter(char: str) -> str:
    bare = unicodedata.normalize("NFD", char)[0]
    if bare != char:
        return f"[{bare}{char}]"
    return {" ": r"\s{1,4}", "'": "['’ ]", ".": r"\.?\s?"}.get(char, re.escape(char))


def acronym_aside(name: str) -> str:
    """A name without its own initials in brackets at its end (``Société des Bains (SB)``); any other brackets are words of the name."""
    name = spell_form(name[:MAX_LENGTH])
    found = _BRACKETS.search(name)
    if found is None or (found.group(2) and split_form(f"x {fold(found.group(2))}")[1] is None):
        return name
    before, form = name[: found.start()].strip(), found.group(2).strip()
    return f"{before} {form}".strip() if fold(found.group(1)).replace(" ", "") in set(_initials(f"{before} {form}")) else name


def _initials(name: str) -> Iterator[str]:
    words, form = split_form(fold(name))
    for kept in (words, tuple(word for word in words if not small(word))):
        if len(words) > 1:
            yield "".join(word[0] for word in kept)
            yield "".join(word[0] for word in kept) + (form or "")


def scripts_of(name: str) -> tuple[str, ...]:
    """The two halves of "株式会社架空 / Kakuu Inc.": one name in the country's script and in Latin; none where it is not written so."""
    halves = tuple(half.strip() for half in name.split(" / "))
    told = [any(c.isalpha() and unicodedata.name(c, "").startswith("LATIN") for c in half) for half in halves]
    return halves if len(halves) == 2 and all(halves) and told[0] != told[1] else ()
