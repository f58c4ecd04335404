"""What a crawl did, counted per source while it runs and printed as JSON by the spider process.

``requests``: sent for feeds, sitemaps, listings and pages, not those for robots.txt. ``links``: distinct addresses they
named. ``new``: of these, never seen before. ``landed``: pages written to the landing zone. ``unchanged``: answers of
304. ``forbidden``: refused by robots.txt. ``skipped``: answers that are no HTML. ``deferred``: links over the budget of
one crawl, or being fetched by another one. ``failed``: pages that could not be fetched. ``dead`` names feeds, sitemaps
and listings that gave nothing to read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

COUNTS = ("requests", "links", "new", "landed", "unchanged", "forbidden", "skipped", "deferred", "failed")
"""The numbers of a source's report."""

MAX_NAMED = 50
"""Failures named per source; all are counted. A site that is down would otherwise fill the report."""


@dataclass
class Tally:
    """Counts one source while its crawl runs."""

    source: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTS, 0))
    dead: list[dict[str, str]] = field(default_factory=list)
    failures: list[dict[str, str]] = field(default_factory=list)

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

    def to_json(self) -> dict[str, Any]:
        """The source's part of the report."""
        return {"source": self.source, **self.counts, "dead": self.dead, "failures": self.failures}
