"""Searches saved in Kibana, as subscriptions: read from an export, selected by tags or rules, translated or refused.

Three shapes are read: an object with its query at the top, the same with ``tabs`` beside it, and ``tabs`` alone (9.x).
A session of several tabs is as many searches. A tag says where the mail goes (``mail:desk@your-domain.net``,
``channel:team``) and how (``cadence:hourly``, ``quiet:22:00-06:00 UTC``, ``template:brief`` …); a ``[[kibana]]`` table
of the folder of searches says the same for a title, an id or a tag, and has the last word. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from flows.alerts.cadence import IMMEDIATE
from flows.alerts.hits import clean
from flows.alerts.kibana_filters import Untranslatable, translate
from flows.alerts.searches import Rule
from flows.alerts.subscription import SavedSearch
from flows.alerts.tables import DELIVERY, delivery, mistakes
from flows.errors import Configuration, Rejected
from mappings.bundle import DATA_VIEW
from mappings.names import Names

_LISTS = {"mail": "to", "channel": "channels"}
_TEXTS = ("cadence", "quiet", "group", "template", "language", "leader", "since")
_NUMBERS = ("minimum_relevance", "maximum")

Object = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """What an export holds for us: ``refused`` says of each selected search that cannot run why, by its name."""

    searches: tuple[SavedSearch, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)


def parse_export(text: str, where: str) -> list[Object]:
    """The objects of an NDJSON export. Raises :class:`~flows.errors.Configuration` with the line that is none."""
    objects: list[Object] = []
    for number, row in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not row.strip():
            continue
        try:
            item = json.loads(row)
        except (ValueError, RecursionError) as error:
            raise Configuration(f"{where}, line {number}: not JSON: {error}") from None
        if not isinstance(item, dict):
            raise Configuration(f"{where}, line {number}: no saved object")
        # The last line of an export counts what was exported.
        if "type" in item:
            objects.append(item)
    return objects


def read(objects: Sequence[Object], rules: Sequence[Rule], names: Names, where: str = "Kibana") -> Read:
    """The searches that a tag or a rule selects."""
    tags = {str(o.get("id")): str(_attributes(o).get("name") or "") for o in objects if o.get("type") == "tag"}
    views = {str(o.get("id")): o for o in objects if o.get("type") == "index-pattern"}
    found: dict[str, SavedSearch] = {}
    refused: dict[str, str] = {}
    for item in objects:
        if item.get("type") != "search":
            continue
        labels = [tags.get(id_, id_) for kind, id_ in _references(item).values() if kind == "tag"]
        rule = _values_of_rules(item, labels, rules)
        given = {**_values_of_tags(labels), **(rule or {})}
        if rule is None and not given.keys() & {"to", "channels"}:
            continue
        for name, source in _tabs(item):
            place = f"{where}, search {item.get('id')} ({name})"
            if name in found or name in refused:
                refused[name] = f"{place}: another search has the same name; give one of them another title"
                found.pop(name, None)
                continue
            try:
                found[name] = _search(name, source, given, item, views, names, place)
            except Untranslatable as error:
                refused[name] = f"{place}: {error}"
    for one in rules:
        if one.search and not any(_selects(one, item, ()) for item in objects if item.get("type") == "search"):
            refused[one.place] = f"{one.place}, key `search`: {where} has no saved search {one.search!r}"
    return Read(tuple(found.values()), refused)


def _search(
    name: str,
    source: Object | Untranslatable,
    given: Mapping[str, Any],
    item: Object,
    views: Mapping[str, Object],
    names: Names,
    place: str,
) -> SavedSearch:
    if isinstance(source, Untranslatable):
        raise source
    if wrong := [f"`{key}`: {what}" for key, what in mistakes(given, DELIVERY)]:
        raise Untranslatable("its tags or rule say " + "; ".join(wrong))
    values = delivery(given)
    if not values.get("to") and not values.get("channels"):
        raise Untranslatable("nobody is named to be told: give it a tag such as mail:desk@your-domain.net")
    query, syntax = _query(source.get("query"))
    _looks_here(source, item, views, names)
    filters = source.get("filter") or []
    if not isinstance(filters, list):
        raise Untranslatable("its filters are no list")
    defaults: dict[str, Any] = {"to": (), "cadence": IMMEDIATE}
    search = SavedSearch(
        **(defaults | values),
        name=name,
        query=query,
        syntax=syntax,
        filters=tuple(one for one in map(translate, filters) if one is not None),
        file=Path("Kibana"),
        origin=place,
    )
    try:
        search.dsl()
    except Rejected as error:
        raise Untranslatable("its query: " + " ".join(str(error).split())) from None
    return search


def _query(query: Any) -> tuple[str, str]:
    if query is None:
        return "", "kql"
    if not isinstance(query, Mapping):
        raise Untranslatable("its query is no object")
    if "esql" in query or "sql" in query:
        raise Untranslatable("it asks in ES|QL; alerts run KQL and Lucene")
    text, language = query.get("query", ""), query.get("language", "lucene")
    if isinstance(text, Mapping):
        # Before languages were saved, a query was an object.
        inner = text.get("query_string")
        if text.get("match_all") is not None:
            text = ""
        elif isinstance(inner, Mapping) and isinstance(inner.get("query"), str):
            text = "" if inner["query"] == "*" else inner["query"]
    if language not in ("kuery", "lucene"):
        raise Untranslatable(f"its query language {language!r} is not known; alerts run KQL and Lucene")
    if not isinstance(text, str):
        raise Untranslatable("its query is no text")
    return text, "kql" if language == "kuery" else "lucene"


def _looks_here(source: Object, item: Object, views: Mapping[str, Object], names: Names) -> None:
    """Refuse a search over another data view: here it would find something else, or nothing."""
    reference = source.get("indexRefName")
    index = _references(item).get(str(reference), ("", ""))[1] if reference else source.get("index")
    if isinstance(index, Mapping):
        title = str(index.get("title") or "")
    elif not index:
        raise Untranslatable("it names no data view")
    elif str(index) in views:
        title = str(_attributes(views[str(index)]).get("title") or "")
    elif index == DATA_VIEW:
        return
    else:
        raise Untranslatable(f"its data view {index} is not in the export: export with related objects")
    patterns = [part.strip() for part in title.split(",")]
    if not any(fnmatchcase(name, part) for part in patterns for name in (names.read, names.documents)):
        raise Untranslatable(f"it looks at {title or 'nothing'!r}, not at {names.read!r}")


def _tabs(item: Object) -> Iterator[tuple[str, Object | Untranslatable]]:
    """Name and search source of each search in an object of any shape."""
    attributes = _attributes(item)
    title = clean(str(attributes.get("title") or item.get("id")))[:100]
    tabs = attributes.get("tabs")
    if not isinstance(tabs, list) or not tabs:
        yield title, _source(attributes)
        return
    for number, tab in enumerate(tabs, 1):
        tab = tab if isinstance(tab, Mapping) else {}
        label = clean(str(tab.get("label") or number))
        yield title if len(tabs) == 1 else f"{title}: {label}"[:100], _source(tab.get("attributes") or {})


def _source(attributes: Any) -> Object | Untranslatable:
    try:
        if attributes.get("isTextBasedQuery"):
            return Untranslatable("it asks in ES|QL; alerts run KQL and Lucene")
        source = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        return Untranslatable("it has no searchSourceJSON that can be read")
    return source if isinstance(source, dict) else Untranslatable("its searchSourceJSON is no object")


def _values_of_tags(labels: Iterable[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for label in labels:
        key, colon, value = (part.strip() for part in label.partition(":"))
        key = key.lower()
        if not colon or not value:
            continue
        if key in _LISTS:
            values.setdefault(_LISTS[key], []).append(value)
        elif key in _TEXTS:
            values[key] = value
        elif key in _NUMBERS:
            try:
                values[key] = float(value)
            except ValueError:
                values[key] = value
    return values


def _values_of_rules(item: Object, labels: Sequence[str], rules: Sequence[Rule]) -> dict[str, Any] | None:
    """What the rules that select the search say, the first one first; ``None`` when none selects it."""
    chosen = [rule for rule in rules if _selects(rule, item, labels)]
    if not chosen:
        return None
    return {key: value for rule in reversed(chosen) for key, value in rule.given.items()}


def _selects(rule: Rule, item: Object, labels: Sequence[str]) -> bool:
    if rule.tag:
        return rule.tag.casefold() in (label.casefold() for label in labels)
    title = str(_attributes(item).get("title") or "")
    return rule.search.casefold() in (title.casefold(), str(item.get("id")).casefold())


def _references(item: Object) -> dict[str, tuple[str, str]]:
    rows = item.get("references")
    return {
        str(row.get("name")): (str(row.get("type")), str(row.get("id")))
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, Mapping)
    }


def _attributes(item: Object) -> Mapping[str, Any]:
    attributes = item.get("attributes")
    return attributes if isinstance(attributes, Mapping) else {}
