"""Our spider against a bare Scrapy spider on the same loopback site: pages a second, CPU, memory.

    python -m benchmarks.crawl --pages 1000 10000 [--memory 10000 100000]

Site, bare spider and ours each run in a process of their own, by turns, in turned order every second round. Both
read the same sitemaps with the same parser and fetch the same pages under the same Scrapy settings: 16 connections, no
pauses between requests, robots.txt obeyed, ``CONCURRENT_ITEMS = 1``. Ours also asks its guard, keeps state and journal
and lands every page. ``--stock`` shows the bare spider with Scrapy's own ``CONCURRENT_ITEMS = 100`` too (not judged).
Judged is the median over the rounds of ours over bare, in pages a second and in pages a CPU second.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from scrapy import Request, Spider

from benchmarks.metrics import floors
from crawlers import sitemaps

PER_SITEMAP = 2_000
BODY = 40_000
"""Bytes of a page: the usual size of an article's HTML."""

SHARED: dict[str, Any] = {
    # Scrapy 2.19 keeps the bound of a host only against requests that have begun, so a burst oversteps it: both do.
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "TELNETCONSOLE_ENABLED": False,
    "CONCURRENT_ITEMS": 1,
    "DOWNLOAD_DELAY": 0.0,
    "REMOTE_CONTROL_ENABLED": False,
    "LOGSTATS_INTERVAL": 0,
    "LOG_LEVEL": "ERROR",
}
"""What both spiders run under."""


class Bare(Spider):
    """What one writes in five minutes: sitemaps read, pages fetched and forgotten."""

    name = "bare"

    def __init__(self, site: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.site, self.pages = site, 0

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the index."""
        yield Request(f"{self.site}/index.xml", self.index)

    def index(self, response: Any) -> Iterator[Request]:
        """Ask for every sitemap."""
        for child in sitemaps.parse(response.body, response.url).further:
            yield Request(child.url, self.sitemap, priority=1)

    def sitemap(self, response: Any) -> Iterator[Request]:
        """Ask for every page."""
        for found in sitemaps.parse(response.body, response.url).links:
            yield Request(found.url, self.page)

    def page(self, response: Any) -> None:
        """Count it."""
        self.pages += bool(response.body)


def bare(site: str, pages: int, **more: Any) -> int:
    """Crawl with Scrapy alone; returns the pages fetched."""
    del pages
    from scrapy.crawler import AsyncCrawlerProcess

    process = AsyncCrawlerProcess({**SHARED, "ROBOTSTXT_OBEY": True, **more})
    crawler = process.create_crawler(Bare)
    process.crawl(crawler, site=site)
    process.start()
    assert isinstance(crawler.spider, Bare)
    return crawler.spider.pages


def ours(site: str, pages: int) -> int:
    """Crawl with our spider into a landing zone; returns the pages landed."""
    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers import logs
    from crawlers.desk import Desk
    from crawlers.landing import LandingZone
    from crawlers.meter import Meter
    from crawlers.settings import scrapy_settings
    from crawlers.sources import Source
    from crawlers.spiders.base import PressSpider
    from crawlers.state import State

    source = Source("site", "Site", "NO", ("nb",), "newspaper", sitemaps=(f"{site}/index.xml",))
    with tempfile.TemporaryDirectory() as folder:
        zone = LandingZone(Path(folder) / "landing", software="benchmark")
        desk = Desk([source], State(Path(folder) / "state"), zone, budget=pages)
        settings = scrapy_settings(user_agent="Commentariat/benchmark", delay=0.0, allowed_hosts=["127.0.0.1"])
        # Throttled, as in every crawl, but to nothing.
        unhurried = {"AUTOTHROTTLE_START_DELAY": 0.0, "AUTOTHROTTLE_MAX_DELAY": 0.0}
        process = AsyncCrawlerProcess({**settings, **SHARED, **unhurried})
        logs.configure("ERROR", "text")
        crawler = process.create_crawler(PressSpider)
        meter = Meter(desk.tallies, desk.state)
        meter.attach(crawler)
        process.crawl(crawler, desk=desk)
        process.start()
        desk.close(finished=True)
        return desk.tallies["site"].counts["landed"]


async def serve(pages: int) -> None:
    """The site: an index, sitemaps, pages. Prints its port and stands until its standard input is closed."""
    filler = b"<p>" + b"Words of no meaning, one after the other. " * (BODY // 42) + b"</p>"
    base = ""

    def answer(path: str) -> bytes:
        if path == "/robots.txt":
            return b"User-agent: *\nDisallow: /private/\n"
        if path == "/index.xml":
            rows = "".join(f"<sitemap><loc>{base}/map/{n}.xml</loc></sitemap>" for n in range(0, pages, PER_SITEMAP))
            return f"<sitemapindex>{rows}</sitemapindex>".encode()
        number = int(re.sub(r"\D", "", path) or 0)
        if path.startswith("/map/"):
            numbers = range(number, min(pages, number + PER_SITEMAP))
            return (
                "<urlset>" + "".join(f"<url><loc>{base}/story/{n}</loc></url>" for n in numbers) + "</urlset>"
            ).encode()
        return b"<!doctype html><html><head><title>%d</title></head><body>%s</body></html>" % (number, filler)

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                path = head.split(b" ", 2)[1].decode()
                body = answer(path)
                kind = b"text/html; charset=utf-8" if path.startswith("/story/") else b"text/plain"
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (kind, len(body)) + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(connection, "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    print(base, flush=True)
    await asyncio.to_thread(sys.stdin.read)


def measure(kind: str, site: str, pages: int) -> dict[str, float]:
    """Run one crawl in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.crawl", f"--one={kind}", f"--site={site}", f"--pages={pages}"]
    env = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(command, stdout=subprocess.PIPE, env=env, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def stock(site: str, pages: int) -> int:
    """As :func:`bare`, with as many items at once as Scrapy takes by default."""
    return bare(site, pages, CONCURRENT_ITEMS=100)


SPIDERS = {"bare": bare, "ours": ours, "stock": stock}


def one(kind: str, site: str, pages: int) -> None:
    """Crawl and print what it cost, imports left out."""

    began, spent = time.monotonic(), time.process_time()
    fetched = SPIDERS[kind](site, pages)
    seconds, cpu = time.monotonic() - began, time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"pages": fetched, "seconds": seconds, "cpu": cpu, "peak": peak}))


def compare(pages: int, rounds: int, kinds: Sequence[str]) -> dict[str, list[dict[str, float]]]:
    """Crawl a site of so many pages with each spider by turns."""
    command = [sys.executable, "-m", "benchmarks.crawl", "--serve", f"--pages={pages}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as site:
        assert site.stdin
        assert site.stdout
        url = site.stdout.readline().strip()
        results: dict[str, list[dict[str, float]]] = {kind: [] for kind in kinds}
        for number in range(rounds):
            for kind in kinds if number % 2 == 0 else reversed(kinds):
                found = measure(kind, url, pages)
                assert found["pages"] == pages, f"{kind} did not fetch every page: {found}"
                results[kind].append(found)
        site.stdin.close()
    return results


def ratio(results: dict[str, list[dict[str, float]]], what: str) -> float:
    """Median over the rounds of what bare Scrapy took over what ours took."""
    return median(bare[what] / ours[what] for bare, ours in zip(results["bare"], results["ours"], strict=True))


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; 1 when ours is slower than the floor allows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, nargs="*", default=[1_000], help="pages of the site, compared at each")
    parser.add_argument("--memory", type=int, nargs="*", default=[], help="the same with our spider only, once")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each spider by turns; the median counts")
    parser.add_argument("--stock", action="store_true", help="also the bare spider with CONCURRENT_ITEMS = 100")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--one", choices=tuple(SPIDERS), help=argparse.SUPPRESS)
    parser.add_argument("--site", help=argparse.SUPPRESS)
    args = parser.parse_args(argv)
    if args.serve:
        asyncio.run(serve(args.pages[0]))
        return 0
    if args.one:
        one(args.one, args.site, args.pages[0])
        return 0
    slow = False
    least = floors("crawl")
    print(f"{'pages':>8} {'spider':<6} {'pages/s':>8} {'CPU ms/page':>12} {'peak MB':>8}")
    for pages, kinds, rounds in [
        *((pages, ("bare", "ours", *(["stock"] if args.stock else [])), args.rounds) for pages in args.pages),
        *((pages, ("ours",), 1) for pages in args.memory),
    ]:
        results = compare(pages, rounds, kinds)
        for kind, runs in results.items():
            speed = median(run["pages"] / run["seconds"] for run in runs)
            cpu, peak = median(run["cpu"] for run in runs), max(run["peak"] for run in runs)
            print(f"{pages:>8} {kind:<6} {speed:>8.0f} {1000 * cpu / pages:>12.2f} {peak:>8.0f}", flush=True)
        if "bare" in results:
            found = {"throughput": ratio(results, "seconds"), "cpu": ratio(results, "cpu")}
            slow |= any(found[name] < least[name] for name in found)
            shown = ", ".join(f"{name} {found[name]:.2f} (floor {least[name]})" for name in found)
            print(f"{pages:>8} ours / bare, median of {rounds} rounds: {shown}", flush=True)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
