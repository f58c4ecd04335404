"""``commentariat extract``: read one page, or a manifest of pages, and print documents as JSON."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from flows.console import complain, emit_json
from flows.errors import Configuration, Exit
from flows.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("page", nargs="?", metavar="PAGE", help="an HTML file, .gz allowed; - reads standard input")
    parser.add_argument("--url", default="", help="address of the page (default: the one it declares, else file:…)")
    parser.add_argument(
        "--fetched-at", metavar="TIME", help="when it was fetched, ISO 8601 (default: now); yearless dates depend on it"
    )
    parser.add_argument("--manifest", type=Path, metavar="FILE", help="read the pages a JSON Lines file lists")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes for a manifest (default: 1)")
    parser.epilog = (
        "Examples:\n"
        "  commentariat extract page.html --url https://example.org/news/1 --fetched-at 2026-03-10T12:00:00Z\n"
        "  curl -s https://example.org/news/1 | commentariat extract - --url https://example.org/news/1\n"
        "  commentariat extract --manifest pages.jsonl --workers 2 > documents.jsonl\n\n"
        'A manifest line is {"id", "path", "url", "fetched_at"}: path relative to the manifest, url and fetched_at\n'
        'optional. Each line is answered by {"id", "document"} or {"id", "rejection"}, in order.\n\n'
        "Exit codes: 0 a document (or a manifest read to its end), 2 usage, 3 the page was rejected."
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print a document, a rejection, or a line for each page of a manifest."""
    if (args.page is None) == (args.manifest is None):
        raise Configuration(
            "extract wants a PAGE or --manifest FILE, one of the two", remedy="commentariat extract --help"
        )
    if args.workers < 1:
        raise Configuration(f"--workers is {args.workers}: 1 or more is wanted")
    if args.manifest is not None:
        if args.url or args.fetched_at:
            raise Configuration("--url and --fetched-at belong to a PAGE; a manifest names them in its lines")
        return _manifest(args.manifest, args.workers, settings)
    return _page(args, settings)


def _page(args: argparse.Namespace, settings: Settings) -> int:
    from flows.extract.files import gunzip, landed, parse_time, read_bytes
    from flows.extract.page import MAX_BYTES
    from flows.model import Rejection
    from flows.normalise import normalise

    fetched_at = datetime.now(UTC) if not args.fetched_at else parse_time(args.fetched_at)
    if fetched_at is None:
        raise Configuration(
            f"--fetched-at is {args.fetched_at!r}, no ISO 8601 time",
            remedy="Write it as 2026-03-10T12:00:00Z or 2026-03-10.",
        )
    try:
        if args.page == "-":
            body = sys.stdin.buffer.read(4 * MAX_BYTES)
            body, place = (gunzip(body) if body[:2] == b"\x1f\x8b" else body), "file:///dev/stdin"
        else:
            path = Path(args.page)
            body, place = read_bytes(path), path.absolute().as_uri()
    except (OSError, EOFError, ValueError) as error:
        remedy = (
            "extract reads files: fetch the page first and name its address with --url." if "://" in args.page else ""
        )
        raise Configuration(f"cannot read {args.page}: {error}", remedy=remedy) from None
    result = normalise(landed(body, args.url, fetched_at, place=place), minimum_relevance=settings.minimum_relevance)
    emit_json(result.to_json())
    if isinstance(result, Rejection):
        complain(f"{args.page} is no article for us: {result.reason} ({result.detail})")
        return Exit.REJECTED
    return Exit.DONE


def _manifest(manifest: Path, workers: int, settings: Settings) -> int:
    from flows.extract.files import tasks
    from flows.extract.workers import answers

    if not manifest.is_file():
        raise Configuration(f"there is no manifest {manifest}")
    for line in answers(tasks(manifest, datetime.now(UTC)), workers, minimum_relevance=settings.minimum_relevance):
        emit_json(line, indent=None)
    return Exit.DONE
