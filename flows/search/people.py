"""Ids of the people and offices that can be asked for, from the roster."""

from __future__ import annotations

from collections.abc import Mapping

from flows.errors import Configuration
from flows.search.fields import near


def known_leaders() -> Mapping[str, str]:
    """Name by id, of every person and office in the roster."""
    from flows.leaders import roster_in_use

    roster = roster_in_use()
    return {**{person.id: person.name for person in roster.persons.values()}, **roster.offices}


def check_leader(leader: str, known: Mapping[str, str]) -> None:
    """Raise ``Configuration`` with near matches when ``leader`` is none of the ``known`` ids."""
    if leader in known:
        return
    wanted = leader.lower().replace(" ", "-")
    parts = [name for name in known if any(part.startswith(wanted) for part in (name, *name.split("-")))]
    close = (parts or near(wanted, frozenset(known)))[:3]
    remedy = f"Did you mean {' or '.join(close)}?" if close else "Write an id such as mark-rutte or secretary-general."
    raise Configuration(f"no leader or office has the id {leader!r}", remedy=remedy)
