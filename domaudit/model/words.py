"""The vocabulary: outcomes, holders, verdicts, severities, and sentences not yet in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domaudit.errors import Lang as Lang


class Outcome(StrEnum):
    """How asking one source ended, after its answer was read."""

    ANSWERED = "answered"
    NOT_REGISTERED = "not-registered"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"
    NO_SOURCE = "no-source"
    NOT_ASKED = "not-asked"


class Holder(StrEnum):
    """Who a key belongs to."""

    CLIENT = "client"
    PROVIDER = "provider"
    THIRD_PARTY = "third-party"
    HIDDEN = "hidden"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Verdict(StrEnum):
    """Who holds a site's registration, in one word."""

    HELD_BY_CLIENT = "held-by-client"
    HELD_BY_PROVIDER = "held-by-provider"
    IN_NAME_ONLY = "in-name-only"
    HELD_BY_THIRD_PARTY = "held-by-third-party"
    HIDDEN = "hidden"
    NOT_REGISTERED = "not-registered"
    NO_OWN_DOMAIN = "no-own-domain"
    UNDETERMINED = "undetermined"


class Severity(StrEnum):
    """How much a finding matters."""

    CRITICAL = "critical"
    WARNING = "warning"
    NOTICE = "notice"


class Confidence(StrEnum):
    """How sure a statement is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Key(StrEnum):
    """A role that gives power over a domain."""

    REGISTRANT = "registrant"
    REGISTRANT_EMAIL = "registrant-email"
    ADMINISTRATIVE = "administrative"
    TECHNICAL = "technical"
    BILLING = "billing"
    REGISTRAR_ACCOUNT = "registrar-account"
    NAMESERVERS = "nameservers"
    MAIL = "mail"
    WEB = "web"


class Role(StrEnum):
    """A contact's part in a registration (RFC 9083, section 10.2.4)."""

    REGISTRANT = "registrant"
    ADMINISTRATIVE = "administrative"
    TECHNICAL = "technical"
    BILLING = "billing"


class Authority(StrEnum):
    """By what right a source speaks of a domain."""

    REGISTRY = "registry"
    REGISTRAR = "registrar"  # the registrar that the registry names
    REFERRED = "referred"  # whom that registrar names in turn: shown, not entitled
    ELSEWHERE = "elsewhere"  # imported, or found in the evidence under another server
    DNS = "dns"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence for people, not yet in any language: the id of an entry of ``data/texts`` and the values it is told with."""

    id: str
    values: Mapping[str, str] = field(default_factory=dict)
