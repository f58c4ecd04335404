"""The record behind ``extract --explain``: candidates once, winners with reasons, nothing when nobody asked."""

from __future__ import annotations

from datetime import UTC, datetime

from crawlers.records import LandedPage
from flows.extract.trace import MAX_CANDIDATES, MAX_VALUE, Trace
from flows.model import Document
from flows.normalise import normalise
from tests.golden import FOLDER

FIELDS = {"title", "authors", "published", "modified", "language", "genre", "body", "summary", "tags"}


def test_a_trace_keeps_each_candidate_once_and_the_first_reason() -> None:
    trace = Trace()
    trace.note("title", "  One\n two ", "h1")
    trace.note("title", "One two", "h1")
    trace.note("title", "", "meta")
    trace.because("title", "known")
    trace.choose("title", "One two", "h1", "guessed")
    assert trace.to_json() == {
        "title": {
            "value": "One two",
            "source": "h1",
            "why": "known",
            "candidates": [{"value": "One two", "source": "h1"}],
        }
    }


def test_a_trace_is_bounded() -> None:
    trace = Trace()
    for number in range(2 * MAX_CANDIDATES):
        trace.note("tags", f"{number} " + "x" * 5_000, "meta")
    assert len(trace.fields["tags"].candidates) == MAX_CANDIDATES
    assert all(len(c.value) <= MAX_VALUE for c in trace.fields["tags"].candidates)


def test_being_asked_for_reasons_changes_no_answer() -> None:
    at = datetime(2026, 3, 10, 12, tzinfo=UTC)
    for path in sorted(FOLDER.glob("*.html")):
        page = LandedPage(url=f"https://paper.example/{path.stem}", fetched_at=at, body=path.read_bytes())
        trace = Trace()
        plain, traced = normalise(page), normalise(page, trace=trace)
        assert plain == traced, path.name
        if not isinstance(traced, Document):
            continue
        assert set(trace.fields) == FIELDS, path.name
        for name, choice in trace.fields.items():
            assert choice.why, (path.name, name)
            if choice.value and name != "body":
                assert choice.source, (path.name, name)
        assert trace.fields["title"].value == traced.title[:MAX_VALUE]
        assert trace.fields["authors"].value == ", ".join(traced.authors)
        published = traced.published.date
        assert trace.fields["published"].value == (published.isoformat() if published else "")
