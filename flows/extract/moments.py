"""Dates as machines write them: ISO 8601 in its many spellings, RFC 2822, Unix and Java times, days in addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flows.extract.datetext import parse
from flows.extract.page import Page
from flows.extract.structured import squash
from flows.model import DateFound, Precision

_ISO = re.compile(
    r"^\s?(?P<y>(?:19|20)\d\d)[-/.]?(?P<m>0[1-9]|1[0-2]|[1-9](?=[-/.]))[-/.]?(?P<d>[0-2]\d|3[01]|[1-9](?!\d))"
    r"(?:(?:T|\s|_|\s-\s)(?P<h>[01]?\d|2[0-4]):?(?P<mi>[0-5]\d)(?::?(?P<s>[0-5]\d))?(?:[.,]\d{1,12})?\s?"
    r"(?P<z>Z|UTC|GMT|[+-]\d{1,2}:?\d{0,2}(?::\d\d)?)?)?",
    re.IGNORECASE,
)
_URL_DAY = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)(?P<sep>[/_.-]?)(?P<m>0[1-9]|1[0-2]|(?<=[/_.-])[1-9](?=[/_.-]))(?P=sep)"
    r"(?P<d>0[1-9]|[12]\d|3[01]|(?<=[/_.-])[1-9](?=[/_.?-]|$))(?!\d)"
)
_UNIX = re.compile(r"1\d{9}(?:\d{3})?")
_RFC_2822 = re.compile(r"(?:[A-Za-z]{3},\s)?\d{1,2}\s[A-Za-z]{3}\s\d{4}\s\d")
_JAVA = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2} \d{1,2}) (\d\d:\d\d:\d\d) ([A-Z]{3,4}) (\d{4})$")
"""``java.util.Date.toString()``, which some content systems print into their structured data."""
_ZONE_HOURS = {"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "PST": -8, "PDT": -7}


@dataclass(frozen=True, slots=True)
class Moment:
    """A candidate for a date of the page; ``zoned`` when it names its time zone, else UTC was taken."""

    date: datetime
    precision: Precision
    source: str
    raw: str
    zoned: bool = True

    def found(self) -> DateFound:
        """The candidate as documents carry it."""
        return DateFound(self.date, self.precision, self.source, self.raw)


def machine(value: str, source: str, page: Page, language: str) -> Iterator[Moment]:
    """A value written for machines, if need be read as people write dates; nothing when it is none."""
    raw = squash(value)[:100]
    if not raw:
        return
    if (iso := parse_iso(raw)) is not None:
        yield Moment(iso[0], iso[1], source, raw, iso[2])
    elif _UNIX.fullmatch(raw):
        yield Moment(datetime.fromtimestamp(int(raw[:10]), UTC), Precision.SECOND, source, raw)
    elif _RFC_2822.match(raw):
        yield from _mail_date(raw, source)
    elif java := _JAVA.match(raw):
        yield from _java_date(java, source)
    elif (said := parse(raw, language, page.fetched_at, region=region(page))) is not None:
        yield Moment(said[0], said[1], source, raw, zoned=False)


def _mail_date(raw: str, source: str) -> Iterator[Moment]:
    from email.utils import parsedate_to_datetime

    try:
        moment = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError):
        return
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    yield Moment(aware.astimezone(UTC), Precision.SECOND, source, raw)


def _java_date(match: re.Match[str], source: str) -> Iterator[Moment]:
    try:
        moment = datetime.strptime(f"{match[1]} {match[2]} {match[4]}", "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    except ValueError:
        return
    zone = match[3]
    moment -= timedelta(hours=_ZONE_HOURS.get(zone, 0))
    yield Moment(moment, Precision.SECOND, source, match[0], zone in _ZONE_HOURS or zone in ("UTC", "GMT"))


def parse_iso(raw: str) -> tuple[datetime, Precision, bool] | None:
    """An ISO-like time: the moment, its precision, and whether it named its zone (else UTC is taken)."""
    match = _ISO.match(raw)
    if not match:
        return None
    part = match.groupdict()
    try:
        moment = datetime(int(part["y"]), int(part["m"]), int(part["d"]), tzinfo=UTC)
    except ValueError:
        return None
    if part["h"] is None:
        # 20240503T… cut short, or a number that only begins like a date.
        return (moment, Precision.DAY, True) if not raw[match.end() : match.end() + 1].isdigit() else None
    moment += timedelta(hours=int(part["h"]), minutes=int(part["mi"]), seconds=int(part["s"] or 0))
    zone = part["z"] or ""
    if offset := re.match(r"([+-])(\d{1,2}):?(\d\d)?", zone):
        shift = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        moment -= -shift if offset[1] == "-" else shift
    return moment, Precision.SECOND if part["s"] else Precision.MINUTE, bool(zone)


def region(page: Page) -> str:
    """The country a page writes for, from ``en-US`` and the like or a national domain; empty when it does not say."""
    match = re.search(r"[a-z]{2,3}[-_]([A-Za-z]{2})\b", page.declared_language)
    if match:
        return match[1].upper()
    domain = re.match(r"^https?://[^/:]*\.([a-z]{2})(?:[:/]|$)", page.url.lower())
    if domain is None or domain[1] in ("co", "io", "tv", "me"):
        return ""
    return {"uk": "GB"}.get(domain[1], domain[1].upper())


_URL_CHINESE = re.compile(r"/(?P<y>20\d\d)(?:-(?P<m>[01]\d)/|/(?P<m2>[01]\d))(?P<d>[0-3]\d)/")
"""``/2020-02/19/``, ``/2020/0219/``: the habit of Chinese news sites."""


def from_url(url: str) -> Iterator[Moment]:
    """The day an address names in its path. Query strings carry other dates."""
    path = re.sub(r"^https?://[^/]*|[?#].*$", "", url)
    for match in _URL_DAY.finditer(path):
        if not match["sep"] and (path[match.end() : match.end() + 1].isalpha() or len(match[0]) != 8):
            continue
        if match["sep"] == "/" and re.match(r"/\d-", path[match.end() - 2 :]):
            # /2023/10/3-questions
            continue
        try:
            day = datetime(int(match["y"]), int(match["m"]), int(match["d"]), tzinfo=UTC)
        except ValueError:
            continue
        yield Moment(day, Precision.DAY, "url", match[0])
    for match in _URL_CHINESE.finditer(path):
        try:
            day = datetime(int(match["y"]), int(match["m"] or match["m2"]), int(match["d"]), tzinfo=UTC)
        except ValueError:
            continue
        yield Moment(day, Precision.DAY, "url", match[0].strip("/"))
