"""The challenge of ``domaudit prove``: a token for one domain and one party, to be published in the domain's zone.

Seen there, it shows that whoever published it controls the DNS that day. It shows nothing of the title.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from domaudit.identity import fold, split_form
from domaudit.model import Lang, Site

PREFIX = "domaudit-verify="
_TOKEN = re.compile(rf"{PREFIX}([0-9a-f]{{32}})([0-9a-f]{{16}})")


@dataclass(frozen=True, slots=True)
class Challenge:
    """A token made for a site's domain and a party's name; ``language`` is the inventory's, where one was given."""

    site: Site
    party: str
    token: str
    language: Lang | None = None


def record_name(domain: str) -> str:
    """Where the token is to stand: ``_domaudit.dupont.example``."""
    return f"_domaudit.{domain}"


def token(random: bytes, domain: str, party: str) -> str:
    """The token for a domain (A-label) and a party's name, its legal form aside: 16 random bytes, and what ties them to both."""
    drawn = random[:16].hex()
    return f"{PREFIX}{drawn}{_tie(drawn, domain, party)}"


def made_for(challenge: str, domain: str, party: str) -> bool:
    """Whether a token was made for this domain and this party, and not for another."""
    found = _TOKEN.fullmatch(challenge)
    return found is not None and found.group(2) == _tie(found.group(1), domain, party)


def _tie(drawn: str, domain: str, party: str) -> str:
    return hashlib.sha256(f"{drawn}\n{domain}\n{' '.join(split_form(fold(party))[0])}".encode()).hexdigest()[:16]
