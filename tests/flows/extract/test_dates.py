"""Dates of a page: order of the sources, precision, and what must not be taken for one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.records import Entry
from flows.extract.dates import Dates, parse_iso, read_dates
from flows.extract.page import Page
from flows.model import DateFound, Precision

FETCHED_AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
TEXT = (
    "<p>"
    + "The council met in the old hall and spoke for an hour about the harbour, the bridge and the road. " * 3
    + "</p>"
)


def dates(html: str, *, url: str = "https://x.example/a", language: str = "en", entry: Entry | None = None) -> Dates:
    page = Page.parse(html.encode(), url, FETCHED_AT, entry=entry)
    assert page is not None
    return read_dates(page, language, "The title of it")


def article(head: str = "", before: str = "", after: str = "") -> str:
    return f"<html lang=en><head>{head}</head><body>{before}<h1>The title of it</h1>{after}{TEXT}</body></html>"


def test_json_ld_comes_first_and_keeps_its_raw_text() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"The title of it",'
        '"datePublished":"2026-01-22T01:30:00+02:00","dateModified":"2026-01-23"}</script>'
        '<meta property="article:published_time" content="2025-01-01T00:00:00Z">'
    )
    found = dates(article(head))
    assert found.published == DateFound(
        datetime(2026, 1, 21, 23, 30, tzinfo=UTC), Precision.SECOND, "json-ld", "2026-01-22T01:30:00+02:00"
    )
    assert found.modified == DateFound(datetime(2026, 1, 23, tzinfo=UTC), Precision.DAY, "json-ld", "2026-01-23")


def test_a_day_becomes_precise_by_a_later_source_of_the_same_day() -> None:
    head = (
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-01-22"}</script>'
        '<meta property="article:published_time" content="2026-01-22T09:15:00Z">'
    )
    assert dates(article(head)).published.date == datetime(2026, 1, 22, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize("value", ["2027-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2026-13-45", "soon"])
def test_impossible_dates_are_dropped(value: str) -> None:
    found = dates(article(f'<meta property="article:published_time" content="{value}">'))
    assert found.published.date is None


def test_the_clock_in_the_page_header_is_no_date() -> None:
    clock = "<header><span>Tuesday, March 10, 2026</span></header>"
    assert dates(article(before=clock)).published.source != "visible"
    found = dates(article(before=clock, after="<p>Jan 22</p>")).published
    assert (found.date, found.source, found.raw) == (datetime(2026, 1, 22, tzinfo=UTC), "visible", "Jan 22")


def test_updated_is_not_published() -> None:
    found = dates(article(after="<p>Updated: March 3, 2026</p><p>Published: March 2, 2026</p>"))
    assert found.published.date == datetime(2026, 3, 2, tzinfo=UTC)
    assert found.modified.date == datetime(2026, 3, 3, tzinfo=UTC)


def test_time_element_feed_and_address() -> None:
    assert dates(article(after='<time datetime="2026-02-02T10:00:00Z">x</time>')).published.source == "time"
    entry = Entry(published="Mon, 02 Feb 2026 10:00:00 +0100")
    assert dates(article(), entry=entry).published.date == datetime(2026, 2, 2, 9, tzinfo=UTC)
    found = dates(article(), url="https://x.example/2026/02/03/title").published
    assert (found.source, found.date) == ("url", datetime(2026, 2, 3, tzinfo=UTC))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-01-22T10:00:00+0100", datetime(2026, 1, 22, 9, tzinfo=UTC)),
        ("2026-01-22 10:00", datetime(2026, 1, 22, 10, tzinfo=UTC)),
        ("20260122T100000Z", datetime(2026, 1, 22, 10, tzinfo=UTC)),
        ("2023-06-29T15:43:21+00:00+00:00", datetime(2023, 6, 29, 15, 43, 21, tzinfo=UTC)),
    ],
)
def test_iso_in_its_many_spellings(raw: str, expected: datetime) -> None:
    found = parse_iso(raw)
    assert found is not None
    assert found[0] == expected


def test_java_dates_have_their_year_at_the_end() -> None:
    found = dates(article('<meta name="date" content="Tue Jan 28 15:28:56 CET 2020">')).published
    assert found.date == datetime(2020, 1, 28, 14, 28, 56, tzinfo=UTC)
