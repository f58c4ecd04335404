"""The corpus, and a node that analyses languages, for the tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from elasticsearch import Elasticsearch

from flows.settings import Settings
from mappings.names import Names
from tests import fuller
from tests.search_fixture import corpus, remove

__all__ = ["corpus"]


@pytest.fixture(scope="session")
def fuller_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a node of the ``full`` profile: the one FULLER_NODE_URL names, else an own one."""
    if url := os.environ.get("FULLER_NODE_URL"):
        yield url
        return
    home = Settings(
        home=tmp_path_factory.mktemp("fuller"), node_heap="512m", node_java_options="-XX:TieredStopAtLevel=1"
    )
    try:
        fuller.provide(home.cache_dir, repository=home.maven_url)
    except (OSError, requests.RequestException) as error:
        pytest.skip(f"the modules of a fuller node cannot be fetched: {error}")
    with fuller.running(home) as url:
        yield url


@pytest.fixture
def on_fuller(tmp_path: Path, fuller_url: str, settings: Settings) -> Settings:
    """Settings that use the fuller node."""
    return replace(settings, elasticsearch_url=fuller_url)


@pytest.fixture
def names(on_node: Settings) -> Iterator[Names]:
    """Names of a prefix that is removed afterwards."""
    yield Names(on_node.index_prefix)
    with Elasticsearch(on_node.elasticsearch_url or "") as client:
        remove(client, on_node.index_prefix)
