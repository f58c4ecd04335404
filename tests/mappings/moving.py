"""An index as the first version of the mapping made it, and writers and readers that do not stop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from elasticsearch import AsyncElasticsearch

from flows.adapters.store import Store
from flows.fingerprints import fingerprint
from flows.likeness import Version
from flows.model import Document
from mappings.loader import define
from mappings.names import Names
from tests.flows.search.corpus import document

FETCHED = 1_700_000_000_000


async def old_index(client: AsyncElasticsearch, names: Names, *, profile: str = "core") -> str:
    """Make what an installation of version 1 has: no language has fields of its own."""
    index = f"{names.prefix}-documents-v1"
    definition = define(names, profile=profile, version=1)
    settings = definition.components[f"{names.prefix}-text"]["template"]["settings"]
    aliases = {names.read: {}, names.write: {"is_write_index": True}}
    await client.indices.create(
        index=index, settings=settings, mappings=definition.indices[names.documents], aliases=aliases
    )
    return index


def version(number: int, *, edit: int = 0) -> Version:
    """Document ``number`` as it was fetched for the ``edit``-th time."""
    kinds = (("de", "Häuser am Deich"), ("pl", "Szkoły saperów"), ("en", "Harbours of the north"), ("xx", "Ohne Namen"))
    language, title = kinds[number % len(kinds)]
    made = document(number, f"{title} {number}", f"Text {number}, edition {edit}. " * 20, language=language)
    now = datetime.now(UTC).replace(microsecond=0)
    event = replace(made.event, ingested=now)
    return Version(replace(made, event=event), fingerprint(title, made.body), FETCHED + edit)


@dataclass(slots=True)
class Traffic:
    """Writes through the aliases and reads through them, until told to stop; remembers what was acknowledged."""

    client: AsyncElasticsearch
    names: Names
    first: int
    written: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    reads: int = 0
    errors: list[str] = field(default_factory=list)
    lowest: int = 1 << 60
    stop: bool = False

    async def write(self, known: Sequence[int], worker: int) -> None:
        """New documents, and new texts of known ones, a few at a time."""
        store, turn = Store(self.client, self.names), 0
        while not self.stop:
            fresh = [self.first + worker * 1_000_000 + turn * 5 + at for at in range(5)]
            again = [known[(worker * 7_919 + turn * 3 + at) % len(known)] for at in range(3)]
            versions = [version(number) for number in fresh]
            versions += [version(number, edit=1 + worker * 100_000 + turn) for number in again]
            failures = await store.write([store.current(one) for one in versions])
            self.refused += [failure.reason for failure in failures]
            for one in versions:
                self.written[one.document.id] = max(self.written.get(one.document.id, 0), one.fetched)
            turn += 1
            await asyncio.sleep(0)

    async def read(self) -> None:
        """Count and look up, and see that there are never fewer documents than before."""
        while not self.stop:
            try:
                found: dict[str, Any] = (await self.client.count(index=self.names.read)).body
                self.lowest = min(self.lowest, found["count"])
                await self.client.search(index=self.names.read, query={"match": {"title": "deich"}}, size=3)
                self.reads += 2
            except Exception as error:
                self.errors.append(repr(error))
            await asyncio.sleep(0.005)


async def fill(client: AsyncElasticsearch, names: Names, numbers: Sequence[int]) -> None:
    """Write these documents through the store."""
    store = Store(client, names)
    for start in range(0, len(numbers), 500):
        await store.write([store.current(version(number)) for number in numbers[start : start + 500]])


async def everything(client: AsyncElasticsearch, index: str) -> dict[str, tuple[int, Document]]:
    """Every document of an index with its version."""
    await client.indices.refresh(index=index)
    found: dict[str, tuple[int, Document]] = {}
    after: list[Any] | None = None
    while True:
        answer = await client.search(
            index=index, size=1000, sort=[{"id": "asc"}], search_after=after, version=True, track_total_hits=False
        )
        page = answer.body["hits"]["hits"]
        if not page:
            return found
        for hit in page:
            assert hit["_id"] not in found
            found[hit["_id"]] = (hit["_version"], Document.from_json(hit["_source"]))
        after = page[-1]["sort"]
