"""When a link is fetched."""

from __future__ import annotations

import pytest

from crawlers.revisit import CHATTY, PATIENCE, RECENT, Known, Why, decide, steps

HOUR = 3_600.0


def test_an_unknown_link_is_fetched() -> None:
    assert decide(None, "k", 0.0) is Why.NEW


@pytest.mark.parametrize(
    ("hours", "visits", "why"),
    [
        (0.5, 0, None),
        (1.0, 0, Why.REVISIT),
        (1.5, 1, None),
        (6.1, 1, Why.REVISIT),
        (25.0, 2, Why.REVISIT),
        (25.0, 3, None),
        (73.0, 3, Why.REVISIT),
        (73.0, 4, None),
        (RECENT / HOUR + 1, 0, None),
    ],
)
def test_landed_pages_are_revisited_while_young(hours: float, visits: int, why: Why | None) -> None:
    known = Known(landed=0.0, tried=0.0, last=0.0, visits=visits, said="k")
    assert decide(known, "k", hours * HOUR) is why


def test_a_changed_entry_is_fetched_and_a_new_voice_is_not() -> None:
    assert decide(Known(0.0, 0.0, 0.0, said="before"), "now", 60.0) is Why.CHANGED
    assert decide(Known(0.0, 0.0, 0.0, said=None), "now", 60.0) is None


def test_entries_that_change_all_the_time_lose_patience() -> None:
    chatty = Known(0.0, 0.0, last=1_000_000.0, visits=4, changes=PATIENCE, said="before")
    assert decide(chatty, "now", 1_000_060.0) is None
    assert decide(chatty, "now", 1_000_000.0 + CHATTY) is Why.CHANGED


@pytest.mark.parametrize(
    ("permanent", "hours", "visits", "why"),
    [
        (False, 0.1, 0, Why.RETRY),
        (False, 1.5, 1, None),
        (True, 0.1, 0, None),
        (True, 1.5, 0, Why.RETRY),
        (True, 1.5, 1, None),
        (True, 7.0, 1, Why.RETRY),
        (False, RECENT / HOUR + 1, 0, None),
    ],
)
def test_failures_are_tried_again(permanent: bool, hours: float, visits: int, why: Why | None) -> None:
    known = Known(None, tried=0.0, last=0.0, permanent=permanent, visits=visits)
    assert decide(known, "", hours * HOUR) is why


def test_steps_count_what_came_due() -> None:
    assert [steps(0.0, h * HOUR) for h in (0, 1, 5, 6, 24, 72, 1000)] == [0, 1, 1, 2, 3, 4, 4]
