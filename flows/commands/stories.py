"""``commentariat stories link``: tell stories which others tell the same in other languages."""

from __future__ import annotations

import argparse
import asyncio
import re
from datetime import timedelta

from flows.console import emit_json, line, progress
from flows.errors import Exit
from flows.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the subcommand and its options."""
    sub = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    linking = sub.add_parser("link", help="link stories that tell the same in other languages")
    linking.add_argument(
        "--since",
        metavar="TIME",
        type=age,
        default=timedelta(hours=48),
        help="what was first fetched within this time, such as 36h or 7d (default: 48h)",
    )
    linking.add_argument("--json", action="store_true", help="print the counts as JSON")
    parser.epilog = (
        "Links stand in the field story.related. They are only added, never on doubt.\n\n"
        "Examples:\n  commentariat stories link\n  commentariat stories link --since 7d --json"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Link and say what was done."""
    from flows.linking import link_home

    with progress("link") as bar:
        done = asyncio.run(link_home(settings, args.since, bar))
    if args.json:
        emit_json(done.to_json())
    else:
        line(
            f"{done.documents} documents compared; {done.stories} stories are told in other languages too "
            f"({done.pairs} pairs), {done.written} documents rewritten"
        )
    return Exit.DONE


def age(text: str) -> timedelta:
    """``36h`` or ``7d`` as a time span, of at most ten years."""
    found = re.fullmatch(r"(\d{1,5})\s*([hd])", text.strip().lower())
    if not found or not 0 < (hours := int(found[1]) * (24 if found[2] == "d" else 1)) <= 87_600:
        raise argparse.ArgumentTypeError(f"{text!r} is no time such as 36h or 7d")
    return timedelta(hours=hours)
