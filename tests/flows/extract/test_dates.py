"""Dates of a page: order of the sources, precision, and what must not be taken for one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawlers.records import Entry
from flows.extract.dates import Dates, read_dates
from flows.extract.heads import head_lines
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
    return read_dates(page, language, head_lines(page, "The title of it"))


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


def test_the_printed_day_decides_where_machines_contradict_each_other() -> None:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-01-20T10:00:00Z"}</script>'
    meta = '<meta property="article:published_time" content="2026-01-22T10:00:00Z">'
    assert dates(article(data + meta, after="<p>22 January 2026</p>")).published.source == "meta"
    assert dates(article(data + meta, after="<p>20 January 2026</p>")).published.source == "json-ld"
    later = '<meta property="article:published_time" content="2026-03-01T10:00:00Z">'
    assert dates(article(data + later, after="<p>1 March 2026</p>")).published.source == "json-ld"


def test_an_uncertain_meta_element_gives_way_to_what_is_printed() -> None:
    meta = '<meta name="date" content="2026-02-12T08:00:00Z">'
    assert dates(article(meta, after="<p>05.02.2026</p>"), language="de").published.raw == "05.02.2026"
    assert dates(article(meta)).published.source == "meta"
    # It may still say the hour of the day that is printed.
    assert dates(article(meta, after="<p>12.02.2026</p>"), language="de").published.date == datetime(
        2026, 2, 12, 8, tzinfo=UTC
    )


def test_an_address_older_than_what_is_stated_is_when_the_text_was_made() -> None:
    data = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-02-20T10:00:00Z"}</script>'
    assert dates(article(data), url="https://x.example/2025/7/12/a").published.raw == "2025/7/12"
    assert dates(article(data), url="https://x.example/2026/2/20/a").published.source == "json-ld"
    assert dates(article(), url="https://x.example/2025/10/3-questions").published.date is None


def test_printed_day_of_publication_before_the_attribute_of_the_last_change() -> None:
    found = dates(
        article(after='<time datetime="2026-03-03T10:18:46Z">Publié le 26 février 2026</time>'), language="fr"
    )
    assert found.published.date == datetime(2026, 2, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "url", "expected"),
    [
        ("<p>Jan 22</p>", "https://x.example/a", 2026),
        ("<p>Jan 22</p>", "https://x.example/2019/01/a", 2019),
        ('<p>Jan 22</p><img src="/pics/20180122_pier.jpg">', "https://x.example/a", 2018),
        ("<p>Jan 22</p><footer>© 2019</footer>", "https://x.example/a", 2026),
    ],
)
def test_yearless_days_take_the_year_the_page_gives_them(after: str, url: str, expected: int) -> None:
    published = dates(article(after=after), url=url).published
    assert published.date == datetime(expected, 1, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            f"<p>Karlsruhe, (12.11.2025). {'The council met in the hall and spoke of the harbour. ' * 4}</p>",
            "2025-11-12",
        ),
        (f"<p>BERLIN, Jan. 22 — {'The council met in the hall and spoke of the harbour. ' * 4}</p>", "2026-01-22"),
    ],
)
def test_datelines(after: str, expected: str) -> None:
    found = dates(article(after=after), language="de").published
    assert found.date is not None
    assert found.date.date().isoformat() == expected


def test_a_labelled_date_far_below_comes_before_the_search() -> None:
    html = article().replace("</body>", "<p>Letzte Änderung: 31.10.2025<br>Erschienen am: 01.11.2025</p></body>")
    found = dates(html, language="de").published
    assert (found.date, found.source) == (datetime(2025, 11, 1, tzinfo=UTC), "visible")


def test_a_clock_alone_counts_where_it_is_said_to_be_the_time_of_the_text() -> None:
    assert dates(article(after="<p>09:36 Uhr</p>"), language="de").published.date == datetime(
        2026, 3, 10, 9, 36, tzinfo=UTC
    )
    assert dates(article(after="<p>09:36</p>"), language="de").published.date is None


def test_java_dates_have_their_year_at_the_end() -> None:
    found = dates(article('<meta name="date" content="Tue Jan 28 15:28:56 CET 2020">')).published
    assert found.date == datetime(2020, 1, 28, 14, 28, 56, tzinfo=UTC)
