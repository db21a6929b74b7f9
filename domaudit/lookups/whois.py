"""WHOIS text to contacts by role, outcome and redaction (RFC 3912 gives the text no form at all; every registry has its own).

Bytes, to lines, to whose each line is, to a record; and where there is no record, what the reply means. No layout is tied to a server:
the shape of the text decides, with words and facts from ``data/whois_labels.yaml`` and ``data/whois_replies.yaml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Final

from domaudit.lookups import whois_record
from domaudit.lookups.dates import stated_order
from domaudit.lookups.whois_blocks import separated, unrepeated
from domaudit.lookups.whois_labels import Registry, fold, meaning, registry
from domaudit.lookups.whois_lines import Line, split
from domaudit.lookups.whois_replies import Reply, own_status, recognise, says_registered
from domaudit.lookups.whois_sections import read as read_sections
from domaudit.model import Outcome, Reading, Record

_DOMAIN: Final = re.compile(r"[^\s\"'()<>\[\],;]{1,253}")
_WORDS_SHOWN: Final = 160
_HEAD: Final = 60  # lines within which an answer says how it writes dates
_REASONS: Final = {
    "refused": "throttled",
    "down": "the server could not answer",
    "broken": "the server could not answer",
    "taken": "no record, and the word that the name is registered",
}


def read(body: bytes, domain: str, *, server: str = "", truncated: bool = False) -> Reading:
    """Read what a WHOIS server answered about ``domain``; never raises, linear in the length of ``body``.

    ``domain`` is the A-label that was asked about. ``server`` is the host that answered: its country's charset and order of dates are used
    where nothing is known of the domain's zone. ``truncated`` says that the answer was cut off: then "not found" is never believed, and the
    unfinished last line is dropped.

    The outcome is ``answered`` (a record of this very name), ``not-registered`` (for a name that the registry keeps to itself, with
    ``record.reserved``), ``refused`` (throttled, blocked, not authorised) or ``unreadable`` (empty, a banner alone, another name's record,
    maintenance, no idea); ``error`` quotes the words that decided it. ``names_domain`` tells whether the text names this domain.
    """
    domain = domain.strip().rstrip(".").lower()
    names = spellings(domain)
    facts = registry(domain)
    if facts == Registry() and server:  # a zone without facts of its own: dates and charset as that country writes them
        home = registry(server.rstrip(".").lower())
        facts = Registry(home.dates, home.charset)
    read_lines = split(body, charset=facts.charset, truncated=truncated)
    lines = read_lines.lines
    facts = replace(facts, dates=stated_order(line.text for line in lines[:_HEAD]) or facts.dates)
    if not lines:
        return Reading(Outcome.UNREADABLE, error="empty answer")
    named = any(_names(line.text, names) for line in lines)
    own, others = _own_part(lines, names)
    if own is None:
        reply = recognise(lines, names)
        if reply and reply.kind == "refused":
            return Reading(Outcome.REFUSED, error=_quoted(reply), names_domain=named)
        return Reading(Outcome.UNREADABLE, error=f"about another name: {_short(others[0])!r}", names_domain=named)
    record = _record(own, facts, names, read_lines.notices, truncated)
    if not whois_record.shows_more_than_its_registrar(record):  # a registry may set its own name beside "Status: No Object Found"
        reply = own_status(own, names)
        if reply:
            return _without_record(reply, named, truncated, read_lines.notices)
    if whois_record.is_registered(record) or (named and any(says_registered(status) for status in record.statuses)):
        return Reading(Outcome.ANSWERED, record, names_domain=named)
    return _without_record(recognise(lines, names), named, truncated, read_lines.notices)


def _record(lines: Sequence[Line], facts: Registry, names: frozenset[str], notices: tuple[str, ...], truncated: bool) -> Record:
    lines = separated(unrepeated(lines), facts)
    home = frozenset(line.paragraph for line in lines if _states_domain(line, names))
    return whois_record.build(read_sections(lines, facts, home, names, cut_off=truncated), facts, notices, truncated=truncated)


def _without_record(reply: Reply | None, named: bool, truncated: bool, notices: tuple[str, ...]) -> Reading:
    if reply is None:
        return Reading(Outcome.UNREADABLE, error="no record and no statement that the reader knows", names_domain=named)
    if reply.kind == "refused":
        return Reading(Outcome.REFUSED, error=_quoted(reply), names_domain=named)
    if reply.kind in ("down", "broken", "taken"):
        return Reading(Outcome.UNREADABLE, error=_quoted(reply), names_domain=named)
    if truncated:
        return Reading(Outcome.UNREADABLE, error=f"cut off after {_short(reply.words)!r}", names_domain=named)
    record = Record(reserved=True, notices=notices) if reply.kind == "reserved" else None
    return Reading(Outcome.NOT_REGISTERED, record, names_domain=named)


def _quoted(reply: Reply) -> str:
    return f"{_REASONS[reply.kind]}: {_short(reply.words)!r}"


def _short(words: str) -> str:
    return words if len(words) <= _WORDS_SHOWN else words[: _WORDS_SHOWN - 1] + "…"


# --- which name the text speaks of -----------------------------------------------------------------------------------


def spellings(domain: str) -> frozenset[str]:
    """The ways in which a text may write ``domain``: the A-label, and the U-label where it has one."""
    found = {domain}
    if "xn--" in domain:
        import idna

        with suppress(idna.IDNAError, UnicodeError):
            found.add(unicodedata.normalize("NFC", idna.decode(domain)))
    return frozenset(found)


def _names(text: str, names: frozenset[str]) -> bool:
    """Whether ``text`` names the domain as a word of its own (not as a part of another name, an e-mail or an address of a page)."""
    folded = text.lower()
    for name in names:
        start = folded.find(name)
        while start >= 0:
            end = start + len(name)
            before = "" if folded.endswith(("..", " ."), 0, start) else folded[start - 1 : start]  # "Domain:.......x.tg"
            behind = folded[end : end + 2]
            if not (before.isalnum() or before in ("-", ".", "@", "/", "_")) and not (
                behind[:1].isalnum() or behind[:1] in ("-", "_", "@") or (behind[:1] == "." and behind[1:].isalnum())
            ):
                return True
            start = folded.find(name, end)
    return False


def _states_domain(line: Line, names: frozenset[str]) -> bool:
    """Whether the line is the record's own "Domain Name: x"."""
    if not line.label or line.comment:
        return False
    told = meaning(line.label)
    return bool(told and (told.domain == "domain" or told.field == "name") and _names(line.value, names))


def _own_part(lines: Sequence[Line], names: frozenset[str]) -> tuple[Sequence[Line] | None, list[str]]:
    """The lines that speak of the domain asked about, None where all speak of others, and the others.

    An answer may hold several records (a registry's and a registrar's, or names that begin alike). Lines above the first
    name belong to the first record.
    """
    starts: list[tuple[int, str | None]] = []  # where a record begins, and the other name that it is about
    pending = False
    for number, line in enumerate(lines):
        if pending and not line.label:
            starts.append((number - 1, _other(line.text, names)))
            pending = False
            continue
        pending = False
        told = meaning(line.label) if line.label and not line.comment else None
        if line.label and fold(line.label) == "server name" and any(line.value.lower().startswith(f"{name}.") for name in names):
            starts.append((number, line.value.lower()))  # VeriSign lists nameservers whose names begin like the domain
        elif told and told.domain == "domain":
            if not line.value:
                pending = True
            elif _looks_like_domain(line.value):
                starts.append((_head(lines, number, starts), _other(line.value, names)))
    others = [other for _, other in starts if other]
    if not others:
        return lines, []
    if len(others) == len(starts):
        return None, others
    own: list[Line] = []
    for index, (start, other) in enumerate(starts):
        if other is None:
            own += lines[0 if index == 0 else start : starts[index + 1][0] if index + 1 < len(starts) else len(lines)]
    return own, others


def _head(lines: Sequence[Line], number: int, starts: Sequence[tuple[int, str | None]]) -> int:
    """The first line of the paragraph of line ``number``, as far as no other record begins in it."""
    lowest = starts[-1][0] + 1 if starts else 0
    if lines[lowest].paragraph == lines[number].paragraph:  # not line by line: thousands of names in one paragraph would cost minutes
        return lowest
    while number > lowest and lines[number - 1].paragraph == lines[number].paragraph:
        number -= 1
    return number


def _other(value: str, names: frozenset[str]) -> str | None:
    """The other name that ``value`` states, None where it states the domain asked about or no domain at all."""
    if _names(value, names) or not _looks_like_domain(value):
        return None
    found = _DOMAIN.search(value)
    return found[0].rstrip(".").lower() if found else None


def _looks_like_domain(value: str) -> bool:
    found = _DOMAIN.search(value)
    word = found[0].rstrip(".") if found else ""
    return "." in word and ":" not in word and "@" not in word and "/" not in word and any(c.isalpha() for c in fold(word))
