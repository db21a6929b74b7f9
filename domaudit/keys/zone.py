"""Who holds the keys that the DNS shows: nameservers, mail, web. A brand behind a host says who runs it, never whose account it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from domaudit import hosts
from domaudit.attribution import parties
from domaudit.identity import email_domains, under
from domaudit.keys.contacts import NOTHING_SEEN, holder_of
from domaudit.model import Attribution, Confidence, DnsObservation, Evidence, Holder, Observed, Outcome, Party, Site, Text
from domaudit.proving import made_for, record_name

_SPF = re.compile(r"(?:^|\s)[+?~-]?(?:include:|redirect=|a:|mx:)([\w.-]{4,253})", re.IGNORECASE)
_RUA = re.compile(r"(?:^|[;\s])(?:rua|ruf)\s*=\s*([^;]{1,500})", re.IGNORECASE)
_MOST = 10  # senders of one SPF record that are looked at (RFC 7208 allows ten look-ups)


def nameservers(site: Site, observed: Observed) -> Attribution:
    """Who runs the nameservers: by the delegation (NS), the registration's own list, then the zone's master and mailbox (SOA)."""
    found = [(Evidence(place, "NS", host), host) for place, seen in _dns(site, observed, "NS") for host in seen.values]
    for place, seen in enumerate(observed.registration):
        if seen.record is not None and seen.source.outcome is Outcome.ANSWERED:
            found += [(Evidence(place, "nameservers", host), host) for host in seen.record.nameservers]
    held = _held(site, found, hosts.dns_host)
    if held.holder is Holder.UNKNOWN:
        held = _by_zone(site, observed, held) or replace(held, reasons=(*held.reasons, *_learned(site, found)))
    line = challenge_seen(site, observed)
    if held.holder is Holder.UNKNOWN and line is not None and made_for(line.value, site.domain, site.client.name):
        reason = Text("reason.challenge-seen", {"name": record_name(site.unicode)})
        held = replace(held, holder=Holder.CLIENT, confidence=Confidence.MEDIUM, reasons=(reason,), evidence=(line, *held.evidence))
    return held


def _by_zone(site: Site, observed: Observed, held: Attribution) -> Attribution | None:
    """The party whose the zone's master server (SOA MNAME) or mailbox (RNAME) is."""
    for place, soa in _dns(site, observed, "SOA"):
        for value in soa.values:
            for word, reason in zip(value.split()[:2], ("reason.soa-master", "reason.soa-mailbox"), strict=False):
                if owner := _owner(word, site):
                    who, party, _ = owner
                    why = Text(reason, {"value": word, "who": who})
                    return Attribution(
                        holder_of(who), Confidence.MEDIUM, (why,), held.shown or word, (Evidence(place, "SOA", value),), party
                    )
    return None


def _learned(site: Site, found: Sequence[tuple[Evidence, str]]) -> Iterator[Text]:
    """That the provider's own domain stands on the same nameservers: a host may serve both, so it decides nothing."""
    for _, host in found:
        for known in site.provider.learned:
            if known.kind == "nameserver" and host == known.value:
                yield Text("reason.ns-learned", {"value": host, "domain": known.domain, "who": "provider"})
                return


def mail(site: Site, observed: Observed) -> Attribution:
    """Who runs the mail: by the mail exchangers (MX); who may send for the domain (SPF) or gets its reports (DMARC) is said beside it."""
    found = []
    for place, seen in _dns(site, observed, "MX"):
        for value in seen.values:
            host = value.split()[-1] if value.split() else ""
            if host and host != ".":
                found.append((Evidence(place, "MX", value), host))
    held = _held(site, found, hosts.mail_host)
    beside = list(_beside_mail(site, observed))
    reasons, lines = tuple(reason for reason, _ in beside), tuple(line for _, line in beside)
    if not beside:
        return held
    return replace(held, reasons=(*(reason for reason in held.reasons if held.shown), *reasons), evidence=(*held.evidence, *lines))


def _beside_mail(site: Site, observed: Observed) -> Iterator[tuple[Text, Evidence]]:
    """Parties that the domain lets send (SPF, RFC 7208) or sends its reports to (DMARC rua, RFC 7489)."""
    for place, seen in _dns(site, observed, "TXT"):
        for value in seen.values:
            if not value.lower().startswith("v=spf1"):
                continue
            for sender in _SPF.findall(value)[:_MOST]:
                if owner := _owner(sender.lower().rstrip("."), site):
                    yield Text("reason.spf", {"value": sender, "who": owner[0]}), Evidence(place, "SPF", value)
                elif brand := hosts.mail_host(sender):
                    yield Text("reason.spf-brand", {"value": sender, "host": brand}), Evidence(place, "SPF", value)
    for place, seen in _dns(site, observed, "TXT", name=f"_dmarc.{site.domain}"):
        for value in seen.values:
            for told in _RUA.findall(value) if value.lower().startswith("v=dmarc1") else ():
                receivers = (receiver.split("!")[0].strip() for receiver in told.split(",")[:_MOST])  # "!10m": a limit of size
                for domain in sorted({host for receiver in receivers for host in email_domains(receiver)}):
                    if owner := _owner(domain, site):
                        yield Text("reason.dmarc", {"value": domain, "who": owner[0]}), Evidence(place, "DMARC", value)


def web(site: Site, observed: Observed) -> Attribution:
    """Who runs the web site, as far as its aliases (CNAME) tell; an address alone tells nothing."""
    aliased: list[tuple[Evidence, str]] = []
    addresses: list[tuple[Evidence, str]] = []
    for name in (site.domain, f"www.{site.domain}"):
        for place, seen in _dns(site, observed, "A", "AAAA", name=name):
            aliased += [(Evidence(place, "CNAME", alias), alias) for alias in seen.aliases if not under(alias, site.domain)]
            addresses += [(Evidence(place, seen.type, value), value) for value in seen.values]
    return _held(site, aliased, hosts.dns_host) if aliased else _held(site, addresses, lambda host: None)


def challenge_seen(site: Site, observed: Observed) -> Evidence | None:
    """The line that shows the site's challenge (``domaudit prove``) published in its zone; None where it is not seen or not asked for."""
    if site.challenge is None:
        return None
    for place, seen in _dns(site, observed, "TXT", name=record_name(site.domain)):
        if site.challenge in seen.values:
            return Evidence(place, "TXT", site.challenge)
    return None


# --- hosts ------------------------------------------------------------------------------------------------------------


def _dns(site: Site, observed: Observed, *types: str, name: str | None = None) -> Iterator[tuple[int, DnsObservation]]:
    first = len(observed.registration)
    for place, seen in enumerate(observed.dns):
        if seen.type in types and seen.name == (name or site.domain):
            yield first + place, seen


def _owner(host: str, site: Site) -> tuple[str, Party, Text] | None:
    """Whose a host name is, by declared nameservers and by the parties' own domains."""
    for who, party in parties(site):
        if any(host == own for own in party.nameservers):
            return who, party, Text("reason.ns-declared", {"value": host, "who": who})
        for domain in party.domains:
            if under(host, domain) and domain != site.domain:
                return who, party, Text("reason.ns-domain", {"value": host, "domain": domain, "who": who})
    return None


def _held(site: Site, found: Sequence[tuple[Evidence, str]], brand_of: Callable[[str], str | None]) -> Attribution:
    """The holder of a set of host names: the first that is a party's; else the brand behind them, whose account cannot be seen."""
    if not found:
        return NOTHING_SEEN
    for line, host in found:
        if owner := _owner(host, site):
            who, party, reason = owner
            return Attribution(holder_of(who), Confidence.HIGH, (reason,), host, (line,), party)
    line, host = found[0]
    brand = next((brand for _, other in found if (brand := brand_of(other))), None)
    values = {"value": host, "host": brand or host}
    reason = Text("reason.host-brand", values) if brand else Text("reason.host-unknown", values)
    return Attribution(Holder.UNKNOWN, Confidence.LOW, (reason,), f"{brand} ({host})" if brand else host, (line,))
