"""Who holds the keys that contacts give: registrant, its e-mail, the other contacts, the registrar account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domaudit import hosts, privacy
from domaudit.agreement import agreement, email_reason
from domaudit.attribution import match_names, maybe_person, parties, reason_of
from domaudit.cases import Claim, Says
from domaudit.identity import compare, email_domains, looks_like, under
from domaudit.model import Attribution, Confidence, Evidence, Holder, Observed, Outcome, Role, Site, Text

NOTHING_SEEN = Attribution(Holder.UNKNOWN, reasons=(Text("reason.nothing-seen"),))
_RANK = {Confidence.HIGH: 0, Confidence.MEDIUM: 1, Confidence.LOW: 2}


def distinct(said: Sequence[Claim]) -> list[Claim]:
    """The claims that name somebody, one per different party, the surest of each (N of the verdict table)."""
    named: list[Claim] = []
    for claim in said:
        if claim.says not in (Says.CLIENT, Says.PROVIDER, Says.OTHER):
            continue
        for place, known in enumerate(named):
            if _one_party(claim, known):
                if _RANK[claim.confidence] < _RANK[known.confidence]:
                    named[place] = claim
                break
        else:
            named.append(claim)
    return named


def _one_party(one: Claim, other: Claim) -> bool:
    if one.says is not other.says:
        return False
    if one.says is not Says.OTHER or (one.party is not None and one.party is other.party):
        return True
    return compare(one.shown or "", other.shown or "").matches


def registrant(said: Sequence[Claim]) -> Attribution:
    """Who the sources together name as registrant; unknown where they disagree or nobody could say."""
    named = distinct(said)
    if len(named) == 1 and not any(claim.says is Says.NOT_REGISTERED for claim in said):
        return _of(named[0])
    if named:
        reasons = tuple(text for claim in named for text in claim.reasons)
        lines = tuple(line for claim in named for line in claim.evidence)
        return Attribution(Holder.UNKNOWN, Confidence.LOW, reasons, " / ".join(claim.shown or "" for claim in named), lines)
    for says in (Says.HIDDEN, Says.ABSENT):
        for claim in said:
            if claim.says is says and not any(other.says is Says.NOT_REGISTERED for other in said):
                return _of(claim)
    reasons = tuple(text for claim in said for text in claim.reasons)
    return Attribution(Holder.UNKNOWN, Confidence.LOW, reasons or (Text("reason.nothing-seen"),))


def _of(claim: Claim) -> Attribution:
    return Attribution(claim.holder, claim.confidence, claim.reasons, claim.shown, claim.evidence, claim.party)


def theirs(site: Site, observed: Observed, *, phones: bool = True) -> tuple[Text, Evidence] | None:
    """The registrant e-mail or handle that is the provider's and not the client's, with its reason and line.

    A phone receives no codes: it counts only where nothing else of the contact is the client's (``phones``: at all).
    """
    for place, contact in observed.contacts(Role.REGISTRANT):
        clients = {line.field for _, line in agreement(contact, site.client, "client")}
        for text, line in agreement(contact, site.provider, "provider"):
            phone = line.field.endswith(".phone")
            if line.field not in clients and (not phone or (phones and not clients)):
                return text, replace(line, source=place)
    return None


def registrant_email(site: Site, observed: Observed) -> Attribution:
    """Whose mailbox receives what the registrar sends to the registrant."""
    best = NOTHING_SEEN
    for place, contact in observed.contacts(Role.REGISTRANT):
        if not contact.email:
            if best is NOTHING_SEEN and (contact.contact_uri or "email" in contact.redacted):
                best = Attribution(
                    Holder.HIDDEN,
                    Confidence.HIGH,
                    (Text("reason.redacted", {"field": "e-mail", "value": contact.contact_uri or "e-mail"}),),
                )
            continue
        line = Evidence(place, "registrant.email", contact.email)
        found = _emailholder_of(contact.email, site)
        if found.holder is not Holder.UNKNOWN:
            return replace(found, evidence=(line,))
        if best.shown is None:
            best = replace(found, evidence=(line,))
    return best


def _emailholder_of(email: str, site: Site) -> Attribution:
    if privacy.recognise_email(email):
        return Attribution(Holder.HIDDEN, Confidence.HIGH, (Text("reason.redacted", {"field": "e-mail", "value": email}),), email)
    for who, party in parties(site):
        if reason := email_reason(email, party, who):
            return Attribution(holder_of(who), Confidence.HIGH, (reason,), email, party=party)
    written = email_domains(email)
    for who, party in parties(site):
        if domain := next((own for own in party.domains if any(looks_like(host, own) for host in written)), None):
            reason = Text("reason.email-looks-like", {"value": email, "domain": domain, "who": who})
            return Attribution(Holder.UNKNOWN, Confidence.LOW, (reason,), email)
    if any(under(host, site.domain) for host in written):
        return Attribution(Holder.UNKNOWN, Confidence.LOW, (Text("reason.own-mail", {"value": email, "domain": site.domain}),), email)
    if any(map(hosts.public_mailbox, written)):
        return Attribution(Holder.UNKNOWN, Confidence.LOW, (Text("reason.email-public-mailbox", {"value": email}),), email)
    return Attribution(Holder.UNKNOWN, Confidence.LOW, (Text("reason.nobody-declared", {"field": "e-mail", "value": email}),), email)


def holder_of(who: str) -> Holder:
    """The holder that a part in the inventory stands for."""
    return Holder(who) if who in ("client", "provider") else Holder.THIRD_PARTY


def contact_in(role: Role, site: Site, observed: Observed) -> Attribution:
    """Who stands in one of the other roles (administrative, technical, billing), by name, identifier, e-mail, phone or handle."""
    best = NOTHING_SEEN
    for place, contact in observed.contacts(role):
        named = [(field, value) for field, value in (("organization", contact.organization), ("name", contact.name)) if value]
        shown = named[0][1] if named else contact.email or contact.handle
        line = Evidence(place, f"{role}.{named[0][0] if named else 'email' if contact.email else 'handle'}", shown or "")
        for match in match_names([(f, v) for f, v in named if not privacy.recognise(v)], site):
            own = Evidence(place, f"{role}.{match.field}", match.value)
            doubt = maybe_person(match, contact) and not agreement(contact, match.party, match.who)
            sure = Confidence.MEDIUM if doubt else Confidence.HIGH
            return Attribution(holder_of(match.who), sure, (reason_of(match),), match.value, (own,), match.party)
        for who, party in parties(site):
            if agreeing := agreement(contact, party, who, role):
                reason, own = agreeing[0]
                return Attribution(holder_of(who), Confidence.MEDIUM, (reason,), shown, (replace(own, source=place),), party)
        if best is NOTHING_SEEN and shown:
            best = _unmatched(named[0] if named else ("e-mail", shown), shown, line)
    return best


def _unmatched(field: tuple[str, str], shown: str, line: Evidence) -> Attribution:
    if privacy.recognise(shown) or privacy.recognise_email(shown):
        return Attribution(Holder.HIDDEN, Confidence.HIGH, (Text("reason.redacted", {"field": field[0], "value": shown}),), shown, (line,))
    return Attribution(
        Holder.THIRD_PARTY, Confidence.MEDIUM, (Text("reason.nobody-declared", {"field": field[0], "value": shown}),), shown, (line,)
    )


def registrar_account(site: Site, observed: Observed) -> Attribution:
    """Whose account at the registrar the domain is in, as far as reseller and registrar lines tell; mostly it cannot be seen."""
    shown = None
    lines: tuple[Evidence, ...] = ()
    for place, seen in enumerate(observed.registration):
        record = seen.record
        if record is None or seen.source.outcome is not Outcome.ANSWERED:
            continue
        for field, value in (("reseller", record.reseller), ("registrar", record.registrar)):
            if not value:
                continue
            line = Evidence(place, field, value)
            for who, party in parties(site):
                if any(compare(value, name).matches for name in party.names):
                    reason = Text(f"reason.{field}-is", {"value": value, "who": who})
                    return Attribution(holder_of(who), Confidence.HIGH, (reason,), value, (line,), party)
            if shown is None:
                shown, lines = value, (line,)
    if shown is None:
        return NOTHING_SEEN
    return Attribution(Holder.UNKNOWN, Confidence.LOW, (Text("reason.account-unseen", {"value": shown}),), shown, lines)
