"""What linking asks the index and tells it: lately fetched documents with a leader, and the members of stories."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from elasticsearch import NotFoundError

from flows.adapters.elasticsearch import no_index, reason
from flows.adapters.store import Store
from flows.errors import Transient
from flows.model import Document, Story, timestamp

_PAGE, _CHUNK = 500, 200
_READ = ["id", "url", "title", "body", "language", "published", "event", "revision", "leaders", "story"]


async def fetched_since(store: Store, since: datetime) -> AsyncIterator[Document]:
    """Documents first fetched since then that name a leader, by id."""
    query = [{"range": {"event.created": {"gte": timestamp(since)}}}, {"exists": {"field": "leader.id"}}]
    async for hit in _all(store, {"bool": {"filter": query}}, _READ):
        yield Document.from_json(hit["_source"])


async def members(store: Store, stories: Sequence[str]) -> dict[str, Story]:
    """Every document of these stories, by its id, with its story."""
    found = {}
    for start in range(0, len(stories), _PAGE):
        query = {"terms": {"story.id": list(stories[start : start + _PAGE])}}
        async for hit in _all(store, query, ["story"]):
            row = hit["_source"]["story"]
            found[str(hit["_id"])] = Story(row["id"], related=tuple(row.get("related") or ()))
    return found


async def relate(store: Store, related: Mapping[str, Sequence[str]]) -> int:
    """Write ``story.related`` of these documents, and return how many were: the others changed meanwhile.

    A document is written as it was read, under the version it had, which stands for its latest fetch: whoever wrote a
    newer one meanwhile is not overwritten, and the link makes no fetch of its own.
    """
    written = 0
    keys = sorted(related)
    for start in range(0, len(keys), _CHUNK):
        found = (await store.client.mget(index=store.names.write, ids=keys[start : start + _CHUNK])).body["docs"]
        flat: list[dict[str, Any]] = []
        for item in found:
            if item.get("found"):
                place = {"_index": store.names.write, "_id": item["_id"]}
                flat.append({"index": {**place, "version": item["_version"], "version_type": "external_gte"}})
                source = item["_source"]
                flat.append({**source, "story": {**source["story"], "related": list(related[item["_id"]])}})
        for answer in (await store.client.bulk(operations=flat, refresh=True)).body["items"] if flat else ():
            result = answer["index"]
            if result["status"] < 300:
                written += 1
            elif result["status"] != 409:
                raise Transient(f"the index refused a link: {reason(result)}", remedy="Run again later.")
    return written


async def _all(store: Store, query: dict[str, Any], fields: Sequence[str]) -> AsyncIterator[dict[str, Any]]:
    after: list[Any] | None = None
    while True:
        try:
            found = await store.client.search(
                index=store.names.read,
                query=query,
                sort=[{"id": "asc"}],
                size=_PAGE,
                source_includes=list(fields),
                search_after=after,
                track_total_hits=False,
            )
        except NotFoundError:
            raise no_index(store.names.read) from None
        hits = found.body["hits"]["hits"]
        for hit in hits:
            yield hit
        if len(hits) < _PAGE:
            return
        after = hits[-1]["sort"]
