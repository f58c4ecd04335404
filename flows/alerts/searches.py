"""Saved searches: ``[[search]]`` tables in ``*.toml`` files, validated in whole before any of them runs.

Every mistake is named with its file, line, table and key, all at once: an operator mends the folder in one go. The name
identifies a search for good: its cursor and its ledger entries hang on it, so a renamed search is a new one. A table
``[[kibana]]`` says where the mail of searches saved in Kibana goes (:mod:`flows.alerts.kibana_searches`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.alerts.subscription import Filter, SavedSearch
from flows.alerts.tables import DELIVERY, SYNTAXES, Lines, Mistake, delivery, mistakes
from flows.errors import Configuration, Rejected

__all__ = ["SHIPPED", "SYNTAXES", "Rule", "SavedSearch", "SearchesInvalid", "load_rules", "load_searches"]

SHIPPED = Path(__file__).with_name("searches")
"""The folder of searches that come with the package; their recipients are placeholders."""

_RULE_KEYS = ("search", "tag", *DELIVERY)


class SearchesInvalid(Configuration):
    """The folder of saved searches holds mistakes; ``problems`` lists every one."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        count = "one mistake" if len(problems) == 1 else f"{len(problems)} mistakes"
        super().__init__(f"{count} in the saved searches:\n" + "\n".join(f"  {p}" for p in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Rule:
    """What a ``[[kibana]]`` table says of the searches it selects, by title or id, or by a tag."""

    search: str
    tag: str
    given: Mapping[str, Any]
    place: str


@dataclass(frozen=True, slots=True)
class _Table:
    file: Path
    kind: str
    number: int
    values: Mapping[str, Any]
    lines: Lines

    def problem(self, mistake: Mistake) -> str:
        key, what = mistake
        line = self.lines.find(self.kind, self.number, key)
        name = self.values.get("name")
        named = f" ({name})" if isinstance(name, str) and name and name.isprintable() else ""
        where = f"{self.file.name}, line {line}" if line else self.file.name
        return f"{where}, [[{self.kind}]] {self.number}{named}, key `{key}`: {what}"


def load_searches(folder: Path | None) -> tuple[SavedSearch, ...]:
    """Every search in ``folder`` (``None``: the shipped ones), in order of file name and table.

    Raises :class:`SearchesInvalid` with every mistake, or :class:`~flows.errors.Configuration` when the folder
    cannot be read.
    """
    return _load(folder)[0]


def load_rules(folder: Path | None) -> tuple[Rule, ...]:
    """Every rule for searches in Kibana in ``folder``; raises as :func:`load_searches` does."""
    return _load(folder)[1]


def _load(folder: Path | None) -> tuple[tuple[SavedSearch, ...], tuple[Rule, ...]]:
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
    rules: list[Rule] = []
    for table in (table for file in files for table in _tables(file, problems)):
        if table.kind == "kibana":
            found = list(_rule_mistakes(table.values))
            if not found:
                rules.append(_rule(table))
        else:
            found = list(mistakes(table.values))
            if not found:
                found = list(_does_not_compile(table.values))
            if not found:
                searches.append(_build(table))
        problems.extend(map(table.problem, found))
    problems.extend(same_names(searches))
    if problems:
        raise SearchesInvalid(tuple(problems))
    return tuple(searches), tuple(rules)


def _tables(file: Path, problems: list[str]) -> Iterator[_Table]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        problems.append(f"{file.name}: cannot be read: {error.strerror}")
        return
    except UnicodeDecodeError as error:
        problems.append(f"{file.name}: not UTF-8 text (byte {error.start})")
        return
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{file.name}: not TOML: {error}")
        return
    lines = Lines(text)
    problems.extend(
        f"{file.name}: unknown key `{key}` at the top; a saved search is a table [[search]]"
        for key in data
        if key not in ("search", "kibana")
    )
    for kind in ("search", "kibana"):
        tables = data.get(kind, [] if "kibana" in data else None)
        if not isinstance(tables, list) or not all(isinstance(t, dict) for t in tables):
            if kind == "search" or kind in data:
                problems.append(f"{file.name}: no table [[{kind}]] (with double brackets)")
            continue
        for number, values in enumerate(tables, 1):
            yield _Table(file, kind, number, values, lines)


def _rule_mistakes(table: Mapping[str, Any]) -> Iterator[Mistake]:
    given = [key for key in ("search", "tag") if key in table]
    if len(given) != 1:
        yield "search", "say which searches of Kibana are meant: `search` (title or id), or `tag`, one of the two"
    for key in given:
        if not isinstance(table[key], str) or not table[key].strip():
            yield key, "a text is wanted, not empty"
    yield from mistakes(table, _RULE_KEYS)


def _rule(table: _Table) -> Rule:
    place = f"{table.file.name}, [[kibana]] {table.number}"
    search, tag = (str(table.values.get(key, "")).strip() for key in ("search", "tag"))
    return Rule(search, tag, {key: table.values[key] for key in DELIVERY if key in table.values}, place)


def _build(table: _Table) -> SavedSearch:
    from flows.search import compile_query

    given = table.values
    syntax = given.get("syntax", "kql")
    return SavedSearch(
        **({"to": ()} | delivery(given)),
        name=given["name"].strip(),
        query=given["query"],
        syntax=syntax,
        filters=tuple(
            Filter(" ".join(text.split()), compile_query(text, syntax=syntax)) for text in given.get("filters", ())
        ),
        file=table.file,
        table=table.number,
    )


def _does_not_compile(table: Mapping[str, Any]) -> Iterator[Mistake]:
    from flows.search import compile_query

    texts = [("query", table["query"]), *(("filters", text) for text in table.get("filters", ()))]
    for key, text in texts:
        try:
            compile_query(text, syntax=table.get("syntax", "kql"))
        except Rejected as error:
            # The message shows the place with a caret under it: keep its lines together, below ours.
            yield key, "\n" + "\n".join(f"    {line}" for line in str(error).splitlines())


def same_names(searches: Iterable[SavedSearch]) -> Iterator[str]:
    """Names that two searches carry."""
    first: dict[str, SavedSearch] = {}
    for search in searches:
        other = first.setdefault(search.name.casefold(), search)
        if other is not search:
            yield f"{search.place}, key `name`: the same name as {other.file.name}, [[search]] {other.table}"
