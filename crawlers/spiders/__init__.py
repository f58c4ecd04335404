"""One module per mechanism of finding pages; :mod:`crawlers.spiders.base` fetches for all of them."""

from __future__ import annotations

from crawlers.spiders import feed, listing, sitemap

MECHANISMS = (feed.MECHANISM, sitemap.MECHANISM, listing.MECHANISM)
"""In the order in which they are asked, by what they know about a page: whichever is read first speaks for a link."""
