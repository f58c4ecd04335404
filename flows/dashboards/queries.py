"""The KQL of definitions: to a query of Elasticsearch's, with every name a field that Kibana knows too.

On the documents it is what `commentariat search` runs, without the short names for people and without its leniency
about letter case. The records of crawls have fields of their own and no text: every condition there names its field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flows.search import compile_query
from flows.search.errors import QueryError
from flows.search.fields import ALIASES, Field, catalogue, near
from flows.search.kql import And, Compare, Everything, Match, Name, Nested, Node, Not, Or, Value, parse

Query = dict[str, Any]

OPERATORS = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}


def compiled(text: str, index: str) -> Query:
    """The query ``text`` asks of one of our indices. Raises :class:`QueryError`."""
    tree = parse(text)
    known = catalogue(index)
    if index != "documents":
        return _query(tree, text, known)
    for name in _names(tree):
        if name.text in ALIASES and name.text not in known:
            told = f"`{name.text}` is a name of ours that Kibana does not know: use {' or '.join(ALIASES[name.text])}"
            raise QueryError(told, text, name.start, name.end)
    return {name: _cased(part) for name, part in compile_query(text).items()}


def _cased(query: Any) -> Any:
    """The query without our leniency about letter case, which Kibana does not have: what finds nothing there is to
    find nothing here. A value with letters beyond ASCII keeps it."""
    if isinstance(query, dict):
        return {name: _cased(part) for name, part in query.items() if name != "case_insensitive"}
    return [_cased(part) for part in query] if isinstance(query, list) else query


def _names(node: Node) -> Iterator[Name]:
    match node:
        case And(children) | Or(children):
            for child in children:
                yield from _names(child)
        case Not(child):
            yield from _names(child)
        case Compare(field, _, _) | Match(field, _):
            if field is not None:
                yield field


def _query(node: Node, text: str, known: Mapping[str, Field]) -> Query:
    match node:
        case Everything():
            return {"match_all": {}}
        case And(children):
            return {"bool": {"filter": [_query(child, text, known) for child in children]}}
        case Or(children):
            return {"bool": {"should": [_query(child, text, known) for child in children], "minimum_should_match": 1}}
        case Not(child):
            return {"bool": {"must_not": [_query(child, text, known)]}}
        case Compare(name, operator, value):
            return {"range": {_field(name, text, known).name: {OPERATORS[operator]: _plain(value, text)}}}
        case Match(Name() as name, value):
            field = _field(name, text, known)
            if value.any:
                return {"exists": {"field": field.name}}
            return {"term": {field.name: _plain(value, text)}}
        case Match(None, value):
            raise QueryError("records of crawls have no text: every value needs its field", text, value.start)
        case Nested(path, _):
            raise QueryError(f"`{path.text}` takes no conditions in braces", text, path.start)
    raise AssertionError("unreachable")


def _field(name: Name, text: str, known: Mapping[str, Field]) -> Field:
    if name.text not in known:
        hint = near(name.text, frozenset(known))
        raise QueryError(
            f"there is no field `{name.text}`" + (f": did you mean {' or '.join(hint)}?" if hint else ""),
            text,
            name.start,
            name.end,
        )
    return known[name.text]


def _plain(value: Value, text: str) -> str:
    if value.stars:
        raise QueryError("wildcards are not read here: write the whole value", text, value.start)
    return value.text
