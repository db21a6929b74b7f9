"""Who each contact is, by which field of which source: observations -> claims about the registrant.

A contact is matched by name or identifier; an e-mail or handle alone never names the registrant. A contact that fits both the client
and the provider is the client's. What hides its holder (a redaction, a privacy service, the registrar's own name) is told apart from what
is absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domaudit import privacy
from domaudit.agreement import agreement
from domaudit.cases import Claim, Says
from domaudit.identity import (
    Kind,
    Likeness,
    compare,
    fold,
    form_of,
    identifier,
    identifier_aside,
    is_function,
    may_be_person,
    stands_in,
)
from domaudit.model import Authority, Confidence, Contact, Evidence, Observation, Observed, Outcome, Party, Record, Role, Site, Text


@dataclass(frozen=True, slots=True)
class Match:
    """One party found in one field: ``who`` is its part (``client``, ``provider`` …), ``name`` the one that matched, ``likeness`` how."""

    who: str
    party: Party
    likeness: Likeness
    field: str
    value: str
    name: str = ""
    alias: bool = False
    identifier: bool = False


def claims(site: Site, observed: Observed) -> tuple[Claim, ...]:
    """What each registration source of a site says of its registrant, in the order of ``observed.sources``."""
    return tuple(claim for place, seen in enumerate(observed.registration) for claim in _claims_of(site, place, seen))


def _claims_of(site: Site, place: int, seen: Observation) -> Iterator[Claim]:
    source, record = seen.source, seen.record
    if source.outcome is Outcome.NOT_REGISTERED:
        yield Claim(Says.NOT_REGISTERED, place, Confidence.HIGH, (Text("reason.not-registered", {"server": source.server}),))
    elif source.outcome is Outcome.NO_SOURCE:
        yield Claim(Says.SILENT, place, reasons=(Text("reason.no-source", {"zone": source.server.lstrip(".")}),))
    elif source.outcome is not Outcome.ANSWERED or record is None:
        values = {"server": source.server, "outcome": source.outcome.value, "error": source.error or ""}
        yield Claim(Says.SILENT, place, reasons=(Text("reason.not-answered", values),))
    elif source.authority is Authority.REFERRED:
        yield Claim(Says.SILENT, place, reasons=(Text("reason.not-entitled", {"server": source.server}),))
    else:
        registrants = record.contacts.get(Role.REGISTRANT, ())
        read = [read_registrant(contact, site, place, record.registrar) for contact in registrants]
        told = [claim for claim in read if claim.says is not Says.ABSENT]
        yield from told or [_nothing_told(place, seen, record)]


def _nothing_told(place: int, seen: Observation, record: Record) -> Claim:
    """What it means that a record names no registrant: withheld, cut off, not its to say, or absent."""
    server = {"server": seen.source.server}
    if (words := record.withholds_registrant) is not None:
        line = Evidence(place, "redacted", words)
        return Claim(
            Says.HIDDEN, place, Confidence.HIGH, (Text("reason.redacted", {"field": "registrant", "value": words}),), (line,), words
        )
    if seen.truncated:
        return Claim(Says.SILENT, place, reasons=(Text("reason.truncated", server),))
    if seen.thin:
        return Claim(Says.SILENT, place, reasons=(Text("reason.thin", server),))
    return Claim(Says.ABSENT, place, Confidence.HIGH, (Text("reason.absent", server),))


# --- one contact -----------------------------------------------------------------------------------------------------


def read_registrant(contact: Contact, site: Site, place: int, registrar: str | None) -> Claim:
    """Who one registrant contact of source number ``place`` is; ``registrar`` is the registrar that the same source names."""
    named = [(field, value) for field, value in (("organization", contact.organization), ("name", contact.name)) if value and fold(value)]
    hiding = {field: mask for field, value in named if (mask := _hides(contact, field, value))}
    visible = [(field, value) for field, value in named if field not in hiding]
    found = match_names(named if _only_services(hiding) else visible, site, company=contact.kind == "organization")
    ours = [match for match in found if match.who == "client"]
    if registrar and len(visible) == 2 and _masks_its_customer(visible, registrar):
        visible = visible[1:]  # a registrar's own name beside another one masks its customer: the other one is the name
    # the organisation is the holder where there is one; the name beside it is a person in it
    first = (visible or named)[0][0] if named else ""
    theirs = [match for match in found if match.who == "provider" and (match.field == first or match.identifier or contact.one_name)]
    if ours:
        both = any(match.who == "provider" for match in found)
        beside = visible[0][1] if visible and visible[0][0] != ours[0].field and not (ours[0].identifier or contact.one_name) else None
        return _party_claim(Says.CLIENT, ours[0], contact, place, registrar, both=both, beside=beside)
    if theirs:
        return _party_claim(Says.PROVIDER, theirs[0], contact, place, registrar)
    for field, mask in hiding.items():
        if mask.kind == "privacy-service":
            reason = Text("reason.privacy-service", {"value": dict(named)[field], "service": mask.service or mask.words})
            return _hidden(place, field, dict(named)[field], reason)
    if visible:
        field, value = visible[0]
        if registrar and compare(value, registrar).matches:
            return _hidden(place, field, value, Text("reason.registrar-named", {"value": value}))
        return _other(visible[0], found, contact, site, place)
    if hiding:
        field, value = named[0]
        return _hidden(place, field, value, Text("reason.redacted", {"field": field, "value": value}))
    if contact.handle and privacy.generic_handle(contact.handle):
        return _hidden(place, "handle", contact.handle, Text("reason.redacted", {"field": "handle", "value": contact.handle}))
    if contact.redacted:
        words = ", ".join(contact.redacted)
        return _hidden(place, "redacted", words, Text("reason.redacted", {"field": "registrant", "value": words}))
    return Claim(Says.ABSENT, place, Confidence.HIGH, (Text("reason.no-name"),), contact=contact)


def _masks_its_customer(visible: Sequence[tuple[str, str]], registrar: str) -> bool:
    """Whether the organisation is the registrar, and the name beside it somebody else's (and no mere function: "Domain Department")."""
    (_, organization), (_, name) = visible
    return compare(organization, registrar).matches and not compare(name, registrar).matches and not is_function(name)


def _hides(contact: Contact, field: str, value: str) -> privacy.Privacy | None:
    """What hides the holder in one field: its words, or the source's own statement that it withholds this field (RFC 9537)."""
    return privacy.recognise(value) or (privacy.Privacy("redaction", value) if field in contact.redacted else None)


def _only_services(hiding: dict[str, privacy.Privacy]) -> bool:
    """Whether what hides are the names of services: companies, which the inventory may have declared."""
    return bool(hiding) and all(mask.kind == "privacy-service" for mask in hiding.values())


def match_names(fields: Sequence[tuple[str, str]], site: Site, *, company: bool = False) -> list[Match]:
    """Every declared party of a site whose name or identifier stands in one of the fields, client first.

    ``company``: the source says that the contact is one, whose words keep their order.
    """
    found = []
    for who, party in parties(site):
        for field, value in fields:
            match = _match(who, party, field, value, company)
            if match:
                found.append(match)
                break
        else:
            known = [number for text in party.identifiers if (number := identifier(text, party.country))]
            for field, value in fields:
                if any(stands_in(number, value) for number in known):
                    found.append(Match(who, party, Likeness(Kind.SAME), field, value, identifier=True))
                    break
    return found


def parties(site: Site) -> Iterator[tuple[str, Party]]:
    """The declared parties of a site with the word for their part: client, provider, then the others."""
    yield "client", site.client
    yield "provider", site.provider
    yield from site.others


def _match(who: str, party: Party, field: str, value: str, company: bool) -> Match | None:
    for number, name in enumerate(party.names):
        formless = not _has_form(value) and not _has_form(name)
        person = party.kind == "person" or (field == "name" and formless and not company and (party.kind is None or number > 0))
        likeness = compare(value, name, person=person)
        if not likeness.matches and (bare := identifier_aside(value)) != value:
            likeness = compare(bare, name, person=person)
        if likeness.matches:
            return Match(who, party, likeness, field, value, name, alias=number > 0)
    return None


def _has_form(name: str) -> bool:
    return form_of(name) is not None


def _party_claim(
    says: Says, match: Match, contact: Contact, place: int, registrar: str | None, *, both: bool = False, beside: str | None = None
) -> Claim:
    reasons = [reason_of(match)]
    sure = Confidence.HIGH
    agreeing = agreement(contact, match.party, match.who)
    if not match.identifier and not agreeing and maybe_person(match, contact):
        reasons.append(Text("reason.name-alone"))
        sure = Confidence.MEDIUM
    if match.likeness.why == "why.trade-name" or (match.identifier and not _is_like(match)):
        sure = Confidence.MEDIUM  # a shop sign is not exclusive; a number may be named beside another's name
    if both:
        reasons.append(Text("reason.both-parties"))
        sure = Confidence.MEDIUM
    elif beside is not None:
        reasons.append(Text("reason.beside-organization", {"value": beside}))
        sure = Confidence.MEDIUM
    if says is Says.PROVIDER and registrar and compare(registrar, match.value).matches:
        reasons.append(Text("reason.may-mask-customer"))
        sure = Confidence.MEDIUM
    line = Evidence(place, f"registrant.{match.field}", match.value)
    return Claim(
        says,
        place,
        sure,
        (*reasons, *(text for text, _ in agreeing)),
        (line,),
        match.value,
        match.party,
        contact=contact,
        person=_is_person_of(match, contact),
    )


def _is_person_of(match: Match, contact: Contact) -> bool:
    """Whether a person is named where the party is not one: in law a person and a company are two holders."""
    if not match.alias or match.party.kind == "person" or _has_form(match.value) or contact.kind == "organization":
        return False
    return contact.kind == "individual" or (match.field == "name" and not contact.organization and len(fold(match.value).split()) in (2, 3))


def _is_like(match: Match) -> bool:
    """Whether the text in which a party's identifier stands is that number alone, or also like one of its names."""
    rest = " ".join(word for word in identifier_aside(match.value).split() if any(map(str.isalpha, word)))
    return not rest or any(compare(rest, name).kind is not Kind.DIFFERENT for name in match.party.names)


def reason_of(match: Match) -> Text:
    """Why a field's words are a party's."""
    values = {"field": match.field, "value": match.value, "party": match.party.name, "who": match.who}
    if match.identifier:
        return Text("reason.identifier-same", values)
    if match.likeness.kind is Kind.SAME_BUT_FORM:
        return Text("reason.name-same-form", values)
    return Text("reason.name-alias" if match.alias else "reason.name-same", values)


def maybe_person(match: Match, contact: Contact) -> bool:
    """Whether the match may be on a natural person's name: two people may bear the same one."""
    if match.party.kind == "person" or contact.kind == "individual":
        return True
    if _has_form(match.value) or _has_form(match.name) or (match.party.kind is not None and not match.alias):
        return False
    if not may_be_person(match.value) and (match.field == "organization" or match.alias):  # "STUDIO PIXEL"
        return False
    return match.alias or contact.kind != "organization"


def _other(shown: tuple[str, str], found: Sequence[Match], contact: Contact, site: Site, place: int) -> Claim:
    field, value = shown
    line = Evidence(place, f"registrant.{field}", value)
    roles = [match for match in found if match.who not in ("client", "provider")]
    if roles:
        reason = Text("reason.other-role", {"value": value, "party": roles[0].party.name, "role": roles[0].who})
        return Claim(Says.OTHER, place, Confidence.HIGH, (reason,), (line,), value, roles[0].party, contact=contact)
    near = _nearest(value, field, site)
    reasons = [near] if near else [Text("reason.nobody-declared", {"field": field, "value": value})]
    sure = Confidence.MEDIUM if near else Confidence.HIGH
    return Claim(Says.OTHER, place, sure, tuple(reasons), (line,), value, near=near, contact=contact)


def _nearest(value: str, field: str, site: Site) -> Text | None:
    for who, party in parties(site):
        for name in party.names:
            likeness = compare(value, name)
            if likeness.kind is not Kind.DIFFERENT:
                values = {"field": field, "value": value, "party": party.name, "who": who, "why": likeness.why, "word": likeness.word}
                return Text("reason.near", values)
        for known in party.learned:
            if known.kind == "holder" and compare(value, known.value).matches:
                values = {"field": field, "value": value, "party": party.name, "who": who, "domain": known.domain, "why": "why.own-holder"}
                return Text("reason.near-learned", values)
    return None


def _hidden(place: int, field: str, value: str, reason: Text) -> Claim:
    return Claim(Says.HIDDEN, place, Confidence.HIGH, (reason,), (Evidence(place, f"registrant.{field}", value),), value)
