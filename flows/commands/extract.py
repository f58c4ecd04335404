"""``commentariat extract``: read a page, an address, a WARC or a manifest of pages, and print documents as JSON; with
``--explain`` the reasons too.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.console import complain, emit_json, line, table
from flows.errors import Configuration, Exit
from flows.settings import Settings

if TYPE_CHECKING:
    from crawlers.records import LandedPage
    from flows.extract.trace import Trace

WARC = (".warc", ".warc.gz")


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "page",
        nargs="?",
        metavar="PAGE",
        help="an HTML file, .gz allowed; a .warc or .warc.gz; an http(s) address; - reads standard input",
    )
    parser.add_argument("--url", default="", help="address of the page (default: the one it declares, else file:…)")
    parser.add_argument(
        "--fetched-at", metavar="TIME", help="when it was fetched, ISO 8601 (default: now); yearless dates depend on it"
    )
    parser.add_argument("--manifest", type=Path, metavar="FILE", help="read the pages a JSON Lines file lists")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes for a manifest (default: 1)")
    parser.add_argument("--explain", action="store_true", help="every field's candidates, and why the winner won")
    parser.add_argument("--json", action="store_true", help="with --explain: JSON instead of a table")
    parser.epilog = (
        "Examples:\n"
        "  commentariat extract page.html --url https://example.org/news/1 --fetched-at 2026-03-10T12:00:00Z\n"
        "  commentariat extract https://example.org/news/1 --explain\n"
        "  curl -s https://example.org/news/1 | commentariat extract - --url https://example.org/news/1\n"
        "  commentariat extract landing/segment.warc.gz > documents.jsonl\n"
        "  commentariat extract --manifest pages.jsonl --workers 2 > documents.jsonl\n\n"
        "An address is fetched as a crawl fetches: robots.txt is obeyed, private addresses are refused.\n"
        'A manifest line is {"id", "path", "url", "fetched_at"}: path relative to the manifest, url and fetched_at\n'
        'optional. Each line is answered by {"id", "document"} or {"id", "rejection"}, in order; so is each page of a\n'
        "WARC, by its offset. With --explain lines hold the reasons too.\n\n"
        "Exit codes: 0 a document (or a manifest or WARC read to its end), 1 a WARC with broken records, 2 usage or\n"
        "an address that must not be fetched, 3 the page was rejected or the file is no WARC, 4 the page did not come."
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print a document, a rejection, or a line for each page of a WARC or manifest."""
    if (args.page is None) == (args.manifest is None):
        raise Configuration(
            "extract wants a PAGE or --manifest FILE, one of the two", remedy="commentariat extract --help"
        )
    if args.workers < 1:
        raise Configuration(f"--workers is {args.workers}: 1 or more is wanted")
    many = args.manifest is not None or args.page.lower().endswith(WARC)
    web = not many and args.page.lower().startswith(("http://", "https://"))
    if (many or web) and (args.url or args.fetched_at):
        raise Configuration("--url and --fetched-at belong to a page in a file: addresses, WARCs and manifests know")
    if args.manifest is not None:
        return _manifest(args, settings)
    if many:
        return _warc(args, settings)
    if web:
        from flows.adapters.fetching import fetch

        return _page(fetch(settings, args.page), args, settings)
    return _page(_file(args), args, settings)


def _file(args: argparse.Namespace) -> LandedPage:
    from flows.extract.files import gunzip, landed, parse_time, read_bytes
    from flows.extract.page import MAX_BYTES

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
        raise Configuration(f"cannot read {args.page}: {error}") from None
    return landed(body, args.url, fetched_at, place=place)


def _page(page: LandedPage, args: argparse.Namespace, settings: Settings) -> int:
    from flows.extract.declarations import load
    from flows.extract.trace import Trace
    from flows.model import Rejection
    from flows.normalise import normalise

    trace = Trace() if args.explain else None
    result = normalise(
        page, minimum_relevance=settings.minimum_relevance, trace=trace, extractors=load(settings.extractors)
    )
    if trace is None:
        emit_json(result.to_json())
    elif args.json:
        kind = "rejection" if isinstance(result, Rejection) else "document"
        emit_json({kind: result.to_json(), "explain": trace.to_json()})
    else:
        _show(trace)
    if isinstance(result, Rejection):
        complain(f"{args.page} is no article for us: {result.reason} ({result.detail})")
        return Exit.REJECTED
    return Exit.DONE


def _show(trace: Trace) -> None:
    """A table for each field: what won and why, then everything that could have."""
    for name, choice in trace.fields.items():
        line(f"{name}: {choice.value or '(nothing)'}")
        line(f"  {choice.source or 'no source'}: {choice.why}")
        rows = [
            ("→" if (one.value, one.source) == (choice.value, choice.source) else "", one.source, one.value, one.detail)
            for one in choice.candidates
        ]
        if rows:
            table("", ["", "source", "candidate", "about it"], rows)
        line()


def _warc(args: argparse.Namespace, settings: Settings) -> int:
    from flows.adapters.warc import BrokenRecord, read
    from flows.extract.declarations import load
    from flows.extract.trace import Trace
    from flows.model import Rejection
    from flows.normalise import normalise

    extractors = load(settings.extractors)
    broken = 0
    for item in read(Path(args.page)):
        row: dict[str, Any] = {"id": f"{Path(args.page).name}:{item.offset}"}
        if isinstance(item, BrokenRecord):
            broken += 1
            row["rejection"] = Rejection("unreadable", item.url, item.reason).to_json()
        else:
            trace = Trace() if args.explain else None
            result = normalise(item, minimum_relevance=settings.minimum_relevance, trace=trace, extractors=extractors)
            row["rejection" if isinstance(result, Rejection) else "document"] = result.to_json()
            row |= {"explain": trace.to_json()} if trace else {}
        emit_json(row, indent=None)
    if broken:
        complain(f"{args.page}: {broken} records cannot be read")
        return Exit.PARTLY
    return Exit.DONE


def _manifest(args: argparse.Namespace, settings: Settings) -> int:
    from flows.extract.declarations import load
    from flows.extract.files import tasks
    from flows.extract.workers import answers

    if not args.manifest.is_file():
        raise Configuration(f"there is no manifest {args.manifest}")
    load(settings.extractors)  # a mistake in one is told before the first page
    lines = answers(
        tasks(args.manifest, datetime.now(UTC)),
        args.workers,
        minimum_relevance=settings.minimum_relevance,
        explain=args.explain,
        extractors=settings.extractors,
    )
    for row in lines:
        emit_json(row, indent=None)
    return Exit.DONE
