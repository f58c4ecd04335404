"""Alerts on a real node: once per story and search, whatever crashes, whoever runs beside us."""

from __future__ import annotations

import asyncio
import email
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP
from elasticsearch import AsyncElasticsearch, BadRequestError

from flows.adapters.elasticsearch import connect
from flows.alerts import ledger as ledger_module
from flows.alerts import run as run_module
from flows.alerts.finder import Finder
from flows.alerts.ledger import Ledger
from flows.alerts.mail import Delivery, Mail, State
from flows.alerts.report import AlertReport
from flows.alerts.run import run_alerts
from flows.errors import Transient
from flows.locks import Busy, exclusive
from flows.model import Document
from flows.settings import Settings
from mappings.loader import install
from mappings.names import Names
from tests.flows.alerts.samples import NOW, copied, document

pytestmark = pytest.mark.node

TOML = """
[[search]]
name = "Rutte"
query = "rutte"
to = ["desk@news.internal"]
cadence = "immediate"
"""


class Desk:
    """An index, a folder of searches, and the mails that arrived."""

    def __init__(self, settings: Settings, client: AsyncElasticsearch) -> None:
        self.settings = settings
        self.client = client
        self.names = Names(settings.index_prefix)

    async def index(self, *documents: Document) -> None:
        """Write documents as ingest does; nothing is refreshed."""
        for one in documents:
            await self.client.index(index=self.names.write, id=one.id, document=one.to_json())

    async def run(self, **options: Any) -> AlertReport:
        """One alert run."""
        options.setdefault("now", NOW)
        return await run_alerts(self.settings, self.client, self.names, **options)

    def rewrite(self, toml: str) -> None:
        """Replace the saved searches."""
        assert self.settings.searches
        (self.settings.searches / "mine.toml").write_text(toml, "utf-8")

    def mails(self) -> list[EmailMessage]:
        """What lies in the outbox, oldest first."""
        files = sorted((self.settings.home / "outbox").glob("*.eml"))
        return [email.message_from_bytes(f.read_bytes(), policy=default) for f in files]

    async def ledger(self, **terms: str) -> list[dict[str, Any]]:
        """Records of the ledger."""
        await self.client.indices.refresh(index=self.names.alerts)
        query = {"bool": {"filter": [{"term": {name: value}} for name, value in terms.items()]}}
        found = await self.client.search(index=self.names.alerts, query=query, size=1000)
        return [row["_source"] for row in found["hits"]["hits"]]


@asynccontextmanager
async def _desk(settings: Settings, toml: str = TOML) -> AsyncIterator[Desk]:
    folder = settings.home / "searches"
    folder.mkdir()
    (folder / "mine.toml").write_text(toml, "utf-8")
    settings = replace(settings, searches=folder)
    client = connect(settings)
    names = Names(settings.index_prefix)
    try:
        await install(client, names)
        yield Desk(settings, client)
    finally:
        await client.indices.delete(
            index=[names.documents, names.revisions, names.alerts, names.sources], ignore_unavailable=True
        )
        await client.indices.delete_index_template(name=f"{names.prefix}-*")
        await client.cluster.delete_component_template(name=f"{names.prefix}-*")
        await client.close()


def on_desk(settings: Settings, scene: Callable[[Desk], Awaitable[None]], toml: str = TOML) -> None:
    """Play ``scene`` on a fresh desk."""

    async def play() -> None:
        async with _desk(settings, toml) as desk:
            await scene(desk)

    asyncio.run(play())


class Recorder:
    """A transport that keeps what it was given, and does as told first."""

    where = "recorder"

    def __init__(self, *answers: Exception | Mapping[str, Delivery] | None) -> None:
        self.taken: list[Mail] = []
        self._answers = list(answers)

    def deliver(self, mail: Mail) -> dict[str, Delivery]:
        """Answer as told, else serve everybody."""
        answer = self._answers.pop(0) if self._answers else None
        if isinstance(answer, Exception):
            raise answer
        self.taken.append(mail)
        return dict(answer or dict.fromkeys(mail.open_recipients, Delivery(State.SENT)))


class Killed(BaseException):
    """A kill -9, as far as the code behind it is concerned."""


def test_mails_once_and_never_again(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        first = document("a")
        await desk.index(first, document("b", title="Fishing", body="Nothing to see."), copied(first, "c", "Herald"))
        report = await desk.run()
        assert (report.searches, report.hits, report.mails, report.failures) == (1, 1, 1, ())
        (mail,) = desk.mails()
        assert mail["Subject"] == "[Commentariat] Rutte: 1 new story — Rutte asks for patience"
        assert "Carried by 2 outlets: Herald, Lantern" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]

        again = await desk.run(now=NOW + timedelta(minutes=1))
        assert (again.hits, again.mails) == (0, 0)
        assert len(desk.mails()) == 1
        (hit,) = await desk.ledger(kind="hit")
        assert (hit["state"], hit["message_id"]) == ("sent", mail["Message-ID"])

    on_desk(on_node, scene)


def test_copies_revisions_and_regrouped_stories_are_old_news(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        first = document("a")
        await desk.index(first)
        await desk.run()
        later = NOW + timedelta(minutes=5)
        await desk.index(
            copied(first, "b", "Herald", ingested=later),
            document("a", title="Rutte asks for patience again", story="story-other", ingested=later),
        )
        assert (await desk.run(now=later)).hits == 0
        assert len(desk.mails()) == 1

    on_desk(on_node, scene)


def test_late_same_time_and_backdated_documents_are_found(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(document("a"))
        await desk.run()
        # The same millisecond, stamped before the cursor but visible after it, and a clock an hour slow.
        await desk.index(
            document("b", ingested=NOW),
            document("c", ingested=NOW - timedelta(seconds=30)),
            document("d", ingested=NOW - timedelta(hours=1)),
        )
        report = await desk.run(now=NOW + timedelta(minutes=1))
        assert (report.hits, report.mails) == (3, 1)

    on_desk(on_node, scene)


def test_a_clock_that_was_ahead_hides_nothing(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        ahead = NOW + timedelta(days=300)
        await desk.index(document("a", ingested=ahead))
        assert (await desk.run(now=ahead)).hits == 1
        await desk.index(document("b", ingested=NOW + timedelta(minutes=1)))
        assert (await desk.run(now=NOW + timedelta(minutes=2))).hits == 1

    on_desk(on_node, scene)


def test_the_local_clock_decides_nothing_about_what_is_new(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(document("a"))
        assert (await desk.run(now=NOW + timedelta(days=30))).hits == 1
        await desk.index(document("b", ingested=NOW + timedelta(minutes=1)))
        assert (await desk.run(now=NOW + timedelta(days=30))).hits == 1

    on_desk(on_node, scene)


def test_a_new_search_looks_back_as_far_as_it_says(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        for age in (1, 23, 25, 47, 49):
            await desk.index(document(f"h{age}", ingested=NOW - timedelta(hours=age)))
        await desk.index(document("now", title="Fishing", body="No.", ingested=NOW))
        report = await desk.run()
        assert {m.search: m.stories for m in report.sent} == {"Rutte": 2, "Two days": 4}

    two_days = TOML + TOML.replace('"Rutte"', '"Two days"') + 'since = "2d"\n'
    on_desk(on_node, scene, two_days)


def test_an_empty_index_is_no_error_and_moves_no_cursor(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        report = await desk.run()
        assert (report.hits, report.mails, report.failures) == (0, 0, ())
        assert await desk.ledger(kind="cursor") == []
        await desk.index(document("a", ingested=NOW - timedelta(hours=5)))
        assert (await desk.run()).mails == 1

    on_desk(on_node, scene)


def test_installs_what_is_missing(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.client.indices.delete(index=desk.names.alerts)
        await desk.index(document("a"))
        assert (await desk.run()).mails == 1

    on_desk(on_node, scene)


def test_pages_to_the_end_and_splits_what_is_too_long_for_a_mail(
    on_node: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.alerts.finder.PAGE", 4)
    monkeypatch.setattr("flows.alerts.finder.DETAILS", 3)
    monkeypatch.setattr(run_module, "STORIES_PER_MAIL", 5)
    monkeypatch.setattr(ledger_module, "CHUNK", 3)

    async def scene(desk: Desk) -> None:
        await desk.index(*(document(f"d{n}") for n in range(11)))
        recorder = Recorder()
        report = await desk.run(transport=recorder)
        assert report.hits == 11
        assert [m.stories for m in report.sent] == [5, 5, 1]
        assert [m.number for m in recorder.taken] == [1, 2, 3]
        assert len({hit for m in recorder.taken for hit in m.hits}) == 11
        assert len(await desk.ledger(kind="hit", state="sent")) == 11

    on_desk(on_node, scene)


def test_language_leader_and_relevance_narrow_a_search(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(document("a"), replace(document("b"), language="nl"), replace(document("c"), relevance=0.1))
        await desk.index(replace(document("d"), leaders=()))
        recorder = Recorder()
        await desk.run(transport=recorder)
        (hit,) = await desk.ledger(kind="hit")
        assert hit["document"] == ["a"]

    on_desk(on_node, scene, TOML + 'language = "en"\nleader = "mark-rutte"\nminimum_relevance = 0.5\n')


def test_a_search_the_node_refuses_does_not_stop_the_others(on_node: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = Finder.pages

    def refuse(self: Finder, query: Mapping[str, Any], since: Any) -> Any:
        if "bad" in str(query):
            query = {"range": {"event.created": {"gte": "no date"}}}
        return pages(self, query, since)

    monkeypatch.setattr(Finder, "pages", refuse)

    async def scene(desk: Desk) -> None:
        await desk.index(document("a"))
        report = await desk.run()
        assert report.mails == 1
        (failure,) = report.failures
        assert failure.search == "Bad"
        assert "mine.toml, [[search]] 1 (Bad): Elasticsearch refused it: failed to parse date" in failure.reason
        assert report.exit_code == 1
        assert report.to_json()["failures"] == [failure.to_json()]

    bad = TOML.replace('"Rutte"', '"Bad"').replace('"rutte"', '"bad"')
    on_desk(on_node, scene, bad + TOML)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_at_any_step_loses_nothing(on_node: Settings, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    """One desk for all steps, each with a search of its own: only the ledger's memory of a search matters here."""

    async def scene(desk: Desk) -> None:
        await desk.index(document("a"), document("b"))
        for step in ("add", "move_cursor", "open_mail", "claim", "settle", "_close_hits"):
            real = getattr(Ledger, step)

            async def crash(self: Ledger, *args: Any, real: Any = real, **kwargs: Any) -> Any:
                if when == "after":
                    await real(self, *args, **kwargs)
                raise Killed

            desk.rewrite(TOML.replace('"Rutte"', f'"{step}"'))
            recorder = Recorder()
            with monkeypatch.context() as patch:
                patch.setattr(Ledger, step, crash)
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
        recorder = Recorder(
            {"one@news.internal": Delivery(State.SENT), "two@news.internal": Delivery(State.FAILED, "550 no such user")}
        )
        await desk.index(document("a"))
        report = await desk.run(transport=recorder)
        assert [m.recipients for m in report.sent] == [("one@news.internal",)]
        reasons = [f.reason for f in report.failures]
        assert "two@news.internal was refused for good: 550 no such user" in reasons
        assert "three@news.internal: put off by the mail server, to be tried again by the next run" in reasons
        report = await desk.run(transport=recorder, now=NOW + timedelta(minutes=1))
        assert [m.recipients for m in report.sent] == [("three@news.internal",)]
        assert recorder.taken[1].open_recipients == ("three@news.internal",)
        (mail,) = await desk.ledger(kind="mail")
        assert (mail["state"], mail["attempts"]) == ("sent", 2)
        assert mail["reason"] == "two@news.internal: 550 no such user"

    three = TOML.replace('"desk@news.internal"', '"one@news.internal", "two@news.internal", "three@news.internal"')
    on_desk(on_node, scene, three)


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
        with exclusive(desk.settings.home, "alert-mails"), pytest.raises(Busy, match="at work"):
            await desk.run()

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
        assert "&lt;img src=x onerror=alert(1)&gt; <mark" in html
        assert ">Rutte</mark>" in html
        assert "\u202e" not in html
        assert "🕊️" in html
        assert "🕊️" in mail["Subject"]

    on_desk(on_node, scene)


def test_a_bad_request_of_our_own_is_no_silence(on_node: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(self: Finder) -> None:
        await self._search(query={"nonsense": {}})

    monkeypatch.setattr(Finder, "open", broken)

    async def scene(desk: Desk) -> None:
        with pytest.raises(Transient, match="would not serve") as caught:
            await desk.run()
        assert isinstance(caught.value.__cause__, BadRequestError)

    on_desk(on_node, scene)
