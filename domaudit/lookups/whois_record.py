"""From what was read to the record: contacts by role, dates in UTC, nameservers, statuses, and what the source withholds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from domaudit.lookups import dates
from domaudit.lookups.whois_blocks import Found, Party
from domaudit.lookups.whois_contacts import contact, is_withheld
from domaudit.lookups.whois_labels import CONTACT_ROLES, Registry, is_latin
from domaudit.model import Contact, Record, Role

_HOST: Final = re.compile(r"^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$")
_SPLIT: Final = re.compile(r"[\s,;|()\[\]]+")
_URL_BEHIND: Final = re.compile(r"[ (]*https?://\S{0,300}[ )]*$")
_TAG: Final = re.compile(r" ?\[Tag = ([A-Z0-9-]{1,40})\]", re.IGNORECASE)
_MAX_VALUES: Final = 64
_UNSIGNED: Final = ("unsigned", "no", "n", "inactive", "not signed", "none", "false", "disabled", "unsigned delegation", "0", "signed: no")


def build(found: Found, facts: Registry, notices: tuple[str, ...], *, truncated: bool) -> Record:
    """Build the record of what was ``found``.

    With ``truncated``, a party of which only a code is known is left out: its block may be in the part that is missing.
    """
    contacts: dict[Role, tuple[Contact, ...]] = {}
    redacted: list[str] = []
    for role in Role:
        told = _contacts(role, found, facts, truncated)
        if told:
            contacts[role] = told
            redacted += [f"{role}.{name}" for one in told for name in one.redacted]
    shown = dates.order_of(value for name in ("created", "updated", "expires") for value in found.domain[name][:8])
    facts = replace(facts, dates=shown or facts.dates)
    registrar, tag = _registrar([party for party in found.parties if "registrar" in party.roles])
    domain = found.domain
    return Record(
        contacts=contacts,
        registrar=registrar,
        registrar_id=next((value for value in domain["registrar_id"] if value.isdigit()), tag),
        reseller=_registrar([party for party in found.parties if "reseller" in party.roles])[0],
        created=_date(domain["created"], facts),
        updated=_date(domain["updated"], facts),
        expires=_date(domain["expires"], facts),
        transferred=_date(domain["transferred"], facts),
        statuses=_statuses(domain["status"]),
        nameservers=hostnames(domain["nameserver"]),
        dnssec=_dnssec(domain["dnssec"], bool(domain["ds"])),
        redacted=tuple(dict.fromkeys(redacted)),
        referral=next(iter(hostnames(_bare_host(value) for value in domain["referral"])), None),
        notices=notices,
    )


def is_registered(record: Record) -> bool:
    """Whether the record shows that the name is registered: somebody holds it, serves it, sold it, or it has a date."""
    return shows_more_than_its_registrar(record) or record.registrar is not None


def shows_more_than_its_registrar(record: Record) -> bool:
    """Whether somebody holds or serves the name, or it has a date."""
    return bool(any(record.contacts.values()) or record.nameservers or record.created or record.expires)


def hostnames(values: Iterable[str]) -> tuple[str, ...]:
    """The hostnames among the words of ``values``, lower case, without final dot, each once; addresses and remarks are left out."""
    found: dict[str, None] = {}
    for value in values:
        for word in _SPLIT.split(value.lower())[:40]:
            host = word.strip(".")
            if _HOST.match(host):
                found.setdefault(host)
                if len(found) >= _MAX_VALUES:
                    return tuple(found)
    return tuple(found)


def _bare_host(value: str) -> str:
    return value.split("://", 1)[-1].split("/", 1)[0].split(":", 1)[0]


def _contacts(role: Role, found: Found, facts: Registry, truncated: bool) -> tuple[Contact, ...]:
    parties = [party for party in found.parties if role in CONTACT_ROLES & set(party.roles)]
    if any(not party.orphan and (party.lines or any(party.fields.get(name) for name in ("name", "organization"))) for party in parties):
        parties = [party for party in parties if not party.orphan]
    parties = _with_blocks(_with_persons(parties))
    told: list[Contact] = []
    for party in parties[:_MAX_VALUES]:
        if facts.first_line_only and party.orphan:
            party.lines = party.lines[:1]
        one = contact(party, holder_is_handle=facts.holder_is_handle)
        if one is None or (truncated and not (one.name or one.organization or one.email)):
            continue
        if not any(_within(one, other) for other in told):
            told = [other for other in told if not _within(other, one)]
            told.append(one)
    # A registry that withholds, and in the same answer a registrar that tells: the holder is told.
    if any((one.name or one.organization) and not _withholds(one) for one in told):
        told = [one for one in told if not _withholds(one)]
    return tuple(_joined(told))


def _with_persons(parties: list[Party]) -> list[Party]:
    """Join a holder of whom only the name is told with the contact told beside it ("Titular: X", then "Contacto Titular" and its lines)."""
    if len(parties) != 2 or parties[0].person == parties[1].person:
        return parties
    holder, person = parties if parties[1].person else parties[::-1]
    if person.fields.get("organization") or person.lines:
        return parties
    told = holder.lines or holder.fields.get("organization", []) or holder.fields.get("name", [])
    if len(told) != 1 or any(holder.fields.get(name) for name in ("email", "handle", "street")):
        return parties
    person.fields["organization"] = [told[0]]
    return [person]


def _with_blocks(parties: list[Party]) -> list[Party]:
    """Join a party's own string with the block it points to ("owner: X" beside "owner-c: Y"): one contact, not two."""
    direct = [
        party for party in parties if not party.block and party.lines and not (party.fields.get("name") or party.fields.get("organization"))
    ]
    blocks = [party for party in parties if party.block]
    if len(direct) != 1 or len(blocks) != 1:
        return parties
    joined = Party(blocks[0].roles, direct[0].holder, block=True)
    joined.fields.update({name: list(values) for name, values in blocks[0].fields.items()})
    joined.fields["organization"] = [direct[0].lines[0]]
    return [joined if party is blocks[0] else party for party in parties if party is not direct[0]]


def _withholds(one: Contact) -> bool:
    names = [name for name in (one.name, one.organization) if name]
    return bool(names) and all(is_withheld(name) for name in names)


def _joined(told: list[Contact]) -> list[Contact]:
    """Two contacts that are one: a code or e-mail address alone beside a name without; a name in the country's own script and in Latin."""
    if len(told) != 2:
        return told
    for one, other in (told, told[::-1]):
        if one == Contact(handle=one.handle) and other.handle is None:
            return [replace(other, handle=one.handle)]
        if one == Contact(email=one.email) and other.email is None:
            return [replace(other, email=one.email)]
        local, latin = one.organization or one.name, other.organization or other.name
        if local and latin and not is_latin(local) and is_latin(latin) and not (one.organization and one.name):
            return [replace(other, name=latin, organization=local, one_name=True)]
    return told


def _within(one: Contact, other: Contact) -> bool:
    """Whether ``one`` says nothing that ``other`` does not say."""
    return all(
        mine is None or mine == theirs
        for mine, theirs in (
            (one.name, other.name),
            (one.organization, other.organization),
            (one.email, other.email),
            (one.handle, other.handle),
            (one.kind, other.kind),
        )
    )


def _registrar(parties: Sequence[Party]) -> tuple[str | None, str | None]:
    """The registrar's name, and its tag where Nominet writes one."""
    for party in parties:
        name = next(iter([*party.lines[:1], *party.fields.get("organization", []), *party.fields.get("name", [])]), None)
        if party.lines and len(party.fields.get("organization", [])) > 0 and " " not in party.lines[0]:
            name = party.fields["organization"][0]  # "registrar: ABCD-0001", and its own block beneath
        if name and name.strip(" -") and name.casefold() != "none":
            tag = _TAG.search(name)
            return _URL_BEHIND.sub("", _TAG.sub("", name)).strip() or None, tag[1] if tag else None
    return None, None


def _date(values: Sequence[str], facts: Registry) -> datetime | None:
    return next((moment for moment in (dates.parse(value, order=facts.dates) for value in values[:8]) if moment), None)


def _statuses(values: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for value in values[:_MAX_VALUES]:
        for part in _URL_BEHIND.sub("", value).split(","):
            if part.strip():
                found.setdefault(part.strip().casefold(), part.strip())
    return tuple(found.values())


def _dnssec(values: Sequence[str], has_ds: bool) -> bool | None:
    for value in values:
        folded = value.strip().casefold()
        if folded in _UNSIGNED or folded.startswith(("unsigned", "not ")):
            return False
        if folded.startswith(("signed", "yes", "active", "y", "true", "enabled", "secure")):
            return True
    return True if has_ds else None
