"""Stops the crawl when its parent is gone: the parent holds our standard input, and the kernel closes it when he dies.

Only when told so (``--watch-stdin``): a crawl started by hand or by cron may have no standard input at all.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

log = logging.getLogger(__name__)

WATCH = "COMMENTARIAT_WATCH_STDIN"
GRACE = 20.0
"""Seconds for the requests under way to end (Scrapy lets those it holds, at most 64, come to an answer); then the
process goes. Nothing is lost: see :mod:`crawlers.state`."""


class Watchdog:
    """A Scrapy extension; see the module."""

    def __init__(self, crawler: Crawler) -> None:
        if not crawler.settings.getbool(WATCH):
            raise NotConfigured
        self.crawler = crawler
        crawler.signals.connect(self.opened, signal=signals.spider_opened)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler)

    def opened(self) -> None:
        """Start watching."""
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._watch, args=(loop,), name="stdin-watchdog", daemon=True).start()

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            while os.read(0, 4096):
                pass
        except OSError:
            pass
        log.warning("the parent process is gone: stopping")
        loop.call_soon_threadsafe(self._stop, loop)
        time.sleep(GRACE)
        os._exit(1)

    def _stop(self, loop: asyncio.AbstractEventLoop) -> None:
        self._task = loop.create_task(self.crawler.stop_async())
