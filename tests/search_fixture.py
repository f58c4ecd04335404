"""A real index with the small corpus in it, made once for all tests that search."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from flows.settings import Settings
from mappings.loader import install
from mappings.names import Names
from tests.flows.search.corpus import DOCUMENTS


@pytest.fixture(scope="session")
def corpus(node_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings whose index holds the corpus."""
    from flows.adapters.elasticsearch import connect

    settings = Settings(
        home=tmp_path_factory.mktemp("search"), index_prefix=f"s{secrets.token_hex(4)}", elasticsearch_url=node_url
    )
    names = Names(settings.index_prefix)

    async def fill() -> None:
        client = connect(settings)
        try:
            await install(client, names)
            for document in DOCUMENTS:
                stored = {**document.to_json(), "fingerprint": {"bands": ["a", "b"], "sketch": "x"}}
                await client.index(index=names.write, id=document.id, document=stored)
            await client.indices.refresh(index=names.documents)
        finally:
            await client.close()

    asyncio.run(fill())
    yield settings
    with Elasticsearch(node_url) as client:
        remove(client, names.prefix)


def remove(client: Elasticsearch, prefix: str) -> None:
    """Take away every index and template of ``prefix``; destructive wildcards may be forbidden, so by name."""
    for index in client.indices.get(index=f"{prefix}*", expand_wildcards="all").body:
        client.indices.delete(index=index)
    for row in client.indices.get_index_template().body["index_templates"]:
        if row["name"].startswith(prefix):
            client.indices.delete_index_template(name=row["name"])
    for row in client.cluster.get_component_template().body["component_templates"]:
        if row["name"].startswith(prefix):
            client.cluster.delete_component_template(name=row["name"])
