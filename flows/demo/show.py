"""The demo's narrative and tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flows.console import line, table
from flows.demo.checks import Check
from flows.demo.content import sites
from flows.demo.road import Outcome
from flows.demo.truth import pages
from flows.settings import Settings
from flows.urls import canonical_url

TITLES = {
    1: "First run: everything is new",
    2: "Second run: the press has edited, retitled and added",
    3: "Third run: nothing has changed",
}

INGEST = ("read", "indexed", "copies", "revised", "unchanged", "rejected", "quarantined", "seconds")

CRAWL = ("requests", "links", "new", "landed", "unchanged", "forbidden", "failed")


def opening() -> None:
    """What the press is."""
    count = len(pages(1))
    languages = sorted({code for site in sites() for code in site.languages})
    line(
        f"A press of {len(sites())} invented outlets on as many host names opens on loopback: {count} pages in "
        f"{len(languages)} languages ({', '.join(languages)})."
    )
    line("The real spiders crawl it, and every page takes the whole road to the index and into mail.")


def one_run(number: int, report: dict[str, Any]) -> None:
    """What one run did."""
    line()
    line(f"== {TITLES[number]}")
    crawl, ingest, alerts = report["crawl"], report["ingest"], report["alerts"]
    rows = [(row["source"], *(row.get(name, 0) for name in CRAWL), "; ".join(_dead(row))) for row in _sources(crawl)]
    if number == 3:
        totals = [sum(int(row[position]) for row in rows) for position in range(1, len(CRAWL) + 1)]
        rows = [(f"all {len(rows)} outlets", *totals, "")]
    table("Crawl", ["outlet", *CRAWL, "dead"], rows, right=range(1, len(CRAWL) + 1))
    table("Ingest", INGEST, [[ingest[name] for name in INGEST]], right=range(len(INGEST)))
    if ingest["reasons"]:
        table("Pages that are no article", ["reason", "pages"], ingest["reasons"].items(), right=[1])
    if alerts["sent"]:
        rows = [(mail["search"], mail["stories"], mail["subject"]) for mail in alerts["sent"]]
        table(f"Mails, in {alerts['where']}", ["search", "stories", "subject"], rows, right=[1])
    elif number == 3:
        line(f"The third crawl indexed {ingest['indexed']} documents and mailed {alerts['mails']} times.")


def findings(outcome: Outcome) -> None:
    """The wire story, the edited articles and the searches."""
    line()
    line("== What the index knows")
    rows = [
        (
            (row["story"] or {}).get("role", ""),
            row["outlet"]["name"],
            row["title"],
            f"{(row['story'] or {}).get('similarity', 0):.2f}",
            row["word_count"],
        )
        for row in outcome.story
    ]
    table("One wire story, five pages", ["role", "outlet", "title", "similarity", "words"], rows, right=[3, 4])
    revised = []
    for url, document in outcome.edited.items():
        revised += [
            (text["revision"]["number"], text["title"], text["word_count"], canonical_url(text["url"]["original"]))
            for text in (*outcome.earlier[url], document)
        ]
    table("Changed articles keep their history", ["revision", "title", "words", "address"], revised, right=[0, 2])
    from flows.commands import search

    for words, result in outcome.found:
        line()
        line(f"$ commentariat search {_quoted(words)}")
        search.show(result)


def verdict(checks: Sequence[Check], outcome: Outcome) -> None:
    """Whether all of it came out as the press knows it should."""
    line()
    wrong = [check for check in checks if not check.holds]
    if wrong:
        rows = [(check.what, check.expected, check.found) for check in wrong]
        table("Not as it should be", ["what", "expected", "found"], rows)
    held = len(checks) - len(wrong)
    line(f"{held} of {len(checks)} checks against the press's own truth hold; {outcome.seconds:.0f} s on the road.")


def farther(settings: Settings, *, kept: bool) -> None:
    """Where to look next."""
    home = settings.home
    own = f"COMMENTARIAT_HOME={home} "
    if settings.elasticsearch_url:
        own += f"COMMENTARIAT_INDEX_PREFIX={settings.index_prefix} "
    line()
    line("Where to look next:")
    line(f"  {own}commentariat search 'rutte and genre:opinion'")
    line(f"  {own}commentariat show {pages(1)[0].url}")
    line(f"  mails: {home / 'outbox'}    raw pages: {settings.archive_dir}    registry: {home / 'sources.toml'}")
    if not settings.elasticsearch_url:
        state = "still runs" if kept else "was stopped; the commands above start it again"
        line(f"  the demo's node {state}. Stop it: {own}commentariat node stop")
    line("  your own sources: docs/add-a-source.md, then commentariat run, or commentariat serve on schedules")


def _sources(crawl: dict[str, Any]) -> list[dict[str, Any]]:
    rows = crawl["sources"]
    return [{"source": key, **row} for key, row in rows.items()] if isinstance(rows, dict) else list(rows)


def _dead(row: dict[str, Any]) -> list[str]:
    return [f"{item['url'].rsplit('/', 1)[-1]}: {item['reason']}" for item in row.get("dead", ())]


def _quoted(words: str) -> str:
    query, dash, options = words.partition(" --")
    return f"'{query}'{dash}{options}"
