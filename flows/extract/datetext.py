"""Dates as people write them: yearless, relative, in many languages, always relative to the time of fetch.

Forms with months of some twenty languages, numeric and East Asian ones, "yesterday at", weekdays and clocks are read
here, with rules one can state; what is left goes to dateparser with the page's language (:mod:`localised`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone

from flows.extract.datewords import DAY_WORDS, MONTHS, WEEKDAYS, month_number
from flows.extract.lexicon import any_of
from flows.extract.localised import localised
from flows.extract.structured import squash
from flows.model import Precision

Parsed = tuple[datetime, Precision, str]
"""Aware time in UTC, precision, and the part of the text that said so."""

MAX_TEXT = 100
MONTH_FIRST = frozenset({"US", "PH", "CA"})

_MONTH = rf"(?P<mon>{any_of('|'.join(MONTHS))})(?![^\W_])\.?"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th|er|º|°|ª)(?![^\W\d_]))?"
_TIME = (
    r"(?P<h>[01]?\d|2[0-3])\s?(?:(?P<cs>[:.h])\s?(?P<mi>[0-5]\d)(?::(?P<se>[0-5]\d))?\s{0,2}(?P<ap>[ap]\.?m\b\.?)?"
    r"|(?P<ap2>[ap]\.?m\b\.?))"
)
_ZONE = r"\s{0,2}(?P<z>(?:UTC|GMT)?[+-]\d{1,2}:?(?:[0-5]\d)?(?!\d)|UTC|GMT|Z\b|(?-i:[A-Z]{2,4})\b)?"
_AT = r"(?:at|um|à|às|a las|kl\.?|o|ob|v|в|klo|om|ore|alle|@|-|–|—|\||·)"
_CLOCK = rf"(?:[\s,]{{1,3}}(?:{_AT}\s{{0,2}})?{_TIME}{_ZONE})?"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2026-01-22T10:00:00+01:00, 2026/1/22, 2026. 1. 22, 2026年1月22日, 2026년 1월 22일
        (
            rf"(?<!\d){_YEAR}\s?[-/.年년]\s{{0,2}}(?P<m>1[0-2]|0?[1-9])\s?[-/.月월]\s{{0,2}}{_DAY}(?!\d)\s?[일日.]?"
            r"(?:[T\s,(（)）月火水木金土日]{0,4}(?:오전|오후)?\s?(?P<h>[01]?\d|2[0-3])(?P<cs>[:時시])\s?(?P<mi>[0-5]\d)"
            r"(?::(?P<se>[0-5]\d))?(?:\.\d{1,9})?\s?(?P<z>Z|[+-][01]\d:?[0-5]\d)?)?"
        ),
        # Jan 22, 2026 / January 22nd / Jan. 22
        rf"(?<![\w.]){_MONTH}\s{{0,2}}{_DAY}{_ORDINAL}(?![\w:])(?:\s?,?\s{{1,2}}{_YEAR})?{_CLOCK}",
        # 22 January 2026, 22nd of Jan, Thursday 22 Jan, 22. Januar, 22 de enero de 2026, 05 FEB 26
        (
            rf"(?<![\d.:]){_DAY}{_ORDINAL}\.?(?:\s(?:of|de|di))?[\s-]{{0,2}}{_MONTH}"
            rf"(?:,?(?:\s(?:de|del|г\.))?[\s-]{{1,2}}(?:{_YEAR}|(?P<yy>\d\d)(?![\d:.h]|\s?[ap]\.?m))(?:\s?(?:г|р|r)\b\.?)?)?{_CLOCK}"
        ),
        # 22.01.2026, 22/1/26, 1/22/2026
        (
            r"(?<![\d.:/-])(?P<a>3[01]|[12]\d|0?[1-9])(?P<sep>[./-])\s?(?P<b>3[01]|[12]\d|0?[1-9])(?P=sep)\s?"
            rf"(?P<y>(?:19|20)\d\d|\d\d)(?![\d/.:h]\d)\.?{_CLOCK}"
        ),
        # 1月22日, 1월 22일
        rf"(?<!\d)(?P<m>1[0-2]|0?[1-9])\s?[月월]\s?{_DAY}\s?[일日]",
        # 18.2. 15:32
        rf"^\W{{0,3}}(?P<a>3[01]|[12]\d|0?[1-9])(?P<sep>\.)\s?(?P<b>1[0-2]|0?[1-9])\.(?!\s?\d{{1,4}}(?![\d:.])){_CLOCK}",
    )
)
_CLOCK_FIRST = re.compile(
    r"^(?P<clock>\d{1,2}:\d\d\s?(?:[ap]\.?m\.?)?)(?:\s(?P<zone>(?-i:[A-Z]{2,4})))?\s?,?\s(?P<date>.{4,60})$",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\b(?P<n>\d{1,3}|an?|one|two|three|four|five|six)\s?(?P<u>seconds?|secs?|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|wks?|w|"
    r"months?|mos?|years?|yrs?|y)\sago\b",
    re.IGNORECASE,
)
_SHORT_AGO = re.compile(
    r"^(?P<n>\d{1,3})\s?(?P<u>mins?|m|hrs?|h|d|wk?|mo|yrs?)(?:\s\d{1,3}\s?(?:mo|yrs?))?$", re.IGNORECASE
)
_EAST_AGO = re.compile(
    r"(?P<n>\d{1,3})\s?(?P<u>秒|分钟|分鐘|分|時間|小时|小時|시간|분|日|天|일|週間|周|주)(?:間|间)?\s?(?:之?前|전)"
)
_EAST_UNITS = {"秒": "s", "分": "m", "분": "m", "時": "h", "小": "h", "시": "h", "週": "w", "周": "w", "주": "w"}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_NAMED_DAYS = any_of("|".join([*DAY_WORDS, *WEEKDAYS]))
_NAMED_DAY = re.compile(
    rf"^(?:.{{0,24}}?[\s:])??(?P<day>{_NAMED_DAYS})(?:(?:\s?,?\s(?:{_AT}\s)?|\s)?{_TIME}{_ZONE}(?:\s?uhr)?)?$",
    re.IGNORECASE,
)
_BARE_CLOCK = re.compile(
    rf"^(?:(?P<label>[^\W\d_][^\d]{{0,24}})[\s:])?\s?(?:{_AT}\s{{0,2}})?{_TIME}{_ZONE}(?P<uhr>\s?uhr)?$", re.IGNORECASE
)
_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙")}


def parse(text: str, language: str, base: datetime, *, region: str = "") -> Parsed | None:
    """The date a short text says, relative to ``base``; ``None`` when it says none."""
    printed = squash(text)[:MAX_TEXT]
    text = printed.translate(_DIGITS)
    if not text:
        return None
    found = next((f for part in _parts(text) if (f := _own(part, base, language, region)) is not None), None)
    if found is None and language not in ("", "en"):
        found = localised(text, language, base)
    if found is None:
        return None
    # Digits were replaced one by one: the same place of the text as printed is what stood there.
    at = text.find(found[2])
    return found[0], found[1], printed[at : at + len(found[2])] if at >= 0 else printed


def says_year(raw: str) -> bool:
    """Whether a text names its year in full."""
    return re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[./-]\d{1,2}[./-]\d\d(?!\d)", raw.translate(_DIGITS)) is not None


def _parts(text: str) -> Iterator[str]:
    if first := _CLOCK_FIRST.match(text):
        # 12:20pm Jan 7, 2024
        yield f"{first['date']} {first['clock']} {first['zone'] or ''}".strip()
    yield text


def _own(text: str, base: datetime, language: str, region: str) -> Parsed | None:
    for form in _FORMS if any(map(str.isdigit, text)) else ():
        for match in form.finditer(text):
            if (found := _from_match(match, base, language, region)) is not None:
                return found
    readers: tuple[Callable[[str, datetime], Parsed | None], ...] = (_relative, _named_day)
    return next((found for read in readers if (found := read(text, base)) is not None), None)


def _from_match(match: re.Match[str], base: datetime, language: str, region: str) -> Parsed | None:
    part = match.groupdict()
    year = int(part["y"]) if part.get("y") else None
    if part.get("yy"):
        year = 2000 + int(part["yy"])
    if part.get("a"):
        if year is not None and year < 100:
            year += 2000
        first, second = int(part["a"]), int(part["b"])
        month_first = part["sep"] == "/" and language in ("en", "") and region in MONTH_FIRST | {""}
        if first > 12 or second > 12:
            month_first = second > 12
        month, day = (first, second) if month_first else (second, first)
    else:
        month = (month_number(part["mon"], language) or 13) if part.get("mon") else int(part["m"])
        day = int(part["d"])
        if year is None and part.get("mon") and re.search(r"(?<![:.\d])\d{1,2}[\s.-]$", match.string[: match.start()]):
            # 05 FEB 26: the number behind the month is the year.
            return None
    if month > 12:
        return None
    moment = with_year(month, day, base) if year is None else _safe(year, month, day)
    if moment is None:
        return None
    return _at_clock(moment, part, match[0])


def _at_clock(day: datetime, part: dict[str, str | None], raw: str) -> Parsed:
    """A day with the time that the groups ``h``, ``mi``, ``se``, ``ap`` and ``z`` of a match name, if they do."""
    text = re.sub(r"(?<=\d)\.$", "", raw.strip(" ,"))
    if part.get("h") is None:
        return day, Precision.DAY, text
    hour, minute = int(part["h"] or 0), int(part.get("mi") or 0)
    if half := part.get("ap") or part.get("ap2"):
        hour = hour % 12 + (12 if half.lower().startswith("p") else 0)
    elif "오후" in raw and hour < 12:
        hour += 12
    second = int(part.get("se") or 0)
    moment = day.replace(hour=hour % 24, minute=minute, second=second, tzinfo=_zone(part.get("z") or ""))
    return moment.astimezone(UTC), Precision.SECOND if part.get("se") else Precision.MINUTE, text


def _zone(text: str) -> timezone:
    """A time zone by its offset; names mean several zones each (``CST``, ``IST``) and leave the time as it stands."""
    match = re.search(r"([+-])(\d\d?):?(\d\d)?$", text)
    if not match:
        return UTC
    offset = timedelta(hours=min(14, int(match[2])), minutes=int(match[3] or 0))
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
    match = _AGO.search(text) or _SHORT_AGO.match(text) or _EAST_AGO.search(text)
    if not match:
        return None
    count = int(match["n"]) if match["n"].isdigit() else _NUMBERS[match["n"].lower()]
    unit = _EAST_UNITS.get(match["u"][0], match["u"].lower())
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


def _named_day(text: str, base: datetime) -> Parsed | None:
    """``Yesterday at 14:40``, ``Heute, 11:07 Uhr``, ``Monday 5:30PM``; a weekday is one only beside a clock."""
    match = _NAMED_DAY.match(text)
    if match is None:
        return None
    word = match["day"].casefold()
    if word in DAY_WORDS:
        day = midnight(base - timedelta(days=DAY_WORDS[word]))
    elif match["h"] is not None:
        day = midnight(base - timedelta(days=(base.weekday() - WEEKDAYS[word]) % 7))
    else:
        return None
    return _at_clock(day, match.groupdict(), text)


def clock(text: str, base: datetime) -> Parsed | None:
    """``14:52``, ``um 15:36 Uhr``, ``Uppdaterad kl 12.17``: the last time it was that late, seen from ``base``.

    For places where nothing but the time of a text can stand: anywhere else it is a duration or a score.
    """
    match = _BARE_CLOCK.match(squash(text)[:MAX_TEXT].translate(_DIGITS))
    if match is None or (match["cs"] == "." and not (match["label"] or match["uhr"] or match["ap"])):
        return None
    found = _at_clock(midnight(base), match.groupdict(), text)
    return found if found[0] <= base + timedelta(hours=14) else (found[0] - timedelta(days=1), *found[1:])


def midnight(moment: datetime) -> datetime:
    """The start of a day in UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _floor_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
