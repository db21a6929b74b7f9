"""What can still be seen where the holder is hidden or could not be seen: indices, each with its line, never proof."""

from __future__ import annotations

from collections.abc import Iterator

from domaudit.agreement import agreement, hints
from domaudit.attribution import parties
from domaudit.cases import Case
from domaudit.model import Evidence, Holder, Index, Key, Role, Text, Verdict

_OPEN = (Verdict.HIDDEN, Verdict.UNDETERMINED)
_KEYS = (Key.REGISTRANT_EMAIL, Key.ADMINISTRATIVE, Key.TECHNICAL, Key.BILLING, Key.REGISTRAR_ACCOUNT, Key.NAMESERVERS, Key.MAIL, Key.WEB)


def indices(case: Case) -> tuple[Index, ...]:
    """The indices of a case in the order of their weight; none where the record names the holder, or there is none."""
    if case.decision.verdict not in _OPEN and case.decision.basis != "attested":
        return ()
    found: dict[tuple[str, str], Index] = {}
    for index in (*_contact(case), *_shared(case), *_keys(case), *_dates(case), *_places(case)):
        found.setdefault((index.text.id, index.text.values.get("value", "")), index)
    return tuple(found.values())


def _contact(case: Case) -> Iterator[Index]:
    """An e-mail, phone or handle that a hidden registrant's contact still shows, and that is a party's."""
    for place, contact in case.observed.contacts(Role.REGISTRANT):
        for who, party in parties(case.site):
            for reason, line in (*agreement(contact, party, who), *hints(contact, party, who)):
                yield Index(reason, (Evidence(place, line.field, line.value),))


def _shared(case: Case) -> Iterator[Index]:
    for one in case.shared:
        which = "index.shared.one" if one.sites == 1 else "index.shared.other"
        yield Index(Text(which, {"value": one.line.value, "field": one.line.field, "n": str(one.sites)}), (one.line,))


def _keys(case: Case) -> Iterator[Index]:
    """Keys that a party of the inventory holds, and the reseller's line where it is nobody's of the inventory."""
    for key in _KEYS:
        held = case.keys[key]
        if held.holder in (Holder.CLIENT, Holder.PROVIDER) or (held.holder is Holder.THIRD_PARTY and held.party is not None):
            for reason, line in zip(held.reasons, held.evidence or (None,), strict=False):
                yield Index(reason, (line,) if line else ())
    held = case.keys[Key.NAMESERVERS]
    for reason in held.reasons if held.holder is Holder.UNKNOWN else ():
        if reason.id == "reason.ns-learned":
            yield Index(reason, tuple(line for line in held.evidence if line.value == reason.values["value"])[:1] or held.evidence[:1])
    held = case.keys[Key.MAIL]
    for reason in held.reasons if held.holder is Holder.UNKNOWN else ():
        if reason.id in ("reason.spf", "reason.dmarc"):
            lines = tuple(line for line in held.evidence if line.field == ("SPF" if reason.id == "reason.spf" else "DMARC"))
            yield Index(reason, lines[:1])
    if case.record.reseller and case.keys[Key.REGISTRAR_ACCOUNT].holder is Holder.UNKNOWN:
        told = [
            Evidence(place, "reseller", case.record.reseller)
            for place, seen in enumerate(case.observed.registration)
            if seen.record is not None and seen.record.reseller == case.record.reseller
        ]
        yield Index(Text("index.reseller", {"value": case.record.reseller}), tuple(told[:1]))


def _dates(case: Case) -> Iterator[Index]:
    """The day of registration against the day on which the contract was signed."""
    created, contract = case.record.created, case.site.contract
    if created is None or contract is None or contract.signed is None:
        return
    days = (created.date() - contract.signed).days
    values = {"created": created.date().isoformat(), "signed": contract.signed.isoformat(), "days": str(abs(days))}
    which = "index.created-after" if days > 0 else "index.created-before" if days < 0 else "index.created-same-day"
    lines = [
        Evidence(place, "created", seen.record.created.date().isoformat())
        for place, seen in enumerate(case.observed.registration)
        if seen.record is not None and seen.record.created == created
    ]
    yield Index(Text(which, values), tuple(lines[:1]))


def _places(case: Case) -> Iterator[Index]:
    """State and country of the registrant, where they are left in clear."""
    for place, contact in case.observed.contacts(Role.REGISTRANT):
        where = {field: value for field in ("region", "country") if (value := getattr(contact, field))}
        if where:
            lines = tuple(Evidence(place, f"registrant.{field}", value) for field, value in where.items())
            yield Index(Text("index.place", {"value": ", ".join(where.values())}), lines)
            return
