"""What one report says of a site, as far as two of them are compared. Pure.

Unknown is told by absence: what nobody could see is not among the facts, and who has spoken is kept beside each value, because one
source less may empty a field, or put another source's words in its place, while nothing has changed at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import NamedTuple

from domaudit import hosts, privacy
from domaudit.identity import fold, names_trade, split_form
from domaudit.model import WITHHELD, Contact, Fact, Outcome, Record, Role, Severity, SiteReport, Source, Verdict, What

_ANSWERED = (Outcome.ANSWERED, Outcome.NOT_REGISTERED)
_GRAVITY = [severity.value for severity in Severity]  # the worst first
_FIRED = re.compile(rf"[a-z]+(-[a-z]+)* ({'|'.join(_GRAVITY)})( accepted)?")


class Fired(NamedTuple):
    """A finding as it is compared."""

    rule: str
    severity: str
    accepted: bool = False

    @property
    def grave(self) -> int:
        """How grave it is, 0 the worst."""
        return _GRAVITY.index(self.severity)


@dataclass(frozen=True, slots=True)
class Facts:
    """What one report says of a site, as far as it is compared; what nobody could see is not among it. ``record`` is who stood in it.

    ``verdict`` is its own, told or not. ``latest`` is what it said itself where ``told`` has what was known before.
    """

    told: Mapping[What, Fact] = field(default_factory=dict)
    record: Record = field(default_factory=Record)
    verdict: Verdict | None = None
    latest: Mapping[What, Fact] = field(default_factory=dict)


def answered(site: SiteReport) -> bool:
    """Whether any registration source told something of the domain: without that, nothing can be compared."""
    return any(seen.source.outcome in _ANSWERED for seen in site.observed.registration)


def facts_of(site: SiteReport) -> Facts:
    """What a report says of a site, as far as it is compared."""
    found = [Fired(one.rule, one.severity.value, one.accepted is not None) for one in site.findings]
    sources = [seen.source for seen in site.observed.registration]
    texts = [seen for seen in site.observed.dns if seen.type == "TXT" and seen.name == site.site.domain and seen.exists is not None]
    tokens = tuple(value for seen in texts for value in seen.values if hosts.verification_token(value)) if texts else None
    return facts(site.verdict, site.registration, sources, found, tokens=tokens)


def facts(
    verdict: Verdict | None,
    record: Record,
    sources: Iterable[Source],
    findings: Sequence[Fired],
    *,
    tokens: tuple[str, ...] | None = None,
    lacking: Collection[What] = (),
) -> Facts:
    """The same from the parts of a report, of which ``lacking`` are not in it; ``tokens`` are verification records, None where not seen."""
    voices = [(f"{source.authority.value} {source.kind}", source.outcome) for source in sources]
    spoke = tuple(dict.fromkeys(voice for voice, outcome in voices if outcome in _ANSWERED))
    silent = tuple(sorted({voice for voice, outcome in voices if outcome is not Outcome.NO_SOURCE}.difference(spoke)))
    told: dict[What, tuple[str, ...]] = {}
    if verdict is not None and (verdict is not Verdict.UNDETERMINED or any(one.rule == "sources-disagree" for one in findings)):
        told["verdict"] = (verdict.value,)
    if spoke:
        told |= dict(_stated(record))
    if tokens is not None:
        told["token"] = tokens
    told["finding"] = tuple(value for one in findings if is_fired(value := written(one)))
    people = tuple(Contact(one.name, one.organization, kind=one.kind) for one in record.contacts.get(Role.REGISTRANT, ()))
    named = Record({Role.REGISTRANT: people}, registrar=record.registrar, reseller=record.reseller)
    return Facts({what: Fact(values, spoke, silent) for what, values in told.items() if what not in lacking}, named, verdict)


def _stated(record: Record) -> Iterator[tuple[What, tuple[str, ...]]]:
    people = record.contacts.get(Role.REGISTRANT, ())
    names = tuple(name for one in people for name in _who(one))
    emails = tuple(one.email for one in people if one.email and privacy.recognise_email(one.email) is None)
    withheld = (WITHHELD,) if people or record.withholds_registrant else ()
    yield "registrant", names or withheld
    yield "registrant-email", emails or withheld
    yield "registrar", (record.registrar,) if record.registrar else ()
    yield "reseller", (record.reseller,) if record.reseller else ()
    yield "nameservers", record.nameservers
    yield "expires", (record.expires.astimezone(UTC).date().isoformat(),) if record.expires else ()
    yield "status", tuple(status for status in record.statuses if hosts.blocks(status) or hosts.plain(status) is None)
    if record.dnssec is not None:
        yield "dnssec", ("signed" if record.dnssec else "unsigned",)


def _who(contact: Contact) -> tuple[str, ...]:
    """Who a contact is: the organisation, whoever speaks for it; with the name beside it where the organisation is a mere word."""
    told = tuple(dict.fromkeys(name for name in (contact.organization, contact.name) if name and privacy.recognise(name) is None))
    return told if told and is_mere(told[0]) else told[:1]


def is_mere(organization: str) -> bool:
    """Whether an organisation may be anybody's ("Home", "Web", "Société"): one word without a legal form, or words of a trade alone."""
    words, form = split_form(fold(organization))
    return (len(words) < 2 and form is None) or all(len(word) < 3 or names_trade({word}) for word in words)


def written(one: Fired) -> str:
    """A finding as the values of ``finding`` have it: ``expires-soon warning``, and ``accepted`` where it was."""
    return " ".join(one[:2]) + " accepted" * one.accepted


def fired(fact: Fact) -> Iterator[Fired]:
    """The findings that the values of ``finding`` stand for."""
    for value in fact.values:
        rule, severity, *accepted = value.split(" ")
        yield Fired(rule, severity, bool(accepted))


def is_fired(value: str) -> bool:
    """Whether a text is what ``written`` makes of a finding."""
    return _FIRED.fullmatch(value) is not None
