"""``python -m crawlers.one URL``: one page, fetched as a crawl would, printed as one JSON object.

Guard, robots.txt and limits are a crawl's; nothing lands, nothing is remembered. The object holds ``problem`` (empty
when there is an answer), ``url`` (the last one), ``observed`` (those before it), ``status``, ``type`` and ``body`` in
base64.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider

from crawlers.answers import explain

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure


class OneSpider(Spider):
    """Asks for one page; ``report`` is the answer."""

    name = "one"

    def __init__(self, url: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url = url
        self.report: dict[str, Any] = {"problem": "no answer came"}

    async def start(self) -> Any:
        """Ask."""
        yield Request(self.url, self.came, errback=self.failed, dont_filter=True)

    def came(self, response: Response) -> None:
        """Keep the answer, whatever its status says."""
        kind = response.headers.get("Content-Type") or b""
        self.report = {
            "problem": "",
            "url": response.url,
            "observed": [u for u in response.meta.get("redirect_urls", []) if u != response.url],
            "status": response.status,
            "type": kind.decode("latin-1"),
            "body": base64.b64encode(response.body).decode("ascii"),
        }

    def failed(self, failure: Failure) -> None:
        """Keep the reason."""
        self.report = {"problem": explain(failure.value)}


def main(argv: Sequence[str] | None = None) -> int:
    """Fetch one page and print it."""
    parser = argparse.ArgumentParser(prog="python -m crawlers.one", description="Fetch one page politely.")
    parser.add_argument("url")
    parser.add_argument("--user-agent", default="Commentariat")
    parser.add_argument("--allow", action="append", default=[])
    args = parser.parse_args(argv)
    from scrapy.crawler import AsyncCrawlerProcess

    from crawlers import logs
    from crawlers.settings import scrapy_settings

    logs.configure("ERROR", "text")
    process = AsyncCrawlerProcess(scrapy_settings(user_agent=args.user_agent, delay=0.0, allowed_hosts=args.allow))
    logs.configure("ERROR", "text")
    crawler = process.create_crawler(OneSpider)
    process.crawl(crawler, url=args.url)
    process.start()
    report = crawler.spider.report if isinstance(crawler.spider, OneSpider) else {"problem": "the crawl failed"}
    sys.stdout.write(json.dumps(report) + "\n")
    return 1 if report["problem"] else 0


if __name__ == "__main__":
    sys.exit(main())
