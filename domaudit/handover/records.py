"""The records that were seen in the DNS, as a list of what to rebuild; it is never complete, and says what was asked for. Pure.

The values stand as they are: a mailbox masked in a DMARC record would be rebuilt wrong, and what the DNS answers to anybody is public.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domaudit.hosts import dns_host, mail_host, verification_token
from domaudit.model import DnsObservation, Outcome, SiteReport, Text

MOST = 200
"""Records that are listed; the evidence file has them all."""
LONGEST = 2048
"""Characters of a value that are shown: more than any record of use has."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """One record to enter in the new zone, and what it is for."""

    name: str
    type: str
    value: str
    about: Text


@dataclass(frozen=True, slots=True)
class Token:
    """A record by which a service knows that somebody verified the domain there."""

    service: str
    value: str


def to_rebuild(site: SiteReport) -> tuple[Rebuild, ...]:
    """Every record that was seen but SOA, each once, in the order of asking. Where a name is an alias (CNAME), that is the record."""
    found: dict[tuple[str, str, str], Rebuild] = {}
    for seen in site.observed.dns:
        if seen.type == "SOA":
            continue
        if seen.aliases:
            record = Rebuild(seen.name, "CNAME", seen.aliases[0], Text("handover.record.alias"))
            found.setdefault((record.name, record.type, record.value), record)
            continue
        for value in seen.values:
            record = Rebuild(seen.name, seen.type, _short(value), _about(seen, value))
            found.setdefault((record.name, record.type, value), record)
    return tuple(found.values())


def tokens(site: SiteReport) -> tuple[Token, ...]:
    """The verification records of services that we know, at the domain itself."""
    return tuple(Token(service, _short(value)) for value in _values(site, "TXT") if (service := verification_token(value)))


def asked(site: SiteReport) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The names that were asked about and had a usable answer, each with its types."""
    return _by_name(seen for seen in site.observed.dns if seen.exists is not None)


def silent(site: SiteReport) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The names about which nobody could say, each with its types."""
    return _by_name(seen for seen in site.observed.dns if seen.exists is None and seen.source.outcome is not Outcome.NO_SOURCE)


def nameservers(site: SiteReport) -> tuple[str, ...]:
    """The domain's nameservers as the DNS has them, else as the registration does."""
    return _values(site, "NS") or site.registration.nameservers


def mail_hosts(site: SiteReport) -> tuple[str, ...]:
    """The domain's mail hosts; a single dot, which says that it takes no mail (RFC 7505), is none."""
    found = (value.split()[-1] for value in _values(site, "MX") if value.split())
    return tuple(host for host in found if host != ".")


def brands(hosts: Sequence[str], kind: str) -> str:
    """The operators of some nameservers (``NS``) or mail hosts (``MX``), or where none is known the first host itself; empty for none."""
    known = dict.fromkeys(brand for host in hosts if (brand := (dns_host if kind == "NS" else mail_host)(host)))
    return ", ".join(known) or next(iter(hosts), "")


def _values(site: SiteReport, kind: str) -> tuple[str, ...]:
    """What was seen of one type at the domain itself, each value once."""
    seen = (value for one in site.observed.dns if one.type == kind and one.name == site.site.domain for value in one.values)
    return tuple(dict.fromkeys(seen))


def _by_name(seen: Iterator[DnsObservation]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    names: dict[str, list[str]] = {}
    for one in seen:
        names.setdefault(one.name, []).append(one.type)
    return tuple((name, tuple(types)) for name, types in names.items())


def _about(seen: DnsObservation, value: str) -> Text:
    if seen.type == "MX" and value.split()[-1:] == ["."]:  # RFC 7505
        return Text("handover.record.no-mail")
    if seen.type == "MX":
        return Text("handover.record.mx", {"operator": mail_host(value.split()[-1]) or "" if value.split() else ""})
    if seen.type == "NS":
        return Text("handover.record.ns")
    if seen.type in ("A", "AAAA"):
        return Text("handover.record.site")
    start = value.lstrip().casefold()
    if start.startswith("v=spf1"):
        return Text("handover.record.spf")
    if start.startswith("v=dmarc1"):
        return Text("handover.record.dmarc")
    service = verification_token(value)
    return Text("handover.record.token", {"service": service}) if service else Text("handover.record.text")


def _short(value: str) -> str:
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"
