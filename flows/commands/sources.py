"""``commentariat sources``: the registry listed and added to, its sources probed, their health judged."""

from __future__ import annotations

import argparse
from pathlib import Path

from crawlers.sources import MECHANISMS, SourcesInvalid, load
from flows.commands import sources_add, sources_health
from flows.console import emit_json, table
from flows.errors import Configuration, Exit
from flows.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    commands = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = commands.add_parser("list", help="list the sources, and every mistake of the registry")
    listing.add_argument("--sources", type=Path, metavar="FILE", help="registry instead of the shipped one")
    listing.add_argument("--json", action="store_true", help="print a JSON array of sources")
    sources_health.configure(commands)
    sources_add.configure(commands)
    parser.epilog = (
        "Examples:\n  commentariat sources list\n  commentariat sources list --sources my-sources.toml --json\n"
        "  commentariat sources check bbc-world\n  commentariat sources health\n"
        "  commentariat sources add https://times.example/"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what was asked."""
    if args.action == "check":
        return sources_health.check(args, settings)
    if args.action == "health":
        return sources_health.health(args, settings)
    if args.action == "add":
        return sources_add.add(args, settings)
    return _list(args, settings)


def _list(args: argparse.Namespace, settings: Settings) -> int:
    try:
        sources = load(args.sources or settings.sources)
    except SourcesInvalid as error:
        raise Configuration(str(error), remedy="docs/add-a-source.md describes the registry.") from None
    if args.json:
        emit_json([source.to_json() for source in sources])
        return Exit.DONE
    rows = [
        (
            source.id,
            source.name,
            source.country or "–",
            " ".join(source.languages),
            source.kind,
            ", ".join(f"{len(found)} {key}" for key in MECHANISMS if (found := getattr(source, key))),
        )
        for source in sources
    ]
    table(f"{len(rows)} sources", ["id", "name", "country", "languages", "kind", "pages from"], rows)
    return Exit.DONE
