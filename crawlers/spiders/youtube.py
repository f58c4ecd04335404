"""YouTube channels: the feed of one holds title and description of its last fifteen videos, and they land from it.

Watch pages are not fetched: they are a megabyte of script around the same description, often behind a consent wall.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from lxml import etree

from crawlers.found import FoundLink, Reading
from crawlers.records import Entry
from crawlers.sources import Source
from crawlers.spiders.mechanism import Answer, Mechanism
from crawlers.text import text_of
from crawlers.urls import link

FEED = "https://www.youtube.com/feeds/videos.xml?channel_id="
MAX_BYTES = 4 * 1024 * 1024
MAX_VIDEOS = 100
_ATOM = "{http://www.w3.org/2005/Atom}"
_MEDIA = "{http://search.yahoo.com/mrss/}"
_YT = "{http://www.youtube.com/xml/schemas/2015}"


def read(answer: Answer) -> Reading:
    """Read a channel's feed."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(answer.body[:MAX_BYTES], parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Reading(problem=f"is no feed: {error}"[:300])
    if root is None or root.tag != f"{_ATOM}feed":
        return Reading(problem="is no feed of a YouTube channel")
    return Reading(links=tuple(_videos(root, answer.url)))


def _videos(root: etree._Element, url: str) -> Iterator[FoundLink]:
    for entry in root.findall(f"{_ATOM}entry")[:MAX_VIDEOS]:
        linked = entry.find(f"{_ATOM}link[@rel='alternate']")
        address = link(linked.get("href") or "", url) if linked is not None else None
        if not address:
            continue
        item = {
            "id": _text(entry, f"{_YT}videoId"),
            "channel": _text(entry, f"{_YT}channelId"),
            "title": _text(entry, f"{_ATOM}title"),
            "author": _text(entry, f"{_ATOM}author/{_ATOM}name"),
            "published": _text(entry, f"{_ATOM}published"),
            "updated": _text(entry, f"{_ATOM}updated"),
            "description": _text(entry, f"{_MEDIA}group/{_MEDIA}description"),
        }
        said = Entry(
            title=text_of(item["title"]),
            published=item["published"][:200],
            # `updated` moves with every thousand views: a new title is what tells of an edit.
            authors=(item["author"][:200],) if item["author"] else (),
            summary=text_of(item["description"]),
        )
        body = json.dumps({"platform": "youtube", "item": {"url": address, **item}}, ensure_ascii=False).encode()
        yield FoundLink(address, said, item["id"], body)


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _addresses(source: Source) -> tuple[str, ...]:
    return tuple(FEED + channel for channel in source.youtube)


MECHANISM = Mechanism("youtube", _addresses, read)
