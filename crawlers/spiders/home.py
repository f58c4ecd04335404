"""A home page and nothing else known: the feeds and sitemaps it names are read, and it is a listing itself."""

from __future__ import annotations

from dataclasses import replace

from crawlers import discover
from crawlers.found import FurtherPage, Reading
from crawlers.sources import Source
from crawlers.spiders import listing
from crawlers.spiders.mechanism import Answer, Mechanism

OTHERS = ("feeds", "sitemaps", "listings", "opinion", "wordpress", "youtube", "mastodon", "bluesky", "gdelt")
"""Keys of a source that make its home page unnecessary."""


def _addresses(source: Source) -> tuple[str, ...]:
    known = any(getattr(source, key) for key in OTHERS)
    return (source.home,) if source.home and not known else ()


def _read(answer: Answer) -> Reading:
    found = discover.discover(answer.body, answer.url)
    further = [FurtherPage(url, mechanism="feed") for url in found.feeds]
    further += [FurtherPage(url, mechanism="sitemap") for url in found.sitemaps]
    reading = replace(listing.read(answer), further=(), keyed=False)
    return replace(reading, further=tuple(further), problem="" if further else reading.problem)


MECHANISM = Mechanism("home", _addresses, _read, depth=1, rendered=True)
