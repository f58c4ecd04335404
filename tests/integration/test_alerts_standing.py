"""Searches that begin, pause, rest and come back; cadences, quiet hours and limits: held, never dropped, no flood."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from flows.alerts.cadence import parse_cadence, parse_quiet
from flows.alerts.standing import Standing
from flows.settings import Settings
from tests.flows.alerts.samples import NOW, SEARCH, document
from tests.integration.alert_desk import Desk, Recorder, on_desk

pytestmark = pytest.mark.node

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


async def _told(desk: Desk, *, now: datetime, **options: Any) -> list[int]:
    """How many stories each mail of a run had."""
    report = await desk.run(now=now, **options)
    assert not report.failures
    return [mail.stories for mail in report.sent]


def test_a_search_that_starts_now_tells_only_what_comes_after(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        search = replace(SEARCH, since=timedelta(0))
        await desk.index(document("old", ingested=NOW - HOUR), document("older", ingested=NOW - 3 * HOUR))
        await desk.index(document("edge"))
        assert await _told(desk, now=NOW, searches=[search]) == []
        # One that was stamped before the beginning and arrives only now is news; so is one of the same instant.
        await desk.index(document("late", ingested=NOW - HOUR), document("same"))
        await desk.index(document("new", ingested=NOW + MINUTE))
        assert await _told(desk, now=NOW + MINUTE, searches=[search]) == [3]
        assert {hit["document"][0] for hit in await desk.ledger(kind="hit", state="dropped")} == {"old", "edge"}

    on_desk(on_node, scene)


def test_a_search_may_start_from_a_date(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        search = replace(SEARCH, start=NOW - timedelta(days=30))
        await desk.index(*(document(f"d{n}", ingested=NOW - timedelta(days=n)) for n in (0, 20, 29, 31)))
        assert await _told(desk, now=NOW, searches=[search]) == [3]

    on_desk(on_node, scene)


@pytest.mark.parametrize("how", ["paused", "disabled", "taken away"])
def test_a_search_that_comes_back_does_not_flood(on_node: Settings, how: str) -> None:
    async def scene(desk: Desk) -> None:
        standing = Standing(desk.client, desk.names.alerts)
        await desk.index(document("a"))
        assert await _told(desk, now=NOW, searches=[SEARCH]) == [1]
        if how == "paused":
            await standing.pause("Rutte", NOW, "holidays")
        resting = {"paused": [SEARCH], "disabled": [replace(SEARCH, enabled=False)], "taken away": []}[how]
        await desk.index(*(document(f"d{n}", ingested=NOW + timedelta(days=n)) for n in range(1, 10)))
        assert await _told(desk, now=NOW + timedelta(days=9), searches=resting) == []
        if how == "paused":
            assert await standing.resume("Rutte")
            assert not await standing.resume("Rutte")
        back = NOW + timedelta(days=9, minutes=1)
        await desk.index(document("last", ingested=back))
        assert await _told(desk, now=back, searches=[SEARCH]) == [2], "the last day, as a new search would"

    on_desk(on_node, scene)


def test_a_short_pause_loses_nothing(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        standing = Standing(desk.client, desk.names.alerts)
        await desk.index(document("a"))
        await desk.run(searches=[SEARCH])
        await standing.pause("Rutte", NOW)
        await desk.index(document("b", ingested=NOW + MINUTE))
        assert await _told(desk, now=NOW + MINUTE, searches=[SEARCH]) == []
        await standing.resume("Rutte")
        assert await _told(desk, now=NOW + 2 * MINUTE, searches=[SEARCH]) == [1]

    on_desk(on_node, scene)


def test_an_alert_run_that_was_away_for_a_week_misses_nothing(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(document("a"))
        await desk.run(searches=[SEARCH])
        await desk.index(*(document(f"d{n}", ingested=NOW + timedelta(days=n)) for n in range(1, 8)))
        assert await _told(desk, now=NOW + timedelta(days=7), searches=[SEARCH]) == [7]

    on_desk(on_node, scene)


def test_a_cadence_holds_until_its_slot_and_groups_searches_by_recipient(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        daily = parse_cadence("daily 08:00 Europe/Brussels")
        searches = [
            replace(SEARCH, to=("one@news.internal", "two@news.internal"), cadence=daily),
            replace(SEARCH, name="Patience", query="patience", to=("one@news.internal",), cadence=daily),
            replace(SEARCH, name="Hourly", to=("one@news.internal",), cadence=parse_cadence("hourly")),
        ]
        await desk.index(document("a"))
        report = await desk.run(searches=searches, now=NOW + MINUTE)
        assert (report.hits, report.mails, report.held) == (3, 0, 4)
        recorder = Recorder()
        report = await desk.run(searches=searches, now=NOW + HOUR, transport=recorder)
        assert [mail.searches for mail in recorder.taken] == [("Hourly",)]
        await desk.index(document("b", ingested=NOW + HOUR))
        slot = NOW.replace(hour=7) + timedelta(days=1)
        assert not (await desk.run(searches=searches[:2], now=slot - MINUTE, transport=recorder)).sent
        recorder.taken.clear()
        report = await desk.run(searches=searches[:2], now=slot + 3 * MINUTE, transport=recorder)
        assert {mail.recipients: mail.searches for mail in recorder.taken} == {
            ("one@news.internal",): ("Rutte", "Patience"),
            ("two@news.internal",): ("Rutte",),
        }
        assert sorted(len(mail.hits) for mail in recorder.taken) == [2, 4]
        assert (await desk.run(searches=searches[:2], now=slot + HOUR, transport=recorder)).mails == 0

    on_desk(on_node, scene)


def test_quiet_hours_hold_mail_to_their_end(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        search = replace(SEARCH, quiet=parse_quiet("12:00-13:00"))
        await desk.index(document("a"))
        assert await _told(desk, now=NOW, searches=[search]) == []
        assert await _told(desk, now=NOW + 59 * MINUTE, searches=[search]) == []
        assert await _told(desk, now=NOW + HOUR, searches=[search]) == [1]

    on_desk(on_node, scene)


def test_too_many_mails_in_an_hour_wait(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        desk.settings = replace(desk.settings, mails_per_hour=2)
        for n in range(4):
            await desk.index(document(f"d{n}", ingested=NOW + n * MINUTE))
            told = await _told(desk, now=NOW + n * MINUTE, searches=[SEARCH])
            assert told == ([1] if n < 2 else [])
        assert await _told(desk, now=NOW + 61 * MINUTE, searches=[SEARCH]) == [2]

    on_desk(on_node, scene)


def test_the_maximum_of_a_search_splits_its_mails(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(*(document(f"d{n}") for n in range(5)))
        searches = [replace(SEARCH, maximum=2), replace(SEARCH, name="All", query="patience")]
        assert await _told(desk, now=NOW, searches=searches) == [7, 2, 1]

    on_desk(on_node, scene)


def test_who_wants_no_more_mail_gets_none(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        standing = Standing(desk.client, desk.names.alerts)
        searches = [replace(SEARCH, to=("one@news.internal", "Two@news.internal"), quiet=parse_quiet("12:00-12:30"))]
        await desk.index(document("a"))
        await desk.run(searches=searches)
        await standing.unsubscribe("two@News.internal", NOW, "Rutte")
        recorder = Recorder()
        await desk.run(searches=searches, now=NOW + HOUR, transport=recorder)
        assert [mail.recipients for mail in recorder.taken] == [("one@news.internal",)]
        (hit,) = await desk.ledger(kind="hit")
        assert (hit["state"], hit["waiting"]) == ("sent", [])
        assert await standing.subscribe("two@news.internal", "Rutte")
        await standing.unsubscribe("one@news.internal", NOW)
        await desk.index(document("b", ingested=NOW + HOUR))
        await desk.run(searches=searches, now=NOW + HOUR, transport=recorder)
        assert [mail.recipients for mail in recorder.taken][1:] == [("Two@news.internal",)]

    on_desk(on_node, scene)


def test_a_recipient_taken_out_of_the_file_is_told_no_more(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        search = replace(SEARCH, cadence=parse_cadence("hourly"))
        await desk.index(document("a"))
        await desk.run(searches=[search], now=NOW + MINUTE)
        other = replace(search, to=("other@news.internal",))
        assert await _told(desk, now=NOW + HOUR, searches=[other]) == []
        (hit,) = await desk.ledger(kind="hit")
        assert (hit["state"], hit["waiting"]) == ("dropped", [])

    on_desk(on_node, scene)
