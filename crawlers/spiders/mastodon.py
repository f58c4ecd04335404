"""Mastodon accounts through the public API of their server: look the account up, then read its posts, which land whole.

Boosts and replies to others are left out: they are somebody else's words, or half of a conversation.
https://docs.joinmastodon.org/methods/accounts/
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from crawlers.found import FoundLink, FurtherPage, Reading
from crawlers.records import Entry
from crawlers.sources import Source
from crawlers.spiders.mechanism import Answer, Mechanism
from crawlers.text import string, text_of
from crawlers.urls import link

LIMIT = 40
"""The most posts a server gives at once."""


def address(account: str) -> str:
    """The address that looks up ``user@host``."""
    user, _, host = account.lstrip("@").rpartition("@")
    return f"https://{host}/api/v1/accounts/lookup?{urlencode({'acct': user})}"


def read(answer: Answer) -> Reading:
    """Read an account, which leads to its posts, or a list of posts, which leads to older ones up to the bound."""
    try:
        data = json.loads(answer.body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        return Reading(problem=f"is no JSON, so no Mastodon API: {error}"[:300])
    if isinstance(data, dict):
        identity = string(data.get("id"))
        if not re.fullmatch(r"\w{1,64}", identity):
            said = string(data.get("error"))
            return Reading(problem=f"Mastodon says: {text_of(said)[:200]}" if said else "is no Mastodon account")
        return Reading(further=(FurtherPage(_statuses(answer.url, identity)),))
    if not isinstance(data, list):
        return Reading(problem="is no list of Mastodon posts")
    posts = [row for row in data[:LIMIT] if isinstance(row, dict)]
    links = [found for row in posts if (found := _post(row, answer.url))]
    last = string(posts[-1].get("id")) if posts else ""
    full = len(data) >= LIMIT and answer.depth < answer.source.pages and re.fullmatch(r"\w{1,64}", last)
    account = answer.url.partition("/api/v1/accounts/")[2].partition("/")[0]
    further = (FurtherPage(_statuses(answer.url, account, last)),) if full and account else ()
    return Reading(links=tuple(links), further=further)


def _statuses(url: str, account: str, before: str = "") -> str:
    parts = urlsplit(url)
    query = {"limit": LIMIT, "exclude_reblogs": "true", "exclude_replies": "true"}
    return f"{parts.scheme}://{parts.netloc}/api/v1/accounts/{account}/statuses?{urlencode(query)}" + (
        f"&max_id={before}" if before else ""
    )


def _post(row: dict[str, Any], url: str) -> FoundLink | None:
    found = link(string(row.get("url")), url)
    if not found or row.get("reblog") or string(row.get("visibility")) not in {"", "public", "unlisted"}:
        return None
    account = row.get("account")
    account = account if isinstance(account, dict) else {}
    tags = row.get("tags")
    entry = Entry(
        title=text_of(string(row.get("spoiler_text"))),
        published=string(row.get("created_at"))[:200],
        modified=string(row.get("edited_at"))[:200],
        authors=tuple(filter(None, (text_of(string(account.get("display_name") or account.get("acct")))[:200],))),
        summary=text_of(string(row.get("content"))),
        tags=tuple(string(tag.get("name"))[:200] for tag in (tags if isinstance(tags, list) else [])[:50]
                   if isinstance(tag, dict)),
        language=string(row.get("language"))[:35],
    )  # fmt: skip
    body = json.dumps({"platform": "mastodon", "item": row}, ensure_ascii=False).encode("utf-8", "replace")
    return FoundLink(found, entry, string(row.get("id")), body)


def _addresses(source: Source) -> tuple[str, ...]:
    return tuple(address(account) for account in source.mastodon)


MECHANISM = Mechanism("mastodon", _addresses, read, depth=100, accept="application/json")
