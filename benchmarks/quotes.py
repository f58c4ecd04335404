"""Precision and recall of attributed quotations on our own texts.

    python -m benchmarks.quotes            # the table; --verbose lists each miss

Needs no data from outside. A quotation is right when its words and its speaker are. The cases are halved by a hash of
their text: rules are tuned on one half only. A figure under its floor in floors.toml ends with 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.metrics import floors, second_half
from flows.leaders import assess

CASES = Path(__file__).with_name("quote-cases.txt")
DAY = date(2026, 2, 3)


@dataclass(frozen=True)
class Case:
    """One text and its quotations as (speaker, words)."""

    language: str
    text: str
    expect: frozenset[tuple[str, str]]

    @property
    def half(self) -> str:
        """``tuning`` or ``test``, by a hash of the text."""
        return "test" if second_half(self.text) else "tuning"


def cases() -> Iterator[Case]:
    """The cases of the file."""
    for block in CASES.read_text("utf-8").split("\n\n"):
        lines = [line for line in block.strip().splitlines() if not line.startswith("#")]
        if not lines:
            continue
        text = "\n".join(line for line in lines[1:] if not line.startswith("= "))
        pairs = [line[2:].split(" | ", 1) for line in lines[1:] if line.startswith("= ")]
        yield Case(lines[0], text, frozenset((speaker, words) for speaker, words in pairs))


def said(case: Case) -> frozenset[tuple[str, str]]:
    """What the product finds; each quotation must stand where it says."""
    quotes = assess("", "", case.text, language=case.language, on=DAY).quotes
    assert all(case.text[q.offset :].startswith(q.text) for q in quotes)
    return frozenset((q.speaker_id or q.speaker, q.text) for q in quotes)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true", help="list each case that is wrong")
    parser.add_argument("--half", choices=["tuning", "test"], help="list the misses of one half only")
    args = parser.parse_args()
    least = floors("quotes")
    failed = False
    everything = list(cases())
    print(f"cases {len(everything)} in {len({c.language for c in everything})} languages")
    for half in ("tuning", "test"):
        right = found = true = 0
        for case in (c for c in everything if c.half == half):
            got = said(case)
            right, found, true = right + len(got & case.expect), found + len(got), true + len(case.expect)
            if args.verbose and got != case.expect and args.half in (None, half):
                print(
                    f"wrong {half} {case.language} {case.text!r}\n      {sorted(got)} instead of {sorted(case.expect)}"
                )
        precision, recall = right / found, right / true
        print(f"{half:<7} precision {precision:.3f}  recall {recall:.3f}  ({true} quotations)")
        low = min(precision - least[f"{half}_precision"], recall - least[f"{half}_recall"]) < 0
        failed |= low
    if failed:
        print("below the floor in floors.toml")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
