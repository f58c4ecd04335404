"""Listing pages: same-host links that look like articles."""

from __future__ import annotations

import pytest

from crawlers import listings

URL = "https://paper.example/world/"


def test_takes_articles_of_its_own_host() -> None:
    body = b"""<html><head><base href="/x/"></head><body><nav><a href="/world/">World</a>
    <a href="/about">About</a></nav>
    <a href="/world/rutte-speaks-in-riga"><img></a><a href="/world/rutte-speaks-in-riga#comments">Rutte speaks</a>
    <a href="2026/11/24/words">by date</a>
    <a href="https://other.example/a-long-slug-here">elsewhere</a>
    <a href="/photo-of-the-day.jpg">picture</a><a href="/story.php?id=77">old</a>
    <a href="javascript:x()">x</a><a>none</a>"""
    found = [link.url for link in listings.parse(body, URL).links]
    assert found == [
        "https://paper.example/world/rutte-speaks-in-riga",
        "https://paper.example/x/2026/11/24/words",
        "https://paper.example/story.php?id=77",
    ]


@pytest.mark.parametrize("body", [b"", b"\x00", b"<html><a href='/about'>About</a></html>"])
def test_pages_without_articles_say_so(body: bytes) -> None:
    reading = listings.parse(body, URL)
    assert not reading.links
    assert reading.problem
