"""One report twice: with harmless values, and with hostile ones in every place that the wire or the inventory can fill."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from domaudit.cleaning import clean
from domaudit.errors import said
from domaudit.model import (
    Acceptance,
    Attribution,
    Authority,
    Contact,
    Contract,
    Evidence,
    Holder,
    Inventory,
    Location,
    Observation,
    Observed,
    Outcome,
    Party,
    Record,
    Report,
    Request,
    Role,
    Severity,
    Site,
    SiteReport,
    Source,
    Text,
    Verdict,
)
from tests.report import samples

LONG = "Maison " + "o" * 9_993
"""An organisation of 10,000 characters."""

RAW = "<script>alert(1)</script> | [/red] ::error:: =cmd|'/c calc' \x1b[2J \u202e ]]> %0A \n::error::x"
"""A registrant: markup of every form, a formula, a workflow command, an escape sequence, a bidirectional override."""


@dataclass(frozen=True)
class Values:
    """What others write."""

    registrant: str = "Anna Exemple"
    organization: str = "Maison Exemple"
    registrar: str = "Registrar Exemple"
    reseller: str = "Revendeur Exemple"
    nameserver: str = "ns1.exemple.example"
    status: str = "client transfer prohibited"
    client: str = "Boulangerie Dupont"
    provider: str = "Studio Pixel SARL"
    reason: str = "moving next week"
    file: str = "inventory.yaml"
    error: str = "timed out"
    imported: str = "the registry's own page"
    email: str = "jm@pixel-mail.example"
    notice: str = "inventory.yaml:4: read"


HARMLESS = Values()

_WIRE = clean(RAW)[0]  # as every text from the wire comes in
HOSTILE = Values(
    registrant=_WIRE,
    organization=LONG,
    registrar=f'@SUM(1+1) {_WIRE} "; DROP TABLE sites --',
    reseller=f"+1 {_WIRE} </td></table><h1>",
    nameserver="ns1.x\"onmouseover='alert(1)'.example",
    status=f"[a](javascript:alert(1)) `{_WIRE}`",
    client=f'=HYPERLINK("https://evil.invalid") {_WIRE} \\n\\;, <img src=x onerror=alert(1)>',
    provider=f"-2+3 ![x](https://evil.invalid/x.png) {_WIRE} </textarea></style><!-- -->",
    reason=f"<!-- {_WIRE} --> ##[error]x\n##[error]y\r\n\t=1+1",
    file="in'v\"en\ntory%0A::error::,x:y<b>.yaml",
    error=f"{_WIRE} </pre> &amp; &#60;script&#62;\nBEGIN:VEVENT\nEND:VCALENDAR",
    imported=f"{_WIRE} <https://evil.invalid> @everyone #1",
    email='"<img src=x onerror=alert(1)>|=1+1"@pixel-mail.example',
    notice=f"{_WIRE}\n::warning::z",
)


def report(values: Values) -> Report:
    """The same sites, findings, keys and sources, whatever the values are."""
    client = Party(values.client, kind="company")
    provider = Party(values.provider, kind="company")
    sites = (_held(values, client, provider), _accepted(values, client, provider), _silent(values, client, provider), _free(values, client))
    notices = (said("{where}: {told}", where=values.file, told=values.notice),)
    return Report(Inventory(values.file, tuple(one.site for one in sites), notices=notices), samples.NOW, sites)


def _site(domain: str, values: Values, client: Party, provider: Party) -> Site:
    site = samples.a_site(domain, client=client, provider=provider)
    asked = Request("transfer", date(2026, 9, 1), to="provider")
    contract = Contract(signed=date(2024, 1, 2))
    return replace(site, location=Location(values.file, 7, 5), contract=contract, requests=(asked,))


def _held(values: Values, client: Party, provider: Party) -> SiteReport:
    site = _site("tenu-exemple-fictif.fr", values, client, provider)
    holder = Contact(
        values.registrant, values.organization, values.email, "X1-FRNIC", phone="+33 1 99 00 12 34", street="3 rue des Exemples"
    )
    record = Record(
        contacts={Role.REGISTRANT: (holder,), Role.TECHNICAL: (Contact(name=values.registrant),)},
        registrar=values.registrar,
        reseller=values.reseller,
        statuses=(values.status,),
        nameservers=(values.nameserver,),
        notices=(values.notice,),
    )
    source = Source(
        "whois", "whois.nic.fr", Authority.REGISTRY, Outcome.ANSWERED, site.domain, samples.NOW, samples.SHA, imported=values.imported
    )
    line, name = Evidence(0, "registrant.organization", values.organization), Evidence(0, "registrant.name", values.registrant)
    mail, ns = Evidence(0, "registrant.email", values.email), Evidence(0, "nameservers", values.nameserver)
    status = Evidence(0, "status", values.status)
    told = {"server": "whois.nic.fr", "value": values.organization, "field": "registrant.organization"}
    verdict = Verdict.HELD_BY_PROVIDER
    why = Text("reason.name-same", {"value": values.organization, "party": values.provider, "field": "registrant.organization"})
    keys = samples.unseen(
        registrant=Attribution(Holder.PROVIDER, samples.HIGH, (why,), values.registrant, (line, name), provider),
        registrant_email=Attribution(Holder.PROVIDER, samples.HIGH, (), values.email, (mail,), provider),
        registrar_account=Attribution(Holder.UNKNOWN, samples.LOW, (), values.registrar),
        nameservers=Attribution(Holder.PROVIDER, samples.HIGH, (), values.nameserver, (ns,), provider),
        technical=Attribution(Holder.THIRD_PARTY, samples.HIGH, (), values.reseller),
    )
    findings = (
        samples.finding(site, "held-by-provider", Severity.CRITICAL, verdict, [line, name, mail, status], **told),
        samples.finding(site, "provider-nameservers", Severity.NOTICE, verdict, [ns], value=values.nameserver),
    )
    held = samples.a_report(site, verdict, findings, keys, record)
    return replace(held, observed=Observed((Observation(source, record),)))


def _accepted(values: Values, client: Party, provider: Party) -> SiteReport:
    site = _site("admis-exemple-fictif.fr", values, client, provider)
    found = samples.finding(site, "no-transfer-lock", Severity.NOTICE, Verdict.HELD_BY_CLIENT)
    keys = samples.unseen(registrant=Attribution(Holder.CLIENT, samples.HIGH, (), values.client, party=client))
    accepted = replace(found, accepted=Acceptance("no-transfer-lock", values.reason, date(2027, 1, 1), Location(values.file, 9, 5)))
    return samples.a_report(site, Verdict.HELD_BY_CLIENT, [accepted], keys)


def _silent(values: Values, client: Party, provider: Party) -> SiteReport:
    site = _site("muet-exemple-fictif.ca", values, client, provider)
    causes = f"whois.cira.ca {values.error}"
    found = samples.finding(site, "could-not-conclude", Severity.WARNING, Verdict.UNDETERMINED, (), "ca", causes=causes)
    source = samples.source("whois.cira.ca", Outcome.UNREACHABLE, "whois", values.error)
    return samples.a_report(site, Verdict.UNDETERMINED, [found], sources=[source])


def _free(values: Values, client: Party) -> SiteReport:
    site = _site("libre-exemple-fictif.fr", values, client, Party(""))
    found = samples.finding(site, "not-registered", Severity.WARNING, Verdict.NOT_REGISTERED, server="rdap.nic.fr")
    return samples.a_report(site, Verdict.NOT_REGISTERED, [found], sources=[samples.source(outcome=Outcome.NOT_REGISTERED)])
