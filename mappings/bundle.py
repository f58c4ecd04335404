"""Kibana objects from the definitions in ``kibana/*.json``: data view, saved searches, dashboards.

A definition says what a panel shows in our own few words; here it becomes the saved object that Kibana imports
(documents of Kibana 8.9, which every later 8.x and 9.x migrates on import). Pure: the same definitions give the same
bytes, and :func:`digest` names them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from mappings.lens import chart
from mappings.names import Names

Object = dict[str, Any]

DATA_VIEW = "commentary"
"""Fixed id of the data view: what users build on it survives our updates."""

CORE_VERSION = "8.8.0"
TYPE_VERSIONS = {"index-pattern": "8.0.0", "search": "8.0.0", "dashboard": "8.7.0"}
PANEL_VERSION = "8.9.0"
SOURCE = "kibanaSavedObjectMeta.searchSourceJSON.index"


def definitions() -> list[Object]:
    """The definitions as they stand in the files, in the order of their names."""
    folder = files("mappings") / "kibana"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".json"))
    return [json.loads((folder / name).read_text("utf-8")) for name in names]


def saved_objects(names: Names, given: Iterable[Mapping[str, Any]] | None = None) -> list[Object]:
    """Saved objects, each after those it refers to. The dashboards' descriptions carry the bundle's digest."""
    found = list(definitions() if given is None else given)
    order = ("data view", "search", "dashboard")
    objects = [_object(d, names) for kind in order for d in found if d["type"] == kind]
    mark = digest(objects)
    for item in objects:
        if item["type"] == "dashboard":
            item["attributes"]["description"] += f" (Commentariat, bundle {mark})"
    return objects


def ndjson(objects: Sequence[Object]) -> str:
    """The bundle as Kibana imports it: one object a line."""
    return "".join(_text(item) + "\n" for item in objects)


def digest(objects: Sequence[Object]) -> str:
    """Names the content of a bundle."""
    return hashlib.sha256(ndjson(objects).encode()).hexdigest()[:12]


def _object(given: Mapping[str, Any], names: Names) -> Object:
    match given["type"]:
        case "data view":
            attributes = {
                "title": names.read,
                "name": given["name"],
                "timeFieldName": given["time"],
                "fields": "[]",
                "fieldAttrs": "{}",
                "fieldFormatMap": "{}",
                "runtimeFieldMap": "{}",
                "sourceFilters": "[]",
                "typeMeta": "{}",
            }
            return _saved("index-pattern", given["id"], attributes, [])
        case "search":
            return _search(given)
        case "dashboard":
            return _dashboard(given)
    raise ValueError(f"kibana object {given.get('id')!r} has the unknown type {given['type']!r}")


def _search(given: Mapping[str, Any]) -> Object:
    source = {
        "highlightAll": True,
        "version": True,
        "query": {"query": given["query"], "language": "kuery"},
        "filter": [],
        "indexRefName": SOURCE,
    }
    attributes = {
        "title": given["title"],
        "description": given["description"],
        "columns": given["columns"],
        "sort": given["sort"],
        "grid": {},
        "hideChart": False,
        "isTextBasedQuery": False,
        "timeRestore": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": _text(source)},
    }
    return _saved("search", given["id"], attributes, [_reference("index-pattern", DATA_VIEW, SOURCE)])


def _dashboard(given: Mapping[str, Any]) -> Object:
    panels, references = [], []
    for panel in given["panels"]:
        made, needed = _panel(panel)
        panels.append(made)
        references += needed
    attributes = {
        "title": given["title"],
        "description": given["description"],
        "panelsJSON": _text(panels),
        "optionsJSON": _text({"useMargins": True, "syncColors": True, "syncCursor": True, "syncTooltips": False}),
        "timeRestore": True,
        "timeFrom": given["from"],
        "timeTo": given["to"],
        "refreshInterval": {"pause": True, "value": 60000},
        "version": 1,
        "kibanaSavedObjectMeta": {
            "searchSourceJSON": _text({"query": {"query": "", "language": "kuery"}, "filter": []})
        },
    }
    return _saved("dashboard", given["id"], attributes, references)


def _panel(given: Mapping[str, Any]) -> tuple[Object, list[Object]]:
    """A panel of a dashboard, and the references the dashboard needs for it."""
    name = given["id"]
    x, y, width, height = given["grid"]
    panel: Object = {
        "version": PANEL_VERSION,
        "panelIndex": name,
        "gridData": {"x": x, "y": y, "w": width, "h": height, "i": name},
        "title": given["title"],
    }
    if given["chart"] == "search":
        panel |= {"type": "search", "panelRefName": f"panel_{name}", "embeddableConfig": {"enhancements": {}}}
        return panel, [_reference("search", given["search"], f"{name}:panel_{name}")]
    attributes = chart(given)
    reference = _reference("index-pattern", DATA_VIEW, f"indexpattern-datasource-layer-{name}")
    attributes["references"] = [reference]
    panel |= {"type": "lens", "embeddableConfig": {"attributes": attributes, "enhancements": {}}}
    # Kibana looks up what an inline panel refers to in the dashboard, under the panel's name.
    return panel, [{**reference, "name": f"{name}:{reference['name']}"}]


def _saved(kind: str, id_: str, attributes: Object, references: list[Object]) -> Object:
    return {
        "type": kind,
        "id": id_,
        "attributes": attributes,
        "references": references,
        "coreMigrationVersion": CORE_VERSION,
        "typeMigrationVersion": TYPE_VERSIONS[kind],
    }


def _reference(kind: str, id_: str, name: str) -> Object:
    return {"type": kind, "id": id_, "name": name}


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
