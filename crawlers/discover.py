"""What a home page says of how its pages are found: feeds, sitemaps, WordPress's API, accounts elsewhere.

Pure: bytes in, values out; :mod:`crawlers.probe` fetches and proves. Blogs keep their feed at a place that their
system fixes (Wix, Substack, Medium, Ghost, Blogger, Tumblr): ``guesses`` are to be tried, not believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

from crawlers.text import string, text_of
from crawlers.urls import link

MAX_BYTES = 4 * 1024 * 1024
MAX_FOUND = 20
"""Feeds and accounts taken of one home page: some link a feed per tag."""

FEED_TYPES = frozenset({
    "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/rss+xml",
})  # fmt: skip
GUESSES = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/rss/", "/rss", "/index.xml", "/feed.json")
"""Where feeds are when a home page names none, the most common place first."""

_COMMENTS = re.compile(r"comments?(?:/|$|\.)|/comments/feed|kommentar", re.IGNORECASE)
_FEED_PATH = re.compile(r"(?:^|/)(?:rss|feeds?|atom)(?:$|/|\.(?:xml|rdf|php|json|aspx?)$)|\.(?:rss|rdf|atom)$", re.I)
_CHANNEL = re.compile(r"^https?://(?:www\.)?youtube\.com/channel/(UC[\w-]{22})(?:/|$|\?)")
_BLUESKY = re.compile(r"^https?://bsky\.app/profile/([\w-]+(?:\.[\w-]+)+)/?$")
_ACCOUNT = re.compile(r"^https?://([^/]+)/@(\w{1,64})/?$")


@dataclass(frozen=True, slots=True)
class Discovered:
    """What a page names. ``guesses``: places where its system keeps a feed. ``system``: that system, as recognised."""

    title: str = ""
    language: str = ""
    system: str = ""
    feeds: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    wordpress: str = ""
    youtube: tuple[str, ...] = ()
    mastodon: tuple[str, ...] = ()
    bluesky: tuple[str, ...] = ()


def discover(body: bytes, url: str) -> Discovered:
    """Read a home page fetched from ``url``. Nothing found is an answer, not a mistake."""
    try:
        document = html.document_fromstring(
            body[:MAX_BYTES], parser=html.HTMLParser(recover=True, no_network=True, huge_tree=False)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return Discovered()
    bases = document.xpath("//base/@href")
    base = (link(str(bases[0]), url) if isinstance(bases, list) and bases else None) or url
    rows = list(_links(document, base))
    system = _system(document, body, url)
    feeds = [address for rel, kind, address in rows if "alternate" in rel and kind in FEED_TYPES]
    anchors = [
        address for rel, _, address in rows if not rel - {"nofollow", "me", "noopener", "noreferrer", "external"}
    ]
    feeds = feeds or [a for a in anchors if _FEED_PATH.search(urlsplit(a).path) and _site(a) == _site(url)]
    return Discovered(
        title=_title(document),
        language=string(document.get("lang"))[:2].lower(),
        system=system,
        feeds=_some(feed for feed in feeds if not _COMMENTS.search(urlsplit(feed).path)),
        guesses=_some(urljoin(url, place) for place in _places(system, url)),
        sitemaps=_some(address for rel, _, address in rows if "sitemap" in rel),
        wordpress=_wordpress(rows),
        youtube=_some(found[1] for a in anchors if (found := _CHANNEL.match(a))),
        mastodon=_some(
            f"{found[2]}@{found[1]}" for rel, _, a in rows if "me" in rel and (found := _ACCOUNT.match(a))
            and not found[1].endswith(("youtube.com", "tiktok.com", "medium.com", "threads.net", "threads.com"))
        ),
        bluesky=_some(found[1] for a in anchors if (found := _BLUESKY.match(a))),
    )  # fmt: skip


def sitemaps_of(robots: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names."""
    named = re.findall(r"^\s*sitemap\s*:\s*(\S+)", robots[:500_000], re.IGNORECASE | re.MULTILINE)
    return _some(found for address in named if (found := link(address)))


def _links(document: html.HtmlElement, base: str) -> Iterator[tuple[set[str], str, str]]:
    for element in document.iter("link", "a"):
        if address := link(element.get("href") or "", base):
            kind = (element.get("type") or "").partition(";")[0].strip().lower()
            yield set((element.get("rel") or "").lower().split()), kind, address


def _title(document: html.HtmlElement) -> str:
    for path in ("//meta[@property='og:site_name']/@content", "//meta[@name='application-name']/@content", "//title"):
        found = document.xpath(path)
        for value in found if isinstance(found, list) else ():
            text = text_of(str(value) if isinstance(value, str) else "".join(map(str, value.itertext())))
            if text:
                return text[:120]
    return ""


def _system(document: html.HtmlElement, body: bytes, url: str) -> str:
    generators = document.xpath("//meta[translate(@name, 'GENRATO', 'genrato')='generator']/@content")
    stated = " ".join(map(str, generators)).lower() if isinstance(generators, list) else ""
    for name in ("wordpress", "wix", "ghost", "substack", "medium", "blogger", "tumblr", "squarespace"):
        if name in stated:
            return name
    host = urlsplit(url).hostname or ""
    for name, suffix in (
        ("substack", ".substack.com"), ("medium", "medium.com"), ("blogger", ".blogspot.com"),
        ("wix", ".wixsite.com"), ("wordpress", ".wordpress.com"), ("tumblr", ".tumblr.com"),
    ):  # fmt: skip
        if host.endswith(suffix):
            return name
    for name, mark in (
        ("substack", b"substackcdn.com"),
        ("wix", b"static.wixstatic.com"),
        ("wordpress", b"/wp-content/"),
    ):
        if mark in body[:MAX_BYTES]:
            return name
    return ""


def _places(system: str, url: str) -> tuple[str, ...]:
    parts = urlsplit(url)
    if system == "medium":
        # medium.com/@name and medium.com/publication have theirs under /feed/, a domain of its own at /feed.
        first = parts.path.strip("/").partition("/")[0]
        return (f"/feed/{first}",) if parts.hostname in {"medium.com", "www.medium.com"} and first else ("/feed",)
    known = {
        "wix": ("/blog-feed.xml",), "substack": ("/feed",), "ghost": ("/rss/",), "wordpress": ("/feed/",),
        "blogger": ("/feeds/posts/default",), "tumblr": ("/rss",), "squarespace": ("/?format=rss", "/blog?format=rss"),
    }  # fmt: skip
    return known.get(system, GUESSES)


def _wordpress(rows: list[tuple[set[str], str, str]]) -> str:
    """The site root behind the link with which WordPress announces its REST API."""
    for rel, _, address in rows:
        if "https://api.w.org/" in rel and address.rstrip("/").endswith("/wp-json"):
            return address.rstrip("/").removesuffix("/wp-json") + "/"
    return ""


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _some(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(list(dict.fromkeys(values))[:MAX_FOUND])
