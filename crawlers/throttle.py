"""How fast a host is asked: Scrapy's AutoThrottle, with a floor per host and rests that a host asked for.

AutoThrottle follows the host's own pace; the floor is what robots.txt (``Crawl-delay``) or the registry (``delay``)
asks for, and it is kept exactly, without jitter. A rest holds the host's queue, and no other host's.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from scrapy.extensions.throttle import AutoThrottle
from scrapy.utils.asyncio import call_later
from twisted.python.failure import Failure

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.core.downloader import Downloader
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class Pace(AutoThrottle):
    """See the module. A host is named as in a URL, lower case, without port."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self.floors: dict[str, float] = {}

    def floor(self, host: str, seconds: float) -> None:
        """Leave at least ``seconds`` between two requests to ``host`` from now on. The longest asked for counts."""
        if seconds <= self.floors.get(host, 0.0):
            return
        self.floors[host] = seconds
        # New slots, and those that Scrapy drops when they were idle for a minute, begin with it.
        self._downloader.per_slot_settings[host] = {"delay": max(seconds, self._downloader._delay), "jitter": 0.0}
        if slot := self._downloader.slots.get(host):
            slot.delay, slot.jitter = max(slot.delay, seconds), 0.0

    def hold(self, host: str, seconds: float) -> None:
        """Send nothing to ``host`` for ``seconds``; what is under way comes to its end."""
        slot = self._downloader.slots.get(host)
        if slot is None:
            return
        if slot.latercall:
            slot.latercall.cancel()
        slot.lastseen = time.monotonic()
        slot.latercall = call_later(seconds, self._downloader._latercall, slot)

    def turn_away(self, host: str, error: Exception) -> None:
        """Let the requests that queue for ``host`` end in ``error``."""
        slot = self._downloader.slots.get(host)
        while slot and slot.queue:
            _, waiting = slot.queue.popleft()
            waiting.errback(Failure(error))  # type: ignore[no-untyped-call]  # Twisted has no types here

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        host = request.meta.get("download_slot")
        if host in self.floors and (slot := self._downloader.slots.get(host)):
            slot.delay = max(slot.delay, self.floors[host])

    @property
    def _downloader(self) -> Downloader:
        assert self.crawler.engine is not None
        return self.crawler.engine.downloader
