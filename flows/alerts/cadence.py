"""When a saved search may mail: at once, every hour, every day or every week, and never in its quiet hours.

Pure. Days and weeks follow the wall clock of a time zone: on the day a zone leaps over the hour of a slot, the slot is
as long after midnight as it always is; on the day the hour comes twice, it is the first of the two. A slot is asked for
by the moment (:meth:`Cadence.latest`), never counted on from the last mail: a clock that steps, or a machine that was
off, neither skips a slot for good nor makes one twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

CADENCE_FORMS = "immediate, hourly, 'daily 08:00 Europe/Brussels' or 'weekly monday 08:00 Europe/Brussels'"
QUIET_FORM = "'22:00-06:00 Europe/Brussels'"

_TIME = r"(?P<{0}>[01][0-9]|2[0-3]):(?P<{0}m>[0-5][0-9])"
_ZONE = r"(?P<zone>[A-Za-z0-9_+/-]+)"
_DAILY = re.compile(rf"daily +{_TIME.format('at')}(?: +{_ZONE})?")
_WEEKLY = re.compile(rf"weekly +(?P<day>[a-z]+) +{_TIME.format('at')}(?: +{_ZONE})?", re.IGNORECASE)
_QUIET = re.compile(rf"{_TIME.format('start')} *- *{_TIME.format('end')}(?: +{_ZONE})?")


class Every(StrEnum):
    """The kinds of cadence."""

    IMMEDIATE = "immediate"
    HOURLY = "hourly"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Cadence:
    """``weekday`` counts from Monday, 0; ``at`` and ``zone`` matter for days and weeks only."""

    every: Every = Every.IMMEDIATE
    at: time = time(8)
    zone: str = "UTC"
    weekday: int = 0

    def __str__(self) -> str:
        """As it is written in a file."""
        if self.every is Every.DAILY:
            return f"daily {self.at:%H:%M} {self.zone}"
        if self.every is Every.WEEKLY:
            return f"weekly {WEEKDAYS[self.weekday]} {self.at:%H:%M} {self.zone}"
        return self.every.value

    def latest(self, now: datetime) -> datetime | None:
        """The last slot at or before ``now``: what was found by then may be mailed. ``None``: everything may."""
        if self.every is Every.IMMEDIATE:
            return None
        if self.every is Every.HOURLY:
            return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        day = now.astimezone(_zone(self.zone)).date()
        # Tomorrow too: a slot that leaps over midnight may belong to the day behind it.
        return max(slot for slot in map(self._slot, self._days(day, -8, 2)) if slot <= now)

    def next_due(self, now: datetime) -> datetime:
        """The first slot at or after ``now``; ``now`` itself for an immediate search."""
        if self.every is Every.IMMEDIATE:
            return now
        if self.every is Every.HOURLY:
            last = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
            return last if last == now else last + timedelta(hours=1)
        day = now.astimezone(_zone(self.zone)).date()
        return min(slot for slot in map(self._slot, self._days(day, -1, 9)) if slot >= now)

    def _days(self, day: date, start: int, end: int) -> list[date]:
        days = [day + timedelta(days=n) for n in range(start, end)]
        return [d for d in days if self.every is Every.DAILY or d.weekday() == self.weekday]

    def _slot(self, day: date) -> datetime:
        return datetime.combine(day, self.at, _zone(self.zone)).astimezone(UTC)


IMMEDIATE = Cadence()


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nothing is mailed; what is found waits for their end. ``start`` after ``end`` spans midnight."""

    start: time
    end: time
    zone: str = "UTC"

    def __str__(self) -> str:
        """As it is written in a file."""
        return f"{self.start:%H:%M}-{self.end:%H:%M} {self.zone}"

    def holds(self, now: datetime) -> bool:
        """Whether ``now`` lies in the quiet hours: the start does, the end does not."""
        clock = now.astimezone(_zone(self.zone)).time()
        if self.start <= self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end


def parse_cadence(text: str) -> Cadence:
    """Read a cadence. Raises :class:`ValueError` that says what is wrong."""
    tidy = " ".join(text.split())
    if tidy.lower() in (Every.IMMEDIATE, Every.HOURLY):
        return Cadence(Every(tidy.lower()))
    if found := _DAILY.fullmatch(tidy):
        return Cadence(Every.DAILY, _read_time(found, "at"), _known_zone(found["zone"]))
    if found := _WEEKLY.fullmatch(tidy):
        days = [
            n for n, name in enumerate(WEEKDAYS) if len(found["day"]) >= 3 and name.startswith(found["day"].lower())
        ]
        if not days:
            raise ValueError(f"{found['day']!r} is no day of the week; example: 'monday'")
        return Cadence(Every.WEEKLY, _read_time(found, "at"), _known_zone(found["zone"]), days[0])
    raise ValueError(f"{text!r} does not exist; there is {CADENCE_FORMS}")


def parse_quiet(text: str) -> Quiet:
    """Read quiet hours. Raises :class:`ValueError` that says what is wrong."""
    found = _QUIET.fullmatch(" ".join(text.split()))
    if not found:
        raise ValueError(f"{text!r} are no hours; example: {QUIET_FORM}")
    quiet = Quiet(_read_time(found, "start"), _read_time(found, "end"), _known_zone(found["zone"]))
    if quiet.start == quiet.end:
        raise ValueError(f"{text!r} begins when it ends: it would hold everything or nothing")
    return quiet


def _read_time(found: re.Match[str], name: str) -> time:
    return time(int(found[name]), int(found[name + "m"]))


def _known_zone(name: str | None) -> str:
    if name:
        _zone(name)
    return name or "UTC"


@cache
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; examples: 'Europe/Brussels', 'UTC'") from None
