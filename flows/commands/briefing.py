"""``commentariat briefing``: the Overview's figures, in the terminal or as one page that needs nothing else."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.console import emit_json, line, progress
from flows.errors import Configuration, Exit
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.briefing import Briefing


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--since", metavar="D", default="24h", help="from then on: 24h (default), 7d, 2026-01-22, today"
    )
    parser.add_argument("--until", metavar="D", help="up to and including this day, or up to this time (default: now)")
    parser.add_argument("--leader", metavar="ID", help="about this person or office: mark-rutte, secretary-general")
    out = parser.add_mutually_exclusive_group()
    out.add_argument("--html", metavar="FILE", type=Path, help="write the page to FILE; -: print it")
    out.add_argument(
        "--open", action="store_true", help="write the page to HOME/briefing.html and show it in a browser"
    )
    out.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.epilog = (
        "Times are UTC. The page holds everything in itself: it loads nothing, prints, and can be mailed.\n\n"
        "Examples:\n  commentariat briefing\n  commentariat briefing --since 7d --leader mark-rutte\n"
        "  commentariat briefing --since 7d --html briefing.html"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Ask and print, or write."""
    from flows.briefing.period import period
    from flows.search.people import check_leader, known_leaders

    if args.leader:
        check_leader(args.leader, known_leaders())
    since, until = period(args.since, args.until, datetime.now(UTC).replace(microsecond=0))
    target = settings.home / "briefing.html" if args.open else args.html
    briefing = asyncio.run(_ask(settings, since, until, args.leader))
    if args.json:
        emit_json(briefing.to_json())
        return Exit.DONE
    from flows.briefing import render_html, render_text

    if target is None or target == Path("-"):
        line((render_text if target is None else render_html)(briefing).rstrip("\n"))
        return Exit.DONE
    _write(target, render_html(briefing))
    line(f"{target}: {briefing.articles} articles, {briefing.stories} stories.")
    if args.open:
        import webbrowser

        if not webbrowser.open(target.resolve().as_uri()):
            line("No browser could be started here: open the file yourself.")
    return Exit.DONE


def _write(target: Path, page: str) -> None:
    """All of the page or nothing: whoever reads the file meanwhile gets the one before."""
    making = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        making.write_text(page, "utf-8")
        os.replace(making, target)
    except OSError as error:
        with suppress(OSError):
            making.unlink()
        raise Configuration(
            f"the briefing cannot be written to {target}: {error.strerror or error}", remedy="Name another file."
        ) from None


async def _ask(settings: Settings, since: datetime, until: datetime, leader: str | None) -> Briefing:
    from flows.adapters.elasticsearch import connect
    from flows.briefing import figures
    from mappings.names import Names

    with progress("briefing") as bar:
        client = connect(settings, bar)
        try:
            return await figures(client, Names(settings.index_prefix), since, until, leader)
        finally:
            await client.close()
