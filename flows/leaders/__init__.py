"""Who leads NATO, and whether a text is about them.

The roster knows who held which office on the day a text was published; the matcher finds names and offices in many
languages; the relevance function says, with its evidence, whether the text comments on NATO's leadership; quotations
and tone say what the leaders are quoted with and how they are spoken of.
Roster and automaton are built at the first text and kept; importing this package costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flows.model import Leader, Quote

if TYPE_CHECKING:
    from flows.leaders.roster import Roster


@dataclass(frozen=True, slots=True)
class Assessment:
    """Leaders named (most prominent first), relevance 0 to 1, the evidence for both, and quotations.

    ``context``: ids of heads and ministers of the allies that are named; no leaders, and never counted.
    ``quotes`` are looked for only where a leader is named.
    """

    leaders: tuple[Leader, ...] = ()
    relevance: float = 0.0
    evidence: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


def assess(
    title: str, summary: str, body: str, *, language: str, on: date | None, revised: date | None = None
) -> Assessment:
    """Read one text as of the day it was published.

    ``revised`` takes its place when the text itself shows that it is younger: an explainer of 2012, kept up to
    date, that speaks of "Nato Secretary General Mark Rutte" is read as of its last revision.

    ``on`` decides who held which office. Without it nobody is said to hold one: people are found by name only, their
    office stays empty, and an office alone is nobody's. ``language`` (ISO 639-1, or empty) settles a few ambiguous
    endings, and whose words for "said" are looked for.
    Mentions are counted in title and body; the summary, which repeats them, only counts as part of the opening.
    """
    from flows.leaders.assessment import examine, told

    seen = examine(title, summary, body, language=language, on=on, revised=revised)
    return Assessment(seen.leaders, seen.relevance, told(seen), seen.found.context, seen.quotes)


def roster_in_use() -> Roster:
    """The shipped roster with the operator's own file on top."""
    from flows.leaders.assessment import roster_in_use as load

    return load()
