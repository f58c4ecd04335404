"""What a search would have brought: hits a day, how many are copies, samples. The ledger is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flows.alerts.finder import DETAILS, Finder
from flows.alerts.hits import Hit, Spread, build_hit
from flows.alerts.subscription import SavedSearch
from flows.model import timestamp

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from mappings.names import Names

SAMPLES = 5

_COUNTS: dict[str, Any] = {
    "stories": {"cardinality": {"field": "story.id", "precision_threshold": 10_000}},
    "copies": {"filter": {"term": {"story.role": "copy"}}},
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day, by date of publication (first seen, where that is not known)."""

    day: str
    documents: int
    stories: int
    copies: int


@dataclass(frozen=True, slots=True)
class Backtest:
    """Days without a hit are left out of ``days``; ``over`` is how many were looked at."""

    search: str
    over: int
    documents: int
    stories: int
    copies: int
    days: tuple[Day, ...]
    samples: tuple[Hit, ...]

    @property
    def share(self) -> float:
        """Copies among the documents."""
        return self.copies / self.documents if self.documents else 0.0

    def to_json(self) -> dict[str, Any]:
        """As ``alerts backtest --json`` prints it."""
        return {
            "search": self.search,
            "days": self.over,
            "documents": self.documents,
            "stories": self.stories,
            "copies": self.copies,
            "share_of_copies": round(self.share, 3),
            "stories_a_day": round(self.stories / self.over, 2),
            "by_day": [
                {"day": d.day, "documents": d.documents, "stories": d.stories, "copies": d.copies} for d in self.days
            ],
            "samples": [{"title": h.title, "url": h.url, "outlet": h.outlet, "date": h.date} for h in self.samples],
        }


async def backtest(client: AsyncElasticsearch, names: Names, search: SavedSearch, days: int, now: datetime) -> Backtest:
    """Count what ``search`` finds among what was published in the last ``days``."""
    since = {"range": {"@timestamp": {"gt": timestamp(now - timedelta(days=days)), "lte": timestamp(now)}}}
    found = await client.search(
        index=names.read,
        size=0,
        track_total_hits=True,
        query={"bool": {"filter": [search.dsl(), since]}},
        aggs={
            "days": {
                "date_histogram": {"field": "@timestamp", "calendar_interval": "day", "min_doc_count": 1},
                "aggs": _COUNTS,
            },
            **_COUNTS,
        },
    )
    aggregations = found["aggregations"]
    samples, _ = await newest(client, names, search, SAMPLES, since)
    return Backtest(
        search.name,
        days,
        int(found["hits"]["total"]["value"]),
        int(aggregations["stories"]["value"]),
        int(aggregations["copies"]["doc_count"]),
        tuple(
            Day(row["key_as_string"][:10], row["doc_count"], row["stories"]["value"], row["copies"]["doc_count"])
            for row in aggregations["days"]["buckets"]
        ),
        tuple(samples),
    )


async def newest(
    client: AsyncElasticsearch,
    names: Names,
    search: SavedSearch,
    count: int,
    since: dict[str, Any] | None = None,
) -> tuple[list[Hit], dict[str, Spread]]:
    """The newest stories of a search as a mail would tell them, and how far each has gone."""
    finder = Finder(client, names.read)
    await finder.open()
    try:
        body = {
            "query": {"bool": {"filter": [search.dsl(), *([since] if since else [])]}},
            "size": count,
            "sort": [{"@timestamp": "desc"}, {"event.ingested": "desc"}, {"_shard_doc": "asc"}],
            "collapse": {"field": "story.id"},
            "_source": False,
        }
        (rows,) = await finder.ask([body])
        if isinstance(rows, Exception):
            raise rows
        ids = [row["_id"] for row in rows["hits"]["hits"]][:DETAILS]
        (read,) = await finder.details([(search.dsl(), ids)]) if ids else [{}]
        if isinstance(read, Exception):
            raise read
        hits = [build_hit(search.name, read[key]["_source"], read[key].get("highlight") or {}, [key]) for key in ids]
        return hits, await finder.spread([hit.story for hit in hits])
    finally:
        await finder.close()
