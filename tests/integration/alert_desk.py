"""A desk for alert tests on a real node: an index, saved searches, mails that arrived, and a transport that obeys."""

from __future__ import annotations

import asyncio
import email
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from email.message import EmailMessage
from email.policy import default
from typing import Any

from elasticsearch import AsyncElasticsearch

from flows.adapters.elasticsearch import connect
from flows.alerts.mail import Delivery, Mail, State
from flows.alerts.report import AlertReport
from flows.alerts.run import run_alerts
from flows.model import Document
from flows.settings import Settings
from mappings.loader import install
from mappings.names import Names
from tests.flows.alerts.samples import NOW
from tests.nodes import drop

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
        operations: list[dict[str, Any]] = []
        for one in documents:
            operations += [{"index": {"_id": one.id}}, one.to_json()]
        done = await self.client.bulk(index=self.names.write, operations=operations)
        assert not done["errors"]

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
        await drop(client, names)
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
        return dict(dict.fromkeys(mail.open_recipients, Delivery(State.SENT)) if answer is None else answer)


class Killed(BaseException):
    """A kill -9, as far as the code behind it is concerned."""
