"""The spider: asks every source's feeds, sitemaps and listings, and lands the pages they name.

One Scrapy spider serves all sources, so that politeness is kept per host and not per source. What may be fetched, what
is worth fetching and where pages go is decided elsewhere (:mod:`crawlers.guard`, :mod:`crawlers.desk`); a page lands as
it came over the wire, taken from Scrapy before it undoes the content coding.
"""

from __future__ import annotations

import ipaddress
import logging
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.exceptions import CloseSpider, DontCloseSpider

from crawlers.answers import Verdict, explain, forbidden, judge
from crawlers.desk import Desk
from crawlers.landing import LandingFailed, Wire
from crawlers.sources import Source
from crawlers.spiders import MECHANISMS
from crawlers.spiders.mechanism import Mechanism
from crawlers.state import Job, StateFailed, Validators

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.python.failure import Failure

log = logging.getLogger(__name__)

MAX_FURTHER = 50
"""Sitemaps read of one index in one crawl, newest first: some papers have one a day since 1850."""

PROGRESS_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Page:
    """A feed, sitemap or listing to read."""

    source: Source
    mechanism: Mechanism
    url: str
    depth: int = 0


class PressSpider(Spider):
    """See the module. ``fatal`` is the error that made it stop, ``reason`` how Scrapy closed it."""

    name = "press"

    def __init__(self, desk: Desk, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.desk = desk
        self.fatal: OSError | None = None
        self.reason = ""
        self._read: set[tuple[str, str]] = set()
        self._revisited = False
        self._shown = 0.0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        """As Scrapy builds it."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._downloaded, signal=signals.response_downloaded)
        crawler.signals.connect(spider._reached, signal=signals.request_reached_downloader)
        crawler.signals.connect(spider._idle, signal=signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every feed, sitemap and listing."""
        for mechanism in MECHANISMS:
            for source in self.desk.sources:
                for url in mechanism.addresses(source):
                    if request := self._ask(Page(source, mechanism, url)):
                        yield request

    def closed(self, reason: str) -> None:
        """Scrapy is done."""
        self.reason = reason

    def parse_page(self, response: Response) -> Iterator[Request]:
        """Read a feed, sitemap or listing, and ask for what it names."""
        page: Page = response.meta["page"]
        tally = self.desk.tallies[page.source.id]
        if response.status == 304:
            tally.add("unchanged")
            return
        if response.status != 200:
            tally.bury(page.url, f"answered {response.status}")
            return
        reading = page.mechanism.read(response.body, response.url, _header(response, "Content-Type"))
        if reading.problem:
            tally.bury(page.url, reading.problem)
        further = reading.further[:MAX_FURTHER] if page.depth < page.mechanism.depth else ()
        tally.add("deferred", len(reading.further) - len(further))
        for child in further:
            if request := self._ask(Page(page.source, page.mechanism, child.url, page.depth + 1)):
                yield request
        jobs, left = self._guarded(
            self.desk.offer, page.source, page.mechanism.name, page.url, reading.links, keyed=page.mechanism.keyed
        )
        # An index without dates stays as it is while its sitemaps change: it is always asked for in full.
        if not left and not reading.problem and all(child.modified for child in reading.further):
            self.desk.keep(page.url, _validators(response))
        for job in jobs:
            yield self._fetch(page.source, job)

    def parse_article(self, response: Response) -> None:
        """Land a page, or count why not."""
        job: Job = response.meta["job"]
        tally = self.desk.tallies[job.named.discovery.source_id]
        wire: Wire | None = response.meta.get("wire")
        verdict, reason = judge(response.status, _header(response, "Content-Type"), response.body)
        if verdict is Verdict.LAND and wire:
            seen = [job.named.url, *response.meta.get("redirect_urls", ())]
            observed = [url for url in dict.fromkeys(seen) if url != wire.url]
            self._guarded(self.desk.land, job, wire, observed, _validators(response))
            self._show_progress()
        elif verdict is Verdict.UNCHANGED:
            self._guarded(self.desk.unchanged, job)
        else:
            if verdict is Verdict.SKIP:
                tally.add("skipped")
            else:
                tally.fail(response.url, reason)
            self.desk.miss(job, response.status, permanent=verdict is not Verdict.PASSING)

    def page_failed(self, failure: Failure) -> None:
        """A feed, sitemap or listing could not be fetched: it is named, and the rest goes on."""
        page: Page = failure.request.meta["page"]  # type: ignore[attr-defined]  # set by Scrapy
        tally = self.desk.tallies[page.source.id]
        if forbidden(failure.value):
            tally.add("forbidden")
        tally.bury(page.url, explain(failure.value))

    def article_failed(self, failure: Failure) -> None:
        """A page could not be fetched."""
        job: Job = failure.request.meta["job"]  # type: ignore[attr-defined]  # set by Scrapy
        tally = self.desk.tallies[job.named.discovery.source_id]
        if forbidden(failure.value):
            tally.add("forbidden")
            self.desk.miss(job, 0, permanent=True)
        else:
            reason = explain(failure.value)
            tally.fail(failure.request.url, reason)  # type: ignore[attr-defined]  # set by Scrapy
            self.desk.miss(job, 0, permanent=reason.startswith("refused"))

    def _ask(self, page: Page) -> Request | None:
        if (page.source.id, page.url) in self._read:
            return None
        self._read.add((page.source.id, page.url))
        known = self._guarded(self.desk.state.validators, page.url) if page.source.conditional else Validators()
        return self._request(page.source, page.url, known, {"page": page}, self.parse_page, self.page_failed, 10)

    def _fetch(self, source: Source, job: Job) -> Request:
        return self._request(
            source, job.named.url, job.validators, {"job": job}, self.parse_article, self.article_failed, 0
        )

    @staticmethod
    def _request(
        source: Source, url: str, known: Validators, meta: dict[str, Any], callback: Any, errback: Any, priority: int
    ) -> Request:
        headers = {"Accept-Language": ", ".join((*source.languages, "*;q=0.5"))}
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.modified:
            headers["If-Modified-Since"] = known.modified
        return Request(url, callback, headers=headers, meta=meta, errback=errback, dont_filter=True, priority=priority)

    def _downloaded(self, response: Response, request: Request) -> None:
        """Keep the answer as it came; a later answer (redirect, retry) takes its place."""
        if "job" not in request.meta:
            return
        headers = tuple((name, value) for name, values in response.headers.items() for value in values)
        proxied = bool(request.meta.get("proxy"))
        ip = (
            response.ip_address
            if isinstance(response.ip_address, ipaddress.IPv4Address | ipaddress.IPv6Address)
            else ""
        )
        request.meta["wire"] = Wire(
            url=response.url.partition("#")[0],
            fetched_at=datetime.now(UTC),
            status=response.status,
            headers=headers,
            body=response.body,
            protocol=response.protocol or "HTTP/1.1",
            ip="" if proxied else str(ip),
        )

    def _reached(self, request: Request) -> None:
        """Count a request that really goes out."""
        if page := request.meta.get("page"):
            self.desk.tallies[page.source.id].add("requests")
        elif job := request.meta.get("job"):
            self.desk.tallies[job.named.discovery.source_id].add("requests")

    def _idle(self) -> None:
        """Everything named was fetched: now the revisits that nothing named, once."""
        if self._revisited or self.fatal:
            return
        self._revisited = True
        requests = [
            self._fetch(source, job) for source in self.desk.sources for job in self._guarded(self.desk.due, source)
        ]
        for request in requests:
            self.crawler.engine.crawl(request)
        if requests:
            raise DontCloseSpider

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


def _header(response: Response, name: str) -> str:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else ""


def _validators(response: Response) -> Validators:
    return Validators(_header(response, "ETag"), _header(response, "Last-Modified"))
