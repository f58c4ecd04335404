"""Looking without taking: the desk of ``sources check``. Every feed, sitemap and listing is read; nothing is fetched
of what they name, nothing lands, nothing is remembered.

The spider is the crawl's own, so a check sees what a crawl would see.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from crawlers.dates import moment
from crawlers.desk import Desk
from crawlers.found import FoundLink
from crawlers.hosts import Hosts, Robots
from crawlers.jobs import Job, Validators
from crawlers.landing import LandingZone
from crawlers.sources import Source
from crawlers.state import State
from crawlers.tracking import clean

FUTURE = 86_400.0
"""A date further ahead than this is a mistake of the feed, and no news."""


@dataclass(frozen=True, slots=True)
class Probed:
    """A feed, sitemap or listing that could be read: links named, how many are new, how many dated, the newest."""

    url: str
    mechanism: str
    links: int
    new: int
    dated: int
    newest: float | None


class ProbeDesk(Desk):
    """Gives the spider nothing to fetch, and notes what its pages hold."""

    def __init__(self, sources: Sequence[Source], state: State, landing: LandingZone) -> None:
        # Asked without validators: an answer of 304 would say nothing about the feed.
        super().__init__([replace(source, conditional=False) for source in sources], state, landing)
        self._pages: dict[str, list[Probed]] = {source.id: [] for source in sources}
        self._named: dict[str, set[str]] = {source.id: set() for source in sources}
        self._new: dict[str, set[str]] = {source.id: set() for source in sources}

    def offer(
        self, source: Source, spider: str, page: str, links: Iterable[FoundLink], *, keyed: bool, own: bool = True
    ) -> tuple[list[Job], int]:
        """Note what ``page`` named; there is never a job."""
        del keyed, own
        links = list(links)
        tally, seen = self.tallies[source.id], self._named[source.id]
        urls = {clean(found.url) for found in links}
        tally.add("links", len(urls - seen))
        seen |= urls
        new = self.state.unknown(urls)
        self._new[source.id] |= new
        soon = time.time() + FUTURE
        moments = [at for found in links if (at := moment(found.entry.published or found.entry.modified))]
        newest = max((at for at in moments if at <= soon), default=None)
        self._pages[source.id].append(Probed(page, spider, len(urls), len(new), len(moments), newest))
        return [], 0

    def due(self, source: Source) -> list[Job]:
        """No revisits either."""
        del source
        return []

    def keep(self, page: str, validators: Validators) -> None:
        """Validators are forgotten."""

    def close(self, *, finished: bool) -> None:
        """Nothing is learned."""
        del finished
        self.state.close()

    def report(self, source: Source) -> dict[str, Any]:
        """What was found of one source."""
        tally, pages = self.tallies[source.id], self._pages[source.id]
        dead = [url for row in tally.dead if (url := row["url"])]
        origins = {"://".join(urlsplit(url)[:2]) for url in (*dead, *(page.url for page in pages))}
        hosts = Hosts(self.state.path.parent)
        tally.counts["new"] = len(self._new[source.id])
        tally.newest = max((page.newest for page in pages if page.newest is not None), default=None)
        return {
            **tally.to_json(),
            "robots": {origin: _worded(hosts.robots(origin)) for origin in sorted(origins)},
            "pages": [
                {key: getattr(page, key) for key in ("url", "mechanism", "links", "new", "dated", "newest")}
                for page in pages
            ],
        }


def _worded(robots: Robots | None) -> str:
    """What became of a robots.txt; one read lately is not asked for again."""
    if robots is None:
        return "not asked"
    if robots.missing is not None:
        return "out of reach"
    return "none" if robots.body is None else "read"
