"""Accuracy of languages on sentences written for it: whole, and their first sixty characters, with nothing declared.

``python -m benchmarks.language`` needs no data; under a floor in floors.toml it ends with 1. Bosnian, Croatian and
Serbian count as one where a sentence has no word of its own: the figure ``kin`` forgives a mistake among the three.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.metrics import floors
from flows.extract.language import detect

SENTENCES = Path(__file__).parent / "language-sentences.txt"
SHORT = 60
SOUTH_SLAVIC = frozenset(("bs", "hr", "sr"))


def main(argv: list[str] | None = None) -> int:
    """Print accuracy of sentences and of their beginnings; compare with the floors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--misses", action="store_true", help="list what was missed, on standard error")
    args = parser.parse_args(argv)
    lines = [line for line in SENTENCES.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    rows = [(language, text) for language, _, text in (line.partition(" ") for line in lines)]
    whole = [(wanted, detect(text), text) for wanted, text in rows]
    begun = [(wanted, detect(text[:SHORT]), text[:SHORT]) for wanted, text in rows]
    mixed = [
        (wanted, detect(f"{text} {rows[(i * 7 + 3) % len(rows)][1][:40]}"), text)
        for i, (wanted, text) in enumerate(rows)
    ]
    hinted = [(wanted, detect(text[:SHORT], "en"), text[:SHORT]) for wanted, text in rows]
    figures = {
        "sentences": len(rows),
        "languages": len({wanted for wanted, _ in rows}),
        "whole": _share(whole),
        "whole_kin": _share(whole, kin=True),
        "short": _share(begun),
        "short_kin": _share(begun, kin=True),
        "short_declared_english": _share(hinted, kin=True),
        "mixed": _share(mixed, kin=True),
    }
    print(json.dumps(figures, indent=2) if args.json else ", ".join(f"{k} {v:.4g}" for k, v in figures.items()))
    if args.misses:
        for name, found in (("whole", whole), ("short", begun), ("declared", hinted), ("mixed", mixed)):
            for wanted, got, text in found:
                if wanted != got:
                    print(f"{name}: {wanted} taken for {got or 'nothing'}: {text}", file=sys.stderr)
    short = [f"{k} is {figures[k]:.4f}, the floor is {v}" for k, v in floors("language").items() if figures[k] < v]
    for text in short:
        print(f"language: {text}", file=sys.stderr)
    return 1 if short else 0


def _share(found: list[tuple[str, str, str]], *, kin: bool = False) -> float:
    right = sum(w == g or (kin and w in SOUTH_SLAVIC and g in SOUTH_SLAVIC) for w, g, _ in found)
    return right / max(1, len(found))


if __name__ == "__main__":
    sys.exit(main())
