"""What can be wrong with definitions and told without a node: references, fields and their use, queries, places.

Every problem names file, object, panel and the place in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.dashboards.queries import compiled
from flows.search.errors import QueryError
from flows.search.fields import Field, catalogue, near
from mappings.definitions import VIEW, Definition, Problem
from mappings.panels import queries, uses

NUMBERS = {"integer", "long", "float", "double", "short", "byte", "half_float"}
FITS = {
    "time": ({"date"}, "a date"),
    "terms": ({"keyword", "boolean"}, "a keyword"),
    "average": (NUMBERS, "a number"),
    "sum": (NUMBERS, "a number"),
    "max": (NUMBERS, "a number"),
    "min": (NUMBERS, "a number"),
    "latest": ({"date"}, "a date"),
}
"""Types a field may have in a use; ``unique`` and ``last`` take any that can be aggregated."""

_LINK = re.compile(r"\]\(#/view/([^)\s]+)\)")


def problems(definitions: Sequence[Definition]) -> list[Problem]:
    """Everything that is wrong, in the order of the definitions."""
    return [problem for definition in definitions for problem in _Checker(definitions).of(definition)]


class _Checker:
    def __init__(self, definitions: Sequence[Definition]) -> None:
        self.known = {definition.key for definition in definitions}
        self.indices = {d.key[1]: str(d.given["index"]) for d in definitions if d.key[0] == "data view"}

    def of(self, definition: Definition) -> Iterator[Problem]:
        """The problems of one definition."""
        kind, id_ = definition.key
        given = definition.given
        for place, text in {"data view": self._view, "search": self._search, "dashboard": self._dashboard}.get(
            kind, lambda _: iter(())
        )(given):
            yield Problem(definition.file, f"{kind} {id_}" + (f", {place}" if place else ""), text)

    def _view(self, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield from _field("time", given["time"], "time", given["index"])

    def _search(self, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield from self._tags(given)
        yield from self._needs("view", "data view", given.get("view", VIEW))
        index = self.indices.get(given.get("view", VIEW), "documents")
        for name in given["columns"]:
            yield from _exists("columns", name, index)
        for name, _ in given["sort"]:
            yield from _field("sort", name, "last", index)
        yield from _query("query", given["query"], index)

    def _dashboard(self, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield from self._tags(given)
        for at, control in enumerate(given.get("controls", ())):
            place = f"controls[{at}]"
            yield from self._needs(place, "data view", control.get("view", VIEW))
            index = self.indices.get(control.get("view", VIEW), "documents")
            yield from _field(place, control["field"], "terms", index)
        before: list[Mapping[str, Any]] = []
        for panel in given["panels"]:
            place = f"panel {panel['id']}"
            if any(panel["id"] == other["id"] for other in before):
                yield place, "two panels have this id"
            if over := next((other["id"] for other in before if _overlap(panel["grid"], other["grid"])), None):
                yield f"{place}, grid", f"it lies over panel {over}"
            before.append(panel)
            yield from ((f"{place}, {where}" if where else place, text) for where, text in self._panel(panel))

    def _panel(self, panel: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for at, link in enumerate(panel.get("links", ())):
            yield from self._needs(f"links[{at}]", "dashboard", link["to"])
        for id_ in _LINK.findall(panel.get("text", "")):
            yield from self._needs("text", "dashboard", id_)
        if panel["chart"] == "search":
            yield from self._needs("search", "search", panel["search"])
        elif panel["chart"] != "text":
            yield from self._needs("view", "data view", panel.get("view", VIEW))
        index = self.indices.get(panel.get("view", VIEW), "documents")
        for place, name, use in uses(panel):
            yield from _field(place, name, use, index)
        for place, query in queries(panel):
            yield from _query(place, query, index)

    def _tags(self, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for tag in given.get("tags", ()):
            yield from self._needs("tags", "tag", tag)

    def _needs(self, place: str, kind: str, id_: str) -> Iterator[tuple[str, str]]:
        if (kind, id_) not in self.known:
            hint = near(id_, frozenset(i for k, i in self.known if k == kind))
            yield place, f"there is no {kind} {id_}" + (f": did you mean {hint[0]}?" if hint else "")


def _overlap(one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two rectangles (left, top, width, height) share a cell."""
    return all(one[at] < other[at] + other[at + 2] and other[at] < one[at] + one[at + 2] for at in (0, 1))


def _exists(place: str, name: str, index: str) -> Iterator[tuple[str, str]]:
    if name not in catalogue(index):
        hint = near(name, frozenset(catalogue(index)))
        yield place, f"there is no field {name}" + (f": did you mean {' or '.join(hint)}?" if hint else "")


def _field(place: str, name: str, use: str, index: str) -> Iterator[tuple[str, str]]:
    missing = list(_exists(place, name, index))
    if missing:
        yield from missing
        return
    field: Field = catalogue(index)[name]
    kinds, wanted = FITS.get(use, (None, ""))
    if not field.aggregatable:
        yield place, f"{name} is {field.kind} and cannot be aggregated or sorted"
    elif field.nested:
        yield place, f"{name} is nested, which Kibana's charts cannot aggregate: use leader.*, or filters"
    elif kinds and field.kind not in kinds:
        yield place, f"{name} is {field.kind}: {wanted} is wanted here"


def _query(place: str, query: str, index: str) -> Iterator[tuple[str, str]]:
    try:
        compiled(query, index)
    except QueryError as error:
        yield place, str(error)
