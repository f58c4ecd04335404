# ruff: noqa: E501 (pages in a line)
"""A page to a document: goldens, rejections, and what travels with a page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.records import Discovery, LandedPage, Outlet
from flows.model import Document, Rejection
from flows.normalise import normalise
from flows.origin import content_digest
from tests.golden import expected, pages, read

FETCHED_AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
STORY = (
    "<html><head><link rel=canonical href='https://x.example/story'></head><body><h1>The road</h1>"
    + "<p>The council met in the old hall and spoke for an hour about the harbour, the bridge and the road.</p>" * 1
    + "<p>Nobody knew what would come of it, but the minutes were signed, and the mayor went home late.</p></body></html>"
)


@pytest.mark.parametrize("path", pages(), ids=lambda p: p.stem)
def test_golden(path: Path) -> None:
    assert read(path) == expected(path)


@pytest.mark.parametrize(
    ("body", "status", "kind", "reason"),
    [
        (STORY, 404, "text/html", "http_error"),
        (STORY, 200, "application/pdf", "not_html"),
        ("%PDF-1.7 x", 200, "text/html", "not_html"),
        ("<rss><channel></channel></rss>", 200, "text/xml", "not_html"),
        ('{"a": 1}', 200, "text/html", "not_html"),
        ("just words, no markup", 200, "text/html", "not_html"),
        ("", 200, "text/html", "empty"),
        ("\x00 \n", 200, "text/html", "empty"),
        ("<html><body><h1>Hi</h1><p>Short.</p></body></html>", 200, "text/html", "too_short"),
    ],
)
def test_rejections(body: str, status: int, kind: str, reason: str) -> None:
    result = normalise(LandedPage("https://x.example/a", FETCHED_AT, body.encode(), status, kind))
    assert isinstance(result, Rejection)
    assert (result.reason, result.url) == (reason, "https://x.example/a")


def test_what_travels_with_the_page() -> None:
    outlet = Outlet("bode", "Bode", "NL", "newspaper")
    found = Discovery("bode", "feed", "https://x.example/feed", outlet, observed=("https://x.example/r?1",))
    page = LandedPage(
        "https://x.example/story?utm_source=rss", FETCHED_AT, STORY.encode(), discovery=found, warc="w", offset=7
    )
    result = normalise(page)
    assert isinstance(result, Document)
    assert result.url.full == "https://x.example/story"
    assert result.url.original == "https://x.example/story?utm_source=rss"
    assert result.url.observed == ("https://x.example/r?1",)
    assert (result.outlet.id, result.provenance.warc, result.provenance.offset) == ("bode", "w", 7)
    assert result.revision.digest == content_digest(result.title, result.body)
    assert result.event.created == FETCHED_AT
    assert normalise(page) == result


def test_outlet_stands_in_and_relevance_is_a_threshold() -> None:
    page = LandedPage("https://x.example/story", FETCHED_AT, STORY.encode())
    result = normalise(page, outlet=Outlet("o", "O"))
    assert isinstance(result, Document)
    assert result.outlet.id == "o"
    rejected = normalise(page, minimum_relevance=0.5)
    assert isinstance(rejected, Rejection)
    assert rejected.reason == "not_relevant"


def test_reads_any_bytes() -> None:
    for body in (b"<" * 100_000, b"<p>" + b"\xff\xfe\x80" * 5_000, b"<a b='" * 20_000, bytes(range(256)) * 400):
        assert normalise(LandedPage("https://x.example/a", FETCHED_AT, body)) is not None
