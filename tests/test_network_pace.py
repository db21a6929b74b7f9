"""The pace of one server: its bucket is never overrun, and after a refusal it is asked more slowly for good."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domaudit.model import Limits
from domaudit.network.pace import FIRST_PAUSE, LONGEST_PAUSE, LONGEST_WANTED, SLOWEST, Pace

pytestmark = pytest.mark.alone


def turns(pace: Pace, count: int, now: float = 0.0) -> list[float]:
    return [pace.turn(now) for _ in range(count)]


@given(rate=st.floats(0.01, 1000), burst=st.integers(1, 50), gaps=st.lists(st.floats(0, 5), min_size=1, max_size=60))
def test_a_server_s_bucket_is_never_overrun(rate: float, burst: int, gaps: list[float]) -> None:
    pace, now, sent = Pace(Limits(rate=rate, burst=burst)), 100.0, []
    for gap in gaps:
        now += gap
        sent.append(pace.turn(now))
        assert sent[-1] >= now
    tokens, last = float(burst), sent[0]
    for at in sent:
        tokens = min(burst, tokens + (at - last) * rate) - 1
        last = at
        assert tokens > -1e-6


def test_half_the_burst_at_once_then_the_rate() -> None:
    assert turns(Pace(Limits(rate=2, burst=5)), 6) == [0, 0, 0, 0.5, 1.0, 1.5]


def test_without_a_rate_nothing_waits() -> None:
    assert turns(Pace(Limits(rate=math.inf)), 100) == [0.0] * 100


def test_pauses_double_and_end_with_an_answer() -> None:
    pace, now, seen = Pace(Limits(rate=1, burst=5)), 0.0, []
    for _ in range(14):
        now = pace.turn(now)
        seen.append(pace.declined(now, now))
    assert seen[:4] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE, 8 * FIRST_PAUSE]
    assert seen[-1] == LONGEST_PAUSE
    pace.answered()
    now = pace.turn(now)
    assert pace.declined(now, now) == FIRST_PAUSE


def test_questions_declined_together_open_one_pause() -> None:
    pace = Pace(Limits(rate=100, burst=50))
    asked = turns(pace, 10)
    assert {pace.declined(at, 0.3) for at in asked} == {FIRST_PAUSE}


@pytest.mark.parametrize(("wanted", "pause"), [(7.0, 7.0), (0.0, 1.0), (-5.0, 1.0), (1e12, LONGEST_WANTED)])
def test_the_server_s_own_word_counts(wanted: float, pause: float) -> None:
    pace = Pace(Limits(rate=1))
    assert pace.declined(0.0, 0.0, wanted) == pause
    assert pace.turn(0.5) == pause


@pytest.mark.parametrize("rate", [10.0, math.inf])
def test_after_a_refusal_it_is_slower_for_the_rest_of_the_run(rate: float) -> None:
    pace = Pace(Limits(rate=rate, burst=10))
    pace.declined(0.0, 0.0)
    first, second = turns(pace, 2)
    known = rate if rate < 100 else 2.0
    assert first == FIRST_PAUSE
    assert second - first == pytest.approx(1 / (known / 2))  # multiplicative decrease
    for _ in range(500):
        pace.answered()
    late = turns(pace, 2, 1000.0)
    assert late[1] - late[0] == pytest.approx(1 / (known * 0.75))  # additive increase, and never to where it was refused


def test_a_pause_holds_for_turns_that_were_given_before() -> None:
    pace = Pace(Limits(rate=1, burst=1))
    turns(pace, 50)  # up to fifty seconds from now
    pace.declined(0.0, 0.0)
    assert turns(pace, 2) == [5.0, 7.0]


@pytest.mark.parametrize("rate", [0, 1, 0.01])
def test_a_server_that_declines_every_other_question_does_not_stop_the_run(rate: float) -> None:
    pace, now = Pace(Limits(rate=rate, burst=5)), 0.0
    for number in range(400):
        before, now = now, pace.turn(now)
        assert now - before <= max(1 / min(rate or SLOWEST, SLOWEST), 1.0) + 1e-6
        if number % 2:
            pace.answered()
        else:
            pace.declined(now, now, 1.0)


def test_a_server_that_never_keeps_its_word_is_left_alone_for_longer_each_time() -> None:
    pace, now, seen = Pace(Limits(rate=1, burst=5)), 0.0, []
    for _ in range(6):
        now = pace.turn(now)
        seen.append(pace.declined(now, now, 1.0))
    assert seen == [1, 2, 4, 8, 16, 32]
    pace.answered()
    now = pace.turn(now)
    assert pace.declined(now, now, 1.0) == 1


@given(st.floats(0.1, 20), st.integers(1, 12), st.integers(0, 30), st.integers(0, 30), st.floats(0, 5))
def test_what_lies_ahead_is_what_it_will_take(rate: float, burst: int, taken: int, more: int, later: float) -> None:
    pace = Pace(Limits(rate=rate, burst=burst))
    last = max([pace.turn(100.0) for _ in range(taken)], default=100.0)
    now = 100.0 + later
    ahead = pace.ahead(now, more)
    last = max([pace.turn(now) for _ in range(more)], default=last)
    assert ahead == pytest.approx(max(0.0, last - now), abs=1e-6) if more else ahead >= max(0.0, last - now) - 1e-6


def test_a_pause_lies_ahead_too() -> None:
    pace = Pace(Limits(rate=1, burst=1))
    pace.leave(130.0)
    assert pace.ahead(100.0, 3) == 32.0
