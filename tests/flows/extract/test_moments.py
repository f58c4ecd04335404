"""Dates as machines write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.moments import from_url, parse_iso


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-01-22T10:00:00+0100", datetime(2026, 1, 22, 9, tzinfo=UTC)),
        ("2026-01-22 10:00", datetime(2026, 1, 22, 10, tzinfo=UTC)),
        ("20260122T100000Z", datetime(2026, 1, 22, 10, tzinfo=UTC)),
        ("2023-06-29T15:43:21+00:00+00:00", datetime(2023, 6, 29, 15, 43, 21, tzinfo=UTC)),
    ],
)
def test_iso_in_its_many_spellings(raw: str, expected: datetime) -> None:
    found = parse_iso(raw)
    assert found is not None
    assert found[0] == expected


@pytest.mark.parametrize("raw", ["2026-13-45", "202601221", "soon", ""])
def test_is_not_iso(raw: str) -> None:
    assert parse_iso(raw) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.example/2026/01/22/pier", "2026/01/22"),
        ("https://x.example/news/20260122-pier", "20260122"),
        ("https://x.example/2026/1/3-questions", ""),
        ("https://x.example/a?d=2026-01-22", ""),
        ("https://x.example/a-1234567890", ""),
    ],
)
def test_days_in_addresses(url: str, expected: str) -> None:
    assert next((m.raw for m in from_url(url)), "") == expected
