"""What a panel asks Elasticsearch: which fields it uses and how, and the aggregation that answers it.

Made from the same definition as what Kibana is told (:mod:`mappings.lens`, :mod:`mappings.api`), so that what a node
answers says something about the panel: that its fields exist, may be used so, and give buckets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Json = dict[str, Any]
Panel = Mapping[str, Any]

AGGREGATIONS = {"unique": "cardinality", "average": "avg", "sum": "sum", "max": "max", "min": "min", "latest": "max"}


def buckets(panel: Panel) -> list[Mapping[str, Any]]:
    """Rows and split, in the order they nest."""
    return [*panel.get("rows", ()), *([panel["split"]] if "split" in panel else [])]


def uses(panel: Panel) -> Iterator[tuple[str, str, str]]:
    """Every field a chart aggregates on: place in the definition, field, use (``time``, ``terms`` or a function)."""
    if "time" in panel:
        yield "time", panel["time"], "time"
    for at, bucket in enumerate(buckets(panel)):
        if "field" in bucket:
            yield f"rows[{at}]" if at < len(panel.get("rows", ())) else "split", bucket["field"], "terms"
    for at, metric in enumerate(panel.get("metrics", ())):
        if "field" in metric:
            yield f"metrics[{at}]", metric["field"], metric["function"]


def queries(panel: Panel) -> Iterator[tuple[str, str]]:
    """Every query a panel holds, with its place."""
    if "query" in panel:
        yield "query", panel["query"]
    for at, bucket in enumerate(buckets(panel)):
        for number, one in enumerate(bucket.get("filters", ())):
            place = f"rows[{at}]" if at < len(panel.get("rows", ())) else "split"
            yield f"{place}, filters[{number}]", one["query"]
    for at, metric in enumerate(panel.get("metrics", ())):
        if "query" in metric:
            yield f"metrics[{at}], query", metric["query"]


def aggregation(panel: Panel, time: str, compiled: Callable[[str], Json]) -> Json:
    """The ``aggs`` that answer the chart. ``compiled`` turns a query of the definition into one of Elasticsearch's,
    ``time`` is the data view's time field. A last value is asked for by ``top_hits``, which every node has."""
    inner: Json = {}
    for at, metric in enumerate(panel["metrics"]):
        if (one := _metric(metric, time)) and "query" in metric:
            one = {"filter": compiled(metric["query"]), "aggs": {"of": one}}
        elif "query" in metric:
            one = {"filter": compiled(metric["query"])}
        if one:
            inner[f"metric-{at}"] = one
    for bucket in reversed(buckets(panel)):
        if "filters" in bucket:
            outer: Json = {"filters": {"filters": {one["label"]: compiled(one["query"]) for one in bucket["filters"]}}}
        else:
            outer = {"terms": {"field": bucket["field"], "size": bucket["size"]}}
        inner = {"rows": {**outer, **({"aggs": inner} if inner else {})}}
    if "time" in panel:
        histogram = {"field": panel["time"], "fixed_interval": "1d", "min_doc_count": 1}
        inner = {"time": {"date_histogram": histogram, **({"aggs": inner} if inner else {})}}
    return inner


def _metric(metric: Mapping[str, Any], time: str) -> Json | None:
    """``None`` for a count, which every bucket has of itself."""
    if metric["function"] == "count":
        return None
    if metric["function"] == "last":
        wanted = {"size": 1, "sort": [{time: "desc"}], "_source": False}
        return {"top_hits": {**wanted, "docvalue_fields": [metric["field"]]}}
    return {AGGREGATIONS[metric["function"]]: {"field": metric["field"]}}


def answered(result: Mapping[str, Any], *, within: bool = False) -> bool:
    """Whether an answer holds something: a bucket with documents in it and a value of every metric, as deep as it goes.

    A count of none is an answer ``within`` a bucket, where others count some, but not all there is to a panel.
    """
    return all(_holds(answer, within=within) for answer in result.values() if isinstance(answer, Mapping))


def _holds(answer: Mapping[str, Any], *, within: bool) -> bool:
    if "buckets" in answer:
        held = answer["buckets"]
        held = list(held.values()) if isinstance(held, Mapping) else held
        return any(bucket["doc_count"] and answered(bucket, within=True) for bucket in held)
    if "hits" in answer:
        return any(hit.get("fields") for hit in answer["hits"]["hits"])
    if "value" in answer:
        return answer["value"] is not None
    return (within or answer["doc_count"] > 0) and answered(answer, within=within)
