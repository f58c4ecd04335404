"""Checks one table of saved searches, key by key: every mistake with its line, and the values when there is none."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from flows.alerts.addresses import problem_with
from flows.alerts.cadence import parse_cadence, parse_quiet
from flows.alerts.subscription import MAXIMUM, Group, Spike

SYNTAXES = ("kql", "lucene")

TEMPLATES = ("full", "brief")
"""How a mail shows its stories: with their passages, or in a line each."""

DELIVERY = (
    *("to", "cadence", "language", "minimum_relevance", "leader", "since", "quiet", "group", "maximum"),
    *("template", "revisions", "spike", "enabled", "channels"),
)
"""What a table may say of a search whose query stands elsewhere."""

KEYS = ("name", "query", "syntax", "filters", *DELIVERY)

_PERIOD = re.compile(r"([1-9][0-9]{0,3})([hd])")
_UNITS = {"h": "hours", "d": "days"}
_CHANNEL = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_HEADER = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]\s*(?:#.*)?")
_FENCES = ('"""', "'''")

Mistake = tuple[str, str]
"""A key, and what is wrong with it."""


class Lines:
    """Where tables and keys stand in a TOML file that has been read without a mistake."""

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[str, int, str], int] = {}
        counts: dict[str, int] = {}
        kind, prefix, fence = "", "", ""
        for number, line in enumerate(text.splitlines(), 1):
            if fence:
                fence = "" if fence in line else fence
                continue
            fence = next((f for f in _FENCES if line.count(f) % 2), "")
            if header := _HEADER.fullmatch(line):
                kind, prefix = header[1], ""
                counts[kind] = counts.get(kind, 0) + 1
                self._found[kind, counts[kind], ""] = number
            elif table := re.match(rf"\s*\[\s*{kind or 'search'}\s*\.\s*(\w+)\s*\]", line):
                prefix = table[1]
                self._found.setdefault((kind, counts.get(kind, 0), prefix), number)
            elif key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*[=.]", line):
                self._found.setdefault((kind, counts.get(kind, 0), prefix or key[1]), number)

    def find(self, kind: str, table: int, key: str = "") -> int | None:
        """The line of a key, else that of its table."""
        return self._found.get((kind, table, key)) or self._found.get((kind, table, ""))


def mistakes(table: Mapping[str, Any], keys: tuple[str, ...] = KEYS) -> Iterator[Mistake]:
    """Everything that is wrong with a table whose keys may be ``keys``."""
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(key.lower(), keys, n=1)
            yield key, f"unknown; did you mean `{near[0]}`?" if near else f"unknown; there are {', '.join(keys)}"
    required = [key for key in ("name", "query", "cadence") if key in keys] if "name" in keys else []
    for key in required:
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            yield key, "missing" if key not in table else "a text is wanted, not empty"
    name = table.get("name")
    if isinstance(name, str) and (len(name) > 100 or not name.isprintable()):
        yield "name", "at most 100 characters, without line breaks or control characters"
    yield from _recipients(table, required=bool(required))
    yield from _choices(table)
    yield from _moments(table)
    yield from _conditions(table)
    yield from _numbers(table)


def _recipients(table: Mapping[str, Any], *, required: bool) -> Iterator[Mistake]:
    to, channels = table.get("to"), table.get("channels")
    if "to" not in table:
        if required and "channels" not in table:
            yield "to", "missing"
    elif not isinstance(to, list) or not (to or channels):
        yield "to", 'a list of at least one address is wanted, as in ["desk@your-domain.net"]'
    else:
        yield from (("to", wrong) for value in to if (wrong := problem_with(value)))
    if "channels" in table:
        if not isinstance(channels, list) or not channels:
            yield "channels", 'a list of names in COMMENTARIAT_CHANNELS is wanted, as in ["team"]'
        else:
            for value in channels:
                if not isinstance(value, str) or not _CHANNEL.fullmatch(value):
                    yield "channels", f"{value!r} is no name of a channel: lower-case letters, digits, - and _"


def _choices(table: Mapping[str, Any]) -> Iterator[Mistake]:
    for key, known in (("syntax", SYNTAXES), ("group", tuple(Group)), ("template", TEMPLATES)):
        if key in table and table[key] not in known:
            yield key, f"{table[key]!r} does not exist; there are {', '.join(known)}"
    for key in ("revisions", "enabled"):
        if not isinstance(table.get(key, True), bool):
            yield key, f"{table[key]!r} is neither true nor false"


def _moments(table: Mapping[str, Any]) -> Iterator[Mistake]:
    for key, parse in (("cadence", parse_cadence), ("quiet", parse_quiet)):
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            try:
                parse(value)
            except ValueError as error:
                yield key, str(error)
        elif key in table and (key == "quiet" or "name" not in table):
            yield key, "a text is wanted, not empty"
    since = table.get("since", "24h")
    if not isinstance(since, date) and not (isinstance(since, str) and (since == "now" or _PERIOD.fullmatch(since))):
        yield "since", f"{since!r} is no period; examples: '24h', '7d', 'now', or a date without quotes: 2026-01-31"


def _conditions(table: Mapping[str, Any]) -> Iterator[Mistake]:
    language = table.get("language", "en")
    if not isinstance(language, str) or not re.fullmatch(r"[a-z]{2,3}", language):
        yield "language", f"{language!r} is no ISO 639 code; example: 'en'"
    leader = table.get("leader")
    if leader is not None:
        # A misspelt person must not become a search that never finds anything.
        persons = _persons()
        if not isinstance(leader, str) or leader not in persons:
            near = difflib.get_close_matches(str(leader), persons, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "the roster has ids like 'mark-rutte'"
            yield "leader", f"{leader!r} is nobody in the roster; {hint}"
    filters = table.get("filters", ["x"])
    if not isinstance(filters, list) or not filters or not all(isinstance(f, str) and f.strip() for f in filters):
        yield "filters", 'a list of queries is wanted, as in ["outlet.country:NO", "not genre:interview"]'


def _numbers(table: Mapping[str, Any]) -> Iterator[Mistake]:
    relevance = table.get("minimum_relevance", 0)
    if not _number(relevance) or not 0 <= relevance <= 1:
        yield "minimum_relevance", f"{relevance!r} is no number from 0 to 1"
    maximum = table.get("maximum", 1)
    if not _number(maximum) or int(maximum) != maximum or not 1 <= maximum <= MAXIMUM:
        yield "maximum", f"{maximum!r} is no whole number from 1 to {MAXIMUM}"
    spike = table.get("spike", False)
    if isinstance(spike, bool):
        return
    if not isinstance(spike, dict):
        yield "spike", f"{spike!r} is neither true nor a table such as {{ factor = 3, weeks = 8, minimum = 10 }}"
        return
    bounds = {"factor": (1.1, 100), "weeks": (3, 52), "minimum": (1, 1_000_000)}
    for key, value in spike.items():
        if key not in bounds:
            yield "spike", f"`{key}` unknown; there are {', '.join(bounds)}"
            continue
        low, high = bounds[key]
        whole = key != "factor"
        if not _number(value) or not low <= value <= high or (whole and int(value) != value):
            yield "spike", f"`{key}` is {value!r}: a {'whole ' if whole else ''}number from {low} to {high} is wanted"


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value and abs(value) < 1e12


@cache
def _persons() -> frozenset[str]:
    from flows.leaders import roster_in_use

    return frozenset(roster_in_use().persons)


def delivery(table: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a table without a mistake, named as the fields of a saved search; only those it gives."""
    values: dict[str, Any] = {key: table[key] for key in ("language", "leader", "revisions", "enabled") if key in table}
    if "to" in table:
        values["to"] = tuple({address.lower(): address for address in table["to"]}.values())
    if "channels" in table:
        values["channels"] = tuple(dict.fromkeys(table["channels"]))
    if "cadence" in table:
        values["cadence"] = parse_cadence(table["cadence"])
    if "quiet" in table:
        values["quiet"] = parse_quiet(table["quiet"])
    if "minimum_relevance" in table:
        values["minimum_relevance"] = float(table["minimum_relevance"])
    if "group" in table:
        values["group"] = Group(table["group"])
    if "maximum" in table:
        values["maximum"] = int(table["maximum"])
    if table.get("template", "full") != "full":
        values["template"] = table["template"]
    if spike := table.get("spike"):
        values["spike"] = Spike(**(spike if isinstance(spike, dict) else {}))
    return values | _since(table.get("since"))


def _since(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if isinstance(value, str):
        period = timedelta(0) if value == "now" else timedelta(**{_UNITS[value[-1]]: int(value[:-1])})
        return {"since": period}
    moment = value if isinstance(value, datetime) else datetime.combine(value, time())
    return {"start": moment if moment.tzinfo else moment.replace(tzinfo=UTC)}
