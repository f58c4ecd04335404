"""Precision and recall of (person, office) on our own labelled texts, and the speed of the matcher.

    python -m benchmarks.leaders            # the table; --verbose lists each miss

Needs no data from outside. A case is a line of leaders-cases.jsonl: language, day of publication, text (its first
line is the title), and who must be found: ``mark-rutte:secretary-general``, or ``mark-rutte`` for a person without
office that day. Half of them are traps.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import date
from pathlib import Path

from flows.leaders import assess

CASES = [json.loads(line) for line in Path(__file__).with_name("leaders-cases.jsonl").read_text("utf-8").splitlines()]


def found(language: str, day: str, text: str) -> set[str]:
    """What the product says about one case, in the notation of the cases."""
    title, _, body = text.partition("\n")
    leaders = assess(title, "", body, language=language, on=date.fromisoformat(day)).leaders
    return {f"{leader.id}:{leader.office}" if leader.office else leader.id for leader in leaders}


def score() -> tuple[float, float, list[str]]:
    """Precision, recall and a line for every case that is wrong."""
    right = said = true = 0
    misses = []
    for case in CASES:
        got, expected = found(case["language"], case["day"], case["text"]), set(case["expect"])
        right, said, true = right + len(got & expected), said + len(got), true + len(expected)
        if got != expected:
            title = case["text"].splitlines()[0]
            misses.append(f"{case['language']} {case['day']} {title!r}: {sorted(got)} instead of {sorted(expected)}")
    return right / said, right / true, misses


def speed() -> tuple[float, float]:
    """Megabytes of UTF-8 a CPU second: ordinary Latin text, Cyrillic text, each with a mention now and then."""
    rates = []
    for filler, name, language in (
        (
            "The ministers met on Tuesday to talk about roads, harvests and the price of bread. ",
            "NATO chief Rutte",
            "en",
        ),
        ("Министры встретились во вторник, чтобы обсудить дороги, урожай и цены на хлеб. ", "Генсек НАТО Рютте", "ru"),
    ):
        body = (filler * 40 + name + " spoke.\n") * 60
        assess("Warm", "", body, language=language, on=date(2026, 1, 1))
        began = time.process_time()
        for _ in range(5):
            assess("Once", "", body, language=language, on=date(2026, 1, 1))
        rates.append(5 * len(body.encode()) / (time.process_time() - began) / 1e6)
    return rates[0], rates[1]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true", help="list each case that is wrong")
    args = parser.parse_args()
    precision, recall, misses = score()
    latin, cyrillic = speed()
    languages = len({case["language"] for case in CASES})
    print(f"cases      {len(CASES)} in {languages} languages, {len(misses)} wrong")
    print(f"precision  {precision:.3f}")
    print(f"recall     {recall:.3f}")
    print(f"F1         {2 * precision * recall / (precision + recall):.3f}")
    print(f"speed      {latin:.0f} MB/s Latin, {cyrillic:.0f} MB/s Cyrillic (CPU time, matching and relevance)")
    for miss in misses if args.verbose else ():
        print("wrong      " + miss)


if __name__ == "__main__":
    main()
