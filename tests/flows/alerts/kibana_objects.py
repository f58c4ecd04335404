"""Saved objects of our own making, in each shape that Kibana exports."""

from __future__ import annotations

import json
from typing import Any

VIEW = "view-1"
INDEX = "kibanaSavedObjectMeta.searchSourceJSON.index"


def view(title: str = "commentary*", id_: str = VIEW) -> dict[str, Any]:
    """A data view."""
    return {"type": "index-pattern", "id": id_, "attributes": {"title": title, "timeFieldName": "@timestamp"}}


def tag(name: str) -> dict[str, Any]:
    """A tag; its id is made of its name."""
    return {"type": "tag", "id": f"tag-{name}", "attributes": {"name": name, "color": "#112233"}, "references": []}


def source(query: Any = "rutte", filters: tuple[Any, ...] = (), language: str = "kuery", name: str = INDEX) -> str:
    """A ``searchSourceJSON``."""
    held = {"query": {"query": query, "language": language}, "filter": list(filters), "indexRefName": name}
    return json.dumps({"highlightAll": True, "version": True, **held})


def phrase(field: str, value: str, *, negate: bool = False, disabled: bool = False) -> dict[str, Any]:
    """A filter on one value."""
    meta = {"alias": None, "negate": negate, "disabled": disabled, "type": "phrase", "key": field}
    return {
        "meta": {**meta, "params": {"query": value}, "indexRefName": f"{INDEX}.filter"},
        "query": {"match_phrase": {field: value}},
        "$state": {"store": "appState"},
    }


def combined(relation: str, *filters: Any, negate: bool = False) -> dict[str, Any]:
    """Filters joined by ``AND`` or ``OR``."""
    return {"meta": {"type": "combined", "relation": relation, "params": list(filters), "negate": negate}}


def search(text: str, *labels: str, title: str = "Rutte", shape: str = "flat", id_: str = "search-1") -> dict[str, Any]:
    """A saved search; ``shape`` is flat, both or tabs."""
    own = {"columns": ["title"], "sort": [["@timestamp", "desc"]], "kibanaSavedObjectMeta": {"searchSourceJSON": text}}
    tab = {"id": "t1", "label": "Untitled", "attributes": {**own, "isTextBasedQuery": False, "timeRestore": False}}
    attributes: dict[str, Any] = {"title": title, "description": ""}
    if shape in ("flat", "both"):
        attributes |= own
    if shape in ("both", "tabs"):
        attributes["tabs"] = [tab]
    references = [{"type": "index-pattern", "id": VIEW, "name": INDEX}]
    references += [{"type": "tag", "id": f"tag-{label}", "name": f"tag-ref-{label}"} for label in labels]
    return {"type": "search", "id": id_, "attributes": attributes, "references": references}


def export(*searches: dict[str, Any], view_title: str = "commentary*") -> list[dict[str, Any]]:
    """What Kibana exports with related objects: the searches, their data view and their tags."""
    labels = {r["id"].removeprefix("tag-") for one in searches for r in one["references"] if r["type"] == "tag"}
    return [*searches, view(view_title), *map(tag, sorted(labels))]


def ndjson(*searches: dict[str, Any], view_title: str = "commentary*") -> str:
    """The same as a file, with the last line that counts."""
    rows = [json.dumps(item) for item in export(*searches, view_title=view_title)]
    return "\n".join([*rows, json.dumps({"exportedCount": len(rows), "missingRefCount": 0})]) + "\n"
