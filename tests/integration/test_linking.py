"""Links between languages on a real node: written on every member, once, and kept through revisions."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from elasticsearch import AsyncElasticsearch

from flows.adapters import window
from flows.adapters.elasticsearch import connect
from flows.adapters.store import Store
from flows.cli import main
from flows.fingerprints import fingerprint
from flows.likeness import Version
from flows.linking import link
from flows.locks import exclusive
from flows.model import DateFound, Document, Event, OutletRef, Revision, Role, Story, Url
from flows.settings import Settings
from flows.stories import Outcome, decide
from flows.urls import document_id
from mappings.loader import install
from mappings.names import Names
from tests.flows.test_crosslanguage import ENGLISH, GERMAN, OTHER, told
from tests.nodes import forget

pytestmark = pytest.mark.node

NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def home(on_node: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setenv("COMMENTARIAT_HOME", str(on_node.home))
    monkeypatch.setenv("COMMENTARIAT_ELASTICSEARCH_URL", str(on_node.elasticsearch_url))
    monkeypatch.setenv("COMMENTARIAT_INDEX_PREFIX", on_node.index_prefix)
    yield on_node
    forget(on_node)


def page(outlet: str, body: str, language: str, hours: float = 1, story: Story | None = None) -> Version:
    at = NOW - timedelta(hours=hours)
    url = f"https://{outlet}.example/article"
    document = replace(
        told(body, language, 1),
        id=document_id(url),
        url=Url(url, url, (), f"{outlet}.example"),
        outlet=OutletRef(outlet, outlet),
        event=Event(at),
        published=DateFound(),
        revision=Revision(1, hashlib.sha256(body.encode()).hexdigest()[:32]),
        story=story or Story(document_id(url)),
    )
    return Version(document, fingerprint("", body), int(at.timestamp() * 1000))


def stored(settings: Settings, pages: list[Version] | None = None) -> dict[str, dict[str, Any]]:
    """Write these, and return what is stored of every document by its outlet."""

    async def work() -> dict[str, dict[str, Any]]:
        client = connect(settings)
        try:
            await install(client, Names(settings.index_prefix))
            store = Store(client, Names(settings.index_prefix))
            assert await store.write([store.current(version) for version in pages or ()]) == []
            await client.indices.refresh(index=store.names.read)
            hits = (await client.search(index=store.names.read, size=100)).body["hits"]["hits"]
            return {hit["_source"]["outlet"]["id"]: hit["_source"] for hit in hits}
        finally:
            await client.close()

    return asyncio.run(work())


def test_every_member_is_told_once_and_nothing_else_changes(home: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    english = page("english", ENGLISH, "en")
    copy = page("copy", ENGLISH, "en", 0.5, Story(english.document.id, Role.COPY, 0.9))
    german = page("german", GERMAN, "de", 40)
    before = stored(home, [english, copy, german, page("other", OTHER, "de"), page("old", GERMAN, "fr", 140)])
    assert main(["stories", "link", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"documents": 4, "stories": 2, "pairs": 1, "written": 3}
    after = stored(home)
    one, other = english.document.id, german.document.id
    wanted = {"english": [other], "copy": [other], "german": [one], "other": [], "old": []}
    assert {outlet: row["story"]["related"] for outlet, row in after.items()} == wanted
    for row in (*before.values(), *after.values()):
        row["story"].pop("related")
    assert after == before
    assert main(["stories", "link"]) == 0
    assert "0 documents rewritten" in capsys.readouterr().out
    assert main(["search", f"story.related:{other}", "--json"]) == 0
    assert one in capsys.readouterr().out


def test_links_stay_through_a_revision_and_are_only_added(home: Settings) -> None:
    english, german = page("english", ENGLISH, "en"), page("german", GERMAN, "de")
    stored(
        home,
        [english, replace(german, document=german.document.with_story(Story(german.document.id, related=("x" * 32,))))],
    )
    assert main(["stories", "link"]) == 0
    edited = page("english", f"{ENGLISH} The Danes will man it.", "en", 0.1)

    async def revise() -> None:
        client = connect(home)
        try:
            store = Store(client, Names(home.index_prefix))
            decisions = decide([edited], await store.knowledge([edited]))
            assert [decision.outcome for decision in decisions] == [Outcome.REVISION]
            assert await store.write([store.current(d.write) for d in decisions if d.write]) == []
        finally:
            await client.close()

    asyncio.run(revise())
    after = stored(home)
    assert after["english"]["body"].endswith("man it.")
    assert after["english"]["story"]["related"] == [german.document.id]
    assert after["german"]["story"]["related"] == sorted(["x" * 32, english.document.id])


def test_a_document_changed_meanwhile_is_read_again(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    english, german = page("english", ENGLISH, "en"), page("german", GERMAN, "de")
    stored(home, [english, german])
    raced: list[int] = []

    mget = AsyncElasticsearch.mget

    async def slow(self: AsyncElasticsearch, **what: Any) -> Any:
        found = await mget(self, **what)
        if not raced:
            raced.append(1)
            faster = replace(english, document=replace(english.document, title="Newer"), fetched=english.fetched + 1)
            store = Store(self, Names(home.index_prefix))
            assert await store.write([store.current(faster)]) == []
        return found

    monkeypatch.setattr(AsyncElasticsearch, "mget", slow)

    async def work() -> Any:
        client = connect(home)
        try:
            return await link(Store(client, Names(home.index_prefix)), NOW - timedelta(hours=48))
        finally:
            await client.close()

    assert asyncio.run(work()).written == 2
    after = stored(home)
    assert after["english"]["title"] == "Newer"
    assert after["english"]["story"]["related"] == [german.document.id]


def test_a_link_is_no_fetch(home: Settings) -> None:
    english, german = page("english", ENGLISH, "en"), page("german", GERMAN, "de")
    stored(home, [english, german])
    assert main(["stories", "link"]) == 0

    async def again() -> None:
        client = connect(home)
        try:
            store = Store(client, Names(home.index_prefix))
            decisions = decide([english, german], await store.knowledge([english, german]))
            assert [(d.outcome, d.write, d.history) for d in decisions] == [(Outcome.UNCHANGED, None, None)] * 2
        finally:
            await client.close()

    asyncio.run(again())


def test_what_is_wrong_is_said(home: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stories", "link"]) == 2
    assert "commentariat setup" in capsys.readouterr().err
    for wrong in ("soon", "0h", "-3d", "99999d"):
        with pytest.raises(SystemExit) as ended:
            main(["stories", "link", f"--since={wrong}"])
        assert ended.value.code == 2
    with exclusive(home.home, "ingest"):
        assert main(["stories", "link"]) == 4


def test_documents_are_read_back_as_stored(home: Settings) -> None:
    stored(home, [page("english", ENGLISH, "en")])

    async def work() -> list[Document]:
        client = connect(home)
        try:
            store = Store(client, Names(home.index_prefix))
            return [document async for document in window.fetched_since(store, NOW - timedelta(days=9))]
        finally:
            await client.close()

    (document,) = asyncio.run(work())
    assert (document.language, document.body, document.leaders[0].id) == ("en", ENGLISH, "mark-rutte")
