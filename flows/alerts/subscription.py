"""A saved search as the engine runs it, wherever it was written: in a TOML file or in Kibana.

The name identifies a search for good: its cursor and its ledger entries hang on it, so a renamed search is a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from flows.alerts.cadence import IMMEDIATE, Cadence, Quiet

SINCE = timedelta(hours=24)
"""How far back a new search looks. A day is what a press office has not yet read; more would be a flood."""

OVERLAP = timedelta(hours=2)
"""How far behind its cursor a search reads again. It must exceed the time from stamping a document to its being
visible (seconds; minutes when a bulk request is retried) and the difference between the clocks of those who ingest
(an hour, when one is set an hour wrong). Reading costs one page of ids for 1,000 hits and one ledger look-up."""

MAXIMUM = 100
"""Most stories of one search in one mail; further ones go into further mails."""

CHANNEL = "channel:"
"""What the name of a channel begins with where the ledger lists recipients."""


class Group(StrEnum):
    """What is told once: a story with all its copies, or each document."""

    STORY = "story"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Filter:
    """One more condition: how people read it, and its query DSL."""

    said: str
    clause: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spike:
    """Mail the volume instead of the stories: when an hour brings more than ``factor`` times what is usual for this
    hour of the week (the median of the last ``weeks``), and at least ``minimum`` documents."""

    factor: float = 3.0
    weeks: int = 8
    minimum: int = 10


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """One saved search as written, with the file and the number of the table it stands in.

    A new search looks back ``since`` (zero: it starts now), or to the moment ``start`` if that is given. ``channels``
    are names of channels other than mail. ``revisions``: whether a material edit of a mailed story is told. ``origin``
    says where a search stands that is in no file.
    """

    name: str
    query: str
    to: tuple[str, ...]
    cadence: Cadence = IMMEDIATE
    syntax: str = "kql"
    language: str = ""
    minimum_relevance: float = 0.0
    leader: str = ""
    since: timedelta = SINCE
    start: datetime | None = None
    quiet: Quiet | None = None
    filters: tuple[Filter, ...] = ()
    group: Group = Group.STORY
    maximum: int = MAXIMUM
    template: str = ""
    revisions: bool = False
    spike: Spike | None = None
    enabled: bool = True
    channels: tuple[str, ...] = ()
    file: Path = Path()
    table: int = 1
    origin: str = ""

    @property
    def place(self) -> str:
        """Where the search stands, for messages."""
        return self.origin or f"{self.file.name}, [[search]] {self.table} ({self.name})"

    @property
    def targets(self) -> tuple[str, ...]:
        """Everybody to be told, as the ledger lists them: addresses, and channels behind :data:`CHANNEL`."""
        return (*self.to, *(CHANNEL + name for name in self.channels))

    def dsl(self) -> dict[str, Any]:
        """The search as Elasticsearch query DSL. Raises :class:`~flows.errors.Rejected` for a broken query."""
        from flows.search import compile_query

        filters: list[Mapping[str, Any]] = []
        if self.language:
            filters.append({"term": {"language": self.language}})
        if self.leader:
            filters.append({"term": {"leaders.id": self.leader}})
        if self.minimum_relevance > 0:
            filters.append({"range": {"relevance": {"gte": self.minimum_relevance}}})
        filters.extend(one.clause for one in self.filters)
        return {"bool": {"must": [compile_query(self.query, syntax=self.syntax)], "filter": filters}}

    def conditions(self) -> str:
        """Query and filters in one line, as mails and tables show them."""
        parts = [" ".join(self.query.split())]
        if self.leader:
            parts.append(f"leader {self.leader}")
        if self.language:
            parts.append(f"language {self.language}")
        if self.minimum_relevance > 0:
            parts.append(f"relevance ≥ {self.minimum_relevance:g}")
        parts.extend(one.said for one in self.filters)
        return " · ".join(filter(None, parts))
