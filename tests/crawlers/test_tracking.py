"""Addresses without what names the reader."""

from __future__ import annotations

import pytest

from crawlers.tracking import clean


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("https://a.example/x?utm_source=feed&utm_medium=rss", "https://a.example/x"),
        ("https://a.example/x?id=4&utm_source=feed#top", "https://a.example/x?id=4#top"),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?b=2&a=1"),
        ("https://a.example/x?ref=rss&ref=home", "https://a.example/x?ref=home"),
        ("https://a.example/x?", "https://a.example/x?"),
        ("https://a.example/x;jsessionid=0AB12F?p=1", "https://a.example/x?p=1"),
        ("https://a.example/(S(lit3py55t21z5v55vlm25s55))/x.aspx", "https://a.example/x.aspx"),
        ("https://a.example/x?PHPSESSID=4f2a9c0d1e8b7a6f5e4d&p=1", "https://a.example/x?p=1"),
        ("https://a.example/x?sid=0123456789abcdef", "https://a.example/x"),
        ("https://a.example/x?sid=42", "https://a.example/x?sid=42"),
        ("https://a.example/x?sid=world-news", "https://a.example/x?sid=world-news"),
        ("https://en.example/wiki/Rutte_(politician)", "https://en.example/wiki/Rutte_(politician)"),
    ],
)
def test_clean(address: str, left: str) -> None:
    assert clean(address) == left
    assert clean(left) == left
