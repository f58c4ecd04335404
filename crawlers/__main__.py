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
from typing import Any

DONE, PARTLY, USAGE, DISK = 0, 1, 2, 4


def main(argv: Sequence[str] | None = None) -> int:
    """Run one crawl and return its exit code."""
    args = _parser().parse_args(argv)
    from crawlers import logs
    from crawlers.sources import SourcesInvalid, choose, load

    logs.configure(args.log_level, args.log_format)
    try:
        sources = choose(load(args.sources), args.source)
    except (SourcesInvalid, LookupError) as error:
        return _print({"error": str(error.args[0] if isinstance(error, LookupError) else error)}, USAGE)
    from crawlers.landing import LandingFailed
    from crawlers.state import StateFailed

    try:
        return _crawl(args, sources)
    except (LandingFailed, StateFailed) as error:
        return _print({"error": _worded(error)}, DISK)


def _crawl(args: argparse.Namespace, sources: Sequence[Any]) -> int:
    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers import logs
    from crawlers.desk import Desk
    from crawlers.landing import LandingZone, salvage
    from crawlers.settings import scrapy_settings
    from crawlers.spiders.base import PressSpider
    from crawlers.state import State
    from crawlers.watchdog import WATCH

    started = time.monotonic()
    zone = LandingZone(args.landing, software=args.user_agent)
    salvaged = salvage(args.landing)
    desk = Desk(sources, State(args.state), zone, budget=args.budget)
    settings = scrapy_settings(user_agent=args.user_agent, delay=args.delay, allowed_hosts=args.allow)
    process = AsyncCrawlerProcess({**settings, WATCH: args.watch_stdin})
    logs.configure(args.log_level, args.log_format)
    crawler = process.create_crawler(PressSpider)
    process.crawl(crawler, desk=desk)
    process.start()
    spider = crawler.spider
    fatal, reason = (spider.fatal, spider.reason) if isinstance(spider, PressSpider) else (None, "failed")
    try:
        desk.close(finished=reason == "finished" and fatal is None)
    except OSError as error:
        fatal = fatal or error
    report: dict[str, Any] = {
        "sources": [tally.to_json() for tally in desk.tallies.values()],
        "segments": [path.name for path in (*salvaged, *zone.closed)],
        "seconds": round(time.monotonic() - started, 3),
        "stopped": "" if reason == "finished" else reason,
    }
    if fatal:
        return _print({**report, "error": _worded(fatal)}, DISK)
    partly = report["stopped"] or any(tally.dead or tally.counts["failed"] for tally in desk.tallies.values())
    return _print(report, PARTLY if partly else DONE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m crawlers", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("source", nargs="*", help="ids of the sources to crawl (default: all)")
    parser.add_argument("--sources", type=Path, help="source registry (default: the shipped one)")
    parser.add_argument("--landing", type=Path, required=True, help="folder of the landing zone")
    parser.add_argument("--state", type=Path, required=True, help="folder of the crawl state")
    parser.add_argument("--user-agent", default="Commentariat", help="user agent with a contact")
    parser.add_argument("--delay", type=float, default=0.0, help="least seconds between requests to one host")
    parser.add_argument("--budget", type=int, default=1_000, help="most pages of one source in one crawl")
    parser.add_argument("--allow", action="append", default=[], help="host, address or network that is not public")
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
