"""The metrics of the benchmarks, pure functions over strings; and their floors."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_TOKEN = re.compile(r"\w+")


def shingles(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """Word 4-grams with their counts, as in scrapinghub/article-extraction-benchmark."""
    words = _TOKEN.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + size]) for i in range(max(1, len(words) - size + 1)))


def precision_recall(expected: str, found: str) -> tuple[float, float]:
    """Precision and recall of the 4-grams of one text; an empty answer to an empty truth is perfect."""
    truth, answer = shingles(expected), shingles(found)
    hits = (truth & answer).total()
    surplus, missed = answer.total() - hits, truth.total() - hits
    precision = hits / (hits + surplus) if hits + surplus else float(not missed)
    recall = hits / (hits + missed) if hits + missed else 1.0
    return precision, recall


def f1(pairs: Sequence[tuple[float, float]]) -> float:
    """F1 of the mean precision and mean recall over documents."""
    if not pairs:
        return 0.0
    precision = sum(p for p, _ in pairs) / len(pairs)
    recall = sum(r for _, r in pairs) / len(pairs)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def fold_space(text: str) -> str:
    """White space folded, as titles are compared."""
    return " ".join(text.split())


def floors(benchmark: str) -> dict[str, Any]:
    """The floors of one benchmark, out of floors.toml."""
    found: dict[str, Any] = tomllib.loads((Path(__file__).parent / "floors.toml").read_text("utf-8")).get(benchmark, {})
    return found


def second_half(key: str) -> bool:
    """Whether a case is of the half that is never tuned on: settled for good by a hash of its key."""
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 1
