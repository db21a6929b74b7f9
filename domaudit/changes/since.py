"""An earlier report to compare with (``--since``): what each of its sites showed, read from its JSON, and what became of them.

What a report lacks (an older version made it), or shows masked, is unknown: no change. So is a site that it left out, being on a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from domaudit.changes import comparing
from domaudit.changes.earlier import Object, objects, read
from domaudit.changes.facts import Facts, Fired, facts, facts_of, is_fired
from domaudit.cleaning import clean
from domaudit.errors import UsageError, said
from domaudit.model import Authority, Contact, Fact, Outcome, Record, Role, SiteReport, SiteSince, Source, Verdict, What
from domaudit.model import Since as SinceReport
from domaudit.sharding import Shard
from domaudit.spool import Spool

ONLY = "only"
"""The part that a report on a few named sites is on; that of a shard is its ``I/N``."""

_MASKED = re.compile(r"([^\W_]{1,2}…[\s,.-]*)+|[^\W_]{0,2}…@.*")
"""A name or a mailbox as a report for others shows it."""
_LONGEST_MASKED = 200
_DOMAIN = re.compile(r"(?=.{3,253}\Z)[a-z0-9_-]+(\.[a-z0-9_-]+)+")
"""What a domain looks like, as our reports write it: that one is gone is told without having been asked about."""
_KINDS: Mapping[Any, Literal["individual", "organization"]] = {"individual": "individual", "organization": "organization"}
_VERDICTS = {one.value: one for one in Verdict}
_OUTCOMES = {one.value: one for one in Outcome}
_AUTHORITIES = {one.value: one for one in Authority}
_SPEAK: Mapping[str, Literal["rdap", "whois"]] = {"rdap": "rdap", "whois": "whois"}
_FIELDS: tuple[tuple[What, str, type | tuple[type, ...]], ...] = (
    ("registrant", "contacts", dict),
    ("registrant-email", "contacts", dict),
    ("registrar", "registrar", (str, type(None))),
    ("reseller", "reseller", (str, type(None))),
    ("nameservers", "nameservers", list),
    ("expires", "expires", (str, type(None))),
    ("status", "statuses", list),
    ("dnssec", "dnssec", (bool, type(None))),
)
"""What is compared, where it stands in a site's ``registration``, and as what."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier report: when it was made, which part of an inventory it was on (None: all of it), and where its sites' facts lie."""

    audited_at: datetime
    part: str | None
    _facts: Spool[Facts]
    _places: Mapping[str, int]

    def facts(self, domain: str) -> Facts | None:
        """What it showed of a domain; None where it is not on it."""
        return self._facts[self._places[domain]] if domain in self._places else None

    def compared(self, site: SiteReport) -> SiteReport:
        """The site with what became of it since."""
        old = self.facts(site.site.domain)
        if old is not None:
            return replace(site, since=comparing.since(old, facts_of(site)))
        return replace(site, since=SiteSince("added" if self._was_for(site.site.domain) else "unseen"))

    def _was_for(self, domain: str) -> bool:
        """Whether the report would have been on a site of this domain."""
        shard = _shard(self.part)
        return self.part is None or (shard is not None and shard.holds(domain))

    def since(self, domains: Iterable[str], part: str | None) -> SinceReport:
        """What the whole is compared with; ``domains`` are those of the inventory, ``part`` is what of it is looked at."""
        known, shard = set(domains), _shard(part)
        mine = [domain for domain in self._places if domain not in known and (part is None or (shard is not None and shard.holds(domain)))]
        return SinceReport(self.audited_at, tuple(mine))


def load_earlier(path: Path) -> Earlier:
    """Read a report (``domaudit-report/1``). Raises ``UsageError`` for what is none."""
    spool, places = Spool[Facts](), dict[str, int]()

    def take(domain: str, site: Object, head: Object) -> None:
        if _DOMAIN.fullmatch(domain) and domain not in places:
            places[domain] = len(spool)
            spool.append(_facts_of(site, may_be_masked=head.get("masked") is not False))

    head = read(path, take)
    try:
        at = datetime.fromisoformat(str(head.get("audited_at")))
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(said("does not say when it was made"), where=str(path), hint=said("give a report as domaudit wrote it")) from None
    return Earlier(at, _text(head.get("part")), spool, places)


def _shard(part: str | None) -> Shard | None:
    index, slash, total = (part or "").partition("/")
    whole = slash and index.isdecimal() and total.isdecimal() and len(part or "") < 10 and 0 < int(index) <= int(total)
    return Shard(int(index), int(total)) if whole else None


# --- one site of the file --------------------------------------------------------------------------------------------


def _facts_of(site: Object, *, may_be_masked: bool) -> Facts:
    """What a site of the file showed: what it shows itself, and what it still knew from reports before it.

    What looks masked is a name like any other in a report that says that it masks nobody: who writes the record could hide behind it.
    """
    stated = site.get("registration")
    stated = stated if isinstance(stated, dict) else {}
    lacking: set[What] = {what for what, name, kind in _FIELDS if name not in stated or not isinstance(stated[name], kind)}
    record = _record(stated)
    if may_be_masked:
        lacking.update(_masked(record))
    verdict = _VERDICTS.get(str(site.get("verdict")))
    if not isinstance(site.get("findings"), list):
        lacking.add("finding")
    fired = [
        Fired(rule, str(one.get("severity")), one.get("accepted") is not None)
        for one in objects(site.get("findings"))
        if isinstance(rule := one.get("rule"), str) and len(rule) < 100
    ]
    found, kept = facts(verdict, record, _sources(site), fired, lacking=lacking), _kept(site, may_be_masked=may_be_masked)
    return Facts({**found.told, **kept}, _with(found.record, kept), verdict, found.told)


def _masked(record: Record) -> Iterator[What]:
    """What of a record looks as a report for others shows it."""
    people = record.contacts.get(Role.REGISTRANT, ())
    if any(_is_masked(name) for one in people for name in (one.name, one.organization)):
        yield "registrant"
    if any(_is_masked(one.email) for one in people):
        yield "registrant-email"
    if _is_masked(record.reseller):
        yield "reseller"


def _with(record: Record, kept: Mapping[What, Fact]) -> Record:
    """The record with the names that are still known from before: what they are is not, so that they may be people's."""
    names = kept["registrant"].values if "registrant" in kept else ()
    sellers = [value for what in ("registrar", "reseller") if (fact := kept.get(what)) is not None for value in fact.values]
    people = (*record.contacts.get(Role.REGISTRANT, ()), *(Contact(name) for name in (*names, *sellers)))
    return replace(record, contacts={Role.REGISTRANT: people})


def _sources(site: Object) -> Iterable[Source]:
    for one in objects(site.get("sources")):
        kind, outcome = _SPEAK.get(str(one.get("kind"))), _OUTCOMES.get(str(one.get("outcome")))
        if kind is not None and outcome is not None:
            yield Source(kind, "", _AUTHORITIES.get(str(one.get("authority")), Authority.REGISTRY), outcome, "")


def _record(stated: Object) -> Record:
    contacts = stated.get("contacts")
    people = objects(contacts.get("registrant")) if isinstance(contacts, dict) else []
    registrants = tuple(
        Contact(_text(one.get("name")), _text(one.get("organization")), _text(one.get("email")), kind=_kind(one.get("kind")))
        for one in people
    )
    dnssec = stated.get("dnssec")
    return Record(
        contacts={Role.REGISTRANT: registrants} if registrants else {},
        registrar=_text(stated.get("registrar")),
        reseller=_text(stated.get("reseller")),
        expires=_day(stated.get("expires")),
        statuses=_texts(stated.get("statuses")),
        nameservers=_texts(stated.get("nameservers")),
        dnssec=dnssec if isinstance(dnssec, bool) else None,
        redacted=_texts(stated.get("redacted")),
    )


def _kept(site: Object, *, may_be_masked: bool) -> dict[What, Fact]:
    """What the report could not see and knew from one before it; those of the verdict and the findings are words of ours."""
    since = site.get("since")
    kept = since.get("kept") if isinstance(since, dict) else None
    found: dict[What, Fact] = {}
    for what in comparing.WHATS:
        fact = kept.get(what) if isinstance(kept, dict) else None
        if isinstance(fact, dict):
            values = tuple(value for value in _texts(fact.get("values")) if _is_sound(what, value, may_be_masked))
            if values or what not in ("verdict", "finding"):
                found[what] = Fact(values, _texts(fact.get("spoke")), _texts(fact.get("silent")))
    return found


def _is_sound(what: What, value: str, may_be_masked: bool) -> bool:
    if what == "verdict":
        return value in _VERDICTS
    if what == "expires":
        return _day(value) is not None
    if what == "finding":
        return is_fired(value)
    return not (may_be_masked and _is_masked(value))


def _is_masked(value: str | None) -> bool:
    return value is not None and len(value) < _LONGEST_MASKED and _MASKED.fullmatch(value) is not None


def _kind(value: Any) -> Literal["individual", "organization"] | None:
    return _KINDS.get(value) if isinstance(value, str) else None


def _text(value: Any) -> str | None:
    return clean(value)[0] or None if isinstance(value, str) else None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(text for one in value if (text := _text(one))) if isinstance(value, list) else ()


def _day(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(value[:10]).replace(tzinfo=UTC) if isinstance(value, str) else None
    except ValueError:
        return None
