"""Identifiers of companies and associations (SIREN, BCE, CHE, NEQ …), each checked by its own rule: equal identifiers decide.

The kinds are data (``data/identifiers.yaml``); the check digits are python-stdnum's.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from domaudit.data import load
from domaudit.identity.folding import MAX_LENGTH, fold

LEAST = 9
"""Figures that an identifier of no known kind must have: fewer decide nothing, and eight may be a date."""

_RUNS = re.compile(r"[0-9A-Za-z](?:[ .\-/]?[0-9A-Za-z])*")
_BETWEEN = re.compile(r"[\s:=]+")
_NUMBER = frozenset({"", "n", "no", "nr", "num", "numero", "number"})
_DATE = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}")
_NOT_BARE = re.compile(r"[^0-9A-Z]")
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Identifier:
    """One party's number: ``kind`` is an id of ``identifiers.yaml`` (empty: not known), ``number`` the part that names the party."""

    kind: str
    number: str
    valid: bool = True


@lru_cache(maxsize=4096)
def identifier(text: str, country: str | None = None) -> Identifier | None:
    """What an identifier as people write it says: ``SIRET 123 456 782 00012`` names the SIREN 123456782; None where it is too short.

    ``country`` (ISO 3166-1) tells which rule is meant where a word stands in several countries (``TVA``), or none is written.
    """
    word, written = _word(text[:MAX_LENGTH])
    bare = _bare(written)
    named = [kind for kind in _kinds().values() if word in kind["words"]] if word else []
    own = [kind for kind in named or _kinds().values() if kind.get("country") == country]
    for kind in (*(kind for kind in own if word or _is_checked(kind)), *named):
        for candidate in (bare, *_candidates(written)) if word else (bare,):  # "RCS Trifouillis B 732 829 320"
            if number := _number(kind, candidate):
                return Identifier(kind["id"], number)
    if len(named) == 1:
        return Identifier(named[0]["id"], bare, valid=False)  # its own rule refuses it: a slip of the pen
    for kind in _kinds().values():  # "FR83404833048", "CHE-100.155.212": it bears its country
        if not word and bare[:2] == kind.get("country") and (number := _number(kind, bare)):
            return Identifier(kind["id"], number)
    plain = bare.isdigit() and len(bare) >= LEAST and len(set(bare)) > 1 and text.strip()[:1] not in ("0", "+")  # a phone is none
    return Identifier("", bare) if plain and not _DATE.match(text.strip()) else None


def stands_in(known: Identifier, text: str) -> bool:
    """Whether a text holds that number, in any of the forms of its kind, on its own or within words.

    A number that no check digit protects must be the whole text, or stand behind the word of its kind ("RCS B123456").
    """
    text = text[:MAX_LENGTH]
    if not known.valid:
        return False
    kind = _kinds().get(known.kind)
    if kind is None:
        return _bare(text) == known.number
    if _is_checked(kind):
        return any(_number(kind, written) == known.number for written in _candidates(text))
    if _number(kind, _bare(text)) == known.number:
        return True
    words = fold(text).split()
    for name in kind["words"]:
        length = len(name.split())
        for start in (place + length for place in range(len(words)) if words[place : place + length] == name.split()):
            if any(_number(kind, _bare("".join(words[start:end]))) == known.number for end in range(start + 1, start + 7)):
                return True
    return False


def identifier_aside(text: str) -> str:
    """A text without the numbers that stand in it behind their word: ``Dupont (SIREN 732 829 320)`` → ``Dupont``."""
    return _written().sub(lambda found: " " if _is_valid(found.group()) else found.group(), text[:MAX_LENGTH]).strip(" ,;-()")


def _is_valid(text: str) -> bool:
    known = identifier(text.strip(" ()[]"))
    return known is not None and known.valid and bool(known.kind)


@cache
def _written() -> re.Pattern[str]:
    words = "|".join(sorted((re.escape(word).replace(r"\ ", r"[\s°.]{1,3}") for word in _words()), key=len, reverse=True))
    number = r"[\s:=°n.]{0,5}[A-Z]{0,3}[\s.-]?[0-9][0-9 .\-/]{4,24}"
    return re.compile(rf"[(\[]?(?<![^\W_])(?:{words})(?![^\W_]){number}[)\]]?", re.IGNORECASE)


def _candidates(text: str) -> Iterator[str]:
    """Every run of figures and letters in a text that may be a number, in bare form: figures with spaces between them are one."""
    for run in _RUNS.finditer(text):
        parts = re.split(r"[ ]", run.group())
        for start in range(min(len(parts), 40)):
            for end in range(start + 1, min(len(parts), start + 6) + 1):
                bare = _bare("".join(parts[start:end]))
                if len(bare) <= _LONGEST and sum(map(str.isdigit, bare)) >= 3:
                    yield bare


def _word(text: str) -> tuple[str, str]:
    """The word by which a number is called, folded (empty: none that is known), and the number: ``N° SIREN : 123 456 782``."""
    parts = _BETWEEN.split(text.strip())
    while len(parts) > 1 and fold(parts[0]) in _NUMBER:
        del parts[0]
    for length in range(min(3, len(parts) - 1), 0, -1):
        if (word := fold(" ".join(parts[:length]))) in _words():
            return word, " ".join(parts[length:])
    return "", text


@cache
def _words() -> frozenset[str]:
    return frozenset(word for kind in _kinds().values() for word in kind["words"])


def _bare(text: str) -> str:
    return _NOT_BARE.sub("", text.upper())


def _is_checked(kind: Mapping[str, Any]) -> bool:
    """Whether check digits tell a number of this kind from any other."""
    return all("module" in form for form in kind["forms"]) and not kind.get("unchecked", False)


def _number(kind: Mapping[str, Any], bare: str) -> str | None:
    """The party's own part of a number of this kind; None where no form of it allows the number, as of one figure all along."""
    if len(set(filter(str.isdigit, bare))) < 2:
        return None
    for form in kind["forms"]:
        if "pattern" in form:
            if re.fullmatch(form["pattern"], bare):
                return bare
            continue
        try:
            number = str(_module(form["module"]).validate(bare))
        except Exception:  # noqa: S112 - a rule that cannot read it does not allow it
            continue
        start, end = form.get("take", (None, None))
        return number[start:end]
    return None


@cache
def _module(name: str) -> Any:
    return importlib.import_module(f"stdnum.{name}")


@cache
def _kinds() -> dict[str, Mapping[str, Any]]:
    return {kind["id"]: kind for kind in load("identifiers.yaml")["kinds"]}
