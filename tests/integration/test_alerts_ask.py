"""The ledger can be asked: why a page was or was not mailed, what a search would have brought, who left."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flows.adapters.store import Store
from flows.alerts.explain import explain
from flows.alerts.mail import Delivery, State
from flows.alerts.searches import load_searches
from flows.alerts.standing import Standing
from flows.cli import _parser
from flows.commands import alerts_ask
from flows.errors import Rejected
from flows.settings import Settings
from tests.flows.alerts.samples import NOW, copied, document
from tests.integration.alert_desk import TOML, Desk, Recorder, on_desk

pytestmark = pytest.mark.node

HOUR = timedelta(hours=1)
SECRET = "0123456789abcdef0123456789abcdef"
DIGEST = TOML.replace('"immediate"', '"daily 08:00 Europe/Brussels"').replace('"rutte"', '"rutte and genre:opinion"')


async def _verdict(desk: Desk, key: str) -> tuple[str, str]:
    found = await _explained(desk, key)
    return found.verdict, "\n".join(found.history)


async def _explained(desk: Desk, key: str) -> Any:
    await desk.client.indices.refresh(index=desk.names.documents)
    (search,) = load_searches(desk.settings.searches)
    stored = await Store(desk.client, desk.names).get(f"https://lantern.example/{key}")
    assert stored is not None
    return await explain(desk.client, desk.names, stored, search, NOW)


def test_explains_what_became_of_a_page(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        lead = document("lead")
        other = document("other", title="Weather", body="Rain in Brussels.")
        await desk.index(lead, copied(lead, "copy", "Beacon", url="https://lantern.example/copy"), other)
        assert (await _verdict(desk, "lead"))[0] == "matched, but the search has not run yet"
        await desk.run()
        verdict, history = await _verdict(desk, "lead")
        assert verdict == "sent"
        assert "sent to desk@news.internal, Message-ID <" in history
        verdict, history = await _verdict(desk, "copy")
        assert verdict == "suppressed as a copy; its story is sent"
        assert "https://lantern.example/lead" in history
        found = await _explained(desk, "other")
        assert (found.matched, found.verdict) == (False, "not matched, because of: rutte")
        await desk.index(document("next", ingested=NOW + HOUR))
        assert (await _verdict(desk, "next"))[0] == "matched; the next run finds it"
        await desk.index(document("old", ingested=NOW - 30 * HOUR))
        assert "before what the search reads" in (await _verdict(desk, "old"))[0]

    on_desk(on_node, scene)


def test_explains_what_is_held_and_what_bounced(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(document("lead"))
        await desk.run()
        verdict, history = await _verdict(desk, "lead")
        assert verdict == "found, not told to everybody yet"
        assert (
            "held for desk@news.internal: the digest `daily 08:00 Europe/Brussels`, next due 2026-11-25T07:00"
            in history
        )
        found = await _explained(desk, "lead")
        assert {clause.said: clause.met for clause in found.clauses} == {"rutte": True, "genre: opinion": True}
        await Standing(desk.client, desk.names.alerts).pause("Rutte", NOW)
        assert "held for desk@news.internal: the search is paused" in (await _verdict(desk, "lead"))[1]
        await Standing(desk.client, desk.names.alerts).resume("Rutte")
        refusal = {"desk@news.internal": Delivery(State.BOUNCED, "550 no such user")}
        late = document("late")
        late = replace(late, published=replace(late.published, date=NOW + 12 * HOUR))
        await desk.index(late)
        recorder = Recorder(refusal)
        await desk.run(now=NOW + 24 * HOUR, transport=recorder)
        assert (
            "All press: 1 article, 1 story, 1 outlet, 1 country; 100% opinion (last day)" in recorder.taken[0].content
        )
        verdict, history = await _verdict(desk, "lead")
        assert verdict == "bounced"
        assert "desk@news.internal was refused for good: 550 no such user" in history

    on_desk(on_node, scene, DIGEST)


Ask = Callable[..., Any]


def test_every_action_answers_for_people_and_machines(on_node: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    async def scene(desk: Desk) -> None:
        settings = replace(desk.settings, unsubscribe_secret=SECRET)

        async def ask(*words: str) -> str:
            args = _parser("alerts").parse_args(["alerts", *words])
            assert await alerts_ask._connected(args, settings) == 0
            return capsys.readouterr().out

        async def answer(*words: str) -> Any:
            return json.loads(await ask(*words, "--json"))

        assert "nothing in the index matches" in await ask("test", "rutte")
        lead = document("lead", title="Rutte & <b>patience</b>")
        await desk.index(lead, copied(lead, "copy", "Beacon"), document("second"))
        text = await ask("test", "Rutte", "--outbox")
        assert "Rutte & <b>patience</b>" in text
        assert "/unsubscribe" not in text
        assert len(desk.mails()) == 1
        rendered = await answer("test", "Rutte")
        assert rendered["stories"] == 2
        assert "<b>" not in rendered["html"]
        assert await desk.ledger() == [], "a test is remembered by nobody"

        counted = await answer("backtest", "Rutte", "--days", "10000")
        assert (counted["documents"], counted["stories"], counted["copies"]) == (3, 2, 1)
        assert counted["by_day"] == [{"day": "2026-01-22", "documents": 3, "stories": 2, "copies": 1}]
        assert len(counted["samples"]) == 2
        assert "3 documents in 10000 days, 2 stories" in await ask("backtest", "Rutte", "--days", "10000")

        assert (await answer("explain", "https://lantern.example/lead", "Rutte"))["matched"] is True
        assert "has not run yet" in await ask("explain", "https://lantern.example/lead", "Rutte")

        await ask("pause", "Rutte", "--why", "holidays")
        assert (await desk.run()).searches == 0
        assert "holidays" in await ask("log")
        assert "goes on" in await ask("resume", "Rutte")
        assert "was not paused" in await ask("resume", "Rutte")

        report = await desk.run()
        assert [mail.stories for mail in report.sent] == [2]
        assert {row["kind"] for row in await answer("log", "Rutte")} == {"hit", "mail"}
        assert "payload" not in (await answer("log"))[0]

        with pytest.raises(Rejected, match="no saved search is called 'Ruttle'") as caught:
            await ask("test", "Ruttle")
        assert "Rutte" in caught.value.remedy

    on_desk(on_node, scene)


def test_a_token_from_a_mail_takes_its_reader_off(on_node: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    async def scene(desk: Desk) -> None:
        desk.settings = replace(desk.settings, unsubscribe_secret=SECRET)

        async def leave(*words: str) -> str:
            args = _parser("alerts").parse_args(["alerts", "unsubscribe", *words])
            assert await alerts_ask._connected(args, desk.settings) == 0
            return capsys.readouterr().out

        await desk.index(document("a"))
        await desk.run()
        (mail,) = desk.mails()
        token = str(mail["List-Unsubscribe"]).rpartition("%20")[2].rstrip(">")
        assert "desk@news.internal gets no more mail of the search 'Rutte'" in await leave(token)
        await desk.index(document("b", ingested=NOW + HOUR))
        assert (await desk.run(now=NOW + HOUR)).mails == 0
        assert "is on again" in await leave(token, "--undo")
        await desk.index(document("c", ingested=NOW + 2 * HOUR))
        assert [m.stories for m in (await desk.run(now=NOW + 2 * HOUR)).sent] == [1]
        assert "of any search" in await leave("--address", "DESK@news.internal")

    on_desk(on_node, scene)
