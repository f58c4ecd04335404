"""Volume alerts on a real node: once an episode, whatever crashes between its record and its hit."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from flows.alerts.ledger import Ledger
from flows.alerts.subscription import Spike
from flows.settings import Settings
from tests.flows.alerts.samples import NOW, SEARCH, document
from tests.integration.alert_desk import Desk, Killed, Recorder, on_desk

pytestmark = pytest.mark.node

SEARCHES = [replace(SEARCH, name="Volume", spike=Spike(factor=2.0, weeks=5, minimum=4))]
MINUTE = timedelta(minutes=1)


async def _weeks(desk: Desk) -> None:
    """Two documents in this hour of each of five weeks past, twenty in another hour."""
    for week in range(1, 6):
        then = NOW - timedelta(weeks=week, minutes=10)
        await desk.index(*(document(f"w{week}n{n}", ingested=then) for n in range(2)))
        await desk.index(*(document(f"o{week}n{n}", ingested=then - timedelta(hours=5)) for n in range(4)))
    await desk.index(document("first", title="Fishing", body="No.", ingested=NOW - timedelta(weeks=6)))


async def _bring(desk: Desk, count: int, at: datetime) -> None:
    await desk.index(*(document(f"{at:%d%H%M}n{n}", title=f"Rutte {n}", ingested=at) for n in range(count)))


def test_an_episode_is_told_once_and_the_next_one_again(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        recorder = Recorder()

        async def told(now: datetime) -> int:
            before = len(recorder.taken)
            report = await desk.run(searches=SEARCHES, now=now, transport=recorder)
            assert not report.failures
            return len(recorder.taken) - before

        await _weeks(desk)
        await _bring(desk, 4, NOW)
        assert await told(NOW) == 0, "four is twice the usual two: not more"
        await _bring(desk, 2, NOW + MINUTE)
        assert await told(NOW + MINUTE) == 1
        await _bring(desk, 9, NOW + 2 * MINUTE)
        assert await told(NOW + 2 * MINUTE) == 0, "the same episode"
        (hit,) = await desk.ledger(kind="hit")
        assert hit["title"] == "Spike: 6 documents in an hour"
        assert hit["payload"]["note"] == "Usual for this hour of the week: 2 (median of 5 weeks)."
        assert recorder.taken[0].subject == "[Commentariat] Volume: 1 new story — Spike: 6 documents in an hour"

        calm = NOW + timedelta(hours=3)
        await _bring(desk, 1, calm)
        assert await told(calm) == 0
        await _bring(desk, 9, calm + MINUTE)
        assert await told(calm + MINUTE) == 1
        assert len(await desk.ledger(kind="hit", state="sent")) == 2

    on_desk(on_node, scene)


def test_a_crash_between_episode_and_hit_is_made_up_for(on_node: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(desk: Desk) -> None:
        await _weeks(desk)
        await _bring(desk, 6, NOW)

        async def crash(self: Ledger, *args: Any) -> int:
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(Ledger, "add", crash)
            with pytest.raises(Killed):
                await desk.run(searches=SEARCHES)
        # Even if the hour is calm again by then.
        later = NOW + timedelta(hours=2)
        await _bring(desk, 1, later)
        assert (await desk.run(searches=SEARCHES, now=later)).mails == 1
        assert (await desk.run(searches=SEARCHES, now=later + MINUTE)).mails == 0

    on_desk(on_node, scene)


def test_a_short_history_has_no_usual(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(document("first", ingested=NOW - timedelta(weeks=2)))
        await _bring(desk, 50, NOW)
        report = await desk.run(searches=SEARCHES)
        assert (report.hits, report.failures) == (0, ())

    on_desk(on_node, scene)
