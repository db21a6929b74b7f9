"""Does a name, organisation or e-mail hide its holder: words of redaction, privacy services, and instructions in place of an address.

Driven by ``data/privacy.yaml``, whose entries name their source. Values are compared word by word, in linear time. Precision comes
first: a company that merely has such a word in its name is never taken for hidden.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal, TypeAlias

from domaudit.data import load

Kind: TypeAlias = Literal["redaction", "privacy-service", "contact-instruction"]

MAX_LENGTH = 1000
"""Characters that are looked at; a longer value is no name, and only its beginning counts."""

_WORD = re.compile(r"[^\W_]+")
_SECTIONS: tuple[tuple[str, Kind], ...] = (
    ("services", "privacy-service"),
    ("instructions", "contact-instruction"),
    ("redactions", "redaction"),
)


@dataclass(frozen=True, slots=True)
class Privacy:
    """Why a value tells nobody's name: its kind, the ``words`` that were recognised as they stood, and the service where it is known."""

    kind: Kind
    words: str
    service: str | None = None


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: Kind
    match: str
    words: tuple[str, ...]
    service: str | None
    end: tuple[str, ...] = ()

    def fits(self, words: tuple[str, ...], at: int) -> bool:
        """Whether the pattern fits a value's words from position ``at`` on, where its first word stands."""
        if words[at : at + len(self.words)] != self.words:
            return False
        if self.match == "within":
            return True
        if self.match == "end":
            return at + len(self.words) == len(words)
        if at:
            return False
        if self.match == "frame":
            return len(words) > len(self.words) + len(self.end) + 1 and words[-len(self.end) :] == self.end
        return self.match == "start" or len(words) == len(self.words)


def recognise(text: str | None) -> Privacy | None:
    """What hides the holder in this value of a name, organisation or e-mail; None where it is a name (or there is nothing).

    Never raises. A value without any letter or figure (``-``, ``////////``) is a redaction; an empty one is nothing.
    """
    return _recognise(text[:MAX_LENGTH]) if text else None


@lru_cache(maxsize=2048)  # the same few values are looked at again and again for one site
def _recognise(text: str) -> Privacy | None:
    shown = " ".join(text.split())
    if not shown:
        return None
    if "@" in shown and " " not in shown:
        return _by_domain(shown)
    words = _words(shown)
    if not words:
        return Privacy("redaction", shown)
    patterns = _patterns()
    found = (pattern for at, word in enumerate(words) for pattern in patterns.get(word, ()) if pattern.fits(words, at))
    first = next(found, None)
    if first is None:
        return None
    named = first if first.service or first.kind != "privacy-service" else next((pattern for pattern in found if pattern.service), first)
    return Privacy(named.kind, shown, named.service)


def recognise_email(email: str | None) -> Privacy | None:
    """What hides the holder in the value of an e-mail field: the mailbox of a privacy service, a redaction, a web form; else None.

    Never raises. A web address in the place of a mailbox is a contact instruction.
    """
    found = recognise(email)
    if found is None and email and email.strip()[:8].casefold().startswith(("https://", "http://")):
        return Privacy("contact-instruction", " ".join(email[:MAX_LENGTH].split()))
    return found


def generic_handle(handle: str | None) -> bool:
    """Whether a contact id is one that many holders share (``ANO00-FRNIC``), or words of redaction: it identifies nobody."""
    if not handle or not handle.strip():
        return False
    return " ".join(handle[:MAX_LENGTH].casefold().split()) in _handles() or recognise(handle) is not None


def _by_domain(email: str) -> Privacy | None:
    email_folded, domains = email.casefold().strip("<>.,;"), _domains()
    if email_folded in domains:
        return Privacy("privacy-service", email, domains[email_folded])
    labels = email_folded.rpartition("@")[2].split(".")
    for at in range(max(0, len(labels) - 6), len(labels) - 1):
        parent = ".".join(labels[at:])
        if parent in domains:
            return Privacy("privacy-service", email, domains[parent])
    return None


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text).casefold()))


@cache
def _patterns() -> dict[str, tuple[_Pattern, ...]]:
    """Every pattern by its first word: services before instructions before redactions, longer ones first."""
    found: dict[str, list[_Pattern]] = {}
    content: dict[str, Any] = load("privacy.yaml")
    for section, kind in _SECTIONS:
        for entry in sorted(content[section], key=lambda entry: -len(entry["words"])):
            begin, _, end = str(entry["words"]).partition("…")
            pattern = _Pattern(kind, entry.get("match", "exact"), _words(begin), entry.get("service"), _words(end))
            found.setdefault(pattern.words[0], []).append(pattern)
    return {word: tuple(patterns) for word, patterns in found.items()}


@cache
def _domains() -> dict[str, str | None]:
    return {entry["domain"]: entry.get("service") for entry in load("privacy.yaml")["emails"]}


@cache
def _handles() -> frozenset[str]:
    return frozenset(str(entry["words"]).casefold() for entry in load("privacy.yaml")["handles"])
