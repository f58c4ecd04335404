"""Health on a real node: records written and judged, documents counted, what waits written with the next crawl."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows import sources_health
from flows.adapters.crawl import CrawlReport, Failure, SourceReport
from flows.adapters.elasticsearch import connect
from flows.cli import main
from flows.settings import Settings
from mappings.loader import install
from mappings.names import Names
from tests.crawlers.crawling import source
from tests.nodes import drop

pytestmark = pytest.mark.node

NOW = datetime.now(UTC)
IDS = ("well", "silent", "dead", "refused", "undated", "dwindling", "fresh")


@pytest.fixture
def registry(on_node: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    path = tmp_path / "sources.toml"
    path.write_text("".join(source(i, feeds=[f"https://{i}.example/feed"]) for i in IDS), "utf-8")
    monkeypatch.setenv("COMMENTARIAT_HOME", str(on_node.home))
    monkeypatch.setenv("COMMENTARIAT_INDEX_PREFIX", on_node.index_prefix)
    monkeypatch.setenv("COMMENTARIAT_ELASTICSEARCH_URL", str(on_node.elasticsearch_url))
    yield path

    async def clean() -> None:
        client = connect(on_node)
        await drop(client, Names(on_node.index_prefix))
        await client.close()

    asyncio.run(clean())


def report(identity: str, at: datetime, **facts: Any) -> list[dict[str, Any]]:
    base: dict[str, Any] = {
        "requests": 20, "links": 30, "new": 4, "first": 4, "landed": 4, "statuses": {"200": 20},
        "newest": (at - timedelta(hours=1)).timestamp(), "gap": 6 * 3_600.0, "due": at.timestamp() + 600,
    }  # fmt: skip
    return sources_health.records(CrawlReport((SourceReport(identity, **{**base, **facts}),)), {}, at)


def records() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for days in range(27, -1, -1):
        at = NOW - timedelta(days=days, minutes=5)
        young = days < 7
        rows += report("well", at)
        rows += report("silent", at, newest=(NOW - timedelta(hours=19)).timestamp())
        rows += report("dead", at, dead=(Failure("https://dead.example/feed", "is no feed"),) if not days else ())
        rows += report("refused", at, statuses={"200": 10, "403": 10} if not days else {"200": 20})
        rows += report("undated", at)
        rows += report("dwindling", at, new=0 if young else 4)
    return rows


def document(outlet: str, number: int, at: datetime, *, dated: bool) -> dict[str, Any]:
    stamp = at.isoformat(timespec="milliseconds")
    body: dict[str, Any] = {
        "id": f"{outlet}-{number}", "@timestamp": stamp, "authors": ["A"],
        "event": {"created": stamp, "ingested": NOW.isoformat(timespec="milliseconds")}, "outlet": {"id": outlet},
    }  # fmt: skip
    return body | ({"published": {"date": stamp}} if dated else {})


def test_every_illness_is_found_on_a_node(
    on_node: Settings, registry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def fill() -> None:
        client = connect(on_node)
        names = Names(on_node.index_prefix)
        await install(client, names)
        for days in range(28):
            at = NOW - timedelta(days=days, hours=1)
            for outlet in IDS[:-1]:
                for number in range(4):
                    dated = outlet != "undated" or days > 6
                    body = document(outlet, days * 10 + number, at, dated=dated)
                    await client.index(index=names.documents, id=body["id"], document=body)
        await client.indices.refresh(index=names.documents)
        await client.close()

    asyncio.run(fill())
    sources_health.keep(on_node, records())
    assert main(["sources", "health", "--sources", str(registry), "--json"]) == 1
    judged = {row["source"]: row for row in json.loads(capsys.readouterr().out)}
    found = {name: [complaint["kind"] for complaint in row["complaints"]] for name, row in judged.items()}
    assert found == {
        "well": [], "silent": ["silent"], "dead": ["dead"], "refused": ["refused"], "undated": ["dates"],
        "dwindling": ["yield"], "fresh": [],
    }  # fmt: skip
    assert (judged["well"]["state"], judged["fresh"]["state"]) == ("well", "unknown")
    assert (judged["well"]["landed"], judged["well"]["documents"], judged["well"]["rejected"]) == (112, 112, 0)
    since = (NOW - timedelta(days=6, hours=1)).date().isoformat()
    assert judged["undated"]["complaints"][0]["text"].startswith(f"dates missing since {since}")
    assert not sources_health.waiting(on_node)
    assert main(["sources", "health", "well", "fresh", "--sources", str(registry)]) == 0
    assert "1 well, 0 ill, 1 never visited" in capsys.readouterr().out


def test_what_waited_is_written_once_the_index_is_there(on_node: Settings, registry: Path) -> None:
    async def count(*, installed: bool) -> tuple[int, int]:
        client = connect(on_node)
        names = Names(on_node.index_prefix)
        if installed:
            await install(client, names)
        written = await sources_health.deliver(on_node)
        found = 0
        if await client.indices.exists(index=names.sources):
            await client.indices.refresh(index=names.sources)
            found = (await client.count(index=names.sources))["count"]
        await client.close()
        return written, found

    sources_health.keep(on_node, report("well", NOW))
    assert asyncio.run(count(installed=False)) == (0, 0)
    sources_health.keep(on_node, report("dead", NOW))
    (first, _) = sources_health.waiting(on_node)
    text = first.read_text("utf-8")
    assert asyncio.run(count(installed=True)) == (2, 2)
    first.write_text(text + "{torn", "utf-8")  # written, and killed before it could say so
    assert asyncio.run(count(installed=True)) == (1, 2)
    assert not sources_health.waiting(on_node)
