"""What crawls remember: links seen, what was said of them, validators of feeds — in one SQLite file in WAL mode.

A link is marked only after its page was written to a segment; marks are kept back and written in batches, after the
segment was fsynced (:meth:`State.commit`). So a crash at any moment means a page fetched twice, never a page lost.

Two crawls at once are safe: a link that is being fetched is leased to its crawl. A crawl is alive as long as it holds
the lock on its file beside the database; leases of the dead are dropped at the next start.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import time
from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from crawlers import locks
from crawlers.records import Discovery
from crawlers.revisit import RECENT, REVISITS, Known, Why, decide, due, steps

VERSION = 1
"""``user_version`` of the database; a newer one is not touched."""

SCHEMA = """
CREATE TABLE link (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, source TEXT NOT NULL, landed REAL, tried REAL NOT NULL,
  last REAL NOT NULL, status INTEGER NOT NULL, permanent INTEGER NOT NULL, visits INTEGER NOT NULL,
  changes INTEGER NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL, discovery TEXT
) STRICT;
CREATE INDEX young ON link (source, coalesce(landed, tried)) WHERE discovery IS NOT NULL;
CREATE TABLE page (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, etag TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE said (
  link INTEGER NOT NULL, page INTEGER NOT NULL, key TEXT NOT NULL, PRIMARY KEY (link, page)
) STRICT, WITHOUT ROWID;
CREATE TABLE lease (url TEXT PRIMARY KEY, owner TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""


class StateFailed(OSError):
    """The crawl state cannot be read or written; the message names the file and the remedy."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server gave to ask "changed since?" with: ``ETag`` and ``Last-Modified``, empty where it gave none."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A link as a page named it: address, change key, and the discovery that will travel with its page."""

    url: str
    key: str
    discovery: Discovery


@dataclass(frozen=True, slots=True)
class Job:
    """A link to fetch, leased to this crawl, and why. ``validators`` are given for revisits only."""

    named: Named
    why: Why
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: ``landed``, or failed with an HTTP ``status`` (0: none), for good or in passing."""

    job: Job
    at: float
    status: int
    landed: bool
    permanent: bool = False
    validators: Validators = Validators()


class State:
    """The crawl state in ``folder``, opened by one crawl."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "state.sqlite3"
        self._outcomes: list[Outcome] = []
        self._lock = -1
        with self._explained():
            folder.mkdir(parents=True, exist_ok=True)
            self._lock, self._mine = locks.create(lambda: folder / f"crawl-{os.getpid()}-{secrets.token_hex(4)}.lock")
            self.owner = self._mine.name
            self._db = sqlite3.connect(self.path, timeout=30.0, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._migrate()
            self._bury_the_dead(folder)

    def claim(self, page: str, named: Sequence[Named], now: float, budget: int) -> tuple[list[Job], int]:
        """Lease what is to be fetched of the links ``page`` named, at most ``budget``.

        Also says how many were left over or are being fetched by another crawl. What
        ``page`` says of links that are known and not fetched is remembered.
        """
        jobs: list[Job] = []
        left = 0
        with self._explained(), self._transaction():
            page_id = self._page(page)
            for item in named:
                row = self._db.execute(
                    "SELECT l.landed, l.tried, l.last, l.permanent, l.visits, l.changes, s.key, l.etag, l.modified, "
                    "l.id FROM link l LEFT JOIN said s ON s.link = l.id AND s.page = ? WHERE l.url = ?",
                    (page_id, item.url),
                ).fetchone()
                known = Known(row[0], row[1], row[2], bool(row[3]), *row[4:7]) if row else None
                why = decide(known, item.key, now)
                if why is None:
                    if row and row[6] is None and item.key:
                        self._db.execute("INSERT OR IGNORE INTO said VALUES (?, ?, ?)", (row[9], page_id, item.key))
                elif len(jobs) < budget and self._lease(item.url):
                    validators = Validators(row[7], row[8]) if why is Why.REVISIT else Validators()
                    jobs.append(Job(item, why, validators))
                else:
                    left += 1
        return jobs, left

    def due(self, source: str, now: float, budget: int, done: Set[str] = frozenset()) -> list[Job]:
        """Lease the source's young links whose revisit or retry is due although nothing may name them any more.

        ``done`` holds what this crawl fetched already.
        """
        jobs: list[Job] = []
        with self._explained(), self._transaction():
            rows = self._db.execute(
                "SELECT landed, tried, last, permanent, visits, changes, url, etag, modified, discovery FROM link "
                "WHERE source = ? AND discovery IS NOT NULL AND coalesce(landed, tried) >= ? ORDER BY tried DESC",
                (source, now - RECENT),
            ).fetchall()
            for *facts, url, etag, modified, text in rows:
                why = due(Known(*facts), now)
                discovery = Discovery.from_json(json.loads(text))
                if why and url not in done and discovery and len(jobs) < budget and self._lease(url):
                    validators = Validators(etag, modified) if why is Why.REVISIT else Validators()
                    jobs.append(Job(Named(url, "", discovery), why, validators))
        return jobs

    def note(self, outcome: Outcome) -> None:
        """Keep an outcome for the next :meth:`commit`."""
        self._outcomes.append(outcome)

    def commit(self) -> None:
        """Write the outcomes noted so far. Call it only when their pages are safe on disk."""
        if not self._outcomes:
            return
        with self._explained(), self._transaction():
            for outcome in self._outcomes:
                self._mark(outcome)
        self._outcomes.clear()

    def validators(self, page: str) -> Validators:
        """The validators of a feed or sitemap, as its server gave them last."""
        with self._explained():
            row = self._db.execute("SELECT etag, modified FROM page WHERE url = ?", (page,)).fetchone()
        return Validators(*row) if row else Validators()

    def remember(self, page: str, validators: Validators) -> None:
        """Keep the validators of a feed or sitemap whose links were all fetched."""
        with self._explained(), self._transaction():
            self._db.execute(
                "UPDATE page SET etag = ?, modified = ? WHERE id = ?",
                (validators.etag, validators.modified, self._page(page)),
            )

    def close(self) -> None:
        """Write what is noted, drop this crawl's leases and let go of the file."""
        try:
            self.commit()
            with self._explained(), self._transaction():
                self._db.execute("DELETE FROM lease WHERE owner = ?", (self.owner,))
        finally:
            self._db.close()
            self._mine.unlink(missing_ok=True)
            os.close(self._lock)

    def _mark(self, outcome: Outcome) -> None:
        named, at = outcome.job.named, outcome.at
        self._db.execute("DELETE FROM lease WHERE url = ?", (named.url,))
        row = self._db.execute("SELECT id, landed, tried, changes FROM link WHERE url = ?", (named.url,)).fetchone()
        landed = (row[1] if row else None) or (at if outcome.landed else None)
        tried = row[2] if row else at
        changes = (row[3] if row else 0) + (outcome.job.why is Why.CHANGED)
        first = tried if landed is None else landed
        visits = steps(first, at)
        young = at - first < RECENT and visits < len(REVISITS)
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

    def _page(self, url: str) -> int:
        self._db.execute("INSERT OR IGNORE INTO page (url) VALUES (?)", (url,))
        return int(self._db.execute("SELECT id FROM page WHERE url = ?", (url,)).fetchone()[0])

    def _migrate(self) -> None:
        with self._transaction():
            found = self._db.execute("PRAGMA user_version").fetchone()[0]
            if found > VERSION:
                raise StateFailed(f"{self.path} was written by a newer Commentariat (format {found}): use that one")
            if found == 0:
                for statement in SCHEMA.strip().split(";"):
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version={VERSION}")

    def _bury_the_dead(self, folder: Path) -> None:
        for path in folder.glob("crawl-*.lock"):
            if (descriptor := locks.adopt(path)) is not None:
                path.unlink(missing_ok=True)
                os.close(descriptor)
        with self._transaction():
            # Looked up inside the transaction: whoever leased before it has his file there already.
            alive = [path.name for path in folder.glob("crawl-*.lock")]
            holes = ", ".join("?" * len(alive))
            self._db.execute(f"DELETE FROM lease WHERE owner NOT IN ({holes})", alive)  # noqa: S608 - only question marks

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            broken = "not a database" in str(error) or "malformed" in str(error)
            remedy = (
                "move it away; the next crawl starts anew and fetches what is still listed"
                if broken
                else ("see that its disk has room and that no other program holds it")
            )
            raise StateFailed(f"{self.path}: {error}: {remedy}") from None
        except OSError as error:
            if isinstance(error, StateFailed):
                raise
            raise StateFailed(f"{self.path.parent}: {error.strerror or error}") from None


def now() -> float:
    """Seconds since the epoch."""
    return time.time()
