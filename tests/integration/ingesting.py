"""Two days of made-up outlets as WARC records, their ingest, and what the index holds afterwards."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from elasticsearch import AsyncElasticsearch

from flows.adapters.store import Store
from flows.ingest import Counts, process_segment
from flows.settings import Settings
from mappings.names import Names
from tests.nodes import on
from tests.warcs import article, found, later, page, prose, record


def run(path: Path, settings: Settings) -> Counts:
    counts = asyncio.run(process_segment(path, settings)).counts
    assert counts.read == sum(counts.to_json().values()) - counts.read
    return counts


def stored(settings: Settings, *, revisions: bool = False) -> dict[str, dict[str, Any]]:
    """Every document, without the time of ingest."""
    names = Names(settings.index_prefix)

    async def work(client: AsyncElasticsearch) -> dict[str, dict[str, Any]]:
        index = names.revisions if revisions else names.read
        await client.indices.refresh(index=index)
        hits = (await client.search(index=index, size=5000, version=True)).body["hits"]["hits"]
        for hit in hits:
            hit["_source"]["event"].pop("ingested")
        return {hit["_id"]: {**hit["_source"], "_version": hit["_version"]} for hit in hits}

    return on(settings, work)


def get(settings: Settings, wanted: str) -> dict[str, Any] | None:
    """The document at an address, as it is stored."""
    return on(settings, lambda client: Store(client, Names(settings.index_prefix)).get(wanted))


TEXT = prose(1, paragraphs=12)
GAZETTE, HERALD = "https://www.gazette.example/news/", "https://herald.example/"


def day_one() -> list[bytes]:
    """Three articles, one of them on two outlets; a listing, an error page, two broken records."""
    return [
        *page(f"{GAZETTE}harbour-opens-1", article("Harbour opens", TEXT), discovery=found("gazette")),
        *page(f"{GAZETTE}budget-passed-2", article("Budget passed", prose(2)), discovery=found("gazette")),
        record("response", b"no http at all", url=f"{GAZETTE}broken"),
        *page(f"{HERALD}wire/9001", article("A harbour", "\n".join(TEXT.split("\n")[:5])), discovery=found("herald")),
        *page(f"{HERALD}empty-page-77", b"<html><body></body></html>", discovery=found("herald")),
        record("response", b"", url=f"{GAZETTE}no-date", date=None),
        *page("https://unknown.example/2026/treaty-signed", article("Treaty signed", prose(3))),
    ]


def day_two() -> list[bytes]:
    """The first article edited, the second retitled under a new address, the third seen under another one."""
    at = later(hours=5)
    return [
        *page(
            f"{GAZETTE}harbour-opens-1",
            article("Harbour opens", TEXT + "\nUpdated."),
            at=at,
            discovery=found("gazette"),
        ),
        *page(f"{GAZETTE}budget-fails-2", article("Budget fails", prose(2)), at=at, discovery=found("gazette")),
        *page(
            "http://unknown.example/2026/treaty-signed?utm_source=x",
            article("Treaty signed", prose(3)),
            at=at,
        ),
    ]


def many(count: int) -> list[bytes]:
    made = ((f"{GAZETTE}number-{n}-500", article(f"No. {n}", prose(100 + n))) for n in range(count))
    return [record for url, body in made for record in page(url, body, discovery=found("gazette"))]
