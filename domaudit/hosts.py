"""Brands behind host names, mailboxes that anyone can open, and what registration statuses mean: small look-ups in the data that ships.

A brand says who runs a server, never who holds a domain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from domaudit.data import load
from domaudit.model import Lang

_FIGURES = re.compile(r"[0-9]+")
_NOT_LETTER = re.compile(r"[\W_]+")
_MAX_LABELS = 10
_MAX_STATUS = 200
_OWN_LINK = re.compile(r"[\s(-]+https?://(?:www\.)?icann\.org/epp#[A-Za-z]{1,40}\)?\s*$")
_GRAVEST = ("resolve", "restore", "transfer", "renew", "update", "delete")


def dns_host(hostname: str) -> str | None:
    """The operator of a nameserver by the longest known suffix of its name on whole labels, or None (``dns10.ovh.net`` → ``OVHcloud``)."""
    return _operator("dns_hosts.yaml", hostname)


def mail_host(hostname: str) -> str | None:
    """The operator of a mail exchanger by the longest known suffix of its name on whole labels, or None."""
    return _operator("mail_hosts.yaml", hostname)


@cache
def operators() -> frozenset[str]:
    """Every operator of nameservers or mail that the data name, as they write it."""
    return frozenset(entry["operator"] for file in ("dns_hosts.yaml", "mail_hosts.yaml") for entry in load(file)["hosts"])


def public_mailbox(domain: str) -> bool:
    """Whether anyone, or any subscriber of an operator, can have a mailbox under this very domain (``gmail.com``, ``orange.fr``)."""
    return domain.strip().lower().removesuffix(".") in _mailboxes()


def verification_token(value: str) -> str | None:
    """The service whose token a TXT record of the domain holds (``google-site-verification=…`` → ``Google``), or None."""
    return next((entry["service"] for entry in load("verification_tokens.yaml")["tokens"] if value.startswith(entry["begins"])), None)


def is_locked(statuses: Iterable[str]) -> bool:
    """Whether one of the statuses forbids a transfer to another registrar (RFC 5731 §2.3)."""
    return any("transferprohibited" in normalise_status(status) for status in statuses)


@lru_cache(maxsize=2048)  # registries write the same few
def normalise_status(text: str) -> str:
    """A status as WHOIS or RDAP write it, made comparable: lower case, no spaces, no link, no remark.

    ``clientTransferProhibited https://icann.org/epp#…`` and ``client transfer prohibited`` both give ``clienttransferprohibited``.
    """
    return "".join(_NOT_LETTER.sub("", word) for word in _before_remark(text)).casefold()


def bare_status(text: str) -> str:
    """A status in its registry's spelling, without a link and without a remark, in which anybody may be named."""
    return " ".join(_before_remark(text))


def is_bare(status: str) -> bool:
    """Whether a status is one of EPP or RDAP, and nothing else stands there but ICANN's own link to what it means."""
    own = _OWN_LINK.sub("", status)
    return plain(own) is not None and own.split() == _before_remark(own)


def gravest_first(statuses: Iterable[str]) -> list[str]:
    """Statuses by what they stop: first those that take the name out of the DNS; those that are known before others."""
    return sorted(statuses, key=_gravity)


def _gravity(status: str) -> int:
    stopped = [_GRAVEST.index(what) for what in blocks(status)]
    return min(stopped, default=len(_GRAVEST) + (plain(status) is None))


def _before_remark(text: str) -> list[str]:
    words = []
    for word in text[:_MAX_STATUS].split():
        if word.startswith("(") or "//" in word:
            break
        words.append(word)
    return words


def plain(status: str, language: Lang = "en", *, generic: bool = False) -> str | None:
    """What a status means in plain words (not yet typeset), or None for one that is not of EPP (RFC 5731) or RDAP (RFC 8056).

    ``generic``: for a gTLD, with what ICANN's rules say of it there.
    """
    entry = _statuses().get(normalise_status(status))
    if entry is None:
        return None
    return " ".join([entry[language], *([entry["gtld"][language]] if generic and "gtld" in entry else [])])


def spelling(status: str) -> str:
    """A status as EPP spells it (``clientHold`` of ``client hold``); an unknown one as it is."""
    entry = _statuses().get(normalise_status(status))
    return status if entry is None else str(entry["epp"])


def blocks(status: str) -> tuple[str, ...]:
    """What a status stops: ``transfer``, ``update``, ``delete``, ``renew``, ``restore``, ``resolve``; empty for an unknown one."""
    entry = _statuses().get(normalise_status(status))
    return () if entry is None else tuple(entry["blocks"])


@lru_cache(maxsize=2048)  # the sites of one provider stand on the same few hosts
def _operator(file: str, hostname: str) -> str | None:
    known = _suffixes(file)
    return next((known[suffix] for suffix in _endings(hostname) if suffix in known), None)


def _endings(hostname: str) -> Iterator[str]:
    """Every ending of a host name on whole labels, longest first, each also with figures as ``#`` in its first label."""
    labels = hostname.strip().lower().removesuffix(".").rsplit(".", _MAX_LABELS)
    for at in range(len(labels) - 1):
        rest = ".".join(labels[at + 1 :])
        yield f"{labels[at]}.{rest}"
        if _FIGURES.search(labels[at]):
            yield f"{_FIGURES.sub('#', labels[at])}.{rest}"


@cache
def _suffixes(file: str) -> dict[str, str]:
    return {entry["suffix"]: entry["operator"] for entry in load(file)["hosts"]}


@cache
def _mailboxes() -> frozenset[str]:
    found: set[str] = set()
    for entry in load("public_mailboxes.yaml")["operators"]:
        found.update(entry.get("domains", ()))
        found.update(f"{name}.{ending}" for name in entry.get("names", ()) for ending in entry["endings"])
    return frozenset(found)


@cache
def _statuses() -> dict[str, dict[str, Any]]:
    return {normalise_status(entry[name]): entry for name in ("rdap", "epp") for entry in load("statuses.yaml")["statuses"]}
