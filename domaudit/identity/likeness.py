"""How alike two names are, with the reason. A near match is told apart and never counts as a match."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from itertools import product

from domaudit.identity.alphabets import in_latin
from domaudit.identity.folding import MAX_LENGTH, fold, forms, spell_form, split_form, weak_forms
from domaudit.identity.words import Names, article_aside, contents, names_in, scripts_of, small

_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ0-9])|(?<=[0-9])(?=[A-ZÀ-Þa-zà-ÿ])")
_UMLAUT = re.compile("[äöüå]")
_NUMBERED = 7  # figures in the name of a numbered company
_ALIKE = 0.86  # of difflib's ratio: one or two letters otherwise


class Kind(StrEnum):
    """How alike two names are. Only the first two may ever count as a match."""

    SAME = "same"
    SAME_BUT_FORM = "same-but-form"
    NEAR = "near"
    DIFFERENT = "different"


_RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are, with the reason: ``why`` is an id of a ``why.*`` text, ``word`` the word it is about."""

    kind: Kind
    why: str = ""
    word: str = ""

    @property
    def matches(self) -> bool:
        """Whether this is a match at all."""
        return self.kind in (Kind.SAME, Kind.SAME_BUT_FORM)


DIFFERENT = Likeness(Kind.DIFFERENT)


def compare(one: str, other: str, *, person: bool = False) -> Likeness:
    """How alike two names are; symmetric. ``person`` lets the order of the words change (``DUPONT Marie``) and sets titles aside.

    A match needs the same content words; two different legal forms, or one content word more or less, are ``near``. A text that holds two
    names (``Jean Martin dba Pixel Web``) is as alike as the closer one; who only takes the post (``c/o``) is never more than ``near``.
    """
    if not one.strip() or not other.strip() or max(len(one), len(other)) > MAX_LENGTH:
        return DIFFERENT
    first, second = sorted((one, other))
    return _compare_texts(first, second, person)


@lru_cache(maxsize=8192)
def _compare_texts(one: str, other: str, person: bool) -> Likeness:
    names, others = names_in(one), names_in(other)
    best = _compare_names(one, other, person)
    for name, against in product(*_comparable(names.holder, others.holder)):
        found = DIFFERENT if best.matches else _compare_names(name, against, person)
        best = _closer(best, Likeness(Kind.SAME, "why.other-name") if found.kind is Kind.SAME else found)
    if not best.matches:
        trading = [*product(names.trade, others.holder), *product(others.trade, names.holder)]
        if any(_compare_names(name, against, person).matches for name, against in trading):
            best = _closer(best, Likeness(Kind.SAME if _trades_alone(names) and _trades_alone(others) else Kind.NEAR, "why.trade-name"))
    if best.kind is Kind.DIFFERENT:
        posted = [*product(names.care, others.holder), *product(others.care, names.holder)]
        if any(_compare_names(name, against, False).matches for name, against in posted):
            return Likeness(Kind.NEAR, "why.care-of")
    return best


def _comparable(names: tuple[str, ...], others: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The spellings that are held against each other: of two names in two scripts each, those in Latin letters."""
    pairs = [(scripts_of(one[0]) if one else (), one) for one in (names, others)]
    if all(scripts for scripts, _ in pairs):
        return (pairs[0][0][0],), (pairs[1][0][0],)
    return names, others


def _trades_alone(names: Names) -> bool:
    """Whether a trade name stands for its holder: it has words enough, and the holder is no company known by a name of its own.

    A shop sign is not exclusive; but a person has no other, nor has a numbered company (``9999-1234 Québec inc.``).
    """
    if any(len(split_form(fold(name))[0]) < 2 for name in names.trade):
        return False
    words, form = split_form(fold(spell_form(names.holder[-1]))) if names.trade else ((), None)
    return form is None or sum(map(len, filter(str.isdigit, words))) >= _NUMBERED


def _compare_names(one: str, other: str, person: bool) -> Likeness:
    one, other = spell_form(one), spell_form(other)
    found = _compare(fold(one), fold(other), person)
    if not found.matches:  # "StudioPixel" is "Studio Pixel"
        found = _closer(found, _compare(fold(_parted(one)), fold(_parted(other)), person))
    if not found.matches and not person:
        aside = article_aside(one), article_aside(other)
        if aside != (one, other):
            found = _closer(found, _compare(fold(aside[0]), fold(aside[1]), person))
    if not found.matches and _UMLAUT.search((one + other).casefold()):
        found = _closer(found, _compare(fold(one, umlauts=True), fold(other, umlauts=True), person))
    return found if found.matches else _looked_alike(one, other, found, person)


def _parted(name: str) -> str:
    """``StudioPixel`` as two words, where that makes no legal form of one (``NewsCorp``)."""
    parted = " ".join(word if fold(word) in forms() else _CAMEL.sub(" ", word) for word in name.split())
    return parted if split_form(fold(parted))[1] == split_form(fold(name))[1] else name


def _closer(*found: Likeness) -> Likeness:
    return min(found, key=lambda likeness: _RANK[likeness.kind])


def _looked_alike(one: str, other: str, found: Likeness, person: bool) -> Likeness:
    """A name written with another script's letters that look the same is near, never a match."""
    if not (one.isascii() and other.isascii()):
        plain = in_latin(one), in_latin(other)
        if plain != (one, other) and _compare(fold(plain[0]), fold(plain[1]), person).matches:
            return Likeness(Kind.NEAR, "why.look-alike")
    return found


@lru_cache(maxsize=8192)
def _compare(one: str, other: str, person: bool) -> Likeness:
    if not one or not other:
        return DIFFERENT
    if one == other:
        return Likeness(Kind.SAME)
    (readings, form), (other_readings, other_form) = contents(one, person), contents(other, person)
    if any(words == against or (person and sorted(words) == sorted(against)) for words in readings for against in other_readings):
        if form == other_form:
            return Likeness(Kind.SAME)
        if form is None or other_form is None:
            return Likeness(Kind.SAME_BUT_FORM, "why.form-aside", form or other_form or "")
        return Likeness(Kind.NEAR, "why.other-form", " / ".join(sorted((form, other_form))))
    if _weakly(one, other_form, other, person) or _weakly(other, form, one, person):
        return Likeness(Kind.SAME)
    return _closer(_near(readings[0], other_readings[0]), _near(readings[-1], other_readings[-1]))


def _weakly(name: str, form: str | None, other: str, person: bool) -> bool:
    """Whether a name without a form ends (or begins) with words that are the other's form: "OFFICINE SPA" beside "Officine S.p.A."."""
    words, leads = weak_forms().get(form or "", (frozenset(), False))
    content = " ".join(split_form(other)[0])
    rests = [name.removesuffix(f" {word}") for word in words if name.endswith(f" {word}")]
    rests += [name.removeprefix(f"{word} ") for word in words if leads and name.startswith(f"{word} ")]
    return any(_compare(rest, content, person).kind is Kind.SAME for rest in rests)


def _near(words: tuple[str, ...], other: tuple[str, ...]) -> Likeness:
    words, other = _without_forms(words), _without_forms(other)
    more, less = Counter(words) - Counter(other), Counter(other) - Counter(words)
    shared = sum((Counter(words) & Counter(other)).values())
    telling = [word for word in (more + less).elements() if not small(word)]
    if shared and len(telling) <= 1 and (more or less):
        return Likeness(Kind.NEAR, "why.one-word", telling[0] if telling else min(more + less))
    if shared and not more and not less:
        return Likeness(Kind.NEAR, "why.order")
    if shared and len(telling) == 2 and all(word.isdigit() for word in telling):  # "Agence 21" and "Agence 22"
        return Likeness(Kind.NEAR, "why.one-word", min(telling))
    if _shortened(sorted(more.elements()), sorted(less.elements())) and shared:
        return Likeness(Kind.NEAR, "why.initial")
    if "".join(words) == "".join(other):  # "Car Go" is not "Cargo", with a hyphen or without
        return Likeness(Kind.NEAR, "why.spelling")
    if _spelt_alike(words, other) or _spelt_alike(sorted(words), sorted(other)):
        return Likeness(Kind.NEAR, "why.spelling")
    return DIFFERENT


def _spelt_alike(words: Sequence[str], other: Sequence[str]) -> bool:
    one, two = sorted((" ".join(words), " ".join(other)))
    short, long = sorted((len(one), len(two)))
    if short < 5 or 2 * short < _ALIKE * (short + long):  # no ratio is above what the lengths allow
        return False
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE  # the quick one is never below the other


def _without_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without legal forms in their midst ("Studio Pixel SARL Lyon"): looked past where only likeness is asked for."""
    kept = tuple(word for word in words if len(word) < 3 or word not in forms())
    return kept or words


def _shortened(more: list[str], less: list[str]) -> bool:
    """Whether what differs is initials for words, each for each: "J. Martin", "J.-M. Martin"; or one short for the other ("Boul.")."""
    if len(more) == len(less):
        return bool(more) and all(_shortens(one, other) for one, other in zip(more, less, strict=True))
    few, many = (more, less) if len(more) < len(less) else (less, more)
    return len(few) == 1 and len(few[0]) == len(many) and sorted(few[0]) == sorted(word[0] for word in many)


def _shortens(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and (len(short) == 1 or len(short) > 2)
