"""Reading a file of offices and persons: every mistake is told by line, person and key, all of them at once."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.errors import Configuration

if TYPE_CHECKING:
    from flows.leaders.roster import Office, Person

NAMES = ("unique", "shared", "given", "full", "namesakes")
"""The lists of names a person may have."""
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_HEADER = re.compile(r"\s*\[\[\s*(person|office|person\.office)\s*\]\]")
_ID = re.compile(r"\s*id\s*=\s*[\"']([^\"']*)[\"']")
_KEYS = {"person": {"id", "name", "common", "office", *NAMES}, "office": {"id", "name", "many", "context"}}
_HOLDING_KEYS = {"office", "from", "to", "seen", "source", "acting", "country"}


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read. ``lines``: where the row of each table begins, in order."""

    path: Path
    data: dict[str, Any]
    lines: Mapping[str, list[int]]
    ids: Mapping[str, int]
    """Line of the table of each id."""


@dataclass(slots=True)
class Problems:
    """What is wrong with a file, gathered while reading it."""

    source: Source
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, text: str) -> None:
        """One mistake; line 0: the file as a whole."""
        self.found.append((line, text))

    def extend(self, rows: Iterable[tuple[str, str]]) -> None:
        """Mistakes of persons, named by id."""
        self.found += [(self.source.ids.get(person, 0), text) for person, text in rows]

    def check(self) -> None:
        """Raise everything that was found, in order of line."""
        if not self.found:
            return
        told = [f"line {line}: {text}" if line else text for line, text in sorted(self.found)]
        raise Configuration(
            f"roster {self.source.path.name} has {len(told)} mistake(s):\n" + "\n".join(f"  {text}" for text in told),
            remedy="docs/add-a-person.md explains every key.",
        )


def read(path: Path) -> Source:
    """The TOML of a file with the lines of its tables."""
    try:
        text = path.read_text("utf-8")
        data = tomllib.loads(text)
    except OSError as error:
        raise Configuration(f"roster {path} cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Configuration(f"roster {path} is not TOML: {error}") from None
    lines: dict[str, list[int]] = {"person": [], "office": [], "person.office": []}
    ids: dict[str, int] = {}
    header = 0
    for number, line in enumerate(text.splitlines(), 1):
        if match := _HEADER.match(line):
            lines[match[1]].append(number)
            header = number
        elif header and (match := _ID.match(line)):
            ids[match[1]] = header
    return Source(path, data, lines, ids)


def offices(source: Source, problems: Problems) -> list[Office]:
    """The ``[[office]]`` tables."""
    from flows.leaders.roster import Office

    for key in source.data:
        if key not in _KEYS:
            problems.add(0, f"[[{key}]]: no such table; there are [[office]], [[person]] and [[person.office]]")
    found = []
    for line, row in _rows(source, "office", problems):
        if not _named(row):
            problems.add(line, f"[[office]] {row['id']}: name is missing")
            continue
        flags = {key: row.get(key, False) for key in ("many", "context")}
        for key, value in flags.items():
            if not isinstance(value, bool):
                problems.add(line, f"[[office]] {row['id']}: {key} must be true or false")
        found.append(Office(row["id"], row["name"], bool(flags["many"]), bool(flags["context"])))
    return found


def persons(
    source: Source, known: Mapping[str, Office], before: Mapping[str, Person], problems: Problems
) -> list[Person]:
    """The ``[[person]]`` tables; whoever is in ``before`` need not be named again."""
    inline = _Lines(source)
    return [_person(row, line, inline, known, before, problems) for line, row in _rows(source, "person", problems)]


@dataclass(slots=True)
class _Lines:
    """Lines of ``[[person.office]]`` in order; a term written inside its person has the line of the person."""

    source: Source

    def of(self, person: int, number: int) -> int:
        persons = self.source.lines["person"]
        after = next((line for line in persons if line > person), 1 << 30)
        terms = [line for line in self.source.lines["person.office"] if person < line < after]
        return terms[number] if number < len(terms) else person


def _rows(source: Source, table: str, problems: Problems) -> list[tuple[int, dict[str, Any]]]:
    """The rows of a table that have a usable id; everything else about them is reported."""
    rows = source.data.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        problems.add(0, f"{table}: must be tables, each under [[{table}]]")
        return []
    lines = source.lines[table]
    good = []
    for number, row in enumerate(rows):
        line = lines[number] if len(lines) == len(rows) else 0
        where = f"[[{table}]] {row.get('id') or f'number {number + 1}'}"
        for key in row:
            if key not in _KEYS[table]:
                problems.add(line, f"{where}: unknown key {key!r}")
        if not isinstance(row.get("id"), str) or not _SLUG.fullmatch(row["id"]):
            problems.add(line, f"{where}: id must be an ASCII slug such as mark-rutte")
        else:
            good.append((line, row))
    for name, times in Counter(row["id"] for _, row in good).items():
        if times > 1:
            problems.add(source.ids.get(name, 0), f"[[{table}]] {name}: id is used {times} times")
    return good


def _named(row: dict[str, Any]) -> bool:
    return isinstance(row.get("name"), str) and bool(row["name"].strip())


def _person(
    row: dict[str, Any], line: int, lines: _Lines, known: Mapping[str, Office], before: Mapping[str, Person],
    problems: Problems,
) -> Person:  # fmt: skip
    from flows.leaders.roster import Person

    where = f"[[person]] {row['id']}"
    again = row["id"] in before
    if not _named(row) and not (again and "name" not in row):
        problems.add(line, f"{where}: name is missing")
    names = {key: _names(row.get(key, []), line, f"{where}: {key}", problems) for key in NAMES}
    if not again and not (names["unique"] or names["shared"] or names["full"]):
        problems.add(line, f"{where}: needs a surname in `unique` or `shared`, or a name in `full`")
    if names["shared"] and not names["given"] and not again:
        problems.add(line, f"{where}: a `shared` surname needs `given` names, else it can never count")
    if not isinstance(row.get("common", False), bool):
        problems.add(line, f"{where}: common must be true or false")
    terms = row.get("office", [])
    if not isinstance(terms, list) or not all(isinstance(term, dict) for term in terms) or not (terms or again):
        problems.add(line, f"{where}: needs at least one [[person.office]]")
        terms = []
    from flows.leaders.roster import Holding

    holdings: list[Holding] = []
    for number, term in enumerate(terms):
        values = _holding(term, lines.of(line, number), where, known, problems)
        if values:
            holdings.append(Holding(**values))
    return Person(row["id"], str(row.get("name", "")), tuple(holdings), common=bool(row.get("common", False)), **names)


def _names(value: Any, line: int, where: str, problems: Problems) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and len(v.strip()) > 1 for v in value):
        problems.add(line, f"{where} must be a list of names of at least two characters")
        return ()
    return tuple(dict.fromkeys(v.strip() for v in value))


def _holding(
    term: dict[str, Any], line: int, where: str, known: Mapping[str, Office], problems: Problems
) -> dict[str, Any] | None:
    office = term.get("office")
    where = f"{where}, office {office}"
    found = [f"unknown key {key!r}" for key in term if key not in _HOLDING_KEYS]
    if office not in known:
        found.append(f"no such office; known: {', '.join(known)}")
    if not isinstance(term.get("source"), str) or not term["source"].strip():
        found.append("source is missing: say where the dates come from")
    country = term.get("country", "")
    if not isinstance(country, str) or (country and not re.fullmatch(r"[a-z]{2}", country)):
        found.append(f"country is {country!r}: write a two-letter code such as nl")
    days: dict[str, date | None] = {}
    for key, later in (("from", True), ("to", False), ("seen", False)):
        days[key] = day(term.get(key), later=later)
        if days[key] is None and (key in term or key == "from"):
            optional = "" if key == "from" else ", or leave it out"
            found.append(f"{key} is {term.get(key)!r}: write 2024-10-01, 2024-10 or 2024{optional}")
    if "to" in term and "seen" in term:
        found.append("has `to` and `seen`: `seen` is for a holding whose end is not known")
    begins, last = days["from"], days["to"] or days["seen"]
    if begins and last and (last < begins or (last == begins and "to" in term)):
        found.append(f"ends ({term.get('to') or term.get('seen')}) before it begins ({term.get('from')})")
    for text in found:
        problems.add(line, f"{where}: {text}")
    if found or begins is None:
        return None
    ends = days["to"] or (date.fromordinal(last.toordinal() + 1) if last else None)
    return {
        "office": office, "begins": begins, "ends": ends, "source": term["source"],
        "acting": bool(term.get("acting", False)), "country": country, "open": "seen" in term,
    }  # fmt: skip


def day(value: Any, *, later: bool) -> date | None:
    """A day, or the first day after (``later``) or of a month or year that is not known to the day."""
    if isinstance(value, date):
        return value
    match = _DATE.fullmatch(value) if isinstance(value, str) else None
    if not match:
        return None
    year, month, dom = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if month is None:
            return date(year + later, 1, 1)
        if dom is None:
            return date(year + (month == 12), month % 12 + 1, 1) if later else date(year, month, 1)
        return date(year, month, dom)
    except ValueError:
        return None
