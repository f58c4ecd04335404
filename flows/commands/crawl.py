"""``commentariat crawl``: fetch what the sources published into the landing zone."""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from flows.console import emit_json, line, progress, table
from flows.errors import Exit
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.adapters.crawl import CrawlReport

log = logging.getLogger(__name__)

PLACEHOLDER = "example.org"
"""What the default user agent names as its contact: a domain set aside for examples."""

COLUMNS = ("requests", "links", "new", "landed", "unchanged", "forbidden", "skipped", "deferred", "failed")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("source", nargs="*", help="ids of the sources to crawl (default: all)")
    parser.add_argument("--sources", type=Path, metavar="FILE", help="source registry instead of the shipped one")
    parser.add_argument("--landing", type=Path, metavar="DIR", help="landing zone (default: HOME/landing)")
    parser.add_argument("--due", action="store_true", help="of these, only the sources whose next visit is due")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.epilog = (
        "Examples:\n  commentariat crawl\n  commentariat crawl bbc-world err-news\n"
        "  commentariat crawl --sources my-sources.toml --json\n  commentariat crawl --due\n\n"
        "Exit codes: 0 done, 1 something could not be fetched (it is named) or nothing was found at all,\n"
        "2 registry or source wrong, 4 disk failed."
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Crawl once and print what happened."""
    import asyncio

    from flows.crawling import crawl

    warn_without_contact(settings)
    with progress("crawl") as shown:
        report = asyncio.run(
            crawl(
                settings,
                args.source,
                sources_file=args.sources,
                landing=args.landing,
                due_only=args.due,
                progress=shown,
            )
        )
    if args.json:
        emit_json(report.to_json())
    else:
        show(report)
    return Exit.DONE if report.complete else Exit.PARTLY


def warn_without_contact(settings: Settings) -> None:
    """Say that operators of the sites we ask cannot reach anybody, and how to change that."""
    if PLACEHOLDER in settings.user_agent or ("@" not in settings.user_agent and "://" not in settings.user_agent):
        log.warning(
            "the user agent names nobody whom a site's operator could reach: set COMMENTARIAT_USER_AGENT, "
            'as in "OurWatch/1.0 (+https://our.site/crawler; desk@our.site)"'
        )


def show(report: CrawlReport) -> None:
    """Print a report as a table, then everything that failed, by name."""
    rows: list[tuple[object, ...]] = [
        (source.source, *(getattr(source, name) for name in COLUMNS)) for source in report.sources
    ]
    if len(rows) > 1:
        rows.append(("all", *(report.total[name] for name in COLUMNS)))
    table("Crawl", ["source", *COLUMNS], rows, right=range(1, len(COLUMNS) + 1))
    lost = [(s.source, f.url, f.reason) for s in report.sources for f in (*s.dead, *s.failures)]
    if lost:
        table("Not fetched", ["source", "address", "reason"], lost)
    where = f", {len(report.segments)} segments closed" if report.segments else ""
    line(f"{report.total['landed']} pages landed in {report.seconds:.1f} s{where}.")
    if not report.sources:
        line("No visit was due.")
    if trapped := [(s.source, t.name, t.url) for s in report.sources for t in s.trapped]:
        table("Stopped by a bound", ["source", "bound", "address"], trapped)
    if report.nothing:
        line("No source named a single link. Is there a way out: http_proxy, name servers, a firewall?")
    if report.stopped:
        line(f"Stopped early: {report.stopped}.")
