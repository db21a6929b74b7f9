"""What the sources said, after parsing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from domaudit.model.words import Authority, Outcome, Role


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact as one source states it. ``redacted`` names the fields that the source says it withholds (``name``, ``email`` …).

    ``one_name`` tells that ``name`` and ``organization`` are one name, in Latin letters and in the country's own script.
    """

    name: str | None = None
    organization: str | None = None
    email: str | None = None
    handle: str | None = None
    country: str | None = None
    region: str | None = None
    street: str | None = None
    phone: str | None = None
    kind: Literal["individual", "organization"] | None = None
    contact_uri: str | None = None
    redacted: tuple[str, ...] = ()
    one_name: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """What one answer says of one registration. ``contacts`` maps a role to every contact in that role, in the answer's order.

    ``transferred`` is when the name last went from one registrar to another, where the source tells.
    ``referral`` is the registrar's WHOIS host, ``related`` the registrar's RDAP URLs; ``redacted`` the names of RFC 9537 entries or the
    answer's own words of withholding; ``reserved`` where the registry keeps the name for itself; ``notices`` what was mended on entry.
    """

    contacts: Mapping[Role, tuple[Contact, ...]] = field(default_factory=dict)
    registrar: str | None = None
    registrar_id: str | None = None
    reseller: str | None = None
    created: datetime | None = None
    updated: datetime | None = None
    expires: datetime | None = None
    transferred: datetime | None = None
    statuses: tuple[str, ...] = ()
    nameservers: tuple[str, ...] = ()
    dnssec: bool | None = None
    redacted: tuple[str, ...] = ()
    referral: str | None = None
    related: tuple[str, ...] = ()
    reserved: bool = False
    notices: tuple[str, ...] = ()

    @property
    def withholds_registrant(self) -> str | None:
        """The words by which the source says that it withholds something of the registrant; None where it says no such thing."""
        return next((words for words in self.redacted if "registrant" in words.casefold()), None)

    @property
    def tells_registrant(self) -> bool:
        """Whether the source told something of the registrant: a name, or that it withholds it."""
        named = any(contact.name or contact.organization for contact in self.contacts.get(Role.REGISTRANT, ()))
        return named or self.withholds_registrant is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the bytes of one RDAP or WHOIS answer mean: an outcome, and the record where there is one.

    ``names_domain`` tells whether the text itself names the domain that was asked about (a "not found" about this very name).
    """

    outcome: Outcome
    record: Record | None = None
    error: str | None = None
    names_domain: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """One question put to one server, as a report cites it. ``subject`` is the name asked about (and the record type, for DNS)."""

    kind: Literal["rdap", "whois", "dns"]
    server: str
    authority: Authority
    outcome: Outcome
    subject: str
    asked_at: datetime | None = None
    sha256: str | None = None
    error: str | None = None
    imported: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """One RDAP or WHOIS source after parsing. ``thin``: it cannot carry a registrant (it points to the registrar)."""

    source: Source
    record: Record | None = None
    thin: bool = False
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class DnsObservation:
    """One DNS question after parsing.

    ``values`` are the record data of the asked type (names lower case, without final dot), ``aliases`` the CNAME targets on the way.
    ``exists`` is False for NXDOMAIN, None where nobody could say.
    """

    source: Source
    name: str
    type: str
    values: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    exists: bool | None = None


@dataclass(frozen=True, slots=True)
class Observed:
    """All that the sources said of one site, registration sources first, the most entitled first."""

    registration: tuple[Observation, ...] = ()
    dns: tuple[DnsObservation, ...] = ()

    def contacts(self, role: Role) -> Iterator[tuple[int, Contact]]:
        """Every contact in a role that a source answered with, and the source's place in ``sources``."""
        for place, seen in enumerate(self.registration):
            if seen.source.outcome is Outcome.ANSWERED and seen.record is not None:
                for contact in seen.record.contacts.get(role, ()):
                    yield place, contact

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source in the order in which findings cite them."""
        return tuple(o.source for o in self.registration) + tuple(o.source for o in self.dns)
