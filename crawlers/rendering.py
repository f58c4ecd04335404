"""Scrapy's download handler for sources that need a browser; everything else goes through the bounds of ours.

Imported by Scrapy alone, and only when :func:`crawlers.browser.settings` names it: it needs an optional extra.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy_playwright.handler import (  # type: ignore[import-not-found]  # an optional extra
    ScrapyPlaywrightDownloadHandler,
)

from crawlers.handler import BoundedFactory

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class RenderingHandler(ScrapyPlaywrightDownloadHandler):  # type: ignore[misc]  # of no known type without the extra
    """Requests marked by :func:`crawlers.browser.in_browser` are made by Chromium."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory
