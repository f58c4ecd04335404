"""What a reader of feeds, sitemaps, listings or lists of posts finds: links, what was said of them, further pages."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from crawlers.records import Entry


@dataclass(frozen=True, slots=True)
class FoundLink:
    """An article link, its entry word for word, and the feed's own name for it (empty where there is none).

    ``item``: the post itself, as JSON, where the list held it whole; then it lands from here and is not fetched.
    """

    url: str
    entry: Entry
    guid: str = ""
    item: bytes = b""

    @property
    def key(self) -> str:
        """Changes when the entry does: title or a date. Summaries are left out: some carry counters."""
        said = "\x1f".join((self.entry.title, self.entry.published, self.entry.modified))
        return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class FurtherPage:
    """A further page to read: a sitemap an index names, with its ``lastmod`` word for word, or page two of a listing.

    ``mechanism`` names who reads it, where that is another one than read the page that names it.
    """

    url: str
    modified: str = ""
    mechanism: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page held, and what is wrong with it. A page with a ``problem`` and no links gave nothing.

    ``keyed``: its entries say when a page changes. ``traps``: (name, address) of each link that was left alone because
    there is no end to such links. ``hub``: the WebSub hub that a feed names. ``linkless``: entries that lead nowhere.
    """

    links: tuple[FoundLink, ...] = ()
    further: tuple[FurtherPage, ...] = ()
    problem: str = ""
    keyed: bool = True
    traps: tuple[tuple[str, str], ...] = ()
    hub: str = ""
    linkless: int = 0
