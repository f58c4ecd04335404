"""What a search costs over many made-up documents, beside a bare match query on the same index.

Words are drawn by Zipf's law from 50,000, as texts draw theirs; queries hold one to three of them, common ones among
them, and half carry a condition. Both kinds of query run in turn, so that whatever else the machine does falls on both.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import time
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

WORDS = 50_000
PREFIX = "benchlatency"
CHUNK = 4_000
QUERIES = 300
WARM = 50


def vocabulary() -> list[str]:
    """Words of the made-up language."""
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    size = len(syllables)
    return [syllables[n % size] + syllables[n // size % size] + syllables[n // size // size] for n in range(WORDS)]


class Draw:
    """Words by Zipf's law."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = vocabulary()
        self.weights = list(accumulate(1 / (rank + 2) for rank in range(WORDS)))

    def word(self, lowest: int = 0, highest: int = WORDS - 1) -> str:
        """A word whose rank lies between the two."""
        low = self.weights[lowest - 1] if lowest else 0.0
        return self.words[bisect(self.weights, self.random.uniform(low, self.weights[highest]), 0, highest)]


def documents(count: int) -> Iterator[dict[str, Any]]:
    """Documents with the fields that are searched, sorted, collapsed and shown."""
    draw = Draw(1)
    now = int(time.time() * 1000)
    pool = [draw.word() for _ in range(400_000)]
    pick = draw.random.randrange
    for number in range(count):
        start = pick(len(pool) - 100)
        words = pool[start : start + 40 + pick(60)]
        title = " ".join(pool[pick(len(pool))] for _ in range(8))
        when = now - pick(3 * 365 * 86_400) * 1000
        key = f"{number:032x}"
        yield {
            "id": key,
            "@timestamp": when,
            "title": title,
            "summary": " ".join(words[:12]),
            "body": " ".join(words),
            "language": ("en", "de", "fr", "pl")[pick(4)],
            "outlet": {"id": f"outlet-{pick(400)}", "country": ("US", "GB", "DE", "PL")[pick(4)]},
            "genre": ("news", "opinion")[pick(10) == 0],
            "relevance": pick(1000) / 1000,
            "story": {"id": key if pick(4) else f"{number // 8 * 8:032x}", "role": "lead"},
        }


async def load(client: Any, index: str, count: int) -> None:
    """Write them all, without refreshes in between."""
    await client.indices.put_settings(index=index, settings={"refresh_interval": "-1"})
    lines: list[Any] = []
    running: set[asyncio.Task[Any]] = set()
    for number, document in enumerate(documents(count), 1):
        lines += [b'{"index":{}}', json.dumps(document).encode()]
        if number % CHUNK == 0 or number == count:
            running.add(asyncio.create_task(client.bulk(index=index, operations=lines)))
            lines = []
            if len(running) > 2:
                done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                assert not any(task.result().body["errors"] for task in done)
            if number % 100_000 == 0:
                print(f"  {number:,} loaded", flush=True)
    for task in running:
        assert not (await task).body["errors"]
    await client.indices.put_settings(index=index, settings={"refresh_interval": None})
    await client.options(request_timeout=600).indices.forcemerge(index=index, max_num_segments=5)
    await client.indices.refresh(index=index)


def queries() -> Iterator[tuple[str, str]]:
    """What is typed, and its words alone."""
    draw = Draw(2)
    for number in range(QUERIES + WARM):
        wanted = [draw.word(20, 400)] if number % 3 == 0 else []
        wanted += [draw.word(100, 20_000) for _ in range(draw.random.randint(1, 2))]
        words = " ".join(wanted)
        condition = ("", "", " and language:en", " and outlet.country:de and genre:news")[number % 4]
        yield words + condition, words


async def measure(url: str, count: int, *, keep: bool = False) -> float:
    """Load, ask, print, forget; returns p95 of ours over p95 of the bare query."""
    from flows.adapters.elasticsearch import connect
    from flows.search.service import SearchRequest, search
    from flows.settings import Settings
    from mappings.loader import install
    from mappings.names import Names
    from tests.nodes import drop

    names = Names(PREFIX)
    client = connect(Settings(elasticsearch_url=url))
    try:
        await install(client, names)
        held = (await client.count(index=names.read)).body["count"]
        if held != count:
            await drop(client, names)
            await install(client, names)
            await load(client, names.documents, count)
        times: dict[str, list[float]] = {"bare": [], "ours": []}
        for number, (text, words) in enumerate(queries()):
            begun = time.perf_counter()
            await client.search(index=names.read, query={"match": {"body": words}}, size=10)
            between = time.perf_counter()
            await search(client, names, SearchRequest(query=text, limit=10))
            ended = time.perf_counter()
            if number >= WARM:
                times["bare"].append(between - begun)
                times["ours"].append(ended - between)
        p95 = {kind: statistics.quantiles(row, n=20)[-1] for kind, row in times.items()}
        for kind, row in times.items():
            print(f"{kind}: median {statistics.median(row) * 1000:.1f} ms, p95 {p95[kind] * 1000:.1f} ms")
        ratio = p95["ours"] / p95["bare"]
        print(f"p95 of a search is {ratio:.2f} times that of a bare match query, {count:,} documents")
        return ratio
    finally:
        if not keep:
            await drop(client, names)
        await client.close()
