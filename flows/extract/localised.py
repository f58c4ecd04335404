"""Dates in languages without a row in our own tables (Tamil, Telugu, Kyrgyz …), put to dateparser.

dateparser costs a quarter of a second to import and seven milliseconds for a text that is no date, so it is asked last,
in the page's language alone, a few times a text, and only where a number stands beside a word.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from flows.extract.datemonths import has_months
from flows.model import Precision

MAX_QUESTIONS = 4
"""dateparser calls a text: the whole, behind a label, and the words around the first number."""

_NUMBERED = frozenset(("ja", "ko", "zh"))
"""Languages that write months as numbers: our own patterns read all of them, and dateparser found no date in any of
the 60 texts that the shared pages put to it."""

MAX_LENGTH, MAX_WORDS = 70, 12
_CLOCK = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)")
_WORD_AND_NUMBER = re.compile(r"[^\W\d_]{2,}\S{0,20}[\s.,]{1,3}\d|\d{1,4}\.?[\s,]{1,2}[^\W\d_]{2,}")


def localised(text: str, language: str, base: datetime) -> tuple[datetime, Precision, str] | None:
    """The day that a text names in a language only dateparser knows; ``None`` for all other texts.

    ``base`` is the time of the fetch: a day without a year is the last such day before it.
    """
    if language in _NUMBERED or not language or has_months(language) or not _worth_asking(text) or not known(language):
        return None
    for attempt in list(dict.fromkeys(_attempts(text)))[:MAX_QUESTIONS]:
        if (found := _ask(attempt, language, base)) is not None:
            exact = _CLOCK.search(attempt) is not None
            moment = found.replace(tzinfo=UTC)
            if exact:
                return moment, Precision.MINUTE, attempt
            return moment.replace(hour=0, minute=0, second=0, microsecond=0), Precision.DAY, attempt
    return None


@lru_cache(maxsize=256)
def known(language: str) -> bool:
    """Whether dateparser has data of a language."""
    from dateparser.data.languages_info import language_order

    return language in language_order


def _worth_asking(text: str) -> bool:
    return len(text) <= MAX_LENGTH and len(text.split()) <= MAX_WORDS and _WORD_AND_NUMBER.search(text) is not None


def _attempts(text: str) -> Iterator[str]:
    yield text.strip(" ·•|,;–-")
    if labelled := re.match(r"^[^\d:]{2,30}:\s*(.{4,})$", text):
        yield labelled[1]
    words = text.split()
    first = next((i for i, word in enumerate(words) if any(map(str.isdigit, word))), 0)
    for start in (first, max(0, first - 1)):
        yield " ".join(words[start : start + 3]).strip(" ,;()|·•–-")


def _ask(text: str, language: str, base: datetime) -> datetime | None:
    from dateparser import parse as ask

    settings: dict[str, Any] = {
        "RELATIVE_BASE": base.astimezone(UTC).replace(tzinfo=None),
        "PREFER_DATES_FROM": "past",
        "DATE_ORDER": "DMY",
        "RETURN_AS_TIMEZONE_AWARE": False,
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["day", "month"],
    }
    with warnings.catch_warnings():
        # dateparser warns of ambiguous yearless dates; how they are meant is settled by our settings.
        warnings.simplefilter("ignore")
        try:
            return ask(text, languages=[language], settings=settings)
        except (ValueError, TypeError, OverflowError, RecursionError, KeyError):
            return None
