"""Listing pages into links: what a section's front page links to on its own site and that looks like an article.

Pure: bytes in, values out. Which links are articles is learned from the page: addresses that are one article's by
their looks (slug, date, number, file), and groups of anchors that repeat: same shape of address, same place in the
page, headlines for text. A ``pattern`` given by the source decides alone. The rule is coarse on purpose: a page that is
none costs one fetch and is rejected with a reason later, a missed article is lost. Calendars are left alone and named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree, html

from crawlers.found import FoundLink, FurtherPage, Reading
from crawlers.paging import calendar, next_page
from crawlers.records import Entry
from crawlers.tracking import clean
from crawlers.urls import link

MAX_BYTES = 8 * 1024 * 1024
MAX_LINKS = 500
"""Links taken of one listing, from the top."""

MAX_TRAPS = 20
"""Traps named of one listing; a calendar links to itself a hundred times."""

GROUP = 3
"""Anchors of one shape and place that make a pattern: two are a pair of buttons."""

HEADLINE_WORDS = 4
"""Words of an anchor's text that make it a headline: menus say it in three ("Foreign and defence")."""

HEADLINE_CHARACTERS = 14
"""The same for scripts written without spaces; ten characters of Chinese are a headline of seven words."""

_MEDIA = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|pdf|mp[34]|webm|zip|css|js|xml|rss|json|docx?|xlsx?)$", re.IGNORECASE
)
_ARTICLE = re.compile(
    r"[^/]+-[^/]+-[^/]+/?$"  # a slug of three words and more
    r"|/(?:19|20)\d\d/\d{1,2}/\d{0,2}/?[^/]*[^/\d][^/]*/?$"  # a date in the path, and something behind it
    r"|\d{5,}"  # a number that counts articles
    r"|[^/]+\.(?:s?html?|php|aspx?|ece|stm)$",  # a page of its own
    re.IGNORECASE,
)
_ARTICLE_QUERY = re.compile(r"(?:^|&)(?:p|id|article|art|story)=\w+")
_SECTION = re.compile(
    r"/(?:tags?|tagged|topics?|thema|themen|category|categories|kategorie|rubrik|rubrique|authors?|autor(?:en)?|auteurs?"
    r"|search|suche|login|account|subscribe|abo|newsletters?|user|profile)(?:/|$)[^/]*/?$",
    re.IGNORECASE,
)
_FURNITURE = frozenset({"nav", "header", "footer", "form", "menu"})
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link of the page: address, text, place (tags and classes of its surroundings), and whether in a menu."""

    url: str
    text: str
    place: str
    furniture: bool


def parse(body: bytes, url: str, pattern: re.Pattern[str] | None = None) -> Reading:
    """Read a listing fetched from ``url``. Links keep the page's order; their text is not trusted as a title."""
    body = body[:MAX_BYTES]
    try:
        document = html.document_fromstring(
            body, parser=html.HTMLParser(recover=True, no_network=True, huge_tree=False)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        return Reading(problem=f"is no HTML page: {error}"[:300], keyed=False)
    bases = document.xpath("//base/@href")
    base = (link(str(bases[0]), url) if isinstance(bases, list) and bases else None) or url
    anchors = [anchor for anchor in _anchors(document, base) if clean(anchor.url) != clean(url)]
    traps = dict.fromkeys(anchor.url for anchor in anchors if calendar(anchor.url))
    anchors = [anchor for anchor in anchors if anchor.url not in traps]
    if pattern:
        wanted = [anchor.url for anchor in anchors if pattern.search(anchor.url)]
        nothing = f"links to nothing that the link pattern {pattern.pattern!r} matches"
    else:
        own = [anchor for anchor in anchors if _same_site(anchor.url, url)]
        learned = _learn(own)
        wanted = [a.url for a in own if a.url in learned or looks_like_article(a.url)]
        nothing = "links to nothing that looks like an article"
    found = tuple(FoundLink(address, Entry()) for address in list(dict.fromkeys(wanted))[:MAX_LINKS])
    following = next_page(document, base, url)
    return Reading(
        links=found,
        further=(FurtherPage(following),) if following and found else (),
        problem="" if found else nothing,
        keyed=False,
        traps=tuple(("calendar", trap) for trap in list(traps)[:MAX_TRAPS]),
    )


def looks_like_article(address: str) -> bool:
    """Whether the path is one that articles have: a long slug, a date, a number, a file of its own."""
    parts = urlsplit(address)
    if _MEDIA.search(parts.path) or _SECTION.search(parts.path):
        return False
    return bool(_ARTICLE.search(parts.path) or _ARTICLE_QUERY.search(parts.query))


def _learn(anchors: list[Anchor]) -> set[str]:
    """Addresses of the groups that repeat with headlines for text."""
    groups: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for anchor in anchors:
        parts = urlsplit(anchor.url)
        if anchor.furniture or _MEDIA.search(parts.path) or _SECTION.search(parts.path) or len(parts.path) < 2:
            continue
        held = groups[_shape(anchor.url), anchor.place]
        held[anchor.url] = max(held.get(anchor.url, ""), anchor.text, key=len)
    return {
        url
        for texts in groups.values()
        if len(texts) >= GROUP and 2 * sum(map(_is_headline, texts.values())) > len(texts)
        for url in texts
    }


def _shape(url: str) -> str:
    """Where an address lies: its path with every number and the last segment open, and the names of its parameters."""
    parts = urlsplit(url)
    segments = parts.path.strip("/").split("/")
    names = "&".join(sorted(part.partition("=")[0] for part in parts.query.split("&")))
    return "/".join(re.sub(r"\d+", "#", segment) for segment in segments[:-1]) + f"/*?{names}"


def _is_headline(text: str) -> bool:
    return len(text.split()) >= HEADLINE_WORDS or len(_WIDE.findall(text)) >= HEADLINE_CHARACTERS


def _anchors(document: html.HtmlElement, base: str) -> Iterator[Anchor]:
    for element in document.iter("a"):
        if address := link(element.get("href") or "", base):
            around = []
            furniture = False
            for depth, parent in enumerate(element.iterancestors()):
                if depth < 3:
                    around.append(f"{parent.tag}.{parent.get('class') or ''}")
                if parent.tag in _FURNITURE or parent.get("role") == "navigation":
                    furniture = True
                if depth > 40:
                    break
            text = " ".join("".join(map(str, element.itertext())).split())[:300]
            yield Anchor(address, text, " ".join(around), furniture)


def _same_site(address: str, url: str) -> bool:
    return _host(address) == _host(url)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
