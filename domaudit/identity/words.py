"""Words of a name that say the same, and the several names that one text may hold. The words are data: ``data/names.yaml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice, product
from typing import Any

from domaudit.data import load
from domaudit.identity.folding import MAX_LENGTH, fold, spell_form, split_form, trades

_BRACKETS = re.compile(r"\(([^()]{1,12})\)([^()]{0,60})$")
_BEGINS, _ENDS = r"(?<![^\W_])", r"(?![^\W_])"  # of a word
_MOST = 8  # readings of one name: abbreviations that stand for several words are rare


@cache
def _names() -> dict[str, Any]:
    return dict(load("names.yaml"))


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(_names()[name]["words"])


@cache
def _abbreviations() -> dict[str, tuple[tuple[str, ...], bool]]:
    """Short form -> the words that it may stand for, and whether it does so only before another word."""
    told = _names()["abbreviations"]
    return {short: (tuple(entry["for"]), entry.get("before", False)) for entry in told for short in entry["words"]}


@lru_cache(maxsize=8192)
def contents(folded: str, person: bool) -> tuple[tuple[tuple[str, ...], ...], str | None]:
    """The content words of a folded name, once for each way to read its abbreviations, and the id of its legal form.

    ``person``: a title before the name is set aside; else an article, where it is not part of the name ("Le Roy").
    """
    words, form = split_form(folded)
    readings = [words]
    if person:
        while len(words) > 2 and words[0] in _set("titles"):
            words = words[1:]
            readings.append(words)  # "M. Bareck" has a title, "M'Bareck" has none
    elif len(words) > 2 and _is_article(words):
        readings = [words[1:]]
    joining = _set("and") | {word for word, forms in _names()["and_with_form"].items() if form in forms}
    return tuple(islice((spelt for words in readings for spelt in _spelt_out(words, joining)), _MOST)), form


def _is_article(words: tuple[str, ...]) -> bool:
    """Whether the first of three words or more is an article, and no part of a family's or a place's name as far as can be told."""
    told = _names()["articles"]
    named = len(words) == 3 and words[2] in trades() and words[1] not in trades() and words[1] not in told["between"]
    return words[0] in told["words"] and words[1] not in told["unless"] and not (named and words[0] not in ("les", "the"))


def _spelt_out(words: tuple[str, ...], joining: Set[str]) -> Iterator[tuple[str, ...]]:
    """The words with their abbreviations spelled out, once for each way to do so."""
    return product(*(_readings(words, place, joining) for place in range(len(words))))


def _readings(words: tuple[str, ...], place: int, joining: Set[str]) -> tuple[str, ...]:
    """The words that one word may stand for."""
    word, last = words[place], place == len(words) - 1
    if word in joining and (len(word) > 1 or 0 < place < len(words) - 1):
        return ("et",)
    spelt, before = _abbreviations().get(word, ((word,), False))
    if len(words) == 1 or (before and last):
        return (word,)
    if "sainte" in spelt and not last and words[place + 1] in _set("saints"):
        return ("sainte",)
    return spelt


def article_aside(name: str) -> str:
    """A name, as it is written, without the elided article that leads it (``L'Atelier du Nord``); an initial (``L. Nord``) is none."""
    return _elided().sub(r"\1", name, count=1)


@cache
def _elided() -> re.Pattern[str]:
    return re.compile(rf"^(\s*(?:[A-Z.]{{2,12}}\s+)?){_names()['articles']['elided']}['’]\s?(?=[aeiouyhàâéèêëîïôöûüœæ])", re.IGNORECASE)


def small(word: str) -> bool:
    """Whether a word is too small to tell two names apart by itself."""
    return word in _set("small")


@dataclass(frozen=True, slots=True)
class Names:
    """The names that one text holds: the holder's own in all their spellings, the trade names beside it, and who takes the post (c/o)."""

    holder: tuple[str, ...]
    trade: tuple[str, ...] = ()
    care: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def names_in(text: str) -> Names:
    """The names in a text: ``Jean Martin dba Pixel Web`` is Jean Martin, trading as Pixel Web.

    An acronym of the name in brackets at its end and a second script (``株式会社架空 / Kakuu Inc.``) are other spellings of the holder.
    """
    text = unicodedata.normalize("NFC", text[:MAX_LENGTH])
    holder, *care = _parts(text, "care_of")
    first, *trade = _parts(holder, "trade_names")
    if trade and min(len(fold(part).split()) for part in (first, *trade)) < 2:  # "Oracle DBA Services"
        first, trade = holder, []
    spelt = dict.fromkeys(one for name in (holder, first) for one in (name, acronym_aside(name), *scripts_of(name)))
    return Names(tuple(name for name in spelt if fold(name)), tuple(trade), tuple(care))


def _parts(text: str, what: str) -> list[str]:
    """The text cut at such a phrase; whole where there is none, or nothing on one side of it."""
    parts = [part.strip(' ,;:-–(«»"“”') for part in _phrases(what).split(text, maxsplit=2)]
    parts = [part.removesuffix(")") if part.count(")") > part.count("(") else part for part in parts]
    return parts if len(parts) > 1 and all(map(fold, parts)) else [text.strip()]


@cache
def _phrases(what: str) -> re.Pattern[str]:
    """What such phrases look like in a text: accents, dots and runs of spaces may be missing."""
    words = sorted((word for entry in _names()[what] for word in entry["words"]), key=len, reverse=True)
    written = "|".join((_BEGINS if word[0].isalpha() else "") + "".join(map(_letter, word)) for word in words)
    return re.compile(f"(?:{written}){_ENDS}", re.IGNORECASE)


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
    """The two halves of "株式会社架空 / Kakuu Inc.": one name in the country's script and in Latin; none where it is not written so.

    The half in Latin letters comes first; the other is left out where it is but a word, such as "company".
    """
    halves = [half.strip() for half in name.split(" / ")]
    scripts = [{unicodedata.name(char, "").split(" ")[0] for char in half if char.isalpha()} for half in halves]
    if len(halves) != 2 or not all(scripts) or ("LATIN" in scripts[0]) == ("LATIN" in scripts[1]):
        return ()
    latin, other = halves if "LATIN" in scripts[0] else reversed(halves)
    telling = len(other.split()) > 1 or len(other) >= (4 if "CJK" in scripts[halves.index(other)] else 99)
    return (latin, other) if telling else (latin,)
