"""Whole cases: an inventory and what the world answers, in a few lines of YAML, run through the pipeline from parsing to exit code.

A case (``tests/whole_cases.yaml``):

    id: held-plain
    inventory: {client: …, provider: …, parties: …}       over the defaults below; whole keys replace
    sites:                                                 as in an inventory, each with `sees` (and `want`) beside
      - domain: dupont-exemple-fictif.fr                   (the default where there is no `sites`)
        sees: [SOURCE, …]
        want: {verdict, confidence?, basis?, keys: {KEY: HOLDER}, findings: [RULE:SEVERITY, …], indices: [TEXT ID, …]}
    own: {studio-pixel-exemple-fictif.fr: [SOURCE, …]}     answers about other domains
    exit: 1

A SOURCE is one of
    registry / registrar: RDAP with fields org, fn, kind, email, phone, handle, country, region, redacted: [names], registrar, reseller,
        created, expires, status: [EPP], ns: [hosts], thin: true, http: 404, body: text, contacts: {administrative: {org…}, …},
        registrants: [{org…}, …] (more than one)
    whois: the text
    imported: the text, with from: whom
    dns: {NS: [...], MX: [...], SOA: [...], TXT: [...], A: [...]}, with name: a sub-domain (www, _dmarc, _domaudit); rcode: NXDOMAIN
    fails: registry | registrar | whois
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from domaudit.inventory import parse_inventory
from domaudit.lookups.registries import load_registries
from domaudit.model import Answer, Dns, Outcome, Question, Rdap, Report, Whois
from domaudit.pipeline import audit
from domaudit.policy import exit_code

CASES = Path(__file__).parent / "whole_cases.yaml"
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DOMAIN = "dupont-exemple-fictif.fr"
CLIENT = {"name": "Boulangerie Dupont SARL", "emails": ["contact@boulangerie-dupont.example"]}
PROVIDER = {
    "name": "Studio Pixel SARL",
    "aliases": ["Pixel Web", "Jean Martin"],
    "emails": ["jm@pixel-mail.example"],
    "domains": ["studio-pixel-exemple-fictif.fr"],
    "handles": ["SP1234-FRNIC"],
    "phones": ["+33 1 99 00 12 34"],
}
REGISTRIES = load_registries()


def load_cases() -> list[dict[str, Any]]:
    """Every case, its dates as texts."""
    found = yaml.load(CASES.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(found, list)
    return found


def run(case: Mapping[str, Any]) -> tuple[Report, int]:
    """The report on a case, and its exit code."""
    sites = case.get("sites") or [{"sees": case.get("sees", []), "domain": case.get("domain", DOMAIN), **case.get("site", {})}]
    written = [{key: value for key, value in site.items() if key not in ("sees", "want")} for site in sites]
    inventory = {"client": CLIENT, "provider": PROVIDER, **case.get("inventory", {}), "sites": written}
    parsed = parse_inventory(json.dumps(inventory, ensure_ascii=False).encode(), "inventory.yaml", zones=REGISTRIES.zones)
    known: dict[Question, Answer] = {}
    imported: dict[str, list[Answer]] = {}
    for site, parsed_site in zip(sites, parsed.sites, strict=True):
        for answer in _answers(parsed_site.domain, site.get("sees", [])):
            imported.setdefault(parsed_site.domain, []).append(answer) if answer.imported else known.setdefault(answer.question, answer)
    for domain, sees in case.get("own", {}).items():
        for answer in _answers(domain, sees):
            known.setdefault(answer.question, answer)

    async def ask(question: Question) -> Answer:
        return known.get(question) or Answer(question, AT, Outcome.NOT_ASKED)

    report = asyncio.run(audit(parsed, ask, AT, registries=REGISTRIES, elsewhere=lambda domain: imported.get(domain, [])))
    return report, exit_code(report, strict=case.get("strict") == "true")


def _answers(domain: str, sees: list[dict[str, Any]]) -> Iterator[Answer]:
    registry = REGISTRIES.serving(domain)
    assert registry is not None, domain
    for source in sees:
        (kind, told), *_ = source.items()
        if kind == "dns":
            yield from _dns(domain, told, source)
        elif kind == "whois":
            question = registry.whois_question(domain)
            assert question is not None, domain
            yield _answered(question, told.encode())
        elif kind == "imported":
            elsewhere = Whois("whois.elsewhere.example", domain)
            yield Answer(elsewhere, AT, Outcome.ANSWERED, body=told.encode(), imported=source.get("from", "the client"))
        elif kind == "fails":
            failing: Question | None = registry.whois_question(domain) if told == "whois" else _rdap(domain, told)
            assert failing is not None
            yield Answer(failing, AT, Outcome.UNREACHABLE, error="timed out after 10 s")
        else:
            body = told["body"].encode() if "body" in told else _body(domain, told)
            yield _answered(_rdap(domain, kind), body, int(told.get("http", 200)))


def _answered(question: Question, body: bytes, status: int | None = None) -> Answer:
    return Answer(question, AT, Outcome.ANSWERED, status=status, body=body)


def _rdap(domain: str, kind: str) -> Rdap:
    registry = REGISTRIES.serving(domain)
    assert registry is not None
    return Rdap(registry.rdap_url(domain) if kind == "registry" else f"https://rdap.registrar-exemple.com/domain/{domain}")


def _body(domain: str, told: Mapping[str, Any]) -> bytes:
    if int(told.get("http", 200)) != 200:
        return json.dumps({"errorCode": int(told["http"]), "title": "Not Found" if told["http"] == "404" else "Error"}).encode()
    events = {"registration": told.get("created", "2018-03-02"), "expiration": told.get("expires", "2029-03-02")}
    entities = [_entity("registrar", {"fn": told.get("registrar", "Registrar Exemple SAS"), "handle": "9999"})]
    if told.get("reseller"):
        entities.append(_entity("reseller", {"fn": told["reseller"]}))
    if any(told.get(key) for key in ("org", "fn", "email", "handle", "phone", "country", "region")):
        entities.append(_entity("registrant", told))
    entities += [_entity("registrant", person) for person in told.get("registrants", [])]
    entities += [_entity(role, person) for role, person in told.get("contacts", {}).items()]
    body: dict[str, Any] = {
        "objectClassName": "domain",
        "ldhName": told.get("ldh", domain),
        "status": told.get("status", ["active", "client transfer prohibited"]),
        "events": [{"eventAction": action, "eventDate": f"{day}T00:00:00Z"} for action, day in events.items()],
        "nameservers": [{"objectClassName": "nameserver", "ldhName": host} for host in told.get("ns", [])],
        "entities": entities,
    }
    if told.get("redacted"):
        body["redacted"] = [{"name": {"type": name}, "method": "removal"} for name in told["redacted"]]
    if told.get("thin"):
        body["links"] = [{"rel": "related", "type": "application/rdap+json", "href": f"https://rdap.registrar-exemple.com/domain/{domain}"}]
    return json.dumps(body, ensure_ascii=False).encode()


def _entity(role: str, person: Mapping[str, Any]) -> dict[str, Any]:
    card: list[Any] = [["version", {}, "text", "4.0"], ["fn", {}, "text", person.get("fn", "")]]
    for key in ("org", "email", "kind"):
        if person.get(key):
            card.append([key, {}, "text", person[key]])
    if person.get("phone"):
        card.append(["tel", {}, "uri", f"tel:{person['phone']}"])
    if person.get("country") or person.get("region"):
        card.append(["adr", {"cc": person.get("country", "")}, "text", ["", "", "", "", person.get("region", ""), "", ""]])
    entity: dict[str, Any] = {"objectClassName": "entity", "roles": [role], "vcardArray": ["vcard", card]}
    return entity | ({"handle": person["handle"]} if person.get("handle") else {})


def _dns(domain: str, told: Mapping[str, list[str]], source: Mapping[str, Any]) -> Iterator[Answer]:
    name = f"{source['name']}.{domain}" if source.get("name") else domain
    for kind, values in (told or {"NS": []}).items():
        written = [f'"{value}"' if kind == "TXT" else value for value in values]
        records = tuple(f"{name}. 3600 IN {kind} {value}" for value in written)
        rcode = source.get("rcode", "NOERROR")
        yield Answer(Dns(f"{name}.", kind), AT, Outcome.ANSWERED, rcode=rcode, records=records, via="192.0.2.53:53")
