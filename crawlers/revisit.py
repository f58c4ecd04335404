"""Whether a link is fetched: a pure decision over what is known of it and what was just said of it.

A link nobody fetched is fetched. A landed one is fetched again when the page that named it before now says something
else of it (title, date, ``lastmod``), and 1, 6, 24 and 72 hours after its first fetch: newspapers edit what is young. A
link that answered 404 or the like is tried again at the same distances, one that failed for a passing reason also by
every crawl of its first hour.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

REVISITS = (3_600.0, 21_600.0, 86_400.0, 259_200.0)
"""Seconds after the first fetch at which a page is looked at again."""

RECENT = 2 * REVISITS[-1]
"""A page first fetched longer ago than this is not revisited: its revisits were missed because nobody crawled."""

PATIENCE = 10
"""Re-fetches for a changed entry until it is suspected of changing for nothing: some feeds date every entry now."""

CHATTY = 3_600.0
"""Seconds between re-fetches of such an entry."""


class Why(StrEnum):
    """Why a link is fetched."""

    NEW = "new"
    CHANGED = "changed"
    REVISIT = "revisit"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a link.

    ``landed`` and ``tried`` are the times of first landing and first attempt, ``last`` that of the latest attempt.
    ``permanent``: the latest failure will not pass. ``visits`` counts revisits or retries due before ``last``,
    ``changes`` re-fetches for a changed entry. ``said`` is the change key its page gave before, ``None`` if that page
    never named it.
    """

    landed: float | None
    tried: float
    last: float
    permanent: bool = False
    visits: int = 0
    changes: int = 0
    said: str | None = None


def decide(known: Known | None, key: str, now: float) -> Why | None:
    """Why to fetch the link, or ``None`` to leave it. ``key`` is what its page says of it now."""
    if known is None:
        return Why.NEW
    changed = known.said is not None and known.said != key
    if changed and (known.changes < PATIENCE or now - known.last >= CHATTY):
        return Why.CHANGED
    return due(known, now)


def due(known: Known, now: float) -> Why | None:
    """Why to fetch a link that nothing new was said of."""
    first = known.tried if known.landed is None else known.landed
    coming = now - first <= RECENT and steps(first, now) > known.visits
    if known.landed is not None:
        return Why.REVISIT if coming else None
    passing = not known.permanent and now - first < REVISITS[0]
    return Why.RETRY if passing or coming else None


def steps(first: float, now: float) -> int:
    """How many revisits have come due since ``first``."""
    return bisect_right(REVISITS, now - first)
