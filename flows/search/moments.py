"""Points in time as people write them: days, months, ISO times, ``now-7d``, ``24h``, ``today``.

A moment is a span: a day is 24 hours long, and "after the 22nd" begins on the 23rd. Times relative to now stay
expressions that the node resolves, so that a compiled query does not age. Days are days in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flows.errors import Configuration
from flows.model import timestamp

UNITS = {"m": "m", "min": "m", "h": "h", "d": "d", "w": "w", "M": "M", "mo": "M", "y": "y"}
_AGO = re.compile(r"(\d{1,5})\s*(mo|min|[mhdwMy])")
_MATH = re.compile(r"now(?:[+-]\d{1,5}[smhHdwMy])*(?:/[smhHdwMy])?")
_NAMED = {
    "now": ("now", "now"),
    "today": ("now/d", "now/d+1d"),
    "yesterday": ("now-1d/d", "now/d"),
}
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")

FORMS = "2026-01-22, 2026-01, 2026, 2026-01-22T10:30:00Z, 24h, 7d, today, yesterday or now-7d/d"
"""What is understood, for error messages."""


@dataclass(frozen=True, slots=True)
class Span:
    """From ``start`` (inclusive) to ``end`` (exclusive), as Elasticsearch reads them; equal for an instant."""

    start: str
    end: str


def read(text: str) -> Span | None:
    """The span that ``text`` names, or ``None`` when it is no moment."""
    text = text.strip()
    if text.lower() in _NAMED:
        return Span(*_NAMED[text.lower()])
    if found := _AGO.fullmatch(text):
        at = f"now-{found[1]}{UNITS[found[2]]}"
        return Span(at, at)
    if _MATH.fullmatch(text):
        return _rounded(text)
    try:
        return _partial(text) or _instant(text)
    except (ValueError, OverflowError):
        return None


def option(name: str, text: str) -> Span:
    """The span that a command's option ``--name`` was given. Raises :class:`~flows.errors.Configuration` for none."""
    span = read(text)
    if span is None:
        raise Configuration(f"--{name} is {text!r}, which is no point in time", remedy=f"Write {FORMS}.")
    return span


def _rounded(text: str) -> Span:
    """``now-7d/d`` is a whole day: its end is the start of the next unit."""
    _, slash, unit = text.partition("/")
    return Span(text, f"{text}+1{unit}") if slash else Span(text, text)


def _partial(text: str) -> Span | None:
    """A year, month or day."""
    found = _PARTIAL.fullmatch(text)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    start = datetime(year, month, day, tzinfo=UTC)
    if found[3]:
        end = start + timedelta(days=1)
    elif found[2]:
        end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    else:
        end = datetime(year + 1, 1, 1, tzinfo=UTC)
    return Span(timestamp(start) or "", timestamp(end) or "")


def _instant(text: str) -> Span:
    """An ISO time; one without a zone is UTC; one without seconds is a whole minute."""
    if not re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}", text):
        raise ValueError(text)
    parsed = datetime.fromisoformat(text)
    at = parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)
    clock = re.match(r"\d{2}(?::\d{2})?(?::\d{2})?(?:[.,]\d+)?", text[11:])
    parts = clock[0].count(":") if clock else 0
    if clock and re.search(r"[.,]", clock[0]):
        return Span(timestamp(at) or "", timestamp(at + timedelta(milliseconds=1)) or "")
    step = (timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1))[parts]
    return Span(timestamp(at) or "", timestamp(at + step) or "")
