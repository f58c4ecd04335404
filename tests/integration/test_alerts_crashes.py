"""Alerts on a real node: whatever crashes and whoever runs beside us, nothing is lost and nothing told twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import BadRequestError

from flows.adapters.elasticsearch import connect
from flows.alerts.finder import Finder
from flows.alerts.ledger import Ledger
from flows.alerts.mail import Delivery, Mail, State
from flows.alerts.mails import Mails
from flows.alerts.run import run_alerts
from flows.alerts.subscription import SavedSearch
from flows.errors import Transient
from flows.locks import Busy, exclusive
from flows.model import parse_timestamp
from flows.settings import Settings
from mappings.names import Names
from tests.flows.alerts.samples import NOW, document
from tests.integration.alert_desk import TOML, Desk, Killed, Recorder, on_desk

pytestmark = pytest.mark.node


def test_a_search_the_node_refuses_does_not_stop_the_others(on_node: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = SavedSearch.dsl

    def broken(self: SavedSearch) -> dict[str, Any]:
        if self.name == "Bad":
            return {"range": {"event.created": {"gte": "no date"}}}
        return {"nonsense": {}} if self.name == "Worse" else compiled(self)

    monkeypatch.setattr(SavedSearch, "dsl", broken)

    async def scene(desk: Desk) -> None:
        await desk.index(document("a"))
        report = await desk.run()
        assert report.mails == 1
        bad, worse = report.failures
        assert (bad.search, worse.search) == ("Bad", "Worse")
        assert "mine.toml, [[search]] 1 (Bad): Elasticsearch refused it: failed to parse date" in bad.reason
        assert "mine.toml, [[search]] 2 (Worse): Elasticsearch refused it: unknown query [nonsense]" in worse.reason
        assert report.exit_code == 1
        assert report.to_json()["failures"] == [bad.to_json(), worse.to_json()]
        cursors = await desk.ledger(kind="cursor", search="Bad")
        assert parse_timestamp(cursors[0]["cursor"]) == NOW - timedelta(hours=22), "it has not moved from its beginning"

    bad = TOML.replace('"Rutte"', '"Bad"') + TOML.replace('"Rutte"', '"Worse"')
    on_desk(on_node, scene, bad + TOML)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_at_any_step_loses_nothing(on_node: Settings, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """One desk for all steps, each with a search of its own: only the ledger's memory of a search matters here."""

    async def scene(desk: Desk) -> None:
        await desk.index(document("a"), document("b"))
        for owner, step in (
            (Ledger, "begin"),
            (Ledger, "add"),
            (Ledger, "move_cursors"),
            (Mails, "open"),
            (Mails, "settle"),
            (Ledger, "close"),
        ):
            real = getattr(owner, step)

            async def crash(self: Any, *args: Any, real: Any = real, **kwargs: Any) -> Any:
                if when == "after":
                    await real(self, *args, **kwargs)
                raise Killed

            desk.rewrite(TOML.replace('"Rutte"', f'"{step}"'))
            recorder = Recorder()
            with monkeypatch.context() as patch:
                patch.setattr(owner, step, crash)
                with pytest.raises(Killed):
                    await desk.run(transport=recorder)
            await desk.run(transport=recorder, now=NOW + timedelta(minutes=1))
            await desk.run(transport=recorder, now=NOW + timedelta(minutes=2))
            # A second copy only where the first may have been accepted: the same bytes, the same Message-ID.
            assert len(recorder.taken) == (2 if (step, when) == ("settle", "before") else 1), step
            assert len({(m.message_id, m.content) for m in recorder.taken}) == 1, step
            hits = await desk.ledger(kind="hit", state="sent", search=step)
            assert sorted(d for hit in hits for d in hit["document"]) == ["a", "b"], step
            (mail,) = await desk.ledger(kind="mail", search=step)
            assert (mail["state"], mail["recipients"]) == ("sent", ["desk@news.internal"]), step

    on_desk(on_node, scene)


def test_killed_while_the_server_has_it_sends_the_same_again(on_node: Settings) -> None:
    class Dies(Recorder):
        def deliver(self, mail: Mail) -> dict[str, Delivery]:
            super().deliver(mail)
            if len(self.taken) == 1:
                raise Killed
            return dict.fromkeys(mail.open_recipients, Delivery(State.SENT))

    async def scene(desk: Desk) -> None:
        await desk.index(document("a"))
        recorder = Dies()
        with pytest.raises(Killed):
            await desk.run(transport=recorder)
        report = await desk.run(transport=recorder, now=NOW + timedelta(minutes=1))
        assert [m.again for m in report.sent] == [True]
        first, second = recorder.taken
        assert (first.message_id, first.content) == (second.message_id, second.content)
        assert second.attempts == 2
        assert (await desk.run(transport=recorder)).mails == 0

    on_desk(on_node, scene)


def test_two_installations_at_once_mail_each_story_once(on_node: Settings, tmp_path: Path) -> None:
    async def scene(desk: Desk) -> None:
        other = Desk(replace(desk.settings, home=tmp_path / "other"), desk.client)
        recorder = Recorder()
        for round_ in range(5):
            await desk.index(*(document(f"r{round_}n{n}") for n in range(4)))
            now = NOW + timedelta(minutes=round_)
            await asyncio.gather(desk.run(transport=recorder, now=now), other.run(transport=recorder, now=now))
        await desk.run(transport=recorder, now=NOW + timedelta(minutes=30))
        hits = [hit for mail in recorder.taken for hit in mail.hits]
        assert len(hits) == len(set(hits)) == 20

    on_desk(on_node, scene)


def test_one_run_at_a_time_in_a_home(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        with exclusive(desk.settings.home, "alerts"), pytest.raises(Busy, match="at work"):
            await desk.run()

    on_desk(on_node, scene)


def test_a_node_that_is_gone_ends_the_run(on_node: Settings, tmp_path: Path) -> None:
    async def play() -> None:
        gone = replace(on_node, elasticsearch_url="http://127.0.0.1:9")
        client = connect(gone)
        try:
            await run_alerts(gone, client, Names(gone.index_prefix), transport=Recorder())
        finally:
            await client.close()

    with pytest.raises(Transient):
        asyncio.run(play())


def test_a_bad_request_of_our_own_is_no_silence(on_node: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(self: Finder) -> None:
        (found,) = await self.ask([{"query": {"nonsense": {}}}])
        assert isinstance(found, Exception)
        raise found

    monkeypatch.setattr(Finder, "open", broken)

    async def scene(desk: Desk) -> None:
        with pytest.raises(Transient, match="would not serve") as caught:
            await desk.run()
        assert isinstance(caught.value.__cause__, BadRequestError)

    on_desk(on_node, scene)
