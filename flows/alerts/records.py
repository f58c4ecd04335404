"""The index of the alert ledger as its readers and writers share it: bulk writes, whole answers, pages to the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from flows.errors import Transient

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

_T = TypeVar("_T")

Operation = tuple[dict[str, Any], dict[str, Any] | None]
"""One operation of a bulk request, and its body if it has one."""

CHUNK = 500
"""Records in one request; a hit is some 2 kB, so a request stays near 1 MB."""

_KEEP = "2m"


class Records:
    """The ledger index of one installation. Searches of the index see what was written before :meth:`refresh`."""

    def __init__(self, client: AsyncElasticsearch, index: str) -> None:
        self._client = client
        self._index = index

    async def refresh(self) -> None:
        """Make everything written so far visible to searches."""
        await self._client.indices.refresh(index=self._index)

    async def read(self, ids: Sequence[str], fields: Sequence[str] = ()) -> dict[str, dict[str, Any]]:
        """The records there are among ``ids``, with their version; up to date without a refresh."""
        found: dict[str, dict[str, Any]] = {}
        for chunk in chunks(list(dict.fromkeys(ids))):
            answer = await self._client.mget(
                index=self._index, ids=list(chunk), source_includes=list(fields) if fields else None
            )
            for record in answer["docs"]:
                if "error" in record:
                    raise Transient(f"the alert ledger could not be read: {record['error'].get('reason')}")
                if record.get("found"):
                    found[record["_id"]] = record
        return found

    async def write(self, operations: Sequence[Operation], *harmless: int, size: int | None = None) -> list[int]:
        """Run a bulk request; the status of each operation. A ``harmless`` status is no failure."""
        statuses: list[int] = []
        for chunk in chunks(operations, size):
            parts = [part for pair in chunk for part in pair if part is not None]
            done = await self._client.bulk(index=self._index, operations=parts)
            for item in done["items"]:
                (status,) = item.values()
                if status["status"] >= 300 and status["status"] not in harmless:
                    reason = (status.get("error") or {}).get("reason", "no reason given")
                    raise Transient(f"the alert ledger did not take a record ({status['status']}): {reason}")
                statuses.append(status["status"])
        return statuses

    async def put(
        self, key: str, record: Mapping[str, Any], over: tuple[int, int] | None = None
    ) -> tuple[int, int] | None:
        """Create a record, or write it over the version ``over``; its new version, or ``None`` if another was first."""
        from elasticsearch import ConflictError

        try:
            if over is None:
                done = await self._client.create(index=self._index, id=key, document=dict(record))
            else:
                done = await self._client.index(
                    index=self._index, id=key, document=dict(record), if_seq_no=over[0], if_primary_term=over[1]
                )
        except ConflictError:
            return None
        return int(done["_seq_no"]), int(done["_primary_term"])

    async def search(self, **request: Any) -> dict[str, Any]:
        """One search, answered by every shard or not at all."""
        found = await self._client.search(
            index=self._index, track_total_hits=False, allow_partial_search_results=False, **request
        )
        return dict(found.body)

    async def pages(
        self, query: Mapping[str, Any], size: int, fields: Sequence[str] | None = None
    ) -> AsyncIterator[list[dict[str, Any]]]:
        """Pages of matching records, oldest first, until exhausted. A single page costs a single request."""
        request: dict[str, Any] = {
            "query": query,
            "size": size,
            "seq_no_primary_term": True,
            "source_includes": fields,
            "track_total_hits": False,
            "allow_partial_search_results": False,
        }
        order = {"found": {"order": "asc", "missing": "_first"}}
        first = (await self._client.search(index=self._index, sort=[order], **request))["hits"]["hits"]
        if len(first) < size:
            if first:
                yield first
            return
        pit = (await self._client.open_point_in_time(index=self._index, keep_alive=_KEEP))["id"]
        after: list[Any] | None = None
        try:
            while True:
                found = await self._client.search(
                    pit={"id": pit, "keep_alive": _KEEP},
                    sort=[order, {"_shard_doc": "asc"}],
                    search_after=after,
                    **request,
                )
                pit = found.get("pit_id", pit)
                rows = found["hits"]["hits"]
                if rows:
                    yield rows
                if len(rows) < size:
                    return
                after = rows[-1]["sort"]
        finally:
            await self._client.close_point_in_time(id=pit)


def all_of(terms: Mapping[str, str], *more: Mapping[str, Any]) -> dict[str, Any]:
    """A query for records with all these values."""
    return {"bool": {"filter": [*({"term": {name: value}} for name, value in terms.items()), *more]}}


def listed(value: Any) -> Iterable[str]:
    """A stored value as a list: the index keeps what it was given."""
    return value if isinstance(value, list) else [value]


def chunks(items: Sequence[_T], size: int | None = None) -> Iterator[Sequence[_T]]:
    """``items`` in pieces fit for one request."""
    step = size or CHUNK
    for start in range(0, len(items), step):
        yield items[start : start + step]
