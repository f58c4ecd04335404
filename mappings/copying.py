"""Copies documents from one index to another with their versions, and compares the two.

The source is read by ``_seq_no``, shard by shard: the number of the last write copied is all there is to remember, and
what is written later has a higher one. Up to the global checkpoint no write is under way any more, so that after a
refresh a search sees every one of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mappings.languages import filled
from mappings.loader import MappingConflict

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

PAGE = 200
"""Documents of one request: 1 MB at the usual 5 KB."""

BULK = 5_000_000
"""Characters of one bulk request, unless a single document has more."""

NOTED = 10_000
"""Documents between two notes of how far the copy is; a killed one repeats no more than these."""

ROUNDS = 5
"""How often a document that differs is looked at again: it may be written at this moment."""

Hit = dict[str, Any]
Counted = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Compared:
    """How many documents were found alike, and a digest of them all, whatever their order."""

    documents: int
    digest: str


@dataclass(slots=True)
class Copier:
    """``meta`` is the target's ``_meta``, in which ``migration.reached`` says how far each shard was copied."""

    client: AsyncElasticsearch
    source: str
    target: str
    languages: frozenset[str]
    meta: dict[str, Any]

    async def follow(self, counted: Counted | None = None, *, newer_only: bool = False) -> int:
        """Copy what was written since the last time. ``newer_only`` spares what the target has as new or newer."""
        reached: dict[str, int] = self.meta["migration"]["reached"]
        copied, noted = 0, 0
        limits = await self._checkpoints()
        total = sum(limit - reached.get(shard, -1) for shard, limit in limits.items())
        for shard, limit in limits.items():
            async for page in self._pages(shard, reached.get(shard, -1), limit):
                await self._write(await self._newer(page) if newer_only else page)
                copied += len(page)
                reached[shard] = page[-1]["sort"][0]
                if copied - noted >= NOTED:
                    noted = copied
                    await self._note()
                if counted:
                    counted(copied, max(total, copied))
            reached[shard] = max(limit, reached.get(shard, -1))
        await self._note()
        return copied

    async def compare(self, counted: Counted | None = None) -> Compared:
        """Hold every document of the source against its copy. Raises :class:`MappingConflict` when they differ."""
        checked, total = 0, 0
        differing: list[str] = []
        for shard, limit in (await self._checkpoints()).items():
            async for page in self._pages(shard, -1, limit):
                alike, unlike = await self._compare(page)
                total = (total + alike) % 2**256
                differing += unlike
                checked += len(page) - len(unlike)
                if counted:
                    counted(checked, None)
        for _ in range(ROUNDS):
            if not differing:
                break
            await self.follow()
            again = (await self.client.mget(index=self.source, ids=differing)).body["docs"]
            alike, differing = await self._compare([hit for hit in again if hit.get("found")])
            total = (total + alike) % 2**256
            checked += len(again) - len(differing)
        if differing:
            raise MappingConflict(f"{len(differing)} documents of {self.target} differ, such as {differing[0]}")
        await self.client.indices.refresh(index=[self.source, self.target])
        has, had = [(await self.client.count(index=index)).body["count"] for index in (self.target, self.source)]
        if has > had:
            raise MappingConflict(f"{self.target} has {has} documents, and {self.source} {had}")
        return Compared(checked, f"{total:064x}")

    async def rewrite(self, query: dict[str, Any]) -> int:
        """Write the target's own documents that match once more, in their present version."""
        await self.client.indices.refresh(index=self.target)
        done, after = 0, ""
        while True:
            answer = await self.client.search(
                index=self.target, query=query, size=PAGE, version=True, sort=[{"id": "asc"}], search_after=[after]
            )
            page = answer.body["hits"]["hits"]
            if not page:
                return done
            await self._write(page)
            done += len(page)
            after = page[-1]["sort"][0]

    async def _pages(self, shard: str, after: int, limit: int) -> AsyncIterator[list[Hit]]:
        while after < limit:
            answer = await self.client.search(
                index=self.source,
                query={"range": {"_seq_no": {"gt": after, "lte": limit}}},
                sort=[{"_seq_no": "asc"}],
                size=PAGE,
                version=True,
                track_total_hits=False,
                preference=f"_shards:{shard}",
            )
            page = answer.body["hits"]["hits"]
            if not page:
                return
            yield page
            after = page[-1]["sort"][0]

    async def _checkpoints(self) -> dict[str, int]:
        stats = (await self.client.indices.stats(index=self.source, level="shards", metric="docs")).body
        limits = {
            shard: min(copy["seq_no"]["global_checkpoint"] for copy in copies)
            for shard, copies in stats["indices"][self.source]["shards"].items()
        }
        await self.client.indices.refresh(index=self.source)
        return limits

    async def _note(self) -> None:
        await self.client.indices.put_mapping(index=self.target, meta=self.meta)

    async def _newer(self, page: Sequence[Hit]) -> list[Hit]:
        """Those the target lacks, has in an older version, or in the same one as it stood before a merge."""
        there = await self._there(page, ["event.ingested"])
        kept = []
        for hit in page:
            other = there[hit["_id"]]
            mine, theirs = _ingested(hit), _ingested(other)
            if not other.get("found") or (other["_version"], theirs) < (hit["_version"], mine):
                kept.append(hit)
        return kept

    async def _there(self, page: Sequence[Hit], fields: list[str] | None = None) -> dict[str, Hit]:
        ids = [hit["_id"] for hit in page]
        found = (await self.client.mget(index=self.target, ids=ids, source_includes=fields)).body["docs"]
        return {item["_id"]: item for item in found}

    async def _compare(self, page: Sequence[Hit]) -> tuple[int, list[str]]:
        """The sum of the digests of those that are alike, and the ids of the others."""
        if not page:
            return 0, []
        there = await self._there(page)
        total, unlike = 0, []
        for hit in page:
            other = there[hit["_id"]]
            if other.get("found") and _digest(hit) == _digest(other):
                total += _digest(hit)
            else:
                unlike.append(hit["_id"])
        return total, unlike

    async def _write(self, page: Sequence[Hit]) -> None:
        for part in _parts(page):
            operations: list[dict[str, Any]] = []
            for hit in part:
                kept = {"_index": self.target, "_id": hit["_id"], "version": hit["_version"]}
                operations.append({"index": {**kept, "version_type": "external_gte"}})
                operations.append(filled(hit["_source"], self.languages))
            for item in (await self.client.bulk(operations=operations)).body["items"]:
                result = item["index"]
                if result["status"] >= 300 and result["status"] != 409:
                    reason = result.get("error", {}).get("reason", "no reason given")
                    raise MappingConflict(f"document {result['_id']} does not fit into {self.target}: {reason}")


def _parts(page: Sequence[Hit]) -> Iterator[list[Hit]]:
    part: list[Hit] = []
    size = 0
    for hit in page:
        length = 2 * len(hit["_source"].get("body") or "") + 5_000
        if part and size + length > BULK:
            yield part
            part, size = [], 0
        part.append(hit)
        size += length
    if part:
        yield part


def _ingested(hit: Hit) -> str:
    """When it was written, in a form that sorts; a page of the source was found for certain."""
    return str(hit.get("_source", {}).get("event", {}).get("ingested") or "")


def _digest(hit: Hit) -> int:
    text = json.dumps([hit["_id"], hit["_version"], hit["_source"]], sort_keys=True, ensure_ascii=False)
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest(), "big")
