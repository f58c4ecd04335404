"""Whether two texts in different languages tell one story, by what translation leaves alone. Pure; precision first.

The evidence of a text is its numbers and its names (:mod:`flows.evidence`). Rare evidence counts more, by how many
documents of the batch hold it. Two texts are linked when they name a leader in common, lie within 48 hours of each
other, and share enough evidence, of which enough of the smaller text's consists. Doubt links nothing: a link that is
missing costs a reader a search, a wrong one his trust in all of them. The answer does not depend on any order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

from flows.evidence import names, numbers, own_names
from flows.model import Document

WITHIN = timedelta(hours=48)

SHARED, COVERED, PIECES = 16.0, 0.55, 5
"""Weight of the evidence shared, its part of all of the smaller text, and how many pieces it is at least."""

WEAK = 0.5
"""What a number of two digits counts: there are only ninety of them."""

PRIOR = 100
"""A batch of fewer documents tells as little of what is rare as this many would."""

HELD_BY_MANY, RARE = 60, 2
"""Two texts are compared when they share so many pieces that no more documents than that hold: bounds the work."""

_TEXT = 10_000
"""Characters of a body that are looked at: news is told in its beginning."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What of a document can be compared across languages."""

    document: str
    story: str
    language: str
    at: datetime
    leaders: frozenset[str]
    pieces: frozenset[str]


@dataclass(frozen=True, slots=True)
class Score:
    """Weight of the evidence shared, its part of all of the smaller text, and the pieces themselves."""

    shared: float
    covered: float
    pieces: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether it is enough."""
        enough = self.shared >= SHARED and self.covered >= COVERED and len(self.pieces) >= PIECES
        # Figures alone may be those of another table, names alone those of another day.
        return enough and len({piece[0].isdigit() for piece in self.pieces}) == 2


def evidence(document: Document) -> Evidence:
    """The evidence of a document; the names of its leaders are none, they are what every candidate shares."""
    body = document.body[:_TEXT]
    pieces = {*numbers(f"{document.title}\n{body}", document.timestamp), *names(body)}
    return Evidence(
        document.id,
        document.story.id if document.story else document.id,
        document.language,
        document.timestamp,
        frozenset(leader.id for leader in document.leaders),
        frozenset(pieces - own_names(leader.name for leader in document.leaders)),
    )


def weights(batch: Sequence[Evidence]) -> dict[str, float]:
    """How much each piece of evidence says: the rarer, the more."""
    held = Counter(piece for item in batch for piece in item.pieces)
    many = max(len(batch), PRIOR)
    return {
        piece: log(many / count) * (WEAK if len(piece) < 3 and piece.isdigit() else 1.0)
        for piece, count in held.items()
    }


def comparable(one: Evidence, other: Evidence) -> bool:
    """Whether these may be compared at all: two languages, near in time, a leader in common."""
    return (
        one.language != other.language
        and one.language != ""
        and other.language != ""
        and abs(one.at - other.at) <= WITHIN
        and not one.leaders.isdisjoint(other.leaders)
    )


def score(one: Evidence, other: Evidence, weight: Mapping[str, float]) -> Score:
    """How much of their evidence two texts share."""
    common = sorted(one.pieces & other.pieces)
    shared = sum(weight[piece] for piece in common)
    smaller = min(sum(weight[piece] for piece in sorted(item.pieces)) for item in (one, other))
    return Score(shared, shared / smaller if smaller else 0.0, tuple(common))


def links(batch: Sequence[Evidence]) -> dict[str, frozenset[str]]:
    """For each story that is told in other languages too: the ids of the stories that tell it."""
    weight = weights(batch)
    held = Counter(piece for item in batch for piece in item.pieces)
    holders: dict[str, list[int]] = defaultdict(list)
    found: dict[str, set[str]] = defaultdict(set)
    for place, other in enumerate(batch):
        rare = [piece for piece in other.pieces if 1 < held[piece] <= HELD_BY_MANY]
        shared = Counter(before for piece in rare for before in holders[piece])
        for one in [batch[before] for before, pieces in shared.items() if pieces >= RARE]:
            if one.story != other.story and comparable(one, other) and score(one, other, weight).same:
                found[one.story].add(other.story)
                found[other.story].add(one.story)
        for piece in rare:
            holders[piece].append(place)
    return {story: frozenset(others) for story, others in found.items()}
