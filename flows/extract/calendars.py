"""Days of other calendars in ours: the Iranian, the Buddhist era, the Japanese eras, the years of the Republic.

The Islamic lunar calendar goes by sightings and differs between countries by a day: its dates are left unread.
"""

from __future__ import annotations

from datetime import date, timedelta

ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911, "中華民國": 1911, "R": 2018, "H": 1988}
"""What is to be added to the year of an era."""

BUDDHIST = 543
_LEAPS = frozenset([1, 5, 9, 13, 17, 22, 26, 30])
"""Leap years within 33, right for every Iranian year from 1343 to 1472 (1965 to 2094)."""


def from_jalali(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    """An Iranian day in the Gregorian calendar; ``None`` where there is no such day."""
    if not (1343 <= year <= 1472 and 1 <= month <= 12):
        return None
    leap = year % 33 in _LEAPS
    length = 31 if month <= 6 else 30 if month <= 11 or leap else 29
    if not 1 <= day <= length:
        return None
    # New Year of 1343 was 21 March 1964.
    passed = sum(366 if y % 33 in _LEAPS else 365 for y in range(1343, year))
    passed += 31 * min(month - 1, 6) + 30 * max(0, month - 7) + day - 1
    found = date(1964, 3, 21) + timedelta(days=passed)
    return found.year, found.month, found.day


def jalali_year(today: date) -> int:
    """The Iranian year of a day, by the middle of spring: for days written without one."""
    return today.year - 621 if (today.month, today.day) >= (3, 21) else today.year - 622


def common_year(year: int) -> int:
    """A year as ours, where it is one of the Buddhist era."""
    return year - BUDDHIST if 2500 <= year <= 2650 else year
