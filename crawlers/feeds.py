"""Feeds into links: RSS 0.90 to 2.0, RDF and Atom through feedparser, JSON Feed 1.0 and 1.1 by hand.

Pure: bytes in, values out, nothing fetched or opened. Dates stay the strings they were. A broken feed yields whatever
entries can still be read from it. The output never holds markup: titles and summaries are plain text.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import feedparser  # type: ignore[import-untyped]  # ships no types; the values used are checked here

from crawlers.found import FoundLink, Reading
from crawlers.records import Entry
from crawlers.text import string, text_of
from crawlers.urls import link

MAX_BYTES = 8 * 1024 * 1024
"""A feed is cut here: the largest of a thousand real ones is under 4 MB."""

MAX_TAGS = 100_000
"""A feed is cut at this many ``<``: feedparser spends 55 µs on each, so hostile nesting costs 5 s at most."""

MAX_ENTRIES = 2_000
"""Entries read of one feed, from the top: feeds list the newest first."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a feed in its place, also one that leads nowhere: ``url`` is the address to fetch, or ``None``."""

    url: str | None
    entry: Entry
    guid: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it stands: every entry in its order, the WebSub hub it names. With a ``problem`` there are none."""

    items: tuple[Item, ...] = ()
    hub: str = ""
    problem: str = ""


def parse(body: bytes, url: str, content_type: str = "") -> Reading:
    """The links of a feed fetched from ``url``. A page that is no feed has a problem and no links."""
    feed = read(body, url, content_type)
    links = tuple(FoundLink(item.url, item.entry, item.guid) for item in feed.items if item.url)
    if feed.items and not links:
        return Reading(
            problem=f"none of its {len(feed.items)} entries has a link", hub=feed.hub, linkless=len(feed.items)
        )
    return Reading(links=links, problem=feed.problem, hub=feed.hub, linkless=len(feed.items) - len(links))


def read(body: bytes, url: str, content_type: str = "") -> Feed:
    """Every entry of a feed fetched from ``url``, with and without a link."""
    body = body[:MAX_BYTES]
    if body.count(b"<") > MAX_TAGS:
        body = b"<".join(body.split(b"<", MAX_TAGS)[:MAX_TAGS])
    if not body.strip():
        return Feed(problem="the feed is empty")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(body, url)
    return _xml_feed(body, url, content_type)


def looks_like_feed(body: bytes) -> bool:
    """Whether the first bytes are those of a feed, and not of an HTML page."""
    head = body[:2_048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head[:1] == b"{":
        return b"jsonfeed.org" in head or b'"items"' in body
    return bool(re.search(rb"<(?:\w+:)?(?:rss|feed|rdf)\b", head, re.IGNORECASE)) and not re.search(
        rb"<html\b", head, re.IGNORECASE
    )


def _xml_feed(body: bytes, url: str, content_type: str) -> Feed:
    headers = {"content-location": url, "content-type": content_type or "application/xml"}
    try:
        # A file object: given a string, feedparser would open a file or an address of that name.
        feed = feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # whatever hostile bytes do to a parser is a problem of the feed
        return Feed(problem=f"cannot be read as a feed: {type(error).__name__}: {error}"[:300])
    if not feed.get("version") and not feed.get("entries"):
        why = feed.get("bozo_exception")
        return Feed(problem="is no feed" + (f": {why}"[:200] if why else ""))
    language = string(feed.get("feed", {}).get("language"))
    items = tuple(
        Item(_address(item, url), _entry(item, language), string(item.get("id")))
        for item in feed["entries"][:MAX_ENTRIES]
    )
    return Feed(items, _hub(feed.get("feed", {}).get("links"), url))


def _hub(rows: Any, url: str) -> str:
    """The WebSub hub, https://www.w3.org/TR/websub/: who subscribes there is told of new entries."""
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping) and row.get("rel") == "hub" and (hub := link(string(row.get("href")), url)):
            return hub
    return ""


def _address(item: Mapping[str, Any], url: str) -> str | None:
    """The article's address: what FeedBurner hid, else the alternate link, else a guid that is one."""
    candidates = [item.get("feedburner_origlink")]
    links = [row for row in item.get("links") or () if isinstance(row, Mapping)]
    alternates = [row for row in links if row.get("rel", "alternate") == "alternate"]
    alternates.sort(key=lambda row: row.get("type", "text/html") not in {"text/html", "application/xhtml+xml"})
    candidates += [row.get("href") for row in alternates]
    # An RSS guid says itself whether it is an address; the `rdf:about` of RSS 1.0 should be the link's.
    candidates += [item.get("link"), None if item.get("guidislink") is False else item.get("id")]
    for candidate in candidates:
        text = string(candidate)
        if not text:
            continue
        if candidate is candidates[-1] and not re.match(r"https?://", text):
            continue
        if found := link(text, url):
            return found
    return None


def _entry(item: Mapping[str, Any], language: str) -> Entry:
    authors = [string(row.get("name")) for row in item.get("authors") or () if isinstance(row, Mapping)]
    tags = [string(row.get("term")) for row in item.get("tags") or () if isinstance(row, Mapping)]
    detail = item.get("title_detail") or {}
    return Entry(
        title=text_of(string(item.get("title"))),
        published=string(item.get("published") or item.get("created"))[:200],
        modified=string(item.get("updated"))[:200] if "updated" in item else "",
        authors=_some(authors or [string(item.get("author"))]),
        summary=text_of(string(item.get("summary"))),
        tags=_some(tags),
        language=string(detail.get("language") or language)[:35],
    )


def _json_feed(body: bytes, url: str) -> Feed:
    """JSON Feed, https://www.jsonfeed.org/version/1.1/; 1.0 has ``author`` where 1.1 has ``authors``."""
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        return Feed(problem=f"is no JSON: {error}"[:300])
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return Feed(problem="is JSON without `items`: no JSON Feed")
    items = []
    for item in feed["items"][:MAX_ENTRIES]:
        if not isinstance(item, dict):
            continue
        identity = string(item.get("id"))
        address = link(string(item.get("url")), url) or link(string(item.get("external_url")), url)
        if not address and re.match(r"https?://", identity):
            address = link(identity)
        items.append(Item(address, _json_entry(item, feed), identity))
    hubs = feed.get("hubs")
    rows = [
        {"rel": "hub", "href": hub.get("url")}
        for hub in (hubs if isinstance(hubs, list) else ())
        if isinstance(hub, dict)
    ]
    return Feed(tuple(items), _hub(rows, url))


def _json_entry(item: dict[str, Any], feed: dict[str, Any]) -> Entry:
    authors = list(_people(item)) or list(_people(feed))
    tags = item.get("tags")
    return Entry(
        title=text_of(string(item.get("title"))),
        published=string(item.get("date_published"))[:200],
        modified=string(item.get("date_modified"))[:200],
        authors=_some(authors),
        summary=text_of(string(item.get("summary"))),
        tags=_some([string(tag) for tag in tags] if isinstance(tags, list) else []),
        language=string(item.get("language") or feed.get("language"))[:35],
    )


def _people(data: dict[str, Any]) -> Iterator[str]:
    people = data.get("authors")
    for person in [*(people if isinstance(people, list) else []), data.get("author")]:
        if isinstance(person, dict):
            yield string(person.get("name"))


def _some(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text_of(value)[:200] for value in values[:50] if value))
