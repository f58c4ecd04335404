"""How far a segment was ingested, on disk, so that a killed ingest goes on where it was and counts every page once.

A batch is decided once. Its plan (counts, writes, what to set aside, where the next one begins) goes into
``HOME/ingest/SEGMENT.json`` before anything is written to the index; after a crash the plan is carried out again,
which changes nothing where it already was, instead of being decided anew against what the first try had written. The
file is replaced whole and fsynced. A journal of another file, size or index is not believed: the segment starts over.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Counts:
    """Pages by what became of them; all but ``read`` add up to ``read``."""

    read: int = 0
    indexed: int = 0
    revised: int = 0
    copies: int = 0
    unchanged: int = 0
    rejected: int = 0
    quarantined: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def to_json(self) -> dict[str, int]:
        """The counts by name, in the order of the summary."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Write:
    """One write to the index for the page at ``offset``, which is counted as ``counted`` unless it is refused.

    ``stamp``: ``event.ingested`` becomes the time of the write, as the document is new or changed.
    """

    action: dict[str, Any]
    document: dict[str, Any]
    offset: int
    end: int
    counted: str
    stamp: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """A record for quarantine."""

    offset: int
    end: int
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done for one batch, and where the next one begins."""

    end: int
    counts: Counts = field(default_factory=Counts)
    reasons: dict[str, int] = field(default_factory=dict)
    writes: tuple[Write, ...] = ()
    aside: tuple[Aside, ...] = ()


@dataclass(frozen=True, slots=True)
class State:
    """What is done of a segment, and the plan under way, if any."""

    offset: int = 0
    counts: Counts = field(default_factory=Counts)
    reasons: dict[str, int] = field(default_factory=dict)
    plan: Plan | None = None

    def done(self, counts: Counts) -> State:
        """The state once the plan was carried out, with its true counts."""
        assert self.plan is not None
        reasons = Counter(self.reasons) + Counter(self.plan.reasons)
        return State(self.plan.end, self.counts + counts, dict(reasons))

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read a state back. Raises ``KeyError`` or ``TypeError`` for anything else."""
        plan = data["plan"]
        return cls(
            data["offset"],
            Counts(**data["counts"]),
            dict(data["reasons"]),
            Plan(
                plan["end"],
                Counts(**plan["counts"]),
                dict(plan["reasons"]),
                tuple(Write(**w) for w in plan["writes"]),
                tuple(Aside(**a) for a in plan["aside"]),
            )
            if plan
            else None,
        )


class Journal:
    """The journal of one segment for one index (``target``)."""

    def __init__(self, home: Path, segment: Path, target: str) -> None:
        size = segment.stat().st_size
        place = hashlib.sha256(str(segment.resolve().parent).encode("utf-8", "surrogateescape")).hexdigest()[:8]
        self._identity = {"segment": segment.name, "size": size, "target": target}
        self.path = home / "ingest" / f"{segment.name[:180]}-{place}.json"

    def load(self) -> State:
        """The state to go on from; a fresh one when there is none to be believed."""
        try:
            data = json.loads(self.path.read_text("utf-8"))
            if {key: data[key] for key in self._identity} == self._identity:
                return State.from_json(data)
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return State()

    def save(self, state: State) -> None:
        """Replace the journal and wait until it is on disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        part = self.path.with_name(f".{self.path.name}.part")
        with part.open("w", encoding="utf-8") as file:
            json.dump({**self._identity, **asdict(state)}, file, ensure_ascii=True)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)

    def remove(self) -> None:
        """The segment is done."""
        self.path.unlink(missing_ok=True)
