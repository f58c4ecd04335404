"""The crawl benchmark measures what it says: both spiders fetch every page of its site."""

from __future__ import annotations

from benchmarks.crawl import compare


def test_both_spiders_fetch_every_page() -> None:
    results = compare(30, 1, ("bare", "ours"))
    assert {kind: [run["pages"] for run in runs] for kind, runs in results.items()} == {"bare": [30], "ours": [30]}
    assert all(run["cpu"] > 0 and run["peak"] > 0 for runs in results.values() for run in runs)
