"""Sitemaps: an index leads to sitemaps, and some indexes to indexes. ``link_pattern`` chooses among their pages."""

from __future__ import annotations

import re

from crawlers import sitemaps
from crawlers.found import Reading
from crawlers.spiders.mechanism import Answer, Mechanism


def _read(answer: Answer) -> Reading:
    pattern = re.compile(answer.source.link_pattern) if answer.source.link_pattern else None
    return sitemaps.parse(answer.body, answer.url, pattern)


MECHANISM = Mechanism("sitemap", lambda source: source.sitemaps, _read, depth=2, max_body=sitemaps.MAX_BYTES)
