"""Dates as people write them: yearless, relative, in many languages, always relative to the time of fetch.

Numeric, English and East Asian forms are read here, with rules one can state; the rest goes to dateparser with the
page's language. dateparser costs a quarter of a second to import: it is loaded when a text first needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from flows.extract.structured import squash
from flows.model import Precision

Parsed = tuple[datetime, Precision, str]
"""Aware time in UTC, precision, and the part of the text that said so."""

MAX_TEXT = 100

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = r"(?P<mon>" + "|".join(sorted(_MONTHS, key=lambda m: -len(m))) + r")\b\.?"
_CLOCK = (
    r"(?:[\s,]{1,3}(?:at|um|à|kl\.?|o|в|klo|-|–|—|\||·)?\s{0,2}(?P<h>[01]?\d|2[0-3])(?P<cs>[:.h])(?P<mi>[0-5]\d)(?::(?P<se>[0-5]\d))?"
    r"\s{0,2}(?P<ap>[ap]\.?m\b\.?)?\s{0,2}(?P<z>UTC|GMT|Z\b|[+-][01]\d:?[0-5]\d)?)?"
)
_FORMS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2026-01-22T10:00:00+01:00, 2026/1/22, 2026. 1. 22, 2026年1月22日, 2026년 1월 22일
        (
            r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?[-/.年년]\s{0,2}(?P<m>1[0-2]|0?[1-9])\s?[-/.月월]\s{0,2}(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)\s?[일日.]?"
            r"(?:[T\s,(（)）月火水木金土日]{0,4}(?:오전|오후)?\s?(?P<h>[01]?\d|2[0-3])(?P<cs>[:時시])\s?(?P<mi>[0-5]\d)(?::(?P<se>[0-5]\d))?(?:\.\d{1,9})?\s?"
            r"(?P<z>Z|[+-][01]\d:?[0-5]\d)?)?"
        ),
        # Jan 22, 2026 / January 22nd / Jan. 22
        r"(?<![\w.])"
        + _MONTH
        + r"\s{0,2}(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b(?!:)(?:,?\s{1,2}(?P<y>(?:19|20)\d\d))?"
        + _CLOCK,
        # 22 January 2026, 22nd of Jan, Thursday 22 Jan
        r"(?<![\d.:])(?P<d>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?:\sof)?[\s-]{1,2}"
        + _MONTH
        + r"(?:,?[\s-]{1,2}(?P<y>(?:19|20)\d\d))?"
        + _CLOCK,
        # 22.01.2026, 22/1/26, 1/22/2026
        r"(?<![\d.:/-])(?P<a>3[01]|[12]\d|0?[1-9])(?P<sep>[./-])\s?(?P<b>3[01]|[12]\d|0?[1-9])(?P=sep)\s?(?P<y>(?:19|20)\d\d|\d\d)(?![\d/.]\d)\.?"
        + _CLOCK,
        # 1月22日, 1월 22일
        r"(?<!\d)(?P<m>1[0-2]|0?[1-9])\s?[月월]\s?(?P<d>3[01]|[12]\d|0?[1-9])\s?[日일]",
    )
]
_CLOCK_FIRST = re.compile(r"^(\d{1,2}:\d\d\s?(?:[ap]m)?)\s?,?\s(.{4,60})$", re.IGNORECASE)
_AGO = re.compile(
    r"\b(?P<n>\d{1,3}|an?|one|two|three|four|five|six)\s?(?P<u>seconds?|secs?|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|wks?|w|"
    r"months?|mos?|years?|yrs?|y)\sago\b",
    re.IGNORECASE,
)
_SHORT_AGO = re.compile(r"^(?P<n>\d{1,3})\s?(?P<u>m|min|h|hr|hrs|d|w)$", re.IGNORECASE)
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_DAYS = {"today": 0, "yesterday": 1, "just now": 0}
_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙")}
MONTH_FIRST = frozenset({"US", "PH", "CA"})


def parse(text: str, language: str, base: datetime, *, region: str = "") -> Parsed | None:
    """The date a short text says, relative to ``base``; ``None`` when it says none."""
    printed = squash(text)[:MAX_TEXT]
    text = printed.translate(_DIGITS)
    if not text:
        return None
    found = next((f for part in _parts(text) if (f := _own(part, base, language, region)) is not None), None)
    if found is None and language not in ("", "en") and _worth_asking(text):
        found = _by_dateparser(text, language, base)
    if found is None:
        return None
    # Digits were replaced one by one: the same place of the text as printed is what stood there.
    at = text.find(found[2])
    return found[0], found[1], printed[at : at + len(found[2])] if at >= 0 else printed


def _parts(text: str) -> Iterator[str]:
    if clock_first := _CLOCK_FIRST.match(text):
        # 12:20pm Jan 7, 2024
        yield f"{clock_first[2]} {clock_first[1]}"
    yield text


def _own(text: str, base: datetime, language: str, region: str) -> Parsed | None:
    for form in _FORMS:
        for match in form.finditer(text):
            if (found := _from_match(match, base, language, region)) is not None:
                return found
    return _relative(text, base)


def _from_match(match: re.Match[str], base: datetime, language: str, region: str) -> Parsed | None:
    part = match.groupdict()
    year = int(part["y"]) if part.get("y") else None
    if part.get("a"):
        if year is not None and year < 100:
            year += 2000
        first, second = int(part["a"]), int(part["b"])
        month_first = part["sep"] == "/" and language in ("en", "") and region in MONTH_FIRST | {""}
        if first > 12 or second > 12:
            month_first = second > 12
        month, day = (first, second) if month_first else (second, first)
    else:
        month = _MONTHS[part["mon"].lower().rstrip(".")] if part.get("mon") else int(part["m"])
        day = int(part["d"])
    if month > 12:
        return None
    moment = with_year(month, day, base) if year is None else _safe(year, month, day)
    if moment is None:
        return None
    raw = match[0].strip(" ,.")
    if part.get("h") is None:
        return moment, Precision.DAY, raw
    hour, minute = int(part["h"]), int(part["mi"])
    if part.get("ap"):
        hour = hour % 12 + (12 if part["ap"].lower().startswith("p") else 0)
    elif "오후" in match[0] and hour < 12:
        hour += 12
    second = int(part["se"]) if part.get("se") else 0
    zone = _zone(part.get("z") or "")
    moment = moment.replace(hour=hour % 24, minute=minute, second=second, tzinfo=zone).astimezone(UTC)
    return moment, Precision.SECOND if part.get("se") else Precision.MINUTE, raw


def _zone(text: str) -> timezone:
    match = re.fullmatch(r"([+-])(\d\d):?(\d\d)", text)
    if not match:
        return UTC
    offset = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-offset if match[1] == "-" else offset)


def with_year(month: int, day: int, base: datetime) -> datetime | None:
    """The last time it was that day, seen from ``base`` (a day of slack for the world's clocks)."""
    for year in range(base.year + 1, base.year - 9, -1):
        moment = _safe(year, month, day)
        if moment is not None and moment <= base + timedelta(days=1):
            return moment
    return None


def _safe(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None


def _relative(text: str, base: datetime) -> Parsed | None:
    match = _AGO.search(text) or _SHORT_AGO.match(text)
    if match:
        count = int(match["n"]) if match["n"].isdigit() else _NUMBERS[match["n"].lower()]
        unit = match["u"].lower()
        if unit.startswith("s"):
            return base - timedelta(seconds=count), Precision.MINUTE, match[0]
        if unit.startswith("mo"):
            return midnight(base - timedelta(days=30 * count)), Precision.MONTH, match[0]
        if unit.startswith("m"):
            return _floor_minute(base - timedelta(minutes=count)), Precision.MINUTE, match[0]
        if unit.startswith("h"):
            return _floor_minute(base - timedelta(hours=count)), Precision.HOUR, match[0]
        if unit.startswith("y"):
            return midnight(base - timedelta(days=365 * count)), Precision.YEAR, match[0]
        return midnight(base - timedelta(days=count * (7 if unit.startswith("w") else 1))), Precision.DAY, match[0]
    lowered = text.lower()
    for word, days in _DAYS.items():
        if lowered == word or lowered.startswith((word + " at ", word + ", ")):
            return midnight(base - timedelta(days=days)), Precision.DAY, text
    return None


def midnight(moment: datetime) -> datetime:
    """The start of a day in UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _floor_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


_CLOCK_IN = re.compile(r"(?<!\d)(?:[01]?\d|2[0-3])\s?[:.hHч]\s?[0-5]\d(?!\d|\.\d)")
_AGO_WORDS = re.compile(
    r"\b(?:vor|ago|il y a|hace|há|fa|geleden|sedan|siden|síðan|sitten|tagasi|prieš|pirms|temu|před|pred|prije|"
    r"пре|преди|назад|тому|önce|acum|ezelőtt|ora|πριν|منذ|قبل|cách đây|yang lalu)\b|前|전|पहले|לפני|ที่แล้ว|ก่อน|پیش",
    re.IGNORECASE,
)
"""Words that make "3 hours" a time and not a duration."""
_BARE_NUMBER = re.compile(r"^[\d.,:%€$ ]+[a-z]?$", re.IGNORECASE)


def _worth_asking(text: str) -> bool:
    """dateparser takes "1.5" and "may" for dates and half a hundredth of a second for a text that is none."""
    if len(text) > 70 or _BARE_NUMBER.match(text):
        return False
    words = text.split()
    has_digit = any(c.isdigit() for c in text)
    return len(words) <= 12 and (
        (has_digit and len(words) >= 2) or (not has_digit and len(words) <= 2 and len(text) > 3)
    )


_ABSOLUTE = {"PARSERS": ["absolute-time"], "REQUIRE_PARTS": ["day", "month"]}
_RELATIVE = {"PARSERS": ["relative-time"]}


def _by_dateparser(text: str, language: str, base: datetime) -> Parsed | None:
    for attempt in _attempts(text):
        settings = [_ABSOLUTE] if any(c.isdigit() for c in attempt) else []
        if _AGO_WORDS.search(attempt) or len(attempt.split()) == 1:
            settings.append(_RELATIVE)
        elif not settings:
            settings.append({"PARSERS": ["absolute-time"]})
        for extra in settings:
            if (found := _ask(attempt, language, base, extra)) is not None:
                return _precise(found.replace(tzinfo=UTC), attempt, base)
    return None


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
    yield text.strip(" ·•|,;–-")
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


def _precise(found: datetime, text: str, base: datetime) -> Parsed:
    age = base - found
    if _CLOCK_IN.search(text):
        return found, Precision.MINUTE, text
    if timedelta(0) <= age < timedelta(days=2) and (found.hour or found.minute) and age % timedelta(days=1):
        exact = Precision.HOUR if not age % timedelta(hours=1) else Precision.MINUTE
        return _floor_minute(found), exact, text
    if not any(c.isdigit() for c in text) or re.search(r"\d", text):
        return midnight(found), Precision.DAY, text
    return midnight(found), Precision.MONTH, text
