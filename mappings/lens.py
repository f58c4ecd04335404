"""One chart of a dashboard as Kibana Lens stores it inside a saved dashboard, for Kibana 8.19 to 9.x.

What the same definition asks Elasticsearch is :mod:`mappings.panels`; what it is in the Dashboards API of 9.5,
:mod:`mappings.api`. How Kibana draws it cannot be seen here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

RECORDS = "___records___"
"""What Lens calls the documents themselves, the field of a count."""

FUNCTIONS = {
    "count": "count",
    "unique": "unique_count",
    "average": "average",
    "sum": "sum",
    "max": "max",
    "min": "min",
    "latest": "max",
    "last": "last_value",
}
SHAPES = {
    "bar_stacked": "lnsXY",
    "line": "lnsXY",
    "bar_horizontal": "lnsXY",
    "donut": "lnsPie",
    "table": "lnsDatatable",
    "metric": "lnsMetric",
}


def chart(given: Mapping[str, Any], time: str) -> Json:
    """The ``attributes`` of a Lens panel, without its references; ``time`` is the data view's time field."""
    columns = _columns(given, time)
    return {
        "title": given["title"],
        "description": "",
        "type": "lens",
        "visualizationType": SHAPES[given["chart"]],
        "state": {
            "datasourceStates": {
                "formBased": {
                    "layers": {
                        given["id"]: {"columnOrder": list(columns), "columns": columns, "incompleteColumns": {}},
                    }
                }
            },
            "visualization": _visualization(given),
            "query": _kuery(given.get("query", "")),
            "filters": [],
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }


def _kuery(query: str) -> Json:
    return {"query": query, "language": "kuery"}


def _columns(given: Mapping[str, Any], time: str) -> dict[str, Json]:
    """Buckets first, then metrics: the order in which Lens nests its aggregations."""
    out: dict[str, Json] = {}
    ranked = f"metric-{given.get('order', 0)}"
    for position, row in enumerate(given.get("rows", ())):
        out[f"row-{position}"] = _bucket(row, ranked)
    if "split" in given:
        out["split"] = _bucket(given["split"], ranked)
    if "time" in given:
        out["time"] = {
            "label": given["time"],
            "dataType": "date",
            "operationType": "date_histogram",
            "sourceField": given["time"],
            "isBucketed": True,
            "scale": "interval",
            "params": {"interval": given.get("interval", "1d"), "includeEmptyRows": True, "dropPartials": False},
        }
    for position, metric in enumerate(given["metrics"]):
        out[f"metric-{position}"] = _metric(metric, time)
    return out


def _bucket(row: Mapping[str, Any], ranked: str) -> Json:
    column = {
        "label": row["label"],
        "customLabel": True,
        "dataType": "string",
        "operationType": "filters" if "filters" in row else "terms",
        "isBucketed": True,
        "scale": "ordinal",
    }
    if "filters" in row:
        filters = [{"label": one["label"], "input": _kuery(one["query"])} for one in row["filters"]]
        return {**column, "params": {"filters": filters}}
    params = {
        "size": row["size"],
        "orderBy": {"type": "column", "columnId": ranked},
        "orderDirection": "desc",
        "otherBucket": row.get("other", False),
        "missingBucket": False,
        "parentFormat": {"id": "terms"},
    }
    return {**column, "sourceField": row["field"], "params": params}


def _metric(metric: Mapping[str, Any], time: str) -> Json:
    function = metric["function"]
    column: Json = {
        "label": metric["label"],
        "customLabel": True,
        "dataType": {"last": "string", "latest": "date"}.get(function, "number"),
        "operationType": FUNCTIONS[function],
        "sourceField": metric.get("field", RECORDS),
        "isBucketed": False,
        "scale": "ordinal" if function == "last" else "ratio",
        "params": {"emptyAsNull": True} if function in ("count", "unique", "sum") else {},
    }
    if "query" in metric:
        column["filter"] = _kuery(metric["query"])
    if function == "last":
        column["params"] = {"sortField": time, "showArrayValues": False}
        column.setdefault("filter", _kuery(f"{metric['field']}: *"))
    if "decimals" in metric:
        column["params"]["format"] = {"id": "number", "params": {"decimals": metric["decimals"]}}
    return column


def _visualization(given: Mapping[str, Any]) -> Json:
    layer, kind = given["id"], given["chart"]
    rows = [f"row-{position}" for position, _ in enumerate(given.get("rows", ()))]
    metrics = [f"metric-{position}" for position, _ in enumerate(given["metrics"])]
    base = {"layerId": layer, "layerType": "data"}
    if kind == "metric":
        second = {"secondaryMetricAccessor": metrics[1]} if len(metrics) > 1 else {}
        return {**base, "metricAccessor": metrics[0], **second}
    if kind == "table":
        hidden = {f"row-{at}" for at, row in enumerate(given["rows"]) if row.get("hidden")}
        return {
            **base,
            "columns": [{"columnId": c, **({"hidden": True} if c in hidden else {})} for c in rows + metrics],
        }
    if kind == "donut":
        shown = {"numberDisplay": "percent", "categoryDisplay": "default", "legendDisplay": "default"}
        return {"shape": "donut", "layers": [{**base, "primaryGroups": rows, "metrics": metrics, **shown}]}
    drawn: Json = {
        **base,
        "seriesType": kind,
        "accessors": metrics,
        "xAccessor": "time" if "time" in given else rows[0],
    }
    if "split" in given:
        drawn["splitAccessor"] = "split"
    return {
        "legend": {"isVisible": "split" in given or len(metrics) > 1, "position": "right"},
        "valueLabels": "hide" if "time" in given else "show",
        "preferredSeriesType": kind,
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
        "layers": [drawn],
    }
