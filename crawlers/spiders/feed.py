"""Feeds: RSS, RDF, Atom, JSON Feed."""

from __future__ import annotations

from crawlers import feeds
from crawlers.found import Reading
from crawlers.spiders.mechanism import Answer, Mechanism


def _read(answer: Answer) -> Reading:
    return feeds.parse(answer.body, answer.url, answer.content_type)


MECHANISM = Mechanism("feed", lambda source: source.feeds, _read)
