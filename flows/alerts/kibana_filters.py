"""Filters as Kibana saves them, to query DSL. Pure. What would not do here what it does there is refused, by name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flows.alerts.hits import clean
from flows.alerts.subscription import Filter

_LEAVES = (
    *("term", "terms", "match", "match_phrase", "match_phrase_prefix", "match_bool_prefix", "prefix", "wildcard"),
    *("regexp", "fuzzy", "range", "exists"),
)
"""Queries of one field."""

_WHOLE = ("match_all", "match_none", "ids", "multi_match", "query_string", "simple_query_string")
_NOT_FIELDS = ("boost", "_name")


class Untranslatable(Exception):
    """A search of Kibana's that cannot run here; the message says why."""


def translate(given: Any) -> Filter | None:
    """One filter; ``None`` for one that is switched off."""
    if not isinstance(given, Mapping):
        raise Untranslatable("one of its filters is no object")
    meta = given.get("meta") or {}
    if meta.get("disabled"):
        return None
    if meta.get("type") == "combined":
        clause, said = _combined(meta)
    else:
        clause = _clause(given)
        said = clean(str(meta.get("alias") or "")) or _said(clause)
    if meta.get("negate"):
        return Filter(f"not {said}", {"bool": {"must_not": [clause]}})
    return Filter(said, clause)


def _combined(meta: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
    params = meta.get("params")
    if not isinstance(params, list):
        raise Untranslatable("a combined filter has no parts")
    parts = [part for part in map(translate, params) if part is not None]
    if not parts:
        return {"match_all": {}}, "everything"
    some = str(meta.get("relation") or "AND").upper() == "OR"
    said = clean(str(meta.get("alias") or "")) or f"({(' or ' if some else ' and ').join(part.said for part in parts)})"
    clauses = [part.clause for part in parts]
    if some:
        return {"bool": {"should": clauses, "minimum_should_match": 1}}, said
    return {"bool": {"filter": clauses}}, said


def _clause(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The query of a filter: under ``query``, or, as Kibana 7 saved it, beside ``meta``."""
    query = given.get("query")
    if query is None:
        query = {key: value for key, value in given.items() if key not in ("meta", "$state")}
    if not isinstance(query, Mapping):
        raise Untranslatable("one of its filters is no query")
    query = _modern(query)
    for kind, field in _parts(query):
        if field:
            _known(field)
        elif kind:
            raise Untranslatable(f"its filter uses `{kind}`, which alerts do not run")
    return query


def _modern(query: Mapping[str, Any]) -> Mapping[str, Any]:
    """``match`` with ``type: phrase`` is how a phrase was saved before Elasticsearch 6."""
    match = query.get("match")
    if isinstance(match, Mapping) and len(match) == 1:
        ((field, value),) = match.items()
        if isinstance(value, Mapping) and value.get("type") == "phrase":
            return {"match_phrase": {field: {"query": value.get("query")}}}
    return query


def _parts(query: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Kind and field of every leaf; a kind without a field is one that is not known."""
    if not isinstance(query, Mapping) or len(query) != 1 or depth > 20:
        raise Untranslatable(f"its filter is no query: {json.dumps(query, ensure_ascii=False)[:100]}")
    ((kind, body),) = query.items()
    if kind in _WHOLE:
        return
    if not isinstance(body, Mapping):
        raise Untranslatable(f"its filter is no query: {json.dumps(query, ensure_ascii=False)[:100]}")
    if kind in _LEAVES:
        fields = [str(body.get("field"))] if kind == "exists" else [key for key in body if key not in _NOT_FIELDS]
        yield from ((kind, field) for field in fields)
    elif kind == "bool":
        for key, value in body.items():
            if key in ("must", "filter", "should", "must_not"):
                for part in value if isinstance(value, list) else [value]:
                    yield from _parts(part, depth + 1)
    elif kind == "nested":
        yield from _parts(body.get("query"), depth + 1)
    elif kind == "constant_score":
        yield from _parts(body.get("filter"), depth + 1)
    elif kind == "dis_max":
        for part in body.get("queries") or ():
            yield from _parts(part, depth + 1)
    else:
        yield str(kind), ""


def _known(field: str) -> None:
    from flows.search.fields import catalogue

    if field.startswith("_") or field in catalogue():
        return
    raise Untranslatable(f"its filter asks for the field `{field}`, which the index does not have")


def _said(clause: Mapping[str, Any]) -> str:
    from flows.alerts.clauses import said_of

    return said_of(clause)
