"""A made-up article on a road, and the paragraphs that the product finds on a page of it."""

from __future__ import annotations

from datetime import UTC, datetime

from flows.extract.page import Page
from flows.extract.reader import best_body

ONE = "The first paragraph tells of the harbour, the pier and the men who mend the nets there."
TWO = "The second paragraph tells of the mayor, who had promised a road and then forgot about it."
THREE = "The third paragraph ends the story, for the road was built by others in a single summer."


def body(html: str, title: str = "The road") -> tuple[str, ...]:
    """The paragraphs of a page."""
    page = Page.parse(html.encode(), "https://x.example/a", datetime(2026, 3, 10, tzinfo=UTC))
    assert page is not None
    return best_body(page, title).paragraphs
