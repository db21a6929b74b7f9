"""What changed of a domain between two audits of it: registrant, registrar, nameservers, dates, verification records. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from domaudit.hosts import verification_token
from domaudit.model import Change, Outcome, Role, SiteReport, What


def answered(site: SiteReport) -> bool:
    """Whether any registration source told something of the domain: without that, nothing can be compared."""
    return any(seen.source.outcome in (Outcome.ANSWERED, Outcome.NOT_REGISTERED) for seen in site.observed.registration)


def changes(old: SiteReport, new: SiteReport) -> tuple[Change, ...]:
    """Every field that differs between two reports on one domain, in a fixed order; the order of a field's values does not matter.

    What one side could not see is no change: DNS records count only where both sides saw the zone.
    """
    before, after = dict(_fields(old)), dict(_fields(new))
    fields = [name for name in before if name in after and _plain(before[name]) != _plain(after[name])]
    return tuple(Change(name, before[name], after[name]) for name in fields)


def _fields(site: SiteReport) -> Iterator[tuple[What, tuple[str, ...]]]:
    record = site.registration
    people = record.contacts.get(Role.REGISTRANT, ())
    yield "registrant", tuple(name for one in people if (name := one.organization or one.name))
    yield "registrant-email", tuple(one.email for one in people if one.email)
    yield "registrar", (record.registrar,) if record.registrar else ()
    yield "reseller", (record.reseller,) if record.reseller else ()
    yield "nameservers", record.nameservers
    yield "expires", (record.expires.date().isoformat(),) if record.expires else ()
    yield "status", record.statuses
    texts = [seen for seen in site.observed.dns if seen.type == "TXT" and seen.name == site.site.domain and seen.exists is not None]
    if texts:
        yield "token", tuple(value for seen in texts for value in seen.values if verification_token(value))


def _plain(values: tuple[str, ...]) -> list[str]:
    return sorted(value.casefold().strip() for value in values)
