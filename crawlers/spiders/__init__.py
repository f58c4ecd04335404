"""One module per mechanism of finding pages; :mod:`crawlers.spiders.base` fetches for all of them."""

from __future__ import annotations

from crawlers.spiders import bluesky, feed, gdelt, home, listing, mastodon, opinion, sitemap, wordpress, youtube

MECHANISMS = (
    opinion.MECHANISM, feed.MECHANISM, wordpress.MECHANISM, youtube.MECHANISM, mastodon.MECHANISM, bluesky.MECHANISM,
    sitemap.MECHANISM, listing.MECHANISM, home.MECHANISM, gdelt.MECHANISM,
)  # fmt: skip
"""In the order in which they are asked, by what they know about a page: whichever is read first speaks for a link."""
