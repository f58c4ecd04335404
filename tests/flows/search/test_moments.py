"""Moments: what people write, and where a day ends."""

from __future__ import annotations

import pytest

from flows.search.moments import Span, read


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("2024-02-29", "2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z"),
        ("2026-01-22T10", "2026-01-22T10:00:00Z", "2026-01-22T11:00:00Z"),
        ("2026-01-22 10:30", "2026-01-22T10:30:00Z", "2026-01-22T10:31:00Z"),
        ("2026-01-22T10:30:00+02:00", "2026-01-22T08:30:00Z", "2026-01-22T08:30:01Z"),
        ("2026-01-22T10:30:00.5Z", "2026-01-22T10:30:00.500000Z", "2026-01-22T10:30:00.501000Z"),
        ("now", "now", "now"),
        ("now-7d", "now-7d", "now-7d"),
        ("now-7d/d", "now-7d/d", "now-7d/d+1d"),
        ("24h", "now-24h", "now-24h"),
        ("2mo", "now-2M", "now-2M"),
        ("Today", "now/d", "now/d+1d"),
        ("yesterday", "now-1d/d", "now/d"),
    ],
)
def test_reads(text: str, start: str, end: str) -> None:
    assert read(text) == Span(start, end)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2026-13", "2026-02-30", "20260122", "9999-12-31", "7", "d", "now-", "1 fortnight", "22.1.2026"],
)
def test_no_moment(text: str) -> None:
    assert read(text) is None
