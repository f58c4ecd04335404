"""Cadences follow the wall clock, over both changes of the hour; quiet hours hold what they span."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.alerts.cadence import IMMEDIATE, Cadence, Every, parse_cadence, parse_quiet


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _naive(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("immediate", "immediate"),
        ("hourly", "hourly"),
        ("daily 08:00", "daily 08:00 UTC"),
        ("daily  07:30 Europe/Brussels", "daily 07:30 Europe/Brussels"),
        ("weekly mon 08:00 Europe/Kyiv", "weekly monday 08:00 Europe/Kyiv"),
        ("weekly Sunday 23:59", "weekly sunday 23:59 UTC"),
    ],
)
def test_reads_what_it_writes(text: str, said: str) -> None:
    assert str(parse_cadence(text)) == said
    assert parse_cadence(said) == parse_cadence(text)


@pytest.mark.parametrize("text", ["daily", "daily 8:00", "daily 24:00", "weekly 08:00", "weekly mo 08:00", "never"])
def test_refuses_other_forms(text: str) -> None:
    with pytest.raises(ValueError, match=r"does not exist|no day of the week"):
        parse_cadence(text)


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../etc/passwd", "/etc/passwd", "UTC+"])
def test_refuses_a_zone_that_is_none(zone: str) -> None:
    with pytest.raises(ValueError, match=r"no time zone|does not exist"):
        parse_cadence(f"daily 08:00 {zone}")


@pytest.mark.parametrize(
    ("cadence", "now", "latest", "due"),
    [
        ("hourly", "2026-11-24T12:00", "2026-11-24T12:00", "2026-11-24T12:00"),
        ("hourly", "2026-11-24T12:01", "2026-11-24T12:00", "2026-11-24T13:00"),
        ("daily 08:00 Europe/Brussels", "2026-11-24T06:59", "2026-11-23T07:00", "2026-11-24T07:00"),
        ("daily 08:00 Europe/Brussels", "2026-11-24T07:00", "2026-11-24T07:00", "2026-11-24T07:00"),
        # Clocks go forward in the night to 29 March 2026: half past two is not there, and 08:00 is an hour earlier.
        ("daily 02:30 Europe/Brussels", "2026-03-29T03:00", "2026-03-29T01:30", "2026-03-30T00:30"),
        ("daily 08:00 Europe/Brussels", "2026-03-29T06:00", "2026-03-29T06:00", "2026-03-29T06:00"),
        # They go back in the night to 25 October 2026: half past two is there twice, the first counts.
        ("daily 02:30 Europe/Brussels", "2026-10-25T01:00", "2026-10-25T00:30", "2026-10-26T01:30"),
        ("daily 02:30 Europe/Brussels", "2026-10-25T01:30", "2026-10-25T00:30", "2026-10-26T01:30"),
        ("weekly tuesday 08:00 UTC", "2026-11-24T07:59", "2026-11-17T08:00", "2026-11-24T08:00"),
        ("weekly tuesday 08:00 UTC", "2026-11-24T08:01", "2026-11-24T08:00", "2026-12-01T08:00"),
        ("weekly monday 00:30 Pacific/Kiritimati", "2026-11-22T10:31", "2026-11-22T10:30", "2026-11-29T10:30"),
    ],
)
def test_slots(cadence: str, now: str, latest: str, due: str) -> None:
    assert parse_cadence(cadence).latest(_at(now)) == _at(latest)
    assert parse_cadence(cadence).next_due(_at(now)) == _at(due)


def test_an_immediate_search_is_always_due() -> None:
    assert IMMEDIATE.latest(_at("2026-11-24T12:01")) is None
    assert IMMEDIATE.next_due(_at("2026-11-24T12:01")) == _at("2026-11-24T12:01")


@given(
    st.datetimes(_naive("2024-01-01"), _naive("2030-01-01"), timezones=st.just(UTC)),
    st.builds(
        Cadence,
        st.sampled_from([Every.HOURLY, Every.DAILY, Every.WEEKLY]),
        st.times().map(lambda t: t.replace(second=0, microsecond=0)),
        st.sampled_from(["UTC", "Europe/Brussels", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"]),
        st.integers(0, 6),
    ),
)
def test_what_is_found_is_due_at_the_next_slot_and_not_before(found: datetime, cadence: Cadence) -> None:
    due = cadence.next_due(found)
    assert found <= due <= found + timedelta(days=7, hours=2)
    latest = cadence.latest(due)
    assert latest is not None
    assert latest >= found
    if due > found:
        before = cadence.latest(due - timedelta(microseconds=1))
        assert before is not None
        assert before < found


def test_quiet_hours_span_midnight_and_follow_their_zone() -> None:
    quiet = parse_quiet("22:00-06:00 Europe/Brussels")
    assert str(quiet) == "22:00-06:00 Europe/Brussels"
    assert [quiet.holds(_at(f"2026-11-24T{h}")) for h in ("20:59", "21:00", "04:59", "05:00")] == [
        False,
        True,
        True,
        False,
    ]
    noon = parse_quiet("12:00-13:30")
    assert (noon.start, noon.end) == (time(12), time(13, 30))
    assert [noon.holds(_at(f"2026-11-24T{h}")) for h in ("11:59", "12:00", "13:29", "13:30")] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("text", ["22-06", "22:00", "22:00-22:00", "25:00-06:00", "22:00-06:00 Mars/Base"])
def test_refuses_hours_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"are no hours|begins when it ends|no time zone"):
        parse_quiet(text)
