"""What counts as a spike: robust against one wild week, quiet on a short history."""

from __future__ import annotations

import pytest

from flows.alerts.spikes import volume
from flows.alerts.subscription import Spike


@pytest.mark.parametrize(
    ("count", "past", "high"),
    [
        (31, [10, 10, 10, 10], True),
        (30, [10, 10, 10, 10], False),
        (31, [10, 10, 10, 500], True),
        (31, [10, 40, 5, 25, 0, 18, 3, 30], False),
        (60, [0, 20, 20, 40, 20, 0, 20, 40], False),
        (10, [0, 0, 0], True),
        (9, [0, 0, 0], False),
    ],
)
def test_a_spike_is_more_than_usual_swings(count: int, past: list[int], high: bool) -> None:
    judged = volume(Spike(factor=3.0, minimum=10), count, past)
    assert judged is not None
    assert judged.high is high


def test_two_weeks_are_no_history() -> None:
    assert volume(Spike(), 1000, [1, 1]) is None


def test_an_episode_ends_well_below_its_threshold() -> None:
    assert not volume(Spike(), 25, [10, 10, 10]).calm  # type: ignore[union-attr]  # three weeks are enough
    assert volume(Spike(), 22, [10, 10, 10]).calm  # type: ignore[union-attr]  # three weeks are enough
