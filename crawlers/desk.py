"""The desk between spider, state and landing zone: hands out links to fetch, takes in pages, keeps count.

Order is what makes a crash harmless: a page is written to its segment first, its link marked later; every few seconds
the segment is fsynced and only then the marks are committed.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from crawlers.cadence import Findings
from crawlers.dates import moment
from crawlers.found import FoundLink
from crawlers.landing import LandingZone, Wire
from crawlers.records import Discovery
from crawlers.report import Tally
from crawlers.revisit import Why
from crawlers.sources import Source
from crawlers.state import Job, Named, Outcome, State, Validators
from crawlers.tracking import clean

BUDGET = 1_000
"""Pages fetched of one source in one crawl: bounds the first crawl of a sitemap that lists an archive. The rest is
counted as deferred and fetched by the next crawls."""

FLUSH_SECONDS = 2.0
"""Seconds between fsyncs: what a crash costs in pages fetched twice."""

AT_ONCE = 64
"""Of so many pages that some crawl was killed over, two are fetched at a time, of twice as many three."""

CALM = (2.0, 60.0)
"""Seconds, least and most, that a crawl has lived before it asks again for what a killed crawl had under way. Between
them, twice as long as the killed ones lived: whatever kills crawls again and again kills them about as old."""

PAUSE = 0.2
"""Seconds between such pages: a kill that falls into a pause interrupts none."""


class Desk:
    """One crawl's bookkeeping. Not thread-safe: it lives in the spider's event loop."""

    def __init__(
        self,
        sources: Sequence[Source],
        state: State,
        landing: LandingZone,
        *,
        budget: int = BUDGET,
    ) -> None:
        self.sources, self.state, self.landing, self.budget = sources, state, landing, budget
        self._calm_from = time.monotonic() + min(max(CALM[0], 2.0 * state.lived), CALM[1])
        self.tallies = {source.id: Tally(source.id) for source in sources}
        self._left = dict.fromkeys(self.tallies, budget)
        self._validators: dict[str, Validators] = {}
        self._unfinished: set[str] = set()
        self._published = {source.id: Findings() for source in sources}
        self._late: list[Job] = []
        self._began = time.time()
        self._flushed = time.monotonic()

    def offer(
        self, source: Source, spider: str, page: str, links: Iterable[FoundLink], *, keyed: bool, own: bool = True
    ) -> tuple[list[Job], int]:
        """The jobs among ``links`` that ``page`` named, and how many links had to be left for the next crawl.

        ``keyed``: the page says when an entry changes. ``own``: the pages were published by the source's outlet. Links
        that differ only in what tracks readers are one.
        """
        tally, outlet = self.tallies[source.id], source.outlet if own else None
        named: dict[str, Named] = {}
        for found in links:
            url = clean(found.url)
            if url not in named:
                observed = (found.url,) if url != found.url else ()
                discovery = Discovery(source.id, spider, page, outlet, found.entry, observed)
                named[url] = Named(url, found.key if keyed else "", discovery)
        tally.add("links", self.state.count(source.id, named))
        jobs, left = self.state.claim(page, list(named.values()), time.time(), self._left[source.id], self._began)
        tally.add("deferred", left)
        for job in jobs:
            if job.why is Why.NEW:
                entry = job.named.discovery.entry
                self._published[source.id].add(moment(entry.published or entry.modified))
                tally.add("new")
        return self._fresh(self._take(source, jobs)), left

    def due(self, source: Source) -> list[Job]:
        """Revisits and retries that are due although nothing named their page in this crawl."""
        jobs = self.state.due(source.id, time.time(), self._left[source.id], self._began)
        return self._fresh(self._take(source, [self._with_outlet(source, job) for job in jobs]))

    @property
    def late_in(self) -> float | None:
        """Seconds until the next of the pages some crawl was killed over may be asked for; ``None``: there is none."""
        return max(PAUSE, self._calm_from - time.monotonic()) if self._late else None

    def late(self) -> list[Job]:
        """Of the pages some crawl was killed over, the next: when nothing else is left, one by one, the least deadly
        first. So a page that kills the crawler keeps no other from landing, and one more kill interrupts one page."""
        self._late.sort(key=lambda job: job.deaths, reverse=True)
        return [self._late.pop() for _ in range(min(len(self._late), 1 + len(self._late) // AT_ONCE))]

    def land(self, job: Job, wire: Wire, observed: Sequence[str], validators: Validators) -> None:
        """Write a page to the landing zone and note its link."""
        discovery = replace(job.named.discovery, observed=tuple(observed))
        self.landing.write(wire, discovery)
        self.tallies[discovery.source_id].add("landed")
        self.tallies[discovery.source_id].add("first", job.why in {Why.NEW, Why.RETRY})
        self.state.note(Outcome(job, time.time(), wire.status, landed=True, validators=validators))
        if time.monotonic() - self._flushed >= FLUSH_SECONDS:
            self.flush()

    def unchanged(self, job: Job) -> None:
        """A revisited page answered 304."""
        self.tallies[job.named.discovery.source_id].add("unchanged")
        self.state.note(Outcome(job, time.time(), 304, landed=True, validators=job.validators))

    def miss(self, job: Job, status: int, *, permanent: bool) -> None:
        """A page did not land; its reason was counted by the caller."""
        self.state.note(Outcome(job, time.time(), status, landed=False, permanent=permanent))

    def put_back(self, job: Job) -> None:
        """A page is not asked for now; nothing was wrong with it. It counts as left for the next crawl, which finds it
        again, because the page that named it is then read in full."""
        self.tallies[job.named.discovery.source_id].add("deferred")
        self._unfinished.add(job.named.discovery.found_on)

    def flush(self) -> None:
        """Make what was written safe, then mark it."""
        self.landing.sync()
        self.state.commit()
        self._flushed = time.monotonic()

    def close(self, *, finished: bool) -> None:
        """Close segment and state. ``finished``: everything offered was fetched, so validators can be kept."""
        self.landing.close()
        self.state.commit()
        if finished:
            for page, validators in self._validators.items():
                if page not in self._unfinished:
                    self.state.remember(page, validators)
            for tally in self.tallies.values():
                self._learn(tally)
        self.state.close()

    def keep(self, page: str, validators: Validators) -> None:
        """Ask for ``page`` with these validators next time, if this crawl gets to its end."""
        self._validators[page] = validators

    def _learn(self, tally: Tally) -> None:
        visit = self.state.visited(
            tally.source, self._published[tally.source], self._began, failed=bool(tally.dead) and tally.nothing
        )
        tally.newest, tally.gap, tally.due, tally.beginning = visit.newest, visit.gap, visit.due, visit.beginning

    def _take(self, source: Source, jobs: list[Job]) -> list[Job]:
        self._left[source.id] -= len(jobs)
        return jobs

    def _fresh(self, jobs: list[Job]) -> list[Job]:
        """Those that no crawl was killed over; the others wait."""
        self._late += (job for job in jobs if job.deaths)
        return [job for job in jobs if not job.deaths]

    @staticmethod
    def _with_outlet(source: Source, job: Job) -> Job:
        """The registry may have changed since the page was first found: its word counts."""
        if not job.named.discovery.outlet:
            return job
        return replace(job, named=replace(job.named, discovery=replace(job.named.discovery, outlet=source.outlet)))
