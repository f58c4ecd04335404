"""How often a source is visited, and how long it is usually silent: learned from when it published. Pure.

Times are those its entries carry; entries without a date are taken to be spread evenly over the time since the visit
before. The first visit of a source teaches nothing by its undated entries: they may be years old.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappush, heappushpop
from itertools import pairwise, repeat

SHORTEST, LONGEST = 300.0, 86_400.0
"""Bounds of the time between visits: five minutes, a day."""

UNKNOWN = 3_600.0
"""Seconds to the next visit of a source of which nothing is known yet."""

KEPT = 1_000
"""Times kept of a source: ten days of a newspaper that publishes a hundred articles a day."""

RECENT, RECENT_ITEMS = 28 * 86_400.0, 50
"""What the rhythm is measured on: the latest fifty items of four weeks."""

COVER = 0.9
"""The usual longest silence is the gap that is not exceeded for nine tenths of the time. The mean gap of a newspaper
is minutes and says nothing of its nights; a night, weighted by its length, is a third of all time."""

FEWEST = 5
"""Items from which on a usual silence is spoken of."""

LEAST_GAP = 3_600.0
"""A usual silence is never taken for shorter than this: between two bursts of a live blog lies an hour easily."""


class Findings:
    """The dates of a visit's new items, as :func:`learn` takes them: the latest ones, and how many had none."""

    def __init__(self) -> None:
        self._latest: list[float] = []
        self._undated = 0

    def add(self, at: float | None) -> None:
        """Take in the date of an item."""
        if at is None:
            self._undated += 1
        elif len(self._latest) < KEPT:
            heappush(self._latest, at)
        else:
            heappushpop(self._latest, at)

    def __iter__(self) -> Iterator[float | None]:
        yield from self._latest
        yield from repeat(None, self._undated)


def learn(
    known: Sequence[float], found: Iterable[float | None], before: float | None, now: float
) -> list[float]:  # fmt: skip
    """The times known after a visit that found new items: their dates, ``None`` for each one without.

    ``before`` is the time of the visit before, ``None`` for the first one.
    """
    found = list(found)
    times = [*known, *(min(at, now) for at in found if at is not None)]
    undated = sum(at is None for at in found)
    if before is not None and before < now:
        times += [before + (now - before) * (i + 1) / undated for i in range(undated)]
    return sorted(times)[-KEPT:]


def interval(times: Sequence[float], now: float, failures: int = 0) -> float:
    """Seconds until the next visit: one new item is to be expected then. Each failed visit doubles it."""
    recent = times[bisect_left(times, now - RECENT) :][-RECENT_ITEMS:]
    if recent:
        # The silence since the newest one counts: a source that falls silent is visited less and less.
        base = max(now - recent[0], 0.0) / len(recent) if len(recent) > 1 else max(now - recent[0], UNKNOWN)
    else:
        base = LONGEST if times else UNKNOWN
    base = min(max(base, SHORTEST), LONGEST)
    return min(base * 2.0 ** min(failures, 16), LONGEST)


def usual_gap(times: Sequence[float]) -> float | None:
    """The usual longest silence in seconds, ``None`` while too little is known."""
    if len(times) < FEWEST:
        return None
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    if len(gaps) > 2 * FEWEST:
        gaps.pop()  # one long silence, a holiday or an outage of ours, makes no habit
    covered, total = 0.0, sum(gaps)
    for gap in gaps:
        covered += gap
        if covered >= COVER * total:
            return max(gap, LEAST_GAP)
    return LEAST_GAP
