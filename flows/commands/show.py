"""``commentariat show``: one stored document, found by its id or by any address it was seen under."""

from __future__ import annotations

import argparse
import asyncio
from typing import Any

from flows.console import emit_json, line, progress, table
from flows.errors import Exit, Rejected
from flows.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("document", metavar="URL|ID", help="an address it was seen under, or its id of 32 hex digits")
    parser.add_argument("--json", action="store_true", help="print the stored document as JSON")
    parser.epilog = (
        "Exit code 3 when no document is known under that address or id.\n\n"
        "Examples:\n  commentariat show https://www.example.org/opinion/a-column\n"
        "  commentariat show 0cc175b9c0f1b6a831c399e269772661 --json"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the document."""
    with progress("show") as bar:
        document, history, story = asyncio.run(fetch(args.document.strip(), settings, bar))
    if document is None:
        raise Rejected(
            f"no document is known as {args.document}",
            remedy="Check the address. A page that was rejected or set aside is no document: "
            "see commentariat quarantine list.",
        )
    if args.json:
        emit_json(document)
    else:
        _print(document, history, story)
    return Exit.DONE


Row = dict[str, Any]


async def fetch(wanted: str, settings: Settings, bar: Any) -> tuple[Row | None, list[Row], list[Row]]:
    """A stored document by an address or its id, its earlier versions, and the documents of its story."""
    from elasticsearch import NotFoundError

    from flows.adapters.elasticsearch import connect, no_index
    from flows.adapters.store import Store
    from mappings.names import Names

    client = connect(settings, bar)
    try:
        store = Store(client, Names(settings.index_prefix))
        document = await store.get(wanted)
        if document is None:
            return None, [], []
        story = (document.get("story") or {}).get("id") or document["id"]
        return document, await store.revisions(document["id"]), await store.story(story)
    except NotFoundError:
        raise no_index(settings.index_prefix) from None
    finally:
        await client.close()


def _print(document: Row, history: list[Row], story: list[Row]) -> None:
    outlet, dated = document.get("outlet") or {}, document.get("published") or {}
    line(document["title"] or "(no title)")
    rows = [
        ("outlet", _outlet(outlet)),
        ("published", _dated(dated)),
        ("authors", ", ".join(document.get("authors") or ())),
        ("language, genre", f"{document.get('language') or '?'}, {document.get('genre') or '?'}"),
        ("relevance", f"{document.get('relevance') or 0:.2f}"),
        ("address", document["url"]["full"]),
        *(("also seen at", url) for url in document["url"].get("observed") or ()),
        ("in other languages", ", ".join((document.get("story") or {}).get("related") or ())),
        ("first fetched", document["event"]["created"]),
        ("id", document["id"]),
        ("raw page", f"{document['provenance'].get('warc')} at byte {document['provenance'].get('offset')}"),
    ]
    table("", ["field", "value"], [row for row in rows if row[1]])
    if leaders := document.get("leaders"):
        table(
            "Leaders",
            ["name", "office", "mentions", "in title", "tone"],
            [
                (x["name"], x.get("office") or "", x.get("mentions"), "yes" if x.get("in_title") else "", _tone(x))
                for x in leaders
            ],
            right=[2, 4],
        )
    if len(story) > 1:
        table(
            f"Story: carried {len(story)} times",
            ["role", "similarity", "outlet", "first fetched", "address"],
            [
                (
                    d["story"]["role"],
                    f"{d['story']['similarity']:.2f}",
                    _outlet(d.get("outlet") or {}),
                    d["event"]["created"],
                    d["url"]["full"],
                )
                for d in story
            ],
            right=[1],
        )
    if history:
        rows_ = [(d["revision"]["number"], d["event"]["created"], d["title"], _words(d)) for d in history]
        rows_.append((len(history) + 1, "present text", document["title"], _words(document)))
        table("Revisions", ["number", "fetched", "title", "words"], rows_, right=[0, 3])
    line()
    line(document["body"])


def _outlet(outlet: Row) -> str:
    where = ", ".join(str(outlet[k]) for k in ("country", "kind") if outlet.get(k))
    return f"{outlet.get('name') or '?'}" + (f" ({where})" if where else "")


def _dated(dated: Row) -> str:
    if not dated.get("date"):
        return "not known"
    raw = f", {dated['raw']!r}" if dated.get("raw") else ""
    shown = dated["date"][:10] if dated.get("precision") in {"day", "month", "year"} else dated["date"]
    return f"{shown} (precision {dated.get('precision')}, from {dated.get('source')}{raw})"


def _tone(leader: Row) -> str:
    return "" if leader.get("tone") is None else f"{leader['tone']:+.2f}"


def _words(document: Row) -> str:
    return str(document.get("word_count") or "")
