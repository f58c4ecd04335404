"""Dates in languages that only dateparser knows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.extract.datetext import parse
from flows.extract.localised import localised
from flows.model import Precision

FETCHED = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("22 ஜனவரி", "ta", "2026-01-22"),
        ("22 ஜனவரி 2026", "ta", "2026-01-22"),
        ("22-январь 2026", "ky", "2026-01-22"),
        ("22 ජනවාරි 2026", "si", "2026-01-22"),
        ("22 జనవరి, 2026", "te", "2026-01-22"),
    ],
)
def test_a_language_without_a_row_is_read(text: str, language: str, day: str | None) -> None:
    found = parse(text, language, FETCHED)
    assert (found and found[0].strftime("%Y-%m-%d")) == day


def test_a_clock_beside_the_day_is_kept() -> None:
    found = localised("22 பிப்ரவரி 2026 14:30", "ta", FETCHED)
    assert found is not None
    assert (found[0].hour, found[0].minute, found[1]) == (14, 30, Precision.MINUTE)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("22 janvier 2026", "fr"),  # ours: never put to dateparser
        ("22 ஜனவரி 2026", ""),
        ("22 ஜனவரி 2026", "xx"),
        ("22 ஜனவரி 2026 " * 6, "ta"),
        ("தேதி எதுவும் இல்லை", "ta"),
    ],
)
def test_it_is_not_asked_in_vain(text: str, language: str) -> None:
    assert localised(text, language, FETCHED) is None
