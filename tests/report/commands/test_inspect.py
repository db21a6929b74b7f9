"""The card of ``inspect``: a date is a line where the record has it; no line is wider than the screen, in the characters that it has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO, TextIOWrapper

import pytest

from domaudit.model import (
    Confidence,
    Contact,
    Finding,
    Observation,
    Observed,
    Outcome,
    Record,
    Role,
    Severity,
    SiteReport,
    Text,
    Verdict,
)
from domaudit.report.commands import card as card_in_short
from domaudit.report.commands import inspect as card
from domaudit.report.screens import Style
from domaudit.texts import Lang
from tests.report import samples


def shown(lang: Lang, **dates: datetime) -> list[str]:
    site = samples.held_by_client()
    out = StringIO()
    card.write_stream(
        samples.whole(replace(site, registration=replace(site.registration, **dates))), None, "terminal", out, Style(lang, 0, verbose=True)
    )
    return [" ".join(line.split()) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["Registered on 3 Feb 2001", "Last transfer 6 Mar 2009", "Paid until 3 Feb 2027"]),
        ("fr", ["Enregistré le 3 févr. 2001", "Dernier transfert 6 mars 2009", "Payé jusqu'au 3 févr. 2027"]),
    ],
)
def test_the_dates_stand_in_the_order_of_time(lang: Lang, said: list[str]) -> None:
    created, transferred, expires = (
        datetime(year, month, day, tzinfo=UTC) for year, month, day in ((2001, 2, 3), (2009, 3, 6), (2027, 2, 3))
    )
    lines = shown(lang, created=created, transferred=transferred, expires=expires)
    assert [line for line in lines if line in said] == said
    without = shown(lang, created=created, expires=expires)
    assert [line for line in without if line in said] == [said[0], said[2]]
    assert not any(line.startswith(("Last", "Dernier")) for line in without)


def in_short(site: SiteReport, lang: Lang = "en") -> list[str]:
    out = StringIO()
    card.write_stream(samples.whole(site), None, "terminal", out, Style(lang, 0))
    return [" ".join(line.split()) for line in out.getvalue().splitlines()]


def test_a_status_is_told_where_it_matters_alone() -> None:
    site = samples.held_by_client()

    def statuses(*known: str) -> list[str]:
        record = replace(site.registration, statuses=known)
        return [line for line in in_short(replace(site, registration=record)) if line.startswith("Status")]

    assert statuses("active", "client transfer prohibited") == []
    assert statuses("active", "client hold") == ["Status client hold"]
    assert statuses("redemptionPeriod", "pendingDelete", "ok") == ["Status redemptionPeriod, pendingDelete"]


def test_a_day_that_is_past_is_said_to_be() -> None:
    site = samples.held_by_client()
    record = replace(site.registration, created=None, expires=datetime(2026, 11, 21, tzinfo=UTC))
    assert "Paid until 21 Nov 2026, which is past" in in_short(replace(site, registration=record))
    record = replace(record, expires=datetime(2026, 11, 22, tzinfo=UTC))
    assert "Paid until 22 Nov 2026" in in_short(replace(site, registration=record))


def test_the_reseller_stands_beside_the_registrar() -> None:
    site = samples.held_by_client()
    record = replace(site.registration, registrar="Registrar Exemple", reseller="Studio Pixel")
    told = in_short(replace(site, registration=record, keys={}))
    assert "Registrar Registrar Exemple, through Studio Pixel" in told


def test_sources_that_disagree_are_both_named_and_none_wins() -> None:
    site = samples.held_by_client()
    seen = [
        Observation(samples.source(server), Record(contacts={Role.REGISTRANT: (Contact(organization=name),)}))
        for server, name in (("rdap.nic.fr", "Boulangerie Dupont"), ("whois.nic.fr", "STUDIO PIXEL"))
    ]
    found = Finding("sources-disagree", Severity.WARNING, Confidence.HIGH, Text("rule.sources-disagree.message"))
    told = in_short(replace(site, verdict=Verdict.UNDETERMINED, observed=Observed(tuple(seen)), findings=(found,)))
    assert told[0] == f"{site.site.unicode}: the sources do not agree on who holds it"
    assert told[1] == "Registrant Boulangerie Dupont (rdap.nic.fr) | STUDIO PIXEL (whois.nic.fr)"


def test_where_nobody_was_reached_the_doctor_is_named() -> None:
    site = samples.held_by_client()
    sources = [Observation(samples.source(server, Outcome.UNREACHABLE, error="no such host")) for server in ("rdap.nic.fr", "whois.nic.fr")]
    told = in_short(replace(site, verdict=Verdict.UNDETERMINED, observed=Observed(tuple(sources)), keys={}, registration=Record()))
    assert told == [
        f"{site.site.unicode}: nobody could say who holds it",
        "No answer from rdap.nic.fr, whois.nic.fr: could not be reached (no such host)",
        "",
        "Nobody was reached. What is wrong here: domaudit doctor",
    ]


def test_an_ending_for_examples_is_said_to_be_one_where_nobody_answers_for_it() -> None:
    site = samples.held_by_client("dupont.example")
    nobody = Observation(samples.source(".example", Outcome.NO_SOURCE))
    site = replace(site, verdict=Verdict.UNDETERMINED, observed=Observed((nobody,)), keys={}, registration=Record())
    assert " ".join(in_short(site)[:2]).startswith(
        "dupont.example: .example is an ending for examples, which nobody can hold; put your own"
    )
    (remark,) = card_in_short.remarks(samples.whole(site), judged=True)
    assert remark.id == "inspect.for-examples.notice"
    assert list(card_in_short.remarks(samples.whole(site), judged=False)) == []  # the card says it


def test_a_mail_service_is_said_to_be_nobodys_own_domain() -> None:
    (remark,) = card_in_short.remarks(samples.whole(samples.held_by_client("gmail.com")), judged=False)
    assert remark == Text("inspect.public-mailbox", {"domain": "gmail.com"})


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_it_keeps_within_a_narrow_screen_of_simple_characters(lang: Lang, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    # 57 columns with one "…" and so 59 in simple characters, and some that are as wide as a line
    shown = ["…".join("ab " * length).strip() for length in range(5, 40)]
    out = TextIOWrapper(BytesIO(), encoding="ascii")
    card.write_stream(samples.whole(*map(samples.held_by_provider, ["x.example"] * len(shown), shown)), None, "text", out, Style(lang, 0))
    out.seek(0)
    told = out.read().splitlines()
    assert max(map(len, told)) <= 60
    assert any("..." in line for line in told)
