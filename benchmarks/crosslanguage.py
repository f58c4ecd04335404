"""Precision and recall of links between stories told in different languages, on texts written for it.

``python -m benchmarks.crosslanguage`` needs no data: ``crosslanguage-texts.txt`` holds events told in two or three
languages, and, marked ``!``, hard negatives: another story of the same days with the same leader, and places, people
or figures of an event. Each half by a hash of the event is linked as one batch; the second half is never tuned on. A
pair is what the linker may compare: two languages, within 48 hours, a leader in common. Under a floor it ends with 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

from benchmarks.metrics import floors, second_half
from flows.crosslanguage import Evidence, comparable, evidence, links, score, weights
from flows.leaders import assess
from flows.model import DateFound, Document, Event, Precision, Revision, Url

TEXTS = Path(__file__).parent / "crosslanguage-texts.txt"


@dataclass(frozen=True, slots=True)
class Told:
    """One article: the event it tells, whether it is a hard negative of it, and its evidence."""

    event: str
    hard: bool
    evidence: Evidence

    def same(self, other: Told) -> bool:
        """Whether both tell one event; a hard negative tells one of its own."""
        return self.event == other.event and not self.hard and not other.hard


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures of both halves; compare the test half with its floors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--misses", action="store_true", help="list what is wrong in the half that may be tuned on")
    args = parser.parse_args(argv)
    told = read(TEXTS)
    halves = {name: [t for t in told if is_test(t.event) == (name == "test")] for name in ("tuning", "test")}
    figures = {name: measure(half) for name, half in halves.items()}
    if args.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, row in figures.items():
            print(f"{name}: " + ", ".join(f"{key} {value:.4g}" for key, value in row.items()))
    if args.misses:
        _misses(halves["tuning"])
    below = [key for key, floor in floors("crosslanguage").items() if figures["test"][key] < floor]
    for key in below:
        print(f"crosslanguage: {key} of the test half is {figures['test'][key]:.4f}, under its floor", file=sys.stderr)
    return 1 if below else 0


def measure(half: Sequence[Told]) -> dict[str, float]:
    """Counts of pairs, precision and recall; ``language_pairs`` are those among the positives."""
    found = links([t.evidence for t in half])
    pairs = [(a, b) for a, b in combinations(half, 2) if comparable(a.evidence, b.evidence)]
    alike = [(a, b) for a, b in combinations(half, 2) if a.same(b)]
    linked = [(a, b) for a, b in pairs if b.evidence.story in found.get(a.evidence.story, ())]
    right = sum(a.same(b) for a, b in linked)
    return {
        "articles": len(half),
        "positives": len(alike),
        "negatives": sum(not a.same(b) for a, b in pairs),
        "hard_negatives": sum(not a.same(b) and a.event == b.event for a, b in pairs),
        "language_pairs": len({frozenset((a.evidence.language, b.evidence.language)) for a, b in alike}),
        "linked": len(linked),
        "wrong": len(linked) - right,
        "precision": right / len(linked) if linked else 0.0,
        "recall": right / max(1, len(alike)),
    }


def is_test(event: str) -> bool:
    """Whether an event is of the half that is never tuned on."""
    return second_half(event)


def read(path: Path) -> list[Told]:
    """The articles of the file, as the product reads them."""
    told = []
    for number, block in enumerate(path.read_text("utf-8").split("@ ")[1:]):
        head, title, body = block.strip().split("\n", 2)
        event, language, moment = head.split()
        at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        document = Document(
            id=f"{number:032x}",
            url=Url("https://press.example/", "https://press.example/"),
            title=title,
            body=body,
            language=language,
            published=DateFound(at, Precision.MINUTE),
            event=Event(at),
            revision=Revision(1, ""),
            leaders=assess(title, "", body, language=language, on=at.date()).leaders,
        )
        told.append(Told(event.rstrip("!"), event.endswith("!"), evidence(document)))
    return told


def _misses(half: Sequence[Told]) -> None:
    weight = weights([t.evidence for t in half])
    for one, other in combinations(half, 2):
        if comparable(one.evidence, other.evidence) or one.same(other):
            found = score(one.evidence, other.evidence, weight)
            if found.same != one.same(other) or one.event == other.event:
                print(
                    f"{one.same(other)!s:5} {found.same!s:5} {one.event} {one.evidence.language}-"
                    f"{other.evidence.language}{'' if one.event == other.event else ' ' + other.event} "
                    f"{found.shared:.1f} {found.covered:.2f} {len(found.pieces)} {' '.join(found.pieces)}",
                    file=sys.stderr,
                )


if __name__ == "__main__":
    sys.exit(main())
