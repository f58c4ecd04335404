"""Dates as people write them, read on 10 March 2026 at noon."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.datetext import clock, parse, says_year, with_year
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
        ("05 FEB 26", "en", "2026-02-05", Precision.DAY),
        ("2 November 23", "en", "2023-11-02", Precision.DAY),
        ("Dec 21 st , 2018 2:00 pm", "en", "2018-12-21T14:00", Precision.MINUTE),
        ("24. April 2020 08:30 Uhr", "", "2020-04-24T08:30", Precision.MINUTE),
        ("19 sierpnia 2020, 5:16", "", "2020-08-19T05:16", Precision.MINUTE),
        ("3 listopada 2025", "hr", "2025-10-03", Precision.DAY),
        ("3 listopada 2025", "pl", "2025-11-03", Precision.DAY),
        ("18.2. 15:32", "fi", "2026-02-18T15:32", Precision.MINUTE),
        ("Vandaag om 09:07", "nl", "2026-03-10T09:07", Precision.MINUTE),
        ("včera 14:40", "cs", "2026-03-09T14:40", Precision.MINUTE),
        ("Publiziert heute um 11:19 Uhr", "de", "2026-03-10T11:19", Precision.MINUTE),
        ("сегодня в 10:12", "ru", "2026-03-10T10:12", Precision.MINUTE),
        ("Monday at 3:00 PM", "en", "2026-03-09T15:00", Precision.MINUTE),
        ("Samstag, 16:29 Uhr", "de", "2026-03-07T16:29", Precision.MINUTE),
        ("2時間前", "", "2026-03-10T10:00", Precision.HOUR),
        ("3일 전", "ko", "2026-03-07", Precision.DAY),
        ("Vor einer Stunde", "de", "2026-03-10T11:00", Precision.HOUR),
        ("vor 9 Stunden Aktualisiert vor 9 Stunden", "de", "2026-03-10T03:00", Precision.HOUR),
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
        ("3 minutes 6", "fr"),
        ("Sunday", "en"),
        ("4:30 pm - 7:00 pm", "en"),
        ("19 years", "en"),
        ("14:52", "cs"),
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11:52", "2026-03-10T11:52"),
        ("09:36 Uhr", "2026-03-10T09:36"),
        ("Uppdaterad kl 12.17", "2026-03-10T12:17"),
        ("10:00AM EST", "2026-03-10T10:00"),
        ("12:03 AM GMT+2", "2026-03-09T22:03"),
    ],
)
def test_clocks(text: str, expected: str) -> None:
    found = clock(text, BASE)
    assert found is not None
    assert found[0] == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["12.17", "3 goals", "25:99", "4:30 pm - 7:00 pm"])
def test_is_no_clock(text: str) -> None:
    assert clock(text, BASE) is None


def test_years_that_are_said() -> None:
    assert [says_year(t) for t in ("22 Jan 2026", "22/1/26", "٢٢ يناير ٢٠٢٦", "Jan 22", "22.1.")] == [True] * 3 + [
        False
    ] * 2
