"""What a reply without a record means: refused, reserved, not registered, or nothing. The phrases are in ``data/whois_replies.yaml``.

Cautious on purpose: "not found" counts only as a statement of its own, never within legal text, and never beside a refusal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from domaudit.data import load
from domaudit.lookups.whois_labels import bare, fold, is_east_asian, meaning
from domaudit.lookups.whois_lines import Line

Kind = Literal["refused", "down", "taken", "reserved", "free", "broken"]

_KINDS: Final[tuple[Kind, ...]] = ("refused", "down", "taken", "reserved", "free", "broken")
_NO_STATEMENT: Final = -1  # a phrase of a condition, or of something harmless
_SCANNED: Final = 300  # lines at either end: a server that has more to say has not refused
_LONGEST: Final = 170
_LONG: Final = 55
_RUNNING: Final = 45  # characters a line, on average, of running text
_WORDY: Final = 12  # lines of an answer that has terms of use
_ITEM: Final = re.compile(r"\([a-z0-9]{1,3}\) ", re.IGNORECASE)
_PARTS: Final = re.compile(r" / | - | \| | – |[.!] ")
_SIGNS: Final = str.maketrans(dict.fromkeys(".,;:!?*|=<>()[]{}\"'`´’«»“”%#_/-", " "))
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
    """Give the weightiest statement that stands alone in ``lines``; None without any.

    A refusal outweighs a fault of the server, that the word that the name is taken, that a reservation, and that an absence.

    ``names`` are the spellings of the domain asked about. The status of a record of this very name outweighs all else: who refuses to
    answer gives no record.
    """
    scanned = lines if len(lines) <= 2 * _SCANNED else [*lines[:_SCANNED], *lines[-_SCANNED:]]
    own = own_status(scanned, names)
    if own:
        return own
    prose, terms = _prose(scanned)
    found: dict[Kind, Reply] = {}
    for line in scanned:
        if len(line.text) > _LONGEST or (line.label and fold(line.label) in _LEGAL):
            continue
        # the text may end within a sentence: "… our server is available", and there a line says the whole only where it stands alone
        whole = not line.torn or line.gap or len(lines) == 1
        kind = _by_status(line, alone=len(lines) == 1) or statement(line.text, names, whole=whole)
        if kind and line.paragraph in prose and len(line.text) > _LONG // 2 and not any(name in line.text.lower() for name in names):
            continue  # legal text; but no legal text names the domain asked about
        if kind == "refused" and (line.paragraph in terms or _ITEM.match(line.text)):
            continue
        if kind == "free" and not _speaks_of_the_name(line):
            continue
        if kind and kind not in found:
            found[kind] = Reply(kind, line.text)
    if "free" in found and _has_a_status(scanned, names):
        del found["free"]  # "Domain Status: inactive" beside "no records found": these are records of something else
    return next((found[kind] for kind in _KINDS if kind in found), None)


def _speaks_of_the_name(line: Line) -> bool:
    """Whether an absence in this line is the domain's: "Name Servers: No records found" speaks of something else."""
    told = meaning(line.label) if line.label and not line.comment else None
    return told is None or told.domain in ("domain", "status")


def _has_a_status(lines: Sequence[Line], names: frozenset[str]) -> bool:
    """Whether the record of this very name states a state (which frees it not: `own_status` has seen to that)."""
    own = -1
    for line in lines:
        told = meaning(line.label) if line.label and not line.comment else None
        if told and told.domain == "domain":
            own = line.paragraph if line.value.lower().rstrip(".") in names else -1
        elif told and told.domain == "status" and line.paragraph == own and line.value and not _frees(line, names):
            return True
    return False


def _frees(line: Line, names: frozenset[str]) -> bool:
    """Whether a status says that nobody has the name, or that the registry keeps it."""
    return (_by_status(line, alone=True) or statement(line.text, names)) is not None


def own_status(lines: Sequence[Line], names: frozenset[str]) -> Reply | None:
    """What the record of this very name says of its state: "Domain Name: x" and, in the same paragraph, "Domain Status: Available"."""
    own = -1
    for line in lines:
        told = meaning(line.label) if line.label and not line.comment else None
        if told and told.domain == "domain":
            own = line.paragraph if line.value.lower().rstrip(".") in names else -1
        elif told and told.domain == "status" and line.paragraph == own and not line.torn:
            kind = _by_status(line, alone=False)
            if kind:
                return Reply(kind, line.text)
    return None


def _prose(lines: Sequence[Line]) -> tuple[frozenset[int], frozenset[int]]:
    """The paragraphs of running text, and those that in a long answer can only be its terms of use.

    Running text are two long lines or more that are no labelled values; terms of use are three lines or more of some length: who refuses
    writes less.
    """
    bare = [line for line in lines if line.label is None or fold(line.label) in _LEGAL]
    long = Counter(line.paragraph for line in bare if len(line.text) >= _LONG)
    size, length = Counter(line.paragraph for line in bare), Counter[int]()
    for line in bare:
        length[line.paragraph] += len(line.text)
    terms = [one for one, count in size.items() if count >= 3 and length[one] >= count * _RUNNING] if len(lines) >= _WORDY else []
    return frozenset(paragraph for paragraph, count in long.items() if count >= 2), frozenset(terms)


def says_registered(status: str) -> bool:
    """Whether ``status`` is a status that only a registered name has."""
    return _plain(status) in _statuses()[2]


def says_reserved(status: str) -> bool:
    """Whether ``status`` is that of a name which the registry keeps to itself."""
    return _plain(status) in _statuses()[1]


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


def statement(text: str, names: frozenset[str], *, whole: bool = True) -> Kind | None:
    """What one line or sentence states of the domain spelt as one of ``names``; None where it states nothing that the data knows.

    ``whole`` False: the line may go on, and is not all that it says. Where a phrase stands within a longer one, the longer one counts:
    "name is blocked" speaks of the name, "is blocked" of who asks.
    """
    text = text.lower()
    for name in names:
        text = text.replace(name, _DOMAIN)
    parts = _PARTS.split(text)
    # "Nincs találat / No match": each half may be a statement of its own.
    padded = _EDGE.join(("", _plain(text), *(map(_plain, parts) if len(parts) > 1 else ()), ""))
    padded = padded if whole else padded.removesuffix(_EDGE) + " "
    by_word, anywhere = _phrases()
    heads = [by_word[word] for word in by_word.keys() & padded.split()]
    if not padded.isascii():
        heads.append(anywhere)
    found = {phrase: weight for known in heads for phrase, weight in known if phrase in padded}
    if not found or _NO_STATEMENT in found.values():
        return None
    return _KINDS[min(weight for phrase, weight in found.items() if not any(phrase in other for other in found if other != phrase))]


def _plain(text: str) -> str:
    """Lower case, without accents, quotes and punctuation."""
    return " ".join(bare(text).translate(_SIGNS).split())


@cache
def _statuses() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    known = load("whois_replies.yaml")["statuses"]
    free, reserved, registered = (frozenset(_plain(word) for word in known[kind]) for kind in ("free", "reserved", "registered"))
    return free, reserved, registered


def _pattern(phrase: str) -> str:
    """The text to look for: a phrase begins at a word's beginning; one word alone also ends at a word's end ("frei", not "freigegeben").

    ``=`` before it: the whole line; ``$`` behind it: the end of a sentence.
    """
    plain = _plain(phrase.replace("{d}", _DOMAIN))
    if phrase.endswith("$"):
        return f" {plain.rstrip('$').strip()}{_EDGE}"
    if phrase.startswith("="):
        return f"{_EDGE}{plain}{_EDGE}"
    if is_east_asian(plain):  # written without spaces between words
        return plain
    return f" {plain}" if " " in plain else f" {plain} "


@cache
def _phrases() -> tuple[dict[str, list[tuple[str, int]]], list[tuple[str, int]]]:
    """Every phrase with the place of its kind in `_KINDS`: by its first word, since most lines hold none; and those without words."""
    data = load("whois_replies.yaml")
    phrases = [(_pattern(phrase), weight) for weight, kind in enumerate(_KINDS) for phrase in data[kind]]
    phrases += [(f" {_plain(word)} ", _NO_STATEMENT) for word in data["never"]]
    phrases += [(f" {_plain(word)}", _NO_STATEMENT) for word in data["harmless"]]
    by_word: dict[str, list[tuple[str, int]]] = {}
    for phrase, weight in phrases:
        if phrase.startswith(" "):
            by_word.setdefault(phrase.split()[0], []).append((phrase, weight))
    return by_word, [(phrase, weight) for phrase, weight in phrases if not phrase.startswith(" ")]
