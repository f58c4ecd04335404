"""Kibana's objects in both their forms: every reference resolves both ways, and both say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types of its own

from mappings import lens
from mappings.bundle import DATA_VIEW, dashboards, definitions, digest, ndjson, ordered, saved_objects
from mappings.names import Names
from tests.flows.adapters.dashboards_api import DASHBOARD

OBJECTS = saved_objects(Names())
BODIES = dashboards(Names())
BY_KEY = {(item["type"], item["id"]): item for item in OBJECTS}
DASHBOARDS = [given for given in definitions() if given["type"] == "dashboard"]
PANELS = [
    pytest.param(panel, id=f"{given['id']}/{panel['id']}")
    for given in DASHBOARDS
    for panel in given["panels"]
    if panel["chart"] not in ("search", "text")
]


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
    assert kinds.count("dashboard") >= 4
    assert kinds.count("search") >= 8
    assert kinds.count("tag") >= 1
    assert kinds == sorted(kinds, key=["tag", "index-pattern", "search", "dashboard"].index)
    view = BY_KEY["index-pattern", DATA_VIEW]["attributes"]
    assert (view["title"], view["timeFieldName"]) == ("commentary", "@timestamp")
    assert BY_KEY["index-pattern", "commentary-sources"]["attributes"]["title"] == "commentary-sources"
    assert any(panel.get("links") for given in DASHBOARDS for panel in given["panels"])


def test_data_views_follow_the_prefix() -> None:
    views = {item["id"]: item["attributes"]["title"] for item in saved_objects(Names("watch"))[4:6]}
    assert views == {"commentary": "watch", "commentary-sources": "watch-sources"}


@pytest.mark.parametrize("item", OBJECTS, ids=lambda item: f"{item['type']}/{item['id']}")
def test_references_resolve_both_ways(item: dict[str, Any]) -> None:
    for reference in item["references"]:
        assert (reference["type"], reference["id"]) in BY_KEY
    names = {reference["name"] for reference in item["references"]}
    assert len(names) == len(item["references"])
    used = {reference["name"] for reference in item["references"] if reference["type"] == "tag"}
    for key, value in strings(item["attributes"]):
        if key == "indexRefName":
            used.add(value)
        if key == "controlGroupInput":
            used |= {f"controlGroup_{control}:optionsListDataView" for control in json.loads(value["panelsJSON"])}
        if key == "panelsJSON" and isinstance(json.loads(value), list):
            for panel in json.loads(value):
                used |= set(needed(panel))
    assert used == names


def needed(panel: dict[str, Any]) -> Iterator[str]:
    """Names of the references a saved panel asks for."""
    index, config = panel["panelIndex"], panel["embeddableConfig"]
    if "panelRefName" in panel:
        yield f"{index}:{panel['panelRefName']}"
    if panel["type"] == "lens":
        layers = config["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]
        wanted = {f"indexpattern-datasource-layer-{layer}" for layer in layers}
        assert {r["name"] for r in config["attributes"]["references"]} == wanted
        yield from (f"{index}:{name}" for name in wanted)
    for event in config["enhancements"].get("dynamicActions", {}).get("events", ()):
        yield f"{index}:drilldown:{event['action']['factoryId']}:{event['eventId']}:dashboardId"


@pytest.mark.parametrize("panel", PANELS)
def test_columns_hang_together(panel: dict[str, Any]) -> None:
    state = lens.chart(panel, "@timestamp")["state"]
    (layer,) = state["datasourceStates"]["formBased"]["layers"].values()
    assert set(layer["columnOrder"]) == set(layer["columns"])
    for column in layer["columns"].values():
        by = column["params"].get("orderBy")
        assert by is None or not layer["columns"][by["columnId"]]["isBucketed"]
    drawn = json.dumps(state["visualization"])
    assert all(f'"{name}"' in drawn for name in layer["columns"])


@pytest.mark.parametrize("id_", BODIES)
def test_the_api_knows_every_key(id_: str) -> None:
    Draft202012Validator(DASHBOARD).validate(BODIES[id_])


@pytest.mark.parametrize("given", DASHBOARDS, ids=lambda given: given["id"])
def test_both_forms_say_the_same(given: dict[str, Any]) -> None:
    saved, body = BY_KEY["dashboard", given["id"]]["attributes"], BODIES[given["id"]]
    assert (saved["title"], saved["description"]) == (body["title"], body["description"])
    assert (saved["timeFrom"], saved["timeTo"]) == tuple(body["time_range"].values())
    panels = json.loads(saved["panelsJSON"])
    assert [panel["panelIndex"] for panel in panels] == [panel["id"] for panel in body["panels"]]
    for old, new in zip(panels, body["panels"], strict=True):
        assert {key: old["gridData"][key] for key in "xywh"} == new["grid"]
        if old["type"] == "lens":
            (layer,) = old["embeddableConfig"]["attributes"]["state"]["datasourceStates"]["formBased"][
                "layers"
            ].values()
            assert asked_before(layer["columns"]) == asked_now(new["config"]), old["panelIndex"]


def asked_before(columns: dict[str, Any]) -> list[Any]:
    """Operation, field and label of every column of a Lens chart."""
    found = []
    for column in columns.values():
        field = column.get("sourceField")
        label = "" if column["operationType"] == "date_histogram" else column["label"]
        found.append((column["operationType"], None if field == lens.RECORDS else field, label))
    return sorted(found, key=str)


def asked_now(config: dict[str, Any]) -> list[Any]:
    """The same of a chart of the API."""
    found = []
    layers = config.get("layers", [config])
    for layer in layers:
        rows = [layer[key] for key in ("x", "breakdown_by") if key in layer]
        rows += [row for key in ("y", "metrics", "rows", "group_by") for row in layer.get(key, ())]
        found += [
            (row["operation"], row.get("field") or (row.get("fields") or [None])[0], row.get("label", ""))
            for row in rows
        ]
    return sorted(found, key=str)


def test_dashboards_stand_after_those_they_link_to() -> None:
    ids = list(BODIES)
    for given in DASHBOARDS:
        for panel in given["panels"]:
            assert all(ids.index(link["to"]) < ids.index(given["id"]) for link in panel.get("links", ()))


def test_dashboards_that_link_in_a_circle_are_all_kept() -> None:
    def linking(id_: str, to: str) -> dict[str, Any]:
        return {"type": "dashboard", "id": id_, "panels": [{"links": [{"to": to}]}]}

    circle = [linking("a", "b"), linking("b", "a"), linking("c", "c")]
    assert {d["id"] for d in ordered(circle)} == {"a", "b", "c"}


def test_bundle_is_stable_and_named() -> None:
    again = saved_objects(Names())
    assert ndjson(again) == ndjson(OBJECTS)
    assert [json.loads(line) for line in ndjson(OBJECTS).splitlines()] == OBJECTS
    plain = saved_objects(Names(), [g for g in definitions() if g["type"] != "dashboard"])
    assert digest(plain) != digest(OBJECTS)
    marks = {item["attributes"]["description"].rpartition("(")[2] for item in OBJECTS if item["type"] == "dashboard"}
    assert len(marks) == 1
    assert next(iter(marks)).startswith("Commentariat, bundle ")
