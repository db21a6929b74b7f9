"""What changed of a domain between two audits of it: verdict, registrant, registrar, nameservers, dates, locks, findings. Pure.

Unknown is never news: what one side could not see is no change; but that it is seen now that another than the client holds it, is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import get_args

from domaudit import hosts
from domaudit.changes.facts import Facts, Fired, facts_of, fired, is_mere, written
from domaudit.identity import compare, fold
from domaudit.model import WITHHELD, Change, Fact, Role, Severity, SiteReport, SiteSince, Verdict, What

WHATS: tuple[What, ...] = get_args(What)
"""Everything that is compared, in the order in which changes are told."""

_HELD = (Verdict.HELD_BY_CLIENT, Verdict.IN_NAME_ONLY, Verdict.HELD_BY_PROVIDER, Verdict.HELD_BY_THIRD_PARTY)
_CLIENTS = (Verdict.HELD_BY_CLIENT, Verdict.IN_NAME_ONLY)
_ALARMING = (Verdict.IN_NAME_ONLY, Verdict.HELD_BY_PROVIDER, Verdict.HELD_BY_THIRD_PARTY)
_UNSEEN = (Verdict.HIDDEN, Verdict.UNDETERMINED)
"""Verdicts that tell no holder."""

_NAMES = ("registrant", "registrar", "reseller")
_OWN_WORDS = ("expires", "status", "dnssec", "token")
"""What a registry and a registrar state each in its own way, with nothing changed: compared within one source's words alone."""
_VOICED = (*_OWN_WORDS, "registrant-email", "nameservers")
"""The same, with what another source may give in part, or behind a forwarding mailbox."""

_NO_NEWS = {"could-not-conclude", "rule-failed", "one-holder-for-many"}
"""Findings that tell of a silence, of a mistake of ours, or of what other sites' sources said."""
_VERDICTS = {*map(str, Verdict), "sources-disagree", "registrant-hidden", "registrant-absent", "reserved"}
"""Findings that carry the verdict, whose change is told already."""
_OVERDUE = "request-overdue"
_INVENTORY = (_OVERDUE, "attestation-expired", "attestation-ends-soon", "acceptance-expired", "acceptance-ends-soon")
"""Findings that come of the inventory and the calendar: a source more or less is no reason for them."""
_EXPIRY = ("expires-soon", "expired", "in-redemption")
_NOTICE = Fired("", Severity.NOTICE).grave


def changes(old: SiteReport, new: SiteReport) -> tuple[Change, ...]:
    """What the record of one domain says otherwise in two reports on it, in a fixed order; that of a field's values does not matter."""
    found, _ = compared(facts_of(old), facts_of(new))
    return tuple(change for change in found if change.what not in ("verdict", "finding"))


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
        first = _first_seen(old, new) if what == "verdict" else None
        if first is not None:
            found.append(first)
        elif before is None:
            continue
        elif after is None:
            kept[what] = before
        elif what == "finding":
            change, both = _findings(old, new, before, after)
            found += [change] if change.old or change.new else []
            kept |= {what: both} if both is not None else {}
        else:
            then = _then(what, old, before, after)
            differs = _verdicts(then, after) if what == "verdict" else _values(what, then, after)
            if differs and not (what == "registrant" and _is_the_clients(old, new)):
                found.append(Change(what, then.values, after.values))
            elif (differs is None or then is not before) and _is_lost(what, before, after):
                kept[what] = before
    if any(change.what in ("verdict", "registrant") for change in found):
        kept.pop("registrant-email", None)  # another holder's
    return tuple(found), kept


def _first_seen(old: Facts, new: Facts) -> Change | None:
    """The verdict where another than the client is seen to hold the domain now, and before it could not be seen who does."""
    before = _verdict(old) or ((old.verdict.value,) if old.verdict is not None else ())
    change = Change("verdict", before, _verdict(new))
    return change if is_first_seen(change) else None


def is_first_seen(change: Change) -> bool:
    """Whether a change is that another than the client is seen to hold the domain, which could not be seen before."""
    unseen = change.what == "verdict" and bool(change.old) and set(change.old) <= set(_UNSEEN)
    return unseen and not set(change.new).isdisjoint(_ALARMING)


def _then(what: What, old: Facts, before: Fact, after: Fact) -> Fact:
    """What to compare with: what the same source said last, where the one that was known before is still silent."""
    latest = old.latest.get(what)
    if latest is None or what not in _VOICED or not before.spoke[:1] != after.spoke[:1] == latest.spoke[:1]:
        return before
    return latest if what in _OWN_WORDS or (_plain(what, latest) and _plain(what, after)) else before


def _is_lost(what: What, before: Fact, after: Fact) -> bool:
    """Whether what was known cannot be seen now, and is to be gone on from."""
    if what == "verdict":
        return _is_held(before) and (_missed(before, after) or not _is_held(after))
    return _missed(before, after) and (what in _VOICED or bool(_plain(what, before)))


def _is_the_clients(old: Facts, new: Facts) -> bool:
    """Whether the client's own organisation stood in the record both times: another person who speaks for it is no other holder."""
    then, now = ({fold(one.organization or "") for one in side.record.contacts.get(Role.REGISTRANT, ())} for side in (old, new))
    return then == now and all(then) and bool(then) and all(set(_verdict(side)) & set(_CLIENTS) for side in (old, new))


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
    seen = not _missed(before, after) and Verdict.IN_NAME_ONLY in after.values  # who had been silent tells of the mailbox
    by_mail_alone = both == {Verdict.HELD_BY_CLIENT, Verdict.IN_NAME_ONLY} and not seen
    return True if _is_held(before) and _is_held(after) and not by_mail_alone else None


def _values(what: What, before: Fact, after: Fact) -> bool | None:
    """Whether the values of a field differ; None where it may be that a source was missing, or used other words, and nothing else."""
    then, now = _plain(what, before), _plain(what, after)
    if then == now:
        return False
    another = before.spoke[:1] != after.spoke[:1]
    if another and what in _VOICED and (what != "nameservers" or then <= now or now <= then):
        return None
    if not then or not now:
        return None if _missed(before, after) or _missed(after, before) else True
    if another and what in _NAMES:
        alike = _all_like(before.values, after.values), _all_like(after.values, before.values)
        in_part = what == "registrant" and any(alike) and any(map(is_mere, (*before.values, *after.values)))
        return None if in_part and not all(alike) else not all(alike)
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
    lost = _missed(before, after)
    heard = _missed(after, before) or (lost and before.spoke[:1] != after.spoke[:1])
    waiting = {_OVERDUE} if lost else set()  # the record may have shown that what was asked is done
    told = _NO_NEWS if _verdict(old) == _verdict(new) else _NO_NEWS | _VERDICTS
    then = {one.rule: one for one in fired(before) if one.rule not in told}
    now = {one.rule: one for one in fired(after) if one.rule not in told | waiting}
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

    def is_known(one: Fired) -> bool:
        """Whether to go on from it: what is told on another day, when who was silent speaks again, must be new then."""
        if one.rule not in now or one.rule in _INVENTORY:
            return one.rule not in waiting
        return one.grave <= then[one.rule].grave if one.rule in then else is_news(one) or one.grave >= _NOTICE

    both = {one.rule: one for one in (*fired(before), *filter(is_known, fired(after)))}
    return change, Fact(tuple(map(written, both.values())), tuple(dict.fromkeys((*before.spoke, *after.spoke))))


def _verdict(facts: Facts) -> tuple[str, ...]:
    return facts.told["verdict"].values if "verdict" in facts.told else ()
