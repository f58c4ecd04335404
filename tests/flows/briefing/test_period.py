"""What ``--since`` and ``--until`` mean, at a given now."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.briefing.period import period
from flows.errors import Configuration

NOW = datetime(2026, 3, 31, 14, 25, 36, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "start", "end"),
    [
        ("24h", None, "2026-03-30T14:25:36", "2026-03-31T14:25:36"),
        ("90min", None, "2026-03-31T12:55:36", "2026-03-31T14:25:36"),
        ("1mo", None, "2026-02-28T14:25:36", "2026-03-31T14:25:36"),
        ("1y", None, "2025-03-31T14:25:36", "2026-03-31T14:25:36"),
        ("2w", "24h", "2026-03-17T14:25:36", "2026-03-30T14:25:36"),
        ("today", None, "2026-03-31T00:00:00", "2026-03-31T14:25:36"),
        ("yesterday", "yesterday", "2026-03-30T00:00:00", "2026-03-31T00:00:00"),
        ("now-1w/w", None, "2026-03-23T00:00:00", "2026-03-31T14:25:36"),
        ("now/M", "now/M", "2026-03-01T00:00:00", "2026-04-01T00:00:00"),
        ("now-1y/y", None, "2025-01-01T00:00:00", "2026-03-31T14:25:36"),
        ("now-1h/h", "now/m", "2026-03-31T13:00:00", "2026-03-31T14:26:00"),
        ("2026-03-01", "2026-03-02", "2026-03-01T00:00:00", "2026-03-03T00:00:00"),
        ("2026-02", "2026-02", "2026-02-01T00:00:00", "2026-03-01T00:00:00"),
        ("2026-03-01T10:00+02:00", None, "2026-03-01T08:00:00", "2026-03-31T14:25:36"),
    ],
)
def test_periods(since: str, until: str | None, start: str, end: str) -> None:
    found = period(since, until, NOW)
    assert [f"{at:%Y-%m-%dT%H:%M:%S}" for at in found] == [start, end]
    assert {at.utcoffset() for at in found} == {NOW.utcoffset()}


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("never", None, "--since is 'never'"),
        ("24h", "soon", "--until is 'soon'"),
        ("2026-03-05", "2026-03-01", "the period is empty"),
        ("2027", None, "the period is empty"),
        ("9999y", None, "outside of the calendar"),
        ("99999w", "99999w", "the period is empty"),
    ],
)
def test_mistakes_are_named(since: str, until: str | None, told: str) -> None:
    with pytest.raises(Configuration, match=told):
        period(since, until, NOW)
