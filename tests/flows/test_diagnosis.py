"""What ails a source: each complaint where it belongs, and none for nights, weekends and single bad answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from flows.diagnosis import Day, Facts, diagnose, drop, duration

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WELL = Facts(
    "paper",
    visited=NOW - timedelta(minutes=10),
    newest=NOW - timedelta(hours=9),
    usual_gap=8 * 3_600.0,
    requests=400,
    refused=2,
    limited=1,
    week=100,
    before=330,
    before_days=21.0,
    landed=120,
    days=[Day(date(2026, 11, day), 10, 10, 8) for day in range(10, 21)],
)


def kinds(facts: Facts) -> list[str]:
    return [complaint.kind for complaint in diagnose(facts, NOW).complaints]


def test_a_source_that_does_what_it_always_did_is_well() -> None:
    health = diagnose(WELL, NOW)
    assert (health.state, health.complaints) == ("well", ())
    assert health.to_json()["coverage"] == {"dates": 1.0, "authors": 0.8}


def test_a_source_never_visited_is_neither() -> None:
    health = diagnose(Facts("new"), NOW)
    assert (health.state, health.complaints) == ("unknown", ())
    assert health.to_json()["visited"] is None


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"visited": NOW - timedelta(days=4)}, "unvisited"),
        ({"newest": NOW - timedelta(hours=25)}, "silent"),
        ({"dead": [{"url": "https://a/feed", "reason": "is no feed"}]}, "dead"),
        ({"week": 30}, "yield"),
        ({"refused": 40}, "refused"),
        ({"limited": 41}, "limited"),
        ({"landed": 1_200}, "rejected"),
    ],
)
def test_each_illness_has_its_name(change: dict[str, object], kind: str) -> None:
    assert kinds(replace(WELL, **change)) == [kind]  # type: ignore[arg-type]  # each key with its own type


@pytest.mark.parametrize(
    "change",
    [
        {"newest": NOW - timedelta(days=30), "usual_gap": None},
        {"week": 0, "before_days": 3.0},
        {"week": 0, "before": 20},
        {"requests": 2, "refused": 2},
        {"landed": 19, "days": ()},
    ],
)
def test_too_little_is_known_to_complain(change: dict[str, object]) -> None:
    assert kinds(replace(WELL, **change)) == []  # type: ignore[arg-type]  # each key with its own type


def test_a_field_that_went_missing_is_dated() -> None:
    days = [Day(date(2026, 11, day), 6, 6 if day < 17 else 1, 5) for day in range(10, 24)]
    since, before, after = drop(days, "dates") or (None, 0.0, 1.0)
    assert (since, before) == (date(2026, 11, 17), 1.0)
    assert after == pytest.approx(1 / 6)
    assert drop(days, "authors") is None
    (complaint,) = diagnose(replace(WELL, days=days), NOW).complaints
    assert complaint.text == "dates missing since 2026-11-17: 17% of documents have one, before 100%"


def test_a_few_documents_prove_no_drop() -> None:
    days = [Day(date(2026, 11, 10), 90, 90, 90), Day(date(2026, 11, 11), 9, 0, 0)]
    assert drop(days, "dates") is None
    assert drop([], "dates") is None


def test_durations_are_worded() -> None:
    assert [duration(s) for s in (90, 7_000, 7_200, 172_800, 864_000)] == [
        "2 min",
        "117 min",
        "2 h",
        "2 days",
        "10 days",
    ]
