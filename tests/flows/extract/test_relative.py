"""How long ago, read on 10 March 2026 at noon."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.relative import relative, unit_of
from flows.model import Precision

BASE = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language", "expected", "precision"),
    [
        ("3 hours ago", "en", "2026-03-10T09:00", Precision.HOUR),
        ("an hour ago", "en", "2026-03-10T11:00", Precision.HOUR),
        ("2h", "en", "2026-03-10T10:00", Precision.HOUR),
        ("un'ora fa", "it", "2026-03-10T11:00", Precision.HOUR),
        ("pirms 3 stundām", "lv", "2026-03-10T09:00", Precision.HOUR),
        ("3 órája", "hu", "2026-03-10T09:00", Precision.HOUR),
        ("год тому", "be", "2025-03-10", Precision.YEAR),
        ("час назад", "ru", "2026-03-10T11:00", Precision.HOUR),
        ("منذ ساعتين", "ar", "2026-03-10T10:00", Precision.HOUR),
        ("לפני יומיים", "he", "2026-03-08", Precision.DAY),
        ("3 ชั่วโมงที่ผ่านมา", "th", "2026-03-10T09:00", Precision.HOUR),
        ("3日前", "ja", "2026-03-07", Precision.DAY),
        ("两天前", "zh", "2026-03-08", Precision.DAY),
        ("2 months ago", "en", "2026-01-09", Precision.MONTH),
        ("az önce", "tr", "2026-03-10T12:00", Precision.HOUR),
    ],
)
def test_reads(text: str, language: str, expected: str, precision: Precision) -> None:
    found = relative(text, BASE, language)
    assert found is not None
    assert found[:2] == (datetime.fromisoformat(expected).replace(tzinfo=UTC), precision)


@pytest.mark.parametrize("text", ["3 hours", "2 Kommentare vor Ort", "agora", "5 Minuten Lesezeit", "fa 3", "temu"])
def test_is_no_distance(text: str) -> None:
    assert relative(text, BASE, "") is None


def test_units_by_language() -> None:
    assert unit_of("години", "uk") == "h"
    assert unit_of("години", "mk") == "y"
    assert unit_of("Politik", "de") is None
