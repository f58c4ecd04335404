"""What comes first: relevance to the words, and a little for what is recent and for what is about a leader.

Both are added, never multiplied or filtered: words that are rare decide by themselves, however old the article, and
among the thousands with a common word the recent and prominent stand first. Only such clauses let the node skip what
cannot reach the first page.
"""

from __future__ import annotations

from typing import Any

RECENCY = 1.0
"""What an article of this moment gains; half of it at :data:`PIVOT`, a tenth after nine months. In the demo press a
word in a body gives 1 to 4, a phrase in a title 19."""

PIVOT = "30d"
"""Commentary on a summit is read for weeks, not years."""

PROMINENCE = ((0.25, 0.2), (0.5, 0.2), (0.75, 0.2))
"""Relevance from here on, and what it gains; added up. Steps, because a number as such has no bound to skip by."""

_SCORING = ("multi_match", "match", "match_phrase", "query_string")


def scores(query: dict[str, Any]) -> bool:
    """Whether a compiled query looks for words; conditions alone have no relevance."""
    if any(key in query for key in _SCORING):
        return True
    inner = query.get("bool", {})
    return any(scores(child) for kind in ("must", "should") for child in inner.get(kind, ()))


def ranked(compiled: dict[str, Any], conditions: list[dict[str, Any]]) -> dict[str, Any]:
    """The query that finds and orders; with conditions alone it only finds."""
    if not scores(compiled):
        return {"bool": {"filter": [compiled, *conditions]}}
    recent = {"distance_feature": {"field": "@timestamp", "origin": "now", "pivot": PIVOT, "boost": RECENCY}}
    prominent = [
        {"constant_score": {"filter": {"range": {"relevance": {"gte": least}}}, "boost": gain}}
        for least, gain in PROMINENCE
    ]
    return {"bool": {"must": [compiled], "filter": conditions, "should": [recent, *prominent]}}


def order(compiled: dict[str, Any]) -> list[Any]:
    """How hits are sorted: by score, or newest first where nothing scores."""
    # A second key beside the score would cost half of the search again: p95 of 214 ms instead of 107 at a million.
    return ["_score"] if scores(compiled) else [{"@timestamp": "desc"}, {"id": "asc"}]
