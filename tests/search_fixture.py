"""A real index with the small corpus in it, made once for all tests that search."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from flows.model import Document
from flows.settings import Settings
from mappings.loader import install
from mappings.names import Names
from tests.flows.search.corpus import DOCUMENTS
from tests.flows.search.library import LIBRARY


@pytest.fixture(scope="session")
def corpus(node_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings whose index holds the corpus."""
    yield from indexed(node_url, tmp_path_factory.mktemp("search"), DOCUMENTS)


@pytest.fixture(scope="session")
def library(node_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings whose index holds the articles that the table of queries asks about."""
    yield from indexed(node_url, tmp_path_factory.mktemp("library"), LIBRARY)


def indexed(node_url: str, home: Path, documents: Iterable[Document]) -> Iterator[Settings]:
    """Settings whose index holds ``documents``, for as long as the iterator waits."""
    from flows.adapters.elasticsearch import connect

    settings = Settings(home=home, index_prefix=f"s{secrets.token_hex(4)}", elasticsearch_url=node_url)
    names = Names(settings.index_prefix)

    async def fill() -> None:
        client = connect(settings)
        try:
            await install(client, names)
            for document in documents:
                stored = {**document.to_json(), "fingerprint": {"bands": ["a", "b"], "sketch": "x"}}
                await client.index(index=names.write, id=document.id, document=stored)
            await client.indices.refresh(index=names.documents)
        finally:
            await client.close()

    asyncio.run(fill())
    yield settings
    with Elasticsearch(node_url) as client:
        remove(client, names.prefix)


def ask_node(settings: Settings, queries: Sequence[Mapping[str, Any]]) -> list[frozenset[int] | str]:
    """The numbers of all documents each query matches, in few requests; or the node's reason to refuse it."""
    answers: list[frozenset[int] | str] = []
    with Elasticsearch(settings.elasticsearch_url or "", request_timeout=60) as client:
        for start in range(0, len(queries), 100):
            body = {"size": 100, "_source": False}
            rows = [
                row
                for query in queries[start : start + 100]
                for row in ({"index": settings.index_prefix}, {"query": query, **body})
            ]
            for answer in client.msearch(searches=rows)["responses"]:
                hits = answer.get("hits", {}).get("hits", ())
                answers.append(
                    frozenset(int(hit["_id"], 16) for hit in hits) if answer["status"] == 200 else str(answer)
                )
    return answers


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
