"""The spider: asks every source's feeds, sitemaps, listings and lists of posts, and lands what they name.

One Scrapy spider serves all sources, so that politeness is kept per host and not per source. What may be fetched, what
is worth fetching and where pages go is decided elsewhere (:mod:`crawlers.guard`, :mod:`crawlers.desk`); a page lands as
it came over the wire, taken from Scrapy before it undoes the content coding.
"""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider, DontCloseSpider
from scrapy.utils.asyncio import CallLaterResult, call_later

from crawlers.answers import Verdict, explain, forbidden, judge
from crawlers.desk import Desk
from crawlers.found import Reading
from crawlers.landing import LandingFailed, Wire
from crawlers.spiders import MECHANISMS
from crawlers.spiders.exchange import ask, header, posted, received, validators
from crawlers.spiders.lanes import Lane, Page
from crawlers.spiders.mechanism import Answer
from crawlers.state import Job, StateFailed, Validators
from crawlers.tracking import clean
from crawlers.traps import Trap, Waits, of_error, of_link, wrong_charset

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

log = logging.getLogger(__name__)

MAX_FURTHER = 50
"""Sitemaps read of one index in one crawl, newest first: some papers have one a day since 1850."""

PROGRESS_SECONDS = 0.5

NAMED = {mechanism.name: mechanism for mechanism in MECHANISMS}


class PressSpider(Spider):
    """See the module. ``fatal`` is the error that made it stop, ``reason`` how Scrapy closed it."""

    name = "press"

    def __init__(self, desk: Desk, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.desk = desk
        self.fatal: OSError | None = None
        self.reason = ""
        self._sources = {source.id: source for source in desk.sources}
        self._lanes = {source.id: Lane() for source in desk.sources}
        self._read: set[tuple[str, str]] = set()
        self._revisited = False
        self._shown = 0.0
        self._later: CallLaterResult | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy builds it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._downloaded, signal=signals.response_downloaded)
        crawler.signals.connect(spider._reached, signal=signals.request_reached_downloader)
        crawler.signals.connect(spider._idle, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every feed, sitemap, listing and list of posts."""
        for mechanism in MECHANISMS:
            for source in self.desk.sources:
                for url in mechanism.addresses(source):
                    self._line_up(Page(source, mechanism, url))
        for source in self.desk.sources:
            for request in self._next(source.id):
                yield request

    def closed(self, reason: str) -> None:
        """Scrapy is done."""
        self.reason = reason
        if self._later:
            self._later.cancel()

    def parse_page(self, response: Response) -> Iterator[Request]:
        """Read a page of a mechanism, and ask for what it names."""
        page: Page = response.meta["page"]
        tally = self.desk.tallies[page.source.id]
        brought: int | None = 0
        if response.status == 304:
            tally.add("unchanged")
        elif response.status != 200:
            tally.bury(page.url, f"answered {response.status}")
        else:
            brought = self._take(page, response, self._understand(page, response))
        self._lanes[page.source.id].read(brought)
        yield from self._next(page.source.id)

    def _understand(self, page: Page, response: Response) -> Reading:
        kind = header(response, "Content-Type")
        try:
            return page.mechanism.read(Answer(page.source, response.url, response.body, kind, page.depth))
        except Exception as error:  # whatever hostile bytes do to a reader is a problem of the page
            log.warning("cannot read %s: %s", page.url, error, exc_info=log.isEnabledFor(logging.DEBUG))
            return Reading(problem=f"cannot be read: {type(error).__name__}: {error}"[:300])

    def _take(self, page: Page, response: Response, reading: Reading) -> int | None:
        """Line up what a page names, and land the posts it holds; returns how many jobs it brought."""
        tally = self.desk.tallies[page.source.id]
        if reading.problem:
            tally.bury(page.url, reading.problem)
        for name, url in (*reading.traps, *self._sprung(page, reading)):
            tally.trap(name, url)
        tally.add("linkless", reading.linkless)
        if reading.hub:
            tally.hubs[page.url] = reading.hub
        further = reading.further[:MAX_FURTHER] if page.depth < page.mechanism.depth else ()
        tally.add("deferred", len(reading.further) - len(further))
        for child in further:
            mechanism = NAMED.get(child.mechanism, page.mechanism)
            depth = page.depth + 1 if mechanism is page.mechanism else 0
            self._line_up(Page(page.source, mechanism, child.url, depth))
        jobs, left = self._guarded(
            self.desk.offer, page.source, page.mechanism.name, page.url, reading.links,
            keyed=reading.keyed, own=page.mechanism.own(page.source),
        )  # fmt: skip
        # An index without dates stays as it is while its sitemaps change: it is always asked for in full.
        if not left and not reading.problem and all(child.modified for child in reading.further):
            self.desk.keep(page.url, validators(response))
        items = {clean(found.url): found for found in reading.links if found.item}
        for job in jobs:
            if found := items.get(job.named.url):
                wire = posted(job.named.url, found)
                self._guarded(self.desk.land, job, wire, job.named.discovery.observed, Validators())
                self._show_progress()
            else:
                self._lanes[page.source.id].jobs.append(job)
        return None if further else len(jobs)

    def parse_article(self, response: Response) -> Iterator[Request]:
        """Land a page, or count why not."""
        job: Job = response.meta["job"]
        tally = self.desk.tallies[job.named.discovery.source_id]
        wire: Wire | None = response.meta.get("wire")
        verdict, reason = judge(response.status, header(response, "Content-Type"), response.body)
        if verdict is Verdict.LAND and wire:
            seen = [*job.named.discovery.observed, job.named.url, *response.meta.get("redirect_urls", ())]
            observed = [url for url in dict.fromkeys(seen) if url != wire.url]
            self._guarded(self.desk.land, job, wire, observed, validators(response))
            if wrong_charset(header(response, "Content-Type"), response.body):
                tally.trap(Trap.CHARSET, response.url)
            self._show_progress()
        elif verdict is Verdict.UNCHANGED:
            self._guarded(self.desk.unchanged, job)
        elif response.status in {404, 410} and job.named.discovery.observed and not response.meta["published"]:
            # Some servers know an article only by the link as it was published, campaign tags and all.
            yield self._fetch(job, job.named.discovery.observed[0])
            return
        else:
            if verdict is Verdict.SKIP:
                tally.add("skipped")
            else:
                tally.fail(response.url, reason)
            self.desk.miss(job, response.status, permanent=verdict is not Verdict.PASSING)
        yield from self._done(job)

    def page_failed(self, failure: Failure) -> Iterator[Request]:
        """A page of a mechanism could not be fetched: it is named, and the rest goes on."""
        page: Page = failure.request.meta["page"]  # type: ignore[attr-defined]  # set by Scrapy
        tally = self.desk.tallies[page.source.id]
        if forbidden(failure.value):
            tally.add("forbidden")
        tally.bury(page.url, explain(failure.value))
        if trap := of_error(failure.value):
            tally.trap(trap, failure.request.url)  # type: ignore[attr-defined]  # set by Scrapy
        self._lanes[page.source.id].read()
        yield from self._next(page.source.id)

    def article_failed(self, failure: Failure) -> Iterator[Request]:
        """A page could not be fetched."""
        job: Job = failure.request.meta["job"]  # type: ignore[attr-defined]  # set by Scrapy
        tally = self.desk.tallies[job.named.discovery.source_id]
        if trap := of_error(failure.value):
            tally.trap(trap, failure.request.url)  # type: ignore[attr-defined]  # set by Scrapy
        if isinstance(failure.value, Waits):
            self.desk.put_back(job)
        elif forbidden(failure.value):
            tally.add("forbidden")
            self.desk.miss(job, 0, permanent=True)
        else:
            reason = explain(failure.value)
            tally.fail(failure.request.url, reason)  # type: ignore[attr-defined]  # set by Scrapy
            self.desk.miss(job, 0, permanent=reason.startswith("refused"))
        yield from self._done(job)

    def _sprung(self, page: Page, reading: Reading) -> Iterator[tuple[str, str]]:
        """The traps among what a page names: pages that lead back to where we were, and session ids."""
        for child in reading.further:
            if child.url == page.url or (page.depth and (page.source.id, child.url) in self._read):
                yield Trap.CYCLE, child.url
        for found in reading.links:
            if trap := of_link(found.url):
                yield trap, found.url

    def _line_up(self, page: Page) -> None:
        if (page.source.id, page.url) not in self._read:
            self._read.add((page.source.id, page.url))
            self._lanes[page.source.id].pages.append(page)

    def _next(self, source: str) -> Iterator[Request]:
        """Requests for what the source's lane lets through now."""
        for ready in self._lanes[source].ready():
            yield self._ask(ready) if isinstance(ready, Page) else self._fetch(ready)

    def _done(self, job: Job) -> Iterator[Request]:
        source = job.named.discovery.source_id
        self._lanes[source].landed()
        yield from self._next(source)

    def _ask(self, page: Page) -> Request:
        known = self._guarded(self.desk.state.validators, page.url) if page.source.conditional else Validators()
        request = ask(page.source, page.url, known, {"page": page}, self.parse_page, self.page_failed, priority=10)
        if page.mechanism.max_body:
            request.meta["download_maxsize"] = page.mechanism.max_body
        if page.mechanism.accept:
            request.headers["Accept"] = page.mechanism.accept
        return request

    def _fetch(self, job: Job, published: str = "") -> Request:
        source = self._sources[job.named.discovery.source_id]
        meta = {"job": job, "published": bool(published)}
        call = self.parse_article, self.article_failed
        return ask(source, published or job.named.url, job.validators, meta, *call, priority=-job.deaths)

    def _downloaded(self, response: Response, request: Request) -> None:
        """Keep the answer as it came; a later answer (redirect, retry) takes its place."""
        if "job" in request.meta:
            request.meta["wire"] = received(response, request)

    def _reached(self, request: Request) -> None:
        """Count a request that really goes out."""
        if page := request.meta.get("page"):
            self.desk.tallies[page.source.id].add("requests")
        elif job := request.meta.get("job"):
            self.desk.tallies[job.named.discovery.source_id].add("requests")

    def _idle(self) -> None:
        """Everything named was fetched: now the revisits that nothing named, once."""
        if self.fatal:
            return
        if not self._revisited:
            self._revisited = True
            for source in self.desk.sources:
                self._lanes[source.id].jobs.extend(self._guarded(self.desk.due, source))
        waiting = [name for name, lane in self._lanes.items() if lane.waiting]
        for name in waiting:
            self._lanes[name].reset()
            for request in self._next(name):
                self.crawler.engine.crawl(request)
        if not waiting and not self._later and (seconds := self.desk.late_in) is not None:
            self._later = call_later(seconds, self._ask_late)
        if waiting or self._later:
            raise DontCloseSpider

    def _ask_late(self) -> None:
        """Ask for pages that some crawl was killed over."""
        self._later = None
        for job in self.desk.late():
            self._lanes[job.named.discovery.source_id].flying += 1
            self.crawler.engine.crawl(self._fetch(job))

    def _guarded(self, action: Any, *args: Any, **kwargs: Any) -> Any:
        """Run an action on disk; when the disk fails, stop the crawl cleanly."""
        if self.fatal:
            raise CloseSpider("disk")
        try:
            return action(*args, **kwargs)
        except (LandingFailed, StateFailed) as error:
            self.fatal = error
            log.error("%s: stopping", error)  # noqa: TRY400 - the message says it all; no bug, no traceback
            raise CloseSpider("disk") from None

    def _show_progress(self) -> None:
        now = time.monotonic()
        if now - self._shown >= PROGRESS_SECONDS:
            self._shown = now
            counts = [tally.counts for tally in self.desk.tallies.values()]
            done, total = (sum(count[name] for count in counts) for name in ("landed", "new"))
            log.debug("landed %d of %d", done, total, extra={"progress": (done, total)})
