"""Who leads NATO, and whether a text is about them.

The roster knows who held which office on the day a text was published; the matcher finds names and offices in many
languages; the relevance function says, with its evidence, whether the text comments on NATO's leadership.
Roster and automaton are built at the first text and kept; importing this package costs nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from flows.model import Leader

if TYPE_CHECKING:
    from flows.leaders.matcher import Found, Matcher
    from flows.leaders.relevance import Place
    from flows.leaders.roster import Roster


@dataclass(frozen=True, slots=True)
class Assessment:
    """Leaders named (most prominent first), relevance 0 to 1, and the evidence for both.

    ``context``: ids of heads and ministers of the allies that are named; no leaders, and never counted.
    """

    leaders: tuple[Leader, ...] = ()
    relevance: float = 0.0
    evidence: tuple[str, ...] = ()
    context: tuple[str, ...] = ()


def assess(
    title: str, summary: str, body: str, *, language: str, on: date | None, revised: date | None = None
) -> Assessment:
    """Read one text as of the day it was published.

    ``revised`` takes its place when the text itself shows that it is younger: an explainer of 2012, kept up to
    date, that speaks of "Nato Secretary General Mark Rutte" is read as of its last revision.

    ``on`` decides who held which office. Without it nobody is said to hold one: people are found by name only, their
    office stays empty, and an office alone is nobody's. ``language`` (ISO 639-1, or empty) settles a few ambiguous
    endings.
    Mentions are counted in title and body; the summary, which repeats them, only counts as part of the opening.
    """
    from flows.leaders import relevance as judge

    matcher = _matcher()
    head, middle = len(title) + 1, len(title) + len(summary) + 2
    text = f"{title}\n{summary}\n{body}"
    found = matcher.find(text, language=language, on=on)
    if found.later and revised and found.later <= revised:
        on = revised
        found = matcher.find(text, language=language, on=on)
    if matcher.sidebar.suspects(body, (m.start - middle for m in found.mentions if m.start >= middle)):
        found = found.without([(middle + start, middle + end) for start, end in matcher.sidebar.spans(body)])
    beside = _beside(matcher, found, on)
    if not found.mentions:
        return Assessment(evidence=(*_unresolved(found, on), *beside), context=found.context)
    offices = {m.person: matcher.roster.office_of(m.person, on) for m in found.mentions}
    counts = Counter(m.person for m in found.mentions)
    weights = {
        person: judge.weigh(
            in_office=bool(office), dated=on is not None, natos=len(found.natos), mentions=counts[person]
        )
        for person, office in offices.items()
    }
    places = []
    for mention in found.mentions:
        part, base = ("title", 0) if mention.start < head else ("summary", head)
        if mention.start >= middle:
            part, base = "body", middle
        places.append(judge.Place(part, mention.start - base, mention.person, weights[mention.person]))
    score, parts = judge.relevance(body, places)
    leaders = _leaders(matcher, found, places, offices)
    named = tuple(
        f"{leader.name} ({leader.office or 'no office that day'}): {leader.mentions} mentions in title and body"
        f"{', by office only' if leader.by_office_only else ''}, weight {weights[leader.id]:.2f}"
        for leader in leaders
    )
    return Assessment(leaders, score, (*named, *parts, *_unresolved(found, on), *beside), found.context)


def _leaders(matcher: Matcher, found: Found, places: list[Place], offices: dict[str, str]) -> tuple[Leader, ...]:
    """One entry a person: in the title first, then in office, then by mentions, then by place."""
    rows = []
    for person, office in offices.items():
        own = [p for p in places if p.person == person]
        in_title = any(p.part == "title" for p in own)
        mentions = sum(p.part != "summary" for p in own)
        first = next(m.start for m in found.mentions if m.person == person)
        leader = Leader(
            person,
            matcher.roster.persons[person].name,
            office,
            mentions,
            in_title,
            by_office_only=all(m.by_office for m in found.mentions if m.person == person),
        )
        rows.append(((not in_title, not office, -mentions, first), leader))
    return tuple(leader for _, leader in sorted(rows, key=lambda row: row[0]))


def _unresolved(found: Found, on: date | None) -> tuple[str, ...]:
    day = on.isoformat() if on else "an unknown day"
    return tuple(
        f"{office} is named without a name; nobody is known to hold it on {day}" for office in found.unresolved
    )


def _beside(matcher: Matcher, found: Found, on: date | None) -> tuple[str, ...]:
    """Who else is named that the roster knows, with what they held that day: context, no leaders."""
    roster = matcher.roster
    told = []
    for person in found.context:
        held = ", ".join(
            f"{roster.context_offices[h.office]}{f' ({h.country.upper()})' if h.country else ''}"
            for h in roster.held(person, on)
        )
        told.append(
            f"beside: {roster.context[person].name}, {held or 'no office that day'}: context, no leader of NATO"
        )
    return tuple(told)


def roster_in_use() -> Roster:
    """The shipped roster with the operator's own file on top.

    The setting is read here and not passed down: an assessment is a pure function, called in every worker process.
    """
    from flows.leaders.roster import configured
    from flows.settings import Settings

    return configured(Settings.load().leaders)


@cache
def _matcher() -> Matcher:
    from flows.leaders import phrases
    from flows.leaders.matcher import Matcher

    return Matcher(roster_in_use(), phrases.load())
