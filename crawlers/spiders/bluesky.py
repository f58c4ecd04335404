"""Bluesky accounts through the public AppView: an author's posts and own threads, which land whole.

Reposts and replies to others are left out. https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawlers.found import FoundLink, FurtherPage, Reading
from crawlers.records import Entry
from crawlers.sources import Source
from crawlers.spiders.mechanism import Answer, Mechanism
from crawlers.text import string, text_of
from crawlers.urls import link

API = "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed"
LIMIT = 50


def address(handle: str) -> str:
    """The address that lists an account's posts, newest first."""
    query = {"actor": handle.lstrip("@"), "limit": LIMIT, "filter": "posts_and_author_threads"}
    return f"{API}?{urlencode(query)}"


def read(answer: Answer) -> Reading:
    """Read a page of posts; its cursor leads to older ones up to the source's bound."""
    try:
        data = json.loads(answer.body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        return Reading(problem=f"is no JSON, so no Bluesky API: {error}"[:300])
    rows = data.get("feed") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        said = string(data.get("message")) if isinstance(data, dict) else ""
        return Reading(problem=f"Bluesky says: {text_of(said)[:200]}" if said else "is no list of Bluesky posts")
    links = []
    for row in rows[:LIMIT]:
        post = row.get("post") if isinstance(row, dict) and _own(row.get("reason")) else None
        if isinstance(post, dict) and (found := _post(post)):
            links.append(found)
    cursor = string(data.get("cursor"))[:500]
    more = cursor and answer.depth + 1 < answer.source.pages
    return Reading(links=tuple(links), further=(FurtherPage(_older(answer.url, cursor)),) if more else ())


def _own(reason: Any) -> bool:
    """A row without a reason is a post of the account's own, and so is one that stands there because it is pinned."""
    return reason is None or (isinstance(reason, dict) and reason.get("$type") == "app.bsky.feed.defs#reasonPin")


def _older(url: str, cursor: str) -> str:
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "cursor"]
    return parts._replace(query=urlencode([*query, ("cursor", cursor)])).geturl()


def _post(post: dict[str, Any]) -> FoundLink | None:
    identity = re.fullmatch(r"at://([\w:.-]+)/app\.bsky\.feed\.post/([\w.~:-]{1,512})", string(post.get("uri")))
    author, record = post.get("author"), post.get("record")
    if not identity or not isinstance(author, dict) or not isinstance(record, dict):
        return None
    handle = string(author.get("handle"))
    if not re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", handle) or handle == "handle.invalid":
        handle = identity[1]
    found = link(f"https://bsky.app/profile/{handle}/post/{identity[2]}")
    if not found:
        return None
    name = text_of(string(author.get("displayName")) or handle)[:200]
    entry = Entry(
        published=string(record.get("createdAt"))[:200],
        authors=(name,),
        summary=text_of(string(record.get("text"))),
        tags=tuple(string(tag)[:200] for tag in _list(record.get("tags"))[:50] if string(tag)),
        language=next((string(code)[:35] for code in _list(record.get("langs")) if string(code)), ""),
    )
    body = json.dumps({"platform": "bluesky", "item": post}, ensure_ascii=False).encode("utf-8", "replace")
    return FoundLink(found, entry, string(post.get("cid")), body)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _addresses(source: Source) -> tuple[str, ...]:
    return tuple(address(handle) for handle in source.bluesky)


MECHANISM = Mechanism("bluesky", _addresses, read, depth=100, accept="application/json")
