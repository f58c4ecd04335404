"""Feeds: RSS, RDF, Atom, JSON Feed."""

from __future__ import annotations

from crawlers import feeds
from crawlers.spiders.mechanism import Mechanism

MECHANISM = Mechanism("feed", lambda source: source.feeds, feeds.parse)
