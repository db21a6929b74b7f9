"""What follows: who holds which key, findings, remedies, the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal, TypeAlias

from domaudit.model.inventory import Acceptance, Inventory, Party, RequestKind, Site
from domaudit.model.observed import Observed, Record
from domaudit.model.words import Confidence, Holder, Key, Severity, Text, Verdict


@dataclass(frozen=True, slots=True)
class Evidence:
    """The line that a statement rests on: the source's place in ``Observed.sources``, the field, its words as received."""

    source: int
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who one key belongs to, with the reasons and the words shown."""

    holder: Holder
    confidence: Confidence = Confidence.LOW
    reasons: tuple[Text, ...] = ()
    shown: str | None = None
    evidence: tuple[Evidence, ...] = ()
    party: Party | None = None


Reader: TypeAlias = Literal["client", "provider", "ci", "prospect"]
"""For whom a report is: the one whose name it should be, the one who registered it, a job that watches, one who is no client yet."""
Actor: TypeAlias = Literal["client", "provider", "registrar", "registry", "lawyer", "court"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``who`` acts, from ``start`` on (None: when the step before is done), by ``deadline``.

    ``source`` is the address that the fact comes from, ``confidence`` how sure it is, ``cost`` what is asked for it where that is known,
    ``attach`` what to enclose, ``letter`` the kind of letter that asks for it, ``rung`` its place on the ladder
    (kind request → … → court), ``link`` where to go.
    """

    text: Text
    deadline: date | None = None
    source: str | None = None
    start: date | None = None
    who: Actor | None = None
    cost: Text | None = None
    attach: tuple[Text, ...] = ()
    letter: RequestKind | None = None
    rung: RequestKind | None = None
    link: str | None = None
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Remedy:
    """Ordered steps for a finding."""

    title: Text
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fired."""

    rule: str
    severity: Severity
    confidence: Confidence
    message: Text
    evidence: tuple[Evidence, ...] = ()
    accepted: Acceptance | None = None
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """Something that can still be seen where the holder cannot: it points somewhere and proves nothing."""

    text: Text
    evidence: tuple[Evidence, ...] = ()


What: TypeAlias = Literal[
    "verdict",
    "registrant",
    "registrant-email",
    "registrar",
    "reseller",
    "nameservers",
    "expires",
    "status",
    "dnssec",
    "token",
    "finding",
]

WITHHELD = "hidden"
"""The value of a registrant, or of a registrant's e-mail, that the record withholds."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs between two audits of a site: its values then and now, as received; empty where there was or is none.

    Of ``verdict`` the values are verdicts, of ``dnssec`` ``signed`` or ``unsigned``, of ``finding`` rules: those that fired then and do no
    longer, and those that are new or graver. What the record withholds is ``WITHHELD``.
    """

    what: What
    old: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing as it was seen: its values, who had spoken (``registry rdap``, the most entitled first), and who was asked in vain."""

    values: tuple[str, ...]
    spoke: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteSince:
    """What became of a site since an earlier report: compared, added to the inventory, or not to be seen now or then (no news).

    ``kept`` is what was known then and cannot be seen now: the next comparison goes on from it. ``record`` is what of the earlier record
    the changes tell: people in it are people.
    """

    state: Literal["compared", "added", "unseen"]
    changes: tuple[Change, ...] = ()
    kept: Mapping[What, Fact] = field(default_factory=dict)
    record: Record | None = None

    @property
    def is_news(self) -> bool:
        """Whether there is something to tell of the site."""
        return self.state == "added" or bool(self.changes)


@dataclass(frozen=True, slots=True)
class Since:
    """The earlier report that a report is compared with: when it was made (UTC), and its domains that the inventory has no longer."""

    audited_at: datetime
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteReport:
    """One site's verdict with all that it rests on. ``indices`` stand only where the holder is hidden or could not be seen.

    ``since`` tells what changed, where there is an earlier report to compare with.
    """

    site: Site
    observed: Observed
    keys: Mapping[Key, Attribution]
    verdict: Verdict
    confidence: Confidence
    basis: Literal["observed", "attested"]
    findings: tuple[Finding, ...]
    registration: Record
    indices: tuple[Index, ...] = ()
    since: SiteSince | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The audit of one inventory; ``audited_at`` came in as a value. ``sites`` of a long one are read from disk when they are wanted.

    ``since`` is the earlier report that it was compared with, ``people`` are names to mask beside those of its own inventory.
    """

    inventory: Inventory
    audited_at: datetime
    sites: Sequence[SiteReport]
    since: Since | None = None
    people: frozenset[str] = frozenset()

    @property
    def day(self) -> date:
        """The day of the audit, in UTC."""
        return self.audited_at.astimezone(UTC).date()
