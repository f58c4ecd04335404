"""The period of a briefing: what ``--since`` and ``--until`` say, as two instants in UTC. Pure: ``now`` is given.

The forms are those of :mod:`flows.search.moments`, whose expressions relative to now are resolved here: a page that is
kept has to name the time it is about.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta

from flows.errors import Configuration
from flows.search import moments

_STEP = re.compile(r"([+-])(\d+)([smhHdwMy])|/([smhHdwMy])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "H": 3600, "d": 86_400, "w": 604_800}


def period(since: str, until: str | None, now: datetime) -> tuple[datetime, datetime]:
    """Start and exclusive end. Raises ``Configuration`` for what is no moment, and for an empty period."""
    start = _resolved(moments.option("since", since).start, now)
    end = _resolved(moments.option("until", until).end, now) if until else now
    if start >= end:
        raise Configuration(
            f"the period is empty: it would begin at {start:%Y-%m-%d %H:%M} UTC and end at {end:%Y-%m-%d %H:%M} UTC",
            remedy="Give an earlier --since, or a later --until.",
        )
    return start, end


def _resolved(expression: str, now: datetime) -> datetime:
    if not expression.startswith("now"):
        return datetime.fromisoformat(expression).astimezone(UTC)
    at = now.astimezone(UTC)
    try:
        for sign, number, unit, floor in _STEP.findall(expression):
            at = _floor(at, floor) if floor else _moved(at, int(sign + number), unit)
    except OverflowError:
        raise Configuration(f"{expression} lies outside of the calendar", remedy="Give a shorter time.") from None
    return at


def _moved(at: datetime, number: int, unit: str) -> datetime:
    if unit in _SECONDS:
        return at + timedelta(seconds=number * _SECONDS[unit])
    months = at.year * 12 + at.month - 1 + number * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


def _floor(at: datetime, unit: str) -> datetime:
    at = at.replace(microsecond=0)
    if unit == "s":
        return at
    at = at.replace(second=0)
    if unit == "m":
        return at
    at = at.replace(minute=0)
    if unit in "hH":
        return at
    at = at.replace(hour=0)
    if unit == "w":
        return at - timedelta(days=at.weekday())
    return at if unit == "d" else at.replace(day=1) if unit == "M" else at.replace(month=1, day=1)
