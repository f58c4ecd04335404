"""Who held which office on which day: NATO's leadership, and beside it the heads and ministers of the allies (context).

Invariants: an office has at most one holder a day, unless it is one that several hold; nobody is said to hold an office
on a day that is not certain (a holding known to the month begins with the next month and ends before it; one whose end
is not known ends with the day it was last seen). The day of a handover is the successor's. Context is never leadership.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from flows.leaders import roster_file

ROSTER = Path(__file__).with_name("roster.toml")
ALLIES = Path(__file__).with_name("allies.toml")


@dataclass(frozen=True, slots=True)
class Holding:
    """One term: ``office`` was held for certain from ``begins`` until the day before ``ends``."""

    office: str
    begins: date
    ends: date | None
    source: str
    acting: bool = False
    country: str = ""
    """ISO 3166 code of whose office it is, where every ally has one."""
    open: bool = False
    """The end is not known: ``ends`` is the day after the last for which it is certain."""

    def covers(self, on: date) -> bool:
        """Whether the office was held on that day."""
        return self.begins <= on and (self.ends is None or on < self.ends)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with the names the world uses; see the head of ``roster.toml`` for each list."""

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
class Office:
    """``many``: several persons hold it at once, so that it alone says nothing about who is meant."""

    id: str
    name: str
    many: bool = False
    context: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """Offices of NATO (id to name, highest first) and who holds or held them; the same of the allies in ``context``."""

    offices: Mapping[str, str]
    persons: Mapping[str, Person]
    context_offices: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, Person] = field(default_factory=dict)
    """Persons of whom no office of NATO is known."""
    many: frozenset[str] = frozenset()

    @property
    def everybody(self) -> Mapping[str, Person]:
        """Leaders and context."""
        return {**self.context, **self.persons}

    def holder(self, office: str, on: date | None) -> Person | None:
        """Who held ``office`` that day; ``None`` when nobody is known, several hold it, or the day is not known."""
        if on is None or office in self.many:
            return None
        return next(
            (p for p in self.persons.values() for h in p.holdings if h.office == office and h.covers(on)),
            None,
        )

    def office_of(self, person: str, on: date | None) -> str:
        """The office ``person`` held that day, the highest of several; empty when none, or the day is not known."""
        held = {h.office for h in self.held(person, on)}
        return next((office for office in self.offices if office in held), "")

    def held(self, person: str, on: date | None) -> tuple[Holding, ...]:
        """All that a person held that day, context included."""
        who = self.persons.get(person) or self.context.get(person)
        return tuple(h for h in who.holdings if h.covers(on)) if who and on else ()


def load(*paths: Path) -> Roster:
    """Read and check the files as one roster; none given: the shipped two.

    A later file adds to an earlier one. A person it names again gets its names and holdings added; what an earlier file
    said of the *same* office is replaced. Raises :class:`~flows.errors.Configuration` naming every mistake by file,
    line, person and key.
    """
    offices: dict[str, Office] = {}
    persons: dict[str, Person] = {}
    for path in paths or (ROSTER, ALLIES):
        source = roster_file.read(path)
        problems = roster_file.Problems(source)
        offices.update({row.id: row for row in roster_file.offices(source, problems)})
        for person in roster_file.persons(source, offices, persons, problems):
            persons[person.id] = _joined(persons[person.id], person) if person.id in persons else person
        problems.extend(_overlaps(persons.values(), offices))
        problems.check()
    leading = {o.id for o in offices.values() if not o.context}
    leaders = {p.id: p for p in persons.values() if any(h.office in leading for h in p.holdings)}
    return Roster(
        {o.id: o.name for o in offices.values() if not o.context},
        leaders,
        {o.id: o.name for o in offices.values() if o.context},
        {p.id: p for p in persons.values() if p.id not in leaders},
        frozenset(o.id for o in offices.values() if o.many),
    )


@cache
def configured(own: Path | None = None) -> Roster:
    """The shipped roster, with the operator's own file (``COMMENTARIAT_LEADERS``) on top; read once."""
    return load(ROSTER, ALLIES, own) if own else load()


def _joined(old: Person, new: Person) -> Person:
    again = {(h.office, h.country) for h in new.holdings}
    kept = tuple(h for h in old.holdings if (h.office, h.country) not in again)
    names: dict[str, Any] = {
        key: tuple(dict.fromkeys((*getattr(old, key), *getattr(new, key)))) for key in roster_file.NAMES
    }
    return replace(
        old, name=new.name or old.name, holdings=kept + new.holdings, common=old.common or new.common, **names
    )


def _overlaps(persons: Iterable[Person], offices: Mapping[str, Office]) -> Iterator[tuple[str, str]]:
    """Two holders of one office on one day: (person to mend, what is wrong)."""
    terms: dict[tuple[str, str], list[tuple[Person, Holding]]] = {}
    for person in persons:
        for holding in person.holdings:
            if not offices[holding.office].many:
                terms.setdefault((holding.office, holding.country), []).append((person, holding))
    for held in terms.values():
        for (one, first), (two, second) in combinations(held, 2):
            late = second.ends is None or first.begins < second.ends
            if late and (first.ends is None or second.begins < first.ends):
                day, remedy = (
                    max(first.begins, second.begins),
                    "give the earlier one a `to`, the day the successor took over",
                )
                who = f"{one.id} holds twice" if one.id == two.id else f"{one.id} and {two.id}: both hold"
                yield two.id, f"[[person]] {who} {first.office} on {day}; {remedy}"
