"""The shape of definitions: which keys each kind has, and what may stand in them.

Whoever reads a definition that has no mistake here finds every key it needs, of the type it expects. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Mistake = tuple[str, str]
"""The place in the file, and what is wrong there."""

INDICES = ("documents", "sources")
"""What a data view may look at: the commentary behind its read alias, or the records of crawls."""

COLUMNS = 48
"""Width of Kibana's grid."""

ROWS = 10_000
"""Deepest place of a panel, far below any dashboard."""

MAX_PANELS = 100
"""Panels of a dashboard in the Dashboards API."""

WORDS = {
    "tag": ({"id", "name", "color"}, {"description"}),
    "data view": ({"id", "name", "time", "index"}, set[str]()),
    "search": ({"id", "title", "description", "query", "columns", "sort"}, {"view", "tags", "empty"}),
    "dashboard": ({"id", "title", "description", "from", "to", "panels"}, {"tags", "controls"}),
}
"""Keys of each kind: those it must have, those it may."""

BUCKETS = {"rows", "split", "time", "interval"}
CHARTS = {
    "metric": {"metrics"},
    "bar_stacked": {"metrics", "order"} | BUCKETS,
    "line": {"metrics", "order"} | BUCKETS,
    "bar_horizontal": {"metrics", "order", "rows", "split"},
    "donut": {"metrics", "rows"},
    "table": {"metrics", "order", "rows"},
    "search": {"search"},
    "text": {"text"},
}
"""What a panel of each chart may say besides id, chart, title, grid, view, query, links and empty."""

FUNCTIONS = {"count", "unique", "average", "sum", "max", "min", "latest", "last"}
"""``latest`` is the greatest date, ``last`` the value in the newest document."""

MAX_METRICS = {"metric": 2}

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_INTERVAL = re.compile(r"auto|[1-9][0-9]?[mhdwMy]")
_MOMENT = re.compile(r"now(?:[+-]\d{1,6}[smhdwMy])*(?:/[smhdwMy])?|\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,3})?Z)?")


def mistakes(given: Any) -> Iterator[Mistake]:
    """What is wrong with the shape of one definition."""
    if not isinstance(given, dict) or not isinstance(given.get("type"), str) or given["type"] not in WORDS:
        yield "type", f"a definition is an object whose type is one of {', '.join(WORDS)}"
        return
    kind = given["type"]
    name = f"{kind} {given.get('id', '?')}"[:80]
    must, may = WORDS[kind]
    yield from ((name, text) for text in _keys(given, must, must | may | {"type"}, kind))
    for key in sorted(given.keys() & (must | may) - {"panels", "controls", "tags", "columns", "sort"}):
        if not isinstance(given[key], str):
            yield f"{name}, {key}", "a text is wanted"
    yield from ((name, text) for text in _id(given))
    if kind == "tag" and not re.fullmatch(r"#[0-9a-fA-F]{6}", str(given.get("color", ""))):
        yield f"{name}, color", "a color is written as #1f77b4"
    if kind == "data view" and given.get("index") not in INDICES:
        yield f"{name}, index", f"a data view looks at {' or '.join(INDICES)}"
    for key in ("from", "to") if kind == "dashboard" else ():
        if isinstance(given.get(key), str) and not _MOMENT.fullmatch(given[key]):
            yield f"{name}, {key}", "a time is written as now-30d or 2026-01-31"
    for key in ("tags", "columns"):
        if not _texts(given.get(key, [])):
            yield f"{name}, {key}", "a list of texts is wanted"
    rows = given.get("sort", [])
    if not isinstance(rows, list) or not all(_texts(row) and len(row) == 2 and row[1] in _ORDERS for row in rows):
        yield f"{name}, sort", 'a list of ["field", "asc" or "desc"] is wanted'
    for place, row in _rows(given, "controls"):
        if not isinstance(row, dict) or not {"field", "title"} <= row.keys() <= {"field", "title", "view"}:
            yield f"{name}, {place}", "a control has field, title and perhaps view"
        elif not _texts(list(row.values())):
            yield f"{name}, {place}", "texts are wanted"
    if isinstance(given.get("panels"), list) and len(given["panels"]) > MAX_PANELS:
        yield f"{name}, panels", f"Kibana takes {MAX_PANELS} at most"
    for place, row in _rows(given, "panels"):
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            place = f"panel {row['id'][:64]}"
        yield from ((f"{name}, {place}", text) for text in _panel(row))


_ORDERS = ("asc", "desc")


def _panel(row: Any) -> Iterator[str]:
    if not isinstance(row, dict) or not isinstance(row.get("chart"), str) or row["chart"] not in CHARTS:
        yield f"a panel is an object whose chart is one of {', '.join(CHARTS)}"
        return
    chart = row["chart"]
    common = {"id", "chart", "title", "grid"}
    may = CHARTS[chart] | common | {"empty"} | (set() if chart in ("text", "search") else {"view", "query", "links"})
    must = common | ({chart} if chart in ("search", "text") else {"metrics"})
    must |= {"rows"} if chart in ("donut", "table", "bar_horizontal") else set()
    yield from _keys(row, must, may, chart)
    yield from _id(row)
    for key in ("title", "query", "view", "search", "text", "time", "interval", "empty"):
        if key in row and not isinstance(row[key], str):
            yield f"{key}: a text is wanted"
    if isinstance(row.get("interval"), str) and not _INTERVAL.fullmatch(row["interval"]):
        yield "interval: write 1h, 1d, 1w, 1M or auto"
    grid = row.get("grid", [0, 0, 1, 1])
    if not (isinstance(grid, list) and len(grid) == 4 and all(type(n) is int and 0 <= n <= ROWS for n in grid)):
        yield "grid: left, top, width and height are wanted, whole numbers"
    elif grid[2] < 1 or grid[3] < 1 or grid[0] + grid[2] > COLUMNS:
        yield f"grid: it is wider than the {COLUMNS} columns of a dashboard, or empty"
    if chart in ("search", "text"):
        return
    if chart in ("bar_stacked", "line") and ("time" in row) == ("rows" in row):
        yield "either time or rows is wanted"
    yield from _asked(row, chart)
    for place, link in _rows(row, "links"):
        if not isinstance(link, dict) or link.keys() != {"to", "label"} or not _texts(list(link.values())):
            yield f"{place}: a link has to (a dashboard) and label"


def _asked(row: Mapping[str, Any], chart: str) -> Iterator[str]:
    """Metrics, their order, and buckets."""
    metrics = row.get("metrics")
    most = MAX_METRICS.get(chart, 20)
    if not isinstance(metrics, list) or not 1 <= len(metrics) <= most:
        yield f"metrics: at least one is wanted, {most} at most"
    for place, metric in _rows(row, "metrics"):
        yield from (f"{place}{text}" for text in _metric(metric))
    order = row.get("order", 0)
    if type(order) is not int or not 0 <= order < max(len(metrics) if isinstance(metrics, list) else 0, 1):
        yield "order: the position of one of the metrics is wanted, from 0"
    rows = row.get("rows", [None])
    if not isinstance(rows, list) or not 1 <= len(rows) <= (3 if chart in ("donut", "table") else 1):
        yield "rows: one is wanted; a table or donut takes three"
    for place, bucket in [*_rows(row, "rows"), *([("split", row["split"])] if "split" in row else [])]:
        yield from (f"{place}{text}" for text in _bucket(bucket))


def _metric(metric: Any) -> Iterator[str]:
    if not isinstance(metric, dict) or not {"function", "label"} <= metric.keys():
        yield ": function and label are wanted"
    elif not isinstance(metric["function"], str) or metric["function"] not in FUNCTIONS:
        yield f": function is one of {', '.join(sorted(FUNCTIONS))}"
    elif ("field" in metric) == (metric["function"] == "count"):
        yield ": every function but count wants a field"
    elif not metric.keys() <= {"function", "label", "field", "query", "decimals"}:
        yield ": a metric has function, label, field, query, decimals"
    elif not _texts([value for key, value in metric.items() if key != "decimals"]):
        yield ": label, field and query are texts"
    elif type(metric.get("decimals", 0)) is not int or not 0 <= metric.get("decimals", 0) <= 10:
        yield ", decimals: a whole number from 0 to 10 is wanted"


def _bucket(bucket: Any) -> Iterator[str]:
    if not isinstance(bucket, dict) or not isinstance(bucket.get("label"), str):
        yield ": an object with a label is wanted"
    elif "filters" in bucket:
        filters = bucket["filters"]
        if not isinstance(filters, list) or not filters or not all(_filter(one) for one in filters):
            yield ", filters: a list of objects with label and query is wanted"
        elif not bucket.keys() <= {"label", "filters", "hidden"}:
            yield ": a bucket of filters has label and filters"
        elif len({one["label"] for one in filters}) < len(filters):
            yield ", filters: two have the same label"
    elif not {"field", "size"} <= bucket.keys() <= {"field", "size", "label", "other", "hidden"}:
        yield ": field and size are wanted, perhaps other and hidden; or filters"
    elif not isinstance(bucket["field"], str):
        yield ", field: a text is wanted"
    elif type(bucket["size"]) is not int or not 1 <= bucket["size"] <= 1000:
        yield ", size: a whole number from 1 to 1000 is wanted"
    if isinstance(bucket, dict) and not all(isinstance(bucket.get(key, False), bool) for key in ("other", "hidden")):
        yield ": other and hidden are true or false"


def _filter(one: Any) -> bool:
    return isinstance(one, dict) and one.keys() == {"label", "query"} and _texts(list(one.values()))


def _keys(given: Mapping[str, Any], must: set[str], may: set[str], what: str) -> Iterator[str]:
    for key in sorted(must - given.keys()):
        yield f"{key} is missing"
    for key in sorted(given.keys() - may):
        yield f"{key[:64]} is not known; a {what} has {', '.join(sorted(may))}"


def _id(given: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(given.get("id"), str) or not _ID.fullmatch(given["id"]):
        yield "an id is lower-case letters, digits, - and _, 64 at most"


def _rows(given: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    rows = given.get(key, [])
    return [(f"{key}[{at}]", row) for at, row in enumerate(rows)] if isinstance(rows, list) else [(key, rows)]


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
