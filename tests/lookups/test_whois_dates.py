"""A date is read as the registry meant it, or not at all."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domaudit.lookups.dates import Order, order_of, parse

DAY = datetime(2015, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2015-03-02",
        "2015/03/02",
        "2015. 03. 02.",
        "20150302",
        "20150302 #123",
        "02-Mar-2015",
        "2-mars-2015",
        "2 März 2015",
        "March 2, 2015",
        "2nd March 2015",
        "Monday 2nd March 2015",
        "Mon Mar 2 2015",
        "2015-Mar-02.",
        "02-mar-2015",
        "2015年03月02日",
        "2015-03-02 (YYYY-MM-DD)",
        "2015/03/02 (JST)",
        "2 février 2015".replace("février", "mars"),
        "2015-03-02T00:00:00Z",
        "2015-03-02T00:00:00.000+00:00",
        "Mon Mar 02 00:00:00 GMT 2015",
        "2015-03-02T02:00:00+02:00",
        "2015-03-01T19:00:00-0500",
        "02-Mar-2015 00:00:00 UTC",
        "20150302 00:00:00",
        "2nd March 2015 at 00:00:00.000",
        "2015-03-02 01:00:00 (CET)",
    ],
)
def test_one_day_in_every_registrys_writing(text: str) -> None:
    assert parse(text) == DAY


@pytest.mark.parametrize(("order", "expected"), [("dmy", DAY), ("mdy", datetime(2015, 2, 3, tzinfo=UTC)), (None, None), ("ymd", None)])
@pytest.mark.parametrize("text", ["02/03/2015", "2/3/2015", "02-03-2015"])
def test_an_ambiguous_date_is_read_in_the_registrys_order_only(text: str, order: Order | None, expected: datetime | None) -> None:
    assert parse(text, order=order) == expected


@pytest.mark.parametrize("order", ["dmy", "mdy", "ymd", None])
def test_what_can_be_read_one_way_only_is_read(order: Order | None) -> None:
    assert parse("13/2/2015", order=order) == parse("2-13-2015", order=order) == datetime(2015, 2, 13, tzinfo=UTC)
    assert parse("13/13/2015", order=order) is None
    assert parse("2.3.2015") == datetime(2015, 3, 2, tzinfo=UTC)  # nobody writes the month first with full stops


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["2/3/2015", "13/2/2027 10:00:00"], "dmy"),
        (["2/3/2015", "2/13/2027"], "mdy"),
        (["2/3/2015", "4/5/2027"], None),
        (["13/2/2015", "2/13/2015"], None),
        (["13/13/2015", "2015-02-13", "x"], None),
    ],
)
def test_the_dates_of_one_answer_tell_their_order_together(values: list[str], order: Order | None) -> None:
    assert order_of(values) == order


def test_the_same_number_twice_is_no_question() -> None:
    assert parse("4/4/2015") == datetime(2015, 4, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "before Aug-1996",
        "not defined",
        "0000-00-00",
        "0001-01-01T00:00:00Z",
        "2015-02-30",
        "2015-13-01",
        "see at www.register.test",
        "13-Apr-10",
        "null",
        "2015",
        "9" * 5000,
        "2015-03-02T25:00:00Z",
    ],
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse(text) is None


def test_the_time_counts_and_the_zone_moves_it() -> None:
    assert parse("2015-03-02T10:11:12.345Z") == datetime(2015, 3, 2, 10, 11, 12, tzinfo=UTC)
    assert parse("14-05-2009 00:00:00 GMT+1", order="dmy") == datetime(2009, 5, 13, 23, tzinfo=UTC)
    assert parse("2015-03-02 24:00:00") == datetime(2015, 3, 3, tzinfo=UTC)


@given(st.text(max_size=120), st.sampled_from(["dmy", "mdy", "ymd", None]))
@settings(max_examples=100, deadline=None)
def test_never_raises_and_always_says_utc(text: str, order: Order | None) -> None:
    moment = parse(text, order=order)
    assert moment is None or moment.tzinfo is UTC


def test_no_text_takes_long() -> None:
    started = time.process_time()
    for piece in ("1", "1-", "a ", "1:1", "(", "+1", " ", "1.", "jan "):
        for _ in range(50):
            parse(piece * 80)
            parse(piece * 100_000)
    assert time.process_time() - started < 30  # it ends: what backtracks takes minutes (figures: tests/bench)
