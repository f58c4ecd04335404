"""What a reader of feeds, sitemaps or listings finds: links with what was said of them, and further pages to read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from crawlers.records import Entry


@dataclass(frozen=True, slots=True)
class FoundLink:
    """An article link, its entry word for word, and the feed's own name for it (empty where there is none)."""

    url: str
    entry: Entry
    guid: str = ""

    @property
    def key(self) -> str:
        """Changes when the entry does: title or a date. Summaries are left out: some carry counters."""
        said = "\x1f".join((self.entry.title, self.entry.published, self.entry.modified))
        return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class FurtherPage:
    """A further page of the same kind to read: a sitemap an index names, with its ``lastmod`` word for word."""

    url: str
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one page held, and what is wrong with it. A page with a ``problem`` and no links gave nothing."""

    links: tuple[FoundLink, ...] = ()
    further: tuple[FurtherPage, ...] = ()
    problem: str = ""
