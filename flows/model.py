"""The values that travel behind the landing zone, frozen; their JSON is the contract with users and the index.

What ``commentariat extract`` prints and Elasticsearch stores is :meth:`Document.to_json`. ``None`` or an empty
value means *not known*; nothing here is ever a guess.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self


class Precision(StrEnum):
    """How much of a date was said on the page."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Genre(StrEnum):
    """What kind of text a document is; the values of the ``genre`` field."""

    OPINION = "opinion"
    EDITORIAL = "editorial"
    ANALYSIS = "analysis"
    INTERVIEW = "interview"
    BLOG = "blog"
    PRESS_RELEASE = "press_release"
    LIVE = "live"
    TRANSCRIPT = "transcript"
    LETTER = "letter"
    NEWS = "news"


class Role(StrEnum):
    """A document's part in its story."""

    LEAD = "lead"
    COPY = "copy"


def timestamp(value: datetime | None) -> str | None:
    """An aware time as ``2026-01-22T00:00:00Z`` (microseconds only where there are any), or ``None``."""
    if value is None:
        return None
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_timestamp(value: str | None) -> datetime | None:
    """Undo :func:`timestamp`; a value without a zone is taken as UTC. Raises ``ValueError`` when it is no ISO time."""
    if not value:
        return None
    parsed = datetime.fromisoformat(value)
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date, how precise it is, where it came from and what stood there.

    ``source`` is one of ``json-ld``, ``meta``, ``microdata``, ``time``, ``url``, ``feed``, ``sitemap``, ``visible``,
    ``search`` (a heuristic over the whole page); ``raw`` is the text as it stood. ``date`` is aware, in UTC; for
    precision ``day`` it is midnight UTC of the day that the page names.
    """

    date: datetime | None = None
    precision: Precision | None = None
    source: str | None = None
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class Url:
    """The addresses of a document: canonical, as fetched, every other one seen, and the registrable domain."""

    full: str
    original: str
    observed: tuple[str, ...] = ()
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """``created``: first fetched. ``ingested``: written to the index; ``None`` until it was."""

    created: datetime
    ingested: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutletRef:
    """The outlet as stored in a document."""

    id: str = ""
    name: str = ""
    country: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Leader:
    """One leader a document speaks of. ``office`` is the one held on the day of publication, or empty.

    ``mentions`` counts in title and body; ``by_office_only`` means never by name; ``tone`` is -1 to 1 or unknown.
    """

    id: str
    name: str
    office: str = ""
    mentions: int = 0
    in_title: bool = False
    by_office_only: bool = False
    tone: float | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """Words the text quotes and says who spoke them. ``text`` is verbatim: it stands at ``offset`` of the body.

    ``speaker`` is the roster's name of a leader (then ``speaker_id`` is his id), else the name as it stands there.
    """

    text: str
    speaker: str
    speaker_id: str | None
    offset: int


@dataclass(frozen=True, slots=True)
class Story:
    """The syndication cluster of a document. ``similarity`` is to the story's lead, 0 to 1; 1 for the lead.

    ``related``: ids of stories that tell the same in other languages, as far as :mod:`flows.linking` found them.
    """

    id: str
    role: Role = Role.LEAD
    similarity: float = 1.0
    related: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """``number`` counts from 1; ``digest`` is a hash of title and body: equal digests mean nothing changed."""

    number: int
    digest: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the raw page lies, how it was found, and what read its body."""

    warc: str = ""
    offset: int = 0
    digest: str = ""
    source_id: str = ""
    spider: str = ""
    found_on: str = ""
    extractor: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One article as read. See ``docs/document.md`` for every field."""

    id: str
    url: Url
    title: str
    body: str
    language: str
    published: DateFound
    event: Event
    revision: Revision
    summary: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    modified: DateFound = field(default_factory=DateFound)
    outlet: OutletRef = field(default_factory=OutletRef)
    genre: Genre = Genre.NEWS
    leaders: tuple[Leader, ...] = ()
    quotes: tuple[Quote, ...] = ()
    relevance: float = 0.0
    word_count: int = 0
    reading_minutes: int = 0
    truncated: bool = False
    story: Story | None = None
    provenance: Provenance = field(default_factory=Provenance)

    @property
    def timestamp(self) -> datetime:
        """Published, else first seen: the document's place on every time axis."""
        return self.published.date or self.event.created

    def to_json(self) -> dict[str, Any]:
        """The document as users and the index see it, keys in reading order."""
        data = _plain(self)
        return {"id": data.pop("id"), "@timestamp": timestamp(self.timestamp), **data}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read a stored document back. Unknown keys are ignored; a missing required one raises ``KeyError``."""
        url, event, outlet = data["url"], data["event"], data.get("outlet") or {}
        created = parse_timestamp(event["created"])
        if created is None:
            raise KeyError("event.created")
        return cls(
            id=data["id"],
            url=Url(url["full"], url["original"], tuple(url.get("observed") or ()), url.get("domain") or ""),
            title=data["title"],
            body=data["body"],
            language=data.get("language") or "",
            published=_date(data.get("published")),
            modified=_date(data.get("modified")),
            event=Event(created, parse_timestamp(event.get("ingested"))),
            revision=Revision(data["revision"]["number"], data["revision"]["digest"]),
            summary=data.get("summary") or "",
            authors=tuple(data.get("authors") or ()),
            tags=tuple(data.get("tags") or ()),
            outlet=OutletRef(**_known(OutletRef, outlet)),
            genre=Genre(data.get("genre") or "news"),
            leaders=tuple(Leader(**_known(Leader, row)) for row in data.get("leaders") or ()),
            quotes=tuple(Quote(**_known(Quote, {"speaker_id": None, **row})) for row in data.get("quotes") or ()),
            relevance=data.get("relevance") or 0.0,
            word_count=data.get("word_count") or 0,
            reading_minutes=data.get("reading_minutes") or 0,
            truncated=bool(data.get("truncated")),
            story=_story(data.get("story") or {}),
            provenance=Provenance(**_known(Provenance, data.get("provenance") or {})),
        )

    def with_story(self, story: Story) -> Self:
        """The same document as part of ``story``."""
        return replace(self, story=story)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A page that is no article, or not one for us; ``detail`` says what was seen."""

    reason: str
    url: str
    detail: str = ""

    def to_json(self) -> dict[str, str]:
        """The rejection as ``extract`` prints it."""
        return {"reason": self.reason, "url": self.url, "detail": self.detail}


def _plain(value: Any) -> Any:
    """Dataclasses to dicts, tuples to lists, times to strings."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return value


def _story(data: dict[str, Any]) -> Story | None:
    if not data.get("id"):
        return None
    return Story(data["id"], Role(data["role"]), data["similarity"], tuple(data.get("related") or ()))


def _date(data: dict[str, Any] | None) -> DateFound:
    data = data or {}
    precision = data.get("precision")
    return DateFound(
        parse_timestamp(data.get("date")),
        Precision(precision) if precision else None,
        data.get("source"),
        data.get("raw"),
    )


def _known(cls: type, data: dict[str, Any]) -> dict[str, Any]:
    names = {f.name for f in fields(cls)}
    return {k: v for k, v in data.items() if k in names}
