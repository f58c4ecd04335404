"""``python -m crawlers.one URL``: one page, fetched as a crawl would, printed as one JSON object.

Guard, robots.txt and limits are a crawl's; nothing lands, nothing is remembered. The object holds ``problem`` (empty
when there is an answer), ``url`` (the last one), ``observed`` (those before it), ``status``, ``type`` and ``body`` in
base64.
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from scrapy import Request, Spider

from crawlers import alone
from crawlers.answers import explain

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure


class OneSpider(Spider):
    """Asks for one page."""

    name = "one"

    def __init__(self, url: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url = url
        self.answer: dict[str, Any] = {"problem": "no answer came"}

    def report(self) -> dict[str, Any]:
        """What came."""
        return self.answer

    async def start(self) -> Any:
        """Ask."""
        yield Request(self.url, self.came, errback=self.failed, dont_filter=True)

    def came(self, response: Response) -> None:
        """Keep the answer, whatever its status says."""
        kind = response.headers.get("Content-Type") or b""
        self.answer = {
            "problem": "",
            "url": response.url,
            "observed": [u for u in response.meta.get("redirect_urls", []) if u != response.url],
            "status": response.status,
            "type": kind.decode("latin-1"),
            "body": base64.b64encode(response.body).decode("ascii"),
        }

    def failed(self, failure: Failure) -> None:
        """Keep the reason."""
        self.answer = {"problem": explain(failure.value)}


def main(argv: Sequence[str] | None = None) -> int:
    """Fetch one page and print it."""
    return alone.run(OneSpider, "crawlers.one", "Fetch one page politely.", argv)


if __name__ == "__main__":
    sys.exit(main())
