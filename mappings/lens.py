"""One chart of a dashboard as Kibana Lens stores it, and as the aggregation Lens would ask Elasticsearch for.

Both are made from the same definition, so that what a node answers to :func:`aggregation` says something about
the panel: that its fields exist, may be aggregated, and give buckets. How Kibana draws it cannot be seen here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

RECORDS = "___records___"
"""What Lens calls the documents themselves, the field of a count."""

FUNCTIONS = {"count": "count", "unique": "unique_count", "average": "average", "last": "last_value"}
SHAPES = {
    "bar_stacked": "lnsXY",
    "bar_horizontal": "lnsXY",
    "donut": "lnsPie",
    "table": "lnsDatatable",
    "metric": "lnsMetric",
}


def chart(given: Mapping[str, Any]) -> Json:
    """The ``attributes`` of a Lens panel, without its references."""
    columns = _columns(given)
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
            "query": {"query": given.get("query", ""), "language": "kuery"},
            "filters": [],
            "internalReferences": [],
            "adHocDataViews": {},
        },
    }


def aggregation(given: Mapping[str, Any]) -> Json:
    """The ``aggs`` that answer the chart. A last value is asked for by ``top_hits``, which every node has."""
    inner: Json = {}
    for position, metric in enumerate(given["metrics"]):
        name = f"metric-{position}"
        match metric["function"]:
            case "unique":
                inner[name] = {"cardinality": {"field": metric["field"]}}
            case "average":
                inner[name] = {"avg": {"field": metric["field"]}}
            case "last":
                wanted = {"size": 1, "sort": [{"@timestamp": "desc"}], "_source": False}
                inner[name] = {"top_hits": {**wanted, "docvalue_fields": [metric["field"]]}}
    for row in reversed(_buckets(given)):
        inner = {"rows": {"terms": {"field": row["field"], "size": row["size"]}, **({"aggs": inner} if inner else {})}}
    if "time" in given:
        inner = {"time": {"date_histogram": {"field": given["time"], "fixed_interval": "1d"}, "aggs": inner}}
    return inner


def fields(given: Mapping[str, Any]) -> list[str]:
    """Every field a chart aggregates on."""
    named = [row["field"] for row in _buckets(given)] + [m["field"] for m in given["metrics"] if "field" in m]
    return named + ([given["time"]] if "time" in given else [])


def _buckets(given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*given.get("rows", ()), *([given["split"]] if "split" in given else [])]


def _columns(given: Mapping[str, Any]) -> dict[str, Json]:
    """Buckets first, then metrics: the order in which Lens nests its aggregations."""
    out: dict[str, Json] = {}
    ranked = f"metric-{given.get('order', 0)}"
    for position, row in enumerate(given.get("rows", ())):
        out[f"row-{position}"] = _terms(row, ranked)
    if "split" in given:
        out["split"] = _terms(given["split"], ranked)
    if "time" in given:
        out["time"] = {
            "label": given["time"],
            "dataType": "date",
            "operationType": "date_histogram",
            "sourceField": given["time"],
            "isBucketed": True,
            "scale": "interval",
            "params": {"interval": "auto", "includeEmptyRows": True, "dropPartials": False},
        }
    for position, metric in enumerate(given["metrics"]):
        out[f"metric-{position}"] = _metric(metric)
    return out


def _terms(row: Mapping[str, Any], ranked: str) -> Json:
    return {
        "label": row["label"],
        "customLabel": True,
        "dataType": "string",
        "operationType": "terms",
        "sourceField": row["field"],
        "isBucketed": True,
        "scale": "ordinal",
        "params": {
            "size": row["size"],
            "orderBy": {"type": "column", "columnId": ranked},
            "orderDirection": "desc",
            "otherBucket": row.get("other", False),
            "missingBucket": False,
            "parentFormat": {"id": "terms"},
        },
    }


def _metric(metric: Mapping[str, Any]) -> Json:
    function = metric["function"]
    column: Json = {
        "label": metric["label"],
        "customLabel": True,
        "dataType": "string" if function == "last" else "number",
        "operationType": FUNCTIONS[function],
        "sourceField": metric.get("field", RECORDS),
        "isBucketed": False,
        "scale": "ordinal" if function == "last" else "ratio",
        "params": {"emptyAsNull": True},
    }
    if function == "last":
        column["params"] = {"sortField": "@timestamp", "showArrayValues": False}
        column["filter"] = {"query": f"{metric['field']}: *", "language": "kuery"}
    if function == "average":
        column["params"]["format"] = {"id": "number", "params": {"decimals": 2}}
    return column


def _visualization(given: Mapping[str, Any]) -> Json:
    layer, kind = given["id"], given["chart"]
    rows = [f"row-{position}" for position, _ in enumerate(given.get("rows", ()))]
    metrics = [f"metric-{position}" for position, _ in enumerate(given["metrics"])]
    base = {"layerId": layer, "layerType": "data"}
    if kind == "metric":
        return {**base, "metricAccessor": metrics[0]}
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
        "legend": {"isVisible": "split" in given, "position": "right"},
        "valueLabels": "hide" if "time" in given else "show",
        "preferredSeriesType": kind,
        "axisTitlesVisibilitySettings": {"x": False, "yLeft": False, "yRight": False},
        "layers": [drawn],
    }
