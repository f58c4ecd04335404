"""``commentariat explain``: why a text is about a leader, or is not, with each piece of evidence and its place."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flows.console import emit_json, line, progress, table
from flows.errors import Configuration, Exit, Rejected
from flows.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "page", metavar="URL|PAGE", help="an address or id that is indexed, or an HTML file, .gz allowed"
    )
    parser.add_argument("--url", default="", help="address of the page in a file (default: the one it declares)")
    parser.add_argument("--fetched-at", metavar="TIME", help="when the file was fetched, ISO 8601 (default: now)")
    parser.add_argument("--on", metavar="DATE", help="read it as if published that day, as in 2023-05-03")
    parser.add_argument("--json", action="store_true", help="print the evidence as JSON")
    parser.epilog = (
        "An address is looked for in the index and its stored text explained; nothing is fetched. Places count\n"
        "characters in the field. Exit code 3 when the address is not indexed or the file is no article.\n\n"
        "Examples:\n  commentariat explain https://www.example.org/opinion/a-column\n"
        "  commentariat explain page.html --url https://example.org/a --fetched-at 2026-03-10\n"
        "  commentariat explain page.html --on 2023-05-03 --json"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Explain one text."""
    from flows.leaders.explain import explain

    document = _document(args, settings)
    published = document.get("published") or {}
    revised = _day((document.get("modified") or {}).get("date"))
    evidence = explain(
        document["title"],
        document.get("summary") or "",
        document["body"],
        language=document.get("language") or "",
        on=_on(args.on) or _day(published.get("date")),
        revised=None if args.on else revised,
        threshold=settings.minimum_relevance,
    )
    evidence = {"url": document["url"]["full"], "title": document["title"], **evidence}
    if args.json:
        emit_json(evidence)
    else:
        _show(evidence)
    return Exit.DONE


def _document(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    wanted = args.page.strip()
    if Path(wanted).is_file():
        return _file(args, settings)
    if args.url or args.fetched_at:
        raise Configuration(f"there is no file {wanted}; --url and --fetched-at belong to a page in a file")
    from flows.commands.show import fetch

    with progress("explain") as bar:
        document = asyncio.run(fetch(wanted, settings, bar))[0]
    if document is None:
        raise Rejected(
            f"{wanted} is neither a file here nor in the index",
            remedy="Save the page and explain the file, or see what is read on it: commentariat extract URL --explain.",
        )
    return document


def _file(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    from flows.extract.declarations import load
    from flows.extract.files import landed, parse_time, read_bytes
    from flows.model import Rejection
    from flows.normalise import normalise

    fetched = parse_time(args.fetched_at) if args.fetched_at else datetime.now(UTC)
    if fetched is None:
        raise Configuration(f"--fetched-at is {args.fetched_at!r}, no ISO 8601 time")
    path = Path(args.page)
    try:
        page = landed(read_bytes(path), args.url, fetched, place=path.absolute().as_uri())
    except (OSError, EOFError, ValueError) as error:
        raise Configuration(f"cannot read {path}: {error}") from None
    result = normalise(page, extractors=load(settings.extractors))
    if isinstance(result, Rejection):
        raise Rejected(f"{path} is no article: {result.reason} ({result.detail})")
    return result.to_json()


def _on(value: str | None) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise Configuration(f"--on is {value!r}: write a day as 2023-05-03") from None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value[:10]) if value else None


def _show(evidence: dict[str, Any]) -> None:
    relevance = evidence["relevance"]
    line(evidence["title"])
    line(f"{evidence['url']}, read for {evidence['read_for'] or 'no day'}, language {evidence['language'] or '?'}")
    kept = "kept" if relevance["kept"] else "below the threshold"
    line(f"relevance {relevance['score']:.3f}, threshold {relevance['threshold']:g}: {kept}")
    for part in relevance["parts"]:
        line(f"  {part}")
    for row in (*evidence["unresolved"], *evidence["context"]):
        line(f"  {row}")
    if not evidence["mentions"]:
        line("No leader is mentioned.")
        return
    table(
        "Leaders",
        ["leader", "office that day", "mentions", "weight", "tone"],
        [
            (x["name"], x["office"], x["mentions"], f"{relevance['weights'][x['id']]:.2f}", _signed(x["tone"]))
            for x in evidence["leaders"]
        ],
        right=[2, 3, 4],
    )
    table(
        "Offices of those mentioned",
        ["leader", "office", "from", "to", "that day", "source"],
        [
            (x["person"], x["office"], x["from"], x["to"] or "", "yes" if x["that_day"] else "", x["source"])
            for x in evidence["offices"]
        ],
    )
    table(
        "Mentions",
        ["place", "matched", "leader", "by", "counted", "context"],
        [
            (
                f"{x['field']} {x['offset']}",
                x["matched"],
                x["person"],
                x["by"],
                "yes" if x["counted"] else "no: a line that leads elsewhere",
                x["snippet"],
            )
            for x in evidence["mentions"]
        ],
    )
    if evidence["quotes"]:
        rows = [(f"body {x['offset']}", x["speaker"], x["text"]) for x in evidence["quotes"]]
        table("Quotes", ["place", "speaker", "words"], rows)
    for person, sentences in evidence["tone"].items():
        rows = [
            (f"{s['field']} {s['offset']}", f"{s['polarity']:+.2f}", s["sentence"]) for s in sentences if s["polarity"]
        ]
        if rows:
            table(f"Tone toward {person}", ["place", "polarity", "sentence"], rows, right=[1])


def _signed(value: float | None) -> str:
    return "" if value is None else f"{value:+.2f}"
