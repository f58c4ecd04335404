"""The one type both halves of the road know: a page as it was fetched, with how it was found.

A landed page travels as two WARC records: the ``response`` (the HTTP answer as it came over the wire) and,
right behind it, a ``metadata`` record of type ``application/json`` that names the response in
``WARC-Concurrent-To`` and holds :meth:`Discovery.to_json`. A WARC file from elsewhere has no such metadata
record: then :attr:`LandedPage.discovery` is ``None`` and everything still works.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

METADATA_FORMAT = "commentariat/discovery/1"
"""``format`` of the JSON in our metadata records; a reader skips what it does not know."""

ITEM_TYPE = "application/vnd.commentariat.item+json"
"""Content type of a landed post that came whole inside a list (Mastodon, Bluesky, YouTube) and has no page of its own
that a reader could use: ``{"platform": NAME, "item": WHAT THE LIST HELD}``. Its address is the post's public one."""

ITEM_SPIDERS = frozenset({"youtube", "mastodon", "bluesky"})
"""The mechanisms that land such posts."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who publishes: a newspaper, an agency, a blog. ``country`` is ISO 3166-1 alpha-2, upper case, or empty."""

    id: str
    name: str
    country: str = ""
    kind: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed or sitemap said about the page, word for word; empty means it said nothing.

    ``published`` and ``modified`` are the strings as they stood there: what they mean is decided later.
    """

    title: str = ""
    published: str = ""
    modified: str = ""
    authors: tuple[str, ...] = ()
    summary: str = ""
    tags: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Discovery:
    """How a page was found: by which source's spider, on which page, with what entry.

    ``observed`` lists every other address the page was seen under on the way: the link as published and each
    redirect, in order, without the final address.
    """

    source_id: str
    spider: str
    found_on: str = ""
    outlet: Outlet | None = None
    entry: Entry = field(default_factory=Entry)
    observed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The JSON object of the metadata record, with its ``format``."""
        # By hand: asdict() copies deeply; it took 4 % of a crawl's CPU time.
        outlet = self.outlet and {name: getattr(self.outlet, name) for name in Outlet.__dataclass_fields__}
        entry = {name: getattr(self.entry, name) for name in Entry.__dataclass_fields__}
        return {
            "format": METADATA_FORMAT,
            "source_id": self.source_id,
            "spider": self.spider,
            "found_on": self.found_on,
            "outlet": outlet,
            "entry": entry,
            "observed": self.observed,
        }

    @classmethod
    def from_json(cls, data: Any) -> Self | None:
        """Read a metadata record back; ``None`` for anything that is not ours or does not hold together."""
        if not isinstance(data, dict) or data.get("format") != METADATA_FORMAT:
            return None
        try:
            outlet = data.get("outlet")
            entry = data.get("entry") or {}
            return cls(
                source_id=str(data["source_id"]),
                spider=str(data["spider"]),
                found_on=str(data.get("found_on") or ""),
                outlet=Outlet(**{**outlet, "languages": tuple(outlet.get("languages", ()))}) if outlet else None,
                entry=Entry(
                    **{
                        **entry,
                        "authors": tuple(entry.get("authors", ())),
                        "tags": tuple(entry.get("tags", ())),
                    }
                ),
                observed=tuple(str(u) for u in data.get("observed", ())),
            )
        except (KeyError, TypeError, AttributeError):
            return None


@dataclass(frozen=True, slots=True)
class LandedPage:
    """A page as fetched. ``body`` is the entity with transfer and content codings undone, bytes untouched otherwise.

    ``url`` is the address that answered, ``fetched_at`` an aware UTC time, ``content_type`` the header as sent
    (it may carry a charset). ``warc``, ``offset`` and ``digest`` say where the record lies: file name, byte offset of
    the response record in it, and its ``WARC-Payload-Digest``, or a ``sha256:`` of the body where there is none.
    """

    url: str
    fetched_at: datetime
    body: bytes
    status: int = 200
    content_type: str = "text/html"
    discovery: Discovery | None = None
    warc: str = ""
    offset: int = 0
    digest: str = ""
