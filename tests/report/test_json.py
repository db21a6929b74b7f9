"""The JSON report keeps its schema, whatever was found, and says nothing else on the way."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from domaudit import audit, load_inventory
from domaudit.concluding import conclude
from domaudit.evidence import EvidenceFile
from domaudit.evidence.asking import replaying
from domaudit.lookups.walk import usable
from domaudit.model import Contact, Inventory, Observation, Outcome, Report
from domaudit.report.json import document, render
from domaudit.report.json.site import moment
from tests.cases import NOW, REGISTRIES, case, said, site

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "domaudit/data/report.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.fixture(scope="module")
def example() -> Report:
    with EvidenceFile.open(ROOT / "examples/evidence.jsonl", writable=False) as evidence:
        ask = replaying(evidence, usable=usable)
        return asyncio.run(audit(load_inventory(ROOT / "examples/inventory.yaml"), ask, datetime(2026, 11, 22, 10, tzinfo=UTC)))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_example_keeps_the_schema(example: Report, lang: Any) -> None:
    VALIDATOR.validate(document(example, lang=lang, exit_code=1))


def test_the_last_transfer_is_a_day_or_null(example: Report) -> None:
    moved = replace(example.sites[0].registration, transferred=datetime(2019, 5, 6, 23, 30, tzinfo=UTC))
    told = document(replace(example, sites=(replace(example.sites[0], registration=moved), example.sites[1])), lang="en", exit_code=1)
    assert [site["registration"]["transferred"] for site in told["sites"]] == ["2019-05-06", None]
    VALIDATOR.validate(told)


def test_what_to_settle_before_signing_stands_at_the_top(example: Report) -> None:
    told = document(example, lang="en", exit_code=1)["before_signing"]
    assert [(one["unicode"], one["why"]) for one in told["domains"]] == [("pain-dupont-exemple-fictif.fr", ["not-registered"])]
    assert told["lines"][0].startswith("Who registers it: Boulangerie Dupont SARL")
    settled = Report(example.inventory, example.audited_at, example.sites[:1])
    assert document(settled, lang="en", exit_code=1)["before_signing"] is None


def test_the_pipeline_is_a_library(example: Report) -> None:
    """The guide, "In a program"."""
    assert [report.verdict.value for report in example.sites[:2]] == ["held-by-provider", "held-by-client"]
    assert json.loads(render(example, lang="en", exit_code=1))["audited_at"] == "2026-11-22T10:00:00Z"


names = st.none() | st.text(max_size=12) | st.sampled_from(["Studio Pixel", "Boulangerie Dupont", "REDACTED FOR PRIVACY"])
contacts = st.builds(Contact, name=names, organization=names, email=names, handle=names, country=names)
seen = st.builds(
    lambda people, outcome, statuses: said(*people, outcome=outcome, statuses=tuple(statuses)),
    st.lists(contacts, max_size=2),
    st.sampled_from(list(Outcome)),
    st.lists(st.text(max_size=5), max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(seen, max_size=2))
def test_any_observation_keeps_the_schema(observations: list[Observation]) -> None:
    report = Report(Inventory("i.yaml", ()), NOW, (conclude(site(), case(*observations).observed, REGISTRIES, NOW),))
    VALIDATOR.validate(document(report, lang="fr", exit_code=3))


def test_times_are_utc_with_a_z() -> None:
    assert moment(None) is None
    assert moment(datetime(2026, 11, 22, 9, 15, 2, 113_000, tzinfo=UTC)) == "2026-11-22T09:15:02.113Z"
