"""Counts what goes over the wire, per source: requests sent, answers by status, bytes, and how long it took.

Listens to Scrapy's signals beside the spider, so that no spider has to count.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from scrapy import signals

from crawlers.handler import SENT
from crawlers.report import Tally

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawlers.state import State


class Meter:
    """Counts into ``tallies``; requests for articles are told to ``state``, if there is one, before they go out."""

    def __init__(self, tallies: Mapping[str, Tally], state: State | None = None) -> None:
        self.tallies, self.state = tallies, state
        self._began: dict[str, float] = {}

    def attach(self, crawler: Crawler) -> None:
        """Listen. Scrapy holds its listeners weakly: the caller keeps the meter."""
        crawler.signals.connect(self._sent, signal=SENT)
        crawler.signals.connect(self._answered, signal=signals.response_downloaded)

    def _sent(self, request: Request) -> None:
        if tally := self._tally(request):
            self._began.setdefault(tally.source, time.monotonic())
        if self.state and (job := request.meta.get("job")):
            self.state.sent(job)

    def _answered(self, response: Response, request: Request) -> None:
        if tally := self._tally(request):
            tally.statuses[response.status] += 1
            tally.add("bytes", len(response.body))
            tally.seconds = time.monotonic() - self._began.get(tally.source, time.monotonic())

    def _tally(self, request: Request) -> Tally | None:
        if page := request.meta.get("page"):
            return self.tallies.get(page.source.id)
        if job := request.meta.get("job"):
            return self.tallies.get(job.named.discovery.source_id)
        return None
