"""``commentariat setup``: tells Elasticsearch and Kibana about us, and says what changed."""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from flows.console import emit_json, line, progress, table
from flows.errors import Exit
from flows.settings import Settings

if TYPE_CHECKING:
    from mappings.loader import Change


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help='print {"changed", "changes": [{"kind","name","action"}]}')
    parser.epilog = (
        "Templates, indices and aliases go to Elasticsearch; data views, dashboards and searches to the Kibana\n"
        "that COMMENTARIAT_KIBANA_URL names, else into HOME/kibana/commentariat.ndjson for an import by hand.\n"
        "A second run changes nothing. Without COMMENTARIAT_ELASTICSEARCH_URL the embedded node is started.\n\n"
        "Examples:\n  commentariat setup\n  COMMENTARIAT_KIBANA_URL=http://localhost:5601 commentariat setup"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Install everything and print the changes."""
    changes = asyncio.run(_install(settings))
    changed = sum(change.action != "unchanged" for change in changes)
    if args.json:
        rows = [{"kind": change.kind, "name": change.name, "action": change.action} for change in changes]
        emit_json({"changed": changed, "changes": rows})
        return Exit.DONE
    table("Set-up", ["what", "name", "action"], [(change.kind, change.name, change.action) for change in changes])
    profile = next(change.name for change in changes if change.kind == "analysis profile")
    said = {
        "core": "core: words as written, since this node has no language analysis",
        "full": "full: accents folded, English stemmed",
    }
    line(f"Analysis profile {said.get(profile, profile)}.")
    if not settings.kibana_url:
        line(f"No Kibana is set: import {changes[-1].name} in Stack Management > Saved Objects (docs/kibana.md).")
    line(f"{changed} changed." if changed else "Nothing changed.")
    return Exit.DONE


async def _install(settings: Settings) -> list[Change]:
    from flows.adapters import kibana
    from flows.adapters.elasticsearch import connect
    from flows.adapters.indices import install
    from mappings.names import Names

    names = Names(settings.index_prefix)
    with progress("set up") as bar:
        client = connect(settings, bar)
        try:
            changes = await install(client, settings)
        finally:
            await client.close()
        if settings.kibana_url:
            return changes + await kibana.install(settings, names)
        return [*changes, kibana.write(settings.home / "kibana" / "commentariat.ndjson", settings, names)]
