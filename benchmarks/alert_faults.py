"""Alerts under faults: processes killed at named points, a mail server that misbehaves, clocks that step, two at once.

    python -m benchmarks.alert_faults --url http://127.0.0.1:9200 --trials 500 [--seed 1] [--points]

Each trial has a search and readers of its own and plays five to seven alert runs, each in a forked process with a fault
drawn by chance: SIGKILL at one of the named points; a mail server (a real one, on loopback, in a process of its own)
that is down, slow, answers 451 or 550, or hangs up after DATA; Elasticsearch cut off in the middle; a clock an hour
ahead or behind; two runs from two homes at once. Between them documents arrive late, at the same millisecond, as
copies. Then undisturbed runs follow. Counted: stories a reader never got though no mail with them was refused for good
(*missed*), stories a reader got under two Message-IDs (*told twice*), and mails that came more than once under one
Message-ID (*repeated*): permitted where a run died, or a line broke, between the server's taking a mail and the
ledger's record of it. Ends with 1 if any were missed, told twice or repeated elsewhere.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import random
import secrets
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.alert_child import POINTS, child
from benchmarks.alert_mailserver import MailServer, Mood, stories_in
from flows.adapters.elasticsearch import connect
from flows.alerts.subscription import SavedSearch
from flows.model import timestamp
from flows.settings import Settings
from mappings.loader import install
from mappings.names import Names
from tests.nodes import drop

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

UNSEEN = {
    "while the server takes the mail",
    "after the server took it, before the ledger knows",
    "dropped",
    "cut off",
}
"""Faults that may fall between a server's taking a mail and the ledger's record: only there may a mail come again."""

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Trial:
    """One search with its readers, and what befell it."""

    number: int
    token: str
    home: Path
    readers: tuple[str, ...]
    stories: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    @property
    def search(self) -> SavedSearch:
        """Its search: nothing but its own documents hold its word."""
        return SavedSearch(f"search {self.token}", self.token, self.readers, since=timedelta(days=2))


@dataclass(slots=True)
class Outcome:
    """Everything counted over all trials."""

    runs: int = 0
    killed: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    told: int = 0
    refused: int = 0
    missed: int = 0
    twice: int = 0
    repeated: int = 0
    repeated_elsewhere: int = 0


def document(trial: Trial, key: str, story: str, ingested: datetime) -> dict[str, Any]:
    """A document with the trial's word in it, as ingest writes it."""
    lead = key == story
    return {
        "id": key,
        "@timestamp": timestamp(ingested),
        "url": {"full": f"https://lantern.example/{key}", "domain": "lantern.example"},
        "title": f"About {trial.token}: story({story})",
        "body": f"The word is {trial.token}.",
        "language": "en",
        "event": {"created": timestamp(ingested), "ingested": timestamp(ingested)},
        "outlet": {"id": "lantern", "name": "Lantern", "country": "GB", "kind": "newspaper"},
        "story": {"id": f"s-{story}", "role": "lead" if lead else "copy", "similarity": 1.0},
        "revision": {"number": 1, "digest": "0" * 32},
    }


class Bench:
    """All trials on one index and one mail server."""

    def __init__(self, settings: Settings, server: MailServer, seed: int, points: bool) -> None:
        self._settings = replace(settings, smtp_url=f"smtp://127.0.0.1:{server.port}/?tls=none", mails_per_hour=1000)
        self._names = Names(settings.index_prefix)
        self._server = server
        self._random = random.Random(seed)
        self._points = list(POINTS) if points else []
        self.outcome = Outcome()

    def settings_of(self, trial: Trial, other: bool = False) -> Settings:
        """The settings of the trial's home, or of a second one."""
        return replace(self._settings, home=trial.home / ("other" if other else "one"))

    async def play(self, number: int, home: Path) -> None:
        """One trial, from its first document to its verdict."""
        rng = self._random
        readers = tuple(f"r{n}.{number}@news.internal" for n in range(rng.choice((1, 1, 2))))
        trial = Trial(number, f"zq{secrets.token_hex(5)}", home, readers)
        for name in ("one", "other"):
            (home / name).mkdir(parents=True)
        client = connect(self._settings)
        now = START
        try:
            for round_ in range(rng.randint(5, 7)):
                await self._bring(client, trial, now, round_)
                fault = self._points.pop() if self._points else rng.choice(_FAULTS)
                await self._run(trial, now, fault)
                now += timedelta(minutes=rng.choice((1, 1, 2, 20)))
            for _ in range(3):
                # Past any pause after a 451 and any claim of a home that died.
                now += HOUR + timedelta(minutes=1)
                await self._run(trial, now, "")
                await self._run(trial, now, "", other=True)
            await self._judge(client, trial)
        finally:
            await client.close()

    async def _bring(self, client: AsyncElasticsearch, trial: Trial, now: datetime, round_: int) -> None:
        rng = self._random
        operations: list[dict[str, Any]] = []
        for n in range(rng.randint(0, 3)):
            if trial.stories and rng.random() < 0.3:
                story = rng.choice(sorted(trial.stories))
                key = f"{trial.token}c{round_}n{n}"
            else:
                story = key = f"{trial.token}d{round_}n{n}"
                trial.stories.add(story)
            # On time, late by a minute, by a clock an hour slow, or in the very millisecond of others.
            ingested = now - rng.choice((timedelta(0), timedelta(0), timedelta(minutes=1), HOUR))
            operations += [{"index": {"_id": key}}, document(trial, key, story, ingested)]
        if operations:
            await client.bulk(index=self._names.write, operations=operations)

    async def _run(self, trial: Trial, now: datetime, fault: str, *, other: bool = False) -> None:
        self.outcome.runs += 1
        trial.faults.append(fault)
        if fault:
            self.outcome.faults[fault] += 1
        step = {"clock ahead": HOUR, "clock behind": -HOUR}.get(fault, timedelta(0))
        self._server.mood(Mood(fault) if fault in set(Mood) else Mood.FINE)
        chance = self._random.randrange(1000)
        pids = [child(self.settings_of(trial, other), trial.search, now + step, fault, chance)]
        if fault == "two at once":
            pids.append(child(self.settings_of(trial, not other), trial.search, now, "", 0))
        for pid in pids:
            _, status = await asyncio.to_thread(os.waitpid, pid, 0)
            if os.WIFSIGNALED(status):
                self.outcome.killed[fault] += 1
        self._server.mood(Mood.FINE)

    async def _judge(self, client: AsyncElasticsearch, trial: Trial) -> None:
        outcome = self.outcome
        for reader in trial.readers:
            ids: dict[str, set[str]] = defaultdict(set)
            arrivals: Counter[str] = Counter()
            for message_id, stories in self._server.taken(reader):
                arrivals[message_id] += 1
                for story in stories:
                    ids[story].add(message_id)
            refused = await self._refused(client, reader)
            missed = [story for story in trial.stories if story not in ids and story not in refused]
            twice = [story for story in ids if len(ids[story]) > 1]
            repeated = sum(count - 1 for count in arrivals.values())
            outcome.told += len(trial.stories)
            outcome.refused += len(refused)
            outcome.missed += len(missed)
            outcome.twice += len(twice)
            outcome.repeated += repeated
            if not UNSEEN & set(trial.faults):
                outcome.repeated_elsewhere += repeated
            if missed or twice:
                sys.stderr.write(f"trial {trial.number}: missed {missed}, twice {twice}, faults {trial.faults}\n")

    async def _refused(self, client: AsyncElasticsearch, reader: str) -> set[str]:
        """Stories in mails that the ledger marks as bounced."""
        await client.indices.refresh(index=self._names.alerts)
        terms = {"kind": "mail", "state": "bounced", "recipients": reader}
        query = {"bool": {"filter": [{"term": {name: value}} for name, value in terms.items()]}}
        found = await client.search(index=self._names.alerts, query=query, size=100)
        mails = (row["_source"]["payload"]["content"].encode("ascii") for row in found["hits"]["hits"])
        return {story for mail in mails for story in stories_in(mail)}


_FAULTS = [
    *POINTS,
    *(mood for mood in Mood if mood is not Mood.FINE),
    "cut off",
    "clock ahead",
    "clock behind",
    "two at once",
]


async def trials(settings: Settings, server: MailServer, args: argparse.Namespace, home: Path) -> Outcome:
    """Install, play every trial, clean up."""
    client, names = connect(settings), Names(settings.index_prefix)
    bench = Bench(settings, server, args.seed, args.points)
    try:
        await install(client, names)
        for number in range(args.trials):
            await bench.play(number, home / str(number))
    finally:
        await drop(client, names)
        await client.close()
    return bench.outcome


def main() -> int:
    """Play and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", help="an Elasticsearch node (default: as the settings say)")
    parser.add_argument("--trials", type=int, default=45, help="each plays some twelve alert runs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--points", action="store_true", help="begin with every named point once")
    args = parser.parse_args()
    logging.disable(logging.CRITICAL)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, MailServer(Path(folder)) as server:
        settings = replace(Settings.load(), index_prefix=f"bench{secrets.token_hex(3)}")
        if args.url:
            settings = replace(settings, elasticsearch_url=args.url)
        outcome = asyncio.run(trials(settings, server, args, Path(folder)))
    result = {
        "runs": outcome.runs,
        "runs_with_a_fault": sum(outcome.faults.values()),
        "killed": sum(outcome.killed.values()),
        "killed_at": dict(sorted(outcome.killed.items())),
        "faults": dict(sorted(outcome.faults.items())),
        "stories_to_tell": outcome.told,
        "in_mails_refused_for_good": outcome.refused,
        "missed": outcome.missed,
        "told_twice": outcome.twice,
        "repeated_with_the_same_message_id": outcome.repeated,
        "repeated_elsewhere": outcome.repeated_elsewhere,
        "seconds": round(time.monotonic() - began),
    }
    sys.stdout.write(json.dumps(result, indent=1) + "\n")
    return int(bool(outcome.missed or outcome.twice or outcome.repeated_elsewhere))


if __name__ == "__main__":
    sys.exit(main())
