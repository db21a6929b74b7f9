"""What a reply without a record means: refused, reserved, not registered, or nothing. The phrases are in ``data/whois_replies.yaml``.

Cautious on purpose: "not found" counts only as a statement of its own, never within legal text, and never beside a refusal.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from domaudit.data import load
from domaudit.lookups.whois_labels import fold, meaning
from domaudit.lookups.whois_lines import Line

Kind = Literal["refused", "reserved", "free", "broken"]

_KINDS: Final[tuple[Kind, ...]] = ("refused", "reserved", "free", "broken")
_SCANNED: Final = 300  # lines at either end: a server that has more to say has not refused
_LONGEST: Final = 170
_LONG: Final = 55
_SIGNS: Final = re.compile(r"[\s.,;:!?*|=<>()\[\]{}\"'`´’«»“”%#_/-]+")
_DOMAIN: Final = "xdomainaskedx"  # stands for the domain asked about, in phrases and in lines
_EDGE: Final = " \n "
_LEGAL: Final = frozenset(
    {"terms of use", "notice", "disclaimer", "note", "remarks", "copyright", "please note", "terms and conditions", "important"}
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a line of the answer states, and its words."""

    kind: Kind
    words: str


def recognise(lines: Sequence[Line], names: frozenset[str]) -> Reply | None:
    """Give the weightiest statement that stands alone in ``lines``: a refusal, then a reservation, then an absence; None without any.

    ``names`` are the spellings of the domain asked about.
    """
    scanned = lines if len(lines) <= 2 * _SCANNED else [*lines[:_SCANNED], *lines[-_SCANNED:]]
    prose = _prose(scanned)
    found: dict[Kind, Reply] = {}
    for line in scanned:
        if len(line.text) > _LONGEST or (line.label and fold(line.label) in _LEGAL):
            continue
        kind = _by_status(line, alone=len(lines) == 1) or (
            None if line.paragraph in prose and len(line.text) > _LONG // 2 else _by_phrase(line.text, names)
        )
        if kind and kind not in found:
            found[kind] = Reply(kind, line.text)
    return next((found[kind] for kind in _KINDS if kind in found), None)


def _prose(lines: Sequence[Line]) -> frozenset[int]:
    """The paragraphs of running text: two long lines or more that are no labelled values."""
    long = Counter(line.paragraph for line in lines if len(line.text) >= _LONG and (line.label is None or fold(line.label) in _LEGAL))
    return frozenset(paragraph for paragraph, count in long.items() if count >= 2)


def says_registered(status: str) -> bool:
    """Whether ``status`` is a status that only a registered name has."""
    return _plain(status) in _statuses()[2]


def _by_status(line: Line, *, alone: bool) -> Kind | None:
    free, reserved, _ = _statuses()
    told = meaning(line.label) if line.label else None
    stated = bool(told and told.domain == "status" and not line.comment)
    if not stated and (line.comment or not line.gap or (line.torn and not alone)):
        return None  # "% Restricted" may be the head of "% Restricted rights"
    folded = _plain(line.value if stated else line.text)
    if folded in free:
        return "free"
    return "reserved" if folded in reserved else None


def _by_phrase(text: str, names: frozenset[str]) -> Kind | None:
    for name in names:
        text = text.lower().replace(name, _DOMAIN)
    padded = f"{_EDGE}{_plain(text)}{_EDGE}"
    phrases, never, harmless = _phrases()
    if any(word in padded for word in never) or any(word in padded for word in harmless):
        return None
    return next((kind for kind, known in phrases if any(phrase in padded for phrase in known)), None)


def _plain(text: str) -> str:
    """Lower case, without accents, quotes and punctuation."""
    text = text.casefold()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in decomposed if unicodedata.category(c) != "Mn"))
    return _SIGNS.sub(" ", text).strip()


@cache
def _statuses() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    known = load("whois_replies.yaml")["statuses"]
    free, reserved, registered = (frozenset(_plain(word) for word in known[kind]) for kind in ("free", "reserved", "registered"))
    return free, reserved, registered


def _pattern(phrase: str) -> str:
    """The text to look for: a phrase begins at a word's beginning; one word alone also ends at a word's end ("frei", not "freigegeben")."""
    plain = _plain(phrase.replace("{d}", _DOMAIN))
    if phrase.startswith("="):
        return f"{_EDGE}{plain}{_EDGE}"
    return f" {plain}" if " " in plain else f" {plain} "


@cache
def _phrases() -> tuple[tuple[tuple[Kind, tuple[str, ...]], ...], tuple[str, ...], tuple[str, ...]]:
    data = load("whois_replies.yaml")
    phrases = tuple((kind, tuple(_pattern(phrase) for phrase in data[kind])) for kind in _KINDS)
    return phrases, tuple(f" {_plain(word)} " for word in data["never"]), tuple(f" {_plain(word)}" for word in data["harmless"])
