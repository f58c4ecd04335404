"""Summaries: what the page says of this text, not of itself, and nothing made up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.facts import read_summary
from flows.extract.page import Page

TEXT = "The council met in the old hall and spoke for an hour about the harbour and the road."
SITE = (
    '<script type="application/ld+json">{"@type":"WebSite","description":"Harbour towns and their people, every day."}'
    "</script>"
)


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (
            '<meta property="og:description" content="Harbour &amp;amp; road: what the council said.">',
            "",
            "Harbour & road: what the council said.",
        ),
        # The title again, then what says more.
        (
            '<meta property="og:description" content="The council met in the evening"><meta name="description" content="Eight members voted for the harbour.">',  # noqa: E501 (one head)
            "",
            "Eight members voted for the harbour.",
        ),
        (SITE + '<meta name="description" content="Harbour towns and their people, every day.">', "", ""),
        ('<meta name="description" content="Latest breaking stories, weather and celebrity gossip daily.">', "", ""),
        ("", '<p class="article-standfirst">Eight members voted for the harbour.</p>',
         "Eight members voted for the harbour."),
        ("", "", ""),
    ],
)  # fmt: skip
def test_summary(head: str, body: str, expected: str) -> None:
    html = f"<html><head>{head}</head><body><h1>The council met in the evening</h1>{body}<p>{TEXT}</p></body></html>"
    page = Page.parse(html.encode(), "https://paper.example/a", datetime(2026, 3, 10, tzinfo=UTC))
    assert page is not None
    assert read_summary(page, "The council met in the evening", (TEXT,)) == expected
