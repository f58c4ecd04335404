"""Links made absolute and safe."""

from __future__ import annotations

import pytest

from crawlers.urls import MAX_URL, link


@pytest.mark.parametrize(
    ("address", "made"),
    [
        ("/a#b", "https://paper.example/a"),
        (" \n/a\tb ", "https://paper.example/ab"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("http://paper.example/ä ö?q=ü", "http://paper.example/%C3%A4%20%C3%B6?q=%C3%BC"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("", None),
        ("javascript:void(0)", None),
        ("data:text/html,x", None),
        ("http://[::1", None),
        ("http://host:99999/", None),
        ("https://paper.example/" + "a" * MAX_URL, None),
    ],
)
def test_link(address: str, made: str | None) -> None:
    assert link(address, "https://paper.example/feed") == made
