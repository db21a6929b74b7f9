"""What to settle before a contract is signed or a name registered: for which domains, in which words, with which questions. Pure.

The points are those of the contract clause (who is the holder, with which mailbox, in whose account, who pays, what happens at the end),
asked at the only moment when they cost nothing. The words, and where the advice comes from, are in ``data/texts/signing.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from domaudit.model import Report, SiteReport, Text

Why: TypeAlias = Literal["not-registered", "contract-undated"]
WHYS: tuple[Why, ...] = ("not-registered", "contract-undated")

LINES = ("who", "may-hold", "name", "mailbox", "account", "clause")
QUESTIONS = ("name", "mailbox", "account", "renewal", "code", "end")


@dataclass(frozen=True, slots=True)
class Open:
    """One domain on which nothing may be signed yet: its A-label, the same as people write it, and what shows it."""

    domain: str
    unicode: str
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """The domains, in the order of the inventory; what to agree on, a sentence each; and what to ask the provider."""

    domains: tuple[Open, ...]
    lines: tuple[Text, ...]
    questions: tuple[Text, ...]

    def of(self, why: Why) -> list[str]:
        """The domains that stand here for one reason, as people write them."""
        return [one.unicode for one in self.domains if why in one.why]


def signing(report: Report) -> Signing | None:
    """What to settle before signing, for a whole report; None where no domain calls for it."""
    settling = Settling()
    for site in report.sites:
        settling.add(site)
    return settling.result()


class Settling:
    """The same, taken in site by site."""

    def __init__(self) -> None:
        self._open: list[Open] = []
        self._clients: set[str] = set()
        self._providers: set[str] = set()

    def add(self, site: SiteReport) -> None:
        """Take one site in: a free name that counts (none kept aside, none that was accepted as free), or a contract without its day."""
        free = any(found.rule == "not-registered" and found.accepted is None for found in site.findings)
        contract = site.site.contract
        undated = contract is not None and contract.signed is None  # no contract at all says nothing
        why = tuple(why for why, holds in zip(WHYS, (free, undated), strict=True) if holds)
        if why:
            self._open.append(Open(site.site.domain, site.site.unicode, why))
            self._clients.add(site.site.client.name)
            self._providers.add(site.site.provider.name)

    def result(self) -> Signing | None:
        """What it came to. The client and the provider are named where they are the same for all of these domains."""
        if not self._open:
            return None
        values = {"client": _the_one(self._clients), "provider": _the_one(self._providers)}
        lines = tuple(Text(f"signing.{line}", values) for line in LINES)
        return Signing(tuple(self._open), lines, tuple(Text(f"signing.ask.{question}") for question in QUESTIONS))


def _the_one(names: set[str]) -> str:
    """The name where there is but one; else none, and the texts say "the client"."""
    return next(iter(names)) if len(names) == 1 else ""
