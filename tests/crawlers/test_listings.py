"""Listing pages: same-host links that look like articles."""

from __future__ import annotations

import re

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


def page(*rows: str) -> bytes:
    return f"<html><body><nav><a href='/very-long-menu-entry'>m</a></nav>{''.join(rows)}</body></html>".encode()


def test_learns_the_addresses_of_repeated_headlines() -> None:
    rows = [
        f'<div class="teaser"><h3><a href="/world/{word}">{word} went to the summit today</a></h3></div>'
        for word in ("rutte", "costa", "sikorski", "tsahkna")
    ]
    menu = [f'<li class="m"><a href="/{word}">{word}</a></li>' for word in ("world", "sport", "culture", "opinion")]
    tags = [f'<div class="teaser"><h3><a href="/tag/{n}">all we know about {n}</a></h3></div>' for n in "abcd"]
    found = [link.url.rpartition("/")[2] for link in listings.parse(page(*rows, *menu, *tags), URL).links]
    assert found == ["very-long-menu-entry", "rutte", "costa", "sikorski", "tsahkna"]
    assert not listings.parse(page(*rows[:2]), URL).problem
    assert [link.url[-20:] for link in listings.parse(page(*rows[:2]), URL).links] == ["very-long-menu-entry"]


def test_a_given_pattern_decides_alone() -> None:
    rows = ('<a href="/a-long-slug-here">x</a>', '<a href="https://other.example/n/7">y</a>', '<a href="/n/8">z</a>')
    reading = listings.parse(page(*rows), URL, re.compile(r"/n/\d+$"))
    assert [link.url for link in reading.links] == ["https://other.example/n/7", "https://paper.example/n/8"]
    assert "link pattern" in listings.parse(page(*rows), URL, re.compile("/nowhere/")).problem


def test_calendars_are_traps_and_the_next_page_is_named() -> None:
    days = [f'<a href="/world/2026/11/{day:02}/">{day}</a>' for day in range(1, 29)]
    more = '<a href="/world/one-two-three">x</a><a href="/world/?page=2">next</a>'
    reading = listings.parse(page(*days, more), URL)
    assert [link.url[-13:] for link in reading.links] == ["ng-menu-entry", "one-two-three"]
    assert len(reading.traps) == listings.MAX_TRAPS
    assert reading.traps[0] == ("calendar", "https://paper.example/world/2026/11/01/")
    assert [further.url for further in reading.further] == ["https://paper.example/world/?page=2"]
