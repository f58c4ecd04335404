"""The SQLite file of the crawl state: its tables, their history, transactions, and errors that name a remedy.

WAL mode, so that a reader never waits for a writer; every change is one ``BEGIN IMMEDIATE`` transaction, so that two
crawls at once wait for each other and never deadlock. ``synchronous=NORMAL``: a power cut may lose the last
transactions, never the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

HISTORY = (
    """
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
CREATE TABLE lease (url TEXT PRIMARY KEY, owner TEXT NOT NULL) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE source (
  id TEXT PRIMARY KEY, visited REAL NOT NULL, due REAL NOT NULL, failures INTEGER NOT NULL, times TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE spent (
  source TEXT NOT NULL, day TEXT NOT NULL, requests INTEGER NOT NULL, PRIMARY KEY (source, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE orphan (url TEXT PRIMARY KEY, deaths INTEGER NOT NULL) STRICT, WITHOUT ROWID
""",
    """
ALTER TABLE orphan ADD COLUMN lived REAL NOT NULL DEFAULT 0
""",
)
"""What each version of the file added. ``link``: every address fetched. ``page``: feeds and sitemaps, with validators.
``said``: what a page said of a link. ``lease``: links being fetched. ``source``: cadence. ``spent``: requests a day.
``orphan``: links that were being fetched when their crawl died, and how long the longest-lived of these had lived."""

VERSION = len(HISTORY)
"""``user_version`` of the file; a newer one is not touched."""


class StateFailed(OSError):
    """The crawl state cannot be read or written; the message names the file and the remedy."""


class Database:
    """The file at ``path``, made or brought up to date when it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self.explained():
            path.parent.mkdir(parents=True, exist_ok=True)
            self.connection = sqlite3.connect(path, timeout=30.0, isolation_level=None)
            self.connection.execute("PRAGMA journal_mode=WAL")
            self.connection.execute("PRAGMA synchronous=NORMAL")
            self._migrate()
            # What one crawl counts, in a file that goes with it: a set in memory would grow with every page.
            self.connection.execute("CREATE TEMP TABLE counted (hash INTEGER PRIMARY KEY) STRICT")

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and alone."""
        with self.explained():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            except BaseException:
                with suppress(sqlite3.Error):
                    self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn errors of SQLite and of the disk into :class:`StateFailed`."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            broken = "not a database" in str(error) or "malformed" in str(error)
            remedy = (
                "move it away; the next crawl starts anew and fetches what is still listed"
                if broken
                else "see that its disk has room and that no other program holds it"
            )
            raise StateFailed(f"{self.path}: {error}: {remedy}") from None
        except OSError as error:
            if isinstance(error, StateFailed):
                raise
            raise StateFailed(f"{self.path.parent}: {error.strerror or error}") from None

    def _migrate(self) -> None:
        with self.transaction() as db:
            found = db.execute("PRAGMA user_version").fetchone()[0]
            if found > VERSION:
                raise StateFailed(f"{self.path} was written by a newer Commentariat (format {found}): use that one")
            if found < VERSION:
                for script in HISTORY[found:]:
                    for statement in script.strip().split(";"):
                        db.execute(statement)
                db.execute(f"PRAGMA user_version={VERSION}")
