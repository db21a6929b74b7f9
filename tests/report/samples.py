"""Reports built by hand: every verdict once, fictional people, reserved or clearly invented domains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from domaudit.model import (
    Acceptance,
    Attribution,
    Authority,
    Confidence,
    Contact,
    Evidence,
    Finding,
    Holder,
    Inventory,
    Key,
    Location,
    Observation,
    Observed,
    Outcome,
    Party,
    Record,
    Report,
    Role,
    Severity,
    Site,
    SiteReport,
    Source,
    Text,
    Verdict,
)
from domaudit.remedies import Situation, remedy

NOW = datetime(2026, 11, 22, 9, 15, tzinfo=UTC)
TODAY = NOW.date()
CLIENT = Party("Boulangerie Dupont", kind="company")
PROVIDER = Party("Studio Pixel SARL", aliases=("Pixel Web",), emails=("jm@pixel-mail.example",), kind="company")
SHA = "3f9c2a11d0b7e4c5" * 4
LOW, HIGH = Confidence.LOW, Confidence.HIGH


def source(server: str = "rdap.nic.fr", outcome: Outcome = Outcome.ANSWERED, kind: str = "rdap", error: str | None = None) -> Source:
    answered = outcome in (Outcome.ANSWERED, Outcome.NOT_REGISTERED)
    return Source(kind, server, Authority.REGISTRY, outcome, "x", NOW, SHA if answered else None, error)


def unseen(**known: Attribution) -> dict[Key, Attribution]:
    keys = {key: Attribution(Holder.UNKNOWN, reasons=(Text("reason.nothing-seen"),)) for key in Key}
    return keys | {Key(name.replace("_", "-")): held for name, held in known.items()}


def finding(
    site: Site, rule: str, severity: Severity, verdict: Verdict, evidence: Sequence[Evidence] = (), zone: str = "fr", **values: str
) -> Finding:
    told = {"domain": site.unicode, "zone": zone, "date": "2026-11-22", **values}
    expires = date(2027, 3, 2) if "expires" not in values else date.fromisoformat(values["expires"])
    facts = {**told, "client": site.client.name, "provider": site.provider.name}
    steps = remedy(rule, Situation(site.unicode, zone, verdict, facts, TODAY, expires, site.provider.status))
    return Finding(rule, severity, HIGH, Text(f"rule.{rule}.message", told), tuple(evidence), remedy=steps)


def a_site(domain: str, unicode: str | None = None, client: Party = CLIENT, provider: Party = PROVIDER, parent: str | None = None) -> Site:
    return Site(domain, unicode or domain, domain, client, provider, Location("inventory.yaml", 4, 5), parent=parent)


def a_report(
    site: Site,
    verdict: Verdict,
    findings: Sequence[Finding] = (),
    keys: Mapping[Key, Attribution] | None = None,
    record: Record | None = None,
    sources: Sequence[Source] = (),
) -> SiteReport:
    record = record or Record()
    observed = Observed(tuple(Observation(one, record) for one in sources or (source(),)))
    return SiteReport(site, observed, keys or unseen(), verdict, HIGH, "observed", tuple(findings), record)


def held_by_provider(domain: str = "dupont-exemple-fictif.fr", shown: str = "STUDIO PIXEL", provider: Party = PROVIDER) -> SiteReport:
    site = a_site(domain, provider=provider)
    line = Evidence(0, "registrant.organization", shown)
    mail = Evidence(0, "registrant.email", "jm@pixel-mail.example")
    keys = unseen(
        registrant=Attribution(Holder.PROVIDER, HIGH, (), shown, (line,), provider),
        registrant_email=Attribution(Holder.PROVIDER, HIGH, (), "jm@pixel-mail.example", (mail,), provider),
        administrative=Attribution(Holder.PROVIDER, HIGH, (), "Jean Martin"),
        registrar_account=Attribution(Holder.UNKNOWN, LOW, (), "Registrar Exemple SAS"),
        nameservers=Attribution(Holder.PROVIDER, HIGH, (), "ns1.pixel-dns.example"),
        mail=Attribution(Holder.CLIENT, HIGH, (), "mail.dupont-exemple-fictif.fr"),
        web=Attribution(Holder.UNKNOWN, LOW, (), "203.0.113.10"),
    )
    record = Record(
        contacts={
            Role.REGISTRANT: (Contact(name="Jean Martin", organization=shown, email="jm@pixel-mail.example", phone="+33 1 99 00 12 34"),)
        }
    )
    told = {"server": "rdap.nic.fr", "value": shown, "field": "registrant.organization"}
    verdict = Verdict.HELD_BY_PROVIDER
    findings = [
        finding(site, "held-by-provider", Severity.CRITICAL, verdict, [line], **told),
        finding(
            site,
            "provider-nameservers",
            Severity.NOTICE,
            verdict,
            [Evidence(0, "nameservers", "ns1.pixel-dns.example")],
            value="ns1.pixel-dns.example",
        ),
    ]
    return a_report(site, verdict, findings, keys, record)


def in_name_only() -> SiteReport:
    site = a_site("traiteur-exemple-fictif.be")
    verdict = Verdict.IN_NAME_ONLY
    line, mail = Evidence(0, "registrant.organization", "Boulangerie Dupont"), Evidence(0, "registrant.email", "jm@pixel-mail.example")
    told = {"server": "whois.dns.be", "value": "Boulangerie Dupont", "field": "registrant.organization", "email": "jm@pixel-mail.example"}
    found = finding(site, "in-name-only", Severity.CRITICAL, verdict, [mail, line], "be", why="reason.email-exact", **told)
    keys = unseen(
        registrant=Attribution(Holder.CLIENT, HIGH, (), "Boulangerie Dupont", (line,), CLIENT),
        registrant_email=Attribution(Holder.PROVIDER, HIGH, (), "jm@pixel-mail.example", (mail,), PROVIDER),
    )
    return a_report(site, verdict, [found], keys, sources=[source("whois.dns.be", kind="whois")])


def held_by_third_party() -> SiteReport:
    site = a_site("xn--caf-des-arts-ieb.example", "café-des-arts.example")
    verdict = Verdict.HELD_BY_THIRD_PARTY
    line = Evidence(0, "registrant.organization", "Les Trois Moulins SAS")
    told = {"server": "rdap.nic.example", "value": "Les Trois Moulins SAS", "field": "registrant.organization"}
    found = finding(site, "held-by-third-party", Severity.WARNING, verdict, [line], "example", **told)
    keys = unseen(registrant=Attribution(Holder.THIRD_PARTY, HIGH, (), "Les Trois Moulins SAS", (line,)))
    return a_report(site, verdict, [found], keys, sources=[source("rdap.nic.example")])


def undetermined() -> SiteReport:
    site = a_site("fournil-exemple-fictif.ca")
    found = finding(
        site,
        "could-not-conclude",
        Severity.WARNING,
        Verdict.UNDETERMINED,
        (),
        "ca",
        causes="rdap.ca.fury.ca refused, whois.cira.ca unreachable",
    )
    sources = [
        source("rdap.ca.fury.ca", Outcome.REFUSED, error="429"),
        source("whois.cira.ca", Outcome.UNREACHABLE, "whois", "timed out after 10 s"),
    ]
    return a_report(site, Verdict.UNDETERMINED, [found], sources=sources)


def hidden() -> SiteReport:
    site = a_site("boutique-exemple-fictif.com")
    words = "REDACTED FOR PRIVACY"
    line = Evidence(1, "registrant.name", words)
    found = finding(site, "registrant-hidden", Severity.NOTICE, Verdict.HIDDEN, [line], "com", words=words, server="rdap.registrar.example")
    record = Record(contacts={Role.REGISTRANT: (Contact(name=words),)}, registrar="Registrar Exemple SAS")
    keys = unseen(registrant=Attribution(Holder.HIDDEN, HIGH, (), words, (line,)))
    return a_report(site, Verdict.HIDDEN, [found], keys, record, [source("rdap.verisign.com"), source("rdap.registrar.example")])


def not_registered() -> SiteReport:
    site = a_site("dupont2-exemple-fictif.fr")
    found = finding(site, "not-registered", Severity.WARNING, Verdict.NOT_REGISTERED, server="rdap.nic.fr")
    return a_report(site, Verdict.NOT_REGISTERED, [found], sources=[source(outcome=Outcome.NOT_REGISTERED)])


def no_own_domain() -> SiteReport:
    site = a_site("dupont.pixel-exemple-fictif.fr", parent="pixel-exemple-fictif.fr")
    found = finding(site, "no-own-domain", Severity.WARNING, Verdict.NO_OWN_DOMAIN, parent="pixel-exemple-fictif.fr")
    return a_report(site, Verdict.NO_OWN_DOMAIN, [found], sources=[source(outcome=Outcome.NOT_ASKED)])


def held_by_client(domain: str = "boulangerie-dupont.example", *findings: Finding) -> SiteReport:
    keys = unseen(registrant=Attribution(Holder.CLIENT, HIGH, (), "Boulangerie Dupont"))
    return a_report(a_site(domain), Verdict.HELD_BY_CLIENT, findings, keys)


def expiring(domain: str = "fete-exemple-fictif.fr") -> SiteReport:
    site = a_site(domain)
    line = Evidence(0, "expires", "2026-11-26")
    found = finding(site, "expires-soon", Severity.CRITICAL, Verdict.HELD_BY_CLIENT, [line], expires="2026-11-26", days="4")
    return held_by_client(domain, found)


def accepted() -> SiteReport:
    site = a_site("atelier-exemple-fictif.fr")
    found = finding(site, "no-transfer-lock", Severity.NOTICE, Verdict.HELD_BY_CLIENT)
    return held_by_client("atelier-exemple-fictif.fr", replace(found, accepted=Acceptance("no-transfer-lock", "moving next week")))


def whole(*sites: SiteReport, notices: tuple[str, ...] = ()) -> Report:
    shown = sites or (
        held_by_client(),
        hidden(),
        no_own_domain(),
        not_registered(),
        undetermined(),
        held_by_third_party(),
        in_name_only(),
        held_by_provider(),
        expiring(),
        accepted(),
    )
    return Report(Inventory("inventory.yaml", tuple(one.site for one in shown), notices=notices), NOW, shown)
