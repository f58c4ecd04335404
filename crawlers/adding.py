"""``python -m crawlers.adding URL``: how the pages of a site can be found, each way tried before it is named.

Asks the home page, robots.txt, and every feed, sitemap and API that these name or that the site's system keeps at a
known place; prints one JSON object. Nothing lands, nothing is remembered; guard, robots.txt and limits are a crawl's.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider

from crawlers import alone, feeds, sitemaps
from crawlers.answers import explain
from crawlers.discover import Discovered, discover, sitemaps_of
from crawlers.found import Reading
from crawlers.iso import COUNTRIES, LANGUAGES
from crawlers.sources import Source
from crawlers.spiders import wordpress
from crawlers.spiders.mechanism import Answer

if TYPE_CHECKING:
    from scrapy.http import Response
    from twisted.python.failure import Failure

SITEMAPS = ("/news-sitemap.xml", "/sitemap_news.xml", "/sitemap-news.xml", "/sitemap.xml", "/sitemap_index.xml")
"""Where sitemaps are when robots.txt names none."""

MAX_TRIED = 40
"""Addresses tried of one site, the most likely first."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One address and what it gave. ``named``: the site names it; else it was a guess, and a failure says nothing."""

    key: str
    url: str
    links: int = 0
    hub: str = ""
    problem: str = ""
    named: bool = True


class HomeSpider(Spider):
    """Asks one site; ``found`` and ``tried`` hold what it said."""

    name = "home"

    def __init__(self, url: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.url = url
        self.problem = ""
        self.found = Discovered()
        self.tried: list[Tried] = []
        self._asked: set[str] = set()

    async def start(self) -> Any:
        """Ask for the home page."""
        yield Request(self.url, self.home, errback=self.home_failed, dont_filter=True)

    def home(self, response: Response) -> Iterator[Request]:
        """Read the home page, then ask for robots.txt."""
        if response.status != 200:
            self.problem = f"answered {response.status}"
            return
        self.url = response.url
        self.found = discover(response.body, response.url)
        yield Request(
            urljoin(response.url, "/robots.txt"), self.robots, errback=self.robots_failed, dont_filter=True,
            meta={"dont_obey_robotstxt": True},
        )  # fmt: skip

    def home_failed(self, failure: Failure) -> None:
        """Without a home page there is nothing to go by."""
        self.problem = explain(failure.value)

    def robots(self, response: Response) -> Iterator[Request]:
        """Try whatever is named, and what may be there."""
        named = sitemaps_of(response.text) if response.status == 200 and hasattr(response, "text") else ()
        yield from self._candidates((*named, *self.found.sitemaps))

    def robots_failed(self, failure: Failure) -> Iterator[Request]:
        """No robots.txt, no sitemaps named there."""
        del failure
        yield from self._candidates(self.found.sitemaps)

    def _candidates(self, named: tuple[str, ...]) -> Iterator[Request]:
        yield from (self._try("feeds", url, named=True) for url in self._new(self.found.feeds))
        yield from (self._try("feeds", url, named=False) for url in self._new(self.found.guesses))
        if self.found.wordpress:
            yield self._try("wordpress", wordpress.address(self.found.wordpress), named=True)
        yield from (self._try("sitemaps", url, named=True) for url in self._new(named))
        if not named:
            guesses = tuple(urljoin(self.url, path) for path in SITEMAPS)
            yield from (self._try("sitemaps", url, named=False) for url in self._new(guesses))

    def _new(self, urls: Sequence[str]) -> Iterator[str]:
        for url in urls:
            if url not in self._asked and len(self._asked) < MAX_TRIED:
                self._asked.add(url)
                yield url

    def _try(self, key: str, url: str, *, named: bool) -> Request:
        meta = {"tried": Tried(key, url, named=named)}
        return Request(url, self.tried_one, errback=self.failed_one, dont_filter=True, meta=meta)

    def tried_one(self, response: Response) -> None:
        """Read a feed, sitemap or list as the crawl would."""
        asked: Tried = response.meta["tried"]
        reading = (
            self._read(asked, response) if response.status == 200 else Reading(problem=f"answered {response.status}")
        )
        number = len(reading.links) + len(reading.further)
        problem = reading.problem or ("" if number else "names nothing")
        self.tried.append(replace(asked, links=number, hub=reading.hub, problem=problem))

    def failed_one(self, failure: Failure) -> None:
        """It could not be fetched."""
        asked: Tried = failure.request.meta["tried"]  # type: ignore[attr-defined]  # set by Scrapy
        self.tried.append(replace(asked, problem=explain(failure.value)))

    def _read(self, asked: Tried, response: Response) -> Reading:
        if asked.key == "feeds":
            return feeds.parse(response.body, response.url)
        if asked.key == "sitemaps":
            return sitemaps.parse(response.body, response.url)
        return wordpress.read(Answer(_NOBODY, response.url, response.body))

    def report(self) -> dict[str, Any]:
        """What was found out, in the order in which it was asked for."""
        order = {url: number for number, url in enumerate(self._asked_in_order())}
        tried = sorted(self.tried, key=lambda one: order.get(one.url, len(order)))
        # What the domain and the page claim, where it is a code that a source may carry.
        country = (urlsplit(self.url).hostname or "").rpartition(".")[2].upper().replace("UK", "GB")
        language = self.found.language
        return {
            **asdict(self.found),
            "url": self.url,
            "problem": self.problem,
            "country": country if country in COUNTRIES else "",
            "language": language if language in LANGUAGES else "",
            "tried": [asdict(one) for one in tried],
        }

    def _asked_in_order(self) -> list[str]:
        return [*self.found.feeds, *self.found.guesses, *self.found.sitemaps, *(urljoin(self.url, p) for p in SITEMAPS)]


_NOBODY = Source("nobody", "", "", (), "")


def main(argv: Sequence[str] | None = None) -> int:
    """Ask one site and print what it said."""
    return alone.run(HomeSpider, "crawlers.adding", "Find out how a site is crawled.", argv, level="WARNING")


if __name__ == "__main__":
    sys.exit(main())
