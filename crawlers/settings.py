"""Scrapy's settings, and nothing else: how we behave towards servers, and what a response may cost us."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crawlers.guard import ALLOWED_HOSTS

MAX_BODY = 16 * 1024 * 1024
"""Bytes of a response, packed and unpacked. The largest of 1,485 real article pages has 1.3 MB."""


DEADLINE = 30.0
"""Seconds from a request to the last byte of its answer, whatever trickles in between."""


def scrapy_settings(
    *, user_agent: str, delay: float, allowed_hosts: Sequence[str], deadline: float = DEADLINE
) -> dict[str, Any]:
    """Settings of a crawl. ``delay``: seconds between requests to one host, which AutoThrottle may only lengthen."""
    return {
        # Who we are.
        "USER_AGENT": user_agent,
        # By our own middleware: see crawlers.robots.
        "ROBOTSTXT_OBEY": False,
        "ROBOTSTXT_USER_AGENT": user_agent,
        "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
        "REFERRER_POLICY": "no-referrer",
        "COOKIES_ENABLED": False,
        # How hard we ask: AutoThrottle keeps one request at a time under way to a host, at the pace the host answers;
        # start low, because most hosts get one or two requests a crawl.
        "CONCURRENT_REQUESTS": 64,
        # Scrapy starts as many tasks for what every single page yields; we yield requests, which need one. Measured:
        # a third of the CPU time of a crawl (benchmarks/crawl.py).
        "CONCURRENT_ITEMS": 1,
        # First named, first fetched: feeds and sitemaps give the newest first.
        "SCHEDULER_MEMORY_QUEUE": "scrapy.squeues.FifoMemoryQueue",
        "CONCURRENT_REQUESTS_PER_DOMAIN": 2,
        "DOWNLOAD_DELAY": delay,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": 0.2,
        "AUTOTHROTTLE_MAX_DELAY": 30.0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 1.0,
        # 429 is left out: a server that asks for less is not asked again at once. So is an answer that ran into its
        # deadline: it would do so again, and the next crawl asks for it.
        "RETRY_TIMES": 2,
        "RETRY_EXCEPTIONS": [
            "scrapy.exceptions.CannotResolveHostError",
            "scrapy.exceptions.DownloadConnectionRefusedError",
            "scrapy.exceptions.DownloadFailedError",
            "scrapy.exceptions.ResponseDataLossError",
            "scrapy.core.downloader.handlers.http11.TunnelError",
            "twisted.internet.error.ConnectionDone",
            "twisted.internet.error.ConnectError",
            "twisted.internet.error.ConnectionLost",
        ],
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],
        "HTTPERROR_ALLOW_ALL": True,
        "REDIRECT_MAX_TIMES": 8,
        # Many newspapers reload their own pages with a meta refresh.
        "METAREFRESH_ENABLED": False,
        # What an answer may cost us.
        "DOWNLOAD_TIMEOUT": deadline,
        "DOWNLOAD_MAXSIZE": MAX_BODY,
        "DOWNLOAD_WARNSIZE": 0,
        "DNS_TIMEOUT": 10.0,
        "TWISTED_DNS_RESOLVER": "crawlers.resolver.GuardedResolver",
        "DOWNLOAD_HANDLERS": {
            **dict.fromkeys(("http", "https"), "crawlers.handler.BoundedHandler"),
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        # The guard first, for a refused host is not even asked for its robots.txt; the rest stands in front of
        # Scrapy's retries (550) and unpacking (590).
        "DOWNLOADER_MIDDLEWARES": {
            "crawlers.guard.GuardMiddleware": 50,
            "crawlers.robots.RobotsMiddleware": 100,
            "crawlers.manners.Manners": 555,
            "crawlers.resolver.ResolutionMiddleware": 560,
            "crawlers.manners.Codings": 595,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
            "crawlers.manners.Redirects": 600,
            # They would have nothing to do, for every request.
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            "scrapy.downloadermiddlewares.stats.DownloaderStats": None,
        },
        # Nor these: every answer is ours to judge, no referrer is sent, the bounds are ours.
        "SPIDER_MIDDLEWARES": dict.fromkeys(
            (
                "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware",
                "scrapy.spidermiddlewares.referer.RefererMiddleware",
                "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware",
                "scrapy.spidermiddlewares.depth.DepthMiddleware",
            )
        ),
        # Scrapy's counters: the report has its own. And its look into the source text of callbacks, at every answer.
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        ALLOWED_HOSTS: list(allowed_hosts),
        # Since 2.19 on by default, and executes code that anybody on this machine sends.
        "REMOTE_CONTROL_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOGSTATS_INTERVAL": 0,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "EXTENSIONS": {
            "crawlers.watchdog.Watchdog": 0,
            "crawlers.throttle.Pace": 0,
            "scrapy.extensions.throttle.AutoThrottle": None,  # Pace is one, with floors
            "scrapy.extensions.corestats.CoreStats": None,
            "scrapy.extensions.remote_control.RemoteControl": None,
        },
    }
