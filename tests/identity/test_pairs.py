"""Labelled pairs of names (``tests/identity_pairs.yaml``): no false match at all, and few matches missed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from domaudit.identity import Kind, compare
from domaudit.texts import has

PAIRS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parents[1] / "identity_pairs.yaml").read_text(encoding="utf-8"))
MATCHES = (Kind.SAME, Kind.SAME_BUT_FORM)


def found(pair: dict[str, Any]) -> Kind:
    return compare(pair["one"], pair["other"], person=pair.get("person", False)).kind


def test_there_are_enough_of_every_kind() -> None:
    kinds = Counter(pair["kind"] for pair in PAIRS)
    assert len(PAIRS) >= 600
    assert min(kinds[kind.value] for kind in Kind) >= 100
    assert len({(pair["one"], pair["other"]) for pair in PAIRS}) == len(PAIRS)


def test_no_two_names_are_taken_for_one_that_are_not() -> None:
    assert [(pair["one"], pair["other"]) for pair in PAIRS if pair["kind"] not in MATCHES and found(pair) in MATCHES] == []


def test_few_matches_are_missed() -> None:
    wanted = [pair for pair in PAIRS if pair["kind"] in MATCHES]
    missed = [(pair["one"], pair["other"]) for pair in wanted if found(pair) not in MATCHES]
    assert len(missed) <= 0.03 * len(wanted), missed


def test_most_are_told_in_their_very_kind() -> None:
    right = sum(found(pair) == pair["kind"] for pair in PAIRS)
    assert right >= 0.95 * len(PAIRS)


@pytest.mark.parametrize("start", range(0, 1000, 100))
def test_likeness_is_symmetric(start: int) -> None:
    for pair in PAIRS[start : start + 100]:
        turned = compare(pair["other"], pair["one"], person=pair.get("person", False))
        assert turned == compare(pair["one"], pair["other"], person=pair.get("person", False))


def test_every_near_says_why() -> None:
    for pair in PAIRS:
        likeness = compare(pair["one"], pair["other"], person=pair.get("person", False))
        assert bool(likeness.why) or likeness.kind in (Kind.SAME, Kind.DIFFERENT)
        assert not likeness.why or has(likeness.why)
