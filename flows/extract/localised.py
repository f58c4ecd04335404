"""Dates our own forms do not know, put to dateparser with the page's language: within bounds.

Texts are at most 70 characters long and put at most eight times.
dateparser costs a quarter of a second to import, half a millisecond for a date and seven for a text that is none in any
language: only what holds a number beside words, or one or two words, is asked, and in one language at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.extract.datewords import AGO, ONE
from flows.model import Precision

MAX_QUESTIONS = 8
"""dateparser calls a text; dates were found by the sixth at the latest on the shared pages."""

_CLOCK_IN = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])\s?[:.hHч]\s?[0-5]\d(?!\d|\.\d)")
_DURATION = re.compile(
    r"\b(?:min|sec|sek|seg|hour|heure|stunde|hora|uur|timm|timer|godz|hodin|tage?|jour|день|дней|мин|сек|час|хвил|годин)",
    re.I,
)
"""Units of time: "3 minutes 6" is a length, unless a word such as "ago" makes it a distance."""
_BARE_NUMBER = re.compile(r"^[\d.,:%€$ ]+[a-z]?$", re.IGNORECASE)
_ABSOLUTE = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month"]}
_RELATIVE = {"PARSERS": ["relative-time"]}


def localised(text: str, language: str, base: datetime) -> tuple[datetime, Precision, str] | None:
    """The date a text says in a language dateparser knows."""
    if not _worth_asking(text):
        return None
    asked = 0
    for attempt in _attempts(text):
        if not re.search(r"[^\W\d_]{2}|[\u3040-\u9fff]", attempt):
            continue
        relative = AGO.search(attempt) is not None
        if not relative and _DURATION.search(attempt):
            continue
        asked += 1
        if asked > MAX_QUESTIONS:
            return None
        settings = _RELATIVE if relative else _ABSOLUTE
        if (found := _ask(attempt, language, base, settings)) is not None:
            return _precise(found.replace(tzinfo=UTC), attempt, base)
    return None


def _worth_asking(text: str) -> bool:
    """Whether a text may be a date: dateparser takes "1.5" and "may" for some."""
    if len(text) > 70 or _BARE_NUMBER.match(text):
        return False
    words = text.split()
    if not any(c.isdigit() for c in text):
        return len(words) <= 4 and bool(AGO.search(text))
    return 2 <= len(words) <= 12


def _ask(text: str, language: str, base: datetime, extra: dict[str, Any]) -> datetime | None:
    import warnings

    from dateparser import parse as ask

    settings: dict[str, Any] = {
        "RELATIVE_BASE": base.astimezone(UTC).replace(tzinfo=None),
        "PREFER_DATES_FROM": "past",
        "DATE_ORDER": "DMY",
        "RETURN_AS_TIMEZONE_AWARE": False,
        **extra,
    }
    with warnings.catch_warnings():
        # dateparser warns of ambiguous yearless dates; how they are meant is settled by our settings.
        warnings.simplefilter("ignore")
        try:
            # dateparser knows Norwegian as Bokmål only.
            return ask(text, languages=[{"no": "nb"}.get(language, language)], settings=settings)
        except (ValueError, TypeError, OverflowError, RecursionError, KeyError):
            return None


def _attempts(text: str) -> Iterator[str]:
    """The text, then without a label up to a colon, then without leading words, then without trailing ones."""
    whole = text.strip(" ·•|,;–-")
    yield whole
    if AGO.search(whole) and (counted := ONE.sub("1 ", whole)) != whole:
        yield counted
    labelled = re.match(r"^[^\d:]{2,30}:\s*(.{4,})$", text)
    if labelled:
        yield labelled[1]
    words = text.split()
    if not any(c.isdigit() for c in text):
        return
    first = next((i for i, w in enumerate(words) if any(c.isdigit() for c in w)), 0)
    # From the first number, and from the word before it ("vor", "há", a month).
    for start in sorted({max(0, first - 1), first}, reverse=True):
        for length in (len(words) - start, 4, 3, 2):
            # A lone number is no date, though dateparser makes one of it.
            if 2 <= length <= len(words) - start and (start or length < len(words)):
                yield " ".join(words[start : start + length]).strip(" ,;()|·•–-")


def _precise(found: datetime, text: str, base: datetime) -> tuple[datetime, Precision, str]:
    age = base - found
    if _CLOCK_IN.search(text):
        return found, Precision.MINUTE, text
    if timedelta(0) <= age < timedelta(days=2) and (found.hour or found.minute) and age % timedelta(days=1):
        exact = Precision.HOUR if not age % timedelta(hours=1) else Precision.MINUTE
        return found.replace(second=0, microsecond=0), exact, text
    return found.replace(hour=0, minute=0, second=0, microsecond=0), Precision.DAY, text
