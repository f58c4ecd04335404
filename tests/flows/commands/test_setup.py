"""``commentariat setup``: says what changed, and changes nothing the second time."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from elasticsearch import Elasticsearch

from flows.commands import setup
from flows.errors import Configuration
from flows.settings import Settings
from tests.flows.adapters.kibana_double import KibanaDouble
from tests.search_fixture import remove

pytestmark = pytest.mark.node


@pytest.fixture
def clean(on_node: Settings) -> Iterator[Settings]:
    """Settings whose prefix is removed afterwards."""
    yield on_node
    with Elasticsearch(on_node.elasticsearch_url or "") as client:
        remove(client, on_node.index_prefix)


def run(settings: Settings, *words: str) -> int:
    """Parse and run."""
    parser = argparse.ArgumentParser()
    setup.configure(parser)
    return setup.run(parser.parse_args(words), settings)


def test_twice_without_kibana(clean: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(clean) == 0
    first = capsys.readouterr().out
    assert f"{clean.index_prefix}-documents-v2" in first
    assert "Analysis profile " in first
    bundle = clean.home / "kibana" / "commentariat.ndjson"
    assert str(bundle) in first
    assert bundle.is_file()
    assert run(clean) == 0
    assert capsys.readouterr().out.endswith("Nothing changed.\n")


def test_twice_with_kibana(clean: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    double = KibanaDouble()
    try:
        settings = replace(clean, kibana_url=double.url)
        assert run(settings, "--json") == 0
        first = json.loads(capsys.readouterr().out)
        assert {"kind": "kibana dashboard", "name": "commentary-overview", "action": "created"} in first["changes"]
        assert first["changed"] == len(first["changes"])
        assert run(settings, "--json") == 0
        assert json.loads(capsys.readouterr().out)["changed"] == 0
    finally:
        double.close()
    assert not (clean.home / "kibana").exists()


def test_conflict_is_told(clean: Settings) -> None:
    with Elasticsearch(clean.elasticsearch_url or "") as client:
        client.indices.create(index=clean.index_prefix)
    with pytest.raises(Configuration, match="where an alias"):
        run(clean)
