"""Who held which office on which day: the roster, read from ``roster.toml`` and checked whole.

Invariants: an office has at most one holder a day; nobody is said to hold an office on a day that is not certain (a
holding known to the month begins with the next month and ends before it). The day of a handover is the successor's.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from flows.errors import Configuration

ROSTER = Path(__file__).with_name("roster.toml")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_LISTS = ("unique", "shared", "given", "full", "namesakes")
_KEYS = {"person": {"id", "name", "common", "office", *_LISTS}, "office": {"id", "name"}}
_HOLDING_KEYS = {"office", "from", "to", "source", "acting"}


@dataclass(frozen=True, slots=True)
class Holding:
    """One term: ``office`` was held for certain from ``begins`` until the day before ``ends``."""

    office: str
    begins: date
    ends: date | None
    source: str
    acting: bool = False

    def covers(self, on: date) -> bool:
        """Whether the office was held on that day."""
        return self.begins <= on and (self.ends is None or on < self.ends)


@dataclass(frozen=True, slots=True)
class Person:
    """A leader with the names the world uses; see the head of ``roster.toml`` for each list."""

    id: str
    name: str
    holdings: tuple[Holding, ...]
    unique: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    full: tuple[str, ...] = ()
    namesakes: tuple[str, ...] = ()
    common: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """Offices (id to name, highest first) and persons by id."""

    offices: Mapping[str, str]
    persons: Mapping[str, Person]

    def holder(self, office: str, on: date | None) -> Person | None:
        """Who held ``office`` that day; ``None`` when nobody is known, or the day is not."""
        if on is None:
            return None
        return next(
            (p for p in self.persons.values() for h in p.holdings if h.office == office and h.covers(on)),
            None,
        )

    def office_of(self, person: str, on: date | None) -> str:
        """The office ``person`` held that day, the highest of several; empty when none, or the day is not known."""
        if on is None:
            return ""
        held = {h.office for h in self.persons[person].holdings if h.covers(on)}
        return next((office for office in self.offices if office in held), "")


def load(path: Path = ROSTER) -> Roster:
    """Read and check a roster. Raises :class:`~flows.errors.Configuration` naming every mistake by person and key."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise Configuration(f"roster {path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Configuration(f"roster {path} is not TOML: {error}") from None
    problems: list[str] = []
    offices = {row["id"]: row["name"] for row in _rows(data, "office", problems)}
    persons = [_person(row, offices, problems) for row in _rows(data, "person", problems)]
    problems += _overlaps(persons)
    problems += [f"[[{key}]]: no such table" for key in data if key not in _KEYS]
    if problems:
        raise Configuration(
            f"roster {path.name} has {len(problems)} mistake(s):\n" + "\n".join(f"  {p}" for p in problems),
            remedy="docs/add-a-person.md explains every key.",
        )
    return Roster(offices, {p.id: p for p in persons})


def _rows(data: dict[str, Any], table: str, problems: list[str]) -> list[dict[str, Any]]:
    """The rows of a table that have a usable id and name; everything else about them is reported."""
    rows = data.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        problems.append(f"{table}: must be tables, each under [[{table}]]")
        return []
    good = []
    for number, row in enumerate(rows, 1):
        where = f"[[{table}]] {row.get('id') or f'number {number}'}"
        problems += [f"{where}: unknown key {key!r}" for key in row if key not in _KEYS[table]]
        if not isinstance(row.get("id"), str) or not _SLUG.fullmatch(row["id"]):
            problems.append(f"{where}: id must be an ASCII slug such as mark-rutte")
        elif not isinstance(row.get("name"), str) or not row["name"].strip():
            problems.append(f"{where}: name is missing")
        else:
            good.append(row)
    problems += [f"[[{table}]] {i}: id is used {n} times" for i, n in Counter(r["id"] for r in good).items() if n > 1]
    return good


def _person(row: dict[str, Any], offices: Mapping[str, str], problems: list[str]) -> Person:
    where = f"[[person]] {row['id']}"
    names = {key: _names(row.get(key, []), f"{where}: {key}", problems) for key in _LISTS}
    if not (names["unique"] or names["shared"] or names["full"]):
        problems.append(f"{where}: needs a surname in `unique` or `shared`, or a name in `full`")
    if names["shared"] and not names["given"]:
        problems.append(f"{where}: a `shared` surname needs `given` names, else it can never count")
    if not isinstance(row.get("common", False), bool):
        problems.append(f"{where}: common must be true or false")
    terms = row.get("office", [])
    if not isinstance(terms, list) or not terms or not all(isinstance(term, dict) for term in terms):
        problems.append(f"{where}: needs at least one [[person.office]]")
        terms = []
    holdings = tuple(h for term in terms if (h := _holding(term, where, offices, problems)))
    return Person(row["id"], row["name"], holdings, common=bool(row.get("common", False)), **names)


def _names(value: Any, where: str, problems: list[str]) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and len(v.strip()) > 1 for v in value):
        problems.append(f"{where} must be a list of names of at least two characters")
        return ()
    return tuple(dict.fromkeys(v.strip() for v in value))


def _holding(term: dict[str, Any], where: str, offices: Mapping[str, str], problems: list[str]) -> Holding | None:
    office = term.get("office")
    where = f"{where}, office {office}"
    found = [f"{where}: unknown key {key!r}" for key in term if key not in _HOLDING_KEYS]
    if office not in offices:
        found.append(f"{where}: no such office; known: {', '.join(offices)}")
    if not isinstance(term.get("source"), str) or not term["source"].strip():
        found.append(f"{where}: source is missing: say where the dates come from")
    begins = _day(term.get("from"), later=True)
    ends = _day(term["to"], later=False) if "to" in term else None
    if begins is None:
        found.append(f"{where}: from is {term.get('from')!r}: write 2024-10-01, 2024-10 or 2024")
    if "to" in term and ends is None:
        found.append(f"{where}: to is {term['to']!r}: write 2024-10-01, 2024-10 or 2024, or leave it out")
    if begins and ends and ends <= begins:
        found.append(f"{where}: ends ({term['to']}) before it begins ({term['from']})")
    problems += found
    if found or begins is None:
        return None
    return Holding(str(office), begins, ends, term["source"], acting=bool(term.get("acting", False)))


def _day(value: Any, *, later: bool) -> date | None:
    """A day, or the first day after (``later``) or of a month or year that is not known to the day."""
    if isinstance(value, date):
        return value
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year + later, 1, 1)
        if day is None:
            return date(year + (month == 12), month % 12 + 1, 1) if later else date(year, month, 1)
        return date(year, month, day)
    except ValueError:
        return None


def _overlaps(persons: list[Person]) -> Iterator[str]:
    terms = [(p, h) for p in persons for h in p.holdings]
    for (one, first), (two, second) in combinations(terms, 2):
        if first.office != second.office:
            continue
        if (second.ends is None or first.begins < second.ends) and (first.ends is None or second.begins < first.ends):
            yield (
                f"[[person]] {one.id} and {two.id}: both hold {first.office} on {max(first.begins, second.begins)}; "
                "give the earlier one a `to`, the day the successor took over"
            )
