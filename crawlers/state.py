"""What crawls remember: links seen, what was said of them, validators of feeds — in one SQLite file in WAL mode.

A link is marked only after its page was written to a segment; marks are kept back and written in batches, after the
segment was fsynced (:meth:`State.commit`). So a power cut at any moment means a page fetched twice, never a page lost.
When only the process dies, not even that: what it had not committed is read from its journal
(:mod:`crawlers.journal`). The rhythm of each source, and what it cost today, are kept here too.

Two crawls at once are safe: a link that is being fetched is leased to its crawl. A crawl is alive as long as it holds
the lock on its file beside the database; leases of the dead are dropped at the next start.
"""

from __future__ import annotations

import json
import math
import os
import secrets
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawlers import cadence, locks
from crawlers.database import Database, StateFailed
from crawlers.jobs import Job, Named, Outcome, Validators
from crawlers.journal import Journal, read
from crawlers.records import ITEM_SPIDERS, Discovery
from crawlers.revisit import RECENT, REVISITS, Known, Why, decide, due, steps
from crawlers.sources import Source

__all__ = ["Job", "Named", "Outcome", "State", "StateFailed", "Validators", "Visit"]

EARLY = 30.0
"""Seconds by which a visit may come early: a schedule that rings every five minutes never rings on the dot."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What is known of a source after a visit: time of its newest item, its usual longest silence, its next visit.

    ``beginning``: it was the first visit.
    """

    newest: float | None
    gap: float | None
    due: float
    beginning: bool


class State:
    """The crawl state in ``folder``, opened by one crawl."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "state.sqlite3"
        self._outcomes: list[Outcome] = []
        self._spent: dict[tuple[str, str], list[int]] = {}
        self._file = Database(self.path)
        self._db = self._file.connection
        with self._file.explained():
            self._lock, self._mine = locks.create(lambda: folder / f"crawl-{os.getpid()}-{secrets.token_hex(4)}.lock")
            self.owner = self._mine.name
            self._journal = Journal(self._lock)
            self._bury_the_dead(folder)
            self.lived: float = self._db.execute("SELECT coalesce(max(lived), 0) FROM orphan").fetchone()[0]
            """Seconds that the longest-lived crawl had lived whose last requests are still to be made again."""

    def count(self, source: str, urls: Iterable[str]) -> int:
        """How many of the addresses this crawl had not counted for the source yet."""
        with self._file.explained():
            # A transaction of the scratch table alone. The hash is good for this process, as the table is.
            self._db.execute("BEGIN")
            new = self._db.executemany(
                "INSERT OR IGNORE INTO temp.counted VALUES (?)", ((hash((source, url)),) for url in urls)
            )
            self._db.execute("COMMIT")
        return max(new.rowcount, 0)

    def claim(
        self, page: str, named: Sequence[Named], now: float, budget: int, since: float = math.inf
    ) -> tuple[list[Job], int]:
        """Lease what is to be fetched of the links ``page`` named, at most ``budget``, and not tried ``since`` then.

        Also says how many were left over or are being fetched by another crawl. What
        ``page`` says of links that are known and not fetched is remembered.
        """
        jobs: list[Job] = []
        left = 0
        with self._file.transaction():
            page_id = self._page(page)
            for item in named:
                row = self._db.execute(
                    "SELECT l.landed, l.tried, l.last, l.permanent, l.visits, l.changes, s.key, l.etag, l.modified, "
                    "l.id FROM link l LEFT JOIN said s ON s.link = l.id AND s.page = ? WHERE l.url = ?",
                    (page_id, item.url),
                ).fetchone()
                known = Known(row[0], row[1], row[2], bool(row[3]), *row[4:7]) if row else None
                if known and known.last >= since:
                    continue
                why = decide(known, item.key, now)
                if why is None:
                    if row and row[6] is None and item.key:
                        self._db.execute("INSERT OR IGNORE INTO said VALUES (?, ?, ?)", (row[9], page_id, item.key))
                elif len(jobs) < budget and self._lease(item.url):
                    validators = Validators(row[7], row[8]) if why is Why.REVISIT else Validators()
                    jobs.append(Job(item, why, validators, self._deaths(item.url)))
                else:
                    left += not self._mine_already(item.url)
        return jobs, left

    def due(self, source: str, now: float, budget: int, since: float = math.inf) -> list[Job]:
        """Lease the source's young links whose revisit or retry is due although nothing may name them any more.

        Those tried ``since`` then are left out.
        """
        jobs: list[Job] = []
        with self._file.transaction():
            rows = self._db.execute(
                "SELECT landed, tried, last, permanent, visits, changes, url, etag, modified, discovery FROM link "
                "WHERE source = ? AND discovery IS NOT NULL AND coalesce(landed, tried) >= ? AND last < ? "
                "ORDER BY tried DESC",
                (source, now - RECENT, since),
            )
            for *facts, url, etag, modified, text in rows:
                why = due(Known(*facts), now)
                discovery = Discovery.from_json(json.loads(text))
                if why and discovery and len(jobs) < budget and self._lease(url):
                    validators = Validators(etag, modified) if why is Why.REVISIT else Validators()
                    jobs.append(Job(Named(url, "", discovery), why, validators, self._deaths(url)))
        return jobs

    def note(self, outcome: Outcome) -> None:
        """Keep an outcome for the next :meth:`commit`."""
        self._outcomes.append(outcome)
        self._journal.done(outcome.job.named.url, outcome.to_json())

    def sent(self, job: Job) -> None:
        """A request for the job goes out."""
        self._journal.sent(job.named.url)

    def commit(self) -> None:
        """Write the outcomes noted so far. Call it only when their pages are safe on disk."""
        if not self._outcomes and not any(own for _, own in self._spent.values()):
            return
        with self._file.transaction():
            for outcome in self._outcomes:
                self._mark(outcome)
            for (source, day), amounts in self._spent.items():
                amounts[:] = [self._pay(source, day, amounts[1]), 0]
        self._outcomes.clear()
        self._journal.settle()

    def validators(self, page: str) -> Validators:
        """The validators of a feed or sitemap, as its server gave them last."""
        with self._file.explained():
            row = self._db.execute("SELECT etag, modified FROM page WHERE url = ?", (page,)).fetchone()
        return Validators(*row) if row else Validators()

    def unknown(self, urls: Iterable[str]) -> set[str]:
        """Those of the addresses that were never fetched."""
        with self._file.explained():
            return {url for url in urls if not self._db.execute("SELECT 1 FROM link WHERE url = ?", (url,)).fetchone()}

    def remember(self, page: str, validators: Validators) -> None:
        """Keep the validators of a feed or sitemap whose links were all fetched."""
        with self._file.transaction():
            self._db.execute(
                "UPDATE page SET etag = ?, modified = ? WHERE id = ?",
                (validators.etag, validators.modified, self._page(page)),
            )

    def spend(self, source: Source, requests: int = 1) -> int:
        """Count requests to ``source``; how many of its budget a day (UTC) are left, below 0 when it is overdrawn.

        Other crawls' requests are known as of the last :meth:`commit`.
        """
        day = datetime.now(UTC).date().isoformat()
        amounts = self._spent.get((source.id, day))
        if amounts is None:
            with self._file.transaction():
                amounts = self._spent[source.id, day] = [self._pay(source.id, day, 0), 0]
        amounts[1] += requests
        return sys.maxsize if source.budget is None else source.budget - sum(amounts)

    def due_sources(self, sources: Iterable[Source], now: float) -> list[Source]:
        """Those of the sources whose next visit is due; a source never visited is."""
        with self._file.explained():
            later = {row[0] for row in self._db.execute("SELECT id FROM source WHERE due > ?", (now + EARLY,))}
        return [source for source in sources if source.id not in later]

    def visited(self, source: str, found: Iterable[float | None], now: float, *, failed: bool) -> Visit:
        """Learn from a visit that began at ``now``: the dates of the new items (``None``: undated), and its failure."""
        with self._file.transaction() as db:
            row = db.execute("SELECT visited, failures, times FROM source WHERE id = ?", (source,)).fetchone()
            before, failures, times = (row[0], row[1], json.loads(row[2])) if row else (None, 0, [])
            times = cadence.learn(times, found, before, now)
            failures = failures + 1 if failed else 0
            at = now + cadence.interval(times, now, failures)
            db.execute(
                "INSERT OR REPLACE INTO source VALUES (?, ?, ?, ?, ?)",
                (source, now, at, failures, json.dumps([int(time) for time in times], separators=(",", ":"))),
            )
        return Visit(times[-1] if times else None, cadence.usual_gap(times), at, before is None)

    def close(self) -> None:
        """Write what is noted, drop this crawl's leases and let go of the file."""
        try:
            self.commit()
            with self._file.transaction():
                self._db.execute("DELETE FROM lease WHERE owner = ?", (self.owner,))
        finally:
            self._file.close()
            self._mine.unlink(missing_ok=True)
            os.close(self._lock)

    def _mark(self, outcome: Outcome) -> None:
        named, at = outcome.job.named, outcome.at
        self._db.execute("DELETE FROM lease WHERE url = ?", (named.url,))
        self._db.execute("DELETE FROM orphan WHERE url = ?", (named.url,))
        row = self._db.execute("SELECT id, landed, tried, changes FROM link WHERE url = ?", (named.url,)).fetchone()
        landed = (row[1] if row else None) or (at if outcome.landed else None)
        tried = row[2] if row else at
        changes = (row[3] if row else 0) + (outcome.job.why is Why.CHANGED)
        first = tried if landed is None else landed
        visits = steps(first, at)
        # A post that came whole inside its list has no page to look at again: its list tells of edits.
        young = at - first < RECENT and visits < len(REVISITS) and named.discovery.spider not in ITEM_SPIDERS
        text = json.dumps(named.discovery.to_json(), ensure_ascii=False) if young else None
        link = self._db.execute(
            "INSERT INTO link (url, source, landed, tried, last, status, permanent, visits, changes, etag, modified, "
            "discovery) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET "
            "landed = excluded.landed, last = excluded.last, status = excluded.status, permanent = excluded.permanent, "
            "visits = excluded.visits, changes = excluded.changes, etag = excluded.etag, modified = excluded.modified, "
            "discovery = excluded.discovery RETURNING id",
            (named.url, named.discovery.source_id, landed, tried, at, outcome.status, outcome.permanent, visits,
             changes, outcome.validators.etag, outcome.validators.modified, text),
        ).fetchone()[0]  # fmt: skip
        # What was said is only taken as read once the page it was said of has landed, or will never.
        if (outcome.landed or outcome.permanent) and outcome.job.named.key:
            page = self._page(named.discovery.found_on)
            self._db.execute("INSERT OR REPLACE INTO said VALUES (?, ?, ?)", (link, page, named.key))

    def _lease(self, url: str) -> bool:
        return self._db.execute("INSERT OR IGNORE INTO lease VALUES (?, ?)", (url, self.owner)).rowcount == 1

    def _mine_already(self, url: str) -> bool:
        return (
            self._db.execute("SELECT 1 FROM lease WHERE url = ? AND owner = ?", (url, self.owner)).fetchone()
            is not None
        )

    def _page(self, url: str) -> int:
        self._db.execute("INSERT OR IGNORE INTO page (url) VALUES (?)", (url,))
        return int(self._db.execute("SELECT id FROM page WHERE url = ?", (url,)).fetchone()[0])

    def _deaths(self, url: str) -> int:
        row = self._db.execute("SELECT deaths FROM orphan WHERE url = ?", (url,)).fetchone()
        return int(row[0]) if row else 0

    def _pay(self, source: str, day: str, requests: int) -> int:
        """Add to what was spent; returns the sum."""
        row = self._db.execute(
            "INSERT INTO spent VALUES (?, ?, ?) ON CONFLICT (source, day) DO UPDATE SET "
            "requests = requests + excluded.requests RETURNING requests",
            (source, day, requests),
        ).fetchone()
        return int(row[0])

    def _bury_the_dead(self, folder: Path) -> None:
        for path in folder.glob("crawl-*.lock"):
            if (descriptor := locks.adopt(path)) is not None:
                self._inherit(*read(descriptor))
                path.unlink(missing_ok=True)
                os.close(descriptor)
        with self._file.transaction():
            # Looked up inside the transaction: whoever leased before it has his file there already.
            alive = [path.name for path in folder.glob("crawl-*.lock")]
            holes = ", ".join("?" * len(alive))
            self._db.execute(f"DELETE FROM lease WHERE owner NOT IN ({holes})", alive)  # noqa: S608 - only question marks
            today = datetime.now(UTC).date().isoformat()
            self._db.execute("DELETE FROM spent WHERE day < ?", (today,))

    def _inherit(self, outcomes: Iterable[dict[str, object]], under_way: Iterable[str], lived: float) -> None:
        """Take over what a dead crawl had not committed. Said twice, it is known once."""
        with self._file.transaction() as db:
            for entry in outcomes:
                if outcome := Outcome.from_json(entry):
                    self._mark(outcome)
            db.executemany(
                "INSERT INTO orphan VALUES (?, 1, ?) ON CONFLICT (url) DO UPDATE SET deaths = deaths + 1, "
                "lived = max(lived, excluded.lived)",
                ((url, lived) for url in under_way),
            )
