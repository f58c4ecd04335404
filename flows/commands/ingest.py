"""``commentariat ingest``: normalise, deduplicate and index what has landed."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from flows.console import complain, emit_json, line, progress, table
from flows.errors import Configuration, Exit
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.pipeline import IngestReport


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("warc", nargs="*", metavar="WARC", help="WARC files to ingest instead of the landing zone's")
    parser.add_argument("--landing", metavar="DIR", help="landing zone (default: COMMENTARIAT_LANDING)")
    parser.add_argument(
        "--rejections", metavar="FILE", help="append a JSON line for each page rejected, with the reason"
    )
    parser.add_argument("--json", action="store_true", help="print the counts as JSON")
    parser.epilog = (
        "Closed segments of the landing zone move to the archive once indexed; files named here stay where they are.\n"
        "The counts indexed, revised, copies, unchanged, rejected and quarantined add up to read.\n\n"
        "Examples:\n  commentariat ingest\n  commentariat ingest CC-NEWS-20261124.warc.gz --json\n"
        "  commentariat ingest --rejections rejected.jsonl"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Run the ingest flow and print its summary."""
    warcs = [Path(name).absolute() for name in args.warc]
    for path in warcs:
        if not path.is_file():
            raise Configuration(f"{path} is no file", remedy="Name WARC files, or none to ingest the landing zone.")
    if args.landing and not Path(args.landing).is_dir():
        raise Configuration(f"{args.landing} is no folder", remedy="Name the landing zone, or leave --landing out.")

    from flows.prefect_home import prepare
    from flows.prefect_server import beside

    prepare(settings, debug=args.debug)
    with progress("ingest") as bar, beside(settings) as ready:
        bar(0, None, "starting Prefect")
        from flows import pipeline

        ready()
        landing = str(Path(args.landing).absolute()) if args.landing else None
        with pipeline.using(settings, bar):
            report = asyncio.run(pipeline.ingest_flow([str(p) for p in warcs], landing, args.rejections))
    for error in report.failures:
        complain(str(error), error.remedy or "The file stays where it is; mend the cause and ingest again.")
    if args.json:
        emit_json(report.to_json())
        return report.exit_code
    if not report.segments and not report.failures:
        line(f"Nothing to ingest: no closed segment in {args.landing or settings.landing_dir}.")
        return Exit.DONE
    show(report)
    if report.counts.quarantined:
        complain(f"{report.counts.quarantined} records were set aside", "See them with `commentariat quarantine list`.")
    return report.exit_code


def show(report: IngestReport) -> None:
    """Print an ingest report as tables for eyes."""
    counts, seconds = report.counts.to_json(), report.seconds
    table(
        f"Ingested {report.segments} segment{'s' * (report.segments != 1)} in {seconds:.1f} s",
        list(counts),
        [list(counts.values())],
        right=range(len(counts)),
    )
    if report.reasons:
        table("Rejected", ["reason", "pages"], report.reasons.items(), right=[1])
