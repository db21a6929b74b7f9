"""Who is a natural person in one site's record and inventory, and which names are none's and must stay readable.

Decided with care for the person: a registrant with no organisation is one, unless the record, a legal form or the inventory says
otherwise. But the record is written by the party under audit: it never makes a person of a company that the inventory declares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cache

from domaudit.data import load
from domaudit.guides import guide
from domaudit.hosts import operators
from domaudit.identity import Kind, compare, fold, form_of, is_function, looks_like_person, may_be_person, names_trade, split_form
from domaudit.identity.folding import weak_forms
from domaudit.model import Contact, Observed, Party, Record, Site, SiteReport
from domaudit.privacy import recognise

_SOLE_TRADERS = frozenset({"ei", "eirl", "rc-ch", "ek", "eenmanszaak", "mei"})
"""Legal forms behind which stands one person under his or her own name."""


@dataclass(frozen=True, slots=True)
class People:
    """``names`` are those of natural persons, ``kept`` those of declared companies, known sellers and domains: they are never hidden."""

    names: frozenset[str]
    kept: frozenset[str]


def people_of(report: SiteReport) -> People:
    """The people and the declared names of one site."""
    site = report.site
    declared, companies = _declared(site)
    records = list(_records(report.observed, report.registration))
    records += [report.since.record] if report.since is not None and report.since.record is not None else []
    contacts = [contact for record in records for people in record.contacts.values() for contact in people]
    found = {contact.name for contact in contacts if contact.name and _is_person(contact, declared, companies)}
    found |= {name for name in _organizations_of_people(contacts, found | declared) if not _alike(name, companies)}
    stated = [value for contact in contacts for value in (contact.name, contact.organization) if value]
    found |= {value for value in stated if _near_person(value, declared) and not _alike(value, companies)}
    resellers = {record.reseller for record in records if record.reseller}
    sellers = resellers | {record.registrar for record in records if record.registrar}
    known = {value for value in sellers if _is_known(value) and not _alike(value, declared)}
    alone = {value for value in sellers if _form(value) in _SOLE_TRADERS or (value in resellers and _sells_alone(value))}
    found |= {value for value in sellers - known if (value in alone or _near_person(value, declared)) and not _alike(value, companies)}
    people = (name for name in found | declared | _written_to(site, companies) if recognise(name) is None)
    names = {_formless(name) if _form(name) in _SOLE_TRADERS else name for name in people}
    kept = companies | {name for company in companies if not _alike(name := _formless(company), declared)}
    domains = {site.domain, site.unicode, *(domain for party in _parties(site) for domain in party.domains)}
    return People(frozenset(names), frozenset(kept | known | domains))


def declared_people(sites: Iterable[Site]) -> frozenset[str]:
    """The natural persons whom an inventory declares for any of its sites."""
    found: set[str] = set()
    for site in sites:
        people, companies = _declared(site)
        found |= people | _written_to(site, companies)
    return frozenset(found)


def _is_person(contact: Contact, declared: Iterable[str], companies: Iterable[str]) -> bool:
    name = contact.name
    if not name or recognise(name) is not None:  # a redaction is nobody's name
        return False
    if _alike(name, declared):
        return True
    if _alike(name, companies):
        return False
    form = _form(name)
    if contact.kind == "individual" or form in _SOLE_TRADERS:
        return True
    if form is not None:
        return False
    if contact.kind == "organization" and not contact.organization:
        return False
    same = contact.organization is not None and _formless(contact.organization) == _formless(name)
    return not (same and (contact.kind == "organization" or _form(contact.organization or "") not in (None, *_SOLE_TRADERS)))


def _organizations_of_people(contacts: Iterable[Contact], people: Set[str]) -> Iterator[str]:
    """Organisation fields that hold a person's own name, as many registrars fill them."""
    known = {_in_any_order(name) for name in people}
    for contact in contacts:
        organization = contact.organization
        if not organization or recognise(organization) is not None:
            continue
        form = _form(organization)
        alone = contact.kind == "individual" and not contact.name
        if form in _SOLE_TRADERS or (form is None and (alone or _in_any_order(organization) in known)):
            yield organization


def _sells_alone(seller: str) -> bool:
    """Whether a reseller may be one person under his or her own name. A registrar is an accredited firm: of it nobody asks."""
    if _form(seller) is not None or recognise(seller) is not None:
        return False
    return may_be_person(seller) and len(fold(seller).split()) < 4 and not _ends_as_firm(seller)


def _ends_as_firm(seller: str) -> bool:
    """Whether a name ends in letters that are a legal form as firms write them ("Pixel Nord AB"), and hardly a surname ("Ada SAL").

    They are too little to tell two firms apart by, and enough not to take one for a person.
    """
    last = seller.split()[-1]
    if last.isupper() and last.isalpha() and len(last) > 2:
        return False
    return form_of(seller) is not None or (last.isupper() and fold(last) in _weak_words())


@cache
def _weak_words() -> frozenset[str]:
    return frozenset().union(*(words for words, _ in weak_forms().values()))


def _is_known(seller: str) -> bool:
    """Whether a seller is one of the companies that our own data name."""
    return _form(seller) not in _SOLE_TRADERS and (guide(seller) is not None or _formless(seller) in _brands())


@cache
def _brands() -> frozenset[str]:
    return frozenset(map(_formless, operators()))


def _in_any_order(name: str) -> tuple[str, ...]:
    return tuple(sorted(_formless(name, sole=True).split()))


def _near_person(value: str, declared: Iterable[str]) -> bool:
    """Whether a value is, or is nearly, the name of a declared person."""
    if recognise(value) is not None or _form(value) not in (None, *_SOLE_TRADERS):
        return False
    return any(compare(value, name, person=True).kind is not Kind.DIFFERENT for name in declared if comparable(value, name))


def _alike(name: str, others: Iterable[str]) -> bool:
    return any(compare(name, other, person=True).matches for other in others if comparable(name, other))


def comparable(one: str, other: str) -> bool:
    """Whether two names are about as long (a legal form may be long): comparing a short one with a hostile long one is dear and vain."""
    return max(len(one), len(other)) <= 2 * min(len(one), len(other)) + 50


def _declared(site: Site) -> tuple[set[str], set[str]]:
    """The names of the declared parties: people's, and all others."""
    people: set[str] = set()
    others: set[str] = set()
    for party in _parties(site):
        for place, name in enumerate(party.names):
            (people if _names_person(party, name, alias=place > 0) else others).add(name)
    return people, others


def _written_to(site: Site, companies: Iterable[str]) -> set[str]:
    """The people to whom one writes: ``contact`` of the parties, and who is asked without being a party; a company's name is none."""
    asked = (whom.partition("(")[0] for request in site.requests for whom in (request.to, request.from_) if whom)
    titled = ((_untitled(whom), whom) for whom in asked)
    named = {_untitled(party.contact) for party in _parties(site) if party.contact}
    named |= {name for name, whom in titled if looks_like_person(name) or len(name) < len(whom.strip())}
    return {name for name in named if not _is_nobody(name) and not _alike(name, companies)}


def _is_nobody(name: str) -> bool:
    """Whether a name is an undertaking's or a function's."""
    return _form(name) not in (None, *_SOLE_TRADERS) or names_trade(set(fold(name).split())) or is_function(name)


def _untitled(name: str) -> str:
    """A name without what one says before it: ``Mme Ada Fictive`` is known as ``Ada Fictive`` too."""
    words = name.split()
    while len(words) > 1 and fold(words[0]) in load("names.yaml")["titles"]["words"]:
        words = words[1:]
    return " ".join(words)


def _names_person(party: Party, name: str, *, alias: bool) -> bool:
    """Whether a name of a party is a natural person's, by the inventory alone.

    Where the kind is not told, a mailbox that spells the name tells it. A company's aliases may be people (FORMATS, section 1): an alias
    that looks like one and shares no word with the company is taken for one.
    """
    form = _form(name)
    if form in _SOLE_TRADERS:
        return party.kind in (None, "person") or alias
    if form is not None or party.kind == "person":
        return form is None
    if (party.kind is not None and not alias) or not looks_like_person(name):
        return False
    words = set(fold(name).split())
    if any(words <= set(fold(email.partition("@")[0].replace("_", " ")).split()) for email in party.emails):
        return True
    own = set(fold(party.name).split()) | {word for domain in party.domains for word in fold(domain).split()}
    return alias and not words & own and not names_trade(words)


def _form(name: str) -> str | None:
    return split_form(fold(name))[1]


def _formless(name: str, *, sole: bool = False) -> str:
    """A name, folded, without its legal form (``sole``: only without that of a sole trader)."""
    words, form = split_form(fold(name))
    return " ".join(words) if form is not None and (form in _SOLE_TRADERS or not sole) else fold(name)


def _records(observed: Observed, registration: Record) -> Iterator[Record]:
    yield registration
    yield from (seen.record for seen in observed.registration if seen.record is not None)


def _parties(site: Site) -> Iterator[Party]:
    yield from (site.client, site.provider, *(party for _, party in site.others))
