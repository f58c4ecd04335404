"""``commentariat leaders``: the roster listed, one person shown, an operator's own file checked."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.console import emit_json, line, table
from flows.errors import Configuration, Exit
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.leaders.roster import Holding, Person, Roster


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    commands = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = commands.add_parser("list", help="who holds which office of NATO")
    listing.add_argument("--on", type=_day, metavar="DATE", help="on that day (default: everybody since 1952)")
    listing.add_argument("--context", action="store_true", help="heads and ministers of the allies instead")
    listing.add_argument("--json", action="store_true", help="print a JSON array of terms")
    show = commands.add_parser("show", help="one person: names, offices, where the dates come from")
    show.add_argument("id", metavar="ID", help="such as mark-rutte")
    show.add_argument("--json", action="store_true", help="print JSON")
    check = commands.add_parser("check", help="check a file of your own, and print what it would match")
    check.add_argument("file", type=Path, metavar="FILE", help="a roster file; docs/add-a-person.md describes it")
    check.add_argument("--json", action="store_true", help="print JSON")
    parser.epilog = (
        "Examples:\n  commentariat leaders list --on 2024-10-01\n"
        "  commentariat leaders list --context --on 2026-06-01\n"
        "  commentariat leaders show mark-rutte\n  commentariat leaders check my-leaders.toml"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what was asked."""
    from flows.leaders.roster import configured

    if args.action == "check":
        return _check(args.file, as_json=args.json)
    roster = configured(settings.leaders)
    if args.action == "show":
        return _show(roster, args.id, as_json=args.json)
    rows = _terms(roster, args.on, context=args.context)
    if args.json:
        emit_json([_term(roster, person, holding) for person, holding in rows])
        return Exit.DONE
    names = {**roster.offices, **roster.context_offices}
    day = f"on {args.on}" if args.on else "in the roster"
    table(
        f"{len(rows)} terms {day}",
        ["office", "country", "name", "from", "to", "id"],
        [
            (names[h.office], h.country.upper(), p.name + (" (acting)" if h.acting else ""), h.begins, _end(h), p.id)
            for p, h in rows
        ],
    )
    return Exit.DONE


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write 2024-10-01") from None


def _terms(roster: Roster, on: date | None, *, context: bool) -> list[tuple[Person, Holding]]:
    """Terms in order of office, country and day."""
    order = list(roster.context_offices if context else roster.offices)
    rows = [
        (person, holding)
        for person in roster.everybody.values()
        for holding in person.holdings
        if holding.office in order and (on is None or holding.covers(on))
    ]
    return sorted(rows, key=lambda row: (order.index(row[1].office), row[1].country, row[1].begins))


def _end(holding: Holding) -> str:
    if holding.open:
        return "not known"
    return str(holding.ends) if holding.ends else ""


def _term(roster: Roster, person: Person, holding: Holding) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "office": holding.office,
        "country": holding.country,
        "from": holding.begins.isoformat(),
        "to": holding.ends.isoformat() if holding.ends and not holding.open else None,
        "certain_until": holding.ends.isoformat() if holding.ends and holding.open else None,
        "acting": holding.acting,
        "context": holding.office in roster.context_offices,
        "source": holding.source,
    }


def _show(roster: Roster, wanted: str, *, as_json: bool) -> int:
    from difflib import get_close_matches

    person = roster.everybody.get(wanted)
    if person is None:
        near = get_close_matches(wanted, roster.everybody, n=3)
        raise Configuration(
            f"nobody in the roster has the id {wanted!r}",
            remedy=f"Did you mean {' or '.join(near)}?" if near else "`commentariat leaders list` prints all ids.",
        )
    if as_json:
        emit_json(_person(roster, person))
        return Exit.DONE
    line(f"{person.name} ({person.id})")
    for text in _names(person):
        line(f"  {text}")
    names = {**roster.offices, **roster.context_offices}
    for holding in person.holdings:
        country = f" ({holding.country.upper()})" if holding.country else ""
        acting = ", acting" if holding.acting else ""
        end = (
            f"certain until {holding.ends}"
            if holding.open
            else f"to {holding.ends}"
            if holding.ends
            else "no end known"
        )
        line(f"  {names[holding.office]}{country}{acting}: from {holding.begins}, {end}")
        line(f"    {holding.source}")
    return Exit.DONE


def _person(roster: Roster, person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        **{key: list(getattr(person, key)) for key in ("unique", "shared", "given", "full", "namesakes")},
        "common": person.common,
        "offices": [_term(roster, person, holding) for holding in person.holdings],
    }


def _names(person: Person) -> list[str]:
    """What finds a person, in words."""
    told = []
    if person.unique:
        told.append(f"by surname alone, with any case ending: {', '.join(person.unique)}")
    if person.shared:
        given = ", ".join(person.given)
        told.append(f"only after the full name or beside the office: {', '.join(person.shared)} (with {given})")
    if person.full:
        told.append(f"exactly as written: {', '.join(person.full)}")
    if person.namesakes:
        told.append(f"not when called: {', '.join(person.namesakes)}")
    if person.common:
        told.append("only in a text that names NATO")
    return told


def _check(path: Path, *, as_json: bool) -> int:
    """Read a file on top of the shipped roster; its mistakes are raised with their lines, else say what it adds."""
    from flows.leaders.roster import configured, load

    before, after = load(), configured(path.absolute())
    changed = [p for p in after.everybody.values() if before.everybody.get(p.id) != p]
    added = [o for o in (*after.offices, *after.context_offices) if o not in {*before.offices, *before.context_offices}]
    if as_json:
        emit_json({"offices": added, "persons": [_person(after, person) for person in changed]})
        return Exit.DONE
    new = sum(p.id not in before.everybody for p in changed)
    line(f"{path} is right: new offices {len(added)}, new people {new}, people changed {len(changed) - new}.")
    for person in changed:
        line(f"{person.name} ({person.id})")
        for text in _names(person):
            line(f"  {text}")
        for holding in person.holdings:
            line(f"  {holding.office} {holding.country}".rstrip() + f": {holding.begins} – {_end(holding) or 'open'}")
    if not changed:
        line("It adds nobody: no [[person]] in it differs from the shipped roster.")
    return Exit.DONE
