"""Reads the index for alerts: one frozen view for a whole run, paged to the end, never capped.

The time axis is ``event.ingested``, set by whoever indexed; the local clock has no say in what is new. A search reads
again what was ingested up to
:data:`~flows.alerts.subscription.OVERLAP` before its cursor, and the ledger tells what of it is old.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flows.alerts.hits import OFF, ON, Hit, Spread, build_hit, story_of
from flows.errors import Transient
from flows.model import parse_timestamp, timestamp

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from flows.alerts.subscription import SavedSearch

PAGE = 1000
DETAILS = 100
KEEP = "5m"

# A document longer than this is marked up to here: past the engine's own limit it would be an error instead.
_MARK_UP_TO = 500_000

_HIGHLIGHT: dict[str, Any] = {
    "pre_tags": [ON],
    "post_tags": [OFF],
    "max_analyzed_offset": _MARK_UP_TO,
    "fields": {
        "title": {"number_of_fragments": 0},
        "summary": {"number_of_fragments": 1, "fragment_size": 200},
        "body": {"number_of_fragments": 2, "fragment_size": 200},
    },
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story in a page of results: its matching documents, the one to show first."""

    story: str
    documents: tuple[str, ...]


class Finder:
    """The documents as they stand when the run begins. Use :meth:`open` and :meth:`close` around it."""

    def __init__(self, client: AsyncElasticsearch, alias: str) -> None:
        self._client = client
        self._alias = alias
        self._pit = ""
        self.newest: datetime | None = None
        """The latest ingest time in the view; ``None`` for an empty index."""

    async def open(self) -> None:
        """Freeze the view, with everything ingested so far in it."""
        await self._client.indices.refresh(index=self._alias)
        self._pit = (await self._client.open_point_in_time(index=self._alias, keep_alive=KEEP))["id"]
        found = await self._search(size=0, aggs={"newest": {"max": {"field": "event.ingested"}}})
        value = found["aggregations"]["newest"].get("value")
        # The value is milliseconds; the engine's own string of it keeps the zone.
        self.newest = None if value is None else parse_timestamp(found["aggregations"]["newest"]["value_as_string"])

    async def close(self) -> None:
        """Let the view go."""
        if self._pit:
            await self._client.close_point_in_time(id=self._pit)
            self._pit = ""

    async def pages(self, query: Mapping[str, Any], since: datetime) -> AsyncIterator[list[Candidate]]:
        """Stories with documents that match ``query`` and were ingested after ``since``, page by page, oldest first."""
        after: list[Any] | None = None
        while True:
            found = await self._search(
                query={"bool": {"filter": [query, {"range": {"event.ingested": {"gt": timestamp(since)}}}]}},
                sort=[{"event.ingested": "asc"}, {"_shard_doc": "asc"}],
                search_after=after,
                size=PAGE,
                source=["id", "story.id", "story.role"],
            )
            rows = found["hits"]["hits"]
            if rows:
                yield _by_story(rows)
            if len(rows) < PAGE:
                return
            after = rows[-1]["sort"]

    async def hits(
        self, search: SavedSearch, query: Mapping[str, Any], candidates: Sequence[Candidate]
    ) -> AsyncIterator[list[Hit]]:
        """The candidates as hits, with what the query marks in them, some at a time."""
        for start in range(0, len(candidates), DETAILS):
            chunk = candidates[start : start + DETAILS]
            found = await self._search(
                query={"bool": {"must": [query], "filter": [{"ids": {"values": [c.documents[0] for c in chunk]}}]}},
                highlight=_HIGHLIGHT,
                size=len(chunk),
                source={"excludes": ["fingerprint", "url.observed", "provenance"]},
            )
            rows = {row["_id"]: row for row in found["hits"]["hits"]}
            if len(rows) < len(chunk):
                # The view is frozen, so this cannot be; going on would swallow hits for good.
                raise Transient(f"the index gave {len(rows)} of {len(chunk)} documents it had just found")
            yield [
                build_hit(
                    search.name,
                    rows[candidate.documents[0]]["_source"],
                    rows[candidate.documents[0]].get("highlight") or {},
                    candidate.documents,
                )
                for candidate in chunk
            ]

    async def spread(self, stories: Sequence[str]) -> dict[str, Spread]:
        """How far each story has gone by now; a story that stands alone may be absent."""
        if not stories:
            return {}
        found = await self._client.search(
            index=self._alias,
            size=0,
            query={"terms": {"story.id": list(stories)}},
            aggs={
                "stories": {
                    "terms": {"field": "story.id", "size": len(stories)},
                    "aggs": {
                        "outlets": {"cardinality": {"field": "outlet.id"}},
                        "names": {"terms": {"field": "outlet.name", "size": 5}},
                    },
                }
            },
        )
        return {
            bucket["key"]: Spread(
                documents=bucket["doc_count"],
                outlets=bucket["outlets"]["value"],
                names=tuple(name["key"] for name in bucket["names"]["buckets"] if name["key"]),
            )
            for bucket in found["aggregations"]["stories"]["buckets"]
        }

    async def _search(self, **request: Any) -> dict[str, Any]:
        # Without the answer of every shard a search would end early, and its cursor would pass over what it missed.
        found = await self._client.search(
            pit={"id": self._pit, "keep_alive": KEEP},
            allow_partial_search_results=False,
            track_total_hits=False,
            **request,
        )
        self._pit = found.get("pit_id", self._pit)
        return dict(found.body)


def _by_story(rows: Iterable[Mapping[str, Any]]) -> list[Candidate]:
    stories: dict[str, list[str]] = {}
    for row in rows:
        documents = stories.setdefault(story_of(row["_source"]), [])
        leads = (row["_source"].get("story") or {}).get("role") == "lead"
        documents.insert(0 if leads else len(documents), row["_id"])
    return [Candidate(story, tuple(documents)) for story, documents in stories.items()]
