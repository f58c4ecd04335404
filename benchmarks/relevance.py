"""Does relevance part texts that comment on NATO's leadership from those that name it on the way, or not at all?

    python -m benchmarks.relevance         # AUC, and accuracy at each threshold; --verbose lists every text by score

Needs no data from outside: own texts in relevance-cases.txt. The AUC is the chance that a text which comments scores
higher than one that does not. A figure under its floor in floors.toml ends with 1.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.metrics import floors
from flows.leaders import assess
from flows.leaders.relevance import THRESHOLD

CASES = Path(__file__).with_name("relevance-cases.txt")
ELSE = "The council spoke about harvests, ferries and timber. Prices rose a little. Nobody was surprised by that."


@dataclass(frozen=True)
class Case:
    """One text with its class and score."""

    kind: str
    title: str
    score: float


def cases() -> list[Case]:
    """Every case, scored."""
    found = []
    for block in CASES.read_text("utf-8").split("\n\n"):
        lines = [line for line in block.strip().splitlines() if not line.startswith("#")]
        if not lines:
            continue
        kind, language, day = lines[0].split()
        body = "\n".join("\n".join([ELSE] * int(line[1:])) if line.startswith("~") else line for line in lines[2:])
        seen = assess(lines[1], "", body, language=language, on=date.fromisoformat(day))
        found.append(Case(kind, lines[1], seen.relevance))
    return found


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true", help="list every text by its score")
    args = parser.parse_args()
    rows = cases()
    about = [c.score for c in rows if c.kind == "about"]
    other = [c.score for c in rows if c.kind != "about"]
    auc = sum((a > o) + (a == o) / 2 for a in about for o in other) / (len(about) * len(other))
    print(f"{len(rows)} texts: {len(about)} about, {sum(c.kind == 'passing' for c in rows)} in passing")
    print(f"AUC {auc:.3f}; about {min(about):.2f} to {max(about):.2f}, the others {min(other):.2f} to {max(other):.2f}")
    for step in range(2, 12):
        at = step / 20
        print(f"  at {at:.2f}: accuracy {_accuracy(rows, at):.3f}")
    accuracy = _accuracy(rows, THRESHOLD)
    print(f"recommended threshold {THRESHOLD:g}: accuracy {accuracy:.3f}")
    if args.verbose:
        for case in sorted(rows, key=lambda c: c.score):
            print(f"  {case.score:.3f} {case.kind:<8}{case.title}")
    least = floors("relevance")
    return int(auc < least["auc"] or accuracy < least["accuracy"])


def _accuracy(rows: list[Case], threshold: float) -> float:
    return sum((c.score >= threshold) == (c.kind == "about") for c in rows) / len(rows)


if __name__ == "__main__":
    sys.exit(main())
