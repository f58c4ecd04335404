"""Listing pages into links: what a section's front page links to on its own host and that looks like an article.

Pure: bytes in, values out. The rule is coarse on purpose: a page that is none costs one fetch and is rejected with a
reason later, a missed article is lost.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree, html

from crawlers.found import FoundLink, Reading
from crawlers.records import Entry
from crawlers.urls import link

MAX_BYTES = 8 * 1024 * 1024
MAX_LINKS = 500
"""Links taken of one listing, from the top."""

_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|pdf|mp[34]|webm|zip|css|js|xml|rss|json|docx?|xlsx?)$", re.IGNORECASE
)
_ARTICLE = re.compile(
    r"[^/]+-[^/]+-[^/]+/?$"  # a slug of three words and more
    r"|/(?:19|20)\d\d/\d{1,2}/"  # a date in the path
    r"|\d{5,}"  # a number that counts articles
    r"|[^/]+\.(?:s?html?|php|aspx?|ece|stm)$",  # a page of its own
    re.IGNORECASE,
)


def parse(body: bytes, url: str) -> Reading:
    """Read a listing fetched from ``url``. Links keep the page's order; their text is not trusted as a title."""
    body = body[:MAX_BYTES]
    try:
        document = html.document_fromstring(
            body, parser=html.HTMLParser(recover=True, no_network=True, huge_tree=False)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        return Reading(problem=f"is no HTML page: {error}"[:300])
    bases = document.xpath("//base/@href")
    base = (link(str(bases[0]), url) if isinstance(bases, list) and bases else None) or url
    host = urlsplit(url).hostname
    found: dict[str, None] = {}
    for anchor in document.iter("a"):
        address = link(anchor.get("href") or "", base)
        if address and address != url and urlsplit(address).hostname == host and looks_like_article(address):
            found[address] = None
    links = tuple(FoundLink(address, Entry()) for address in list(found)[:MAX_LINKS])
    return Reading(links=links) if links else Reading(problem="links to nothing that looks like an article")


def looks_like_article(address: str) -> bool:
    """Whether the path is one that articles have: a long slug, a date, a number, a file of its own."""
    parts = urlsplit(address)
    if _MEDIA.search(parts.path):
        return False
    return bool(_ARTICLE.search(parts.path) or re.search(r"(?:^|&)(?:p|id|article|art|story)=\w+", parts.query))
