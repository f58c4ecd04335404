"""Sitemaps: an index leads to sitemaps, and some indexes to indexes."""

from __future__ import annotations

from crawlers import sitemaps
from crawlers.found import Reading
from crawlers.spiders.mechanism import Answer, Mechanism


def _read(answer: Answer) -> Reading:
    return sitemaps.parse(answer.body, answer.url)


MECHANISM = Mechanism("sitemap", lambda source: source.sitemaps, _read, depth=2)
