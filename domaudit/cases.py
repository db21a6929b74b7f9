"""The nouns of judgement: what each source claims of the registrant, what was decided, and the case that rules look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

from domaudit.model import Attribution, Confidence, Contact, Evidence, Holder, Key, Observed, Party, Record, Severity, Site, Text, Verdict


class Says(StrEnum):
    """What one entitled source says of the registrant (the words of the verdict table)."""

    CLIENT = "client"
    PROVIDER = "provider"
    OTHER = "other"
    HIDDEN = "hidden"
    ABSENT = "absent"
    NOT_REGISTERED = "not-registered"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of the registrant. A source that names two parties makes two claims.

    ``source`` is its place in ``Observed.sources``, ``party`` who was matched, ``near`` whom it only resembles, ``shown`` the words.
    ``person``: the match is on another name of a party, and by all signs a natural person's.
    """

    says: Says
    source: int
    confidence: Confidence = Confidence.LOW
    reasons: tuple[Text, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    shown: str | None = None
    party: Party | None = None
    near: Text | None = None
    contact: Contact | None = None
    person: bool = False

    @property
    def holder(self) -> Holder:
        """The same in the words of the report's keys."""
        return _HOLDERS[self.says]


_HOLDERS = {
    Says.CLIENT: Holder.CLIENT,
    Says.PROVIDER: Holder.PROVIDER,
    Says.OTHER: Holder.THIRD_PARTY,
    Says.HIDDEN: Holder.HIDDEN,
    Says.ABSENT: Holder.ABSENT,
    Says.NOT_REGISTERED: Holder.UNKNOWN,
    Says.SILENT: Holder.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict and the rule that carries it (``None`` where there is nothing to report)."""

    verdict: Verdict
    rule: str | None
    severity: Severity | None
    confidence: Confidence
    basis: Literal["observed", "attested"] = "observed"


@dataclass(frozen=True, slots=True)
class Shared:
    """A contact of a site that also stands on other sites of the inventory: its line, how many sites, of how many other clients.

    The other clients are never named: a report for one client does not speak of another.
    """

    line: Evidence
    sites: int
    clients: int


@dataclass(frozen=True, slots=True)
class Case:
    """All that a rule may look at for one site. ``zone`` is the registry's zone (``fr``, ``uk.com``) or the last label."""

    site: Site
    observed: Observed
    claims: tuple[Claim, ...]
    keys: Mapping[Key, Attribution]
    record: Record
    decision: Decision
    zone: str
    now: datetime
    shared: tuple[Shared, ...] = ()

    @property
    def today(self) -> date:
        """The day of the audit, in UTC."""
        return self.now.date()
