"""What a crawl must remember of hosts to stay polite in the next one: robots.txt as last read, and who asked for rest.

One SQLite file beside the crawl state, so that two crawls at once share it. It is a memory of manners and not of pages:
when it cannot be read or written, the crawl says so once, goes on, and asks again what it would have known.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

FORGOTTEN = 90 * 86_400.0
"""Seconds after which a robots.txt nobody asked for is forgotten: far above the month after which an old one counts."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS robots (
  origin TEXT PRIMARY KEY, body BLOB, etag TEXT NOT NULL, modified TEXT NOT NULL, fresh REAL NOT NULL, missing REAL
) STRICT;
CREATE TABLE IF NOT EXISTS rest (host TEXT PRIMARY KEY, until REAL NOT NULL) STRICT
"""


@dataclass(frozen=True, slots=True)
class Robots:
    """A robots.txt as last read; ``body`` is ``None`` where there was none to read.

    ``fresh``: until when the server said it may be used unasked, at least the time it was asked for. ``missing``: since
    when it cannot be reached.
    """

    body: bytes | None = None
    etag: str = ""
    modified: str = ""
    fresh: float = 0.0
    missing: float | None = None


class Hosts:
    """The memory in ``folder``; without one, it lasts as long as the object."""

    def __init__(self, folder: Path | None = None) -> None:
        self._db: sqlite3.Connection | None = None
        self._rest: dict[str, float] = {}
        self._robots: dict[str, Robots] = {}
        if folder:
            self._try(lambda: self._open(folder / "hosts.sqlite3"))

    def robots(self, origin: str) -> Robots | None:
        """What is known of the robots.txt of ``origin`` (``https://host:port``)."""
        if origin not in self._robots:
            row = self._row("SELECT body, etag, modified, fresh, missing FROM robots WHERE origin = ?", origin)
            if not row:
                return None
            self._robots[origin] = Robots(*row)
        return self._robots[origin]

    def read(self, origin: str, robots: Robots) -> None:
        """Remember a robots.txt."""
        self._robots[origin] = robots
        values = (origin, robots.body, robots.etag, robots.modified, robots.fresh, robots.missing)
        self._write("INSERT OR REPLACE INTO robots VALUES (?, ?, ?, ?, ?, ?)", *values)

    def rests_until(self, host: str) -> float:
        """Until when ``host`` must not be asked anything; 0 when it may."""
        if host not in self._rest:
            row = self._row("SELECT until FROM rest WHERE host = ?", host)
            self._rest[host] = float(row[0]) if row else 0.0
        return self._rest[host]

    def rest(self, host: str, until: float, *, kept: bool = True) -> None:
        """Ask ``host`` nothing before ``until``; not ``kept``: in this crawl only."""
        self._rest[host] = max(until, self.rests_until(host))
        if kept:
            self._write("INSERT OR REPLACE INTO rest VALUES (?, ?)", host, self._rest[host])

    def close(self) -> None:
        """Close the file."""
        if self._db:
            self._db.close()
            self._db = None

    def _open(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, timeout=10.0, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        for statement in SCHEMA.split(";"):
            self._db.execute(statement)
        now = time.time()
        self._db.execute("DELETE FROM rest WHERE until < ?", (now,))
        self._db.execute("DELETE FROM robots WHERE fresh < ?", (now - FORGOTTEN,))

    def _row(self, query: str, *values: Any) -> Any:
        return self._try(lambda: self._db.execute(query, values).fetchone() if self._db else None)

    def _write(self, statement: str, *values: Any) -> None:
        self._try(lambda: self._db.execute(statement, values) if self._db else None)

    def _try(self, action: Callable[[], Any]) -> Any:
        try:
            return action()
        except (sqlite3.Error, OSError) as error:
            log.warning("hosts.sqlite3: %s: what hosts asked for is not remembered beyond this crawl", error)
            self.close()
            return None
