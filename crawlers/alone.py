"""Runs one spider on one address as a process of its own and prints what it reports, as one JSON object.

Guard, robots.txt and limits are a crawl's; nothing lands, nothing is remembered.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any


def run(
    spider: type[Any], module: str, description: str, argv: Sequence[str] | None = None, *, level: str = "ERROR"
) -> int:
    """Take the address from ``argv``, crawl, print; returns the exit code.

    ``spider`` takes the address as ``url`` and has a method ``report()``: the object to print, whose ``problem`` is
    empty or says what went wrong.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    parser.add_argument("url")
    parser.add_argument("--user-agent", default="Commentariat")
    parser.add_argument("--allow", action="append", default=[])
    args = parser.parse_args(argv)
    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers import logs
    from crawlers.settings import scrapy_settings

    logs.configure(level, "text")
    process = AsyncCrawlerProcess(scrapy_settings(user_agent=args.user_agent, delay=0.0, allowed_hosts=args.allow))
    # Making the process sets handlers of Scrapy's own.
    logs.configure(level, "text")
    crawler = process.create_crawler(spider)
    process.crawl(crawler, url=args.url)
    process.start()
    asked: Any = crawler.spider
    report = asked.report() if isinstance(asked, spider) else {"problem": "the crawl failed"}
    sys.stdout.write(json.dumps(report) + "\n")
    return 1 if report["problem"] else 0
