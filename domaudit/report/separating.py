"""One inventory's report taken apart: a report for each client, with that client's sites alone, that names no other client. Pure.

A verdict is never made anew: each site's stays what the whole inventory taught, and where a reason rests on another client's domain it is
told without that domain's name. Whom the public record of a client's own domain names as its holder stays as the record has it; in its
other lines, mailboxes and contact ids included, what is another client's is left out.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from domaudit.identity import fold, split_form
from domaudit.model import (
    Acceptance,
    Attribution,
    Contact,
    Finding,
    Observed,
    Party,
    Record,
    Remedy,
    Report,
    Request,
    Role,
    Site,
    SiteReport,
    Source,
    Text,
)
from domaudit.report.masking.hiding import Phrases, Word, hide_phones, phone_core, words_of
from domaudit.report.masking.people import declared_people
from domaudit.spool import Picked

_RESTING = ("email-learned", "handle-learned", "near-learned", "ns-learned", "email-domain", "email-looks-like", "ns-domain")
"""Reasons (``reason.…``) that name a party's own domain, which may be another client's site; ``apart.…`` tells the same without it."""

_FREE = ("whom", "error")
"""Values of findings and steps that a person wrote, or that an error of ours quotes."""

_TOKEN = re.compile(r"[\w@+-][\w.@+-]*[\w-]|\w")
_HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Client:
    """One client of an inventory, under however many of its names: the first that was written, and its sites in their order."""

    name: str
    sites: tuple[Site, ...]


def clients(sites: Iterable[Site]) -> tuple[Client, ...]:
    """The clients of some sites, in the order of their first one.

    Two parties are one client where one's name is a name or alias of the other (case, accents and punctuation aside). An alias that both
    have joins nobody: the same person may run two companies, and neither is to read the other's report.
    """
    sites = tuple(sites)
    parties = dict.fromkeys(site.client for site in sites)
    group: dict[Party, Party] = {}
    first: dict[str, Party] = {}
    for party in parties:
        group[party] = first.setdefault(_plain(party.name), party)
    for party in parties:
        for alias in party.aliases:
            other = first.get(_plain(alias))
            if other is not None:
                _join(group, party, other)
    found: dict[Party, list[Site]] = {}
    for site in sites:
        found.setdefault(_head(group, site.client), []).append(site)
    return tuple(Client(its[0].client.name, tuple(its)) for its in found.values())


def _plain(name: str) -> str:
    return fold(name) or name.strip()


def _head(group: Mapping[Party, Party], party: Party) -> Party:
    while group[party] is not party:
        party = group[party]
    return party


def _join(group: dict[Party, Party], one: Party, other: Party) -> None:
    group[_head(group, one)] = _head(group, other)


def separated(report: Report, everybody: Sequence[Client]) -> Iterator[tuple[Client, Report]]:
    """The report of each client who has a site in it; ``everybody`` are the ``clients`` of its inventory. Sites are read late.

    What was said while reading the inventory is said in the whole report alone, as are the domains that an earlier report had: whose they
    were is not known. People whom the inventory declares are masked as they are there.
    """
    whose = {site.domain: number for number, client in enumerate(everybody) for site in client.sites}
    places = [array("L") for _ in everybody]
    for place, one in enumerate(report.sites):
        places[whose[one.site.domain]].append(place)
    people = report.people | declared_people(report.inventory.sites)
    known = _Known(everybody)
    chosen = {site.domain for site in report.inventory.sites}
    since = report.since and replace(report.since, gone=())
    for number, (client, mine) in enumerate(zip(everybody, places, strict=True)):
        if mine:
            sites = tuple(site for site in client.sites if site.domain in chosen)
            inventory = replace(report.inventory, sites=sites, parties={}, notices=())
            discretion = _Discretion(number, client, whose, known)
            yield client, Report(inventory, report.audited_at, _Told(report.sites, mine, discretion), since, people)


class _Told(Picked[SiteReport]):
    """Some sites of a report, each as one client may read it."""

    def __init__(self, items: Sequence[SiteReport], numbers: Sequence[int], told: Callable[[SiteReport], SiteReport]) -> None:
        super().__init__(items, numbers)
        self._told = told

    def _item(self, number: int) -> SiteReport:
        return self._told(super()._item(number))


def _key(words: Iterable[Word]) -> tuple[str, ...]:
    return tuple(sorted(word.folded for word in words))


def _names(party: Party) -> Iterator[str]:
    """The names of a party, with and without their legal form."""
    for name in party.names:
        yield name
        yield " ".join(split_form(fold(name))[0])


class _Known:
    """All that the inventory says of clients, and whose it is.

    ``phrases`` go by their words, ``tokens`` as they are, in lower case, ``phones`` by their last digits.
    """

    def __init__(self, everybody: Sequence[Client]) -> None:
        self.named: dict[tuple[str, ...], set[int]] = {}
        self.tokens: dict[str, set[int]] = {}
        self.phones: dict[str, set[int]] = {}
        names: set[str] = set()
        for number, client in enumerate(everybody):
            for party in dict.fromkeys(site.client for site in client.sites):
                phrases = {*_names(party), *party.phones, *party.identifiers, party.contact or ""}
                names |= phrases
                for phrase in phrases:
                    self.named.setdefault(_key(words_of(phrase)), set()).add(number)
                for phone in party.phones:
                    self.phones.setdefault(phone_core(phone) or phone, set()).add(number)
                for token in (*party.emails, *party.domains, *party.handles, *party.nameservers):
                    self.tokens.setdefault(token.lower(), set()).add(number)
            for site in client.sites:
                for name in (site.domain, site.unicode):
                    self.tokens.setdefault(name.lower(), set()).add(number)
        self.phrases = Phrases(frozenset(names))


@dataclass(slots=True)
class _Discretion:
    """Tells a site's report to its own client (``number``): call it."""

    number: int
    client: Client
    whose: Mapping[str, int]
    known: _Known
    _own: tuple[set[tuple[str, ...]], set[str]] | None = field(default=None)
    _phones: frozenset[str] | None = field(default=None)

    def __call__(self, one: SiteReport) -> SiteReport:
        return replace(
            one,
            site=self._site(one.site),
            observed=self._observed(one.observed),
            keys={key: self._held(held) for key, held in one.keys.items()},
            findings=tuple(map(self._finding, one.findings)),
            indices=tuple(replace(index, text=self._reason(index.text)) for index in one.indices),
        )

    # --- what rests on another client's domain ---

    def _reason(self, text: Text) -> Text:
        kind = text.id.removeprefix("reason.")
        if kind in _RESTING and self._is_others(text.values.get("domain", "")):
            return Text(f"apart.{kind}", {name: value for name, value in text.values.items() if name != "domain"})
        return text

    def _is_others(self, domain: str) -> bool:
        return self.whose.get(domain, self.number) != self.number

    def _held(self, held: Attribution) -> Attribution:
        return replace(held, reasons=tuple(map(self._reason, held.reasons)))

    # --- what was written in free words ---

    def _site(self, site: Site) -> Site:
        if not (site.accept or site.attestation or site.requests):
            return site  # the very same: a spool keeps the inventory's own sites once
        attestation = site.attestation and replace(site.attestation, proof=self._free(site.attestation.proof))
        return replace(
            site,
            accept=tuple(self._acceptance(one) for one in site.accept),
            attestation=attestation,
            requests=tuple(map(self._request, site.requests)),
        )

    def _acceptance(self, accepted: Acceptance) -> Acceptance:
        return replace(accepted, reason=self._free(accepted.reason) or "")

    def _request(self, request: Request) -> Request:
        return replace(request, to=self._free(request.to), from_=self._free(request.from_))

    def _observed(self, observed: Observed) -> Observed:
        def told(source: Source) -> Source:
            return replace(source, imported=self._free(source.imported)) if source.imported else source

        registration = tuple(replace(seen, source=told(seen.source), record=self._record(seen.record)) for seen in observed.registration)
        return Observed(registration, tuple(replace(seen, source=told(seen.source)) for seen in observed.dns))

    def _record(self, record: Record | None) -> Record | None:
        if record is None:
            return None
        return replace(record, contacts={role: tuple(self._contact(role, one) for one in told) for role, told in record.contacts.items()})

    def _contact(self, role: Role, contact: Contact) -> Contact:
        """A contact as the record has it, without another client's details; the holder's name is what the record is about."""
        contact = replace(contact, email=self._free(contact.email), handle=self._free(contact.handle))
        if role is Role.REGISTRANT:
            return contact
        return replace(contact, name=self._free(contact.name), organization=self._free(contact.organization))

    def _finding(self, found: Finding) -> Finding:
        accepted = found.accepted and self._acceptance(found.accepted)
        return replace(found, message=self._text(found.message), accepted=accepted, remedy=found.remedy and self._remedy(found.remedy))

    def _remedy(self, remedy: Remedy) -> Remedy:
        return Remedy(self._text(remedy.title), tuple(replace(step, text=self._text(step.text)) for step in remedy.steps))

    def _text(self, text: Text) -> Text:
        if not any(name in text.values for name in _FREE):
            return text
        return Text(text.id, {name: (self._free(value) or "") if name in _FREE else value for name, value in text.values.items()})

    def _free(self, text: str | None) -> str | None:
        """Free words without what the inventory says of another client."""
        if not text:
            return text
        text = _TOKEN.sub(lambda found: self._token(found[0]), text)
        words = words_of(text)
        parts, before = [], 0
        for start, end in self.known.phrases.spans(text, words):
            if self._foreign(self.known.named.get(_key(words[start:end]), ()), _key(words[start:end]), 0):
                parts += [text[before : words[start].start], _HIDDEN]
                before = words[end - 1].end
        text = "".join((*parts, text[before:]))
        if self._phones is None:
            self._phones = frozenset(core for core, numbers in self.known.phones.items() if self.number not in numbers)
        return hide_phones(text, self._phones)

    def _token(self, token: str) -> str:
        """A mailbox, host or contact id, without what is another client's; a name below another client's domain is its too."""
        plain, host = token.lower().strip("."), token.lower().strip(".").rpartition("@")[2]
        labels = host.split(".")
        for part in (plain, *(".".join(labels[place:]) for place in range(len(labels)))):
            if self._foreign(self.known.tokens.get(part, ()), part, 1):
                return _HIDDEN
        return token

    def _foreign(self, numbers: Iterable[int], what: tuple[str, ...] | str, kind: int) -> bool:
        """Whether something is told of other clients only, and is not declared for this one's sites in another part."""
        numbers = set(numbers)
        return bool(numbers) and self.number not in numbers and what not in self._declared()[kind]

    def _declared(self) -> tuple[set[tuple[str, ...]], set[str]]:
        """What the inventory declares for this client's own sites: their providers and other parties, by words and as they are."""
        if self._own is None:
            parties = {party for site in self.client.sites for party in (site.provider, *(party for _, party in site.others))}
            phrases = {_key(words_of(one)) for party in parties for one in (*_names(party), *party.phones, *party.identifiers)}
            self._own = phrases, {one.lower() for party in parties for one in (*party.emails, *party.domains, *party.handles)}
        return self._own
