"""Volume alerts: an hour that brings far more than is usual for this hour of the week, told once an episode.

What is usual is the median of the same hour in past weeks, and how much it swings their median absolute deviation: one
wild week among them moves neither. An episode is opened in the ledger before its hit is written, and its hit is named
after its beginning: a crash between the two is made up for by the next run, and no run writes it twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from flows.alerts.finder import Finder
from flows.alerts.hits import Hit, News, clean
from flows.alerts.ledger import Ledger
from flows.alerts.subscription import SavedSearch, Spike
from flows.model import parse_timestamp, timestamp

HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)

LEAST_WEEKS = 3
"""Weeks of history needed before anything counts as usual: with fewer, one week decides the median."""

DEVIATIONS = 3.0
"""Median absolute deviations (scaled to standard deviations by 1.4826) a count must exceed besides the factor."""

CALM = 0.75
"""An episode ends when the hour's count is below this part of the threshold: counts that waver about it are one."""

SAMPLES = 5
BATCH = 100


@dataclass(frozen=True, slots=True)
class Volume:
    """The documents of the last hour, those of the same hour in each past week, and what would be a spike."""

    count: int
    usual: float
    threshold: float
    weeks: int

    @property
    def high(self) -> bool:
        """Whether it is a spike."""
        return self.count > self.threshold

    @property
    def calm(self) -> bool:
        """Whether an episode is over."""
        return self.count < self.threshold * CALM

    def title(self) -> str:
        """For the mail's headline."""
        return f"Spike: {self.count} documents in an hour"

    def note(self) -> str:
        """What is usual."""
        return f"Usual for this hour of the week: {self.usual:g} (median of {self.weeks} weeks)."


def volume(spike: Spike, count: int, past: Sequence[int]) -> Volume | None:
    """Judge a count by those of past weeks; ``None`` when there are too few of them."""
    if len(past) < LEAST_WEEKS:
        return None
    usual = median(past)
    swing = DEVIATIONS * 1.4826 * median(abs(one - usual) for one in past)
    threshold = max(spike.factor * usual, usual + swing, spike.minimum - 1)
    return Volume(count, usual, threshold, len(past))


class Spikes:
    """One run over the searches that ask for volume. ``wanted`` says who is to be told."""

    def __init__(
        self, finder: Finder, ledger: Ledger, now: datetime, wanted: Callable[[SavedSearch], Sequence[str]]
    ) -> None:
        self._finder = finder
        self._ledger = ledger
        self._now = now
        self._wanted = wanted
        self.hits = 0
        self.failures: list[tuple[SavedSearch, Exception]] = []

    async def run(self, searches: Sequence[SavedSearch]) -> None:
        """Open, tell and end episodes."""
        newest, oldest = self._finder.newest, self._finder.oldest
        if newest is None or oldest is None:
            return
        upto = min(newest, self._now)
        episodes = await self._ledger.read([episode_id(search.name) for search in searches])
        for start in range(0, len(searches), BATCH):
            some = searches[start : start + BATCH]
            answers = await self._finder.ask([_body(search, upto) for search in some])
            for search, found in zip(some, answers, strict=True):
                if isinstance(found, Exception):
                    self.failures.append((search, found))
                    continue
                assert search.spike is not None
                counts = {bucket["key"]: bucket["doc_count"] for bucket in found["aggregations"]["weeks"]["buckets"]}
                whole = int((upto - HOUR - oldest) / WEEK)
                past = [counts[str(week)] for week in range(1, min(search.spike.weeks, whole) + 1)]
                if judged := volume(search.spike, counts["0"], past):
                    await self._episode(search, judged, episodes.get(episode_id(search.name)), upto, found)

    async def _episode(
        self, search: SavedSearch, judged: Volume, record: dict[str, Any] | None, upto: datetime, found: dict[str, Any]
    ) -> None:
        version = (record["_seq_no"], record["_primary_term"]) if record else None
        begun = record["_source"]["found"] if record and record["_source"]["state"] == "open" else ""
        if not begun and judged.high:
            begun = timestamp(upto) or ""
            opened = {"kind": "episode", "search": search.name, "state": "open", "found": begun}
            if await self._ledger.put(episode_id(search.name), opened, version) is None:
                # Another installation opened it; the next run sees how.
                return
        elif begun and judged.calm:
            begun_at = parse_timestamp(begun)
            ended = {"kind": "episode", "search": search.name, "state": "closed", "found": timestamp(begun_at)}
            # First its hit, if a crash kept the run that opened it from writing one.
            await self._tell(search, judged, begun, found)
            await self._ledger.put(episode_id(search.name), ended, version)
            return
        if begun:
            await self._tell(search, judged, begun, found)

    async def _tell(self, search: SavedSearch, judged: Volume, begun: str, found: dict[str, Any]) -> None:
        rows = found["hits"]["hits"]
        hit = Hit(
            search=search.name,
            story=f"spike {begun}",
            document="",
            documents=tuple(row["_id"] for row in rows),
            title=judged.title(),
            url="",
            date=begun[:16].replace("T", ", ") + " UTC",
            snippets=tuple(clean(str(row["_source"].get("title") or "")) for row in rows),
            news=News.SPIKE,
            note=judged.note(),
        )
        self.hits += await self._ledger.add([(hit, self._wanted(search))], self._now)


def episode_id(search: str) -> str:
    """The ledger's key of a search's episode."""
    return hashlib.sha256(f"episode\0{search}".encode()).hexdigest()[:32]


def _body(search: SavedSearch, upto: datetime) -> dict[str, Any]:
    assert search.spike is not None
    ranges = [
        {"key": str(week), "from": timestamp(upto - HOUR - WEEK * week), "to": timestamp(upto - WEEK * week)}
        for week in range(search.spike.weeks + 1)
    ]
    # The hour that ends now includes its last instant; a range does not.
    ranges[0]["to"] = timestamp(upto + timedelta(milliseconds=1))
    since = {"range": {"event.ingested": {"gte": ranges[-1]["from"]}}}
    return {
        "query": {"bool": {"filter": [search.dsl(), since]}},
        "size": SAMPLES,
        "sort": [{"event.ingested": "desc"}],
        "_source": ["title"],
        "aggs": {"weeks": {"date_range": {"field": "event.ingested", "ranges": ranges}}},
    }
