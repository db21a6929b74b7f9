"""A list of domains as people have it (one a line, a CSV export, a mail, a page) → what it names, and what was left out and why. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from domaudit import hosts
from domaudit.cleaning import one_line, visible
from domaudit.errors import Said, UsageError, said
from domaudit.starting.decoding import decode
from domaudit.starting.mentions import Mention, mentions
from domaudit.starting.page import words_of
from domaudit.starting.tables import Table, table_in

MAX_NAME: Final = 200
"""Characters of a party's name that are kept."""

MAX_NAMES: Final = 100_000
"""Names that a list may hold, with what is left out of it: many more than anybody has, few enough to be drafted in seconds."""

MAILBOX: Final = said("a mailbox, not a site")
ADDRESS: Final = said("an IP address, not a domain")
FILE: Final = said("more likely a file's name than a domain; on a line of its own it is read")
NO_NAME: Final = said("no domain name in it")
HEADERS: Final = said("the head of a mail")
BEFORE: Final = said("stands above the table's header")

_WORDS: Final = {"mailbox": MAILBOX, "address": ADDRESS, "file": FILE}
_SHOWN: Final = 60
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]*:(?: |$)")
_MAIL: Final = re.compile(r"^(?:received|message-id|mime-version|return-path):", re.IGNORECASE | re.MULTILINE)
_PAGE: Final = re.compile(r"<(?:!doctype\s+html|html|body|a\s[^<>]{0,500}href|div|p|ul|table)\b", re.IGNORECASE)
_COMMENT: Final = re.compile(r"(?:^|\s)#.*$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A site that a list names, in which line, and the parties that the same row names ('' where it names none).

    ``file`` is the list's name where there are several.
    """

    line: int
    written: str
    client: str = ""
    provider: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was left out: its line, its words made harmless and short, and why.

    ``whose`` is the client that its row names, ``domain`` the one of a mailbox that a company may have as its site.
    """

    line: int
    words: str
    reason: Said
    file: str = ""
    whose: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list holds. ``table`` tells how its columns were read, where it is a table; ``encoding`` is what its bytes are called."""

    name: str
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]
    encoding: str = "UTF-8"
    table: Table | None = None


def read_list(data: bytes, name: str) -> Listing:
    """The list in these bytes; ``name`` is its file's, for messages. Raises ``UsageError`` where they are no text, or too many names."""
    text, encoding = decode(data, name)
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    table = None
    if _PAGE.search(text):
        found: Iterator[tuple[int, str]] = words_of(text)
    elif _MAIL.search(text[:20_000]) and _HEADER.match(text.lstrip()):
        found = _mail(text, skipped)
    elif table := table_in(text):
        found = iter(())
        for _ in _read_table(table, text, entries, skipped):
            _count(len(entries) + len(skipped), name)
    else:
        found = enumerate(text.split("\n"), 1)
    for line, words in found:
        _read_line(line, _COMMENT.sub("", words), entries, skipped)
        _count(len(entries) + len(skipped), name)
    return Listing(name, tuple(entries), tuple(skipped), encoding, table)


def _count(names: int, where: str) -> None:
    if names > MAX_NAMES:
        told = said("more than {number:,} names, with the lines that name nothing", number=MAX_NAMES)
        raise UsageError(told, where=where, hint=said("split the list"))


def joined(listings: Sequence[Listing]) -> Listing:
    """Several lists as one; see ``one_of_several``. Raises ``UsageError`` where they hold too many names together."""
    if len(listings) == 1:
        return listings[0]
    entries = tuple(entry for listing in listings for entry in listing.entries)
    skipped = tuple(one for listing in listings for one in listing.skipped)
    name = ", ".join(listing.name for listing in listings)
    _count(len(entries) + len(skipped), name)
    return Listing(name, entries, skipped)


def one_of_several(listing: Listing) -> Listing:
    """The list, all of whose lines know its file."""
    entries = tuple(replace(entry, file=listing.name) for entry in listing.entries)
    return replace(listing, entries=entries, skipped=tuple(replace(one, file=listing.name) for one in listing.skipped))


def shown(words: str) -> str:
    """Words of a list as a message shows them."""
    return visible(one_line(words, _SHOWN))


def name_of(text: str) -> str:
    """A party's name as it is kept: on one line, without what cannot be seen."""
    return one_line(text.replace("\ufffe", "").replace("\uffff", ""), MAX_NAME)


def _read_table(table: Table, text: str, entries: list[Entry], skipped: list[Skipped]) -> Iterator[None]:
    """Read it row by row."""
    if table.header is not None:
        above = enumerate(text.split("\n", table.header)[: table.header - 1], 1)
        skipped += [Skipped(line, shown(words), BEFORE) for line, words in above if words.strip() and not words.startswith("sep=")]
    for row in table.rows(text):
        found = [*mentions(row.domain)]
        client, provider = name_of(row.client), name_of(row.provider)
        for mention in found:
            _take(row.line, mention, entries, skipped, client, provider)
        if not found:
            words = row.domain or row.client or row.provider
            skipped.append(Skipped(row.line, shown(words), NO_NAME, whose="" if words == row.client else client))
        yield


def _read_line(line: int, words: str, entries: list[Entry], skipped: list[Skipped]) -> None:
    found = [*mentions(words)]
    for mention in found:
        _take(line, mention, entries, skipped)
    if not found and any(map(str.isalnum, words)):
        skipped.append(Skipped(line, shown(words), NO_NAME))


def _take(line: int, mention: Mention, entries: list[Entry], skipped: list[Skipped], client: str = "", provider: str = "") -> None:
    if mention.kind == "site":
        entries.append(Entry(line, mention.written, client, provider))
    else:
        domain = mention.written.rpartition("@")[2] if mention.kind == "mailbox" else ""
        company = domain if domain and not hosts.public_mailbox(domain.lower()) else ""
        skipped.append(Skipped(line, shown(mention.written), _WORDS[mention.kind], whose=client, domain=shown(company)))


def _mail(text: str, skipped: list[Skipped]) -> Iterator[tuple[int, str]]:
    """The lines of a mail below its head, in which only servers are named."""
    head = True
    for line, words in enumerate(text.split("\n"), 1):
        if head and not words.strip() and line > 1:
            head = False
            skipped.append(Skipped(1, shown(text.split("\n", 1)[0]), HEADERS))
        elif not head:
            yield line, words
