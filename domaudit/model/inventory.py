"""What the user's file says: parties, sites, contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from domaudit.errors import Said
from domaudit.model.words import Lang

INVENTORY = "inventory.yaml"
"""The inventory that is read where none is named."""

PIPED, GIVEN = "stdin", "command line"
"""What stands in the place of the inventory's name where it is no file: read from a pipe, or given in words."""


def is_file(name: str) -> bool:
    """Whether an inventory of this name is a file, whose lines can be shown."""
    return name not in ("", PIPED, GIVEN)


@dataclass(frozen=True, slots=True)
class Location:
    """A place in the user's file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def is_file(self) -> bool:
        """Whether there is a file of which this is a place."""
        return is_file(self.file)


PartyKind: TypeAlias = Literal["company", "person", "association"]
PartyStatus: TypeAlias = Literal["active", "liquidation", "ceased", "unreachable"]
RequestKind: TypeAlias = Literal["request", "reminder", "notice", "registrar", "registry", "disclosure", "dispute", "court"]
OtherRole: TypeAlias = Literal["previous-provider", "incoming-provider", "predecessor", "employee", "affiliate"]


@dataclass(frozen=True, slots=True)
class Learned:
    """What the record of a party's own domain shows of it: ``kind`` of value, the value, and the domain where it stands.

    A ``holder`` is the name that stands there as registrant: told, never matched. ``sure``: that record names the party itself; otherwise
    an e-mail or contact id there may be anybody's, and is only an index.
    """

    kind: Literal["holder", "email", "handle", "nameserver"]
    value: str
    domain: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """A person, company or association that the inventory names. E-mails and domains are lower case, domains A-labels without final dot.

    ``contact`` is the person to write to, as one addresses them, and signs what the party writes; ``address`` the lines of its postal
    address; ``form`` how French speaks to it (``tu`` or ``vous``).
    ``learned`` is empty in the inventory; it is filled from the records of its own domains.
    """

    name: str
    aliases: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    nameservers: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    kind: PartyKind | None = None
    country: str | None = None
    status: PartyStatus = "active"
    contact: str | None = None
    address: tuple[str, ...] = ()
    form: Literal["tu", "vous"] = "vous"
    learned: tuple[Learned, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The name, then the aliases. A party that was not named at all has none."""
        return tuple(name for name in (self.name, *self.aliases) if name)


@dataclass(frozen=True, slots=True)
class Contract:
    """What was agreed between client and provider; ``holder`` and ``payer`` are ``client`` or ``provider``."""

    signed: date | None = None
    until: date | None = None
    holder: Literal["client", "provider"] | None = None
    payer: Literal["client", "provider"] | None = None


@dataclass(frozen=True, slots=True)
class Attestation:
    """What the client has shown when the public record is mute (``dated`` is ``date`` in the file); the hash of the file that shows it."""

    holder: Literal["client", "provider"]
    dated: date
    until: date | None = None
    proof: str | None = None
    proof_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A finding that was seen and accepted."""

    rule: str
    reason: str
    until: date | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """Something asked of a party (``to``) or of the reader (``from_``); ``kind`` is its rung on the ladder, ``answered`` the day it was."""

    what: str
    asked: date
    to: str | None = None
    from_: str | None = None
    reply_by: date | None = None
    kind: RequestKind | None = None
    answered: date | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One registrable domain with its client and provider.

    ``domain`` is the A-label without final dot; ``unicode`` the same as people write it; ``written`` what stood in the file.
    ``parent`` is set where the name is no registration of its own (verdict ``no-own-domain``): the domain or platform it lives under,
    and ``parent_is_provider`` tells whether that is a domain of the provider.
    """

    domain: str
    unicode: str
    written: str
    client: Party
    provider: Party
    location: Location
    others: tuple[tuple[OtherRole, Party], ...] = ()
    contract: Contract | None = None
    challenge: str | None = None
    attestation: Attestation | None = None
    accept: tuple[Acceptance, ...] = ()
    requests: tuple[Request, ...] = ()
    parent: str | None = None
    parent_is_provider: bool = False


@dataclass(frozen=True, slots=True)
class Inventory:
    """The user's file: its sites in order, and what was said while reading it (``notices``, each ``where: text``).

    ``language`` is None where the file states none.
    """

    file: str
    sites: tuple[Site, ...]
    language: Lang | None = None
    parties: Mapping[str, Party] = field(default_factory=dict)
    notices: tuple[Said, ...] = ()
