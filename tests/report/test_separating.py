"""One report per client: its own sites with the verdicts of the whole, and nothing of another client, in whatever form."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import resources
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from domaudit import audit, load_inventory
from domaudit.evidence import EvidenceFile
from domaudit.evidence.asking import replaying
from domaudit.lookups.walk import usable
from domaudit.model import (
    Acceptance,
    Change,
    Contact,
    Location,
    Observed,
    Party,
    Record,
    Report,
    Request,
    Role,
    Since,
    Site,
    SiteReport,
    SiteSince,
)
from domaudit.report.forms import Form
from domaudit.report.gathering import Gathered
from domaudit.report.outputs import write_stream
from domaudit.report.screens import Style
from domaudit.report.separating import Client, clients, separated
from domaudit.texts import Lang
from tests.bench import shapes
from tests.report import samples
from tests.whole import CLIENT, PROVIDER, load_cases, run

NAMES = ("zephyrine", "quincaillou", "obrecht")
"""What each client's name, domain, mailbox and handle has in it, and nothing else."""

CASES = [
    case
    for case in load_cases()
    if "sites" not in case and not {"client", "parties"} & set(case.get("inventory", {})) and "dupont" in case.get("domain", "dupont")
]
SCHEMA = json.loads(resources.files("domaudit").joinpath("data/report.schema.json").read_text(encoding="utf-8"))
LANGUAGES: tuple[Lang, ...] = ("en", "fr")


def told(report: Report, form: Form, style: Style) -> str:
    out = StringIO()
    write_stream(Gathered.of(report, [form], style.lang), form, out, style)
    return out.getvalue()


def apart(report: Report) -> list[tuple[Client, Report]]:
    return list(separated(report, clients(report.inventory.sites)))


def renamed(value: Any, name: str, number: int = 0) -> Any:
    """A part of a case as if it were another client's; ``number`` makes its domain another one too."""
    text = json.dumps(value, ensure_ascii=False).replace("dupont-exemple", f"{name}{number or ''}-exemple")
    return json.loads(
        text.replace("dupont", name).replace("Dupont", name.title()).replace("DUPONT", name.upper()).replace("BD", name[0].upper())
    )


@st.composite
def inventories(draw: st.DrawFn) -> dict[str, Any]:
    """Several clients' whole cases in one inventory, with free words about each other."""
    sites, own, seen = [], {}, set()
    for number, case in enumerate(draw(st.lists(st.sampled_from(CASES), min_size=3, max_size=7)), 1):
        name = NAMES[(number - 1) % 3]
        other = NAMES[number % 3]
        domain = renamed(case.get("domain", "dupont-exemple-fictif.fr"), name, number)
        if domain in seen:
            continue
        seen.add(domain)
        site = renamed(case.get("site", {}), name, number) | {
            "domain": domain,
            "sees": renamed(case["sees"], name, number),
            "client": renamed(CLIENT, name) | {"handles": [f"{name[:4].upper()}7-FRNIC"], "phones": ["+33 1 99 00 00 0" + str(number % 3)]},
            "provider": case.get("inventory", {}).get("provider", PROVIDER),
        }
        site.setdefault("accept", []).append(
            {"rule": "no-transfer-lock", "reason": f"as for Boulangerie {other.title()}, contact@boulangerie-{other}.example"}
        )
        if draw(st.booleans()) and any("registry" in source for source in site["sees"]):  # one hand on several clients' domains
            site["sees"] = [{"registry": {"fn": "Ano Nymous", "handle": "XY9-FRNIC", "email": "noms@partout.example"}}]
        if draw(st.booleans()):
            site["requests"] = [{"to": f"Boulangerie {other.title()} SARL", "what": "transfer-code", "asked": "2026-10-01"}]
        if draw(st.booleans()) and not any("imported" in source for source in site["sees"]):
            text = f"Domain Name: {domain}\nRegistrar: Registrar Exemple SAS\nRegistrant Organization: Studio Pixel"
            site["sees"].append({"imported": text, "from": f"contact@boulangerie-{other}.example, then BOULANGERIE {other.upper()}"})
        sites.append(site)
        own |= case.get("own", {})
    return {"sites": sites, "own": own}


def with_news(site: SiteReport) -> SiteReport:
    return replace(site, since=SiteSince("compared", (Change("registrar", ("Registrar A",), ("Registrar B",)),)))


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(inventories(), st.sampled_from(LANGUAGES), st.booleans())
def test_no_form_of_a_clients_report_names_another_client(case: dict[str, Any], lang: Lang, verbose: bool) -> None:
    report, _ = run(case)
    gone = tuple(f"{name}-ancien.fr" for name in NAMES)
    sites = tuple(map(with_news, report.sites))
    report = replace(report, sites=sites, since=Since(datetime(2026, 11, 1, tzinfo=UTC), gone))
    found = apart(report)
    assert len(found) == len({site.site.client.name for site in sites})
    for client, mine in found:
        name = next(name for name in NAMES if name in client.name.lower())
        for form in Form:
            for reader in ("client", "provider", "prospect"):
                text = told(mine, form, Style(lang, 1, verbose, True, reader)).lower()
                assert client.sites[0].unicode in text or (reader != "prospect" and form is not Form.json)  # healthy ones are counted
                assert [other for other in NAMES if other != name and other in text] == []


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(inventories())
def test_the_verdicts_are_those_of_the_whole_report(case: dict[str, Any]) -> None:
    report, _ = run(case)
    wanted = {one.site.domain: (one.verdict, one.confidence, one.basis, [found.rule for found in one.findings]) for one in report.sites}
    found = [(client, one) for client, mine in apart(report) for one in mine.sites]
    assert {one.site.domain: (one.verdict, one.confidence, one.basis, [f.rule for f in one.findings]) for _, one in found} == wanted
    assert all(one.site.client.name == client.name for client, one in found)


def test_json_of_a_clients_report_keeps_to_the_schema() -> None:
    report, _ = run(next(case for case in load_cases() if case["id"] == "one-hand-two-clients"))
    for client, mine in apart(report):
        document = json.loads(told(mine, Form.json, Style("en", 0)))
        Draft202012Validator(SCHEMA).validate(document)
        assert document["summary"]["sites"] == len(client.sites) == 1
        assert document["notices"] == []


# --- what rests on another client's domain -----------------------------------------------------------------------------

OWN = "studio-pixel-exemple-fictif.fr"


@pytest.mark.parametrize("id_", [case["id"] for case in CASES if OWN in case.get("own", {})])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_providers_own_domain_taught_is_told_without_its_name_where_it_is_another_clients(id_: str, lang: Lang) -> None:
    """The provider is a client too, of somebody else: its own domain is a site of this inventory."""
    case = next(case for case in CASES if case["id"] == id_)
    mine = {"domain": case.get("domain", "dupont-exemple-fictif.fr"), "sees": case["sees"], **case.get("site", {})}
    theirs = {"domain": OWN, "sees": case["own"][OWN], "client": "Studio Pixel SARL", "provider": "Ferme des Serveurs"}
    report, _ = run({"sites": [mine, theirs]})
    (_, first), _ = apart(report)
    assert first.sites[0].verdict == report.sites[0].verdict
    public = {OWN} & set(re.findall(r"[\w.-]+", json.dumps(case["sees"])))  # what the record itself says stays
    for form in Form:
        text = told(first, form, Style(lang, 1, True, True))
        assert "Ferme des Serveurs" not in text
        assert public or OWN not in text
    rests = {id_ for id_ in reasons(report.sites[0]) if id_.endswith("-learned")}
    assert {id_ for id_ in reasons(first.sites[0]) if id_.startswith("apart.")} == {id_.replace("reason.", "apart.") for id_ in rests}


def reasons(site: SiteReport) -> set[str]:
    return {reason.id for held in site.keys.values() for reason in held.reasons} | {index.text.id for index in site.indices}


def test_the_cases_have_every_reason_that_was_learned() -> None:
    found = {id_ for case in CASES if OWN in case.get("own", {}) for id_ in reasons(run(case)[0].sites[0])}
    assert found >= {"reason.email-learned", "reason.handle-learned", "reason.near-learned", "reason.ns-learned"}


def test_the_counts_tell_of_these_domains_alone() -> None:
    sites = [samples.held_by_provider(), with_client(samples.held_by_provider("moulins-exemple-fictif.fr"), Party("Les Trois Moulins"))]
    report = samples.whole(
        *sites, *(with_client(samples.not_registered(), Party("Obrecht")),), notices=("inventory.yaml:3:5: 'moulins' was read",)
    )
    for client, mine in apart(report):
        document = json.loads(told(mine, Form.json, Style("en", 1)))
        assert document["concentration"]["providers"][0]["sites"] == len(client.sites) == 1
        assert [one["domain"] for one in (document["before_signing"] or {"domains": []})["domains"]] in ([], ["dupont2-exemple-fictif.fr"])
        assert len(mine.inventory.sites) == 1


def with_client(one: SiteReport, client: Party) -> SiteReport:
    return replace(one, site=replace(one.site, client=client))


# --- who is one client -------------------------------------------------------------------------------------------------


def sites_of(*parties: Party) -> tuple[Site, ...]:
    nowhere = Location("inventory.yaml", 1, 1)
    return tuple(Site(f"d{n}.example", f"d{n}.example", f"d{n}.example", party, Party("P"), nowhere) for n, party in enumerate(parties))


@pytest.mark.parametrize(
    ("parties", "wanted"),
    [
        ([Party("Boulangerie Dupont"), Party("BOULANGERIE  DUPONT")], 1),
        ([Party("Café Dés"), Party("Cafe Des", emails=("a@b.example",))], 1),
        ([Party("Boulangerie Dupont", aliases=("Dupont & Fils",)), Party("Dupont et Fils")], 1),
        ([Party("Dupont & Fils"), Party("Boulangerie Dupont", aliases=("Dupont & Fils",))], 1),
        ([Party("A1", aliases=("B1",)), Party("C1", aliases=("B1",)), Party("B1")], 1),
        ([Party("A1", aliases=("Marie Durand",)), Party("C1", aliases=("Marie Durand",))], 2),  # who runs both is neither's secret
        ([Party("Dupont SARL"), Party("Dupont SCI")], 2),
        ([Party(""), Party("", country="FR")], 1),
        ([Party("!!!"), Party("???")], 2),
        ([Party("株式会社"), Party("Ἀθῆναι")], 2),
    ],
)
def test_one_client_under_several_names_is_one(parties: Sequence[Party], wanted: int) -> None:
    found = clients(sites_of(*parties))
    assert len(found) == wanted
    assert found[0].name == parties[0].name
    assert sorted(site.domain for client in found for site in client.sites) == [f"d{n}.example" for n in range(len(parties))]


def test_a_part_of_the_inventory_gives_the_reports_of_its_clients_alone() -> None:
    one, other = samples.held_by_provider(), with_client(samples.hidden(), Party("Les Trois Moulins"))
    report = replace(samples.whole(one, other), sites=(other,))
    assert [client.name for client, _ in apart(report)] == ["Les Trois Moulins"]


# --- free words --------------------------------------------------------------------------------------------------------

MOULINS = Party(
    "Les Trois Moulins SAS",
    aliases=("Moulins Réunis",),
    emails=("jean@moulins-mail.example",),
    domains=("trois-moulins.example",),
    handles=("LTM987-FRNIC",),
    phones=("+33 1 99 00 77 66",),
    identifiers=("SIREN 732 829 320",),
    contact="Jean Meunier",
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("hosting is in the contract", "hosting is in the contract"),
        ("as for Les Trois Moulins SAS, moving next week", "as for …, moving next week"),
        ("LES TROIS MOULINS", "…"),
        ("MOULINS REUNIS do so too", "… do so too"),
        ("see https://www.trois-moulins.example/a?b", "see https://…/a?b"),
        ("ask jean@moulins-mail.example.", "ask …."),
        ("ask info@trois-moulins.example; LTM987-FRNIC", "ask …; …"),
        ("call +33 1 99 00 77 66 (Jean Meunier)", "call +… (…)"),
        ("SIREN 732 829 320", "…"),
        ("on boutique-exemple-fictif.com", "on …"),
        ("dupont-exemple-fictif.fr, of Boulangerie Dupont", "dupont-exemple-fictif.fr, of Boulangerie Dupont"),
        ("Studio Pixel SARL (jm@pixel-mail.example)", "Studio Pixel SARL (jm@pixel-mail.example)"),
    ],
)
def test_free_words_lose_what_is_another_clients(written: str, shown: str) -> None:
    one = samples.held_by_provider()
    accepted = Acceptance("provider-nameservers", written)
    request = Request("transfer-code", samples.TODAY, to=written)
    site = replace(one.site, accept=(accepted,), requests=(request,))
    one = replace(one, site=site, findings=(*one.findings[:1], replace(one.findings[1], accepted=accepted)))
    report = samples.whole(one, with_client(samples.hidden(), MOULINS))
    (told_to_it,) = apart(report)[0][1].sites
    assert told_to_it.findings[1].accepted == replace(accepted, reason=shown)
    assert told_to_it.site.accept[0].reason == told_to_it.site.requests[0].to == shown


def test_people_are_masked_as_in_the_whole_report() -> None:
    """A sole trader who is another client may stand in this client's record: masked there, masked here."""
    marie = Party("Marie Durand", kind="person")
    one = samples.held_by_provider(shown="Marie Durand")
    report = samples.whole(one, with_client(samples.hidden(), marie))
    whole, mine = (told(found, Form.terminal, Style("en", 1)) for found in (report, apart(report)[0][1]))
    assert "M... D..." in whole
    assert "M... D..." in mine
    assert "Durand" not in whole + mine


def test_a_long_inventory_with_one_provider_leaks_nothing(tmp_path: Path) -> None:
    """The benches' sites: every shape of answers, the same contacts on many clients' domains."""
    shapes.write(tmp_path, 60)
    lines = [f"  - {{domain: {domain}, client: Clientele {number % 6}}}" for number, domain in enumerate(shapes.domains(60))]
    (tmp_path / "inventory.yaml").write_text("\n".join((f"provider: {shapes.PROVIDER}", "sites:", *lines)), encoding="utf-8")
    with EvidenceFile.open(tmp_path / "evidence.jsonl", writable=False) as evidence:
        inventory = load_inventory(tmp_path / "inventory.yaml")
        report = asyncio.run(audit(inventory, replaying(evidence, usable=usable), samples.NOW))
    found = apart(report)
    assert len(found) == 6
    for client, mine in found:
        others = {name for other, _ in found if other is not client for name in (other.name, *(site.domain for site in other.sites))}
        for form in Form:
            text = told(mine, form, Style("en", 1, True, True))
            assert [name for name in others if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)] == []


def test_the_record_keeps_its_holder_and_loses_another_clients_mailbox() -> None:
    contacts = {
        Role.REGISTRANT: (Contact(organization="LES TROIS MOULINS SAS", email="c@trois-moulins.example"),),
        Role.ADMINISTRATIVE: (Contact(organization="Les Trois Moulins SAS", email="info@trois-moulins.example", handle="LTM987-FRNIC"),),
        Role.TECHNICAL: (Contact(organization="Studio Pixel SARL", email="jm@pixel-mail.example"),),
    }
    one = samples.held_by_provider()
    seen = tuple(replace(answer, record=Record(contacts=contacts)) for answer in one.observed.registration)
    one, other = replace(one, observed=Observed(seen)), with_client(samples.hidden(), MOULINS)
    (told,) = apart(samples.whole(one, other))[0][1].sites
    record = told.observed.registration[0].record
    assert record is not None
    (holder,), (administrative,), technical = (record.contacts[role] for role in contacts)
    assert (holder.organization, holder.email) == ("LES TROIS MOULINS SAS", "…")
    assert (administrative.organization, administrative.email, administrative.handle) == ("…", "…", "…")
    assert technical == contacts[Role.TECHNICAL]
    for form in ("terminal", "html", "markdown"):  # the prospect's sheet quotes every line of the record
        out = StringIO()
        report = apart(samples.whole(one, other))[0][1]
        write_stream(Gathered.of(report, [form], "en"), Form(form), out, Style("en", 1, reader="prospect"))
        assert "moulins.example" not in out.getvalue()
