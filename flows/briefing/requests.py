"""What the node is asked for a briefing: four searches, sent together in one request. Pure.

Fields, sizes and conditions are those of the Overview dashboard (``mappings/kibana/dashboard-overview.json``); a test
holds each figure against what the dashboard's panel asks.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flows.search import compile_query
from mappings.names import Names

Json = dict[str, Any]

OPINION = "genre: (opinion or editorial or analysis or interview or blog)"
TONES = {
    "Critical": "leaders: { tone < -0.15 }",
    "Even": "leaders: { tone >= -0.15 and tone <= 0.15 }",
    "Favourable": "leaders: { tone > 0.15 }",
}
LEADERS, TOP, GENRES = 8, 15, 10
VOICES, QUOTES = 12, 8
"""Listed at most: a briefing is read in minutes."""

NEW_AFTER = timedelta(days=30)
"""Silence after which an author or an outlet counts as a new voice."""

DEEP = 5_000
"""Authors each shard ranks by their first article: more than write in a month, so that none is taken for new on one
shard who is known on another."""

SHOWN = ["id", "@timestamp", "published", "title", "url.full", "outlet", "language", "genre", "leaders.name"]

RECORDS = timedelta(days=28)
"""Age of the records of crawls that tell a source's usual silence."""


def step(since: datetime, until: datetime) -> str:
    """Days up to ten weeks, then weeks up to two years, then months: what a chart can show side by side."""
    days = (until - since) / timedelta(days=1)
    return "day" if days <= 70 else "week" if days <= 730 else "month"


def searches(names: Names, since: datetime, until: datetime, leader: str | None, *, speaker: str | None) -> list[Json]:
    """Headers and bodies for ``_msearch``: figures, voices, quotes (of ``speaker``, else of anybody known), crawls."""
    # Without an index there is nothing to say, which is no error.
    documents, crawls = ({"index": index, "ignore_unavailable": True} for index in (names.read, names.sources))
    figures = {"query": _query(since, until, leader), "aggs": _figures(since, until)}
    voices = {"query": _query(since - NEW_AFTER, until, leader), "aggs": _voices(since)}
    return [
        documents, {**figures, "size": 0, "track_total_hits": True},
        documents, {**voices, "size": 0},
        documents, _quotes(_query(since, until, leader), speaker),
        crawls, {"size": 0, "query": _between(until - RECORDS, until), "aggs": _crawls(since, until)},
    ]  # fmt: skip


def _between(since: datetime, until: datetime) -> Json:
    return {"range": {"@timestamp": {"gte": since.isoformat(), "lt": until.isoformat()}}}


def _query(since: datetime, until: datetime, leader: str | None) -> Json:
    either = [{"term": {name: leader}} for name in ("leader.id", "leader.office")]
    about = [{"bool": {"should": either, "minimum_should_match": 1}}] if leader else []
    return {"bool": {"filter": [_between(since, until), *about]}}


def _figures(since: datetime, until: datetime) -> Json:
    last = until - timedelta(milliseconds=1)
    days = {
        "date_histogram": {
            "field": "@timestamp",
            "calendar_interval": step(since, until),
            "min_doc_count": 0,
            "extended_bounds": {"min": since.isoformat(), "max": last.isoformat()},
        }
    }

    def terms(field: str, size: int, **more: Any) -> Json:
        return {"terms": {"field": field, "size": size}, **more}

    tones = {"filters": {label: compile_query(query) for label, query in TONES.items()}}
    return {
        "stories": {"cardinality": {"field": "story.id"}},
        "outlet_count": {"cardinality": {"field": "outlet.id"}},
        "country_count": {"cardinality": {"field": "outlet.country"}},
        "opinion": {"filter": compile_query(OPINION)},
        "relevance": {"avg": {"field": "relevance"}},
        "days": days,
        "volume": terms("leader.name", LEADERS, aggs={"days": days}),
        "tone": {"filters": tones, "aggs": {"days": days}},
        "genres": terms("genre", GENRES),
        "languages": terms("language", TOP),
        "outlets": terms("outlet.name", TOP),
        "countries": terms("outlet.country", TOP),
        "top": {
            "terms": {
                "field": "story.id",
                "size": TOP,
                "order": [{"_count": "desc"}, {"relevance": "desc"}, {"_key": "asc"}],
            },
            "aggs": {
                "relevance": {"max": {"field": "relevance"}},
                "outlets": {"cardinality": {"field": "outlet.id"}},
                "languages": {"cardinality": {"field": "language"}},
                "first": _first({"story.role": "desc"}),  # "lead" before "copy"
            },
        },
    }


def _voices(since: datetime) -> Json:
    def by(field: str) -> Json:
        return {
            # Whose first article in the window is latest comes first: the new ones, then the others.
            "terms": {
                "field": field,
                "size": VOICES,
                "shard_size": DEEP,
                "order": [{"since": "desc"}, {"_key": "asc"}],
            },
            "aggs": {"since": {"min": {"field": "@timestamp"}}, "first": _first()},
        }

    before = {"filter": {"range": {"@timestamp": {"lt": since.isoformat()}}}}
    return {"before": before, "authors": by("authors"), "outlets": by("outlet.name")}


def _first(*before: Json) -> Json:
    order = [*before, {"@timestamp": "asc"}, {"id": "asc"}]
    return {"top_hits": {"size": 1, "sort": order, "_source": SHOWN}}


def _quotes(query: Json, speaker: str | None) -> Json:
    """One quote of each of the most relevant stories; an index without the field gives none."""
    of = {"term": {"quotes.speaker_id": speaker}} if speaker else {"exists": {"field": "quotes.speaker_id"}}
    inner = {"size": 1, "ignore_unmapped": True}
    quoted = {"nested": {"path": "quotes", "query": of, "ignore_unmapped": True, "inner_hits": inner}}
    return {
        "size": QUOTES,
        "query": {"bool": {"filter": [query, quoted]}},
        "sort": [{"relevance": {"order": "desc", "missing": "_last"}}, {"@timestamp": "desc"}, {"id": "asc"}],
        "collapse": {"field": "story.id"},
        "_source": SHOWN,
    }


def _crawls(since: datetime, until: datetime) -> Json:
    sums = {name: {"sum": {"field": name}} for name in ("requests", "landed", "failed", "refused", "limited")}
    period, day = (
        {"filter": {"range": {"@timestamp": {"gte": start.isoformat()}}}, "aggs": sums}
        for start in (since, until - timedelta(days=1))
    )
    latest = {"top_hits": {"size": 5, "sort": [{"@timestamp": "desc"}]}}
    inner = {"period": period, "day": day, "latest": latest}
    return {"sources": {"terms": {"field": "source_id", "size": 2_000}, "aggs": inner}}
