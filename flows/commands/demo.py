"""``commentariat demo``: the whole road over a small press of its own, three times, measured against the truth."""

from __future__ import annotations

import argparse
import asyncio
import importlib
import io
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from flows.console import emit_json
from flows.errors import Exit
from flows.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="print reports, findings and checks as JSON")
    parser.add_argument("--keep", action="store_true", help="leave the demo's Elasticsearch node running")
    parser.add_argument("--svg", metavar="FILE", help=argparse.SUPPRESS)
    parser.epilog = (
        "Everything lies in HOME/demo, which is emptied each time. Exit code 1 when anything came out other than the\n"
        "press knows it should. docs/demo.md says what the press contains and why.\n\n"
        "Examples:\n  commentariat demo\n  commentariat demo --keep"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Run the demo and print what came of it."""
    from flows.demo import home

    demo = home.settings_in(settings)
    if not demo.elasticsearch_url and demo.home.exists():
        # A node kept by an earlier demo holds files in the folder that is about to be emptied.
        from flows.adapters import node

        node.stop(demo)
    demo = home.prepare(settings)
    from flows.prefect_home import prepare

    prepare(demo, debug=args.debug)
    if args.svg:
        copy = io.StringIO()
        with redirect_stdout(copy):
            code = _demo(args, demo)
        sys.stdout.write(copy.getvalue())
        picture(copy.getvalue(), Path(args.svg))
        return code
    return _demo(args, demo)


def _demo(args: argparse.Namespace, settings: Settings) -> int:
    from flows.adapters import elasticsearch, node
    from flows.console import progress
    from flows.demo import checks, road, show
    from flows.prefect_server import beside

    def told(number: int, report: dict[str, Any]) -> None:
        if not args.json:
            show.one_run(number, report)

    if not args.json:
        show.opening()
    try:
        with beside(settings) as ready:
            with progress("node") as bar, ThreadPoolExecutor(1) as pool:
                # The node, Prefect's server and the import of Prefect take some ten seconds each: all at once.
                starting = pool.submit(elasticsearch.address, settings, bar)
                importlib.import_module("flows.pipeline")
                ready()
                cluster = starting.result()
            outcome = asyncio.run(road.walk(settings, cluster, told))
    finally:
        if not args.keep and not settings.elasticsearch_url:
            node.stop(settings)
    numbers = {url: document["revision"]["number"] for url, document in outcome.edited.items()}
    verdict = [
        *(check for number, report in enumerate(outcome.runs, 1) for check in checks.of_run(number, report)),
        *checks.of_requests(outcome.requests),
        *checks.of_index(outcome.story, numbers),
    ]
    if args.json:
        emit_json(
            {
                "home": str(settings.home),
                "runs": outcome.runs,
                "story": outcome.story,
                "searches": [{"query": words, **result.to_json()} for words, result in outcome.found],
                "checks": [check.to_json() for check in verdict],
                "seconds": round(outcome.seconds, 1),
            }
        )
    else:
        show.findings(outcome)
        show.verdict(verdict, outcome)
        show.farther(settings, kept=args.keep)
    return Exit.DONE if all(check.holds for check in verdict) else Exit.PARTLY


def picture(text: str, path: Path) -> None:
    """Save what the index knows, as printed, as an SVG of a terminal; all of it would be three screens high."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, file=io.StringIO(), width=140)
    _, start, rest = text.partition("== What the index knows")
    page = Text((start + rest).partition("\nWhere to look next")[0])
    page.highlight_regex(r"(?m)^== .*$", "bold cyan")
    page.highlight_regex(r"(?m)^\$ .*$", "bold green")
    page.highlight_regex(r"(?m)^(Crawl|Ingest|Mails.*|One wire story.*|Changed articles.*|Pages that.*)$", "bold")
    console.print(page)
    path.write_text(console.export_svg(title="commentariat demo"), "utf-8")
