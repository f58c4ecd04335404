"""Saved searches: ``[[search]]`` tables in ``*.toml`` files, validated in whole before any of them runs.

Every mistake is named with its file, table and key, all at once: an operator mends the folder in one go. The name
identifies a search for good: its cursor and its ledger entries hang on it, so a renamed search is a new one.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flows.alerts.addresses import problem_with
from flows.alerts.cadence import parse_cadence
from flows.alerts.subscription import OVERLAP, SavedSearch
from flows.errors import Configuration, Rejected

__all__ = ["SHIPPED", "SYNTAXES", "SavedSearch", "SearchesInvalid", "load_searches"]

SYNTAXES = ("kql", "lucene")

SHIPPED = Path(__file__).with_name("searches")
"""The folder of searches that come with the package; their recipients are placeholders."""

_REQUIRED = ("name", "query", "to", "cadence")
_OPTIONAL = ("syntax", "language", "minimum_relevance", "leader", "since")
_PERIOD = re.compile(r"([1-9][0-9]{0,3})([hd])")
_UNITS = {"h": "hours", "d": "days"}


class SearchesInvalid(Configuration):
    """The folder of saved searches holds mistakes; ``problems`` lists every one."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        count = "one mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        super().__init__(f"{count} in the saved searches:\n" + "\n".join(f"  {p}" for p in problems))
        self.problems = problems


def load_searches(folder: Path | None) -> tuple[SavedSearch, ...]:
    """Every search in ``folder`` (``None``: the shipped ones), in order of file name and table.

    Raises :class:`SearchesInvalid` with every mistake, or :class:`~flows.errors.Configuration` when the folder
    cannot be read.
    """
    where = folder or SHIPPED
    try:
        files = sorted(p for p in where.iterdir() if p.suffix == ".toml")
    except OSError as error:
        raise Configuration(
            f"COMMENTARIAT_SEARCHES names {where}, which cannot be read: {error.strerror}",
            remedy="Make the folder, or unset the variable to use the shipped searches.",
        ) from None
    problems: list[str] = []
    searches: list[SavedSearch] = []
    for file in files:
        for number, table in _tables(file, problems):
            found = list(_mistakes(table))
            search = None if found else _build(table, file, number)
            if search is not None:
                found.extend(_does_not_compile(search))
            name = table.get("name")
            label = f"{file.name}, [[search]] {number}" + (f" ({name})" if isinstance(name, str) and name else "")
            problems.extend(f"{label}, {p}" for p in found)
            if search is not None:
                searches.append(search)
    problems.extend(_same_names(searches))
    if problems:
        raise SearchesInvalid(tuple(problems))
    return tuple(searches)


def _tables(file: Path, problems: list[str]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        data = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        problems.append(f"{file.name}: cannot be read: {error.strerror}")
        return
    except UnicodeDecodeError as error:
        problems.append(f"{file.name}: not UTF-8 text (byte {error.start})")
        return
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{file.name}: not TOML: {error}")
        return
    problems.extend(
        f"{file.name}: unknown key `{key}` at the top; a saved search is a table [[search]]"
        for key in data
        if key != "search"
    )
    tables = data.get("search")
    if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
        problems.append(f"{file.name}: no table [[search]] (with double brackets)")
        return
    yield from enumerate(tables, 1)


def _mistakes(table: Mapping[str, Any]) -> Iterator[str]:
    for key in table:
        if key not in _REQUIRED + _OPTIONAL:
            yield f"unknown key `{key}`; there are {', '.join(_REQUIRED + _OPTIONAL)}"
    for key in ("name", "query", "cadence"):
        value = table.get(key)
        if not isinstance(value, str) or not value.strip():
            yield f"key `{key}`: missing" if key not in table else f"key `{key}`: a text is wanted, not empty"
    name = table.get("name")
    if isinstance(name, str) and (len(name) > 100 or not name.isprintable()):
        yield "key `name`: at most 100 characters, without line breaks or control characters"
    cadence = table.get("cadence")
    if isinstance(cadence, str) and cadence.strip():
        try:
            parse_cadence(cadence)
        except ValueError as error:
            yield f"key `cadence`: {error}"
    yield from _recipients(table)
    if table.get("syntax", "kql") not in SYNTAXES:
        yield f"key `syntax`: {table['syntax']!r} does not exist; there are {', '.join(SYNTAXES)}"
    language = table.get("language", "en")
    if not isinstance(language, str) or not re.fullmatch(r"[a-z]{2,3}", language):
        yield f"key `language`: {language!r} is no ISO 639 code; example: 'en'"
    yield from _unknown_leader(table.get("leader"))
    relevance = table.get("minimum_relevance", 0)
    if isinstance(relevance, bool) or not isinstance(relevance, (int, float)) or not 0 <= relevance <= 1:
        yield f"key `minimum_relevance`: {relevance!r} is no number from 0 to 1"
    since = table.get("since", "24h")
    if not isinstance(since, str) or not _PERIOD.fullmatch(since):
        yield f"key `since`: {since!r} is no period; examples: '24h', '7d'"
    elif _period(since) < OVERLAP:
        # Every later run reads this far back: a search that began later would find older stories on its second run.
        yield f"key `since`: {since!r} is too short; at least '2h'"


def _unknown_leader(leader: object) -> Iterator[str]:
    """A misspelt person must not become a search that never finds anything."""
    if leader is None:
        return
    persons = _persons()
    if not isinstance(leader, str) or leader not in persons:
        near = difflib.get_close_matches(str(leader), persons, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "the roster has ids like 'mark-rutte'"
        yield f"key `leader`: {leader!r} is nobody in the roster; {hint}"


@cache
def _persons() -> frozenset[str]:
    from flows.leaders import roster_in_use

    return frozenset(roster_in_use().persons)


def _recipients(table: Mapping[str, Any]) -> Iterator[str]:
    to = table.get("to")
    if "to" not in table:
        yield "key `to`: missing"
    elif not isinstance(to, list) or not to:
        yield 'key `to`: a list of at least one address is wanted, as in ["desk@your-domain.net"]'
    else:
        for value in to:
            if wrong := problem_with(value):
                yield f"key `to`: {wrong}"


def _build(table: Mapping[str, Any], file: Path, number: int) -> SavedSearch:
    return SavedSearch(
        name=table["name"].strip(),
        query=table["query"],
        to=tuple({address.lower(): address for address in table["to"]}.values()),
        cadence=parse_cadence(table["cadence"]),
        syntax=table.get("syntax", "kql"),
        language=table.get("language", ""),
        minimum_relevance=float(table.get("minimum_relevance", 0)),
        leader=table.get("leader", ""),
        since=_period(table.get("since", "24h")),
        file=file,
        table=number,
    )


def _period(text: str) -> timedelta:
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})


def _does_not_compile(search: SavedSearch) -> Iterator[str]:
    try:
        search.dsl()
    except Rejected as error:
        # The message shows the place with a caret under it: keep its lines together, below ours.
        yield "key `query`:\n" + "\n".join(f"    {line}" for line in str(error).splitlines())


def _same_names(searches: list[SavedSearch]) -> Iterator[str]:
    first: dict[str, SavedSearch] = {}
    for search in searches:
        other = first.setdefault(search.name.casefold(), search)
        if other is not search:
            yield f"{search.place}, key `name`: the same name as {other.file.name}, [[search]] {other.table}"
