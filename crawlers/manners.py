"""What we do when a host asks for rest, a source has spent its day, or a host is too slow to be asked on.

Stands in front of Scrapy's retries. ``Retry-After`` of 429 and 503 is honoured: up to a minute the host's queue is held
and the request made again; longer, the host is asked nothing more in this crawl nor, up to a day, in the next ones.
What is not asked for now is put back, not failed: the next crawl asks for it.
"""

from __future__ import annotations

import time
from collections import Counter
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy import signals
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import DownloadTimeoutError

from crawlers.hosts import Hosts
from crawlers.throttle import Pace
from crawlers.traps import Bomb, Spent, Waits

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawlers.sources import Source

PATIENCE = 60.0
"""Seconds for which a host's queue is held; a crawl of many hosts takes longer anyway."""

MAX_REST = 86_400.0
"""Seconds for which a host can have itself left alone: a mistaken header must not silence a source for good."""

HOST_SECONDS = 900.0
"""Seconds that requests to one host may take in one crawl where a delay is asked for: what is left waits. A host that
asks for more than this between two requests is not asked at all."""

STRIKES = 5
"""Answers of 429 or time-outs in a row after which a host is left alone for this crawl."""

MAX_CODINGS = 2
"""Content codings on top of each other: real answers have one, each more is a bomb's stage."""


class Manners:
    """A downloader middleware; see the module."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.hosts = Hosts()
        self._strikes: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()
        crawler.signals.connect(self._opened, signal=signals.spider_opened)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy builds it."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise :class:`~crawlers.traps.Waits` for a request that is not to be made now; count one that is."""
        host = _host(request)
        until = self.hosts.rests_until(host)
        if until > time.time():
            raise Waits(f"{host} is left alone for another {until - time.time():.0f} seconds")
        source = source_of(request)
        if source and source.delay:
            self.slow_down(host, source.delay)
        floor = self.pace.floors.get(host, 0.0)
        if floor and self._asked[host] * floor >= HOST_SECONDS - floor and not request.meta.get("robots"):
            raise Waits(f"{host} wants {floor:g} seconds between two requests: the rest waits for the next crawl")
        if source and source.budget is not None and self._spend(source) < 0:
            raise Spent(f"the {source.budget} requests of this day are spent")
        self._asked[host] += 1

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """Honour ``Retry-After``; leave a host alone that answers 429 again and again."""
        host = _host(request)
        if response.status not in {429, 503}:
            self._strikes[host] = 0
            return response
        wait = retry_after(response.headers.get("Retry-After"), time.time())
        if wait is None:
            if response.status == 429:
                self._strike(host, 2.0 ** self._strikes[host])
            return response
        if wait > PATIENCE:
            self._rest(host, min(wait, MAX_REST), kept=True)
            raise Waits(f"answered {response.status}: {host} asked to be left alone for {wait:.0f} seconds")
        self._strike(host, wait)
        assert self.crawler.spider is not None
        return get_retry_request(request, spider=self.crawler.spider, reason="retry-after") or response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Leave a host alone that lets one request after the other run into its deadline."""
        if isinstance(exception, DownloadTimeoutError):
            self._strike(_host(request), 0.0)

    def slow_down(self, host: str, seconds: float) -> None:
        """Keep ``seconds`` between requests to ``host``."""
        self.pace.floor(host, seconds)

    @property
    def pace(self) -> Pace:
        """The throttle of this crawl."""
        found: Pace | None = self.crawler.get_extension(Pace)
        assert found is not None
        return found

    def _strike(self, host: str, hold: float) -> None:
        self._strikes[host] += 1
        if self._strikes[host] >= STRIKES:
            self._rest(host, MAX_REST, kept=False)
        elif hold:
            self.pace.hold(host, hold)

    def _rest(self, host: str, seconds: float, *, kept: bool) -> None:
        self.hosts.rest(host, time.time() + seconds, kept=kept)
        self.pace.turn_away(host, Waits(f"{host} is left alone for the rest of this crawl"))

    def _spend(self, source: Source) -> int:
        return int(self._desk.state.spend(source, 1))

    @property
    def _desk(self) -> Any:
        return getattr(self.crawler.spider, "desk", None)

    def _opened(self) -> None:
        if self._desk:
            self.hosts = Hosts(self._desk.state.path.parent)

    def _closed(self) -> None:
        self.hosts.close()


class Codings:
    """Refuses answers packed more than twice: each stage multiplies what unpacking may cost."""

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - Scrapy's names
        """Raise :class:`~crawlers.traps.Bomb` for such an answer."""
        stages = b",".join(response.headers.getlist("Content-Encoding")).split(b",")
        if len([stage for stage in stages if stage.strip().lower() not in {b"", b"identity"}]) > MAX_CODINGS:
            raise Bomb(f"packed {len(stages)} times over, more than {MAX_CODINGS}")
        return response


class Redirects(RedirectMiddleware):
    """Scrapy's, which takes its referrers from a spider middleware; we send none."""

    def handle_referer(self, request: Request, response: Response) -> None:
        """There is none to carry over."""

    def _engine_started(self) -> None:
        """Scrapy would look for that middleware, and warn that it is missing."""


def source_of(request: Request) -> Source | None:
    """The source a request is made for; the spider writes it into the request, and robots.txt is asked for it too."""
    source: Source | None = request.meta.get("source")
    return source


def retry_after(value: bytes | None, now: float) -> float | None:
    """Seconds a ``Retry-After`` asks for, given as a number or a date; ``None`` when it says nothing of use."""
    text = (value or b"").decode("latin-1").strip()
    if text.isdecimal() and text.isascii():
        return float(text[:12])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - now)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _host(request: Request) -> str:
    return (urlsplit(request.url).hostname or "").rstrip(".")
