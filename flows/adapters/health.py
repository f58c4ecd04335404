"""What the indices know of sources: aggregated, at the time of asking, over the records of crawls and the documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flows.diagnosis import Day, Facts

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from mappings.names import Names

PERIOD, WEEK, DAY = timedelta(days=28), timedelta(days=7), timedelta(days=1)

AT_ONCE = 300
"""Sources asked about in one search: with a bucket a day each, far below the 65,536 buckets a cluster allows."""


async def facts(client: AsyncElasticsearch, names: Names, sources: Sequence[str], now: datetime) -> list[Facts]:
    """The facts of each source, in the order asked."""
    found: dict[str, Facts] = {}
    ingested = await _ingested(client, names)
    for start in range(0, len(sources), AT_ONCE):
        some = list(sources[start : start + AT_ONCE])
        visits = await _visits(client, names, some, now, ingested)
        days = await _days(client, names, some, now)
        found |= {source: _facts(source, visits.get(source), days.get(source, ()), now) for source in some}
    return [found[source] for source in sources]


async def _ingested(client: AsyncElasticsearch, names: Names) -> datetime:
    """When a document was written last: pages that landed later wait, they are not rejected."""
    answer = await client.search(index=names.read, size=0, aggs={"last": {"max": {"field": "event.ingested"}}})
    value = answer["aggregations"]["last"]["value"]
    return datetime.fromtimestamp(value / 1000, UTC) if value else datetime.fromtimestamp(0, UTC)


async def _visits(
    client: AsyncElasticsearch, names: Names, sources: list[str], now: datetime, ingested: datetime
) -> dict[str, Mapping[str, Any]]:
    def since(start: datetime, end: datetime | None = None, *, later: bool = False) -> dict[str, Any]:
        bounds = {"gte": _iso(start), **({"lt": _iso(end)} if end else {})}
        beginning = [{"term": {"beginning": True}}] if later else []
        return {"filter": {"bool": {"filter": [{"range": {"@timestamp": bounds}}], "must_not": beginning}}}

    def sums(*fields: str) -> dict[str, Any]:
        return {name: {"sum": {"field": name}} for name in fields}

    answer = await client.search(
        index=names.sources,
        size=0,
        query={
            "bool": {
                "filter": [
                    {"terms": {"source_id": sources}},
                    {"range": {"@timestamp": {"gte": _iso(now - PERIOD)}}},
                ]
            }
        },
        aggs={
            "source": {
                "terms": {"field": "source_id", "size": len(sources)},
                "aggs": {
                    "latest": {"top_hits": {"size": 5, "sort": [{"@timestamp": "desc"}]}},
                    "first": {"min": {"field": "@timestamp"}},
                    "day": {**since(now - DAY), "aggs": sums("requests", "refused", "limited")},
                    "week": {**since(now - WEEK, later=True), "aggs": sums("links_new")},
                    "before": {**since(now - PERIOD, now - WEEK, later=True), "aggs": sums("links_new")},
                    "done": {**since(now - PERIOD, ingested), "aggs": sums("landed_first")},
                },
            }
        },
    )
    return {bucket["key"]: bucket for bucket in answer["aggregations"]["source"]["buckets"]}


async def _days(
    client: AsyncElasticsearch, names: Names, sources: list[str], now: datetime
) -> dict[str, tuple[Day, ...]]:
    has = {"dates": "published.date", "authors": "authors"}
    answer = await client.search(
        index=names.read,
        size=0,
        query={
            "bool": {
                "filter": [
                    {"terms": {"outlet.id": sources}},
                    {"range": {"event.created": {"gte": _iso(now - PERIOD)}}},
                ]
            }
        },
        aggs={
            "outlet": {
                "terms": {"field": "outlet.id", "size": len(sources)},
                "aggs": {
                    "day": {
                        "date_histogram": {"field": "event.created", "fixed_interval": "1d", "min_doc_count": 1},
                        "aggs": {name: {"filter": {"exists": {"field": field}}} for name, field in has.items()},
                    }
                },
            }
        },
    )
    return {
        outlet["key"]: tuple(
            Day(
                datetime.fromtimestamp(day["key"] / 1000, UTC).date(),
                day["doc_count"],
                *(day[name]["doc_count"] for name in has),
            )
            for day in outlet["day"]["buckets"]
        )
        for outlet in answer["aggregations"]["outlet"]["buckets"]
    }


def _facts(source: str, visits: Mapping[str, Any] | None, days: Sequence[Day], now: datetime) -> Facts:
    if visits is None:
        return Facts(source, days=days)
    records = [hit["_source"] for hit in visits["latest"]["hits"]["hits"]]
    # A crawl that was stopped learned nothing of the source: the one before it did.
    learned: Mapping[str, Any] = next((record for record in records if "due" in record), {})
    first = datetime.fromtimestamp(visits["first"]["value"] / 1000, UTC)

    def total(part: str, name: str) -> int:
        return int(visits[part][name]["value"])

    return Facts(
        source,
        visited=_time(records[0]["@timestamp"]),
        newest=_time(learned.get("newest")),
        due=_time(learned.get("due")),
        usual_gap=learned.get("usual_gap"),
        dead=records[0].get("dead", ()),
        requests=total("day", "requests"),
        refused=total("day", "refused"),
        limited=total("day", "limited"),
        week=total("week", "links_new"),
        before=total("before", "links_new"),
        before_days=max(0.0, (now - WEEK - first) / DAY),
        landed=total("done", "landed_first"),
        days=days,
    )


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
