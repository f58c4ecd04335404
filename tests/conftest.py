"""What every test may ask for: settings in a folder of its own, and a real Elasticsearch node shared by the session."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings with an empty home and an index prefix nobody else uses; no node, no environment."""
    home = tmp_path / "home"
    home.mkdir()
    return Settings(home=home, index_prefix=f"t{secrets.token_hex(4)}", log_level="WARNING")


@pytest.fixture(scope="session")
def node_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real node: the one COMMENTARIAT_TEST_ELASTICSEARCH_URL names, else an embedded one."""
    if url := os.environ.get("COMMENTARIAT_TEST_ELASTICSEARCH_URL"):
        yield url
        return
    from flows.adapters import node

    home = Settings(home=tmp_path_factory.mktemp("node"), node_heap="512m", node_java_options="-XX:TieredStopAtLevel=1")
    try:
        status = node.start(home)
        assert status.url
        yield status.url
    finally:
        node.stop(home)


@pytest.fixture
def on_node(settings: Settings, node_url: str) -> Settings:
    """:func:`settings` that use the real node."""
    from dataclasses import replace

    return replace(settings, elasticsearch_url=node_url)
