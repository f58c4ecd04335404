"""The benchmark of dates: its size, and that its answers do not come from the reader."""

from __future__ import annotations

from datetime import UTC, date, datetime

from benchmarks.dates import Case, _last, cases, right


def test_breadth() -> None:
    asked = cases()
    assert len({c.language for c in asked}) >= 35
    assert len({(c.language, c.text) for c in asked}) >= 1000
    assert len({c.at for c in asked}) >= 3


def test_a_wrong_answer_is_told() -> None:
    at = datetime(2026, 3, 10, tzinfo=UTC)
    assert right(Case("en", "year", "22 Jan 2026", at, datetime(2026, 1, 22, tzinfo=UTC)))
    assert not right(Case("en", "year", "22 Jan 2026", at, datetime(2026, 1, 23, tzinfo=UTC)))


def test_the_year_of_a_day_without_one() -> None:
    assert _last(date(2023, 12, 30), datetime(2026, 1, 2, 8, tzinfo=UTC)).year == 2025
    assert _last(date(2023, 1, 1), datetime(2024, 12, 31, 17, tzinfo=UTC)).year == 2025
