"""One text read for its leaders: every mention with its place, weights, relevance, quotations and tone.

:func:`flows.leaders.assess` gives the outcome; ``commentariat explain`` shows all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from flows.leaders import quotes as quotations
from flows.leaders import relevance as judge
from flows.leaders import tone as tones
from flows.leaders.matcher import Found, Matcher
from flows.leaders.roster import Roster
from flows.model import Leader, Quote


@dataclass(frozen=True, slots=True)
class Mentioned:
    """One place where a leader is spoken of: ``start`` and ``end`` count in ``field`` (title, summary or body).

    ``counted``: not in lines that lead to other texts ("Read also: …").
    """

    field: str
    start: int
    end: int
    person: str
    office: str
    by_office: bool
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Examined:
    """Everything there is to say about a text; ``on``: the day it was read for."""

    on: date | None
    found: Found
    mentions: tuple[Mentioned, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    leaders: tuple[Leader, ...] = ()
    relevance: float = 0.0
    parts: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    voiced: Mapping[str, Sequence[tones.Voiced]] = field(default_factory=dict)


def examine(
    title: str, summary: str, body: str, *, language: str, on: date | None, revised: date | None = None
) -> Examined:
    """Read one text; the arguments are those of :func:`flows.leaders.assess`."""
    matcher = the_matcher()
    head, middle = len(title) + 1, len(title) + len(summary) + 2
    text = f"{title}\n{summary}\n{body}"
    found = matcher.find(text, language=language, on=on)
    if found.later and revised and found.later <= revised:
        on = revised
        found = matcher.find(text, language=language, on=on)
    everywhere = found.mentions
    if matcher.sidebar.suspects(body, (m.start - middle for m in found.mentions if m.start >= middle)):
        found = found.without([(middle + start, middle + end) for start, end in matcher.sidebar.spans(body)])
    offices = {m.person: matcher.roster.office_of(m.person, on) for m in everywhere}
    counted = set(found.mentions)
    mentions = []
    for mention in everywhere:
        part, base = ("title", 0) if mention.start < head else ("summary", head)
        if mention.start >= middle:
            part, base = "body", middle
        mentions.append(
            Mentioned(
                part,
                mention.start - base,
                mention.end - base,
                mention.person,
                offices[mention.person],
                mention.by_office,
                mention in counted,
            )
        )
    if not counted:
        return Examined(on, found, tuple(mentions))
    return _weighed(matcher, Examined(on, found, tuple(mentions)), title, body, language)


def _weighed(matcher: Matcher, seen: Examined, title: str, body: str, language: str) -> Examined:
    own = [m for m in seen.mentions if m.counted]
    counts = Counter(m.person for m in own)
    weights = {
        person: judge.weigh(
            in_office=bool(matcher.roster.office_of(person, seen.on)),
            dated=seen.on is not None,
            natos=len(seen.found.natos),
            mentions=number,
        )
        for person, number in counts.items()
    }
    score, parts = judge.relevance(body, [judge.Place(m.field, m.start, m.person, weights[m.person]) for m in own])
    voiced: dict[str, list[tones.Voiced]] = {}
    if tones.known(language):
        for name, text in (("title", title), ("body", body)):
            places = [(m.start, m.person) for m in own if m.field == name]
            for person, sentences in tones.voiced(name, text, places).items():
                voiced.setdefault(person, []).extend(sentences)
    names = {person: matcher.roster.persons[person].name for person in counts}
    return replace(
        seen,
        weights=weights,
        leaders=_leaders(matcher.roster, own, voiced),
        relevance=score,
        parts=parts,
        quotes=quotations.find(
            body, [(m.start, m.end, m.person) for m in own if m.field == "body"], names, language=language
        ),
        voiced=voiced,
    )


def _leaders(
    roster: Roster, mentions: Sequence[Mentioned], voiced: Mapping[str, Sequence[tones.Voiced]]
) -> tuple[Leader, ...]:
    """One entry a person: in the title first, then in office, then by mentions, then by place."""
    rows = []
    for first, person in enumerate(dict.fromkeys(m.person for m in mentions)):
        own = [m for m in mentions if m.person == person]
        leader = Leader(
            person,
            roster.persons[person].name,
            own[0].office,
            sum(m.field != "summary" for m in own),
            any(m.field == "title" for m in own),
            by_office_only=all(m.by_office for m in own),
            tone=tones.tone(voiced.get(person, ())),
        )
        rows.append(((not leader.in_title, not leader.office, -leader.mentions, first), leader))
    return tuple(leader for _, leader in sorted(rows, key=lambda row: row[0]))


def told(seen: Examined) -> tuple[str, ...]:
    """The evidence in words."""
    named = tuple(
        f"{leader.name} ({leader.office or 'no office that day'}): {leader.mentions} mentions in title and body"
        f"{', by office only' if leader.by_office_only else ''}, weight {seen.weights[leader.id]:.2f}"
        for leader in seen.leaders
    )
    return (*named, *seen.parts, *unresolved(seen), *beside(seen))


def unresolved(seen: Examined) -> tuple[str, ...]:
    """Offices that are named alone and have no known holder on the day."""
    day = seen.on.isoformat() if seen.on else "an unknown day"
    return tuple(
        f"{office} is named without a name; nobody is known to hold it on {day}" for office in seen.found.unresolved
    )


def beside(seen: Examined) -> tuple[str, ...]:
    """Who else is named that the roster knows, with what they held that day: context, no leaders."""
    roster = the_matcher().roster
    rows = []
    for person in seen.found.context:
        held = ", ".join(
            f"{roster.context_offices[h.office]}{f' ({h.country.upper()})' if h.country else ''}"
            for h in roster.held(person, seen.on)
        )
        rows.append(
            f"beside: {roster.context[person].name}, {held or 'no office that day'}: context, no leader of NATO"
        )
    return tuple(rows)


def roster_in_use() -> Roster:
    """The shipped roster with the operator's own file on top.

    The setting is read here and not passed down: an assessment is a pure function, called in every worker process.
    """
    from flows.leaders.roster import configured
    from flows.settings import Settings

    return configured(Settings.load().leaders)


@cache
def the_matcher() -> Matcher:
    """Built at the first text and kept."""
    from flows.leaders import phrases

    return Matcher(roster_in_use(), phrases.load())
