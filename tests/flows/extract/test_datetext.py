"""Dates as people write them, read on 10 March 2026 at noon."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.datetext import parse, with_year
from flows.model import Precision

BASE = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language", "expected", "precision"),
    [
        ("Jan 22", "en", "2026-01-22", Precision.DAY),
        ("December 30", "en", "2025-12-30", Precision.DAY),
        ("29 Feb", "en", "2024-02-29", Precision.DAY),
        ("22 janv.", "fr", "2026-01-22", Precision.DAY),
        ("22 січ.", "uk", "2026-01-22", Precision.DAY),
        ("28. februára (TASR)", "sk", "2026-02-28", Precision.DAY),
        ("Gepubliceerd op 3 maart 2026", "nl", "2026-03-03", Precision.DAY),
        ("5 Μαρτίου 2026", "el", "2026-03-05", Precision.DAY),
        ("1月22日", "ja", "2026-01-22", Precision.DAY),
        ("3월 5일", "ko", "2026-03-05", Precision.DAY),
        ("вчера", "ru", "2026-03-09", Precision.DAY),
        ("il y a 2 jours", "fr", "2026-03-08", Precision.DAY),
        ("2 days ago", "en", "2026-03-08", Precision.DAY),
        ("Published 3 hours ago", "en", "2026-03-10T09:00", Precision.HOUR),
        ("vor 3 Stunden", "de", "2026-03-10T09:00", Precision.HOUR),
        ("hace 5 minutos", "es", "2026-03-10T11:55", Precision.MINUTE),
        ("Stand: 3. Mai 2024, 17:47 Uhr", "de", "2024-05-03T17:47", Precision.MINUTE),
        ("Haber Giriş Tarihi: 13.02.2026 16:06", "tr", "2026-02-13T16:06", Precision.MINUTE),
        ("12:20pm Jan 7, 2024", "en", "2024-01-07T12:20", Precision.MINUTE),
        ("2026年1月22日 10:30", "ja", "2026-01-22T10:30", Precision.MINUTE),
    ],
)
def test_reads(text: str, language: str, expected: str, precision: Precision) -> None:
    found = parse(text, language, BASE)
    assert found is not None
    assert found[0] == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert found[1] is precision


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("4 min read", "en"),
        ("1.5", "de"),
        ("Kommentare 5", "de"),
        ("1-3 Tage", "de"),
        ("Jahr 2021", "de"),
        ("Politik", "de"),
        ("5 Minuten Lesezeit", "de"),
        ("1 minute 20 secondes 01:20", "fr"),
        ("may", "en"),
        ("", "en"),
    ],
)
def test_is_no_date(text: str, language: str) -> None:
    assert parse(text, language, BASE) is None


@pytest.mark.parametrize(("region", "expected"), [("US", 12), ("GB", 11)])
def test_order_of_day_and_month_goes_by_country(region: str, expected: int) -> None:
    found = parse("12/11/2025", "en", BASE, region=region)
    assert found is not None
    assert found[0].month == expected


def test_keeps_what_stood_there() -> None:
    found = parse("نُشر ٢٢ يناير", "ar", BASE)
    assert found is not None
    assert found[0].date().isoformat() == "2026-01-22"
    assert found[2] == "٢٢ يناير"


def test_year_is_the_last_one_that_had_the_day() -> None:
    assert with_year(11, 30, datetime(2026, 11, 24, tzinfo=UTC)) == datetime(2025, 11, 30, tzinfo=UTC)
    assert with_year(2, 30, BASE) is None
