"""An earlier report is compared with by its JSON alone, whoever wrote it; what it lacks is unknown, and no change."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit import audit, load_inventory
from domaudit.changes.facts import facts_of
from domaudit.changes.since import Earlier, load_earlier
from domaudit.errors import UsageError
from domaudit.evidence import EvidenceFile
from domaudit.evidence.asking import replaying
from domaudit.lookups.walk import usable
from domaudit.model import Contact, Inventory, Observation, Report, SiteReport
from domaudit.report.json import document, render
from tests.changes.test_comparing import DUPONT, HIDDEN, PIXEL, REGISTRAR, held, observations, silent, told
from tests.report import samples
from tests.report.test_json import VALIDATOR

ROOT = Path(__file__).parents[2]


def example() -> Report:
    with EvidenceFile.open(ROOT / "examples/evidence.jsonl", writable=False) as evidence:
        ask = replaying(evidence, usable=usable)
        return asyncio.run(audit(load_inventory(ROOT / "examples/inventory.yaml"), ask, datetime(2026, 11, 22, 10, tzinfo=UTC)))


def of(*sites: SiteReport) -> Report:
    return Report(Inventory("inventory.yaml", tuple(one.site for one in sites)), samples.NOW, sites)


def kept(path: Path, report: Report, lang: Any = "en", edit: Callable[[dict[str, Any]], object] = lambda document: None) -> Earlier:
    """A report as it is written and read again, edited in between."""
    made = document(report, lang=lang, exit_code=1)
    VALIDATOR.validate(made)
    edit(made)
    (path / "report.json").write_text(json.dumps(made), encoding="utf-8")
    return load_earlier(path / "report.json")


def compared(report: Report, before: Earlier) -> Report:
    sites = tuple(map(before.compared, report.sites))
    return replace(report, sites=sites, since=before.since([site.domain for site in report.inventory.sites], None))


def news(report: Report) -> dict[str, list[str]]:
    return {one.site.domain: [change.what for change in one.since.changes] for one in report.sites if one.since and one.since.is_news}


HOSTILE = "<script>alert(1)</script> | [/red] ::error:: =cmd|'/c calc' ]]> %0A"
SAMPLES = {
    "samples": samples.whole(),
    "example": example(),
    "hostile": samples.whole(samples.held_by_provider(shown=HOSTILE), samples.held_by_provider("x-exemple-fictif.fr", shown="x" * 12_000)),
    "empty": Report(Inventory("i.yaml", ()), samples.NOW, ()),
}


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_report_has_not_changed_since_itself(tmp_path: Path, name: str, lang: Any) -> None:
    report = SAMPLES[name]
    before = kept(tmp_path, replace(report, inventory=replace(report.inventory, file="elsewhere.yaml")), lang)
    now = compared(report, before)
    assert news(now) == {}
    assert now.since is not None
    assert now.since.gone == ()
    assert all(one.since.state == "compared" for one in now.sites if one.verdict != "undetermined" and one.since)
    VALIDATOR.validate(document(now, lang=lang, exit_code=1))
    again = kept(tmp_path, now, lang)
    assert news(compared(report, again)) == {}


@given(st.lists(observations, min_size=1, max_size=2))
def test_facts_are_the_same_by_way_of_the_file(tmp_path_factory: pytest.TempPathFactory, seen: list[Observation]) -> None:
    site = told(*seen)
    before = kept(tmp_path_factory.mktemp("any"), of(site))
    found, known = before.facts(site.site.domain), facts_of(site).told
    assert found is not None
    assert found.told == known
    assert news(compared(of(site), before)) == {}


def test_three_nights(tmp_path: Path) -> None:
    """Nobody answers on the second: what the first knew is in the second report, and the change is told on the third."""
    first = kept(tmp_path, of(told(held())))
    second = compared(of(told(silent(), days=1)), first)
    assert news(second) == {}
    third = compared(of(told(held(PIXEL), days=2)), kept(tmp_path, second))
    assert news(third) == {"dupont-exemple-fictif.fr": ["verdict", "registrant", "registrant-email"]}
    assert news(compared(of(told(held(PIXEL), days=3)), kept(tmp_path, third))) == {}


def test_two_silent_nights(tmp_path: Path) -> None:
    night = compared(of(told(silent(), days=1)), kept(tmp_path, of(told(held()))))
    night = compared(of(told(silent(), days=2)), kept(tmp_path, night))
    assert news(compared(of(told(held(), days=3)), kept(tmp_path, night))) == {}
    assert "registrar" in news(compared(of(told(held(registrar="Autre"), days=3)), kept(tmp_path, night)))["dupont-exemple-fictif.fr"]


def test_what_the_registrar_alone_tells_is_kept_while_it_is_silent(tmp_path: Path) -> None:
    registry = held(HIDDEN)
    registrar = held(DUPONT, **REGISTRAR)
    night = compared(of(told(registry, silent(**REGISTRAR))), kept(tmp_path, of(told(registry, registrar))))
    assert news(night) == {}
    assert news(compared(of(told(registry, registrar)), kept(tmp_path, night))) == {}
    changed = news(compared(of(told(registry, held(PIXEL, **REGISTRAR))), kept(tmp_path, night)))
    assert changed == {"dupont-exemple-fictif.fr": ["verdict", "registrant", "registrant-email"]}


def drop(*names: str) -> Callable[[dict[str, Any]], object]:
    def edit(made: dict[str, Any]) -> None:
        for site in made["sites"]:
            for name in names:
                site.pop(name, None)
                site.get("registration", {}).pop(name, None)

    return edit


RECORD = ("contacts", "registrar", "reseller", "expires", "statuses", "nameservers", "dnssec", "redacted")


@pytest.mark.parametrize("name", ["verdict", "findings", "sources", "registration", "since", "keys", *RECORD])
def test_a_field_that_an_older_version_lacks_is_no_change(tmp_path: Path, name: str) -> None:
    report = SAMPLES["example"]
    assert news(compared(report, kept(tmp_path, report, edit=drop(name)))) == {}


def test_a_report_whose_people_are_masked_gives_no_change_of_them(tmp_path: Path) -> None:
    def mask(made: dict[str, Any]) -> None:
        for site in made["sites"]:
            for contact in site["registration"]["contacts"].get("registrant", ()):
                contact.update(name="J… M…", organization=None, email="j…@pixel-mail.example")
        made["masked"] = True

    report = SAMPLES["example"]
    assert news(compared(report, kept(tmp_path, report, edit=mask))) == {}


def test_what_looks_masked_in_a_report_that_masks_nobody_is_compared(tmp_path: Path) -> None:
    """Whoever writes the record could switch the comparison off."""
    before = kept(tmp_path, of(told(held(Contact("P… X…", email="p…@x.example")))))
    now = compared(of(told(held(Contact("Evil Holdings", email="evil@y.example")))), before)
    assert news(now) == {"dupont-exemple-fictif.fr": ["registrant", "registrant-email"]}
    assert news(compared(of(told(silent())), kept(tmp_path, now))) == {}
    night = compared(of(told(silent())), before)
    assert "registrant" in news(compared(of(told(held(Contact("Evil Holdings")))), kept(tmp_path, night)))["dupont-exemple-fictif.fr"]


@pytest.mark.parametrize(
    "name", ["Jean Durand jean.durand@x.example +33612345678", "jean", "a..b", "é.example", "x" * 250 + ".example", "a.b\n"]
)
def test_what_is_no_domain_is_never_gone(tmp_path: Path, name: str) -> None:
    def add(made: dict[str, Any]) -> None:
        made["sites"].append({**made["sites"][0], "domain": name})

    since = kept(tmp_path, of(told(held())), edit=add).since(["dupont-exemple-fictif.fr"], None)
    assert since.gone == ()


def test_what_is_new_in_the_inventory_and_what_is_gone_from_it(tmp_path: Path) -> None:
    one, two, three = (told(held()), samples.hidden(), samples.held_by_client())
    now = compared(of(two, three), kept(tmp_path, of(one, two)))
    assert now.since is not None
    assert now.since.gone == ("dupont-exemple-fictif.fr",)
    assert [site.since.state for site in now.sites if site.since] == ["compared", "added"]


def test_a_part_is_compared_with_the_whole_and_the_whole_with_a_part(tmp_path: Path) -> None:
    sites = [told(held(), of=None), samples.hidden(), samples.held_by_client(), samples.undetermined()]
    domains = [site.site.domain for site in sites]
    whole = kept(tmp_path, of(*sites))
    assert whole.since(domains[:2], None).gone == tuple(domains[2:])
    parts = [whole.since(domains[:2], f"{number}/3").gone for number in (1, 2, 3)]
    assert sorted(domain for part in parts for domain in part) == sorted(domains[2:])
    assert whole.since(domains[:2], "only").gone == ()
    states = []
    for part in ("1/3", "2/3", "3/3"):
        before = kept(tmp_path, of(), edit=partial(dict.update, part=part))
        states += [one.since.state for one in map(before.compared, sites) if one.since]
    assert sorted(states) == ["added"] * 4 + ["unseen"] * 8
    before = kept(tmp_path, of(), edit=partial(dict.update, part="only"))
    assert {one.since.state for one in map(before.compared, sites) if one.since} == {"unseen"}


def test_a_time_with_another_zone_or_none_is_in_utc(tmp_path: Path) -> None:
    for text in ("2026-11-22T11:15:00+02:00", "2026-11-22T09:15:00", "2026-11-22 09:15Z"):
        before = kept(tmp_path, of(), edit=partial(dict.update, audited_at=text))
        assert before.audited_at == datetime(2026, 11, 22, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize("text", [None, 7, "", "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", ["2026"]])
def test_a_report_without_its_time_is_refused(tmp_path: Path, text: Any) -> None:
    with pytest.raises(UsageError, match="does not say when it was made"):
        kept(tmp_path, of(), edit=partial(dict.update, audited_at=text))


odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("…") | st.just("\ud800\x1b[2J\u202e"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["values", "spoke", "registrant", "kind", "rule"]), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["verdict", "findings", "sources", "registration", "since", "domain"]), odd), odd, odd, odd)
def test_no_shape_of_a_site_breaks_the_reading(
    tmp_path_factory: pytest.TempPathFactory, site: Any, field: Any, kept_: Any, part: Any
) -> None:
    path = tmp_path_factory.mktemp("any") / "x.json"
    good = json.loads(render(of(told(held())), lang="en", exit_code=0))
    (first,) = good["sites"]
    broken = [
        {**first, **site},
        {**first, "domain": "a.example", "registration": dict.fromkeys(first["registration"], field)},
        {**first, "domain": "b.example", "registration": {**first["registration"], "contacts": {"registrant": [field, {"name": field}]}}},
        {**first, "domain": "c.example", "since": {"kept": {"verdict": kept_, "finding": kept_, "expires": kept_, "registrant": kept_}}},
        {**first, "domain": "d.example", "findings": [field, {"rule": kept_, "severity": field}], "sources": [field, {"kind": kept_}]},
    ]
    path.write_text(json.dumps({**good, "sites": broken, "part": part}), encoding="utf-8")
    before = load_earlier(path)
    for domain in ("dupont-exemple-fictif.fr", "a.example", "b.example", "c.example", "d.example"):
        now = told(held(PIXEL), days=1)
        seen = before.compared(replace(now, site=replace(now.site, domain=domain)))
        assert seen.since is not None
        json.dumps(document(of(seen), lang="en", exit_code=1), ensure_ascii=False).encode()


def test_a_long_report_is_read_from_the_disk(tmp_path: Path) -> None:
    one = samples.held_by_client()
    sites = [
        replace(one, site=replace(one.site, domain=f"d{number}.example")) for number in range(1100)
    ]  # beyond what a spool holds in memory
    before = kept(tmp_path, of(*sites))
    assert all(before.compared(site).since == before.compared(sites[0]).since for site in sites)
    found = before.facts("d1099.example")
    assert found is not None
    assert found.told == facts_of(sites[0]).told
