"""Mailing on a real node: recipients, servers that are away, what is too long, and when it may go out."""

from __future__ import annotations

import asyncio
import email
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from flows.alerts.mail import Delivery, State
from flows.alerts.run import run_alerts
from flows.errors import Transient
from flows.settings import Settings
from tests.flows.alerts.samples import NOW, document
from tests.integration.alert_desk import TOML, Desk, Recorder, on_desk

pytestmark = pytest.mark.node


def test_pages_to_the_end_and_splits_what_is_too_long_for_a_mail(
    on_node: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.alerts.finder.FIRST", 3)
    monkeypatch.setattr("flows.alerts.finder.PAGE", 4)
    monkeypatch.setattr("flows.alerts.finding.DETAILS", 3)
    monkeypatch.setattr("flows.alerts.mailing.STORIES_PER_MAIL", 5)
    monkeypatch.setattr("flows.alerts.mails.HITS_AT_ONCE", 6)
    monkeypatch.setattr("flows.alerts.mailing.HITS_AT_ONCE", 6)
    monkeypatch.setattr("flows.alerts.records.CHUNK", 3)

    async def scene(desk: Desk) -> None:
        await desk.index(*(document(f"d{n}") for n in range(11)))
        recorder = Recorder()
        report = await desk.run(transport=recorder)
        assert report.hits == 11
        assert [m.stories for m in report.sent] == [5, 1, 5]
        assert [m.number for m in recorder.taken] == [1, 2, 3]
        assert len({hit for m in recorder.taken for hit in m.hits}) == 11
        assert len(await desk.ledger(kind="hit", state="sent")) == 11

    on_desk(on_node, scene)


def test_a_server_that_is_away_holds_hits_and_gets_them_in_one_mail(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        away = Transient("mail server is away")
        recorder = Recorder(away, away)
        await desk.index(document("a"))
        report = await desk.run(transport=recorder)
        assert (report.hits, report.mails, report.exit_code) == (1, 0, 1)
        for minute in (1, 2):
            await desk.index(document(f"b{minute}"))
            report = await desk.run(transport=recorder, now=NOW + timedelta(minutes=minute))
        assert [m.stories for m in report.sent] == [1, 2]
        assert not report.failures

    on_desk(on_node, scene)


def test_recipients_are_answered_for_one_by_one(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        two = {"two@news.internal": Delivery(State.BOUNCED, "550 no such user")}
        recorder = Recorder(None, {}, two)
        await desk.index(document("a"))
        report = await desk.run(transport=recorder)
        assert [m.recipients for m in report.sent] == [("one@news.internal",)]
        reasons = [f.reason for f in report.failures]
        assert "two@news.internal was refused for good: 550 no such user" in reasons
        assert "three@news.internal: put off by the mail server, to be tried again by the next run" in reasons
        (hit,) = await desk.ledger(kind="hit")
        assert (hit["state"], hit["waiting"]) == ("pending", ["three@news.internal"])

        report = await desk.run(transport=recorder, now=NOW + timedelta(seconds=30))
        assert not report.sent
        assert report.failures[0].reason == "three@news.internal: put off by the mail server, next try 12:01 UTC"
        report = await desk.run(transport=recorder, now=NOW + timedelta(minutes=1))
        assert [(m.recipients, m.again) for m in report.sent] == [(("three@news.internal",), True)]
        mails = {m["recipients"][0].partition("@")[0]: m for m in await desk.ledger(kind="mail")}
        assert {who: (m["state"], m["attempts"]) for who, m in mails.items()} == {
            "one": ("sent", 1),
            "two": ("bounced", 1),
            "three": ("sent", 2),
        }
        assert mails["two"]["reason"] == "two@news.internal: 550 no such user"
        (hit,) = await desk.ledger(kind="hit")
        assert (hit["state"], hit["waiting"]) == ("sent", [])
        assert len(hit["message_id"]) == 2

    three = TOML.replace('"desk@news.internal"', '"one@news.internal", "three@news.internal", "two@news.internal"')
    on_desk(on_node, scene, three)


def test_a_recipient_put_off_for_days_counts_as_bounced(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(document("a"))
        recorder = Recorder({}, {})
        await desk.run(transport=recorder)
        report = await desk.run(transport=recorder, now=NOW + timedelta(days=5, minutes=1))
        assert report.failures[-1].reason == (
            "desk@news.internal was refused for good: put off by the mail server for 5 days"
        )
        (mail,) = await desk.ledger(kind="mail")
        (hit,) = await desk.ledger(kind="hit")
        assert (mail["state"], hit["state"], hit["waiting"]) == ("bounced", "bounced", [])

    on_desk(on_node, scene)


class Inbox:
    """A mail server's side that keeps what it accepts."""

    def __init__(self) -> None:
        self.accepted: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        """Accept."""
        self.accepted.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 fine"


def test_goes_through_a_real_mail_server(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        inbox = Inbox()
        # In this test's own loop: the run sends from a thread of its own.
        server = await asyncio.get_running_loop().create_server(lambda: SMTP(inbox), "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            desk.settings = replace(desk.settings, smtp_url=f"smtp://127.0.0.1:{port}")
            await desk.index(document("a", title="Рютте просит о терпении — Rutte"))
            report = await desk.run()
            assert (report.mails, report.failures, report.where) == (1, (), f"127.0.0.1:{port}")
            assert (await desk.run()).mails == 0
        (mail,) = inbox.accepted
        assert mail["Subject"] == "[Commentariat] Rutte: 1 new story — Рютте просит о терпении — Rutte"
        assert mail["Message-ID"] == report.sent[0].message_id
        assert not mail.defects
        assert not desk.mails()

    on_desk(on_node, scene)


def test_placeholders_are_never_mailed_but_nothing_is_lost(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(document("a"))
        real = replace(desk.settings, smtp_url="smtp://mail.news.internal/?tls=none")
        recorder = Recorder()
        report = await run_alerts(real, desk.client, desk.names, now=NOW, transport=recorder)
        assert not recorder.taken
        (failure,) = report.failures
        assert "mine.toml, [[search]] 1 (Rutte): press@example.org is a placeholder" in failure.reason
        desk.rewrite(TOML)
        report = await run_alerts(real, desk.client, desk.names, now=NOW, transport=recorder)
        assert [m.recipients for m in recorder.taken] == [("desk@news.internal",)]

    on_desk(on_node, scene, TOML.replace("desk@news.internal", "press@example.org"))


def test_what_the_page_said_reaches_the_mail_escaped(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(
            document(
                "a",
                title='Rutte <script>alert("1")</script> & "friends" 🕊️ \u202eסוף',
                body='Said <img src=x onerror=alert(1)> Rutte & "others".',
                url='javascript:alert("x")',
            )
        )
        await desk.run()
        (mail,) = desk.mails()
        html = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
        assert "<script" not in html
        assert "<img" not in html
        assert "javascript:" not in html
        assert "&lt;img src=x onerror=alert(1)&gt; <span" in html
        assert ">Rutte</span>" in html
        assert "\u202e" not in html
        assert "🕊️" in html
        assert "🕊️" in mail["Subject"]

    on_desk(on_node, scene)
