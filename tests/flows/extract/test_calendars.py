"""Days of other calendars; the answers are those of printed almanacs."""

from __future__ import annotations

from datetime import date

import pytest

from flows.extract.calendars import common_year, from_jalali, jalali_year


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ((1404, 1, 1), (2025, 3, 21)),
        ((1403, 12, 30), (2025, 3, 20)),
        ((1399, 12, 30), (2021, 3, 20)),
        ((1404, 10, 22), (2026, 1, 12)),
        ((1357, 11, 22), (1979, 2, 11)),
        ((1404, 12, 30), None),
        ((1404, 7, 31), None),
        ((1200, 1, 1), None),
    ],
)
def test_iranian_days(theirs: tuple[int, int, int], ours: tuple[int, int, int] | None) -> None:
    assert from_jalali(*theirs) == ours


def test_years() -> None:
    assert jalali_year(date(2026, 3, 20)) == 1404
    assert jalali_year(date(2026, 3, 21)) == 1405
    assert [common_year(y) for y in (2026, 2569)] == [2026, 2026]
