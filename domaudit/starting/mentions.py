"""Names of sites in a line that anybody wrote: addresses of pages, bare names, a mailbox, an IP address. Pure, linear in the line.

A line that holds nothing but names is a list, and whatever looks like a name there is meant as one. In prose a bare name counts only
where its ending is one that exists, and where it is neither a file's name nor the end of a sentence that lacks its space.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from domaudit.domains import DomainError, has_known_ending, hostname

_APART: Final = re.compile(r"[\s<>()\[\]{}\"'’‘“”«»|,;`]+")
_BULLET: Final = re.compile(r"[-*+•·–—▪>#]+|\d{1,6}[.)]?|[☐☑✓✔xX]")
_EDGES: Final = ".:!?…*_-•=~^\\/"
_AFTER: Final = ".:!?…*_"
_WEB: Final = re.compile(r"https?://|//", re.IGNORECASE)
_FIGURES: Final = re.compile(r"[\d.,:/+-]+")
# Endings that exist and are far more often those of files, in prose.
_FILES: Final = frozenset({"md", "py", "sh", "pl", "rs", "zip", "mov", "ps", "cc", "so", "ai", "app"})
_RESERVED: Final = frozenset({"example", "test", "invalid"})  # RFC 2606
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Mention:
    """Something in a line that names a ``site``, or looks as if it did: a ``mailbox``, an ``address`` (IP), a ``file``."""

    written: str
    kind: Literal["site", "mailbox", "address", "file"] = "site"


def mentions(line: str) -> Iterator[Mention]:
    """Every mention in a line, in its order; nothing where the line names nothing."""
    tokens = [token for token in _APART.split(line) if token]
    read = [(token, _read(token)) for token in tokens]
    a_list = all(found is not None or _BULLET.fullmatch(token) for token, found in read)
    for token, found in read:
        if found is None:
            continue
        if found.kind == "site" and not a_list and not _WEB.match(token) and not _is_meant(found.written):
            if _is_file(found.written):
                yield Mention(found.written, "file")
            continue
        yield found


def _read(token: str) -> Mention | None:
    """What one word may be by its shape; None for an ordinary word."""
    scheme, apart, rest = token.partition("://")
    if apart and not scheme.isalnum():  # « voir:https://… »
        token = "".join(_WEB.split(token, maxsplit=1)[-1:])
        apart, rest = "", ""
    if apart:
        return Mention(_shortened(token.rstrip(_AFTER))) if rest.strip(_EDGES) else None
    bare = token.removeprefix("mailto:").strip(_EDGES)
    before = bare.partition("/")[0]
    if "@" in before:
        local, _, host = before.rpartition("@")
        return Mention(before, "mailbox") if local and "." in host else None
    if _is_address(bare):
        return Mention(bare, "address")
    host = re.split("[/?#:]", bare, maxsplit=1)[0]
    if "." not in host or _FIGURES.fullmatch(bare) or ".." in host:
        return None
    return Mention(_shortened(bare))


def _shortened(token: str) -> str:
    return token[:_LONGEST]


def _is_address(word: str) -> bool:
    if not word[-1:].isdigit() and ":" not in word and "/" not in word:
        return False
    try:
        ipaddress.ip_address(re.sub(r"(?:/.*|(?<=\.\d):\d+)$", "", word))
    except ValueError:
        return False
    return True


def _is_meant(written: str) -> bool:
    """Whether a bare name in prose is one."""
    host = re.split("[/?#:]", written, maxsplit=1)[0]
    if host.lower().startswith("www."):
        return True
    labels = host.split(".")
    if labels[-1].istitle() and len(labels[-1]) > 1 and not host.isupper():  # "fini.La suite"
        return False
    if len(labels) == 2 and labels[1].lower() in _FILES and "/" not in written:
        return False
    if len(labels) == 2 and len(labels[0]) == 1 and len(labels[1]) == 1:  # "i.e", "p.m"
        return False
    try:
        name = hostname(host)
    except DomainError:
        return False
    return name.rpartition(".")[2] in _RESERVED or has_known_ending(name)


def _is_file(written: str) -> bool:
    labels = written.split(".")
    return len(labels) == 2 and labels[1].lower() in _FILES
