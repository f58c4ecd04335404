"""The press of the demo in an index of its own, with the records of its crawls: what briefings are tried on."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from flows.adapters.elasticsearch import connect
from flows.demo.corpus import crawls, documents
from flows.settings import Settings
from mappings.loader import install
from mappings.names import Names
from tests.search_fixture import remove


@pytest.fixture(scope="session")
def press(node_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings whose indices hold the press and its crawls."""
    home = tmp_path_factory.mktemp("briefing")
    settings = Settings(home=home, index_prefix=f"b{secrets.token_hex(4)}", elasticsearch_url=node_url)
    names = Names(settings.index_prefix)
    opened = datetime.now(UTC).replace(microsecond=0)

    async def prepare() -> None:
        client = connect(settings)
        await install(client, names)
        await client.close()

    asyncio.run(prepare())
    with Elasticsearch(node_url) as client:
        rows = {row["id"]: row for row in documents(opened)}
        put(client, names.write, rows)
        put(client, names.sources, {str(at): row for at, row in enumerate(crawls(opened))})
        yield settings
        remove(client, names.prefix)


def put(client: Elasticsearch, index: str, rows: Mapping[str, Mapping[str, Any]]) -> None:
    """Index rows by their ids, and make them visible."""
    bulk(client, [{"_index": index, "_id": id_, **row} for id_, row in rows.items()], refresh=True)
