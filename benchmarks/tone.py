"""Does tone get the sign right? On our own English sentences about one leader.

    python -m benchmarks.tone              # the table; --verbose lists each miss

Needs no data from outside. A sentence is right when its tone is above .05, below -.05, or in between or not known, as
its label says. The cases are halved by a hash of their text: words are chosen on one half only. A figure under its
floor in floors.toml ends with 1.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from benchmarks.metrics import floors, second_half
from flows.leaders import assess

CASES = Path(__file__).with_name("tone-cases.txt")
NEUTRAL = 0.05


def cases() -> list[tuple[str, str, str]]:
    """Half, label and sentence of every case."""
    rows = [line for line in CASES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return [("test" if second_half(r) else "tuning", r[0], r[2:]) for r in rows]


def sign(sentence: str) -> str:
    """What the product says."""
    leaders = assess("", "", sentence, language="en", on=date(2026, 2, 3)).leaders
    tone = next((leader.tone for leader in leaders if leader.id == "mark-rutte"), None) or 0.0
    return "+" if tone > NEUTRAL else "-" if tone < -NEUTRAL else "0"


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true", help="list each case that is wrong")
    parser.add_argument("--half", choices=["tuning", "test"], help="list the misses of one half only")
    args = parser.parse_args()
    least = floors("tone")
    failed = False
    for half in ("tuning", "test"):
        rows = [(label, sentence, sign(sentence)) for part, label, sentence in cases() if part == half]
        right = sum(label == got for label, _, got in rows)
        turned = sum({label, got} == {"+", "-"} for label, _, got in rows)
        accuracy = right / len(rows)
        print(f"{half:<7} {right} of {len(rows)} right: {accuracy:.3f}; good taken for bad or bad for good: {turned}")
        failed |= accuracy < least[half]
        for label, sentence, got in rows:
            if args.verbose and label != got and args.half in (None, half):
                print(f"wrong   {got} instead of {label}: {sentence}")
    if failed:
        print("below the floor in floors.toml")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
