"""The texts of the benchmark are what it says, and its floors hold."""

from __future__ import annotations

from benchmarks.crosslanguage import TEXTS, is_test, main, measure, read


def test_there_are_pairs_enough_and_the_floors_hold() -> None:
    told = read(TEXTS)
    halves = [measure([t for t in told if is_test(t.event) is half]) for half in (False, True)]
    assert sum(half["positives"] for half in halves) >= 40
    assert sum(half["negatives"] for half in halves) >= 200
    assert sum(half["hard_negatives"] for half in halves) >= 12
    assert all(half["language_pairs"] >= 6 for half in halves)
    assert main([]) == 0
