"""Dates as people write them: yearless, relative, in the languages of the press, always relative to the time of fetch.

Patterns find the shape (a number beside a word, numbers between separators, 年月日); the tables of words decide whether
it is a date. So a language costs a row of a table and no time. Other calendars are in :mod:`calendars`, "3 hours ago"
in :mod:`relative`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

from flows.extract.calendars import ERAS, common_year, from_jalali, jalali_year
from flows.extract.datemonths import fold, jalali_month, joined, month_number
from flows.extract.datewords import DAY_WORDS, WEEKDAYS, may_be_relative
from flows.extract.localised import localised
from flows.extract.relative import relative
from flows.extract.structured import squash
from flows.model import Precision

Parsed = tuple[datetime, Precision, str]
"""Aware time in UTC, precision, and the part of the text that said so."""

MAX_TEXT = 100
MONTH_FIRST = frozenset({"US", "PH"})
"""Countries that write the month first between slashes; Canada's English does both, its papers mostly so."""

_WORD = r"(?:[ก-ฮเ][ก-๎]{0,2}\.[ก-ฮ]\.|[^\s\d.,:;()\[\]|/·•–—\"«»،-]{1,22})"
_MONTH = rf"(?P<mon>{_WORD})\.?"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_YEAR = r"(?P<y>(?:19|20|25|1[34])\d\d)"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th|er|ste|de|eme|ème|º|°|ª|ú|ain|af|eg|fed)(?![^\W\d_]))?"
_YEAR_WORD = (
    r"(?:\s?(?:год[аин]{0,2}|годзе|року|рік|г|р|r|թ|м|m|god(?:ine)?|ж|an|yil|წელი|წ)(?![^\W_])\.?|"
    r"(?<=\d)(?:ko|eko)\b)?"
)
_TIME = (
    r"(?:(?P<half>上午|下午|午前|午後|오전|오후)\s?)?"
    r"(?P<h>[01]?\d|2[0-3])\s?(?:(?P<cs>[:.hHч時时시])\s?(?P<mi>[0-5]\d)(?:分|분)?(?::(?P<se>[0-5]\d))?"
    r"\s{0,2}(?P<ap>[ap]\.?\s?m\b\.?|μ\.?μ\.?|π\.?μ\.?|(?<=\s)[صم](?!\w))?"
    r"|(?P<ap2>[ap]\.?\s?m\b\.?))"
)
_ZONE = r"\s{0,2}(?P<z>(?:UTC|GMT)?[+-]\d{1,2}:?(?:[0-5]\d)?(?!\d)|UTC|GMT|Z\b|(?-i:[A-Z]{2,4})\b)?"
_AT = (
    r"(?:at|um|à|às|as|a las|a les|kl\.?|klo|klukkan|kell|ob|o godz\.?|o|v|в|во|у|u|om|ore|alle|ora|orës|saat|plkst\.?|"
    r"στις|الساعة|ساعت|בשעה|lúc|เวลา|pukul|jam|გ|@|-|–|—|\||·|/)"
)
_CLOCK = rf"(?:[\s,،.(]{{1,3}}(?:{_AT}\s{{0,2}})?{_TIME}{_ZONE})?"
_FORMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2026-01-22T10:00:00+01:00, 2026/1/22, 2026. 1. 22, 2026年1月22日, 令和8年1月22日, 民國115年1月22日
        (
            rf"(?<![\d.])(?:{_YEAR}|(?P<era>令和|平成|昭和|中華民國|民國|民国)\s?(?P<ey>\d{{1,3}}|元))\s?[-/.年년]\s{{0,2}}"
            rf"(?P<m>1[0-2]|0?[1-9])\s?[-/.月월]\s{{0,2}}{_DAY}(?!\d)\s?[일日号號.]?"
            r"(?:[T\s,(（)）月火水木金土日星期週周一二三四五六]{0,7}(?P<half>오전|오후|上午|下午|午前|午後)?\s?(?P<h>[01]?\d|2[0-3])"
            r"(?P<cs>[:時时시点])\s?(?P<mi>[0-5]?\d)(?:分|분)?(?::(?P<se>[0-5]\d))?(?:\.\d{1,9})?\s?"
            r"(?P<z>Z|[+-][01]\d:?[0-5]\d)?)?"
        ),
        # 2026. január 22., 2026 m. sausio 22 d., 2026. gada 22. janvārī, 2026ko urtarrilak 22
        (
            rf"(?<!\d){_YEAR}(?:\s?(?:\.\s?gada|\.\s?g\.|\.|m\.|gada|ko|eko|г\.|ж\.|թ\.|,))?\s{{1,2}}(?:(?!gada|g\.){_MONTH}\s{{0,2}}{_DAY}\.?"
            rf"(?!\d)(?:\s?d\.)?|(?P<d2>3[01]|[12]\d|0?[1-9])\.?\s{{1,2}}(?P<mon2>{_WORD})){_CLOCK}"
        ),
        # Jan 22, 2026 / January 22nd / Jan. 22 / sausio 22 d.
        (
            rf"(?<![\w.]){_MONTH}\s{{0,2}}{_DAY}{_ORDINAL}\.?(?!\s?[:h]\d|\d|\w{{2}})(?:\s?d\.)?"
            rf"(?:\s?[,،]?\s{{1,2}}(?:{_YEAR}(?!\d)|[’'](?P<yy>\d\d)))?{_YEAR_WORD}{_CLOCK}"
        ),
        # 22 January 2026, 22nd of Jan, Thursday 22 Jan, 22. Januar, 22 de enero de 2026, 05 FEB 26, 22 tháng 1 năm 2026
        (
            rf"(?<![\d.:]){_DAY}{_ORDINAL}\.?(?:[\s,]{{1,2}}(?:of|de|di|tháng)(?=\s))?[\s-]{{0,2}}{_MONTH}"
            rf"(?:[\s,،]{{0,2}}(?:(?:de|del|г\.|năm|[พค]\.ศ\.|år)\s)?[\s-]{{0,2}}(?:{_YEAR}(?!\d)|"
            rf"(?:(?<=[\s-])|[’'])(?P<yy>\d\d)(?![\d:.hH]|\s?[:hHч]\s?\d|\s?[ap]\.?m)))?{_YEAR_WORD}{_CLOCK}"
        ),
        # 22 tháng 1, 2026
        rf"(?<![\d.:]){_DAY}\s(?:tháng|thg)\s(?P<m>1[0-2]|0?[1-9])(?:\s?,?\s(?:năm\s)?{_YEAR})?{_CLOCK}",
        # 22.01.2026, 22/1/26, 1/22/2026
        (
            r"(?<![\d.:/-])(?P<a>3[01]|[12]\d|0?[1-9])(?P<sep>[./-]|\s\|\s)\s?(?P<b>3[01]|[12]\d|0?[1-9])(?P=sep)\s?"
            rf"(?P<y>(?:19|20|25)\d\d|\d\d)(?![\d/:h]\d|\d)(?:\.(?!\d))?{_YEAR_WORD}{_CLOCK}"
        ),
        # 1月22日, 1월 22일
        rf"(?<!\d)(?P<m>1[0-2]|0?[1-9])\s?[月월]\s?{_DAY}\s?[일日号號](?:[\s(（月火水木金土日星期)）]{{0,6}}{_TIME})?",
        # 18.2. 15:32
        rf"^\W{{0,3}}(?P<a>3[01]|[12]\d|0?[1-9])(?P<sep>\.)\s?(?P<b>1[0-2]|0?[1-9])\.(?!\s?\d{{1,4}}(?![\d:.])){_CLOCK}",
    )
)
_NEEDED = (r"[-/.年년]", r"\d{4}", "", "", "[Tt][Hh]", r"[./|-]", "[月월]", r"\.")
"""What a text has to hold for each of the forms, in their order: most are spared by a look for it."""
_ASKED = tuple((form, re.compile(mark) if mark else None) for form, mark in zip(_FORMS, _NEEDED, strict=True))
_MONTH_AND_YEAR = re.compile(
    rf"^(?:[^\d:]{{3,20}}:\s?)?(?P<mon>{_WORD})\.?,?\s(?:de\s|del\s)?(?P<y>(?:19|20)\d\d)$", re.I
)
_CLOCK_FIRST = re.compile(
    r"^(?P<clock>\d{1,2}[:.h]\d\d(?::\d\d)?\s?(?:[ap]\.?m\.?)?)(?:\s(?P<zone>(?-i:[A-Z]{2,4})))?"
    r"(?:\s?[,|·–-]\s?|\s|(?<=\d)(?=\())(?P<date>.{2,60})$",
    re.IGNORECASE,
)
_CLOCK_BEHIND = re.compile(
    rf"(?:(?:\s?[,،]\s?|\s)(?:{_AT}\s?)?|(?<=[\u3040-\u9fff\uac00-\ud7a3])){_TIME}{_ZONE}(?:\s?(?:uhr|น\.?))?\)?$",
    re.IGNORECASE,
)
_BARE_CLOCK = re.compile(
    rf"^(?:(?P<label>[^\W\d_][^\d]{{0,24}})[\s:])?\s?(?:{_AT}\s{{0,2}})?{_TIME}{_ZONE}(?P<uhr>\s?uhr)?$", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_DIGITS = {
    ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙０１２３４５６７８９")
}
_DIGITS |= dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c"), " ")


def parse(text: str, language: str, base: datetime, *, region: str = "", any_language: bool = True) -> Parsed | None:
    """The date a short text says, relative to ``base``; ``None`` when it says none.

    ``any_language``: whether dateparser is asked about languages without tables of ours.
    """
    printed = squash(text)[:MAX_TEXT]
    if not printed or (_DIGIT.search(printed) is None and not may_be_relative(printed)):
        # Most lines by a title end here.
        return None
    text = joined(printed if printed.isascii() else printed.translate(_DIGITS))
    found = next((f for part in _parts(text) if (f := _own(part, base, language, region)) is not None), None)
    if found is None and any_language:
        found = localised(text, language, base)
    if found is None:
        return None
    # Digits were replaced one by one: the same place of the text as printed is what stood there.
    at = text.find(found[2])
    return found[0], found[1], printed[at : at + len(found[2])] if at >= 0 else printed


def says_year(raw: str) -> bool:
    """Whether a text names its year in full."""
    plain = raw.translate(_DIGITS)
    return (
        re.search(r"(?<!\d)(?:19|20|25|1[34])\d\d(?![\d:])|\d[./-]\d{1,2}[./-]\d\d(?!\d)|[和成国國]\s?\d", plain)
        is not None
    )


def _parts(text: str) -> Iterator[str]:
    if first := _CLOCK_FIRST.match(text):
        # 12:20pm Jan 7, 2024
        yield f"{first['date']} {first['clock']} {first['zone'] or ''}".strip()
    yield text


def _own(text: str, base: datetime, language: str, region: str) -> Parsed | None:
    for form, needed in _ASKED if _DIGIT.search(text) else ():
        if needed is not None and needed.search(text) is None:
            continue
        at = 0
        while (match := form.search(text, at)) is not None:
            if (found := _from_match(match, base, language, region)) is not None:
                return found
            at = match.start() + 1
    if (found := relative(text, base, language) or _named_day(text, base)) is not None:
        return found
    if (match := _MONTH_AND_YEAR.match(text)) and (month := month_number(match["mon"], language)):
        return datetime(int(match["y"]), month, 1, tzinfo=UTC), Precision.MONTH, text
    return None


def _from_match(match: re.Match[str], base: datetime, language: str, region: str) -> Parsed | None:
    part = match.groupdict()
    year = int(part["y"]) if part.get("y") else None
    if part.get("era"):
        year = ERAS[part["era"]] + (1 if part["ey"] == "元" else int(part["ey"]))
    if part.get("yy"):
        year = (1957 if language[:2] == "th" else 2000) + int(part["yy"])
    if part.get("a"):
        year, month, day = _in_order(part, year, language, region)
    else:
        word = part.get("mon") or part.get("mon2")
        day = int(part.get("d") or part.get("d2") or 0)
        if word and (year is None or 1300 <= year < 1500) and (theirs := jalali_month(word)):
            return _iranian(match, part, year, theirs, day, base)
        month = (_month(word, language) or 13) if word else int(part["m"])
        if year is None and part.get("mon") and re.search(r"(?<![:.\d])\d{1,2}[\s.-]$", match.string[: match.start()]):
            # 05 FEB 26: the number behind the month is the year.
            return None
    if year is not None and 1300 <= year < 1500 and part.get("m"):
        return _iranian(match, part, year, month, day, base)
    if month > 12 or (year is not None and not 1900 <= (year := common_year(year)) < 2100):
        return None
    moment = with_year(month, day, base) if year is None else _safe(year, month, day)
    return None if moment is None else _at_clock(moment, part, match[0])


def _in_order(part: dict[str, str | None], year: int | None, language: str, region: str) -> tuple[int | None, int, int]:
    """Year, month and day of three numbers between separators: day first, but for the month first of some countries."""
    first, second = int(part["a"] or 0), int(part["b"] or 0)
    if year is not None and year < 100:
        if language in ("ko", "ja", "zh", "hu") and year <= 31 and first > 12:
            return 2000 + first, second, year  # 26.01.22
        year += 1957 if language == "th" and year > 43 else 2000
    month_first = part["sep"] == "/" and language in ("en", "") and region in MONTH_FIRST | {"CA", ""}
    if first > 12 or second > 12:
        month_first = second > 12
    return (year, first, second) if month_first else (year, second, first)


def _month(word: str, language: str) -> int | None:
    found = month_number(word, language)
    if found is None and word.startswith("ב"):
        # The Hebrew "in" is written in one with the month.
        found = month_number(word[1:], language)
    return found


def _iranian(
    match: re.Match[str], part: dict[str, str | None], year: int | None, month: int, day: int, base: datetime
) -> Parsed | None:
    this = jalali_year(base.date())
    for one in [year] if year is not None else [this, this - 1]:
        ours = from_jalali(one, month, day)
        moment = _safe(*ours) if ours else None
        if moment is not None and (year is not None or moment <= base + timedelta(days=1)):
            return _at_clock(moment, part, match[0])
    return None


def _at_clock(day: datetime, part: dict[str, str | None], raw: str) -> Parsed:
    """A day with the time that the groups ``h``, ``mi``, ``se``, ``ap`` and ``z`` of a match name, if they do."""
    text = re.sub(r"(?<=\d)\.$", "", raw.strip(" ,،"))
    if part.get("h") is None:
        return day, Precision.DAY, text
    hour, minute = int(part["h"] or 0), int(part.get("mi") or 0)
    half = (part.get("ap") or part.get("ap2") or part.get("half") or "").lower()
    if half:
        late = half[0] in "pμم" or half in ("下午", "午後", "오후")
        hour = hour % 12 + 12 if late else hour % 12
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


def _named_day(text: str, base: datetime) -> Parsed | None:
    """``Yesterday at 14:40``, ``Heute, 11:07 Uhr``, ``Monday 5:30PM``; a weekday is one only beside a clock."""
    behind = _CLOCK_BEHIND.search(text)
    words = (text[: behind.start()] if behind else text).strip(" ,،.:-–|").split()
    for count in (1, 2, 3):
        if count > len(words) or sum(map(len, words[:-count])) > 24:
            continue
        word = fold(" ".join(words[-count:]).strip(" ,،.:-–|()"))
        if word in DAY_WORDS:
            day = midnight(base - timedelta(days=DAY_WORDS[word]))
        elif behind is not None and word in WEEKDAYS and len(word) > 2 - (word > "\u2e80"):
            day = midnight(base - timedelta(days=(base.weekday() - WEEKDAYS[word]) % 7))
        else:
            continue
        return _at_clock(day, behind.groupdict() if behind else {}, text)
    return None


def clock(text: str, base: datetime) -> Parsed | None:
    """``14:52``, ``um 15:36 Uhr``, ``Uppdaterad kl 12.17``: the last time it was that late, seen from ``base``.

    For places where nothing but the time of a text can stand: anywhere else it is a duration or a score.
    """
    match = _BARE_CLOCK.match(squash(text)[:MAX_TEXT].translate(_DIGITS)) if _DIGIT.search(text) else None
    if match is None or (match["cs"] == "." and not (match["label"] or match["uhr"] or match["ap"])):
        return None
    found = _at_clock(midnight(base), match.groupdict(), text)
    return found if found[0] <= base + timedelta(hours=14) else (found[0] - timedelta(days=1), *found[1:])


def midnight(moment: datetime) -> datetime:
    """The start of a day in UTC."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
