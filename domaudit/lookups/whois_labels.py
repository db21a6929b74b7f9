"""What a label means: a role, a field of a contact, or a field of the registration. The words are in ``data/whois_labels.yaml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any, Final, Literal

from domaudit.data import load
from domaudit.lookups.dates import Order

CONTACT_ROLES: Final = frozenset({"registrant", "administrative", "technical", "billing"})
_PARENTHESES: Final = re.compile(r"\([^()]{0,200}\)")
_NOT_WORDS: Final = re.compile(r"[\W_]+")
_FIGURES: Final = re.compile(r"(?<=[^\W\d])\d+\b|(?<!\S)\d+(?!\S)")
_LONGEST: Final = 260
_MARKS: Final = 4  # no label speaks of more things
_STROKES: Final = str.maketrans("ıłøđ", "ilod")  # letters that Unicode does not take apart


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label speaks of.

    ``roles`` are the parties (``registrant`` … ``registrar``, ``reseller``, ``nameservers``, ``other``), empty where the label says none;
    ``field`` is the field of a contact, or empty where the label is the party itself. ``domain`` is set instead for a field of the
    registration. ``holder`` tells that the party is called holder, owner or the like: the string may well be an organisation.
    """

    roles: tuple[str, ...] = ()
    field: str = ""
    domain: str = ""
    holder: bool = False


@dataclass(frozen=True, slots=True)
class Registry:
    """The facts of one zone that a reader needs."""

    dates: Order | None = None
    charset: str | None = None
    holder_is_handle: bool = False
    first_line_only: bool = False
    labels: Mapping[str, Meaning] = field(default_factory=dict)


def bare(text: str) -> str:
    """``text`` in lower case and without accents, so that "Właściciel" and "wlasciciel" are one word."""
    text = text.casefold()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text.translate(_STROKES))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if unicodedata.category(c) != "Mn"))


@lru_cache(maxsize=32_768)
def fold(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces, no figures at a word's end: the form in which labels are compared."""
    if "(" in text:
        text = _PARENTHESES.sub(" ", text)
    return _FIGURES.sub("", _NOT_WORDS.sub(" ", bare(text))).strip()


def is_latin(text: str) -> bool:
    """Whether ``text`` has letters of the Latin script."""
    return any(c.isalpha() and (c < "\u0250" or "\u1e00" <= c < "\u1f00") for c in text)


def is_contact(label: str) -> bool:
    """Whether a label speaks of the contact of a party and not of the party itself ("Contacto Titular", "Registrant Contact")."""
    return any(word.startswith(("contact", "contat", "kontakt")) for word in fold(label).split())


def is_east_asian(text: str) -> bool:
    """Whether ``text`` has Chinese, Japanese or Korean letters."""
    return any("\u1100" <= c <= "\u11ff" or "\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" for c in text)


@lru_cache(maxsize=4096)
def registry(zone: str) -> Registry:
    """The facts of the zone that ``zone`` (a domain or a top-level domain) belongs to: the longest suffix that the data knows."""
    known = load("whois_labels.yaml")["registries"]
    labels = zone.split(".")
    for start in range(len(labels)):
        facts = known.get(".".join(labels[start:]))
        if facts is not None:
            break
    else:
        return Registry()
    special = {fold(label): _special(*told) for label, told in facts.get("labels", {}).items()}
    return Registry(
        facts.get("dates"), facts.get("charset"), bool(facts.get("holder_is_handle")), bool(facts.get("first_line_only")), special
    )


def _special(role: str, what: str) -> Meaning:
    return Meaning(("registrant",) if role == "holder" else (role,), what, holder=role == "holder")


@lru_cache(maxsize=32_768)  # above MAX_LINES: each label of one answer is looked up once
def meaning(label: str) -> Meaning | None:
    """What ``label`` means in any registry's language, or None where the data does not know it."""
    if len(label) > _LONGEST:
        return None
    found = _whole(fold(label))
    marks = sum(label.count(mark) for mark in "/,&")
    if found or not 0 < marks <= _MARKS:
        return found
    # "Titular / Registrant", "Administrative Contact, Technical Contact"
    parts = [_whole(fold(part)) for part in re.split(r"[/,&]", label)]
    if "/" in label and len({part.domain if part else "" for part in parts} - {""}) == 1 and not any(part and part.roles for part in parts):
        return Meaning(domain=next(part.domain for part in parts if part and part.domain))  # "Estado / Status"
    known = [part for part in parts if part and not part.domain]
    if not known or (len(known) < len(parts) and "/" not in label):
        return None
    roles = tuple(dict.fromkeys(role for part in known for role in part.roles))
    roles = tuple(role for role in roles if role in CONTACT_ROLES) or roles  # "Administrative Contact/Agent" is no registrar
    return Meaning(roles, known[-1].field, holder=any(part.holder for part in known)) if roles else None


def word_kind(value: str) -> Literal["individual", "organization"] | None:
    """``organization`` or ``individual`` where the words of a type field tell, else None."""
    folded = f" {fold(value)} "
    kinds = load("whois_labels.yaml")["kinds"]
    # The longest words decide: a "legal person" is no person.
    individual, organization = (
        max((len(word) for word in kinds[kind] if f" {word} " in folded), default=0) for kind in ("individual", "organization")
    )
    if individual == organization == 0:
        return None
    return "individual" if individual > organization else "organization"


@cache
def withheld_words() -> tuple[tuple[str, ...], frozenset[str]]:
    """The phrases by which a source says that it withholds a field, and the single words that say so alone; in lower case."""
    told = load("whois_labels.yaml")["withheld"]
    return tuple(phrase for phrase in told if " " in phrase), frozenset(word for word in told if " " not in word)


@cache
def legal_forms() -> frozenset[str]:
    """Legal forms and words that make a bare line an organisation, without dots, in lower case."""
    return frozenset(str(form).replace(".", "") for form in load("whois_labels.yaml")["legal_forms"])


@lru_cache(maxsize=32_768)
def is_key(label: str) -> bool:
    """Tell whether blocks are keyed by this label (``nic-hdl``, ``contact`` …)."""
    return fold(label) in _keys()


@cache
def _keys() -> frozenset[str]:
    return frozenset(load("whois_labels.yaml")["keys"])


@cache
def _words() -> tuple[dict[str, tuple[str, bool]], dict[str, str], dict[str, str], frozenset[str]]:
    data: Mapping[str, Any] = load("whois_labels.yaml")
    roles: dict[str, tuple[str, bool]] = {}
    for role, words in data["roles"].items():
        for word in words:
            roles.setdefault(fold(word), ("registrant", True) if role == "holder" else (role, False))
    fields = {fold(word): name for name, words in reversed(data["fields"].items()) for word in words}
    domain = {fold(word): name for name, words in reversed(data["domain"].items()) for word in words}
    return roles, fields, domain, frozenset(fold(word) for word in data["fillers"])


@cache
def _edges() -> tuple[frozenset[str], frozenset[str]]:
    """The words with which a role begins and ends: most labels have neither, and are known at once to name none."""
    roles = [role.split() for role in _words()[0]]
    return frozenset(role[0] for role in roles), frozenset(role[-1] for role in roles)


def _whole(folded: str) -> Meaning | None:
    roles, fields, domain, fillers = _words()
    if folded in domain:
        return Meaning(domain=domain[folded])
    if folded in roles:
        role, holder = roles[folded]
        return Meaning((role,), holder=holder)
    if folded in fields:
        return Meaning((), fields[folded])
    words = folded.removeprefix("registry ").split()
    if not words or len(words) > 9:
        return None
    starts, ends = _edges()
    sides = [side for side, word, known in ((False, words[0], starts), (True, words[-1], ends)) if word in known]
    for size in range(min(len(words), 6), 0, -1) if sides else ():
        for at_end in sides:
            phrase = " ".join(words[-size:] if at_end else words[:size])
            if phrase not in roles:
                continue
            rest = words[:-size] if at_end else words[size:]
            what = _field(rest, fields, fillers)
            if what is not None:
                role, holder = roles[phrase]
                return Meaning((role,), what, holder=holder and not what)
    what = _field(words, fields, fillers)
    return Meaning((), what) if what else None


def _field(words: list[str], fields: Mapping[str, str], fillers: frozenset[str]) -> str | None:
    """The field that ``words`` name once fillers are taken off at both ends; empty where only fillers are left, None where unknown."""
    start, end = 0, len(words)
    while True:
        phrase = " ".join(words[start:end])
        if phrase in fields and phrase not in fillers:
            return fields[phrase]
        if start < end and words[start] in fillers:
            start += 1
        elif start < end and words[end - 1] in fillers:
            end -= 1
        else:
            return None if start < end else ""
