"""Other near-duplicate libraries with their defaults, run as ``python story_peers.py NAME`` in any interpreter.

Reads a JSON object a line (``title``, ``body``) and prints for each the number of the earlier text it was found a copy
of, or -1. Needs nothing of the project. Exit code 3: the library is not installed here.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

NOT_INSTALLED = 3
PERMUTATIONS = 128


def shingles(text: str, size: int = 3) -> list[str]:
    """Runs of words; of characters where there are no spaces."""
    words = re.findall(r"\w+", text.casefold())
    if len(words) * 12 < len(text):
        words = re.findall(r"\w", text)
        size = 5
    return [" ".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1))]


def datasketch(threshold: float) -> Callable[[int, str], int]:
    """MinHashLSH: of the candidates the one whose estimated resemblance is highest."""
    peer = import_module("datasketch")

    index = peer.MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    kept: list[Any] = []

    def find(number: int, text: str) -> int:
        value = peer.MinHash(num_perm=PERMUTATIONS)
        value.update_batch([s.encode() for s in shingles(text)])
        found = max(index.query(value), key=lambda key: value.jaccard(kept[key]), default=-1)
        index.insert(number, value)
        kept.append(value)
        return int(found)

    return find


def rensa(threshold: float) -> Callable[[int, str], int]:
    """RMinHashLSH, the same way; its candidates are kept when the estimate reaches the threshold."""
    peer = import_module("rensa")

    index = peer.RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=16)
    kept: list[Any] = []

    def find(number: int, text: str) -> int:
        value = peer.RMinHash(num_perm=PERMUTATIONS, seed=42)
        value.update(shingles(text))
        likely = [(value.jaccard(kept[key]), -key) for key in index.query(value)]
        index.insert(number, value)
        kept.append(value)
        best, key = max(likely, default=(0.0, 1))
        return -key if best >= threshold else -1

    return find


def simhash(k: int) -> Callable[[int, str], int]:
    """Simhash of the whole text; copies differ in at most ``k`` bits."""
    peer = import_module("simhash")

    logging.disable(logging.WARNING)
    index = peer.SimhashIndex([], k=k)
    kept: list[Any] = []

    def find(number: int, text: str) -> int:
        value = peer.Simhash(text)
        found = [int(key) for key in index.get_near_dups(value)]
        index.add(str(number), value)
        kept.append(value)
        return min(found, key=lambda key: (value.distance(kept[key]), key), default=-1)

    return find


PEERS: dict[str, Callable[[], Callable[[int, str], int]]] = {
    "datasketch MinHashLSH(threshold=0.9)": lambda: datasketch(0.9),
    "datasketch MinHashLSH(threshold=0.5)": lambda: datasketch(0.5),
    "rensa RMinHashLSH(threshold=0.8, num_bands=16)": lambda: rensa(0.8),
    "rensa RMinHashLSH(threshold=0.5, num_bands=16)": lambda: rensa(0.5),
    "simhash SimhashIndex(k=2)": lambda: simhash(2),
    "simhash SimhashIndex(k=3)": lambda: simhash(3),
}


def main(name: str) -> int:
    """Answer for each line of standard input; the last line is the CPU time taken."""
    try:
        find = PEERS[name]()
    except ImportError:
        return NOT_INSTALLED
    rows: list[dict[str, Any]] = [json.loads(line) for line in sys.stdin]
    started = time.process_time()
    for number, row in enumerate(rows):
        print(find(number, row["body"]))
    print(time.process_time() - started)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
