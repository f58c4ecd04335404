"""The search of the whole page for a date that nothing else gave away."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.dates import read_dates
from flows.extract.heads import head_lines
from flows.extract.page import Page
from flows.model import DateFound, Precision

TEXT = "<p>" + "The council talked about the bridge for three hours and voted at last. " * 4 + "</p>"


def published(body: str, head: str = "", url: str = "https://example.org/bridge") -> DateFound:
    html = f"<html><head>{head}</head><body><h1>Bridge</h1>{TEXT * 4}{body}</body></html>"
    page = Page.parse(html.encode(), url, datetime(2026, 3, 10, tzinfo=UTC))
    assert page is not None
    return read_dates(page, "en", head_lines(page, "Bridge")).published


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ('<div><span class="fbdatum">x</span><b class="datum">12.01.2017</b></div>', "2017-01-12"),
        ("<dl><dt>Day</dt><dd>12.01.2017</dd></dl>", "2017-01-12"),
        ('<script>var p = {"published_at": "2019-03-02T06:22:28+01:00"}</script>', "2019-03-02"),
        ("<div>This page was last edited on 29 January 2020, at 13:22.</div>", "2020-01-29"),
        ('<img src="/uploads/2016/05/04/bridge.png">', "2016-05-04"),
        ('<div class="comments"><p>8 December 2010</p><p>3 May 2011</p></div>', "2010-12-08"),
        ("<p>Copyright © 19.12.2019 - 12:14 h by the makers of a page with a long name of a house</p>", "2019-12-19"),
    ],
)
def test_finds(body: str, day: str) -> None:
    found = published(body)
    assert found.date is not None
    assert (found.date.strftime("%Y-%m-%d"), found.source) == (day, "search")


@pytest.mark.parametrize(
    "body",
    [
        '<div class="teaser"><h3>Other</h3><span class="date">12.01.2017</span></div>',
        "<figure><figcaption>The bridge, 12 January 2017</figcaption></figure>",
        "<p>Powered by WordPress 4.8.12</p>",
        "<p>© 2017 The House</p>",
        "<p>12 January 2047</p>",
    ],
)
def test_leaves_out(body: str) -> None:
    assert published(body).date is None


def test_month_alone_is_taken_last() -> None:
    html = f"<html><body><h1>Bridge</h1><p>March 2018</p>{TEXT * 4}</body></html>"
    page = Page.parse(html.encode(), "https://example.org/", datetime(2026, 3, 10, tzinfo=UTC))
    assert page is not None
    found = read_dates(page, "en", head_lines(page, "Bridge")).published
    assert (found.date, found.precision) == (datetime(2018, 3, 1, tzinfo=UTC), Precision.MONTH)


@pytest.mark.parametrize(
    ("stated", "changed", "printed", "day"),
    [
        # Put out again under a new day, which is the only one printed.
        ("2026-01-03T09:48:24Z", "2026-01-06T09:22:36Z", "6 January 2026", "2026-01-06"),
        # The printed day is that of no change we know of, or an update long after, or the same moment in local time.
        ("2026-01-03T09:48:24Z", "2026-01-08T09:22:36Z", "6 January 2026", "2026-01-03"),
        ("2025-01-03T09:48:24Z", "2026-01-06T09:22:36Z", "6 January 2026", "2025-01-03"),
        ("2026-01-05T22:48:24Z", "2026-01-06T09:22:36Z", "6 January 2026", "2026-01-05"),
        ("2026-01-03T09:48:24Z", "2026-01-06T09:22:36Z", "Updated 6 January 2026", "2026-01-03"),
    ],
)
def test_put_out_again(stated: str, changed: str, printed: str, day: str) -> None:
    head = (
        f'<meta property="article:published_time" content="{stated}">'
        f'<meta property="article:modified_time" content="{changed}">'
    )
    html = f"<html><head>{head}</head><body><h1>Bridge</h1><div>{printed}</div>{TEXT * 4}</body></html>"
    page = Page.parse(html.encode(), "https://example.org/", datetime(2026, 3, 10, tzinfo=UTC))
    assert page is not None
    found = read_dates(page, "en", head_lines(page, "Bridge")).published.date
    assert found is not None
    assert found.strftime("%Y-%m-%d") == day


def test_day_in_chinese_addresses() -> None:
    assert str(published("", url="http://example.cn/local/2020-02/19/c_11.htm").date)[:10] == "2020-02-19"
    assert str(published("", url="http://example.cn/n1/2020/0219/c10-31.html").date)[:10] == "2020-02-19"
