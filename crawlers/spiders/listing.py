"""Listing and section pages: what they link to on their own host."""

from __future__ import annotations

from crawlers import listings
from crawlers.spiders.mechanism import Mechanism

MECHANISM = Mechanism(
    "listing", lambda source: source.listings, lambda body, url, _: listings.parse(body, url), keyed=False
)
