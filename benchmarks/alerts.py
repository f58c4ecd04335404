"""One alert round with thousands of searches, beside the bare time of the same queries.

    python -m benchmarks.alerts --url http://127.0.0.1:9200 [--searches 10000] [--documents 10000]

Documents of made-up words (frequencies as in language, by Zipf) are indexed, and the searches (a fifth with wildcards;
pairs, phrases, alternatives, fields) are asked in three ways: *bare*, by ``_msearch`` in batches of the same size with
the same ingest filter, rows thrown away; *round 1*, an alert run in which all documents are new; *round 2*, the next
one, in which none is. Mails go to a transport that takes everything. Judged are round 1 in seconds and over bare.
Without ``--url`` the embedded node of the settings is used. All that is made is deleted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import secrets
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.adapters.elasticsearch import connect
from flows.alerts.finder import FIRST
from flows.alerts.finding import BATCH
from flows.alerts.mail import Delivery, Mail, State
from flows.alerts.run import run_alerts
from flows.alerts.searches import load_searches
from flows.alerts.subscription import SavedSearch
from flows.model import timestamp
from flows.settings import Settings
from mappings.loader import install
from mappings.names import Names
from tests.nodes import drop

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

WORDS = 60_000
LENGTH = 400
"""Words of a document: the usual length of an article."""

RECIPIENTS = 100
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]


class Taker:
    """A transport that takes every mail and forgets it."""

    where = "nowhere"

    def __init__(self) -> None:
        self.mails = 0

    def deliver(self, mail: Mail) -> dict[str, Delivery]:
        """Taken."""
        self.mails += 1
        return dict.fromkeys(mail.open_recipients, Delivery(State.SENT))


class Language:
    """Made-up words, the earlier the more frequent."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        made: dict[str, None] = {}
        while len(made) < WORDS:
            made["".join(self.random.choices(_SYLLABLES, k=self.random.choice((2, 3, 3, 4))))] = None
        self.words = list(made)
        self._weights = [1 / (rank + 3) for rank in range(WORDS)]
        self._sums: list[float] = []
        total = 0.0
        for weight in self._weights:
            total += weight
            self._sums.append(total)

    def text(self, length: int) -> list[str]:
        """Running words."""
        return self.random.choices(self.words, cum_weights=self._sums, k=length)

    def rare(self) -> str:
        """A word as people search for: a name, not an article."""
        return self.words[self.random.randrange(10_000, 55_000)]

    def query(self, number: int) -> str:
        """A search; every fifth has a wildcard."""
        kind = number % 10
        if kind < 2:
            return f"{self.rare()[:-1]}* and {self.rare()[:5]}*"
        if kind < 5:
            return f"{self.words[self.random.randrange(100, 2_000)]} and {self.rare()}"
        if kind < 7:
            return f'"{self.rare()} {self.rare()}"'
        if kind < 9:
            return f"({self.rare()} or {self.rare()}) and {self.rare()} and genre:opinion"
        return f"title:{self.rare()} and (body:{self.rare()} or {self.rare()})"


def documents(language: Language, count: int, now: datetime) -> Sequence[dict[str, Any]]:
    """Documents as ingest writes them, of the last ten minutes."""
    made = []
    for number in range(count):
        words = language.text(LENGTH)
        ingested = now - timedelta(seconds=600 * (count - number) / count)
        made.append(
            {
                "id": f"d{number}",
                "@timestamp": timestamp(ingested),
                "url": {"full": f"https://lantern.example/{number}", "domain": "lantern.example"},
                "title": " ".join(words[:9]),
                "body": " ".join(words),
                "language": "en",
                "published": {"date": timestamp(ingested), "precision": "minute"},
                "event": {"created": timestamp(ingested), "ingested": timestamp(ingested)},
                "outlet": {"id": "lantern", "name": "Lantern", "country": "GB", "kind": "newspaper"},
                "genre": "opinion" if number % 4 == 0 else "news",
                "relevance": 0.9,
                "story": {"id": f"s{number}", "role": "lead", "similarity": 1.0},
                "revision": {"number": 1, "digest": "0" * 32},
            }
        )
    return made


async def bare(client: AsyncElasticsearch, names: Names, searches: Sequence[SavedSearch], since: datetime) -> float:
    """Seconds of wall time for the same queries without an alert engine."""
    queries = [search.dsl() for search in searches]
    after = {"range": {"event.ingested": {"gt": timestamp(since)}}}
    began = time.perf_counter()
    for start in range(0, len(queries), BATCH):
        parts: list[dict[str, Any]] = []
        for query in queries[start : start + BATCH]:
            body = {"query": {"bool": {"filter": [query, after]}}, "size": FIRST, "_source": False}
            parts += [{"index": names.read}, body | {"track_total_hits": False, "sort": [{"event.ingested": "asc"}]}]
        await client.msearch(searches=parts)
    return time.perf_counter() - began


def _memory() -> float:
    """Most memory the process held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _loading(searches: Sequence[SavedSearch]) -> float:
    """Seconds to read and check the same searches from a file."""
    with tempfile.TemporaryDirectory() as folder:
        tables = (
            f"[[search]]\nname = {json.dumps(s.name)}\nquery = {json.dumps(s.query)}\nto = {json.dumps(list(s.to))}\n"
            'cadence = "immediate"\n'
            for s in searches
        )
        (Path(folder) / "all.toml").write_text("".join(tables), "utf-8")
        began = time.perf_counter()
        load_searches(Path(folder))
        return time.perf_counter() - began


async def measure(
    settings: Settings, searches: Sequence[SavedSearch], count: int, language: Language
) -> dict[str, Any]:
    """All three ways, in a fresh index."""
    client, names = connect(settings), Names(settings.index_prefix)
    now = datetime.now(UTC)
    result: dict[str, Any] = {"searches": len(searches), "documents": count}
    try:
        await install(client, names)
        operations: list[dict[str, Any]] = []
        first = {**documents(language, 1, now - timedelta(hours=5))[0], "id": "first", "title": "-", "body": "-"}
        await client.index(index=names.write, id="first", document=first)
        # Every search has run before: what is judged is a round, not the first day.
        transport = Taker()
        await run_alerts(settings, client, names, searches=searches, transport=transport, now=now - timedelta(hours=5))
        for one in documents(language, count, now):
            operations += [{"index": {"_id": one["id"]}}, one]
            if len(operations) == 1000:
                await client.bulk(index=names.write, operations=operations)
                operations = []
        if operations:
            await client.bulk(index=names.write, operations=operations)
        await client.indices.refresh(index=names.read)
        result["memory_before_mb"] = round(_memory())
        # Once unmeasured: the node warms its caches for both alike.
        since = now - timedelta(hours=7)
        await bare(client, names, searches, since)
        bare_first = await bare(client, names, searches, since)
        for name in ("round_1", "round_2"):
            began, cpu = time.perf_counter(), time.process_time()
            report = await run_alerts(settings, client, names, searches=searches, transport=transport, now=now)
            result[f"{name}_s"] = round(time.perf_counter() - began, 1)
            result[f"{name}_cpu_s"] = round(time.process_time() - cpu, 1)
            result[f"{name}_hits"], result[f"{name}_mails"] = report.hits, report.mails
            result[f"{name}_failures"] = len(report.failures)
            result[f"memory_{name}_mb"] = round(_memory())
            now += timedelta(minutes=1)
        bare_second = await bare(client, names, searches, since)
        result["bare_s"] = [round(bare_first, 1), round(bare_second, 1)]
        result["ratio"] = round(result["round_1_s"] / ((bare_first + bare_second) / 2), 2)
        result["ratio_round_2"] = round(result["round_2_s"] / ((bare_first + bare_second) / 2), 2)
    finally:
        await drop(client, names)
        await client.close()
    return result


def main() -> int:
    """Run and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="an Elasticsearch node (default: as the settings say)")
    parser.add_argument("--searches", type=int, default=10_000)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=9)
    args = parser.parse_args()
    language = Language(args.seed)
    searches = [
        SavedSearch(f"s{n}", language.query(n), (f"r{n % RECIPIENTS}@news.internal",)) for n in range(args.searches)
    ]
    with tempfile.TemporaryDirectory() as home:
        settings = replace(Settings.load(), home=Path(home), index_prefix=f"bench{secrets.token_hex(3)}")
        settings = replace(settings, mails_per_hour=100_000)
        if args.url:
            settings = replace(settings, elasticsearch_url=args.url)
        result = {"loading_s": round(_loading(searches), 1)}
        result |= asyncio.run(measure(settings, searches, args.documents, language))
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    return int(result["round_1_s"] > 60 or result["ratio"] > 1.5)


if __name__ == "__main__":
    sys.exit(main())
