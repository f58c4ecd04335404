"""A hit: one story that one saved search found, with everything its mail will say. Pure: made from what the index gave.

The hit is stored in the ledger as it was found, so a mail can be built, and built again, without the documents.
Marked words travel between two private-use characters (:data:`ON`, :data:`OFF`): they survive any escaping and cannot
be forged into markup by a hostile page.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self
from urllib.parse import urlsplit

from flows.model import Precision, parse_timestamp

ON, OFF = "\ue000", "\ue001"
"""Begin and end of a marked word inside a title or snippet."""

SNIPPET = 280
"""Longest text taken from a document when the search marked nothing in it: some two sentences."""

CLEAR = 0.15
"""Tone from which on it is told, as the dashboards have it: below, the sign is chance."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MARKED = re.compile(f"{ON}([^{ON}{OFF}]*){OFF}")
# Control characters, and the marks that reorder a whole line: neither has business in a mail's text.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")


class News(StrEnum):
    """What a hit tells: a story, a document of a search that wants each, a material edit of one told before, volume."""

    STORY = "story"
    DOCUMENT = "document"
    REVISION = "revision"
    SPIKE = "spike"


@dataclass(frozen=True, slots=True)
class Hit:
    """One story found by one search. ``document`` is the one shown: the story's lead if it matched, else the first.

    ``title`` and ``snippets`` carry :data:`ON` and :data:`OFF`; ``date`` is ready to read, in the precision known.
    ``note`` is a sentence to stand below the title: what an edit changed, how large a volume is. ``signature`` stands
    for title and quotes as they were found; a spike's ``story`` is when its episode began. ``people`` are the names in
    ``leaders`` alone.
    """

    search: str
    story: str
    document: str
    documents: tuple[str, ...]
    title: str
    url: str
    outlet: str = ""
    country: str = ""
    language: str = ""
    date: str = ""
    genre: str = ""
    leaders: tuple[str, ...] = ()
    snippets: tuple[str, ...] = ()
    matched: tuple[str, ...] = ()
    news: str = News.STORY
    note: str = ""
    signature: str = ""
    people: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its place in the ledger: what may be told once to the readers of one search."""
        if self.news == News.DOCUMENT:
            return hit_id(self.search, self.document, News.DOCUMENT)
        if self.news == News.REVISION:
            return hit_id(self.search, f"{self.document}\0{self.signature}", News.REVISION)
        return hit_id(self.search, self.story, News(self.news))

    def to_json(self) -> dict[str, Any]:
        """The hit as the ledger keeps it."""
        return {
            name: list(value) if isinstance(value := getattr(self, name), tuple) else value for name in self.__slots__
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read a stored hit back."""
        values: dict[str, Any] = {name: data[name] for name in cls.__slots__ if name in data}
        values.update((name, tuple(value)) for name, value in values.items() if isinstance(value, list))
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Spread:
    """How far a story has gone: documents and outlets in the index, and the names of some of the outlets."""

    documents: int = 1
    outlets: int = 1
    names: tuple[str, ...] = ()

    def sentence(self) -> str:
        """``carried by 4 outlets: A, B, C and 1 more``; empty for a story that stands alone."""
        if self.documents < 2:
            return ""
        if self.outlets < 2:
            return f"{self.documents} versions at one outlet"
        more = self.outlets - len(self.names)
        text = f"carried by {self.outlets} outlets"
        if not self.names:
            return text
        return f"{text}: {', '.join(self.names)}" + (f" and {more} more" if more > 0 else "")


def hit_id(search: str, key: str, news: News = News.STORY) -> str:
    """The ledger's key of a search and a story (or document …): once there, never mailed again."""
    kind = "hit" if news is News.STORY else f"hit {news}"
    return hashlib.sha256(f"{kind}\0{search}\0{key}".encode()).hexdigest()[:32]


def story_of(source: Mapping[str, Any]) -> str:
    """The story of a stored document; a document without one is a story of its own."""
    return str((source.get("story") or {}).get("id") or source["id"])


def build_hit(
    search: str, source: Mapping[str, Any], highlight: Mapping[str, Sequence[str]], documents: Sequence[str]
) -> Hit:
    """Make a hit of a stored document and what the engine marked in it."""
    marked_title = next(iter(highlight.get("title", ())), "") or str(source.get("title") or "")
    snippets = tuple(clean(s) for field in ("body", "summary") for s in highlight.get(field, ()))[:2]
    if not snippets:
        snippets = tuple(filter(None, [_shortened(clean(str(source.get("summary") or source.get("body") or "")))]))
    outlet = source.get("outlet") or {}
    url = source.get("url") or {}
    return Hit(
        search=search,
        story=story_of(source),
        document=str(source["id"]),
        documents=tuple(documents),
        title=clean(marked_title) or "(no title)",
        url=safe_link(str(url.get("full") or "")),
        outlet=clean(str(outlet.get("name") or url.get("domain") or "")),
        country=clean(str(outlet.get("country") or "")),
        language=clean(str(source.get("language") or "")),
        date=readable_date(source.get("published") or {}, (source.get("event") or {}).get("created")),
        genre=clean(str(source.get("genre") or "")).replace("_", " "),
        leaders=tuple(_leader(row) for row in source.get("leaders") or ()),
        people=tuple(clean(str(row.get("name") or row.get("id") or "")) for row in source.get("leaders") or ()),
        snippets=snippets,
        matched=_words(text for texts in highlight.values() for text in texts),
    )


def readable_date(published: Mapping[str, Any], created: str | None) -> str:
    """The date of publication as precisely as it is known, or when the page was first seen, said as such."""
    moment = parse_timestamp(published.get("date"))
    if moment is None:
        seen = parse_timestamp(created)
        return f"date not known, first seen {_said(seen, Precision.MINUTE)}" if seen else "date not known"
    return _said(moment, Precision(published.get("precision") or "day"))


def safe_link(url: str) -> str:
    """``url`` if it is an http(s) address fit to be clicked, else an empty text."""
    try:
        parts = urlsplit(url)
        fit = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return ""
    return url if fit and url.isprintable() and not re.search(r"[\s<>\"]", url) else ""


def clean(text: str) -> str:
    """One line without control characters, direction overrides and lone surrogates."""
    return " ".join(_UNWANTED.sub(" ", text).encode("utf-8", "replace").decode().split())


def plain(text: str) -> str:
    """The text without its marks."""
    return text.replace(ON, "").replace(OFF, "")


def parts(text: str) -> list[tuple[str, bool]]:
    """The text cut into pieces, each with whether it is marked; marks never nest and are always closed."""
    pieces: list[tuple[str, bool]] = []
    end = 0
    for found in _MARKED.finditer(text):
        pieces.append((plain(text[end : found.start()]), False))
        pieces.append((found[1], True))
        end = found.end()
    pieces.append((plain(text[end:]), False))
    return [(piece, marked) for piece, marked in pieces if piece]


def _said(moment: datetime, precision: Precision) -> str:
    moment = moment.astimezone(UTC)
    # Not strftime: month names must not follow the locale of whoever runs the schedule.
    month = f"{_MONTHS[moment.month - 1]} {moment.year}"
    day = f"{moment.day} {month}"
    said = {Precision.YEAR: f"{moment.year}", Precision.MONTH: month, Precision.DAY: day}
    return said.get(precision) or f"{day}, {moment:%H:%M} UTC"


def _leader(row: Mapping[str, Any]) -> str:
    office = str(row.get("office") or "").replace("-", " ")
    name = str(row.get("name") or row.get("id") or "")
    said = f"{name} ({office})" if office else name
    tone = row.get("tone")
    if isinstance(tone, (int, float)) and abs(tone) >= CLEAR:
        said += f", {'favourable' if tone > 0 else 'critical'} ({tone:+.1f})".replace("-", "−")
    return clean(said)


def _shortened(text: str) -> str:
    if len(text) <= SNIPPET:
        return text
    return text[:SNIPPET].rsplit(" ", 1)[0].rstrip(",;:–-") + " …"


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for text in texts:
        for word in _MARKED.findall(text):
            if tidy := clean(word):
                found.setdefault(tidy.casefold(), tidy)
    return tuple(found.values())[:8]
