"""E-mail addresses and host names: which are the same, and which lie under a party's own domain."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from domaudit.domains import to_ascii
from domaudit.identity.folding import MAX_LENGTH

_ANGLES = re.compile(r"<([^<>]*)>")
_BETWEEN = re.compile(r"[\s,;<>()\[\]\"]+")


def addresses(email: str) -> frozenset[str]:
    """Every address in the value of an e-mail field, in one spelling: lower case, domain as A-labels, no ``<>``, no ``+tag``."""
    return _addresses(email[:MAX_LENGTH])


@lru_cache(maxsize=2048)  # a provider's few mailboxes are looked at for each of its sites, many times
def _addresses(email: str) -> frozenset[str]:
    found = set()
    text = unicodedata.normalize("NFKC", email)
    bracketed = [part for part in _ANGLES.findall(text) if "@" in part]  # what stands beside it is only a name
    for word in _BETWEEN.split(" ".join(bracketed) or text):
        local, at, domain = word.casefold().removeprefix("mailto:").rpartition("@")
        if at and local and domain:
            found.add(f"{local.partition('+')[0] or local}@{_a_labels(domain)}")
    return frozenset(found)


def _a_labels(domain: str) -> str:
    domain = domain.strip(".")
    try:
        return to_ascii(domain)
    except ValueError:
        return domain


def same_email(one: str, other: str) -> bool:
    """Whether two e-mail fields hold the same address."""
    return not addresses(one).isdisjoint(addresses(other))


def email_domains(email: str) -> set[str]:
    """The domains of the addresses in an e-mail field, as A-labels in lower case without final dot."""
    return {address.rpartition("@")[2] for address in addresses(email)}


def under(name: str, domain: str) -> bool:
    """Whether a host name is ``domain`` or lies below it (both without regard to case and final dots)."""
    name, domain = name.strip().rstrip(".").casefold(), domain.strip().rstrip(".").casefold()
    return bool(domain) and (name == domain or name.endswith("." + domain))
