"""What all forms of one report share: its people and parties, the same in every form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domaudit.model import Party
from domaudit.report.gathering import Gathered
from domaudit.report.masking.masks import OPEN
from domaudit.report.screens import Style
from domaudit.report.telling import Teller
from tests.report import samples
from tests.report.test_separating import with_client

JULIE = Party("Julie Exemple", kind="person")


def test_words_that_belong_to_no_site_are_masked_by_all_sites_whichever_are_told() -> None:
    julies = with_client(samples.hidden(), JULIE)
    report = samples.whole(samples.held_by_provider(), julies)
    teller = Teller("en", samples.TODAY, False).knowing(report)
    teller.silences([report.sites[0]])
    assert "Julie" not in teller.mask_of_all()("asked by Julie Exemple")
    assert replace(teller, personal_data=True).mask_of_all() is OPEN


def test_a_teller_who_knows_no_report_has_no_mask_for_all() -> None:
    with pytest.raises(ValueError, match="no report"):
        Teller("en", samples.TODAY, False).mask_of_all()


def test_all_forms_of_a_run_share_what_is_known() -> None:
    found = Gathered.of(samples.whole(), {"terminal"}, "en")
    one, other = found.teller(Style("en", 1)), found.teller(Style("en", 1, verbose=True), personal_data=True)
    assert one.known is other.known
    assert one.lang == other.lang == found.lang


def test_one_client_under_two_names_is_one_everywhere() -> None:
    aliased = with_client(samples.hidden(), Party("Dupont Pains", aliases=(samples.CLIENT.name,)))
    teller = Teller("en", samples.TODAY, False).knowing(samples.whole(samples.held_by_provider(), aliased))
    assert not teller.several
    assert not teller.several_clients
    other = Teller("en", samples.TODAY, False).knowing(samples.whole(samples.held_by_provider(), with_client(samples.hidden(), JULIE)))
    assert other.several
    assert other.several_clients
