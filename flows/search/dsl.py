"""A KQL tree to Elasticsearch's query DSL. Every field is checked against the mapping, every value against its field.

Conditions on text score; all others filter, so that ``rutte and language:en`` ranks by Rutte alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from flows.search import moments, patterns
from flows.search.errors import QueryError
from flows.search.fields import ALIASES, TEXT_FIELDS, TIE, Field, catalogue, fields_for, near, nested_paths, objects
from flows.search.kql import And, Compare, Everything, Match, Name, Nested, Node, Not, Or, Value

Query = dict[str, Any]

OPERATORS = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
INTEGERS = {"integer": 2**31 - 1, "long": 2**63 - 1}
LEADER_FIELDS = ("leader.id", "leader.office")


@dataclass(frozen=True, slots=True)
class _Compiled:
    query: Query
    scores: bool = False


def to_query(node: Node, text: str) -> Query:
    """The query of a parsed KQL ``text``. Raises :class:`QueryError`."""
    return _Compiler(text).compile(node).query


class _Compiler:
    """``text`` is for the caret; ``path`` is set inside the braces of a nested field."""

    def __init__(self, text: str, path: str = "") -> None:
        self.text = text
        self.path = path

    def compile(self, node: Node) -> _Compiled:
        match node:
            case Everything():
                return _Compiled({"match_all": {}})
            case And(children):
                return self.all([self.compile(child) for child in children])
            case Or(children):
                parts = [self.compile(child) for child in children]
                return _Compiled(_any([part.query for part in parts]), any(part.scores for part in parts))
            case Not(child):
                return _Compiled({"bool": {"must_not": [self.compile(child).query]}})
            case Nested(path, child):
                return self.nested(path, child)
            case Compare(field, operator, value):
                return _Compiled(self.on(field, value, operator))
            case Match(None, value):
                return self.words(value)
            case Match(field, value):
                assert field is not None
                query = self.on(field, value)
                return _Compiled(query, _scores(query))

    def all(self, parts: list[_Compiled]) -> _Compiled:
        must = [part.query for part in parts if part.scores]
        rest = [part.query for part in parts if not part.scores]
        return _Compiled({"bool": {k: v for k, v in (("must", must), ("filter", rest)) if v}}, bool(must))

    def nested(self, path: Name, child: Node) -> _Compiled:
        if path.text not in nested_paths() or path.stars or self.path:
            raise self.wrong(
                f"`{path.text}` takes no conditions in braces" if not self.path else "braces cannot stand in braces",
                path,
                remedy="Braces are for leaders, as in leaders:{ id:mark-rutte and in_title:true }.",
            )
        inner = _Compiler(self.text, path.text).compile(child).query
        return _Compiled({"nested": {"path": path.text, "query": inner, "score_mode": "none"}})

    def words(self, value: Value) -> _Compiled:
        if self.path:
            raise self.wrong(f"inside `{self.path}:{{…}}` every value needs its field", value)
        if value.any:
            return _Compiled({"match_all": {}})
        if not value.text.strip():
            raise self.wrong("this phrase is empty", value)
        if value.stars:
            return _Compiled(patterns.text(value, list(TEXT_FIELDS)), True)
        if value.quoted:
            fields = {"query": value.text, "fields": list(TEXT_FIELDS), "type": "phrase", "lenient": True}
        else:
            fields = {"query": value.text, "fields": fields_for(value.text), "type": "best_fields", "lenient": True}
            fields["tie_breaker"] = TIE
        return _Compiled({"multi_match": fields}, True)

    def on(self, name: Name, value: Value, operator: str = "") -> Query:
        if value.any and not operator and name.text in objects() | nested_paths():
            return {"exists": {"field": name.text}}
        fields = self.resolve(name)
        if name.text in ("since", "until") and not operator:
            return self.compare(name, fields[0], ">=" if name.text == "since" else "<=", value)
        if operator:
            if len(fields) != 1:
                raise self.wrong(f"`{name.text}` has no order: use `{name.text}:value`", name)
            return self.compare(name, fields[0], operator, value)
        if value.any:
            return _any([_exists(field) for field in fields])
        if name.text == "leader" and not self.path:
            return self.leader(value)
        queries, problem = [], None
        for field in fields:
            try:
                queries.append(self.equal(name, field, value))
            except QueryError as error:
                problem = error
        # A name with wildcards may cover fields of several types: those the value suits are searched.
        if problem and not queries:
            raise problem
        return _any(queries)

    def equal(self, name: Name, field: Field, value: Value) -> Query:
        if value.stars:
            if field.kind == "text":
                return patterns.text(value, [field.name])
            if field.kind == "keyword":
                return patterns.keyword(field.name, value)
            raise self.wrong(f"`{name.text}` is {_KINDS[field.kind]}: wildcards are for text and keywords", value)
        match field.kind:
            case "text":
                if not value.text.strip():
                    raise self.wrong("this phrase is empty", value)
                return {"match_phrase" if value.quoted else "match": {field.name: {"query": value.text}}}
            case "keyword":
                return patterns.keyword(field.name, value)
            case "date":
                span = self.moment(name, value)
                if span.start == span.end:
                    return {"range": {field.name: {"gte": span.start, "lte": span.end}}}
                return {"range": {field.name: {"gte": span.start, "lt": span.end}}}
            case "boolean":
                if value.text.lower() not in ("true", "false"):
                    raise self.wrong(f"`{name.text}` is true or false", value)
                return {"term": {field.name: {"value": value.text.lower() == "true"}}}
        return {"term": {field.name: {"value": self.number(name, field, value)}}}

    def compare(self, name: Name, field: Field, operator: str, value: Value) -> Query:
        if value.stars:
            raise self.wrong("a wildcard cannot be compared", value)
        if field.kind == "date":
            span = self.moment(name, value)
            if span.start == span.end:
                return {"range": {field.name: {OPERATORS[operator]: span.start}}}
            bound = {">": ("gte", span.end), ">=": ("gte", span.start), "<": ("lt", span.start), "<=": ("lt", span.end)}
            return {"range": {field.name: dict([bound[operator]])}}
        if field.kind in ("text", "boolean"):
            raise self.wrong(f"`{name.text}` is {_KINDS[field.kind]}: it has no order, use `{name.text}:`", name)
        if field.kind == "keyword":
            # What is not known is stored as an empty keyword, which would stand before every other.
            known = {"gt": ""} if operator[0] == "<" else {}
            return {"range": {field.name: {**known, OPERATORS[operator]: value.text}}}
        return {"range": {field.name: {OPERATORS[operator]: self.number(name, field, value, ranged=True)}}}

    def leader(self, value: Value) -> Query:
        """A person by id or any part of it, or an office: rutte, mark-rutte, "Mark Rutte", saceur."""
        if value.stars:
            inner = replace(value, text=f"*-{value.text}", stars=(0, *(star + 2 for star in value.stars)))
            ids = [patterns.keyword("leader.id", each) for each in (value, inner)]
            return _any([*ids, patterns.keyword("leader.office", value)])
        slug = re.sub(r"[^\w]+", "-", value.text.lower()).strip("-_")
        if not slug:
            raise self.wrong("`leader` wants the id or name of a person, or an office", value)
        exact: list[Query] = [{"term": {field: {"value": slug}}} for field in LEADER_FIELDS]
        parts = [f"{slug}-*", f"*-{slug}", f"*-{slug}-*"]
        return _any(exact + [{"wildcard": {"leader.id": {"value": part}}} for part in parts])

    def moment(self, name: Name, value: Value) -> moments.Span:
        span = moments.read(value.text)
        if span is None:
            raise self.wrong(f"`{name.text}` is a date, and this is none", value, remedy=f"Write {moments.FORMS}.")
        return span

    def number(self, name: Name, field: Field, value: Value, *, ranged: bool = False) -> float | int:
        try:
            number = float(value.text)
        except ValueError:
            number = float("nan")
        whole = field.kind in INTEGERS
        if not abs(number) <= INTEGERS.get(field.kind, 3.4e38) or (whole and not ranged and number != int(number)):
            raise self.wrong(f"`{name.text}` is {'a whole' if whole else 'a'} number", value)
        return int(number) if number == int(number) and abs(number) < 2**53 else number

    def resolve(self, name: Name) -> list[Field]:
        """The fields a name stands for. Raises :class:`QueryError` with near matches when there is none."""
        known = catalogue()
        if name.stars:
            pattern = re.compile(_regex(name))
            found = [f for f in known.values() if f.searchable and f.nested == self.path and pattern.fullmatch(f.name)]
            if found:
                return found
        full = f"{self.path}.{name.text}" if self.path and not name.text.startswith(self.path + ".") else name.text
        if full in known and known[full].searchable:
            return [known[full]]
        if not self.path and full in ALIASES:
            return [known[target] for target in ALIASES[full]]
        raise self.unknown(name, full)

    def unknown(self, name: Name, full: str) -> QueryError:
        if full in objects() | nested_paths():
            inner = sorted(f for f in catalogue() if f.startswith(full + "."))
            return self.wrong(f"`{name.text}` holds several fields", name, remedy=f"Name one: {', '.join(inner)}.")
        if full in catalogue():
            return self.wrong(f"`{name.text}` is stored but cannot be searched", name)
        prefix = self.path + "." if self.path else ""
        pool = {f: f for f in catalogue() if f.startswith(prefix)} if self.path else None
        close = [n.removeprefix(prefix) for n in near(full, pool)]
        remedy = f"Did you mean {' or '.join(close)}?" if close else "docs/search.md lists all fields."
        if " " in name.text:
            remedy = "Put `and` or `or` between the words before it and the field."
        return self.wrong(f"there is no field `{name.text}`", name, remedy=remedy)

    def wrong(self, problem: str, at: Name | Value, *, remedy: str = "") -> QueryError:
        return QueryError(problem, self.text, at.start, at.end, remedy=remedy)


_KINDS = {
    "date": "a date",
    "boolean": "true or false",
    "integer": "a whole number",
    "long": "a whole number",
    "float": "a number",
    "text": "text",
    "keyword": "a keyword",
}


def _scores(query: Query) -> bool:
    """Whether a leaf, or one of the leaves it was spread to, looks into text."""
    leaves = query["bool"]["should"] if "bool" in query else [query]
    return any(key in leaf for leaf in leaves for key in ("match", "match_phrase", "query_string"))


def _exists(field: Field) -> Query:
    """Any value; a keyword that is not known is stored as an empty one, and is none."""
    return {"range": {field.name: {"gt": ""}}} if field.kind == "keyword" else {"exists": {"field": field.name}}


def _any(queries: list[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": queries, "minimum_should_match": 1}}


def _regex(name: Name) -> str:
    live = set(name.stars)
    return "".join(".*" if at in live else re.escape(c) for at, c in enumerate(name.text))
