"""Installing on a real node: idempotent, safe from several processes, and honest about what it cannot do."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import AsyncElasticsearch, BadRequestError, Elasticsearch

from flows.model import Document
from flows.search.fields import catalogue
from flows.settings import Settings
from mappings.loader import Change, MappingConflict, define, install
from mappings.names import Names
from tests.flows.search.corpus import DOCUMENTS
from tests.nodes import on

NAMES = Names()


def actions(changes: list[Change]) -> Counter[str]:
    """How often each action was taken."""
    return Counter(change.action for change in changes)


@pytest.mark.node
def test_second_install_changes_nothing(on_node: Settings, names: Names) -> None:
    first = on(on_node, lambda client: install(client, names))
    assert set(actions(first)) == {"created"}
    second = on(on_node, lambda client: install(client, names))
    assert set(actions(second)) == {"unchanged"}
    assert [(c.kind, c.name) for c in first] == [(c.kind, c.name) for c in second]
    assert first[0].kind == "analysis profile"


@pytest.mark.node
def test_several_at_once(on_node: Settings, names: Names) -> None:
    async def work(client: AsyncElasticsearch) -> list[list[Change]]:
        return await asyncio.gather(*(install(client, names) for _ in range(4)))

    made = [c for changes in on(on_node, work) for c in changes if c == Change("index", names.documents, "created")]
    assert len(made) == 1


@pytest.mark.node
def test_repairs_what_was_changed_or_taken_away(on_node: Settings, names: Names) -> None:
    on(on_node, lambda client: install(client, names))
    with Elasticsearch(on_node.elasticsearch_url or "") as client:
        client.indices.delete_alias(index=names.documents, name=names.write)
        client.indices.put_mapping(index=names.alerts, properties={}, meta={"digest": "older"})
        client.cluster.put_component_template(name=f"{names.prefix}-spare", template={"mappings": {}})
        client.indices.delete_index_template(name=f"{names.prefix}-sources")
    changes = on(on_node, lambda client: install(client, names, replicas=1))
    changed = {(c.name, c.action) for c in changes if c.kind in ("index", "alias") and c.action != "unchanged"}
    # Another number of replicas touches every index and every template that sets it.
    assert changed == {
        (names.write, "created"),
        *((index, "updated") for index in (names.documents, names.revisions, names.alerts, names.sources)),
    }
    assert Change("index template", f"{names.prefix}-sources", "created") in changes
    assert Change("component template", f"{names.prefix}-document", "unchanged") in changes
    assert set(actions(on(on_node, lambda client: install(client, names, replicas=1)))) == {"unchanged"}
    with Elasticsearch(on_node.elasticsearch_url or "") as client:
        assert client.indices.get_alias(name=names.write).body == {
            names.documents: {"aliases": {names.write: {"is_write_index": True}}}
        }


@pytest.mark.node
def test_an_index_where_the_alias_belongs(on_node: Settings, names: Names) -> None:
    with Elasticsearch(on_node.elasticsearch_url or "") as client:
        client.indices.create(index=names.read)
    with pytest.raises(MappingConflict, match="where an alias"):
        on(on_node, lambda client: install(client, names))


@pytest.mark.node
def test_an_index_with_another_mapping(on_node: Settings, names: Names) -> None:
    with Elasticsearch(on_node.elasticsearch_url or "") as client:
        client.indices.create(index=names.documents, mappings={"properties": {"relevance": {"type": "keyword"}}})
    with pytest.raises(MappingConflict, match="cannot be updated"):
        on(on_node, lambda client: install(client, names))


@pytest.mark.node
def test_every_document_is_taken_as_it_is(on_node: Settings, names: Names) -> None:
    on(on_node, lambda client: install(client, names))
    with Elasticsearch(on_node.elasticsearch_url or "") as client:
        for document in DOCUMENTS:
            data = document.to_json()
            for index in (names.write, names.revisions):
                client.index(index=index, id=document.id, document=data)
            stored = client.get(index=names.read, id=document.id)["_source"]
            assert stored == data
            assert Document.from_json(stored) == document
        bare = {**data, "story": None, "leaders": [], "fingerprint": {"bands": [], "sketch": None}}
        client.index(index=names.write, document=bare)
        for strange in ({"surprise": 1}, {"url": {"surprise": 1}}, {"leaders": [{"surprise": 1}]}):
            with pytest.raises(BadRequestError, match="strict_dynamic_mapping_exception"):
                client.index(index=names.write, document={**data, **strange})


@pytest.mark.node
def test_long_values_are_kept(on_node: Settings, names: Names) -> None:
    """A keyword above Lucene's 32,766 bytes would lose the whole document."""
    on(on_node, lambda client: install(client, names))
    data = DOCUMENTS[0].to_json()
    data["url"] = {**data["url"], "full": "https://x.example/" + "ж" * 40_000}
    data["tags"] = ["ж" * 40_000]
    data["title"] = "ж" * 40_000
    with Elasticsearch(on_node.elasticsearch_url or "") as client:
        client.index(index=names.write, id="long", document=data)
        assert client.get(index=names.read, id="long")["_source"] == data


def leaves(value: Any, prefix: str = "") -> Iterator[str]:
    """Every leaf of a document as a field name."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{prefix}.{key}".lstrip("."))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from leaves(inner, prefix)
    else:
        yield prefix


def test_mapping_and_document_name_the_same_fields() -> None:
    mapped = {
        name for name in catalogue() if not name.startswith(("leader.", "fingerprint.")) and name != "title.keyword"
    }
    assert set(leaves(DOCUMENTS[0].to_json())) == mapped


@pytest.mark.parametrize("index", [NAMES.documents, NAMES.revisions, NAMES.alerts, NAMES.sources])
def test_every_index_is_strict_in_both_profiles(index: str) -> None:
    for profile in ("core", "full"):
        assert define(NAMES, profile=profile).indices[index]["dynamic"] == "strict"


def test_profiles_differ_in_text_alone() -> None:
    core, full = (define(NAMES, profile=profile) for profile in ("core", "full"))
    assert core.components["commentary-document"]["template"] == full.components["commentary-document"]["template"]
    assert core.indices[NAMES.alerts]["properties"] == full.indices[NAMES.alerts]["properties"]
    spare = {key: value for key, value in full.indices[NAMES.documents]["properties"].items() if key != "text"}
    assert spare.keys() == core.indices[NAMES.documents]["properties"].keys()
    text = full.components["commentary-text"]["template"]
    used = {
        spec["analyzer"]
        for f in text["mappings"]["properties"].values()
        for spec in (f, *f.get("fields", {}).values())
        if "analyzer" in spec
    }
    assert used == set(text["settings"]["analysis"]["analyzer"])


def test_digests_follow_content() -> None:
    one, same = define(NAMES, profile="core"), define(NAMES, profile="core")
    assert one == same
    other = define(NAMES, profile="full")
    assert one.indices[NAMES.documents]["_meta"] != other.indices[NAMES.documents]["_meta"]
