# ruff: noqa: E501 (patterns of many words read better unwrapped)
"""When a page was published and last modified: every source asked in order, each answer kept with its raw text.

Order: JSON-LD, meta, microdata, the feed or sitemap entry, a ``time`` element of the article's head, the address, a
visible date by the title, and last htmldate's search over the whole page. A more precise answer of a later source
replaces an earlier one that names the same day only. What lies before 1990 or more than a day behind the time of fetch
is dropped: absent rather than invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

from lxml.html import HtmlElement

from flows.extract.datetext import Parsed, midnight, parse
from flows.extract.heads import Line, head_lines
from flows.extract.page import Page
from flows.extract.structured import squash, text_of
from flows.model import DateFound, Precision

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
TOLERANCE = timedelta(days=1)
"""A page of tomorrow's date is one from a time zone ahead; one of next week is a mistake or an event."""

_PUBLISHED_META = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "bt:pubdate",
    "vr:published_time",
    "publish-date",
    "publish_date",
    "publishdate",
    "published_date",
    "published-date",
    "publication_date",
    "publication-date",
    "pubdate",
    "pub_date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "citation_date",
    "article.published",
    "article:published",
    "article_date_original",
    "originalpublicationdate",
    "date.created",
    "datecreated",
    "article.created",
    "rnews:datepublished",
    "created",
    "displaydate",
    "date",
)
_MODIFIED_META = (
    "article:modified_time",
    "og:article:modified_time",
    "og:modified_time",
    "modified_time",
    "datemodified",
    "og:updated_time",
    "article:modified",
    "cxenseparse:recs:modifiedtime",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "last-modified",
    "revised",
)
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
_JAVA = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d:\d\d:\d\d) ([A-Z]{3,4}) (\d{4})$")
"""``java.util.Date.toString()``, which some content systems print into their structured data."""
_MONTH_NUMBERS = {
    m: i for i, m in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)
}
_UPDATED = re.compile(
    r"updat|modif|aktualisier|mis à jour|actualizad|atualizad|aggiornat|bijgewerkt|aktualizac|aktualizov|zaktualizow|uppdaterad|"
    r"oppdatert|opdateret|päivitetty|frissítve|güncelle|обновл|оновл|обнов|ενημ|更新|수정|محدث|تحديث|muokattu|ändrad",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"publi|posted|veröffentlich|erstellt|gepubliceerd|opublik|zverejn|zveřej|vydán|közzé|yayın|giriş|опублик|опублік|δημοσ|"
    r"公開|掲載|发布|發布|入力|입력|등록|نشر|objavlj|julkaistu|\b(?:datum|date|fecha|data|дата|stand)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dates:
    """The two dates of a page."""

    published: DateFound
    modified: DateFound


@dataclass(frozen=True, slots=True)
class _Found:
    date: datetime
    precision: Precision
    source: str
    raw: str
    zoned: bool = True

    def found(self) -> DateFound:
        return DateFound(self.date, self.precision, self.source, self.raw)


def read_dates(page: Page, language: str, title: str, *, search: bool = True) -> Dates:
    """Both dates of a page. ``search`` allows the slow search over the whole page when nothing else spoke."""
    published = _best(_usable(_published(page, language, title), page))
    if published is None and search:
        published = next(iter(_usable(_searched(page), page)), None)
    modified = _best(_usable(_modified(page, language, title), page))
    if modified is not None and published is not None and modified.date < published.date - timedelta(days=1):
        # Modified before it was published: a date of the template, or of the picture.
        modified = None
    return Dates(
        published.found() if published else DateFound(),
        modified.found() if modified else DateFound(),
    )


def _usable(candidates: Iterator[_Found], page: Page) -> Iterator[_Found]:
    for one in candidates:
        if EARLIEST <= one.date <= page.fetched_at + TOLERANCE:
            yield one


def _best(candidates: Iterator[_Found]) -> _Found | None:
    """The first candidate, made more precise, or given its time zone, by a later one that cannot mean another day.

    Later sources cost more and are asked only where the first left something open.
    """
    best = next(candidates, None)
    if best is None or (best.zoned and best.precision in (Precision.SECOND, Precision.MINUTE)):
        return best
    for other in islice(candidates, 3):
        if other.source in ("visible", "url"):
            break
        if other.precision in (Precision.DAY, Precision.MONTH, Precision.YEAR) or not other.zoned:
            continue
        apart = abs(other.date - best.date)
        if best.precision is Precision.DAY and apart < timedelta(hours=36):
            if midnight(other.date) == best.date or other.raw.startswith(best.raw[:10]):
                return other
        elif not best.zoned and apart <= timedelta(hours=14) and not apart.total_seconds() % 900:
            return other
    return best


def _published(page: Page, language: str, title: str) -> Iterator[_Found]:
    data = page.structured
    for key in ("datePublished", "dateCreated"):
        yield from _machine(text_of(data.article.get(key)), "json-ld", page, language)
    for node in data.nodes:
        if node.own and node.types & {"WebPage", "NewsArticle", "Article"} and node.data is not data.article:
            yield from _machine(text_of(node.data.get("datePublished")), "json-ld", page, language)
            break
    for name in _PUBLISHED_META:
        for value in data.meta.get(name, ())[:1]:
            yield from _machine(value, "meta", page, language)
    for value in data.microdata.get("datePublished", ())[:1]:
        yield from _machine(value, "microdata", page, language)
    if page.entry.published:
        yield from _machine(page.entry.published, "feed", page, language)
    lines = head_lines(page, title)
    yield from _time_elements(lines, page, language, updated=False)
    yield from _from_url(page.url)
    yield from _visible(lines, page, language, updated=False)


def _modified(page: Page, language: str, title: str) -> Iterator[_Found]:
    data = page.structured
    yield from _machine(text_of(data.article.get("dateModified")), "json-ld", page, language)
    for name in _MODIFIED_META:
        for value in data.meta.get(name, ())[:1]:
            yield from _machine(value, "meta", page, language)
    for value in data.microdata.get("dateModified", ())[:1]:
        yield from _machine(value, "microdata", page, language)
    if page.entry.modified:
        yield from _machine(page.entry.modified, "sitemap" if not page.entry.title else "feed", page, language)
    lines = head_lines(page, title)
    yield from _time_elements(lines, page, language, updated=True)
    yield from _visible(lines, page, language, updated=True)


def _machine(value: str, source: str, page: Page, language: str) -> Iterator[_Found]:
    """A value written for machines: ISO 8601 in its many spellings, RFC 2822, a Unix time, else as people write it."""
    raw = squash(value)[:100]
    if not raw:
        return
    if (iso := parse_iso(raw)) is not None:
        moment, precision, zoned = iso
        yield _Found(moment, precision, source, raw, zoned)
        return
    if re.fullmatch(r"1\d{9}(?:\d{3})?", raw):
        yield _Found(datetime.fromtimestamp(int(raw[:10]), UTC), Precision.SECOND, source, raw)
        return
    if re.match(r"(?:[A-Za-z]{3},\s)?\d{1,2}\s[A-Za-z]{3}\s\d{4}\s\d", raw):
        from email.utils import parsedate_to_datetime

        try:
            moment = parsedate_to_datetime(raw)
        except (ValueError, TypeError, IndexError):
            return
        yield _Found(
            (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC), Precision.SECOND, source, raw
        )
        return
    if java := _JAVA.match(raw):
        moment, precision, zoned = parse_iso(
            f"{java[5]}-{_MONTH_NUMBERS.get(java[1], 0):02}-{int(java[2]):02}T{java[3]}"
        ) or (
            EARLIEST - timedelta(1),
            Precision.DAY,
            False,
        )
        hours = {"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "EST": -5, "EDT": -4, "PST": -8, "PDT": -7}.get(
            java[4], 0
        )
        yield _Found(moment - timedelta(hours=hours), precision, source, raw, java[4] in ("UTC", "GMT") or hours != 0)
        return
    if (said := parse(raw, language, page.fetched_at, region=region(page))) is not None:
        yield _Found(said[0], said[1], source, raw, zoned=False)


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
    return (
        {"uk": "GB"}.get(domain[1], domain[1].upper()) if domain and domain[1] not in ("co", "io", "tv", "me") else ""
    )


def _from_url(url: str) -> Iterator[_Found]:
    """The day an address names in its path. Query strings carry other dates."""
    path = re.sub(r"^https?://[^/]*|[?#].*$", "", url)
    for match in _URL_DAY.finditer(path):
        if not match["sep"] and (path[match.end() : match.end() + 1].isalpha() or len(match[0]) != 8):
            continue
        try:
            yield _Found(
                datetime(int(match["y"]), int(match["m"]), int(match["d"]), tzinfo=UTC), Precision.DAY, "url", match[0]
            )
        except ValueError:
            continue


def _time_elements(lines: list[Line], page: Page, language: str, *, updated: bool) -> Iterator[_Found]:
    for line in lines:
        for element in line.times:
            value = element.get("datetime") or element.get("content") or element.get("title") or ""
            if not value or _is_update(element, line.text) != updated:
                continue
            yield from _machine(value, "time", page, language)


def _is_update(element: HtmlElement, text: str) -> bool:
    names = " ".join(element.get(a) or "" for a in ("class", "id", "itemprop", "data-testid"))
    parent = element.getparent()
    if parent is not None:
        names += " " + (parent.get("class") or "")
    if _UPDATED.search(names):
        return True
    own = squash(element.text_content())
    before = text[: text.find(own)] if own and own in text else text
    return bool(_UPDATED.search(before[-40:])) and not _PUBLISHED.search(before[-25:])


def _visible(lines: list[Line], page: Page, language: str, *, updated: bool) -> Iterator[_Found]:
    """A date people see by the title. The day of the fetch standing before the title is the page header's clock."""
    where = region(page)
    today = midnight(page.fetched_at)
    for line in lines:
        for part in line.parts:
            if len(part) > 90:
                continue
            # The label may stand in an element of its own before the date.
            label = line.text[: line.text.find(part) + len(part)][-len(part) - 25 :] if part in line.text else part
            if bool(_UPDATED.search(label) and not _PUBLISHED.search(label)) != updated:
                continue
            said = parse(part, language, page.fetched_at, region=where)
            if said is None or _too_wordy(part, said):
                continue
            if line.before_title and midnight(said[0]) == today and not _PUBLISHED.search(part):
                continue
            yield _Found(said[0], said[1], "visible", said[2], zoned=False)


def _too_wordy(part: str, said: Parsed) -> bool:
    """A sentence that mentions a date is not a date line."""
    rest = len(part) - len(said[2])
    return rest > 45 and not _PUBLISHED.search(part)


def _searched(page: Page) -> Iterator[_Found]:
    from copy import deepcopy

    from htmldate import find_date

    try:
        found = find_date(
            deepcopy(page.tree),
            extensive_search=True,
            original_date=True,
            outputformat="%Y-%m-%d",
            url=None,
            min_date=EARLIEST.replace(tzinfo=None),
            max_date=(page.fetched_at + TOLERANCE).replace(tzinfo=None),
            deferred_url_extractor=True,
        )
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        return
    # The first of January is what the search makes of a year alone: absent rather than invented.
    if found and not found.endswith("-01-01") and (iso := parse_iso(found)) is not None:
        yield _Found(iso[0], Precision.DAY, "search", found)
