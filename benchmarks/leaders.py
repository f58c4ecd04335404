"""Precision and recall of (person, office) on our own labelled texts and on real pages, and the speed of matching.

    python -m benchmarks.leaders                  # the labelled texts; --verbose lists each that is wrong
    python -m benchmarks.leaders --speed          # megabytes a CPU second, with ten times the names too
    python -m benchmarks.leaders --data DIR       # every page of DIR/publishers with its leaders, against the truth

A case is a line of leaders/cases.jsonl: language, day of publication, kind, text (its first line is the title), and who
must be found: ``mark-rutte:secretary-general``, or ``mark-rutte`` for a person without office that day. Half of them
are traps. Rules are tuned on the tuning half only; the test half decides. Floors are in floors.toml; a figure under
its floor ends with 1. The truth of the pages is in leaders/publishers.toml, read off by eye; their text is not here.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.leaders_speed import speeds
from benchmarks.metrics import floors
from flows.leaders import assess
from flows.model import Leader, Rejection

FOLDER = Path(__file__).with_name("leaders")
CASES = [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text("utf-8").splitlines()]


@dataclass(slots=True)
class Score:
    """What was right, said and true."""

    right: int = 0
    said: int = 0
    true: int = 0
    cases: int = 0
    wrong: int = 0

    def add(self, got: set[str], expected: set[str]) -> None:
        """Count one text."""
        self.right, self.said, self.true = (
            self.right + len(got & expected),
            self.said + len(got),
            self.true + len(expected),
        )
        self.cases, self.wrong = self.cases + 1, self.wrong + (got != expected)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where nobody was there and nobody said."""
        return 2 * self.right / (self.said + self.true) if self.said + self.true else 1.0

    def row(self, name: str) -> str:
        """One line of a table."""
        precision = self.right / self.said if self.said else 1.0
        recall = self.right / self.true if self.true else 1.0
        return (
            f"{name:24} {self.cases:4} texts {self.wrong:3} wrong  P {precision:.3f}  R {recall:.3f}  F1 {self.f1:.3f}"
        )


def told(leaders: Iterable[Leader]) -> set[str]:
    """Leaders in the notation of the cases."""
    return {f"{leader.id}:{leader.office}" if leader.office else leader.id for leader in leaders}


def found(language: str, day: str, text: str) -> set[str]:
    """What the product says about one case."""
    title, _, body = text.partition("\n")
    return told(assess(title, "", body, language=language, on=date.fromisoformat(day)).leaders)


def score(half: str) -> tuple[dict[str, dict[str, Score]], list[str]]:
    """Scores by "all", kind and language, and a line for every text that is wrong."""
    tables: dict[str, dict[str, Score]] = {key: defaultdict(Score) for key in ("all", "kind", "language")}
    misses = []
    for case in CASES:
        if case["half"] != half:
            continue
        got, expected = found(case["language"], case["day"], case["text"]), set(case["expect"])
        for key, name in (("all", half), ("kind", case["kind"]), ("language", case["language"])):
            tables[key][name].add(got, expected)
        if got != expected:
            text = " / ".join(case["text"].splitlines())
            misses.append(
                f"{case['language']} {case['day']} {case['kind']}: {sorted(got)} instead of {sorted(expected)}: {text}"
            )
    return tables, misses


def publishers(folder: Path, *, verbose: bool) -> Score:
    """Every page with its leaders, against the truth."""
    from benchmarks import pages

    truth = tomllib.loads((FOLDER / "publishers.toml").read_text("utf-8"))["pages"]
    total = Score()
    for page, result in pages.read(folder):
        got = set() if isinstance(result, Rejection) else told(result.leaders)
        expected = set(truth.get(page["id"], []))
        total.add(got, expected)
        if got or expected or verbose:
            mark = "" if got == expected else f"   WRONG, truth: {', '.join(sorted(expected)) or 'nobody'}"
            print(f"{page['id']:48} {', '.join(sorted(got)) or '–'}{mark}")
    return total


def main(argv: list[str] | None = None) -> int:
    """Print the tables; 1 when a figure is under its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true", help="list each text that is wrong, of the test half too")
    parser.add_argument("--by", choices=("kind", "language"), action="append", default=[], help="a table more")
    parser.add_argument("--speed", action="store_true", help="measure speed only")
    parser.add_argument("--data", type=Path, default=os.environ.get("COMMENTARIAT_BENCHMARK_DATA"))
    args = parser.parse_args(argv)
    if args.speed:
        for name, rate in speeds().items():
            print(f"{name:42} {rate:6.1f} MB a CPU second")
        return 0
    figures = {}
    for half in ("tuning", "test"):
        tables, misses = score(half)
        figures[half] = tables["all"][half].f1
        print(tables["all"][half].row(half))
        for key in args.by or ("kind", "language"):
            for name, row in sorted(tables[key].items()):
                print("  " + row.row(name))
        for miss in misses if args.verbose or half == "tuning" else ():
            print("  wrong: " + miss)
    if args.data and (args.data / "publishers" / "manifest.jsonl").is_file():
        pages = publishers(args.data / "publishers", verbose=args.verbose)
        figures["publishers"] = pages.f1
        print(pages.row("publishers"))
    least = floors("leaders")
    low = [f"{key} is {value:.4f}, the floor is {least[key]}" for key, value in figures.items() if value < least[key]]
    for text in low:
        print(text, file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
