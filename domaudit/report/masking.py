"""What of a natural person may be shown where others can read it: initials, half an e-mail, nothing of phones and streets.

A screen shows what was read; files, pipes (a CI log is public) and machine formats mask people. Whether a name is a person's is decided
with care for the person: a registrant with no organisation is one, unless the record, a legal form or the inventory says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from domaudit.identity import compare, fold, split_form
from domaudit.model import Contact, Evidence, Observed, Party, Record, Site, SiteReport, Text
from domaudit.privacy import recognise

_SOLE_TRADERS = frozenset({"ei", "eirl"})
"""Legal forms behind which stands one person under his or her own name."""

_LOCAL_ENDS = frozenset(" \t\r\n<>()[]\"'`,;:«»“”‘’/=\u202f\u00a0")


def mask_name(name: str) -> str:
    """``Jean Martin`` → ``J… M…``."""
    return " ".join(f"{word[0]}…" for word in name.split())


def mask_emails(text: str) -> str:
    """Every e-mail address in a text without its local part but for the first letter: ``j…@pixel-mail.example``. Linear."""
    parts = text.split("@")
    for place, part in enumerate(parts[:-1]):
        start = len(part)
        while start and part[start - 1] not in _LOCAL_ENDS:
            start -= 1
        if start < len(part) and parts[place + 1]:
            parts[place] = f"{part[: start + 1]}…"
    return "@".join(parts)


def mask_email(email: str) -> str:
    """``jm@pixel-mail.example`` → ``j…@pixel-mail.example``."""
    return mask_emails(email)


@dataclass(frozen=True, slots=True)
class Mask:
    """What to hide in the words of one site. Call it on any value that came from the wire or from the inventory.

    ``names`` are people's names, ``others`` phones and streets; each is hidden wherever it stands as a whole word, but not inside a
    domain name. ``OPEN`` hides nothing.
    """

    names: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    emails: bool = True
    _words: re.Pattern[str] | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        words = sorted({word for word in self.names | self.others if len(word.strip()) > 1}, key=lambda word: (-len(word), word))
        pattern = "|".join(re.escape(word) for word in words)
        object.__setattr__(self, "_words", re.compile(rf"(?<![\w.-])(?:{pattern})(?![\w-]|\.\w)", re.IGNORECASE) if words else None)

    def __call__(self, value: str) -> str:
        """The value with every person's detail masked."""
        if self._words is not None:
            value = self._words.sub(self._hide, value)
        return mask_emails(value) if self.emails and "@" in value else value

    def _hide(self, found: re.Match[str]) -> str:
        hidden = found.group()
        return mask_name(hidden) if fold(hidden) in {fold(name) for name in self.names} else "…"

    def text(self, text: Text) -> Text:
        """A sentence with its values masked."""
        return Text(text.id, {name: self(value) for name, value in text.values.items()})

    def evidence(self, line: Evidence) -> Evidence:
        """A line of evidence with its words masked."""
        return replace(line, value=self(line.value))

    def contact(self, contact: Contact) -> Contact:
        """A contact with its person masked; phone and street are left out altogether."""
        return replace(
            contact,
            name=contact.name and self(contact.name),
            organization=contact.organization and self(contact.organization),
            email=contact.email and mask_email(contact.email),
            street=contact.street and "…",
            phone=contact.phone and "…",
            contact_uri=contact.contact_uri and self(contact.contact_uri),
        )

    def record(self, record: Record) -> Record:
        """A record with every contact masked."""
        return replace(record, contacts={role: tuple(map(self.contact, people)) for role, people in record.contacts.items()})


OPEN = Mask(emails=False)
"""The mask that hides nothing: for a screen, or where personal data was asked for."""


def mask_of(report: SiteReport) -> Mask:
    """What has to be masked in the words of one site's report."""
    contacts = list(_contacts(report.observed, report.registration))
    names = {contact.name for contact in contacts if contact.name and is_person(contact, report.site)}
    names |= set(_organizations_of_people(contacts))
    folded = {fold(name) for name in names}
    for party in _parties(report.site):
        if party.kind == "person":
            names |= {form for name in party.names for form in _orders(name)}
        else:
            names |= {name for name in party.names if fold(name) in folded}
    details = (value for contact in contacts for value in (contact.phone, contact.street) if value and len(value) > 4)
    others = {value for value in details if recognise(value) is None}  # "REDACTED FOR PRIVACY" is nobody's street
    return Mask(frozenset(names), frozenset(others))


def is_person(contact: Contact, site: Site) -> bool:
    """Whether a contact's ``name`` is a natural person's, when in doubt yes."""
    name = contact.name
    if not name or recognise(name) is not None:  # a redaction is nobody's name
        return False
    if contact.kind == "individual":
        return True
    form = split_form(fold(name))[1]
    if contact.kind == "organization" and not contact.organization:
        return False
    if form is not None:
        return form in _SOLE_TRADERS
    if contact.organization and compare(contact.organization, name).matches:
        return False
    return not any(compare(name, party.name).matches for party in _parties(site) if _is_company(party))


def _is_company(party: Party) -> bool:
    """Whether the inventory tells that a party is no natural person: by its kind, or by the legal form in its name."""
    if party.kind is not None:
        return party.kind != "person"
    return split_form(fold(party.name))[1] not in (None, *_SOLE_TRADERS)


def _organizations_of_people(contacts: Iterable[Contact]) -> Iterator[str]:
    """Organisation fields that repeat an individual's own name, as many registrars fill them."""
    for contact in contacts:
        if contact.kind == "individual" and contact.organization and contact.name and fold(contact.organization) == fold(contact.name):
            yield contact.organization


def _contacts(observed: Observed, registration: Record) -> Iterator[Contact]:
    for record in (registration, *(seen.record for seen in observed.registration if seen.record is not None)):
        for people in record.contacts.values():
            yield from people


def _parties(site: Site) -> Iterator[Party]:
    yield from (site.client, site.provider, *(party for _, party in site.others))


def _orders(name: str) -> tuple[str, ...]:
    """A person's name as it is, and with its two words the other way round (``MARTIN Jean``)."""
    words = name.split()
    return (name, f"{words[1]} {words[0]}") if len(words) == 2 else (name,)
