"""Scrapy's HTTP handler with a bound on headers: Twisted bounds a line of them, but not their number.

Without it a server that sends headers for ever fills memory until the deadline of the answer. Interim answers (1xx)
count too, because they may come without end as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)

from crawlers.traps import HeaderFlood

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

MAX_HEADERS = 256 * 1024
"""Bytes of an answer before its body. Browsers stop at 256 kB, servers rarely send more than 8 kB."""


SENT = object()
"""Signal: a request goes out now. Scrapy's own signals come when it is queued, and when its answer begins."""


class BoundedParser(_LenientHTTPClientParser):
    """Counts what comes before the body. Twisted ends the connection of a parser that raises."""

    spent = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take a line of the head, unless it is one too many."""
        self.spent += len(line) + 2
        if self.spent > MAX_HEADERS:
            raise HeaderFlood(f"more than {MAX_HEADERS} bytes of headers")
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        """End the answer; Twisted itself would drop the connection without a word."""
        raise HeaderFlood(f"a header of more than {self.MAX_LENGTH} bytes, {bytes(line[:40])!r}")


class BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Parses with :class:`BoundedParser`."""

    def request(self, request: Any) -> Any:
        """Send a request, as Scrapy's protocol does, and parse its answer with a bound."""
        answer = super().request(request)
        # The parser is made anew for each request, inside; Scrapy changes its class in the same way.
        assert self._parser is not None
        self._parser.__class__ = BoundedParser
        return answer


class BoundedFactory(_LenientHTTP11ClientFactory):
    """Builds :class:`BoundedProtocol`."""

    def buildProtocol(self, addr: Any) -> BoundedProtocol:  # noqa: ARG002, N802 - Twisted's names
        """One for each connection."""
        return BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # Twisted's class


class BoundedHandler(HTTP11DownloadHandler):
    """The download handler of http and https."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = BoundedFactory

    async def download_request(self, request: Request) -> Response:
        """Tell whoever listens, then send the request."""
        self._crawler.signals.send_catch_log(SENT, request=request)
        return await super().download_request(request)
