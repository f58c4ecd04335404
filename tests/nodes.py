"""Leaves a real node as a test found it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from elasticsearch import AsyncElasticsearch

from flows.adapters.elasticsearch import connect
from flows.settings import Settings
from mappings.names import Names

T = TypeVar("T")


async def drop(client: AsyncElasticsearch, names: Names) -> None:
    """Remove every index and template of a prefix, by name: destructive wildcards may be forbidden."""
    for index in (await client.indices.get(index=f"{names.prefix}-*", allow_no_indices=True)).body:
        await client.indices.delete(index=index, ignore_unavailable=True)
    quiet = client.options(ignore_status=404)
    for part in ("documents", "revisions", "alerts", "sources"):
        await quiet.indices.delete_index_template(name=f"{names.prefix}-{part}")
    for part in ("text", "document", "languages"):
        await quiet.cluster.delete_component_template(name=f"{names.prefix}-{part}")


def forget(settings: Settings) -> None:
    """:func:`drop` for the prefix of these settings, from a test that has no event loop."""

    async def work() -> None:
        client = connect(settings)
        await drop(client, Names(settings.index_prefix))
        await client.close()

    asyncio.run(work())


def on(settings: Settings, work: Callable[[AsyncElasticsearch], Awaitable[T]]) -> T:
    """Run ``work`` with a client."""

    async def run() -> T:
        client = connect(settings)
        try:
            return await work(client)
        finally:
            await client.close()

    return asyncio.run(run())
