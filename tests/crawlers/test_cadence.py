"""What a source's times teach: when to come again, and how long it is usually silent."""

from __future__ import annotations

import random

import pytest

from crawlers.cadence import KEPT, LEAST_GAP, LONGEST, SHORTEST, UNKNOWN, Findings, interval, learn, usual_gap

HOUR, DAY = 3_600.0, 86_400.0
NOW = 1_764_000_000.0


def newspaper(days: int, seed: int = 7) -> list[float]:
    """Thirty articles a day between six and twenty-two o'clock, up to NOW, a midnight."""
    draw = random.Random(seed)
    return sorted(NOW - day * DAY - draw.uniform(2 * HOUR, 18 * HOUR) for day in range(days) for _ in range(30))


def test_a_visit_is_due_when_one_new_item_is_expected() -> None:
    every = 1_800.0
    assert interval([NOW - every * i for i in range(40, 0, -1)], NOW) == pytest.approx(every)
    assert interval([NOW - 20.0 * i for i in range(40, 0, -1)], NOW) == SHORTEST
    assert interval([NOW - 3 * DAY * i for i in range(5, 0, -1)], NOW) == LONGEST
    assert interval([], NOW) == UNKNOWN
    assert interval([NOW - 300 * DAY], NOW) == LONGEST


def test_a_source_that_falls_silent_is_visited_less_and_less() -> None:
    times = [NOW - 600.0 * i for i in range(40, 0, -1)]
    waits = [interval(times, NOW + hours * HOUR) for hours in (0, 6, 24, 24 * 7, 24 * 40)]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST


def test_failures_back_off_to_a_day_and_no_further() -> None:
    times = [NOW - 600.0 * i for i in range(40, 0, -1)]
    waits = [interval(times, NOW, failures) for failures in range(40)]
    assert waits[1] == 2 * waits[0]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST


def test_dates_are_learned_as_given_and_undated_items_spread_over_the_time_between_visits() -> None:
    assert learn([], [NOW - 5, None, NOW + 500], None, NOW) == [NOW - 5, NOW]
    assert learn([1.0], [None, None], NOW - 100, NOW) == [1.0, NOW - 50, NOW]
    assert len(learn([float(i) for i in range(5_000)], [], NOW - 1, NOW)) == 1_000


def test_the_usual_silence_of_a_newspaper_is_its_night() -> None:
    gap = usual_gap(newspaper(14))
    assert gap is not None
    assert 6 * HOUR < gap < 14 * HOUR


def test_the_usual_silence_of_others() -> None:
    assert usual_gap([NOW - HOUR * i for i in range(4, 0, -1)]) is None
    assert usual_gap([NOW - 60.0 * i for i in range(400, 0, -1)]) == LEAST_GAP
    assert usual_gap([NOW - 7 * DAY * i for i in range(10, 0, -1)]) == 7 * DAY
    assert usual_gap([NOW] * 20) == LEAST_GAP


def test_one_long_silence_makes_no_habit() -> None:
    times = [NOW - 20 * DAY - 2 * HOUR * i for i in range(100, 0, -1)] + [NOW - 2 * HOUR * i for i in range(100, 0, -1)]
    assert usual_gap(times) == 2 * HOUR


def test_of_the_dates_found_the_latest_are_kept() -> None:
    findings = Findings()
    for at in [*range(KEPT + 5), None, None]:
        findings.add(at)
    assert sorted(at for at in findings if at is not None) == list(range(5, KEPT + 5))
    assert sum(at is None for at in findings) == 2
