"""Where things are at the companies through which names are held: the holder, the lock, the code, the way to another account. Pure.

The facts stand in ``data/guides/guides.yaml``, each with the page it comes from, the day that page was read and how sure it is; their
sentences in ``data/guides/texts.yaml``. What has no source is None here, so that nobody can print it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, Literal, TypeAlias

from domaudit.data import load
from domaudit.identity import MAX_LENGTH, fold, split_form
from domaudit.identity.folding import spell_form
from domaudit.model import Confidence, Text

Kind: TypeAlias = Literal["registrar", "platform", "host"]

FACTS = ("holder", "unlock", "code", "push", "change", "not_a_transfer", "trap")
"""The facts of a guide, in the order in which they are told."""

_DATA = "guides/guides.yaml"
# What registries put behind a registrar's name: a number or a handle ("Gandi SAS R114-ME (81)"), in brackets or of this shape.
_HANDLE = re.compile(r" ?(?:\([^()]*\)|R\d{1,6}-[A-Z]{1,6})$")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a page says: the sentence, the page, the day we read it, and how sure it is.

    ``confidence`` is ``high`` for the company's own help page, ``medium`` for somebody else's page or an old one.
    """

    text: Text
    source: str
    read: date
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Guide:
    """What is known of one company; a fact for which no page was found is None."""

    id: str
    name: str
    kind: Kind
    holder: Fact | None
    unlock: Fact | None
    code: Fact | None
    push: Fact | None
    change: Fact | None
    not_a_transfer: Fact | None
    trap: Fact | None

    def facts(self) -> Iterator[tuple[str, Fact | None]]:
        """Each fact by its name, in the order in which they are told."""
        for name in FACTS:
            yield name, getattr(self, name)


@lru_cache(maxsize=1024)
def guide(registrar: str | None, iana_id: str | None = None) -> Guide | None:
    """The guide to the company that a record names, or None.

    ``registrar`` is the registrar's name as RDAP or WHOIS show it (``GANDI SAS``), or a reseller's; ``iana_id`` its number in IANA's list
    of registrars, which comes first. The whole name must agree, legal form and case aside: ``Gandini`` is not Gandi.
    """
    found = _by_number().get(iana_id.strip().lstrip("0")) if iana_id else None
    return found or (_by_name().get(_words(registrar)) if registrar else None)


@cache
def guides() -> tuple[Guide, ...]:
    """Every guide, in the order of the file."""
    return tuple(_guide(id_, entry) for id_, entry in load(_DATA)["guides"].items())


def _guide(id_: str, entry: Mapping[str, Any]) -> Guide:
    facts = {name: _fact(f"guide.{id_}.{name}", entry[name]) for name in FACTS}
    return Guide(id_, entry["name"], entry["kind"], **facts)


def _fact(id_: str, entry: Mapping[str, Any] | None) -> Fact | None:
    return None if entry is None else Fact(Text(id_), entry["source"], entry["read"], Confidence(entry["confidence"]))


@cache
def _by_number() -> dict[str, Guide]:
    return {number: one for one in guides() for number in load(_DATA)["guides"][one.id]["iana"]}


@cache
def _by_name() -> dict[tuple[str, ...], Guide]:
    return {_words(name): one for one in guides() for name in load(_DATA)["guides"][one.id]["names"]}


def _words(name: str) -> tuple[str, ...]:
    """A registrar's name as whole words, without its legal form and what registries put behind it; empty for what is no name."""
    if len(name) > MAX_LENGTH:
        return ()
    name = " ".join(name.split())
    while (cut := _HANDLE.sub("", name)) not in (name, ""):
        name = cut
    return split_form(fold(spell_form(name)))[0]
