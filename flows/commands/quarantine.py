"""``commentariat quarantine``: list, show and retry the records that could not be processed."""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

from flows.console import Progress, complain, emit_json, line, progress, table
from flows.errors import Exit
from flows.quarantine import Entry, Quarantine
from flows.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="list what was set aside")
    showing = actions.add_parser("show", help="show one entry and the beginning of its record")
    showing.add_argument("id", metavar="ID", help="its id, or the beginning of it")
    trying = actions.add_parser("retry", help="process entries again; what succeeds leaves the quarantine")
    trying.add_argument("id", metavar="ID", nargs="*", help="ids (default: every entry)")
    for action in (listing, showing, trying):
        action.add_argument("--json", action="store_true", help="print JSON")
    parser.epilog = (
        "Examples:\n  commentariat quarantine list\n  commentariat quarantine show 3f2a\n"
        "  commentariat quarantine retry --json"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what was asked."""
    quarantine = Quarantine(settings.home)
    if args.action == "list":
        return _list(quarantine, as_json=args.json)
    if args.action == "show":
        return _show(quarantine, args.id, as_json=args.json)
    return _retry(quarantine, args.id, settings, as_json=args.json)


def _list(quarantine: Quarantine, *, as_json: bool) -> int:
    entries = quarantine.entries()
    if as_json:
        emit_json([entry.to_json() for entry in entries])
    elif entries:
        rows = [(e.id, e.time, f"{e.segment} at {e.offset}", e.url, e.reason, e.tries) for e in entries]
        table("Set aside", ["id", "time", "record", "address", "reason", "tries"], rows, right=[5])
    else:
        line("Nothing is in quarantine.")
    return Exit.DONE


def _show(quarantine: Quarantine, wanted: str, *, as_json: bool) -> int:
    (entry,) = quarantine.find([wanted])
    head = _head(quarantine, entry)
    if as_json:
        emit_json({**entry.to_json(), "file": str(quarantine.warc(entry.id)) if entry.kept else None, "head": head})
        return Exit.DONE
    table("", ["field", "value"], list(entry.to_json().items()))
    if entry.kept:
        line(f"Its bytes are in {quarantine.warc(entry.id)}; they begin:\n")
        line(head)
    return Exit.DONE


def _head(quarantine: Quarantine, entry: Entry) -> str:
    """The first lines of the record, unfolded as far as that goes, with nothing a terminal would obey."""
    import zlib

    try:
        with quarantine.warc(entry.id).open("rb") as file:
            data = file.read(1 << 16)
    except OSError:
        return ""
    if data.startswith(b"\x1f\x8b"):
        try:
            data = zlib.decompressobj(31).decompress(data, 2000)
        except zlib.error:
            return "(a gzip member that does not unfold)"
    text = data[:2000].decode("utf-8", "replace").replace("\r\n", "\n")
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _retry(quarantine: Quarantine, ids: list[str], settings: Settings, *, as_json: bool) -> int:
    entries = quarantine.find(ids) if ids else quarantine.entries()
    if not entries:
        if as_json:
            emit_json({"retried": 0, "succeeded": 0, "failed": []})
        else:
            line("Nothing is in quarantine.")
        return Exit.DONE
    from flows.locks import exclusive

    with exclusive(settings.home, "ingest"), progress("retry") as bar:
        failed = asyncio.run(_again(quarantine, entries, settings, bar))
    succeeded = len(entries) - len(failed)
    if as_json:
        rows: list[dict[str, Any]] = [{**entry.to_json(), "reason": reason} for entry, reason in failed]
        emit_json({"retried": len(entries), "succeeded": succeeded, "failed": rows})
    else:
        line(f"{succeeded} of {len(entries)} succeeded and left the quarantine.")
        for entry, reason in failed:
            complain(f"{entry.id} {entry.url}: {reason}")
    return Exit.PARTLY if failed else Exit.DONE


async def _again(
    quarantine: Quarantine, entries: list[Entry], settings: Settings, bar: Progress
) -> list[tuple[Entry, str]]:
    from flows.adapters.elasticsearch import connect
    from flows.adapters.store import Store
    from flows.ingest import ingest_entry, prepare
    from mappings.names import Names

    failed = []
    client = connect(settings, bar)
    try:
        store = Store(client, Names(settings.index_prefix))
        await prepare(store, settings)
        for done, entry in enumerate(entries):
            bar(done, len(entries), entry.url)
            if reason := await ingest_entry(entry, settings, store):
                quarantine.failed_again(entry, reason)
                failed.append((entry, reason))
            else:
                quarantine.remove(entry)
    finally:
        await client.close()
    return failed
