"""``commentariat run``: the whole road, once."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from flows.console import emit_json, line, progress
from flows.errors import Exit
from flows.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--sources", metavar="FILE", help="source registry (default: COMMENTARIAT_SOURCES)")
    parser.add_argument("--json", action="store_true", help="print the three reports as JSON")
    parser.epilog = "Examples:\n  commentariat run\n  commentariat run --sources my-sources.toml --json"


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Crawl, ingest, alert, and print what came of each."""
    from flows.commands.crawl import warn_without_contact
    from flows.prefect_home import prepare
    from flows.prefect_server import beside

    prepare(settings, debug=args.debug)
    warn_without_contact(settings)
    with progress("run") as bar, beside(settings) as ready:
        bar(0, None, "starting Prefect")
        from flows import pipeline
        from flows.commands import alerts, crawl, ingest

        ready()
        sources = Path(args.sources).absolute() if args.sources else None
        report = asyncio.run(pipeline.run_once(settings, sources_file=sources, progress=bar))
    assert report.crawl
    if args.json:
        emit_json(report.to_json())
    else:
        crawl.show(report.crawl)
        line()
        ingest.show(report.ingest)
        line()
        alerts.show(report.alerts)
    complete = report.crawl.complete and not report.ingest.exit_code and not report.alerts.exit_code
    return Exit.DONE if complete else Exit.PARTLY
