"""What ails a source, judged from what its crawls recorded and from what became of its pages. Pure.

Thresholds are set so that nights, weekends and one bad answer raise no alarm: silence is measured against the source's
own usual longest silence, yield by whole weeks, coverage by ten documents at least on either side of the break.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

SILENT = 3.0
"""Usual silences after which a source counts as silent."""

UNVISITED = timedelta(days=3)
"""Three of the longest intervals between visits: nobody crawls."""

REFUSED, LEAST_REFUSED = 0.1, 3
"""Share of requests answered 401, 403, 451 or 429 in a day, and least number of them, that are spoken of."""

YIELD, LEAST_YIELD, LEAST_DAYS = 1 / 3, 10, 7.0
"""A week's new links against the mean of the three weeks before: below a third it dropped. Not judged below ten links
a week, or when the weeks before were observed for less than one."""

DROP, LEAST_DOCUMENTS = 0.3, 10
"""Share of documents with a field: a drop by three tenths or more, with ten documents before and after it."""

LOST, LEAST_LANDED = 0.9, 20
"""Share of landed pages that made no document, and least number of landed pages."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong: its ``kind`` for machines, ``text`` for people."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Day:
    """Documents first fetched on a day, and how many of them have a date and an author."""

    day: date
    documents: int
    dates: int
    authors: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What the indices know of a source over four weeks.

    ``week`` and ``before``: new links of the last seven days and of the up to 21 days before, ``before_days`` how many
    days those were observed. ``landed`` counts pages that landed first and were ingested since.
    """

    source: str
    visited: datetime | None = None
    newest: datetime | None = None
    due: datetime | None = None
    usual_gap: float | None = None
    dead: Sequence[Mapping[str, str]] = ()
    requests: int = 0
    refused: int = 0
    limited: int = 0
    week: int = 0
    before: int = 0
    before_days: float = 0.0
    landed: int = 0
    days: Sequence[Day] = field(default=())

    @property
    def documents(self) -> int:
        """Documents first fetched in the four weeks."""
        return sum(day.documents for day in self.days)

    @property
    def rejected(self) -> int:
        """Pages that landed and are no document: rejected, quarantined, or other addresses of one document."""
        return max(0, self.landed - self.documents)


@dataclass(frozen=True, slots=True)
class Health:
    """A source's facts and complaints. A source never visited is neither well nor ill."""

    facts: Facts
    complaints: tuple[Complaint, ...]

    @property
    def state(self) -> str:
        """``ill``, ``well`` or ``unknown``."""
        return "ill" if self.complaints else "well" if self.facts.visited else "unknown"

    def to_json(self) -> dict[str, Any]:
        """For machines; times are ISO 8601."""
        facts = self.facts
        shares = {name: _share(facts.days, name) for name in ("dates", "authors")}
        times = {name: _iso(getattr(facts, name)) for name in ("visited", "newest", "due")}
        plain = ("usual_gap", "requests", "refused", "limited", "week", "before", "landed", "documents", "rejected")
        return {
            "source": facts.source,
            "state": self.state,
            "complaints": [asdict(complaint) for complaint in self.complaints],
            **times,
            **{name: getattr(facts, name) for name in plain},
            "coverage": shares,
        }


def diagnose(facts: Facts, now: datetime) -> Health:
    """Judge a source."""
    return Health(facts, tuple(_complaints(facts, now)) if facts.visited else ())


def _complaints(facts: Facts, now: datetime) -> Iterator[Complaint]:
    assert facts.visited
    if now - facts.visited > UNVISITED:
        yield Complaint("unvisited", f"not visited since {facts.visited:%Y-%m-%d}")
    for page in facts.dead:
        yield Complaint("dead", f"{page['url']}: {page['reason']}")
    if facts.newest and facts.usual_gap and (now - facts.newest).total_seconds() > SILENT * facts.usual_gap:
        silence = duration((now - facts.newest).total_seconds())
        yield Complaint("silent", f"silent for {silence}, usually {duration(facts.usual_gap)} at most")
    if facts.before_days >= LEAST_DAYS:
        usual = facts.before * 7.0 / facts.before_days
        if usual >= LEAST_YIELD and facts.week < YIELD * usual:
            yield Complaint("yield", f"{facts.week} new links in a week, usually {usual:.0f}")
    for kind, number, what in (("refused", facts.refused, "401, 403 or 451"), ("limited", facts.limited, "429")):
        if number >= LEAST_REFUSED and number >= REFUSED * facts.requests:
            yield Complaint(kind, f"{number} of {facts.requests} requests in a day answered {what}")
    for name in ("dates", "authors"):
        if found := drop(facts.days, name):
            since, before, after = found
            yield Complaint(
                name, f"{name} missing since {since}: {after:.0%} of documents have one, before {before:.0%}"
            )
    if facts.landed >= LEAST_LANDED and facts.rejected >= LOST * facts.landed:
        yield Complaint("rejected", f"{facts.rejected} of {facts.landed} landed pages made no document")


def drop(days: Sequence[Day], name: str) -> tuple[date, float, float] | None:
    """The day since which ``name`` is missing, and its share before and since: where the two differ most."""
    best: tuple[date, float, float] | None = None
    for split in range(1, len(days)):
        earlier, later = days[:split], days[split:]
        if min(sum(day.documents for day in part) for part in (earlier, later)) < LEAST_DOCUMENTS:
            continue
        before, after = _share(earlier, name) or 0.0, _share(later, name) or 0.0
        if before - after >= DROP and (best is None or before - after > best[1] - best[2]):
            best = later[0].day, before, after
    return best


def duration(seconds: float) -> str:
    """Seconds in words: ``40 min``, ``7 h``, ``12 days``."""
    for size, unit in ((86_400.0, "days"), (3_600.0, "h")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds / 60:.0f} min"


def _share(days: Sequence[Day], name: str) -> float | None:
    documents = sum(day.documents for day in days)
    return sum(getattr(day, name) for day in days) / documents if documents else None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
