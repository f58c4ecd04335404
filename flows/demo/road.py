"""The demo's road: three runs over the press, then the questions put to the index. Prints nothing, judges nothing."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flows.console import progress
from flows.demo import truth
from flows.demo.home import proxied
from flows.demo.press import Press
from flows.settings import Settings

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from flows.search.service import SearchResult

SEARCHES: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("rutte and harbour", {"language": "en"}),
    ("genre:opinion", {"leader": "mark-rutte"}),
    ("ice or snow or дерева or bateaux", {}),
)
"""The three questions: words, a person with a genre, and several languages at once."""


@dataclass
class Outcome:
    """Everything that happened."""

    runs: list[dict[str, Any]] = field(default_factory=list)
    requests: Counter[str] = field(default_factory=Counter)
    story: list[dict[str, Any]] = field(default_factory=list)
    edited: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Each changed article by its first address."""
    earlier: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Its earlier texts, by the same address."""
    found: list[tuple[str, SearchResult]] = field(default_factory=list)
    seconds: float = 0.0


async def walk(settings: Settings, cluster: str, told: Callable[[int, dict[str, Any]], None]) -> Outcome:
    """Run the road three times over the press, which changes after the first; ``told`` hears of each run as it ends."""
    from flows import pipeline
    from flows.adapters.elasticsearch import connect
    from flows.adapters.indices import install
    from mappings.names import Names

    outcome, started, names = Outcome(), time.monotonic(), Names(settings.index_prefix)
    client = connect(settings)
    try:
        await forget(client, names)
        await install(client, settings)
        with Press(datetime.now(UTC)) as press:
            for number in (1, 2, 3):
                press.state = min(number, 2)
                with proxied(press.proxy, cluster), progress(f"run {number} of 3") as bar:
                    report = await pipeline.run_once(settings, sources_file=settings.sources, progress=bar)
                outcome.runs.append(report.to_json())
                told(number, outcome.runs[-1])
            outcome.requests = press.requests
        await ask(client, names, outcome)
    finally:
        await client.close()
    outcome.seconds = time.monotonic() - started
    return outcome


async def forget(client: AsyncElasticsearch, names: Any) -> None:
    """Drop what an earlier demo left on a cluster: its own indices, by their full names."""
    held = await client.options(ignore_status=404).indices.get_alias(name=names.read)
    behind = [] if "error" in held.body else list(held.body)
    for index in (*behind, names.documents, names.revisions, names.alerts, names.sources):
        await client.indices.delete(index=index, ignore_unavailable=True)


async def ask(client: AsyncElasticsearch, names: Any, outcome: Outcome) -> None:
    """Look at the wire story and the edited articles, and search."""
    from flows.adapters.store import Store
    from flows.search.service import SearchRequest, search

    store = Store(client, names)
    lead = await store.get(truth.wire()[0].url)
    if lead and lead.get("story"):
        outcome.story = await store.story(lead["story"]["id"])
    for before, _ in truth.edited():
        if document := await store.get(before.url):
            outcome.edited[before.url] = document
            outcome.earlier[before.url] = await store.revisions(document["id"])
    for query, options in SEARCHES:
        asked = SearchRequest(query=query, limit=5, explain=False, **options)
        words = " ".join((query, *(f"--{name} {value}" for name, value in options.items())))
        outcome.found.append((words, await search(client, names, asked)))
