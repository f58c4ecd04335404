"""What a briefing says, as values. No I/O, no wording.

Counts are of articles (documents) whose ``@timestamp`` lies in the period, as on the Overview dashboard; a story
counts once however often it was carried.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flows.model import timestamp


@dataclass(frozen=True, slots=True)
class Row:
    """A value and how many articles have it."""

    label: str
    articles: int


@dataclass(frozen=True, slots=True)
class Series:
    """A value and its articles for each of the briefing's days; ``articles`` is their sum."""

    label: str
    articles: int
    per_day: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """As much of an article as a list shows. What is not known is empty."""

    id: str
    title: str
    url: str
    outlet: str
    country: str
    language: str
    genre: str
    date: str
    leaders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopStory:
    """A story by its lead, or its first article in the period; ``articles`` counts it and its copies in the period."""

    article: Article
    articles: int
    outlets: int
    languages: int

    @property
    def copies(self) -> int:
        """Articles beside the one shown."""
        return self.articles - 1


@dataclass(frozen=True, slots=True)
class Voice:
    """An author or outlet with nothing in the 30 days before the period, by its first article in it."""

    name: str
    articles: int
    first: Article


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody is quoted with, and where."""

    text: str
    speaker: str
    article: Article


@dataclass(frozen=True, slots=True)
class Sources:
    """Crawls of the period: sources crawled, pages, and what ails a source (its id with each complaint)."""

    crawled: int = 0
    landed: int = 0
    failed: int = 0
    refused: int = 0
    complaints: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Briefing:
    """Everything a briefing says of the time from ``since`` up to ``until``, exclusive."""

    since: datetime
    until: datetime
    leader: str | None = None
    leader_name: str = ""
    articles: int = 0
    stories: int = 0
    outlet_count: int = 0
    country_count: int = 0
    opinion: int = 0
    relevance: float | None = None
    days: tuple[str, ...] = ()
    """First days of the steps of every :class:`Series`, in UTC."""
    step: str = "day"
    """``day``, ``week`` or ``month``."""
    per_day: tuple[int, ...] = ()
    volume: tuple[Series, ...] = ()
    tone: tuple[Series, ...] = ()
    outlets: tuple[Row, ...] = ()
    countries: tuple[Row, ...] = ()
    languages: tuple[Row, ...] = ()
    genres: tuple[Row, ...] = ()
    top: tuple[TopStory, ...] = ()
    before: int = 0
    """Articles of the 30 days before: without any, nobody can be told to be new."""
    new_authors: tuple[Voice, ...] = ()
    new_outlets: tuple[Voice, ...] = ()
    quotes: tuple[Quote, ...] = ()
    sources: Sources = Sources()

    def to_json(self) -> dict[str, Any]:
        """For machines; times are ISO 8601 in UTC."""
        return {**asdict(self), "since": timestamp(self.since), "until": timestamp(self.until)}
