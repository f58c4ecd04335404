"""Listing, section and tag pages, page after page up to the source's bound."""

from __future__ import annotations

import re
from dataclasses import replace

from crawlers import listings
from crawlers.found import Reading
from crawlers.spiders.mechanism import Answer, Mechanism

MAX_PAGES = 100
"""Pages of one listing whatever the source says."""


def read(answer: Answer) -> Reading:
    """Read one page of a listing; its next page is asked for while the source's ``pages`` allow it."""
    pattern = re.compile(answer.source.link_pattern) if answer.source.link_pattern else None
    reading = listings.parse(answer.body, answer.url, pattern)
    if answer.depth + 1 < answer.source.pages:
        return reading
    beyond = tuple(("pagination", page.url) for page in reading.further) if answer.depth else ()
    return replace(reading, further=(), traps=(*reading.traps, *beyond))


MECHANISM = Mechanism("listing", lambda source: source.listings, read, depth=MAX_PAGES, rendered=True)
