"""What changed of a domain between two audits of it: verdict, registrant, registrar, nameservers, dates, locks, findings. Pure.

Unknown is never news: what one side could not see is no change. Who has spoken is kept beside each value, because one source less may
empty a field, or put another source's words in its place, while nothing has changed at all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import NamedTuple, get_args

from domaudit import hosts, privacy
from domaudit.identity import compare
from domaudit.model import WITHHELD, Change, Contact, Fact, Outcome, Record, Role, Severity, SiteReport, SiteSince, Source, Verdict, What

WHATS: tuple[What, ...] = get_args(What)
"""Everything that is compared, in the order in which changes are told."""

_ANSWERED = (Outcome.ANSWERED, Outcome.NOT_REGISTERED)
_HELD = (Verdict.HELD_BY_CLIENT, Verdict.IN_NAME_ONLY, Verdict.HELD_BY_PROVIDER, Verdict.HELD_BY_THIRD_PARTY)
_NAMES = ("registrant", "registrar", "reseller")
_OWN_WORDS = ("expires", "status", "dnssec", "token")
"""What a registry and a registrar state each in its own way, with nothing changed: compared within one source's words alone."""

_NO_NEWS = {"could-not-conclude", "rule-failed", "one-holder-for-many"}
"""Findings that tell of a silence, of a mistake of ours, or of what other sites' sources said."""
_VERDICTS = {*map(str, Verdict), "sources-disagree", "registrant-hidden", "registrant-absent", "reserved"}
"""Findings that carry the verdict, whose change is told already."""
_OVERDUE = "request-overdue"
_INVENTORY = (_OVERDUE, "attestation-expired", "attestation-ends-soon", "acceptance-expired", "acceptance-ends-soon")
"""Findings that come of the inventory and the calendar: a source more or less is no reason for them."""
_EXPIRY = ("expires-soon", "expired", "in-redemption")
_GRAVITY = [severity.value for severity in Severity]  # the worst first
_NOTICE = _GRAVITY.index(Severity.NOTICE)
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
    """What one report says of a site, as far as it is compared; what nobody could see is not among it. ``record`` is who stood in it."""

    told: Mapping[What, Fact] = field(default_factory=dict)
    record: Record = field(default_factory=Record)


def answered(site: SiteReport) -> bool:
    """Whether any registration source told something of the domain: without that, nothing can be compared."""
    return any(seen.source.outcome in _ANSWERED for seen in site.observed.registration)


def changes(old: SiteReport, new: SiteReport) -> tuple[Change, ...]:
    """What the record of one domain says otherwise in two reports on it, in a fixed order; that of a field's values does not matter."""
    found, _ = compared(facts_of(old), facts_of(new))
    return tuple(change for change in found if change.what not in ("verdict", "finding"))


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
    told["finding"] = tuple(value for one in findings if is_fired(value := " ".join(one[:2]) + " accepted" * one.accepted))
    people = tuple(Contact(one.name, one.organization, kind=one.kind) for one in record.contacts.get(Role.REGISTRANT, ()))
    named = Record({Role.REGISTRANT: people}, registrar=record.registrar, reseller=record.reseller)
    return Facts({what: Fact(values, spoke, silent) for what, values in told.items() if what not in lacking}, named)


def _stated(record: Record) -> Iterator[tuple[What, tuple[str, ...]]]:
    people = record.contacts.get(Role.REGISTRANT, ())
    names = tuple(name for one in people for name in [_shown(one, one.organization, one.name)] if name)
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


def _shown(contact: Contact, *names: str | None) -> str | None:
    """The first of a contact's names that tells somebody."""
    return next((name for name in names if name and privacy.recognise(name) is None), None)


# --- the comparison --------------------------------------------------------------------------------------------------


def since(old: Facts, new: Facts) -> SiteSince:
    """What became of a site between two reports."""
    found, kept = compared(old, new)
    turned = next((change for change in found if change.what == "verdict"), None)
    if turned is not None and Verdict.NOT_REGISTERED in (*turned.old, *turned.new):  # that the record is empty says the same again
        found = tuple(change for change in found if change.what in ("verdict", "finding"))
    seen = bool(found) or any(what in new.told for what in old.told if what != "finding")
    return SiteSince("compared" if seen else "unseen", found, kept, old.record if found else None)


def compared(old: Facts, new: Facts) -> tuple[tuple[Change, ...], dict[What, Fact]]:
    """Every field that differs, in a fixed order, and what was known then and cannot be seen now."""
    found: list[Change] = []
    kept: dict[What, Fact] = {}
    for what in WHATS:
        before, after = old.told.get(what), new.told.get(what)
        if before is None:
            continue
        if after is None:
            kept[what] = before
        elif what == "finding":
            change, both = _findings(old, new, before, after)
            found += [change] if change.old or change.new else []
            kept |= {what: both} if both is not None else {}
        else:
            differs = _verdicts(before, after) if what == "verdict" else _values(what, before, after)
            if differs:
                found.append(Change(what, before.values, after.values))
            elif differs is None and _missed(before, after) and (_is_held(before) if what == "verdict" else not _plain(what, after)):
                kept[what] = before
    return tuple(found), kept


def _missed(one: Fact, other: Fact) -> bool:
    """Whether somebody spoke on one side who was asked in vain on the other."""
    return not set(one.spoke).isdisjoint(other.silent) or bool(one.spoke and not other.spoke)


def _is_held(verdict: Fact) -> bool:
    return verdict.values[0] in _HELD


def _verdicts(before: Fact, after: Fact) -> bool | None:
    """Whether two verdicts are two; None where it may be that a source was missing, and nothing else."""
    both = {*before.values, *after.values}
    if len(both) == 1:
        return False
    if both & {Verdict.NOT_REGISTERED, Verdict.NO_OWN_DOMAIN} or not (_missed(before, after) or _missed(after, before)):
        return True
    by_mail_alone = both == {Verdict.HELD_BY_CLIENT, Verdict.IN_NAME_ONLY}
    return True if _is_held(before) and _is_held(after) and not by_mail_alone else None


def _values(what: What, before: Fact, after: Fact) -> bool | None:
    """Whether the values of a field differ; None where it may be that a source was missing, or used other words, and nothing else."""
    then, now = _plain(what, before), _plain(what, after)
    if then == now:
        return False
    another = before.spoke[:1] != after.spoke[:1]
    if another and what in _OWN_WORDS:
        return None
    if not then or not now:
        return None if _missed(before, after) or _missed(after, before) else True
    if another and what in _NAMES:
        return not (_all_like(before.values, after.values) and _all_like(after.values, before.values))
    return True


def _plain(what: What, fact: Fact) -> set[str]:
    """The values without what makes no difference: order, repetition, case, white space, a final dot, and what is withheld."""
    if what == "status":
        return {hosts.normalise_status(value) for value in fact.values}
    return {" ".join(value.casefold().split()).removesuffix(".") for value in fact.values if value != WITHHELD} - {""}


def _all_like(values: Iterable[str], others: Sequence[str]) -> bool:
    return all(any(compare(value, other).matches for other in others) for value in values)


def _findings(old: Facts, new: Facts, before: Fact, after: Fact) -> tuple[Change, Fact | None]:
    """The findings of weight that are gone, and those that are new or graver; then what to go on from, where a source was missing now."""
    lost, heard = _missed(before, after), _missed(after, before)
    waiting = {_OVERDUE} if lost else set()  # the record may have shown that what was asked is done
    told = _NO_NEWS if _verdict(old) == _verdict(new) else _NO_NEWS | _VERDICTS
    then = {one.rule: one for one in _fired(before) if one.rule not in told}
    now = {one.rule: one for one in _fired(after) if one.rule not in told | waiting}
    due = _EXPIRY if "expires" in old.told and old.told["expires"].values else ()  # the day came nearer, whoever else spoke

    def is_news(one: Fired) -> bool:
        if one.rule in then:
            return one.grave < then[one.rule].grave
        return not heard or one.rule in due or one.rule in _INVENTORY

    def is_gone(one: Fired) -> bool:
        return one.rule not in now and (not lost or (one.rule in _INVENTORY and one.rule not in waiting))

    gone, new_ones = (
        tuple(one.rule for one in found.values() if one.grave < _NOTICE and not one.accepted and wanted(one))
        for found, wanted in ((then, is_gone), (now, is_news))
    )
    change = Change("finding", gone, new_ones)
    if not lost:
        return change, None
    both = {_rule(value): value for value in (*before.values, *(value for value in after.values if _rule(value) not in waiting))}
    return change, Fact(tuple(both.values()), tuple(dict.fromkeys((*before.spoke, *after.spoke))))


def _rule(fired: str) -> str:
    return fired.partition(" ")[0]


def _verdict(facts: Facts) -> tuple[str, ...]:
    return facts.told["verdict"].values if "verdict" in facts.told else ()


def _fired(fact: Fact) -> Iterator[Fired]:
    for value in fact.values:
        rule, severity, *accepted = value.split(" ")
        yield Fired(rule, severity, bool(accepted))


def is_fired(value: str) -> bool:
    """Whether a text is a finding as the values of ``finding`` have it: ``expires-soon warning``, and ``accepted`` where it was."""
    return _FIRED.fullmatch(value) is not None
