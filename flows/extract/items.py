"""Posts that landed out of a list (Mastodon, Bluesky, YouTube): the platform's JSON into a title and paragraphs.

Every value is checked: what lies in the archive came from a stranger. Pure. What an unknown platform sent, or what
holds no text, is no item.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

from crawlers.records import ITEM_TYPE, LandedPage
from flows.model import Genre

MAX_TEXT = 100_000
"""Characters read of one post; YouTube allows 5,000, the largest Mastodon servers 100,000."""

MAX_TITLE = 120
"""A post without a title is called by its first sentence, up to here."""


@dataclass(frozen=True, slots=True)
class Item:
    """A post: ``title`` as its author wrote it, else its first sentence; the dates as they stood."""

    title: str
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    language: str = ""
    published: str = ""
    modified: str = ""
    genre: Genre = Genre.BLOG


def is_item(page: LandedPage) -> bool:
    """Whether a page is a post that landed out of a list."""
    return page.content_type.partition(";")[0].strip().lower() == ITEM_TYPE


def read_item(body: bytes) -> Item | str:
    """The post, or what is wrong with it."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        return f"is no JSON: {error}"[:300]
    row = _table(data)
    reader = _READERS.get(_text(row.get("platform")))
    if reader is None:
        return f"a post of an unknown platform {row.get('platform')!r}"[:300]
    item = reader(_table(row.get("item")))
    return item if item.paragraphs or item.title else "a post without text"


def _mastodon(row: dict[str, Any]) -> Item:
    warning = _text(row.get("spoiler_text"))
    pictures = tuple(_text(_table(media).get("description")) for media in _list(row.get("media_attachments")))
    paragraphs = (*_paragraphs(_plain(_text(row.get("content")))), *(text for text in pictures if text))
    account = _table(row.get("account"))
    return Item(
        title=warning or _first_sentence(paragraphs),
        paragraphs=paragraphs,
        authors=_some(_text(account.get("display_name")) or _text(account.get("acct"))),
        tags=_some(*(_text(_table(tag).get("name")) for tag in _list(row.get("tags")))),
        language=_text(row.get("language")),
        published=_text(row.get("created_at")),
        modified=_text(row.get("edited_at")),
    )


def _bluesky(row: dict[str, Any]) -> Item:
    author, record = _table(row.get("author")), _table(row.get("record"))
    embedded = _table(record.get("embed"))
    embedded = _table(embedded.get("media")) or embedded  # a quote with a card or pictures beside it
    card = _table(embedded.get("external"))
    pictures = tuple(_text(_table(image).get("alt")) for image in _list(embedded.get("images")))
    more = (_text(card.get("title")), _text(card.get("description")), *pictures)
    paragraphs = (*_paragraphs(_text(record.get("text"))), *(text for text in more if text))
    return Item(
        title=_first_sentence(paragraphs),
        paragraphs=paragraphs,
        authors=_some(_text(author.get("displayName")) or _text(author.get("handle"))),
        tags=_some(*(_text(tag) for tag in _list(record.get("tags")))),
        language=next(filter(None, map(_text, _list(record.get("langs")))), ""),
        published=_text(record.get("createdAt")),
    )


def _youtube(row: dict[str, Any]) -> Item:
    paragraphs = _paragraphs(_text(row.get("description")))
    return Item(
        title=" ".join(_text(row.get("title")).split()) or _first_sentence(paragraphs),
        paragraphs=paragraphs,
        authors=_some(_text(row.get("author"))),
        published=_text(row.get("published")),
        genre=Genre.NEWS,
    )


_READERS: dict[str, Callable[[dict[str, Any]], Item]] = {
    "mastodon": _mastodon,
    "bluesky": _bluesky,
    "youtube": _youtube,
}


def _plain(markup: str) -> str:
    """Text of the small HTML that Mastodon allows: paragraphs and breaks become lines, links keep their text."""
    text = re.sub(r"<(?:/p|/li|/blockquote|/h\d)\s*>", "\n\n", markup, flags=re.IGNORECASE)
    text = re.sub(r"<br\s*/?>", "\n", text, flags=re.IGNORECASE)
    # Mastodon hides the beginning and the end of long addresses.
    text = re.sub(r'<span class="invisible">[^<]{0,2000}</span>', "", text)
    return unescape(re.sub(r"</?[a-zA-Z][^<>]{0,5000}>", "", text))


def _paragraphs(text: str) -> tuple[str, ...]:
    parts = (" ".join(part.split()) for part in re.split(r"\n", text[:MAX_TEXT]))
    return tuple(part for part in parts if part)


def _first_sentence(paragraphs: tuple[str, ...]) -> str:
    if not paragraphs:
        return ""
    sentence = re.split(r"(?<=[.!?…])\s|(?<=[。！？])", paragraphs[0], maxsplit=1)[0]
    if len(sentence) <= MAX_TITLE:
        return sentence
    head = sentence[:MAX_TITLE]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:–-") + "…"


def _some(*values: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" ".join(value.split())[:200] for value in values[:50] if value.strip()))


def _text(value: Any) -> str:
    return value.strip()[:MAX_TEXT] if isinstance(value, str) else ""


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value[:100] if isinstance(value, list) else []
