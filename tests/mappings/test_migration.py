"""Migrating on a real node: under load, after a kill, and when there is nothing to do or something does not fit."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest
from elasticsearch import AsyncElasticsearch, Elasticsearch

from flows.adapters.store import Store
from flows.settings import Settings
from mappings.loader import OUTDATED, Change, MappingConflict, install
from mappings.migration import Migrated, migrate
from mappings.names import Names
from tests.mappings.moving import Traffic, everything, fill, old_index, version
from tests.nodes import on

pytestmark = pytest.mark.node


def test_under_load_nothing_is_lost_and_no_reader_sees_an_error(on_node: Settings, names: Names) -> None:
    numbers = range(1, 1501)

    async def work(client: AsyncElasticsearch) -> tuple[Migrated, Traffic, str]:
        source = await old_index(client, names)
        await install(client, names)
        await fill(client, names, numbers)
        identity = await Store(client, names).identity()
        traffic = Traffic(client, names, first=10_000_000)
        tasks = [asyncio.create_task(traffic.write(numbers, worker)) for worker in range(2)]
        tasks += [asyncio.create_task(traffic.read()) for _ in range(2)]
        try:
            await asyncio.sleep(0.3)
            report = await migrate(client, names)
            await asyncio.sleep(0.3)
        finally:
            traffic.stop = True
            await asyncio.gather(*tasks)
        assert await Store(client, names).identity() == identity
        assert report.source == source
        found = await everything(client, names.read)
        expected = {version(number).document.id for number in numbers} | traffic.written.keys()
        assert found.keys() == expected
        for key, fetched in traffic.written.items():
            assert found[key][0] == fetched
        return report, traffic, source

    report, traffic, source = on(on_node, work)
    assert not traffic.errors
    assert not traffic.refused
    assert traffic.reads > 10
    assert traffic.lowest >= len(numbers)
    assert report.compared >= len(numbers)
    with Elasticsearch(on_node.elasticsearch_url or "") as client:
        assert set(client.indices.get_alias(name=f"{names.read},{names.write}").body) == {report.target}
        assert client.indices.exists(index=source)
        assert "migration" not in client.indices.get_mapping(index=report.target)[report.target]["mappings"]["_meta"]
    again = on(on_node, lambda client: migrate(client, names, drop_old=True))
    assert (again.source, again.target, again.dropped) == ("", report.target, source)
    with Elasticsearch(on_node.elasticsearch_url or "") as client:
        assert not client.indices.exists(index=source)
    assert on(on_node, lambda client: install(client, names))[-1].action == "unchanged"


def test_an_older_version_serves_on_and_setup_says_so(on_node: Settings, names: Names) -> None:
    async def work(client: AsyncElasticsearch) -> list[Change]:
        source = await old_index(client, names)
        await install(client, names)
        await fill(client, names, range(1, 9))
        assert len(await everything(client, names.read)) == 8
        assert not await client.indices.exists(index=names.documents)
        changes = await install(client, names)
        assert {change.action for change in changes} == {"unchanged", OUTDATED}
        assert Change("index", source, "unchanged") in changes
        return changes

    assert on(on_node, work)[-1].kind == "mapping version"


KILLED = """
import asyncio, sys
from elasticsearch import AsyncElasticsearch
from mappings import copying, migration
from mappings.names import Names
copying.PAGE, copying.NOTED = 10, 20
async def main():
    client = AsyncElasticsearch(sys.argv[1])
    def told(done, total, text):
        print(text, done, flush=True)
    await migration.migrate(client, Names(sys.argv[2]), told=told)
asyncio.run(main())
"""


@pytest.mark.parametrize("at", ["copying, pass 1 300", "comparing 300", "the last writes"])
def test_killed_anywhere_it_goes_on(on_node: Settings, names: Names, at: str) -> None:
    numbers = range(1, 601)

    async def prepare(client: AsyncElasticsearch) -> None:
        await old_index(client, names)
        await install(client, names)
        await fill(client, names, numbers)

    on(on_node, prepare)
    command = [sys.executable, "-c", KILLED, on_node.elasticsearch_url or "", names.prefix]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as process:
        assert process.stdout
        for text in process.stdout:
            if text.startswith(at):
                process.send_signal(signal.SIGKILL)
                break
        else:
            pytest.fail("it was never there")
    time.sleep(0.1)

    async def resume(client: AsyncElasticsearch) -> Migrated:
        assert len(await everything(client, names.read)) == len(numbers)
        return await migrate(client, names)

    report = on(on_node, resume)
    assert (report.documents, report.target) == (len(numbers), names.documents)
    if at.startswith("copying"):
        assert report.copied <= len(numbers) - 200  # it did not begin anew
    with Elasticsearch(on_node.elasticsearch_url or "") as client:
        indices = client.indices.get(index=f"{names.prefix}-documents-v*").body
    assert set(indices) == {names.documents, f"{names.prefix}-documents-v1"}


def test_without_an_index_there_is_nothing_to_migrate(on_node: Settings, names: Names) -> None:
    with pytest.raises(MappingConflict, match="no index behind"):
        on(on_node, lambda client: migrate(client, names))


def test_a_document_that_does_not_fit_keeps_the_old_index(on_node: Settings, names: Names) -> None:
    async def work(client: AsyncElasticsearch) -> None:
        source = await old_index(client, names)
        await install(client, names)
        await fill(client, names, range(1, 5))
        await client.indices.put_mapping(index=source, properties={"surprise": {"type": "keyword"}})
        odd = {**version(9).document.to_json(), "surprise": "x"}
        await client.index(index=names.write, id="odd", document=odd, refresh=True)
        with pytest.raises(MappingConflict, match="document odd does not fit"):
            await migrate(client, names)
        assert set((await client.indices.get_alias(name=names.read)).body) == {source}

    on(on_node, work)
