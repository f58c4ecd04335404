"""``commentariat setup``: tells Elasticsearch and Kibana about us, and says what changed."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING

from flows.console import emit_json, line, progress, table
from flows.errors import Configuration, Exit
from flows.settings import Settings

if TYPE_CHECKING:
    from mappings.loader import Change
    from mappings.migration import Migrated

OUTDATED = "outdated"
"""As ``mappings.loader`` says it; imported nowhere here, so that ``--help`` stays quick."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--migrate", action="store_true", help="then move the documents into an index of the present mapping"
    )
    parser.add_argument("--drop-old", action="store_true", help="with --migrate: delete the index they came from")
    parser.add_argument("--json", action="store_true", help='print {"changed", "changes": [{"kind","name","action"}]}')
    parser.epilog = (
        "Templates, indices and aliases go to Elasticsearch; data views, dashboards and searches to the Kibana\n"
        "that COMMENTARIAT_KIBANA_URL names, else into HOME/kibana/commentariat.ndjson for an import by hand.\n"
        "A second run changes nothing. Without COMMENTARIAT_ELASTICSEARCH_URL the embedded node is started.\n\n"
        "--migrate makes a new index beside the one that serves when its mapping or analysis is outdated, copies and\n"
        "compares every document, and moves the aliases; crawls, ingests and searches go on. Killed, it goes on\n"
        "where it was. The old index stays, closed to writing, until --drop-old.\n\n"
        "Examples:\n  commentariat setup\n  COMMENTARIAT_KIBANA_URL=http://localhost:5601 commentariat setup\n"
        "  commentariat setup --migrate\n  commentariat setup --migrate --drop-old"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Install everything and print the changes."""
    if args.drop_old and not args.migrate:
        raise Configuration("--drop-old goes with --migrate", remedy="commentariat setup --migrate --drop-old")
    changes, moved = asyncio.run(_install(settings, migrate=args.migrate, drop_old=args.drop_old))
    changed = sum(change.action not in ("unchanged", OUTDATED) for change in changes)
    if args.json:
        rows = [{"kind": change.kind, "name": change.name, "action": change.action} for change in changes]
        emit_json({"changed": changed, "changes": rows, **({"migration": asdict(moved)} if moved else {})})
        return Exit.DONE
    table("Set-up", ["what", "name", "action"], [(change.kind, change.name, change.action) for change in changes])
    profile = next(change.name for change in changes if change.kind == "analysis profile")
    said = {
        "core": "core: words as written, since this node has no language analysis",
        "full": "full: accents folded, every text stemmed in its own language where there is a stemmer",
    }
    line(f"Analysis profile {said.get(profile, profile)}.")
    if not settings.kibana_url:
        line(f"No Kibana is set: import {changes[-1].name} in Stack Management > Saved Objects (docs/kibana.md).")
    line(f"{changed} changed." if changed else "Nothing changed.")
    if moved:
        _tell(moved)
    elif any(change.action == OUTDATED for change in changes):
        line(
            "The documents have an older mapping, which serves on: commentariat setup --migrate brings them up to date."
        )
    return Exit.DONE


def _tell(moved: Migrated) -> None:
    if moved.source:
        line(f"{moved.documents} documents moved from {moved.source} to {moved.target} (profile {moved.profile}):")
        line(f"  {moved.compared} compared, digest {moved.digest[:16] or 'of the run that was stopped'},")
        line(f"  {moved.late} written during the swap followed, {moved.refilled} analysed again.")
        if not moved.dropped:
            line(f"{moved.source} is kept, closed to writing: commentariat setup --migrate --drop-old deletes it.")
    else:
        line(f"{moved.target} needs no migration." + (f" {moved.refilled} analysed again." if moved.refilled else ""))
    if moved.dropped:
        line(f"{moved.dropped} deleted.")


async def _install(settings: Settings, *, migrate: bool, drop_old: bool) -> tuple[list[Change], Migrated | None]:
    from flows.adapters import indices, kibana
    from flows.adapters.elasticsearch import connect
    from flows.locks import exclusive
    from mappings.names import Names

    names = Names(settings.index_prefix)
    moved = None
    with progress("set up") as bar:
        client = connect(settings, bar)
        try:
            changes = await indices.install(client, settings)
            if migrate:
                with exclusive(settings.home, "migration"):
                    moved = await indices.migrate(client, settings, bar, drop_old=drop_old)
        finally:
            await client.close()
        if settings.kibana_url:
            return changes + await kibana.install(settings, names), moved
        return [*changes, kibana.write(settings.home / "kibana" / "commentariat.ndjson", settings, names)], moved
