"""When a page was published and last modified: every source asked in order, each answer kept with its raw text.

Order: JSON-LD, meta, microdata, the feed or sitemap entry, a ``time`` element of the article's head, the address, a
visible date by the title, meta elements of uncertain meaning, the dateline of the text, a label further down, a search
of the whole page, and last a month or year alone. Sources behind the first are asked only where it leaves something
open, or where the others contradict it (docs/decisions/0037). What lies before 1990 or more than a day behind the time
of fetch is dropped: absent rather than invented.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice

from flows.extract.datelines import LONG_AGO, dateline, labelled, time_elements, visible
from flows.extract.datemeta import MODIFIED_META, PUBLISHED_META, UNCERTAIN_META
from flows.extract.datesearch import searched
from flows.extract.datetext import midnight, says_year
from flows.extract.heads import Line
from flows.extract.moments import Moment, from_url, machine
from flows.extract.page import Page
from flows.extract.structured import text_of
from flows.model import DateFound, Precision

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
TOLERANCE = timedelta(days=1)
"""A page of tomorrow's date is one from a time zone ahead; one of next week is a mistake or an event."""

_COARSE = (Precision.MONTH, Precision.YEAR)
"""What "March 2018" and "2 years ago" say: taken only where nothing on the page names a day."""

EMBARGO = timedelta(days=3)
"""How long before its publication a page may have been made, at most, for the later of two days to be believed."""

REISSUE = timedelta(days=31)
"""How much later than stated a page may print that it came out; what is older was changed, not put out again."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The two dates of a page."""

    published: DateFound
    modified: DateFound


def read_dates(page: Page, language: str, lines: list[Line], *, search: bool = True) -> Dates:
    """Both dates of a page. ``search`` allows the slow search over the whole page when nothing else spoke."""
    published = _published(page, language, lines)
    if published is None and search:
        found = _usable(searched(page, language, page.structured.first("og:title")), page)
        roughly = (m for m in visible(lines, page, language, updated=False) if m.precision in _COARSE)
        published = next(chain(found, _usable(roughly, page)), None)
    modified = _refined(_usable(_modified(page, language, lines), page))
    if modified is not None and published is not None and modified.date < published.date - timedelta(days=1):
        # Modified before it was published: a date of the template, or of the picture.
        modified = None
        _because(page, "modified", "none: the one found lies before the publication")
    dates = Dates(
        published.found() if published else DateFound(),
        modified.found() if modified else DateFound(),
    )
    if page.trace:
        _explain(page, language, lines, dates)
    return dates


def _because(page: Page, field: str, why: str) -> None:
    if page.trace:
        page.trace.because(field, why)


def _explain(page: Page, language: str, lines: list[Line], dates: Dates) -> None:
    """Every candidate for both dates, those included that nobody had to ask for, and why the winner won."""
    trace = page.trace
    if trace is None:
        return
    asked: dict[str, Iterator[Moment]] = {
        "published": chain(
            _stated(page, language),
            time_elements(lines, page, language, updated=False),
            from_url(page.url),
            visible(lines, page, language, updated=False),
            _meta(page, language, UNCERTAIN_META),
            dateline(lines, page, language),
            labelled(page, language),
        ),
        "modified": _modified(page, language, lines),
    }
    for name, moments in asked.items():
        first: Moment | None = None
        for moment in islice(moments, 40):
            usable = EARLIEST <= moment.date <= page.fetched_at + TOLERANCE
            first = first or (moment if usable else None)
            detail = f"{moment.precision}, {moment.raw!r}" + ("" if usable else "; before 1990 or after the fetch")
            trace.note(name, moment.date.isoformat(), moment.source, detail)
        won: DateFound = getattr(dates, name)
        if won.date is None:
            trace.choose(name, "", "", "no source names a day that can be believed")
            continue
        trace.note(name, won.date.isoformat(), won.source or "", f"{won.precision}, {won.raw!r}")
        same = first is not None and (first.date, first.source) == (won.date, won.source)
        why = "first in the order of sources" if same else "adds hour or time zone to the first source"
        trace.choose(name, won.date.isoformat(), won.source, "nothing else spoke" if won.source == "search" else why)


def _usable(candidates: Iterable[Moment], page: Page) -> Iterator[Moment]:
    return (one for one in candidates if EARLIEST <= one.date <= page.fetched_at + TOLERANCE)


def _published(page: Page, language: str, lines: list[Line]) -> Moment | None:
    stated = list(_usable(_stated(page, language), page))
    address = next(_usable(from_url(page.url), page), None)

    def by_title() -> Iterator[Moment]:
        return _usable(
            chain(
                time_elements(lines, page, language, updated=False),
                [address] if address else (),
                visible(lines, page, language, updated=False),
            ),
            page,
        )

    def in_days() -> Iterator[Moment]:
        return (m for m in by_title() if m.precision not in _COARSE)

    def uncertain() -> Iterator[Moment]:
        return _usable(_meta(page, language, UNCERTAIN_META), page)

    if stated:
        if address is not None and f"/{address.raw}/" in page.url and stated[0].date - address.date > LONG_AGO:
            # The address was made when the text was; what the page states is a later edition or a move of the site.
            _because(page, "published", "the address names a day long before the one the page states")
            return address
        if (other := _contradicted(stated, in_days)) is not None:
            _because(page, "published", "two sources for machines differ; the date by the title sides with this one")
            return other
        if (other := _reissued(stated[0], page, language, lines)) is not None:
            _because(page, "published", "put out again: the only day printed by the title, and that of the last change")
            return other
        return _refined(chain(stated, in_days(), uncertain()))
    told = _usable(chain(dateline(lines, page, language), labelled(page, language)), page)
    return _refined(chain(in_days(), uncertain())) or next((m for m in told if m.precision not in _COARSE), None)


def _contradicted(stated: list[Moment], by_title: Callable[[], Iterator[Moment]]) -> Moment | None:
    """Of two days a page states for machines, the second, when the date printed by the title is on its side.

    A much later one is that of a new edition, though it be printed.
    """
    first = stated[0]
    rivals = [
        m
        for m in stated[1:]
        if m.source != first.source and abs(m.date - first.date) > LONG_AGO and m.date - first.date <= EMBARGO
    ]
    if not rivals:
        return None
    shown = next((m for m in by_title() if m.source != "url"), None)
    return next((r for r in rivals if shown is not None and midnight(r.date) == midnight(shown.date)), None)


def _reissued(first: Moment, page: Page, language: str, lines: list[Line]) -> Moment | None:
    """The printed day, where a page prints no other, without a word of an update, and states it as its last change.

    What is put out again under a new day is read under that day: the page shows its readers no other.
    """
    shown = [m for m in visible(lines, page, language, updated=False) if says_year(m.raw)]
    if not shown or not timedelta(0) < midnight(shown[0].date) - _local_day(first) <= REISSUE:
        return None
    day = midnight(shown[0].date)
    changed = chain(_modified(page, language, []), _meta(page, language, UNCERTAIN_META))
    same_day = any(midnight(m.date) == day for m in changed)
    return shown[0] if same_day and all(midnight(m.date) != midnight(first.date) for m in shown) else None


def _local_day(moment: Moment) -> datetime:
    """The day a time falls on where it was written; the later one in question where it is told in UTC."""
    if not moment.zoned:
        return midnight(moment.date)
    offset = re.search(r"[+-](\d\d):?(\d\d)$", moment.raw)
    if offset is None or moment.raw[-5:].strip("+-:") == "0000":
        return midnight(moment.date + timedelta(hours=14))
    shift = timedelta(hours=int(offset[1]), minutes=int(offset[2]))
    return midnight(moment.date - shift if offset[0][0] == "-" else moment.date + shift)


def _refined(candidates: Iterator[Moment]) -> Moment | None:
    """The first candidate, made more precise, or given its time zone, by a later one that cannot mean another day."""
    best = next(candidates, None)
    if best is None or (best.zoned and best.precision in (Precision.SECOND, Precision.MINUTE)):
        return best
    for other in islice(candidates, 6):
        if other.source in ("visible", "url") or other.precision not in (Precision.SECOND, Precision.MINUTE):
            continue
        if not other.zoned:
            continue
        apart = abs(other.date - best.date)
        if best.precision is Precision.DAY and apart < LONG_AGO:
            if midnight(other.date) == best.date or other.raw.startswith(best.raw[:10]):
                return other
        elif not best.zoned and apart <= timedelta(hours=14) and not apart.total_seconds() % 900:
            return other
    return best


def _stated(page: Page, language: str) -> Iterator[Moment]:
    data = page.structured
    for key in ("datePublished", "dateCreated"):
        yield from machine(text_of(data.article.get(key)), "json-ld", page, language)
    for node in data.nodes:
        if node.own and node.types & {"WebPage", "NewsArticle", "Article"} and node.data is not data.article:
            yield from machine(text_of(node.data.get("datePublished")), "json-ld", page, language)
            break
    yield from _meta(page, language, PUBLISHED_META)
    for value in data.microdata.get("datePublished", ())[:1]:
        yield from machine(value, "microdata", page, language)
    if page.entry.published:
        yield from machine(page.entry.published, "feed", page, language)


def _meta(page: Page, language: str, names: tuple[str, ...]) -> Iterator[Moment]:
    for name in names:
        for value in page.structured.meta.get(name, ())[:1]:
            yield from machine(value, "meta", page, language)


def _modified(page: Page, language: str, lines: list[Line]) -> Iterator[Moment]:
    data = page.structured
    yield from machine(text_of(data.article.get("dateModified")), "json-ld", page, language)
    yield from _meta(page, language, MODIFIED_META)
    for value in data.microdata.get("dateModified", ())[:1]:
        yield from machine(value, "microdata", page, language)
    if page.entry.modified:
        yield from machine(page.entry.modified, "sitemap" if not page.entry.title else "feed", page, language)
    yield from time_elements(lines, page, language, updated=True)
    yield from visible(lines, page, language, updated=True)
