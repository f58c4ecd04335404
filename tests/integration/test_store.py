"""The store on a real node: one bad document spoils no batch, older versions lose, every address finds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from flows.adapters import store as store_module
from flows.adapters.elasticsearch import connect
from flows.adapters.store import Store
from flows.errors import Configuration
from flows.fingerprints import fingerprint
from flows.likeness import Version
from flows.settings import Settings
from flows.stories import Outcome, decide
from mappings.loader import install
from mappings.names import Names
from tests.flows.test_stories import version
from tests.nodes import drop
from tests.warcs import NOON, prose

pytestmark = pytest.mark.node

T = TypeVar("T")
On = Callable[[Callable[[Store], Awaitable[T]]], T]


@pytest.fixture
def on_store(on_node: Settings) -> On[object]:
    names = Names(on_node.index_prefix)

    async def work(what: Callable[[Store], Awaitable[object]]) -> object:
        client = connect(on_node)
        try:
            await install(client, names)
            return await what(Store(client, names))
        finally:
            await drop(client, names)
            await client.close()

    return lambda what: asyncio.run(work(what))


def test_one_undigestible_document_spoils_no_batch(on_store: On[object]) -> None:
    pages = [version(f"https://example.org/article-{n}-title", prose(n)) for n in range(5)]
    pages[2] = replace(pages[2], document=replace(pages[2].document, title="broken \ud800 title"))

    async def what(store: Store) -> None:
        decisions = decide(pages, await store.knowledge(pages))
        failures = await store.write([store.current(d.write) for d in decisions if d.write])
        assert [f.position for f in failures] in ([2], [])
        for place in (0, 1, 3, 4):
            assert await store.get(pages[place].document.id)

    on_store(what)


def test_an_older_version_is_no_error_and_no_change(on_store: On[object]) -> None:
    newer = version("https://example.org/a", prose(1), title="Newer", at=NOON + timedelta(hours=1))
    older = version("https://example.org/a", prose(2), title="Older")

    async def what(store: Store) -> None:
        for page in (newer, older, newer):
            assert await store.write([store.current(page)]) == []
        found = await store.get("https://example.org/a")
        assert found
        assert found["title"] == "Newer"
        assert "fingerprint" not in found

    on_store(what)


def test_knowledge_brings_what_matters_and_nothing_else(on_store: On[object]) -> None:
    text = prose(1, paragraphs=12)
    lead = version("https://a.example/1", text, outlet="a", observed=("http://a.example/old?x=1",))
    held = [lead, *(version(f"https://b.example/{n}", prose(50 + n), outlet="b") for n in range(5))]

    async def what(store: Store) -> None:
        decisions = decide(held, await store.knowledge(held))
        assert await store.write([store.current(d.write) for d in decisions if d.write]) == []
        cut = version("https://c.example/1", "\n".join(text.split("\n")[:3]), outlet="c")
        known = await store.knowledge([cut])
        assert [v.document.url.full for v in known.versions] == ["https://a.example/1"]
        assert [d.outcome for d in decide([cut], known)] == [Outcome.COPY]
        moved = version("https://a.example/new", text + "\nMore.", outlet="a", observed=("https://a.example/old?x=1",))
        assert (await store.knowledge([moved])).versions
        stranger = version("https://d.example/1", prose(99), outlet="d")
        assert (await store.knowledge([stranger])).versions == ()
        for address in ("https://a.example/1", "http://a.example/1#top", "https://a.example/old?x=1"):
            found = await store.get(address)
            assert found
            assert found["id"] == lead.document.id
        assert await store.get("https://a.example/2") is None
        assert await store.get("\ud800") is None

    on_store(what)


def test_bands_that_very_many_documents_hold_hide_no_copy(
    on_store: On[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    hot = tuple(f"{n:012x}" for n in range(8))

    def held(number: int, body: str) -> Version:
        page = version(f"https://o{number}.example/1", body, outlet=f"o{number}")
        return replace(page, fingerprint=replace(page.fingerprint, bands=page.fingerprint.bands + hot))

    original = version("https://o0.example/1", prose(1, paragraphs=12), outlet="o0")
    crowd = [held(n, prose(100 + n)) for n in range(1, 60)]
    whole = fingerprint("", original.document.body)
    copy = held(99, "\n".join(original.document.body.split("\n")[:3]))
    # One band in common with the original, eight with everything else.
    kept = next(iter(set(copy.fingerprint.bands) & set(whole.bands)))
    copy = replace(copy, fingerprint=replace(copy.fingerprint, bands=(kept, *hot)))

    async def what(store: Store) -> None:
        assert await store.write([store.current(page) for page in (*crowd, original)]) == []
        for limit in (store_module.HOT_BAND, 20):
            monkeypatch.setitem(store_module._RAREST_FIRST, "max_doc_freq", limit)
            known = await store.knowledge([copy])
            assert [v.document.id for v in known.versions] == [original.document.id], limit
        alone = replace(copy, fingerprint=replace(copy.fingerprint, bands=hot))
        # The hot bands are not even asked for, so that a page of boilerplate alone costs no more than any other.
        found = await store.client.search(index=store.names.read, **store_module._search(alone))
        assert found.body["hits"]["hits"] == []
        nothing = replace(copy, fingerprint=replace(copy.fingerprint, bands=()))
        assert (await store.knowledge([nothing])).versions == ()

    on_store(what)


def test_without_indices_the_remedy_is_named(on_node: Settings) -> None:
    async def work() -> None:
        client = connect(on_node)
        store = Store(client, Names(on_node.index_prefix))
        try:
            assert not await store.ready()
            with pytest.raises(Configuration, match="no index"):
                await store.identity()
            with pytest.raises(Configuration, match="no index"):
                await store.knowledge([version("https://example.org/a", prose(1))])
        finally:
            await client.close()

    asyncio.run(work())
