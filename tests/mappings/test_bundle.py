"""Kibana's objects without a Kibana: every reference resolves, every field fits its use, every query and panel runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from flows.search import compile_query
from flows.search.fields import catalogue
from flows.settings import Settings
from mappings import lens
from mappings.bundle import DATA_VIEW, definitions, digest, ndjson, saved_objects
from mappings.names import Names

OBJECTS = saved_objects(Names())
BY_KEY = {(item["type"], item["id"]): item for item in OBJECTS}
PANELS = [
    pytest.param(panel, id=f"{given['id']}/{panel['id']}")
    for given in definitions()
    if given["type"] == "dashboard"
    for panel in given["panels"]
    if panel["chart"] != "search"
]
QUERIES = [given["query"] for given in definitions() if given["type"] == "search"]
NUMERIC = {"integer", "long", "float"}


def strings(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key and value, looking into JSON that is kept as a string."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key, inner
            yield from strings(json.loads(inner) if key.endswith("JSON") else inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def test_has_what_was_promised() -> None:
    kinds = [item["type"] for item in OBJECTS]
    assert kinds == ["index-pattern", "search", "search", "dashboard"]
    view = BY_KEY["index-pattern", DATA_VIEW]["attributes"]
    assert (view["title"], view["timeFieldName"]) == ("commentary", "@timestamp")


def test_data_view_follows_the_prefix() -> None:
    view = saved_objects(Names("watch"))[0]
    assert (view["id"], view["attributes"]["title"]) == ("commentary", "watch")


@pytest.mark.parametrize("item", OBJECTS, ids=lambda item: item["id"])
def test_references_resolve_both_ways(item: dict[str, Any]) -> None:
    for reference in item["references"]:
        assert (reference["type"], reference["id"]) in BY_KEY
    names = {reference["name"] for reference in item["references"]}
    assert len(names) == len(item["references"])
    used = set()
    for key, value in strings(item["attributes"]):
        if key == "indexRefName":
            used.add(value)
        if key == "panelsJSON":
            for panel in json.loads(value):
                index = panel["panelIndex"]
                if "panelRefName" in panel:
                    used.add(f"{index}:{panel['panelRefName']}")
                    continue
                attributes = panel["embeddableConfig"]["attributes"]
                layers = attributes["state"]["datasourceStates"]["formBased"]["layers"]
                assert {r["name"] for r in attributes["references"]} == {
                    f"indexpattern-datasource-layer-{layer}" for layer in layers
                }
                used |= {f"{index}:{r['name']}" for r in attributes["references"]}
    assert used == names


def test_panels_have_places_of_their_own() -> None:
    for given in (g for g in definitions() if g["type"] == "dashboard"):
        taken: set[tuple[int, int]] = set()
        for panel in given["panels"]:
            x, y, width, height = panel["grid"]
            assert 0 <= x < x + width <= 48  # Kibana's grid is 48 columns wide
            cells = {(column, row) for column in range(x, x + width) for row in range(y, y + height)}
            assert not cells & taken
            taken |= cells
        assert len({panel["id"] for panel in given["panels"]}) == len(given["panels"])


@pytest.mark.parametrize("panel", PANELS)
def test_columns_hang_together(panel: dict[str, Any]) -> None:
    state = lens.chart(panel)["state"]
    (layer,) = state["datasourceStates"]["formBased"]["layers"].values()
    assert set(layer["columnOrder"]) == set(layer["columns"])
    for column in layer["columns"].values():
        by = column["params"].get("orderBy")
        assert by is None or not layer["columns"][by["columnId"]]["isBucketed"]
    drawn = json.dumps(state["visualization"])
    assert all(f'"{name}"' in drawn for name in layer["columns"])


@pytest.mark.parametrize("panel", PANELS)
def test_fields_fit_their_use(panel: dict[str, Any]) -> None:
    for name in lens.fields(panel):
        field = catalogue()[name]
        assert field.aggregatable, name
        assert not field.nested, f"{name}: Lens cannot aggregate on nested fields"
    for metric in panel["metrics"]:
        assert metric["function"] != "average" or catalogue()[metric["field"]].kind in NUMERIC
    assert "time" not in panel or catalogue()[panel["time"]].kind == "date"
    assert all(catalogue()[row["field"]].kind == "keyword" for row in panel.get("rows", ()))


@pytest.mark.parametrize("given", [g for g in definitions() if g["type"] == "search"], ids=lambda g: g["id"])
def test_searches_name_fields_that_exist(given: dict[str, Any]) -> None:
    assert set(given["columns"]) <= catalogue().keys()
    assert all(catalogue()[field].aggregatable for field, _ in given["sort"])
    assert compile_query(given["query"])


def test_searches_use_no_names_of_ours_alone() -> None:
    """Kibana knows fields, not the short names of our own command."""
    import re

    for query in QUERIES:
        for name in re.findall(r"([@\w.]+)\s*(?::|>=|<=|<|>)", query):
            assert name in catalogue()


@pytest.mark.node
@pytest.mark.parametrize("query", QUERIES)
def test_searches_run(corpus: Settings, query: str) -> None:
    with Elasticsearch(corpus.elasticsearch_url or "") as client:
        found = client.search(index=corpus.index_prefix, query=compile_query(query))
    assert found["hits"]["total"]["value"] >= 1


@pytest.mark.node
@pytest.mark.parametrize("panel", PANELS)
def test_panels_run_and_give_buckets(corpus: Settings, panel: dict[str, Any]) -> None:
    with Elasticsearch(corpus.elasticsearch_url or "") as client:
        found = client.search(
            index=corpus.index_prefix,
            size=0,
            query=compile_query(panel.get("query", "")),
            aggs=lens.aggregation(panel),
        )
    answer = found.get("aggregations", {})
    assert found["hits"]["total"]["value"] >= 1
    for name, result in answer.items():
        assert result.get("buckets") or result.get("value") is not None, name


def test_bundle_is_stable_and_named() -> None:
    again = saved_objects(Names())
    assert ndjson(again) == ndjson(OBJECTS)
    assert [json.loads(line) for line in ndjson(OBJECTS).splitlines()] == OBJECTS
    plain = saved_objects(Names(), [g for g in definitions() if g["type"] != "dashboard"])
    assert digest(plain) != digest(OBJECTS)
    assert "(Commentariat, bundle " in BY_KEY["dashboard", "commentary-overview"]["attributes"]["description"]
