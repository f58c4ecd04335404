"""Opinion sections, feeds or listings alike: what they name carries the tag ``opinion``."""

from __future__ import annotations

from dataclasses import replace

from crawlers import feeds
from crawlers.found import FoundLink, Reading
from crawlers.spiders import listing
from crawlers.spiders.mechanism import Answer, Mechanism

TAG = "opinion"
"""The hint in :attr:`crawlers.records.Entry.tags`; only the section says so, the page itself is read later."""


def _read(answer: Answer) -> Reading:
    if feeds.looks_like_feed(answer.body):
        reading = feeds.parse(answer.body, answer.url, answer.content_type)
    else:
        reading = listing.read(answer)
    return replace(reading, links=tuple(_tagged(link) for link in reading.links))


def _tagged(link: FoundLink) -> FoundLink:
    return replace(link, entry=replace(link.entry, tags=tuple(dict.fromkeys((TAG, *link.entry.tags)))))


MECHANISM = Mechanism("opinion", lambda source: source.opinion, _read, depth=listing.MAX_PAGES)
