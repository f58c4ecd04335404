"""Speed of stories: fingerprints of a text, and decisions with their look-up in an index of synthetic fingerprints.

``python -m benchmarks.stories --speed 100000 1000000`` loads so many documents, one size after the other, into an index
of its own on the node that ``COMMENTARIAT_ELASTICSEARCH_URL`` names (else on an embedded one in a temporary folder) and
removes it. A document has 28 bands: 24 of its own, four of 20,000 phrases that are the more common the lower their
number; one in ten is of an outlet whose boilerplate is eight bands more, the *hot* ones.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import numpy as np

from benchmarks.metrics import floors
from flows.adapters.elasticsearch import connect
from flows.adapters.store import Store
from flows.fingerprints import SKETCH, Fingerprint, fingerprint
from flows.ingest import BATCH
from flows.likeness import Version, version_of
from flows.model import DateFound, Document, Event, OutletRef, Revision, Url
from flows.settings import Settings
from flows.stories import Outcome, decide
from flows.urls import document_id
from mappings.loader import install
from mappings.names import Names
from tests.nodes import drop

TEXT = 4096
"""Characters of a text, about 650 words: the median article."""
TEXTS, ROUNDS = 300, 5
BATCHES = 20
BULK = 2_000
HOT = tuple(f"{n:012x}" for n in range(8))
Hashes: TypeAlias = np.ndarray[Any, np.dtype[np.uint64]]
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def speed(sizes: list[int]) -> int:
    """Print the figures; compare the fingerprints a CPU second with their floor."""
    found = fingerprints_a_second()
    print(f"fingerprints of {TEXT} characters: {found:,.0f} a CPU second", flush=True)
    settings = Settings.load()
    if settings.elasticsearch_url:
        asyncio.run(_curve(settings, sizes))
    else:
        from flows.adapters import node

        with tempfile.TemporaryDirectory() as folder:
            own = Settings(home=Path(folder), node_heap="1g")
            try:
                asyncio.run(_curve(replace(own, elasticsearch_url=node.start(own).url), sizes))
            finally:
                node.stop(own)
    if found < (floor := floors("stories")["fingerprints"]):
        print(f"stories: {found:,.0f} fingerprints a CPU second, the floor is {floor}", file=sys.stderr)
        return 1
    return 0


def fingerprints_a_second() -> float:
    """The best of some rounds, for the machine has other work; half of the texts with letters beyond ASCII."""
    rng = Random(3)
    letters = "etaoinshrdlcumwfgypbvk"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 10))) for _ in range(20_000)]
    accented = [w.replace("a", "ä").replace("e", "é") for w in words]
    texts = []
    for number in range(TEXTS):
        text = " ".join(rng.choices(accented if number % 2 else words, k=900))[:TEXT]
        texts.append(text.replace(" et", ", “et").replace("x ", ".”\n") if number % 2 else text)
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            fingerprint("A title", text)
        best = min(best, time.process_time() - started)
    return len(texts) / best


def synthetic(number: int, like: int | None = None) -> Version:
    """A document out of nothing; three fifths of its fingerprint are that of ``like``: an edited copy's."""
    hashes, url = _hashes(number), _url(number)
    if like is not None:
        chosen = np.random.default_rng(number).random(SKETCH) < 0.6
        hashes = np.sort(np.where(chosen, _hashes(like), hashes))
    document = Document(
        id=document_id(url),
        url=Url(url, url, (), url.split("/")[2]),
        title=f"Headline {number}",
        body="",
        language="en",
        published=DateFound(NOON),
        event=Event(NOON),
        outlet=OutletRef(f"outlet{number % 300}"),
        revision=Revision(1, f"{number:016x}"),
    )
    return version_of(document, Fingerprint(600, number, _bands(number, hashes), _sketch(hashes)))


def _url(number: int) -> str:
    return f"https://outlet{number % 300}.example/news/{number}"


def _hashes(number: int) -> Hashes:
    """The sorted hashes of a text, as they would fall: evenly over a part of the range."""
    return np.sort(np.random.default_rng(number).integers(0, 2**63, SKETCH, dtype=np.uint64))


def _bands(number: int, hashes: Hashes) -> tuple[str, ...]:
    common = [f"{int(20_000 * (n / 2**63) ** 2) + 100:012x}" for n in hashes[60:256:50].tolist()]
    own = [f"{n >> 16:012x}" for n in hashes[:24].tolist()]
    return (*own, *common, *(HOT if number % 10 == 0 else ()))


def _sketch(hashes: Hashes) -> bytes:
    return (hashes >> np.uint64(32)).astype("<u4").tobytes()


def _source(number: int) -> str:
    """What the look-up reads of a stored document, and nothing else."""
    hashes, url = _hashes(number), _url(number)
    prints = Fingerprint(600, number, _bands(number, hashes), _sketch(hashes)).to_json()
    return (
        f'{{"id":"{document_id(url)}","url":{{"full":"{url}","original":"{url}"}},"title":"Headline {number}",'
        f'"body":"",'
        f'"event":{{"created":"2026-03-02T12:00:00Z"}},"published":{{"date":"2026-03-02T12:00:00Z"}},'
        f'"outlet":{{"id":"outlet{number % 300}"}},"revision":{{"number":1,"digest":"{number:016x}"}},'
        f'"story":{{"id":"{document_id(url)}","role":"lead","similarity":1.0}},"fingerprint":{json.dumps(prints)}}}'
    )


def queries(size: int, batch: int, *, hot: bool) -> Iterator[tuple[Version, int | None]]:
    """What an ingest brings: new documents, every fifth an edited copy of an indexed one, every tenth known."""
    rng = Random(batch)
    for place in range(BATCH):
        number, of = size + 10_000_000 + batch * BATCH + place, rng.randrange(size)
        if place % 10 == 9:
            yield synthetic(of), None
            continue
        made = synthetic(number, of) if place % 5 == 0 else synthetic(number)
        if hot:
            prints = replace(made.fingerprint, bands=tuple(dict.fromkeys(made.fingerprint.bands + HOT)))
            made = replace(made, fingerprint=prints)
        yield made, of if place % 5 == 0 else None


async def _curve(settings: Settings, sizes: list[int]) -> None:
    names = Names(f"speed{int(time.time())}")
    client = connect(settings)
    store = Store(client, names)
    try:
        await install(client, names)
        await client.indices.put_settings(index=names.write, settings={"refresh_interval": "-1"})
        loaded = 0
        for size in sorted(sizes):
            started = time.perf_counter()
            await _load(store, range(loaded, size))
            rate, loaded = (size - loaded) / (time.perf_counter() - started), size
            await client.indices.refresh(index=names.write)
            row = [f"{size:>9,} documents ({rate:,.0f} loaded a second, {await _memory(store)}):"]
            for hot in (False, True):
                figures = await _measure(store, size, hot=hot)
                row.append(f"{'with hot bands' if hot else 'plain'} {figures};")
            print(" ".join(row), flush=True)
    finally:
        await drop(client, names)
        await client.close()


async def _load(store: Store, numbers: range) -> None:
    """Write what the look-up reads, nothing else; read back by nobody, so without a refresh."""
    for start in range(numbers.start, numbers.stop, BULK):
        lines: list[Any] = []  # the client sends text as it is, its types do not say so
        for number in range(start, min(start + BULK, numbers.stop)):
            lines += [f'{{"index":{{"_id":"{document_id(_url(number))}"}}}}', _source(number)]
        answer = await store.client.bulk(index=store.names.write, operations=lines, filter_path="errors")
        assert not answer.body["errors"], "the node refused synthetic documents"


async def _measure(store: Store, size: int, *, hot: bool) -> str:
    """Decisions a second (median batch, best batch), CPU time of one here and in the node, copies found."""
    walls: list[float] = []
    here, hits, copies = 0.0, 0, 0
    there = await _node_cpu(store)
    for batch in range(BATCHES):
        made = list(queries(size, batch, hot=hot))
        versions = [version for version, _ in made]
        started, used = time.perf_counter(), time.process_time()
        known = await store.knowledge(versions)
        outcomes = decide(versions, known)
        walls.append(time.perf_counter() - started)
        here += time.process_time() - used
        copies += sum(of is not None for _, of in made)
        hits += sum(d.outcome is Outcome.COPY for d, (_, of) in zip(outcomes, made, strict=True) if of is not None)
    there = (await _node_cpu(store) - there) / (BATCHES * BATCH)
    found = hits / copies
    return (
        f"{BATCH / statistics.median(walls):,.0f} decisions a second (best batch {BATCH / min(walls):,.0f}; CPU "
        f"{here / (BATCHES * BATCH) * 1e3:.2f} ms here, {there * 1e3:.2f} ms in the node; copies found {found:.3f})"
    )


async def _node_cpu(store: Store) -> float:
    nodes = (await store.client.nodes.stats(metric="process")).body["nodes"]
    return float(sum(n["process"]["cpu"]["total_in_millis"] for n in nodes.values()) / 1e3)


async def _memory(store: Store) -> str:
    jvm = (await store.client.nodes.stats(metric="jvm")).body["nodes"]
    heap = sum(n["jvm"]["mem"]["heap_used_in_bytes"] for n in jvm.values())
    stats = (await store.client.indices.stats(index=store.names.write, metric="store")).body["_all"]["total"]["store"]
    return f"heap used {heap / 2**20:,.0f} MB, on disk {stats['size_in_bytes'] / 2**20:,.0f} MB"
