"""What the record of a provider's own domains shows of it, made into proposals for the inventory. Pure.

What may be learned at all is decided where the audit decides it (``learning``): never what is redacted, a privacy service's, a
registrar's, or the nameservers of a large host. A proposal is *sure* where the record that shows it names the provider itself; then it
stands in the file as it is. All else (another name, a contact beside another name, a nameserver that others may share) is likely at best,
and stands commented out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from domaudit import hosts, identity, privacy, texts
from domaudit.catalogue import Lang
from domaudit.domains import to_unicode
from domaudit.learning import informed, learn
from domaudit.model import Contact, Learned, Location, Observation, Observed, Outcome, Party, Role, Site, SiteReport
from domaudit.starting.draft import Proposal
from domaudit.starting.listing import name_of

_KEYS: Final[dict[str, Literal["aliases", "emails", "handles", "nameservers"]]] = {
    "holder": "aliases",
    "email": "emails",
    "handle": "handles",
    "nameserver": "nameservers",
}


@dataclass(frozen=True, slots=True)
class _Seen:
    """Where a value stands: the server, the day, and which field of the answer."""

    server: str
    at: datetime | None
    field: str


def proposals(provider: str, clients: Sequence[str], own: Sequence[str], reports: Sequence[SiteReport], lang: Lang) -> tuple[Proposal, ...]:
    """What the records of the provider's ``own`` domains (A-labels) show of it, each value once; nothing that is a client's.

    ``reports`` are those on these domains, which may hold others too.
    """
    facts = [(report.site, report.observed) for report in reports if report.site.domain in own]
    others = tuple(("affiliate", Party(name)) for name in clients[1:])
    nowhere = Site("", "", "", Party(clients[0]), Party(provider, domains=tuple(own)), Location("", 0, 0), others=others)  # type: ignore[arg-type]  # a role
    learned = informed(nowhere, learn([nowhere], facts)).provider.learned
    observed = {site.domain: seen for site, seen in facts}
    found: dict[tuple[str, str], Proposal] = {}
    for one in learned:
        place = _seen(one, observed[one.domain])
        if place is None or _says_nothing_new(one, provider):
            continue
        proposal = Proposal(_KEYS[one.kind], name_of(one.value), _comment(one, place, lang), _is_sure(one, provider))
        key = (proposal.key, proposal.value.casefold())
        if key not in found or (proposal.sure and not found[key].sure):
            found[key] = proposal
    return tuple(found.values())


def silent(own: Sequence[str], reports: Sequence[SiteReport]) -> Iterator[tuple[str, Literal["nobody", "free", "nothing"]]]:
    """The own domains whose record shows nothing of a registrant, and how: nobody answered, it is not registered, it tells nothing."""
    for report in reports:
        if report.site.domain not in own:
            continue
        outcomes = [seen.source.outcome for seen in report.observed.registration]
        if Outcome.ANSWERED in outcomes:
            if not any(_names(contact) for _, contact in report.observed.contacts(Role.REGISTRANT)):
                yield report.site.unicode, "nothing"
        else:
            yield report.site.unicode, "free" if Outcome.NOT_REGISTERED in outcomes else "nobody"


def _names(contact: Contact) -> bool:
    return any(name and not privacy.recognise(name) for name in (contact.organization, contact.name))


def _says_nothing_new(one: Learned, provider: str) -> bool:
    """Whether it is the very name that was given, or a mailbox of a privacy service or a large host."""
    if one.kind == "holder":
        return " ".join(one.value.split()) == provider
    return one.kind == "email" and (privacy.recognise_email(one.value) is not None or _is_hosts(one.value))


def _is_sure(one: Learned, provider: str) -> bool:
    return identity.compare(one.value, provider).matches if one.kind == "holder" else one.sure


def _seen(one: Learned, observed: Observed) -> _Seen | None:
    """Where a value stands in the answers; None where it is one that the source itself says it withholds."""
    if one.kind == "nameserver":
        dns = next((seen for seen in observed.dns if seen.type == "NS" and one.value in seen.values), None)
        return _Seen(dns.source.server, dns.source.asked_at, "nameserver") if dns else None
    for place, contact in observed.contacts(Role.REGISTRANT):
        if _is_of_many(contact, observed.registration[place]):
            continue
        for field in ("organization", "name", "email", "handle"):
            if getattr(contact, field) == one.value and field not in contact.redacted:
                source = observed.registration[place].source
                return _Seen(source.server, source.asked_at, f"registrant.{field}")
    return None


def _is_of_many(contact: Contact, seen: Observation) -> bool:
    """Whether a contact is a privacy service's, the registrar's or a large host's: then nothing of it is the provider's own."""
    registrar = seen.record.registrar if seen.record else None
    names = [name for name in (contact.organization, contact.name) if name]
    return bool(names) and all(privacy.recognise(name) or _is_company_of_many(name, registrar) for name in names)


def _is_company_of_many(name: str, registrar: str | None) -> bool:
    return any(identity.compare(name, other).matches for other in (*hosts.operators(), *([registrar] if registrar else [])))


def _is_hosts(email: str) -> bool:
    """Whether a mailbox is one of a large host's own people, and not one that the host gives to its customers."""
    return any((hosts.dns_host(name) or hosts.mail_host(name)) and not hosts.public_mailbox(name) for name in identity.email_domains(email))


def _comment(one: Learned, place: _Seen, lang: Lang) -> str:
    field = texts.tell("start.field.nameserver", lang) if place.field == "nameserver" else texts.say_field(place.field, lang)
    day = place.at.date().isoformat() if place.at else ""
    return texts.tell("start.seen", lang, server=place.server, date=day, field=field, domain=to_unicode(one.domain))
