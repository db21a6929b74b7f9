"""Pure text: names as initials, mailboxes as ``j…@``, and where a name or a phone stands in a text however it is spelled. All linear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple, TypeAlias

from domaudit.identity import fold
from domaudit.privacy import recognise_email

GAP = 8
"""Characters that may stand between two words of one name: ``DURAND, Marie``, ``marie.durand``."""

CORE = 8
"""Last digits by which a phone is known: what comes before differs between ``+32 2`` and ``02``."""

MANY, SHORT = 30, 200
"""Phrases from which on a set is worth keeping as it was compiled, and the longest phrase that is."""

_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_AT = re.compile(r"[@\uff20\ufe6b]|%40|&#64;|\s?[(\[{](?:at|arobase|@)[)\]}]\s?", re.IGNORECASE)
_NUMBER = re.compile(r"\+?[0-9](?:[ \u00a0\u202f.()/-]{0,3}[0-9]){5,40}")
_NO_PHONE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,3}(?:\.[0-9]{1,3}){3}")  # a date, an address
_PLAIN_EMAIL = re.compile(r"(?:mailto:)?<?[^\s<>()\[\]{}\"'`,;:@\uff20\ufe6b%&]+@[\w.-]+>?", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;\s]+")
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63})+")
_FILE = re.compile(r"\.(?:pdf|png|jpe?g|eml|msg|txt|html?|docx?|odt)$", re.IGNORECASE)  # endings of proofs, and of no domain
_STOPS = frozenset(" \t\r\n<>,;:=/«»“”‘’\u202f\u00a0")
_OPENING = frozenset("([{\"'`")
_SHARED = re.compile("admin|abuse|contact|dns|domain|info|master|network|noc|ops|registry|root|soa|support|tech|zone", re.IGNORECASE)


class Word(NamedTuple):
    """A word of a text, folded, with its place in it."""

    folded: str
    start: int
    end: int


Table: TypeAlias = dict[int, dict[int, list[list[str]]]]
"""Phrases by the number of their words and by what these add up to as hashes, each as its words in one order."""


def words_of(text: str) -> list[Word]:
    """The words of a text in order; case and accents aside, whatever parts them."""
    found = (Word(fold(one.group()).replace(" ", ""), one.start(), one.end()) for one in _WORD.finditer(text))
    return [word for word in found if word.folded]


class Phrases:
    """Sets of names, found in any order of their words, without regard to case, accents and what parts the words."""

    def __init__(self, *sets: frozenset[str]) -> None:
        tables = ((_shared if len(phrases) > MANY else _by_length)(phrases) for phrases in sets if phrases)
        self._tables = tuple(table for table in tables if table)
        self._lengths = sorted({length for table in self._tables for length in table}, reverse=True)

    def __bool__(self) -> bool:
        return bool(self._tables)

    def spans(self, text: str, words: list[Word]) -> Iterator[tuple[int, int]]:
        """Every place where a phrase stands, as the numbers of its first word and of the word after it; the longest first, none twice."""
        lengths = [length for length in self._lengths if length <= len(words)]
        if not lengths:
            return
        sums = [0, *accumulate(hash(word.folded) for word in words)]
        wide = [0, *accumulate(one.start - before.end > GAP for before, one in pairwise(words))]
        place = 0
        while place < len(words):
            for length in lengths:
                end = place + length
                if end > len(words) or wide[end - 1] > wide[place]:
                    continue
                if self._has(length, sums[end] - sums[place], words[place:end]):
                    if not _in_host(text, words[place].start, words[end - 1].end):
                        yield place, end
                        place = end - 1
                    break
            place += 1

    def _has(self, length: int, total: int, words: list[Word]) -> bool:
        like = [known for table in self._tables for known in table.get(length, {}).get(total, ())]
        return bool(like) and sorted(word.folded for word in words) in like


def _by_length(phrases: frozenset[str]) -> Table:
    table: Table = {}
    for phrase in phrases:
        words, total = (_sought if len(phrase) <= SHORT else _sought.__wrapped__)(phrase)
        if words:
            table.setdefault(len(words), {}).setdefault(total, []).append(words)
    return table


_shared = lru_cache(maxsize=4)(_by_length)
"""The tables of long sets: the people of a whole inventory are hidden on each of its sites."""


@lru_cache(maxsize=4096)
def _sought(phrase: str) -> tuple[list[str], int]:
    """The words of a phrase in one order, and what they add up to; none where there is nothing to look for."""
    words = sorted(word.folded for word in words_of(phrase))
    return (words, sum(map(hash, words))) if sum(map(len, words)) > 1 else ([], 0)  # one letter is nobody's name


def _in_host(text: str, start: int, end: int) -> bool:
    """Whether a place is a part, not the whole, of a domain name: those stay as they are."""
    first, last = start, end
    while first > max(0, start - 253) and (text[first - 1].isalnum() or text[first - 1] in ".-_"):
        first -= 1
    while last < min(len(text), end + 253) and (text[last].isalnum() or text[last] in ".-_"):
        last += 1
    run = text[first:last].strip(".-_")
    return len(run) > end - start and _HOST.fullmatch(run) is not None and _FILE.search(run) is None


def mask_name(name: str) -> str:
    """``Jean Martin`` → ``J… M…``."""
    return " ".join(f"{word[0]}…" for word in name.split())


# --- mailboxes -------------------------------------------------------------------------------------------------------


def mask_emails(text: str) -> str:
    """Every e-mail address in a text without its local part but for the first letter: ``j…@pixel-mail.example``.

    The at sign may be spelled ``%40``, ``＠`` or ``(at)``, and the local part be quoted or odd.
    """
    parts, before = [], 0
    for found in _AT.finditer(text):
        start = _local_start(text, before, found.start())
        if start < found.start() and found.end() < len(text):
            parts += [text[before:start], _first(text[start : found.start()]), "…"]
        else:
            parts.append(text[before : found.start()])
        parts.append(found.group())
        before = found.end()
    return "".join((*parts, text[before:]))


def _local_start(text: str, before: int, end: int) -> int:
    """Where the local part that ends at ``end`` begins, not before ``before``."""
    start = end
    if end > before and text[end - 1] == '"' and (opening := text.rfind('"', before, end - 1)) >= 0:
        start = opening + 1
    elif end > before and not text[end - 1].isspace() and text[end - 1] not in "<=:/":
        start = end - 1  # whatever it is, a bracket or a semicolon: it is part of an odd address
        while start > before and not _begins(text, before, start):
            start -= 1
    while start < end and not text[start].isalnum():
        start += 1
    return start if start < end else end


def _begins(text: str, before: int, start: int) -> bool:
    """Whether a local part begins at ``start``: after a stop, or an opening bracket or quote that itself stands at a beginning."""
    char = text[start - 1]
    if char in _STOPS:
        return True
    return char in _OPENING and (start - 1 == before or text[start - 2] in _STOPS)


def _first(local: str) -> str:
    return next((char for char in local if char.isalnum()), "")


def mask_email(email: str) -> str:
    """The value of an e-mail *field*: ``jm@pixel-mail.example`` → ``j…@pixel-mail.example``, and ``marie.durand`` → ``m…``.

    An address that is odd in any way is masked whole but for the domain; words of redaction stay.
    """
    value = email.strip()
    if not value or all(_PLAIN_EMAIL.fullmatch(piece) for piece in _BETWEEN.split(value) if piece):
        return mask_emails(email)
    ats = list(_AT.finditer(value))
    if not ats and recognise_email(value) is not None:
        return email
    local = value[: ats[-1].start()] if ats else value
    shown = f"{_first(local.removeprefix('mailto:'))}…"
    domain = value[ats[-1].end() :].strip(" \t\"'`<>()[]{};,.") if ats else ""
    return f"{shown}{ats[-1].group()}{domain}" if _HOST.fullmatch(domain) else shown


def mask_zone_mailbox(rname: str) -> str:
    r"""A zone's mailbox (RFC 1035, section 3.3.13): ``marie\.durand.pixel.example`` → ``m….pixel.example``; shared ones stay."""
    place, label = 0, ""
    while place < len(rname) and rname[place] != ".":
        step = 2 if rname[place] == "\\" else 1
        label += rname[place : place + step]
        place += step
    if place >= len(rname) or _SHARED.search(label):
        return rname
    return f"{_first(label)}…{rname[place:]}"


# --- phones ----------------------------------------------------------------------------------------------------------


def phone_core(phone: str) -> str | None:
    """The last digits of what looks like a phone (mostly digits, six or more); ``None`` for anything else."""
    found = _NUMBER.search(phone)
    if found is None or sum(map(str.isdigit, phone)) < sum(map(str.isalpha, phone)):
        return None
    return _digits(found.group())[-CORE:]


def hide_any_phone(text: str) -> str:
    """The text with ``…`` for every number that is written as a phone is: nine figures or more, after a plus or a nought."""
    return _NUMBER.sub(lambda found: "…" if found.group()[0] in "+0" and len(_digits(found.group())) >= 9 else found.group(), text)


def hide_phones(text: str, cores: frozenset[str]) -> str:
    """The text with ``…`` for every number whose digits are those of one of the phones, however it is spelled."""
    return _NUMBER.sub(lambda found: _without(found.group(), cores), text) if cores else text


def _without(number: str, cores: frozenset[str]) -> str:
    digits = _digits(number)
    if _NO_PHONE.fullmatch(number):
        return number
    return "…" if any(core in digits for core in cores) else number


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())
