"""A query taken apart into the clauses a person would name, so that it can be said which of them a document meets.

Pure. What is joined by `and` becomes a list; the branches of an `or` stand below it; anything else is one clause.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flows.alerts.subscription import SavedSearch

Query = Mapping[str, Any]

_RANGES = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass(frozen=True, slots=True)
class Clause:
    """How people read a condition, its query, and the branches of an `or`."""

    said: str
    query: Query
    branches: tuple[Clause, ...] = ()


def clauses(search: SavedSearch) -> list[Clause]:
    """Every condition a document must meet for ``search``."""
    return _all(search.dsl())


def said_of(query: Query) -> str:
    """A query as people read it."""
    return _joined(query).said


def _all(query: Query) -> list[Clause]:
    parts = query.get("bool")
    if not isinstance(parts, Mapping):
        return [_one(query)]
    found: list[Clause] = []
    for key in ("must", "filter"):
        for part in _list(parts.get(key)):
            found += _all(part)
    if should := _list(parts.get("should")):
        branches = tuple(_joined(part) for part in should)
        if person := _person(should):
            branches = ()
        said = person or " or ".join(branch.said for branch in branches)
        least = parts.get("minimum_should_match", 0 if found else 1)
        if least:
            found.append(Clause(said, {"bool": {"should": should, "minimum_should_match": least}}, branches))
    for part in _list(parts.get("must_not")):
        found.append(Clause(f"not {_bracketed(_joined(part).said)}", {"bool": {"must_not": [part]}}))
    return found


def _person(should: list[Query]) -> str:
    """What `leader:rutte` became: a choice of ids and offices that nobody wrote."""
    values: dict[str, list[str]] = {}
    for part in should:
        ((kind, body),) = part.items()
        if kind not in ("term", "wildcard") or not isinstance(body, Mapping) or len(body) != 1:
            return ""
        ((field, value),) = body.items()
        values.setdefault(field, []).append(str(value.get("value") if isinstance(value, Mapping) else value))
    if values.keys() != {"leader.id", "leader.office"} or values["leader.id"][0] != values["leader.office"][0]:
        return ""
    return f"leader: {values['leader.id'][0]}"


def _joined(query: Query) -> Clause:
    parts = _all(query)
    if len(parts) == 1:
        return parts[0]
    return Clause(" and ".join(_bracketed(part.said) for part in parts) or "everything", query)


def _one(query: Query) -> Clause:
    kind, body = next(iter(query.items()))
    if kind == "match_all":
        return Clause("everything", query)
    if kind == "match_none":
        return Clause("nothing", query)
    if kind in ("multi_match", "query_string", "simple_query_string", "combined_fields"):
        return Clause(str(body.get("query")), query)
    if kind == "nested":
        inner = " and ".join(clause.said for clause in _all(body["query"]))
        return Clause(f"{body['path']}: {{ {inner} }}", query)
    if kind == "constant_score":
        return Clause(_joined(body["filter"]).said, query)
    if kind == "exists":
        return Clause(f"{body['field']}: *", query)
    if kind in ("term", "terms", "match", "match_phrase", "match_phrase_prefix", "prefix", "wildcard", "range"):
        named = {name: value for name, value in body.items() if name not in ("boost", "_name")}
        if len(named) == 1:
            ((field, value),) = named.items()
            return Clause(_field(kind, field, value), query)
    return Clause(json.dumps(query, ensure_ascii=False), query)


def _field(kind: str, field: str, value: Any) -> str:
    if kind == "range":
        if value == {"gt": ""}:
            # How a search for any value of a keyword is asked where it may be empty.
            return f"{field}: *"
        return " and ".join(f"{field} {_RANGES[op]} {bound}" for op, bound in value.items() if op in _RANGES)
    if isinstance(value, Mapping):
        value = value.get("value", value.get("query"))
    if kind == "terms":
        return f"{field}: ({' or '.join(map(str, value))})"
    quoted = f'"{value}"' if kind.startswith("match_phrase") else f"{value}"
    return f"{field}: {quoted}{'*' if kind == 'prefix' else ''}"


def _bracketed(said: str) -> str:
    return f"({said})" if " or " in said or " and " in said else said


def _list(value: Any) -> list[Query]:
    return list(value) if isinstance(value, (list, tuple)) else [value] if value else []
