"""What waits to be asked for, a lane per source: so that memory does not grow with the number of pages found.

A request costs Scrapy some 3 kB from the moment it is scheduled. A lane keeps what was found as jobs, hands out a
window of them, and reads the next feed or sitemap only when its jobs run low: of a sitemap index of 100,000 pages, a
few sitemaps are in memory at any time. Pure bookkeeping, no clock and no network.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from crawlers.sources import Source
from crawlers.spiders.mechanism import Mechanism
from crawlers.state import Job

WINDOW = 200
"""Articles of one source that Scrapy holds at a time: wide enough that one slow host among a source's many does not
hold up the others."""

READING = 8
"""Feeds, sitemaps and listings of one source under way at a time, at most."""

LOW = 400
"""Jobs waiting below which the lane reads on. The pages under way count as many jobs as the fullest page before them
brought, for eight sitemaps of 2,000 pages at a time made a crawl of 100,000 pages hold 16,000 jobs."""


@dataclass(frozen=True, slots=True)
class Page:
    """A feed, sitemap, listing or list of posts to read. ``depth``: how many pages of its mechanism led to it."""

    source: Source
    mechanism: Mechanism
    url: str
    depth: int = 0


@dataclass
class Lane:
    """One source's waiting pages and jobs, and how many of each are under way."""

    pages: deque[Page] = field(default_factory=deque)
    jobs: deque[Job] = field(default_factory=deque)
    reading: int = 0
    flying: int = 0
    size: int = LOW // 2
    """Jobs a page under way may bring: what the fullest one brought, forgotten by halves."""

    def ready(self) -> Iterator[Page | Job]:
        """What to ask for now; it counts as under way from here on."""
        while self.pages and self.reading < READING and len(self.jobs) + self.reading * self.size < LOW:
            self.reading += 1
            yield self.pages.popleft()
        while self.jobs and self.flying < WINDOW:
            self.flying += 1
            yield self.jobs.popleft()

    def read(self, jobs: int | None = 0) -> None:
        """A page came back with so many jobs, or will not; ``None``: it named further pages, and says nothing."""
        self.reading = max(0, self.reading - 1)
        if jobs is not None:
            self.size = max(jobs, self.size // 2)

    def landed(self) -> None:
        """An article came back, or will not."""
        self.flying = max(0, self.flying - 1)

    def reset(self) -> None:
        """Nothing is under way any more: Scrapy is idle, so whatever was not counted back is lost."""
        self.reading = self.flying = 0

    @property
    def waiting(self) -> bool:
        """Whether anything is left to ask for."""
        return bool(self.pages or self.jobs)
