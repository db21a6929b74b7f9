"""What is known of each family of endings: something of its own for every one, every id resolves, nothing is stale."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

import pytest

from domaudit import texts
from domaudit.data import load
from domaudit.families import facts
from domaudit.model import Text
from domaudit.remedies import policies

FAMILIES, SOURCES, POLICY = (load(f"remedies/{name}.yaml") for name in ("families", "sources", "policy"))
LADDERS = load("remedies/steps.yaml")["rules"]
STEPS = {(name, slot): step for name, family in FAMILIES["families"].items() for slot, step in family["steps"].items()}
REGISTRIES = {name: family["registry"] for name, family in FAMILIES["families"].items() if "registry" in family}
ENTRIES = [(id_, entry) for id_, entries in POLICY.items() for entry in entries]
HANDOVER = [entry for entries in load("handover.yaml")["zones"].values() for entry in entries] + list(
    load("handover.yaml")["steps"].values()
)
SLOTS = {
    *("ask", "eligibility", "ceased", "claim", "trap", "mailbox", "code", "shortcut", "dispute"),
    *("court", "disclose", "by-hand", "expiry", "restore", "grace", "limit", "young"),
}
GENERIC = ("com", "net", "org", "info", "biz", "africa", "paris", "quebec", "bzh")
COUNTRIES = (
    *("fr", "re", "pm", "wf", "tf", "yt", "be", "ca", "ch", "li", "eu", "uk", "co.uk", "org.uk", "de", "nl", "lu", "it", "es", "us"),
    *("au", "com.au", "br", "com.br", "pt", "za", "co.za", "sn", "ma", "tn", "cm", "ci", "bj", "mr", "tg", "cd"),
    *("ml", "bf", "ne", "ga", "cg", "mg", "dz", "gn", "td", "cf", "dj", "km", "bi", "ht"),
)
UNKNOWN = ("ci", "bj", "tg", "cd", "ml", "bf", "ne", "ga", "mg", "dz", "gn", "td", "cf", "dj", "km", "bi")
"""Endings whose registry we can name, and of whose way with disputes we know nothing, or only that there is a text we could not read."""
WITHOUT_CONTACT = {"us", "pt", "ne", "ga", "cf", "km"}
"""Families whose registry we can name and not reach; a text must not promise an address."""


def own_facts(zone: str) -> list[str]:
    """What differs from the general ladder for an ending: the registry that it names, and each slot that it fills with a sourced step."""
    known = facts(zone)
    told = [f"{slot}: {step['text']}  [{SOURCES[step['source']]['url']}]" for slot, step in known.get("steps", {}).items()]
    if "registry" in known:
        told.append(f"registry: {known['registry']['name']}, {known['registry'].get('contact', 'no address known')}")
    return told


def address(value: str) -> bool:
    """Whether something is the address of a page or a mailbox."""
    mailbox, at, host = value.partition("@")
    return bool(mailbox and at and "." in host and "/" not in value) or urlsplit(value).scheme in ("http", "https")


@pytest.mark.parametrize("zone", GENERIC + COUNTRIES)
def test_every_ending_differs_from_the_general_ladder_by_a_sourced_fact(zone: str) -> None:
    own = own_facts(zone)
    print(f"\n.{zone}", *own, sep="\n  ")
    assert any("[http" in line for line in own)
    assert facts(zone)["steps"]


def test_an_unknown_ending_has_nothing_of_its_own() -> None:
    assert own_facts("zz") == []


def test_every_country_names_its_registry() -> None:
    assert set(FAMILIES["families"]) - set(REGISTRIES) == {"gtld"}
    assert {name for name, registry in REGISTRIES.items() if "contact" not in registry} == WITHOUT_CONTACT
    assert [name for name, registry in REGISTRIES.items() if "contact" in registry and not address(registry["contact"])] == []


def test_every_step_is_whole_and_every_id_in_it_resolves() -> None:
    for (name, slot), step in STEPS.items():
        assert slot in SLOTS, (name, slot)
        assert texts.has(step["text"]), step
        assert step["who"] in ("client", "provider", "registrar", "registry", "lawyer", "court"), step
        assert step["confidence"] in ("high", "medium"), step
        assert step["source"] in SOURCES, step
        assert set(step.get("party", ())) <= {"active", "liquidation", "ceased", "unreachable"}
        assert step.get("cost") is None or (step["cost"].startswith("cost.") and texts.has(step["cost"])), step
        assert step.get("link") is None or urlsplit(step["link"]).scheme in ("http", "https"), step
        assert step.get("policy") is None or step["policy"] in POLICY, step
        assert ("since" in step) == ("until" in texts.placeholders(step["text"], "en")), step


def test_a_step_has_a_rule_exactly_where_its_text_names_one() -> None:
    for step in STEPS.values():
        assert ("policy" in texts.placeholders(step["text"], "en")) == ("policy" in step), step


def test_a_route_past_a_silent_registrar_is_told_as_the_registered_holders() -> None:
    told = {name: texts.template(step["text"], "en") for (name, slot), step in STEPS.items() if slot == "shortcut"}
    assert set(told) >= {"gtld", "be", "eu", "uk", "de", "nl", "it", "es", "au", "br"}
    holders = ("as registered holder", "on record", "to the registrant’s e-mail")
    assert [name for name, text in told.items() if not any(words in text for words in holders)] == []


def test_every_cost_is_used() -> None:
    assert {step["cost"] for step in STEPS.values() if "cost" in step} == {id_ for id_ in texts.ids() if id_.startswith("cost.")}


def test_every_source_is_used_and_was_read_within_a_year() -> None:
    used = {step["source"] for step in STEPS.values()} | {registry["source"] for registry in REGISTRIES.values()}
    used |= {entry["source"] for _, entry in ENTRIES}
    used |= {entry["source"] for entry in HANDOVER}
    assert used == set(SOURCES)
    assert [id_ for id_, source in SOURCES.items() if date.today() > source["reviewed"] + timedelta(365)] == []


def test_where_somebody_else_is_the_holder_each_family_tells_whom_to_turn_to() -> None:
    assert [name for name in FAMILIES["families"] if (name, "dispute") not in STEPS] == []


@pytest.mark.parametrize("zone", UNKNOWN)
def test_where_no_procedure_is_known_the_text_says_so(zone: str) -> None:
    assert re.search("know of no|could not read|found no", texts.template(f"remedy.{zone}.dispute", "en"))
    assert re.search(
        "ne lui connaissons pas|n’avons pas pu|n’en connaissons|n’avons trouvé", texts.template(f"remedy.{zone}.dispute", "fr")
    )


@pytest.mark.parametrize(
    ("zone", "slot", "words"),
    [
        ("com", "trap", "60 days"),
        ("com", "shortcut", "does not move a name that stands in somebody else’s name"),
        ("com", "code", "5 days"),
        ("be", "trap", "mailed to the registrant’s e-mail"),
        ("eu", "trap", "goes to the holder’s e-mail"),
        ("au", "trap", "goes to the registrant’s e-mail"),
        ("fr", "eligibility", "European Union, Iceland, Liechtenstein, Norway or Switzerland"),
        ("eu", "eligibility", "established there"),
        ("fr", "expiry", "can be restored only by the same registrar"),
        ("fr", "claim", "three months"),
        ("sn", "claim", "90 days"),
        ("fr", "court", "2015"),
        ("com", "court", "D2001-0668"),
        ("mr", "ceased", "administrator"),
    ],
)
def test_the_traps_that_the_facts_name_are_in_the_data(zone: str, slot: str, words: str) -> None:
    step = facts(zone)["steps"][slot]
    values = {"client": "Dupont", "provider": "Pixel", "domain": f"x.{zone}", "zone": zone}
    if "policy" in step:
        values["policy"] = str(policies.days(step["policy"], date(2026, 11, 26)))
    said = texts.say(Text(step["text"], values), "en")
    assert words in said
    assert "…" not in said


def test_who_may_hold_is_asked_together_with_who_pays() -> None:
    unasked = {"gn", "km"}  # where the text sends people to the registry anyway
    for (name, slot), step in STEPS.items():
        if slot == "eligibility" and name not in unasked:
            assert "who will pay the next renewal" in texts.template(step["text"], "en"), name


def test_every_rule_has_days_today_a_source_and_no_two_entries_at_once() -> None:
    for id_, entries in POLICY.items():
        assert (policies.days(id_, date.today()) or 0) > 0, id_
        held = sorted((e for e in entries if "days" in e), key=lambda e: e.get("from") or date.min)
        for before, after in pairwise(held):
            assert (before.get("until") or date.max) < after["from"], id_
    for id_, entry in ENTRIES:
        assert set(entry) <= {"from", "until", "days", "source", "confidence", "note"}, id_
        assert "days" in entry or entry["note"], id_
        assert entry["confidence"] in ("high", "medium")


REFORM: list[dict[str, Any]] = [
    {"from": date(2020, 1, 1), "until": date(2026, 12, 31), "days": 60},
    {"from": date(2027, 1, 1), "until": None, "days": 30},
    {"note": "decided, without a date"},
]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), 60),
        (date(2026, 12, 31), 60),
        (date(2027, 1, 1), 30),
        (date.max, 30),
    ],
)
def test_a_rule_that_changes_is_told_by_the_day(today: date, expected: int | None) -> None:
    entry = policies.in_force(REFORM, today)
    assert (entry["days"] if entry else None) == expected


def test_a_change_without_a_date_never_holds() -> None:
    assert policies.in_force(REFORM[2:], date.max) is None
    assert policies.days("gtld.code", date(2026, 11, 26)) == 5
    assert policies.days("gtld.code", date.min) == 5


def test_an_unknown_rule_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        policies.days("no.such-rule", date(2026, 11, 26))


def test_the_ladders_know_the_slots() -> None:
    asked = {entry["slot"] for ladder in LADDERS.values() for entry in ladder if "slot" in entry}
    assert asked <= SLOTS
