"""Kibana objects from definitions: tags, data views, saved searches and dashboards as Kibana imports them.

A definition (:mod:`mappings.definitions`) says what a panel shows in our own few words; here it becomes the saved
object that Kibana imports (documents of Kibana 8.9, which every later 8.x and 9.x migrates on import) and the body
of the Dashboards API. Pure: the same definitions give the same bytes, and :func:`digest` names them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mappings import api
from mappings.definitions import VIEW, load
from mappings.lens import chart
from mappings.names import Names

Object = dict[str, Any]

DATA_VIEW = VIEW

CORE_VERSION = "8.8.0"
TYPE_VERSIONS = {"tag": "8.0.0", "index-pattern": "8.0.0", "search": "8.0.0", "dashboard": "8.7.0"}
PANEL_VERSION = "8.9.0"
SOURCE = "kibanaSavedObjectMeta.searchSourceJSON.index"
TYPES = {"tag": "tag", "data view": "index-pattern", "search": "search", "dashboard": "dashboard"}
"""Our kinds and what Kibana calls them, each after those it refers to."""


def definitions() -> list[Object]:
    """The shipped definitions, in the order of their files' names."""
    return [dict(definition.given) for definition in load()]


def saved_objects(names: Names, given: Iterable[Mapping[str, Any]] | None = None) -> list[Object]:
    """Saved objects, each after those it refers to. The dashboards' descriptions carry the bundle's digest."""
    found = ordered(definitions() if given is None else given)
    times = _times(found)
    objects = [_object(definition, names, times) for definition in found]
    mark = _mark(found, objects)
    for item in objects:
        if item["type"] == "dashboard":
            item["attributes"]["description"] += mark
    return objects


def dashboards(names: Names, given: Iterable[Mapping[str, Any]] | None = None) -> dict[str, Object]:
    """The body of ``PUT /api/dashboards/{id}`` for each dashboard, by id, each after those it links to."""
    found = ordered(definitions() if given is None else given)
    times = _times(found)
    mark = _mark(found, [_object(definition, names, times) for definition in found])
    return {d["id"]: api.dashboard(d, times, d["description"] + mark) for d in found if d["type"] == "dashboard"}


def ordered(given: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each definition after those it refers to; dashboards that link to each other keep the order given."""
    found = list(given)
    waiting = [d for d in found if d["type"] == "dashboard"]
    out = [d for kind in TYPES for d in found if d["type"] == kind != "dashboard"]
    while waiting:
        held = {d["id"] for d in waiting}
        free = [d for d in waiting if not (linked(d) - {d["id"]}) & held] or waiting[:1]
        out += free
        waiting = [d for d in waiting if d not in free]
    return out


def linked(dashboard: Mapping[str, Any]) -> set[str]:
    """Ids of the dashboards that the panels of one link to."""
    return {link["to"] for panel in dashboard["panels"] for link in panel.get("links", ())}


def ndjson(objects: Sequence[Object]) -> str:
    """The bundle as Kibana imports it: one object a line."""
    return "".join(_text(item) + "\n" for item in objects)


def digest(objects: Sequence[Object]) -> str:
    """Names the content of a bundle."""
    return hashlib.sha256(ndjson(objects).encode()).hexdigest()[:12]


def _mark(found: Sequence[Mapping[str, Any]], objects: Sequence[Object]) -> str:
    """Names what is installed, either way: it changes when one of the two forms does."""
    times = _times(found)
    bodies = [api.dashboard(d, times, d["description"]) for d in found if d["type"] == "dashboard"]
    return f" (Commentariat, bundle {digest([*objects, *bodies])})"


def _times(found: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {d["id"]: d["time"] for d in found if d["type"] == "data view"}


def _object(given: Mapping[str, Any], names: Names, times: Mapping[str, str]) -> Object:
    match given["type"]:
        case "tag":
            attributes = {
                "name": given["name"],
                "description": given.get("description", ""),
                "color": given["color"].upper(),
            }
            return _saved("tag", given["id"], attributes, [])
        case "data view":
            attributes = {
                "title": names.read if given["index"] == "documents" else getattr(names, given["index"]),
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
            return _dashboard(given, times)
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
    view = _reference("index-pattern", given.get("view", VIEW), SOURCE)
    return _saved("search", given["id"], attributes, [view, *_tags(given)])


def _dashboard(given: Mapping[str, Any], times: Mapping[str, str]) -> Object:
    panels, references = [], []
    for panel in given["panels"]:
        made, needed = _panel(panel, times)
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
    if given.get("controls"):
        attributes["controlGroupInput"], needed = _controls(given["controls"])
        references += needed
    return _saved("dashboard", given["id"], attributes, [*references, *_tags(given)])


def _panel(given: Mapping[str, Any], times: Mapping[str, str]) -> tuple[Object, list[Object]]:
    """A panel of a dashboard, and the references the dashboard needs for it."""
    name = given["id"]
    x, y, width, height = given["grid"]
    panel: Object = {
        "version": PANEL_VERSION,
        "panelIndex": name,
        "gridData": {"x": x, "y": y, "w": width, "h": height, "i": name},
        "title": given["title"],
    }
    if given["chart"] == "text":
        return panel | {"type": "visualization", "embeddableConfig": _markdown(given)}, []
    if given["chart"] == "search":
        panel |= {"type": "search", "panelRefName": f"panel_{name}", "embeddableConfig": {"enhancements": {}}}
        return panel, [_reference("search", given["search"], f"{name}:panel_{name}")]
    view = given.get("view", VIEW)
    attributes = chart(given, times[view])
    reference = _reference("index-pattern", view, f"indexpattern-datasource-layer-{name}")
    attributes["references"] = [reference]
    enhancements, needed = _links(given)
    panel |= {"type": "lens", "embeddableConfig": {"attributes": attributes, "enhancements": enhancements}}
    # Kibana looks up what an inline panel refers to in the dashboard, under the panel's name.
    return panel, [{**one, "name": f"{name}:{one['name']}"} for one in (reference, *needed)]


def _links(given: Mapping[str, Any]) -> tuple[Object, list[Object]]:
    """Drilldowns to other dashboards, as Kibana keeps them beside a panel."""
    factory = "DASHBOARD_TO_DASHBOARD_DRILLDOWN"
    events, references = [], []
    for number, link in enumerate(given.get("links", ())):
        event = f"link-{number}"
        config = {"useCurrentFilters": True, "useCurrentDateRange": True, "openInNewTab": False}
        action = {"factoryId": factory, "name": link["label"], "config": config}
        events.append({"eventId": event, "triggers": ["FILTER_TRIGGER"], "action": action})
        references.append(_reference("dashboard", link["to"], f"drilldown:{factory}:{event}:dashboardId"))
    return ({"dynamicActions": {"events": events}} if events else {}), references


def _controls(given: Sequence[Mapping[str, Any]]) -> tuple[Object, list[Object]]:
    """Filters above the panels, one a field, each narrowing those after it."""
    panels, references = {}, []
    for number, control in enumerate(given):
        id_ = f"control-{number}"
        wanted = {"id": id_, "fieldName": control["field"], "title": control["title"], "enhancements": {}}
        panels[id_] = {
            "order": number,
            "width": "medium",
            "grow": True,
            "type": "optionsListControl",
            "explicitInput": wanted,
        }
        view = control.get("view", VIEW)
        references.append(_reference("index-pattern", view, f"controlGroup_{id_}:optionsListDataView"))
    ignored = {"ignoreFilters": False, "ignoreQuery": False, "ignoreTimerange": False, "ignoreValidations": False}
    group = {
        "controlStyle": "oneLine",
        "chainingSystem": "HIERARCHICAL",
        "ignoreParentSettingsJSON": _text(ignored),
        "panelsJSON": _text(panels),
    }
    return group, references


def _markdown(given: Mapping[str, Any]) -> Object:
    source = {"query": {"query": "", "language": "kuery"}, "filter": []}
    saved = {
        "title": given["title"],
        "description": "",
        "type": "markdown",
        "params": {"fontSize": 12, "openLinksInNewTab": False, "markdown": given["text"]},
        "uiState": {},
        "data": {"aggs": [], "searchSource": source},
    }
    return {"savedVis": saved, "enhancements": {}}


def _tags(given: Mapping[str, Any]) -> list[Object]:
    return [_reference("tag", tag, f"tag-ref-{tag}") for tag in given.get("tags", ())]


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
