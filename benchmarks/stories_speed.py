"""Speed of stories: fingerprints of a text, and decisions with their look-up in an index of synthetic fingerprints."""

from __future__ import annotations

import sys
import time
from random import Random

from benchmarks.metrics import floors
from flows.fingerprints import fingerprint

TEXT = 4096
"""Characters of a text, about 650 words: the median article."""
TEXTS, ROUNDS = 300, 5


def speed(sizes: list[int]) -> int:
    """Print the figures; compare the fingerprints a CPU second with their floor."""
    found = fingerprints_a_second()
    print(f"fingerprints of {TEXT} characters: {found:,.0f} a CPU second")
    del sizes
    if found < (floor := floors("stories")["fingerprints"]):
        print(f"stories: {found:,.0f} fingerprints a CPU second, the floor is {floor}", file=sys.stderr)
        return 1
    return 0


def fingerprints_a_second() -> float:
    """The best of some rounds, for the machine has other work; half of the texts with letters beyond ASCII."""
    rng = Random(3)
    letters = "etaoinshrdlcumwfgypbvk"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 10))) for _ in range(20_000)]
    accented = [w.replace("a", "ä").replace("e", "é") for w in words]
    texts = []
    for number in range(TEXTS):
        text = " ".join(rng.choices(accented if number % 2 else words, k=900))[:TEXT]
        texts.append(text.replace(" et", ", “et").replace("x ", ".”\n") if number % 2 else text)
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            fingerprint("A title", text)
        best = min(best, time.process_time() - started)
    return len(texts) / best
