"""The next page of a listing, and calendars."""

from __future__ import annotations

import pytest
from lxml import html

from crawlers.paging import calendar, next_page

HERE = "https://paper.example/world/"


def following(markup: str, url: str = HERE) -> str | None:
    return next_page(html.document_fromstring(markup), url, url)


@pytest.mark.parametrize(
    ("url", "markup", "found"),
    [
        (HERE, '<link rel="next" href="/world/?seite=2">', f"{HERE}?seite=2"),
        (HERE, '<a href="/world/page/2/">2</a><a href="/world/page/3/">3</a>', f"{HERE}page/2/"),
        (f"{HERE}page/2/", '<a href="/world/">1</a><a href="/world/page/3">›</a>', f"{HERE}page/3"),
        (f"{HERE}?page=2", '<a href="?page=1">1</a><a href="?page=3">3</a>', f"{HERE}?page=3"),
        (f"{HERE}?q=x&p=9", '<a href="?p=10&q=x">more</a>', f"{HERE}?p=10&q=x"),
        (HERE, '<a href="/sport/page/2/">2</a><a href="/world/page/9/">last</a>', None),
        (HERE, '<a rel="next" href="https://other.example/world/?page=2">2</a>', None),
        (HERE, '<a rel="next" href="/world/2027/01/">next month</a>', None),
        (HERE, '<a rel="next" href="/world/?page=2&PHPSESSID=4f2a9c0d1e8b7a6f5e4d">2</a>', f"{HERE}?page=2"),
        (HERE, "<p>nothing</p>", None),
    ],
)
def test_next_page(url: str, markup: str, found: str | None) -> None:
    assert following(f"<body>{markup}</body>", url) == found


@pytest.mark.parametrize(
    ("address", "endless"),
    [
        ("https://a.example/2026/11/24/", True),
        ("https://a.example/2026/11/", True),
        ("https://a.example/2026", True),
        ("https://a.example/news/2026-11-24", True),
        ("https://a.example/calendar/?view=month", True),
        ("https://a.example/events/month/2027-01/", True),
        ("https://a.example/?month=12&year=2031", True),
        ("https://a.example/list?date=2026-11-24", True),
        ("https://a.example/2026/11/24/a-word-on-it/", False),
        ("https://a.example/2026/11/24/12345678.html", False),
        ("https://a.example/story?from=rss", False),
        ("https://a.example/news/12", False),
    ],
)
def test_calendar(address: str, endless: bool) -> None:
    assert calendar(address) is endless
