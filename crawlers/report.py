"""What a crawl did, counted per source while it runs and printed as JSON by the spider process.

``requests``: sent for feeds, sitemaps, listings and pages, not those for robots.txt. ``links``: distinct addresses they
named. ``new``: of these, never seen before. ``landed``: pages written to the landing zone. ``unchanged``: answers of
304. ``forbidden``: refused by robots.txt. ``skipped``: answers that are no HTML. ``deferred``: links over the budget of
one crawl, or being fetched by another one. ``failed``: pages that could not be fetched. ``first``: landed pages that
had never landed before. ``bytes``: of answers, as they came over the wire. ``statuses`` counts answers by HTTP status.
``linkless``: entries of feeds that lead nowhere. ``hubs``: the WebSub hub that
each feed names, by the feed's address.
``dead`` names feeds, sitemaps and listings that gave nothing to read, ``traps`` counts what the bounds of
docs/crawling.md stopped, by name. ``newest`` is the time of the newest item known, ``gap`` the source's usual longest
silence in seconds, ``due`` the time of its next visit (``None``: not known), ``seconds`` from its first request to its
last answer.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

COUNTS = ("requests", "links", "new", "landed", "unchanged", "forbidden", "skipped", "deferred", "failed",
          "first", "bytes", "linkless")  # fmt: skip
"""The numbers of a source's report."""

MAX_NAMED = 50
"""Failures and traps named per source; all are counted. A site that is down would otherwise fill the report."""


@dataclass
class Tally:
    """Counts one source while its crawl runs."""

    source: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    dead: list[dict[str, str]] = field(default_factory=list)
    failures: list[dict[str, str]] = field(default_factory=list)
    hubs: dict[str, str] = field(default_factory=dict)
    traps: Counter[str] = field(default_factory=Counter)
    trapped: list[dict[str, str]] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    newest: float | None = None
    gap: float | None = None
    due: float | None = None
    seconds: float = 0.0
    beginning: bool = False
    """Whether this was the source's first visit: what it found new then says nothing of its yield."""

    def add(self, what: str, number: int = 1) -> None:
        """Count ``number`` of ``what``, one of :data:`COUNTS`."""
        self.counts[what] += number

    def fail(self, url: str, reason: str) -> None:
        """Count a page that could not be fetched, and name it."""
        self.counts["failed"] += 1
        if len(self.failures) < MAX_NAMED:
            self.failures.append({"url": url, "reason": reason})

    def bury(self, url: str, reason: str) -> None:
        """Name a feed, sitemap or listing that gave nothing to read."""
        if len(self.dead) < MAX_NAMED:
            self.dead.append({"url": url, "reason": reason})

    def trap(self, name: str, url: str) -> None:
        """Count what a bound stopped (``redirect loop``, ``bomb`` …), and name its address."""
        self.traps[name] += 1
        if len(self.trapped) < MAX_NAMED:
            self.trapped.append({"name": name, "url": url})

    @property
    def nothing(self) -> bool:
        """Asked, and neither named a link nor said that nothing changed."""
        return not self.counts["links"] and not self.counts["unchanged"]

    def to_json(self) -> dict[str, Any]:
        """The source's part of the report."""
        return {
            "source": self.source,
            **self.counts,
            "statuses": {str(status): number for status, number in sorted(self.statuses.items())},
            "hubs": self.hubs,
            "dead": self.dead,
            "failures": self.failures,
            "traps": dict(self.traps),
            "trapped": self.trapped,
            "newest": self.newest,
            "gap": self.gap,
            "due": self.due,
            "seconds": round(self.seconds, 3),
            "beginning": self.beginning,
        }
