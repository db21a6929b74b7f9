"""The one thing to do next: in few words, never cut before its verb or within brackets, and the same in every form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit import texts
from domaudit.data import load
from domaudit.model import PartyStatus, Reader, Request, Step, Text, Verdict
from domaudit.remedies import Situation, remedy
from domaudit.report import stepping, words
from domaudit.report.brief import _COPIES, COLUMNS, again, behind, cut, in_short
from domaudit.report.telling import Teller
from domaudit.texts import Lang
from tests.report import samples

TODAY = date(2026, 11, 22)
FACTS = {"client": "Boulangerie Dupont SARL", "provider": "Studio Pixel SARL", "registrar": "Registrar Exemple SAS", "value": "Les Moulins"}
REQUESTS: Mapping[str, tuple[Request, ...]] = {
    "none": (),
    "overdue": (Request("change-of-holder", date(2026, 10, 20), "provider", reply_by=date(2026, 11, 3)),),
    "waiting": (Request("change-of-holder", date(2026, 11, 15), "provider", reply_by=date(2026, 11, 29)),),
}


def situations(rule: str) -> Iterator[Situation]:
    """A rule's findings for every reader, state of the party and request, known names and unknown ones."""
    fixed = {verdict.value: verdict for verdict in Verdict}
    for verdict in [fixed[rule]] if rule in fixed else list(Verdict):
        for reader in get_args(Reader):
            for status in get_args(PartyStatus):
                for requests in list(REQUESTS.values())[rule == "request-overdue" :]:
                    for expires in (None, date(2026, 12, 20), date(2027, 6, 30)):
                        facts: dict[str, Any] = {**FACTS, "what": "change-of-holder"}
                        if rule == "held-by-provider-rental":
                            facts["rental_until"] = "2028-01-04"
                        one = Situation("dupont-exemple-fictif.fr", "fr", verdict, facts, TODAY, expires, status, reader, requests=requests)
                        yield one
                        yield replace(one, facts={name: facts[name] for name in facts if name not in ("registrar", "value")})


def firsts(situation: Situation, steps: Sequence[Step]) -> Iterator[Step]:
    """The steps that may be told as the next one: the first, or what stands behind the copies."""
    own = [step for _, step in stepping.of_people(("", step) for step in steps)]
    yield from own[:1]
    if own[1:] and own[0].text.id.startswith(_COPIES):
        yield behind(own[1:], situation.verdict)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("rule", load("remedies/steps.yaml")["rules"])
def test_every_step_that_may_come_first_is_told_whole(rule: str, lang: Lang) -> None:
    teller, site = Teller(lang, TODAY, True), samples.held_by_provider()
    seen: dict[str, Step] = {}
    for situation in situations(rule):
        found = remedy(rule.removesuffix("-rental"), situation)
        for step in firsts(situation, found.steps) if found is not None else ():
            seen.setdefault(step.text.id, step)
    assert seen
    told = {id_: in_short(teller, site, step) for id_, step in seen.items()}
    assert {id_: said for id_, said in told.items() if "…" in said or words.width(said) > COLUMNS} == {}


@given(st.integers(1, 30), st.integers(1, 60), st.integers(30, 50))
def test_nothing_is_cut_within_brackets(before: int, within: int, columns: int) -> None:
    told = cut(f"{'ab ' * before}({'c d' * within}) e", columns)
    assert words.width(told) <= columns
    assert told.count("(") == told.count(")") or told.index("(") <= columns // 4


def test_a_short_form_needs_no_value_that_its_step_lacks() -> None:
    for id_ in texts.ids():
        if id_.endswith(".short") and id_.startswith("remedy."):
            assert texts.placeholders(id_, "en") <= texts.placeholders(id_.removesuffix(".short"), "en") | {"client", "provider"}, id_


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("en", "Check that Garage Martin may hold a .eu name"),
        ("fr", "Avant toute inscription, vérifiez que Garage Martin peut être titulaire d’un .eu"),
    ],
)
def test_a_step_that_was_told_before_ends_with_a_clause(lang: Lang, told: str) -> None:
    values = dict.fromkeys(texts.placeholders("remedy.eu.eligibility", "en"), "Garage Martin")
    assert again(Teller(lang, TODAY, True), samples.held_by_provider(), Step(Text("remedy.eu.eligibility", values))) == told
