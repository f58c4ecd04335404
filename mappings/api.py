"""Dashboards as the Dashboards API of Kibana 9.5 takes them: the body of ``PUT /api/dashboards/{id}``.

Written from Elastic's public API documentation; stable and on every licence since 9.5. Data views, tags and saved
searches are no part of a dashboard there: they are imported as saved objects (:mod:`mappings.bundle`), and referred
to by id. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mappings.definitions import VIEW
from mappings.lens import FUNCTIONS

Json = dict[str, Any]

VERSION = "2023-10-31"
"""The version of Kibana's public API, sent as ``elastic-api-version``."""

SINCE = (9, 5)
"""The Kibana whose Dashboards API is stable; that of 9.4, a preview, had another shape."""


def dashboard(given: Mapping[str, Any], times: Mapping[str, str], description: str) -> Json:
    """The body for one dashboard; ``times`` has the time field of each data view."""
    body: Json = {
        "title": given["title"],
        "description": description,
        "time_range": {"from": given["from"], "to": given["to"]},
        "refresh_interval": {"pause": True, "value": 60000},
        "options": {"use_margins": True, "sync_colors": True, "sync_cursor": True, "sync_tooltips": False},
        "query": _kql(""),
        "panels": [_panel(panel, times) for panel in given["panels"]],
    }
    if given.get("tags"):
        body["tags"] = list(given["tags"])
    if given.get("controls"):
        body["pinned_panels"] = [_control(control) for control in given["controls"]]
    return body


def _kql(expression: str) -> Json:
    return {"language": "kql", "expression": expression}


def _source(given: Mapping[str, Any]) -> Json:
    return {"type": "data_view_reference", "ref_id": given.get("view", VIEW)}


def _control(given: Mapping[str, Any]) -> Json:
    config = {"title": given["title"], "data_view_id": given.get("view", VIEW), "field_name": given["field"]}
    return {"type": "options_list_control", "width": "medium", "grow": True, "config": config}


def _panel(given: Mapping[str, Any], times: Mapping[str, str]) -> Json:
    x, y, width, height = given["grid"]
    panel: Json = {"id": given["id"], "grid": {"x": x, "y": y, "w": width, "h": height}}
    if given["chart"] == "text":
        return {**panel, "type": "markdown", "config": {"title": given["title"], "content": given["text"]}}
    if given["chart"] == "search":
        config: Json = {"title": given["title"], "ref_id": given["search"]}
        return {**panel, "type": "discover_session", "config": config}
    config = {"title": given["title"], "query": _kql(given.get("query", ""))}
    if given.get("links"):
        config["drilldowns"] = [_link(link) for link in given["links"]]
    return {**panel, "type": "vis", "config": {**config, **_chart(given, times[given.get("view", VIEW)])}}


def _link(link: Mapping[str, str]) -> Json:
    return {
        "type": "dashboard_drilldown",
        "trigger": "on_apply_filter",
        "dashboard_id": link["to"],
        "label": link["label"],
        "use_filters": True,
        "use_time_range": True,
        "open_in_new_tab": False,
    }


def _chart(given: Mapping[str, Any], time: str) -> Json:
    kind = given["chart"]
    metrics = [_metric(metric, time) for metric in given["metrics"]]
    rows = [_bucket(row, given.get("order", 0)) for row in given.get("rows", ())]
    if kind == "metric":
        roles = ("primary", "secondary")
        tiles = [{"type": role, **metric} for role, metric in zip(roles, metrics, strict=False)]
        return {"type": "metric", "data_source": _source(given), "metrics": tiles}
    if kind == "donut":
        styling = {"donut_hole": "m", "values": {"visible": True, "mode": "percentage"}}
        return {
            "type": "pie",
            "data_source": _source(given),
            "metrics": metrics,
            "group_by": rows,
            "styling": styling,
        }
    if kind == "table":
        shown = [
            {**row, "visible": False} if g.get("hidden") else row for row, g in zip(rows, given["rows"], strict=True)
        ]
        return {"type": "data_table", "data_source": _source(given), "metrics": metrics, "rows": shown}
    layer: Json = {
        "type": kind,
        "data_source": _source(given),
        "y": metrics,
        "x": rows[0] if rows else _histogram(given),
    }
    if "split" in given:
        layer["breakdown_by"] = _bucket(given["split"], given.get("order", 0))
    hidden = {"title": {"visible": False}}
    legend = "visible" if "split" in given or len(metrics) > 1 else "hidden"
    return {
        "type": "xy",
        "axis": {"x": hidden, "y": hidden},
        "legend": {"visibility": legend},
        "layers": [layer],
    }


def _histogram(given: Mapping[str, Any]) -> Json:
    interval = given.get("interval", "1d")
    return {
        "operation": "date_histogram",
        "field": given["time"],
        "suggested_interval": interval,
        "include_empty_rows": True,
    }


def _bucket(row: Mapping[str, Any], order: int) -> Json:
    if "filters" in row:
        filters = [{"label": one["label"], "filter": _kql(one["query"])} for one in row["filters"]]
        return {"operation": "filters", "label": row["label"], "filters": filters}
    bucket: Json = {
        "operation": "terms",
        "label": row["label"],
        "fields": [row["field"]],
        "limit": row["size"],
        "rank_by": {"type": "metric", "metric_index": order, "direction": "desc"},
    }
    if row.get("other"):
        bucket["other_bucket"] = {"include_documents_without_field": False}
    return bucket


def _metric(metric: Mapping[str, Any], time: str) -> Json:
    function = metric["function"]
    made: Json = {"operation": FUNCTIONS[function], "label": metric["label"]}
    if "field" in metric:
        made["field"] = metric["field"]
    if "query" in metric:
        made["filter"] = _kql(metric["query"])
    if function == "last":
        made |= {"time_field": time, "multi_value": False}
        made.setdefault("filter", _kql(f"{metric['field']}: *"))
    if function in ("count", "unique", "sum"):
        made["empty_as_null"] = True
    if "decimals" in metric:
        made["format"] = {"type": "number", "decimals": metric["decimals"]}
    return made
