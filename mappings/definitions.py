"""Definitions of Kibana's objects: tags, data views, saved searches and dashboards, as short JSON files.

The shipped ones lie in ``kibana/``; an operator's own, in a folder of theirs, are added, and one with the kind and id
of a shipped one takes its place. Here they are read and their shape is checked, every mistake with its file and
place; whether fields exist and queries run is :mod:`flows.dashboards`' business. Pure but for reading the files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

VIEW = "commentary"
"""The data view of whatever names none. Its id is fixed: what users build on it survives our updates."""

INDICES = ("documents", "sources")
"""What a data view may look at: the commentary behind its read alias, or the records of crawls."""

COLUMNS = 48
"""Width of Kibana's grid."""

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
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Definition:
    """One object as its file says it; ``file`` is for messages."""

    file: str
    given: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """Kind and id."""
        return str(self.given["type"]), str(self.given["id"])


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake: in which file, where in it, and what is wrong."""

    file: str
    place: str
    text: str

    def __str__(self) -> str:
        return ", ".join(part for part in (self.file, self.place) if part) + f": {self.text}"


class DefinitionsInvalid(ValueError):
    """Files that are no definitions; ``problems`` names each mistake."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = tuple(problems)


def load(folder: Path | None = None) -> list[Definition]:
    """The shipped definitions and those of ``folder``. Raises :class:`DefinitionsInvalid`, or ``OSError``."""
    found: dict[tuple[str, str], Definition] = {}
    shipped = [(entry.name, entry.read_text("utf-8")) for entry in (files("mappings") / "kibana").iterdir()]
    own = [(str(path), path.read_text("utf-8", "replace")) for path in sorted(folder.glob("*.json"))] if folder else []
    problems: list[Problem] = []
    for source in (sorted(row for row in shipped if row[0].endswith(".json")), own):
        here: dict[tuple[str, str], Definition] = {}
        for file, text in source:
            for definition in _read(file, text, problems):
                if definition.key in here:
                    kind, id_ = definition.key
                    problems.append(Problem(file, "id", f"{kind} {id_} stands in {here[definition.key].file} too"))
                here[definition.key] = definition
        found |= here
    if problems:
        raise DefinitionsInvalid(problems)
    return list(found.values())


def _read(file: str, text: str, problems: list[Problem]) -> Iterator[Definition]:
    try:
        data = json.loads(text)
    except ValueError as error:
        problems.append(Problem(file, "", f"not JSON: {error}"))
        return
    for given in data if isinstance(data, list) else [data]:
        wrong = list(_shape(file, given))
        problems += wrong
        if not wrong:
            yield Definition(file, given)


def _shape(file: str, given: Any) -> Iterator[Problem]:
    if not isinstance(given, dict) or given.get("type") not in WORDS:
        yield Problem(file, "type", f"a definition is an object whose type is one of {', '.join(WORDS)}")
        return
    kind = given["type"]
    name = f"{kind} {given.get('id', '?')}"
    must, may = WORDS[kind]
    for key in sorted(must - given.keys()):
        yield Problem(file, name, f"{key} is missing")
    for key in sorted(given.keys() - must - may - {"type"}):
        yield Problem(file, name, f"{key} is not known; a {kind} has {', '.join(sorted(must | may))}")
    texts = {"id", "name", "title", "description", "time", "query", "color", "view", "from", "to", "index", "empty"}
    for key in sorted(texts & given.keys()):
        if not isinstance(given[key], str):
            yield Problem(file, f"{name}, {key}", "a text is wanted")
    if not ID.fullmatch(str(given.get("id", ""))):
        yield Problem(file, name, "an id is lower-case letters, digits, - and _, 64 at most")
    if kind == "tag" and not re.fullmatch(r"#[0-9a-fA-F]{6}", str(given.get("color", ""))):
        yield Problem(file, f"{name}, color", "a color is written as #1f77b4")
    if kind == "data view" and given.get("index") not in INDICES:
        yield Problem(file, f"{name}, index", f"a data view looks at {' or '.join(INDICES)}")
    for key in ("tags", "columns"):
        if not _texts(given.get(key, [])):
            yield Problem(file, f"{name}, {key}", "a list of texts is wanted")
    rows = given.get("sort", [])
    if not isinstance(rows, list) or not all(_texts(row) and len(row) == 2 and row[1] in _ORDERS for row in rows):
        yield Problem(file, f"{name}, sort", 'a list of ["field", "asc" or "desc"] is wanted')
    yield from _lists(file, name, given)


_ORDERS = ("asc", "desc")


def _lists(file: str, name: str, given: Mapping[str, Any]) -> Iterator[Problem]:
    """The lists of a dashboard: controls and panels."""
    for place, row in _rows(given, "controls"):
        if not isinstance(row, dict) or not {"field", "title"} <= row.keys() <= {"field", "title", "view"}:
            yield Problem(file, f"{name}, {place}", "a control has field, title and perhaps view")
    for place, row in _rows(given, "panels"):
        if isinstance(row, dict) and isinstance(row.get("id"), str):
            place = f"panel {row['id']}"
        for text in _panel(row):
            yield Problem(file, f"{name}, {place}", text)


def _panel(row: Any) -> Iterator[str]:
    if not isinstance(row, dict) or not isinstance(row.get("chart"), str) or row["chart"] not in CHARTS:
        yield f"a panel is an object whose chart is one of {', '.join(CHARTS)}"
        return
    chart = row["chart"]
    common = {"id", "chart", "title", "grid"}
    may = CHARTS[chart] | common | {"empty"} | (set() if chart == "text" else {"view", "query", "links"})
    must = common | ({"search"} if chart == "search" else {"text"} if chart == "text" else {"metrics"})
    must |= {"rows"} & CHARTS[chart] if chart in ("donut", "table", "bar_horizontal") else set()
    for key in sorted(must - row.keys()):
        yield f"{key} is missing"
    for key in sorted(row.keys() - may):
        yield f"{key} is not known; a {chart} has {', '.join(sorted(may))}"
    if not ID.fullmatch(str(row.get("id", ""))):
        yield "an id is lower-case letters, digits, - and _, 64 at most"
    for key in ("title", "query", "view", "search", "text", "time", "interval", "empty"):
        if key in row and not isinstance(row[key], str):
            yield f"{key}: a text is wanted"
    grid = row.get("grid", [0, 0, 1, 1])
    if not (isinstance(grid, list) and len(grid) == 4 and all(type(n) is int and n >= 0 for n in grid)):
        yield "grid: left, top, width and height are wanted, whole numbers"
    elif grid[2] < 1 or grid[3] < 1 or grid[0] + grid[2] > COLUMNS:
        yield f"grid: it is wider than the {COLUMNS} columns of a dashboard, or empty"
    if chart in ("bar_stacked", "line") and ("time" in row) == ("rows" in row):
        yield "either time or rows is wanted"
    if chart not in ("search", "text"):
        yield from _buckets(row)
    for place, link in _rows(row, "links"):
        if not isinstance(link, dict) or link.keys() != {"to", "label"} or not _texts(list(link.values())):
            yield f"{place}: a link has to (a dashboard) and label"


def _buckets(row: Mapping[str, Any]) -> Iterator[str]:
    metrics = row.get("metrics")
    if not isinstance(metrics, list) or not metrics:
        yield "metrics: at least one is wanted"
    for place, metric in _rows(row, "metrics"):
        if not isinstance(metric, dict) or not {"function", "label"} <= metric.keys():
            yield f"{place}: function and label are wanted"
        elif metric["function"] not in FUNCTIONS:
            yield f"{place}: function is one of {', '.join(sorted(FUNCTIONS))}"
        elif ("field" in metric) == (metric["function"] == "count"):
            yield f"{place}: every function but count wants a field"
        elif not metric.keys() <= {"function", "label", "field", "query", "decimals"}:
            yield f"{place}: a metric has function, label, field, query, decimals"
    order = row.get("order", 0)
    if type(order) is not int or not 0 <= order < max(len(metrics) if isinstance(metrics, list) else 0, 1):
        yield "order: the position of one of the metrics is wanted, from 0"
    split = [("split", row["split"])] if "split" in row else []
    for place, bucket in [*_rows(row, "rows"), *split]:
        if not isinstance(bucket, dict) or "label" not in bucket:
            yield f"{place}: an object with a label is wanted"
        elif "filters" in bucket:
            filters = bucket["filters"]
            if not isinstance(filters, list) or not filters or not all(_filter(one) for one in filters):
                yield f"{place}, filters: a list of objects with label and query is wanted"
        elif not {"field", "size"} <= bucket.keys() <= {"field", "size", "label", "other", "hidden"}:
            yield f"{place}: field and size are wanted, perhaps other and hidden; or filters"
        elif type(bucket["size"]) is not int or not 1 <= bucket["size"] <= 1000:
            yield f"{place}, size: a whole number from 1 to 1000 is wanted"


def _filter(one: Any) -> bool:
    return isinstance(one, dict) and one.keys() == {"label", "query"} and _texts(list(one.values()))


def _rows(given: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    rows = given.get(key, [])
    return [(f"{key}[{at}]", row) for at, row in enumerate(rows)] if isinstance(rows, list) else [(key, rows)]


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
