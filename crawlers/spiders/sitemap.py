"""Sitemaps: an index leads to sitemaps, and some indexes to indexes."""

from __future__ import annotations

from crawlers import sitemaps
from crawlers.spiders.mechanism import Mechanism

MECHANISM = Mechanism(
    "sitemap", lambda source: source.sitemaps, lambda body, url, _: sitemaps.parse(body, url), depth=2
)
