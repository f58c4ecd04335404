"""Reads the index for alerts: one frozen view for a whole run, many searches in a request, paged to the end.

The time axis is ``event.ingested``, set by whoever indexed; the local clock has no say in what is new. A search reads
again what was ingested up to :data:`~flows.alerts.subscription.OVERLAP` before its cursor, and the ledger tells what of
it is old.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flows.alerts.hits import OFF, ON, Spread
from flows.errors import Transient
from flows.model import parse_timestamp, timestamp

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

FIRST = 100
"""Rows of a first page: few searches find more in two hours, and those are paged on."""

PAGE = 1000
"""Rows of every further page."""

DETAILS = 100
"""Documents read in whole and marked by one search: at 50 kB each some 5 MB."""

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
_ORDER = [{"event.ingested": "asc"}, {"_shard_doc": "asc"}]


@dataclass(frozen=True, slots=True)
class Row:
    """A document that matched; from columns alone, its text is not read."""

    document: str
    story: str
    lead: bool
    revision: int
    ingested: datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to the index: what matches ``query`` and was ingested after ``since``, from behind ``after`` on."""

    query: Mapping[str, Any]
    since: datetime
    after: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, oldest first; ``after`` is where the next page begins, empty at the end."""

    rows: tuple[Row, ...]
    after: tuple[Any, ...] = ()


class Finder:
    """The documents as they stand when the run begins. Use :meth:`open` and :meth:`close` around it."""

    def __init__(self, client: AsyncElasticsearch, alias: str) -> None:
        self._client = client
        self._alias = alias
        self._pit = ""
        self.newest: datetime | None = None
        """The latest ingest time in the view; ``None`` for an empty index."""
        self.oldest: datetime | None = None

    async def open(self) -> None:
        """Freeze the view, with everything ingested so far in it."""
        await self._client.indices.refresh(index=self._alias)
        self._pit = (await self._client.open_point_in_time(index=self._alias, keep_alive=KEEP))["id"]
        (found,) = await self.ask([_ends()])
        if isinstance(found, Exception):
            raise found
        # The value is milliseconds; the engine's own string of it keeps the zone.
        self.newest = parse_timestamp(found["aggregations"]["newest"].get("value_as_string"))
        self.oldest = parse_timestamp(found["aggregations"]["oldest"].get("value_as_string"))

    async def close(self) -> None:
        """Let the view go."""
        if self._pit:
            await self._client.close_point_in_time(id=self._pit)
            self._pit = ""

    async def pages(self, asks: Sequence[Ask]) -> list[Page | Exception]:
        """The next page of each question, or why there is none."""
        bodies = [
            {
                "query": {"bool": {"filter": [ask.query, {"range": {"event.ingested": {"gt": timestamp(ask.since)}}}]}},
                "sort": _ORDER,
                "size": PAGE if ask.after else FIRST,
                "_source": False,
                "docvalue_fields": ["story.id", "story.role", "revision.number", "event.ingested"],
                **({"search_after": list(ask.after)} if ask.after else {}),
            }
            for ask in asks
        ]
        pages: list[Page | Exception] = []
        for body, found in zip(bodies, await self.ask(bodies), strict=True):
            if isinstance(found, Exception):
                pages.append(found)
                continue
            rows = found["hits"]["hits"]
            full = len(rows) == body["size"]
            pages.append(Page(tuple(map(_row, rows)), tuple(rows[-1]["sort"]) if full else ()))
        return pages

    async def details(
        self, wanted: Sequence[tuple[Mapping[str, Any], Sequence[str]]]
    ) -> list[dict[str, dict[str, Any]] | Exception]:
        """Whole documents by id, with what each query marks in them; at most :data:`DETAILS` for each query."""
        bodies = [
            {
                "query": {"bool": {"must": [query], "filter": [{"ids": {"values": list(ids)}}]}},
                "highlight": _HIGHLIGHT,
                "size": len(ids),
                "_source": {"excludes": ["fingerprint", "url.observed", "provenance"]},
            }
            for query, ids in wanted
        ]
        read: list[dict[str, dict[str, Any]] | Exception] = []
        for (_, ids), found in zip(wanted, await self.ask(bodies), strict=True):
            if isinstance(found, Exception):
                read.append(found)
                continue
            rows = {row["_id"]: row for row in found["hits"]["hits"]}
            if len(rows) < len(ids):
                # The view is frozen, so this cannot be; going on would swallow hits for good.
                raise Transient(f"the index gave {len(rows)} of {len(ids)} documents it had just found")
            read.append(rows)
        return read

    async def members(self, stories: Iterable[str]) -> dict[str, set[str]]:
        """The documents of each story, whether a search matches them or not."""
        members: dict[str, set[str]] = {}
        names = sorted(set(stories))
        for start in range(0, len(names), PAGE):
            body: dict[str, Any] = {
                "query": {"terms": {"story.id": names[start : start + PAGE]}},
                "sort": ["_shard_doc"],
                "size": PAGE,
                "_source": False,
                "docvalue_fields": ["story.id"],
            }
            while True:
                (found,) = await self.ask([body])
                if isinstance(found, Exception):
                    raise found
                rows = found["hits"]["hits"]
                for row in rows:
                    members.setdefault(row["fields"]["story.id"][0], set()).add(row["_id"])
                if len(rows) < PAGE:
                    break
                body = body | {"search_after": rows[-1]["sort"]}
        return members

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

    async def ask(self, bodies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any] | Exception]:
        """Many searches of the view in one request: the answer of each, or why it was refused.

        The node refuses a whole request for one query it cannot read, and a slow one may hold up the others until time
        is out: then the halves are asked by themselves, until the one to blame stands alone.
        """
        from elasticsearch import ApiError, ConnectionTimeout

        if not bodies:
            return []
        view = {"pit": {"id": self._pit, "keep_alive": KEEP}, "track_total_hits": False}
        searches: list[Mapping[str, Any]] = []
        for body in bodies:
            searches += [{}, {**body, **view}]
        try:
            found = (await self._client.msearch(searches=searches))["responses"]
        except ApiError as error:
            if error.status_code != 400:
                raise
            blame: Exception = error
        except Transient as error:
            if not isinstance(error.__cause__, ConnectionTimeout):
                raise
            blame = error
        else:
            return [self._answer(one) for one in found]
        if len(bodies) == 1:
            return [blame]
        half = len(bodies) // 2
        return [*await self.ask(bodies[:half]), *await self.ask(bodies[half:])]

    def _answer(self, found: dict[str, Any]) -> dict[str, Any] | Exception:
        if "error" in found:
            return Refused(_words(found["error"]), found["error"])
        self._pit = found.get("pit_id", self._pit)
        # Without every shard's answer a search would end early, and its cursor would pass over what it missed.
        if found["_shards"]["failed"] or found.get("timed_out"):
            failures = found["_shards"].get("failures") or [{}]
            return Refused(_words(failures[0].get("reason") or {"reason": "not every shard answered"}))
        return found


class Refused(Exception):
    """Elasticsearch would not answer one of many searches; the message is its own words, ``body`` all of them."""

    def __init__(self, words: str, body: Mapping[str, Any] | None = None) -> None:
        super().__init__(words)
        self.body = body


def _ends() -> dict[str, Any]:
    ends = {"newest": {"max": {"field": "event.ingested"}}, "oldest": {"min": {"field": "event.ingested"}}}
    return {"size": 0, "aggs": ends}


def _row(found: Mapping[str, Any]) -> Row:
    fields = found["fields"]
    ingested = parse_timestamp(fields["event.ingested"][0])
    assert ingested is not None
    return Row(
        document=found["_id"],
        # A document without a story is a story of its own.
        story=fields.get("story.id", [found["_id"]])[0],
        lead=fields.get("story.role", [""])[0] == "lead",
        revision=int(fields.get("revision.number", [1])[0]),
        ingested=ingested,
    )


def _words(error: Mapping[str, Any]) -> str:
    roots = error.get("root_cause") or [error]
    return str(roots[0].get("reason") or error.get("reason") or error)
