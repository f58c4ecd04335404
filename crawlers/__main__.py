"""The spider process: ``python -m crawlers --landing DIR --state DIR [SOURCE…]``.

Crawls the asked sources once and prints a JSON report on standard output; logs go to standard error. It runs alone
or under :mod:`flows.adapters.crawl`. Exit codes: 0 done, 1 partly, 2 usage or registry, 4 the disk failed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crawlers.desk import Desk
    from crawlers.meter import Meter

DONE, PARTLY, USAGE, DISK = 0, 1, 2, 4


def main(argv: Sequence[str] | None = None) -> int:
    """Run one crawl and return its exit code."""
    args = _parser().parse_args(argv)
    from crawlers import browser, logs
    from crawlers.sources import SourcesInvalid, choose, load

    logs.configure(args.log_level, args.log_format)
    try:
        sources = choose(load(args.sources), args.source)
        browser.executable(sources)
    except (SourcesInvalid, LookupError) as error:
        return _print({"error": str(error.args[0] if isinstance(error, LookupError) else error)}, USAGE)
    from crawlers.landing import LandingFailed
    from crawlers.state import StateFailed

    try:
        return _probe(args, sources) if args.probe else _crawl(args, sources)
    except (LandingFailed, StateFailed) as error:
        return _print({"error": _worded(error)}, DISK)


def _crawl(args: argparse.Namespace, sources: Sequence[Any]) -> int:
    from crawlers.desk import Desk
    from crawlers.landing import LandingZone, salvage
    from crawlers.meter import Meter
    from crawlers.state import State

    started = time.monotonic()
    zone = LandingZone(args.landing, software=args.user_agent)
    salvaged = salvage(args.landing)
    state = State(args.state)
    if args.due:
        sources = state.due_sources(sources, time.time())
    desk = Desk(sources, state, zone, budget=args.budget)
    reason, fatal = _run(args, desk, Meter(desk.tallies, state))
    tallies = desk.tallies.values()
    report: dict[str, Any] = {
        "sources": [tally.to_json() for tally in tallies],
        "segments": [path.name for path in (*salvaged, *zone.closed)],
        "seconds": round(time.monotonic() - started, 3),
        "stopped": "" if reason == "finished" else reason,
    }
    if fatal:
        return _print({**report, "error": _worded(fatal)}, DISK)
    ill = report["stopped"] or any(tally.dead or tally.counts["failed"] for tally in tallies)
    nothing = bool(tallies) and all(tally.nothing for tally in tallies)
    return _print(report, PARTLY if ill or nothing else DONE)


def _probe(args: argparse.Namespace, sources: Sequence[Any]) -> int:
    from crawlers.landing import LandingZone
    from crawlers.meter import Meter
    from crawlers.probe import ProbeDesk
    from crawlers.state import State

    started = time.monotonic()
    desk = ProbeDesk(sources, State(args.state), LandingZone(args.landing, software=args.user_agent))
    reason, fatal = _run(args, desk, Meter(desk.tallies))
    report: dict[str, Any] = {
        "sources": [desk.report(source) for source in sources],
        "seconds": round(time.monotonic() - started, 3),
        "stopped": "" if reason == "finished" else reason,
    }
    return _print({**report, "error": _worded(fatal)}, DISK) if fatal else _print(report, DONE)


def _run(args: argparse.Namespace, desk: Desk, meter: Meter) -> tuple[str, OSError | None]:
    """Run the spider to its end; how it ended, and the error of the disk that ended it."""
    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers import browser, logs
    from crawlers.settings import scrapy_settings
    from crawlers.spiders.base import PressSpider
    from crawlers.watchdog import WATCH

    reason, fatal = "finished", None
    if desk.sources:
        allowed = [*args.allow, *(host for source in desk.sources for host in source.allow_hosts)]
        settings = scrapy_settings(
            user_agent=args.user_agent, delay=args.delay, allowed_hosts=allowed, deadline=args.timeout
        )
        settings |= browser.settings(desk.sources, allowed)
        process = AsyncCrawlerProcess({**settings, WATCH: args.watch_stdin})
        logs.configure(args.log_level, args.log_format)
        crawler = process.create_crawler(PressSpider)
        meter.attach(crawler)
        process.crawl(crawler, desk=desk)
        process.start()
        spider = crawler.spider
        reason, fatal = (spider.reason, spider.fatal) if isinstance(spider, PressSpider) else ("failed", None)
    try:
        desk.close(finished=reason == "finished" and fatal is None)
    except OSError as error:
        fatal = fatal or error
    return reason, fatal


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crawlers", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("source", nargs="*", help="ids of the sources to crawl (default: all)")
    parser.add_argument("--sources", type=Path, help="source registry (default: the shipped one)")
    parser.add_argument("--landing", type=Path, required=True, help="folder of the landing zone")
    parser.add_argument("--state", type=Path, required=True, help="folder of the crawl state")
    parser.add_argument("--due", action="store_true", help="of these, only the sources whose visit is due")
    parser.add_argument("--probe", action="store_true", help="read feeds and sitemaps only; land and learn nothing")
    parser.add_argument("--user-agent", default="Commentariat", help="user agent with a contact")
    parser.add_argument("--delay", type=float, default=0.0, help="least seconds between requests to one host")
    parser.add_argument("--budget", type=int, default=1_000, help="most pages of one source in one crawl")
    parser.add_argument("--allow", action="append", default=[], help="host, address or network that is not public")
    parser.add_argument("--timeout", type=float, default=30.0, help="most seconds for one answer")
    parser.add_argument("--watch-stdin", action="store_true", help="stop when standard input is closed")
    parser.add_argument("--log-level", default="INFO")
    parser.add_argument("--log-format", choices=("text", "json"), default="text")
    return parser


def _worded(error: OSError) -> str:
    return error.strerror or str(error)


def _print(report: dict[str, Any], code: int) -> int:
    sys.stdout.write(json.dumps(report, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main())
