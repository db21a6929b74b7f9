"""Identifiers by their own rules: what is one number, whatever its spelling and its form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.identity import Identifier, identifier, stands_in

ONE = [
    ("SIREN 732 829 320", None, Identifier("fr-siren", "732829320")),
    ("732.829.320", "FR", Identifier("fr-siren", "732829320")),
    ("SIRET 732 829 320 00074", None, Identifier("fr-siren", "732829320")),
    ("N° SIREN : 732829320", None, Identifier("fr-siren", "732829320")),
    ("FR 44 732829320", None, Identifier("fr-siren", "732829320")),
    ("TVA BE 0403.019.261", None, Identifier("be-bce", "0403019261")),
    ("BCE 403.019.261", None, Identifier("be-bce", "0403019261")),
    ("TVA 0403.019.261", "BE", Identifier("be-bce", "0403019261")),
    ("CHE-100.155.212", None, Identifier("ch-uid", "CHE100155212")),
    ("CHE-107.787.577 TVA", None, Identifier("ch-uid", "CHE107787577")),
    ("NEQ 1142345678", None, Identifier("qc-neq", "1142345678")),
    ("RNA W123456789", None, Identifier("fr-rna", "W123456789")),
    ("RCCM CI-ABJ-2018-B-12345", None, Identifier("ohada-rccm", "CIABJ2018B12345")),
    ("ABN 51 824 753 556", None, Identifier("au-abn", "51824753556")),
    ("SIREN 732 829 321", None, Identifier("fr-siren", "732829321", valid=False)),
    ("NEQ 9942345678", None, Identifier("qc-neq", "9942345678", valid=False)),
    ("732 829 320", None, Identifier("", "732829320")),
    ("RCS Trifouillis B 732 829 320", "FR", Identifier("fr-siren", "732829320")),
    ("SIREN 000 000 000", None, Identifier("fr-siren", "000000000", valid=False)),
    ("2020-11-22", None, None),
    ("00000000000", None, None),
    ("12", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("text", "country", "known"), ONE)
def test_an_identifier_as_people_write_it(text: str, country: str | None, known: Identifier | None) -> None:
    assert identifier(text, country) == known


@pytest.mark.parametrize(
    "text",
    [
        "732829320",
        "SIRET 73282932000074",
        "Dupont SARL (RCS Trifouillis 732 829 320)",
        "TVA FR44732829320",
        "BOULANGERIE 732.829.320 DUPONT",
    ],
)
def test_a_siren_stands_in_all_its_forms(text: str) -> None:
    known = identifier("SIREN 732 829 320")
    assert known is not None
    assert stands_in(known, text)


@pytest.mark.parametrize("text", ["73282932", "7328293200", "732 829 321", "", "SIRET 73282932000075", "Dupont 732", "x" * 5000])
def test_another_number_is_another(text: str) -> None:
    known = identifier("SIREN 732 829 320")
    assert known is not None
    assert not stands_in(known, text)


def test_a_number_of_no_known_kind_must_be_the_whole_text() -> None:
    known = identifier("123456789012")
    assert known is not None
    assert stands_in(known, "123 456 789 012")
    assert not stands_in(known, "Jean Martin tel 123456789012")


def test_a_number_that_its_own_rule_refuses_decides_nothing() -> None:
    known = identifier("SIREN 732 829 321")
    assert known is not None
    assert not stands_in(known, "SIREN 732 829 321")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.sampled_from([None, "FR", "BE", "CA", "CH", "DE"]))
def test_whatever_is_written_something_follows(text: str, country: str | None) -> None:
    known = identifier(text, country)
    if known is not None and known.valid and known.kind:
        assert stands_in(known, known.number)


def test_a_number_without_check_digits_must_stand_alone_or_behind_its_word() -> None:
    known = identifier("RCS Luxembourg B123", "LU")
    assert known == Identifier("lu-rcs", "B123")
    assert stands_in(known, "B123")
    assert stands_in(known, "Immobilier Fictif SARL, RCS B123")
    assert not stands_in(known, "Immobilier Bloc B 123 ASBL")
