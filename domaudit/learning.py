"""What the whole inventory teaches before any verdict: a provider's own contacts, and one hand on several clients' domains.

Pure. A learned name never matches, and a learned contact counts only where the record that shows it names the provider itself; what was
learned says where.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domaudit import hosts, privacy
from domaudit.agreement import agreement, email_reason, handle_reason
from domaudit.attribution import parties
from domaudit.cases import Shared
from domaudit.domains import registrable
from domaudit.identity import Kind, addresses, compare, email_domains, fold, is_function, split_form, under
from domaudit.model import Contact, Evidence, Learned, Location, Observation, Observed, Outcome, Party, Role, Site

MOST_DOMAINS = 50
"""Own domains of providers that are looked up in one run."""

_REPOSITORY = re.compile(r"[\w.-]{1,60}-(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{2,16}")
_LONG = 12  # characters of a masked mailbox that is one contact's own, and not the service's


@dataclass(frozen=True, slots=True)
class Hand:
    """One contact that stands as registrant: on how many ``sites``, and on how many of each client (by name, case and form aside)."""

    sites: int
    clients: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside each site: by own domain what its record shows, by contact (handle or e-mail) where else it stands."""

    shown: Mapping[str, tuple[tuple[tuple[str, ...], Learned], ...]] = field(default_factory=dict)
    hands: Mapping[str, Hand] = field(default_factory=dict)


ALONE = Known()
"""Nothing is known beside the site itself."""


def own_sites(sites: Sequence[Site], zones: Container[str]) -> tuple[Site, ...]:
    """The providers' own registrable domains that are no site themselves, each to be observed once; at most ``MOST_DOMAINS``.

    ``zones`` are those that run their own WHOIS or RDAP. What lies below somebody else's domain teaches nothing: it is not asked about.
    Such a site names no parties and stands in no line of the inventory.
    """
    nobody, nowhere = Party(""), Location("", 0, 0)
    audited = {site.domain for site in sites}
    written = dict.fromkeys(domain for site in sites for domain in site.provider.domains)
    own = [name for name in written if name not in audited and not hosts.public_mailbox(name) and _is_registrable(name, zones)]
    return tuple(Site(name, name, name, nobody, nobody, nowhere) for name in own[:MOST_DOMAINS])


def _is_registrable(domain: str, zones: Container[str]) -> bool:
    place = registrable(domain, zones)
    return place.domain == domain and not place.platform


def learn(sites: Sequence[Site], facts: Iterable[tuple[Site, Observed]]) -> Known:
    """What the records of all ``sites``, and of the providers' own domains, teach together: ``facts`` are gone through once.

    Of one hand only those are kept that stand on the domains of several clients.
    """
    audited = {site.domain for site in sites}
    own = {domain for site in sites for domain in site.provider.domains}
    first: dict[str, str] = {}
    number: Counter[str] = Counter()  # of the first client's domains
    others: dict[str, Counter[str]] = defaultdict(Counter)
    shown: dict[str, tuple[tuple[tuple[str, ...], Learned], ...]] = {}
    for site, observed in facts:
        if site.domain in own:
            shown[site.domain] = tuple(_shown(site.domain, observed))
        if site.domain not in audited:
            continue
        client = _client_of(site)
        for hand in {hand for hand, _ in _hands(site, observed)}:
            if first.setdefault(hand, client) == client:
                number[hand] += 1
            else:
                others[hand][client] += 1
    for hand, on in others.items():
        on[first[hand]] = number[hand]
    return Known(shown, {hand: Hand(on.total(), on) for hand, on in others.items()})


def informed(site: Site, known: Known) -> Site:
    """The site with its provider as the records of the provider's own domains show it, without what another party of the site claims."""
    learned = tuple(
        replace(one, sure=any(compare(holder, name).matches for holder in holders for name in site.provider.names))
        for domain in site.provider.domains
        if domain != site.domain
        for holders, one in known.shown.get(domain, ())
        if not _claimed(one, site)
    )
    return replace(site, provider=replace(site.provider, learned=learned)) if learned else site


def _client_of(site: Site) -> str:
    """The client's name without regard to case and legal form."""
    return " ".join(split_form(fold(site.client.name))[0])


def shared(site: Site, observed: Observed, known: Known) -> tuple[Shared, ...]:
    """The contacts of a site that also stand on domains of other clients in the inventory."""
    found = []
    for hand, line in _hands(site, observed):
        if _is_clients(line, site):
            continue
        on, client = known.hands.get(hand, Hand(0, {})), _client_of(site)
        others = len(on.clients) - (client in on.clients)
        if others:
            found.append(Shared(line, on.sites - on.clients.get(client, 0), others))
    return tuple(found)


# --- a provider's own domain ------------------------------------------------------------------------------------------


def _shown(domain: str, seen: Observed) -> Iterator[tuple[tuple[str, ...], Learned]]:
    """What the record of one domain shows, each with the names of the contact in which it stands."""
    for place in seen.registration:
        registrar = place.record.registrar if place.record else None
        for contact in _registrants(place):
            names = tuple(name for name in (contact.organization, contact.name) if name and _names_somebody(name, registrar))
            if names:  # the name beside an organisation is a person in it
                yield names[:1], Learned("holder", names[0], domain)
            if contact.email and not _of_many(contact.email, registrar, domain):
                yield names[:1], Learned("email", contact.email, domain)
            if contact.handle and _is_unique(contact.handle):
                yield names[:1], Learned("handle", contact.handle, domain)
    for dns in seen.dns:
        if dns.type == "NS" and dns.name == domain:
            for host in dns.values:
                if not hosts.dns_host(host) and not under(host, domain):
                    yield (), Learned("nameserver", host, domain)


def _names_somebody(name: str, registrar: str | None) -> bool:
    return not privacy.recognise(name) and not is_function(name) and not (registrar and compare(name, registrar).matches)


def _is_unique(handle: str) -> bool:
    """Whether a contact id is one contact's all over the world (RFC 5733: it ends in the repository's name, ``SP1234-FRNIC``)."""
    return not privacy.generic_handle(handle) and _REPOSITORY.fullmatch(handle.strip()) is not None


def _registrants(place: Observation) -> tuple[Contact, ...]:
    if place.record is None or place.source.outcome is not Outcome.ANSWERED:
        return ()
    return place.record.contacts.get(Role.REGISTRANT, ())


def _claimed(one: Learned, site: Site) -> bool:
    """Whether a value that was learned is, by the inventory, another party's of this site."""
    for who, party in parties(site):
        if who == "provider":
            continue
        if one.kind == "holder" and any(compare(one.value, name).kind is not Kind.DIFFERENT for name in party.names):
            return True
        if one.kind == "email" and email_reason(one.value, party, who):
            return True
        if one.kind == "handle" and handle_reason(one.value, party, who):
            return True
        if one.kind == "nameserver" and one.value in party.nameservers:
            return True
    return False


# --- one hand on several domains --------------------------------------------------------------------------------------


def _hands(site: Site, observed: Observed) -> Iterator[tuple[str, Evidence]]:
    """What tells one registrant's contact from another's: its handle, its e-mail (or the mask that stands for this very contact)."""
    for number, place in enumerate(observed.registration):
        for contact in _registrants(place):
            if contact.handle and _is_unique(contact.handle):
                yield f"handle {contact.handle.strip().casefold()}", Evidence(number, "registrant.handle", contact.handle)
            registrar = place.record.registrar if place.record else None
            if contact.email and not _of_many(contact.email, registrar, site.domain):
                yield f"email {' '.join(sorted(addresses(contact.email)))}", Evidence(number, "registrant.email", contact.email)


def _is_clients(line: Evidence, site: Site) -> bool:
    """Whether an e-mail or handle is, by the inventory, the client's own: then it stands elsewhere with its will."""
    told = Contact(handle=line.value) if line.field.endswith(".handle") else Contact(email=line.value)
    return bool(agreement(told, site.client, "client"))


def _of_many(email: str, registrar: str | None, domain: str) -> bool:
    """Whether an address is a service's or a registrar's own, which stands on everybody's domains, or one under the domain itself."""
    told = addresses(email)
    if not told or any(under(host, domain) for host in email_domains(email)):
        return True
    if privacy.recognise_email(email):
        locals_ = [address.partition("@")[0] for address in told]
        return any(len(local) < _LONG or not any(map(str.isdigit, local)) for local in locals_)
    brand = fold(registrar or "").replace(" ", "")
    labels = {fold(label).replace(" ", "") for host in email_domains(email) for label in host.split(".")[:-1]}
    return any(label in brand for label in labels if len(label) > 3)
