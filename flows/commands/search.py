"""``commentariat search``: what the world wrote, one line a story."""

from __future__ import annotations

import argparse
import asyncio
import html
import re
import sys
from typing import TYPE_CHECKING

from flows.console import clean, emit_json, line, progress, table
from flows.errors import Exit
from flows.settings import Settings

if TYPE_CHECKING:
    from rich.text import Text

    from flows.search.service import SearchHit, SearchResult

SNIPPET = 200
"""Characters of text under a story where no words were searched for."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("query", nargs="?", default="", metavar="QUERY", help="what to look for (default: everything)")
    parser.add_argument("--leader", metavar="ID", help="about this person or office: mark-rutte, secretary-general")
    parser.add_argument("--since", metavar="D", help="from this day or time on: 2026-01-22, 24h, 7d, today")
    parser.add_argument("--until", metavar="D", help="up to and including this day, or up to this time")
    parser.add_argument("--language", metavar="L", help="in this language: en, pl")
    parser.add_argument("--outlet", metavar="O", help="by this outlet, id or name")
    parser.add_argument("--limit", metavar="N", type=int, default=10, help="stories to show (default: 10)")
    parser.add_argument("--syntax", choices=("kql", "lucene"), default="kql", help="query language (default: kql)")
    parser.add_argument("--json", action="store_true", help="print total and hits as JSON")
    parser.add_argument("--explain", action="store_true", help="say of every hit what gave how much of its score")
    parser.add_argument("--fields", action="store_true", help="list all fields with type, short names and meaning")
    parser.epilog = (
        "Words are looked for in title, summary and body; any of them matches, more of them rank higher.\n"
        "Conditions are field:value, joined by and, or, not and brackets. docs/search.md lists every operator.\n\n"
        "Examples:\n"
        "  commentariat search 'rutte and language:en'\n"
        "  commentariat search '\"secretary general\" and not country:us' --since 7d\n"
        "  commentariat search 'leaders:{ id:mark-rutte and in_title:true }' --limit 3 --json\n"
        "  commentariat search 'title:ammunition AND genre:opinion' --syntax lucene\n"
        "  commentariat search 'rutte summit' --explain --limit 3\n"
        "  commentariat search --fields"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Search and print."""
    if args.fields:
        return show_fields(as_json=args.json)
    from flows.search import service
    from flows.search.people import check_leader, known_leaders

    if args.leader:
        check_leader(args.leader, known_leaders())
    request = service.SearchRequest(
        query=args.query,
        syntax=args.syntax,
        leader=args.leader,
        since=args.since,
        until=args.until,
        language=args.language,
        outlet=args.outlet,
        limit=args.limit,
        explain=args.explain,
    )
    # A mistake in the query is told before a node is started for it.
    service.body(request)
    result = asyncio.run(_ask(settings, request))
    if args.json:
        emit_json(result.to_json())
    else:
        show(result)
    return Exit.DONE


def show_fields(*, as_json: bool) -> int:
    """List what can be asked for; needs no node."""
    from flows.search.meanings import described

    if as_json:
        emit_json([field.to_json() for field in described()])
    else:
        rows = [(field.name, field.kind, ", ".join(field.short), field.meaning) for field in described()]
        table("", ["field", "type", "short", "meaning"], rows)
    return Exit.DONE


async def _ask(settings: Settings, request: object) -> SearchResult:
    from flows.adapters.elasticsearch import connect
    from flows.search.service import SearchRequest, search
    from mappings.names import Names

    assert isinstance(request, SearchRequest)
    with progress("search") as bar:
        client = connect(settings, bar)
        try:
            return await search(client, Names(settings.index_prefix), request)
        finally:
            await client.close()


def show(result: SearchResult) -> None:
    """Print a result for people: matched words bold on a terminal."""
    if not result.hits:
        line("Nothing matches.")
        return
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False, width=None if sys.stdout.isatty() else 10_000)
    for hit in result.hits:
        console.print(_headline(hit), soft_wrap=True)
        console.print(_snippet(hit), soft_wrap=True)
        if hit.parts is not None:
            console.print(_reasons(hit), soft_wrap=True, style="dim")
    shown = len(result.hits)
    if result.more:
        console.print(f"more than {result.total} articles, the best {shown} stories shown")
        return
    articles = f"{result.total} article{'' if result.total == 1 else 's'}"
    stories = f"{result.stories} {'story' if result.stories == 1 else 'stories'}"
    console.print(f"{articles} in {stories}" + (f", the best {shown} shown" if shown < result.stories else ""))


def _reasons(hit: SearchHit) -> str:
    """The score and its parts, one a line."""
    if not hit.score:
        return "    no words were searched for: newest first"
    lines = [f"    {part.line()}" for part in hit.parts or ()]
    return "\n".join([f"    {hit.score:6.2f}  score, of which", *(clean(text) for text in lines)])


def _headline(hit: SearchHit) -> Text:
    from rich.text import Text

    document = hit.document
    outlet = document.get("outlet") or {}
    place = ", ".join(clean(v) for v in (outlet.get("country"), document.get("language")) if v)
    dated = (document.get("published") or {}).get("date")
    day = dated[:10] if dated else f"seen {document['@timestamp'][:10]}"
    name = clean(outlet.get("name") or outlet.get("id") or (document.get("url") or {}).get("domain") or "")
    text = Text(f"{day}  {name}{f' ({place})' if place else ''}  ")
    text.append_text(marked((hit.highlights.get("title") or [html.escape(document.get("title") or "")])[0], "bold"))
    if hit.copies:
        text.append(f"  +{hit.copies} {'copy' if hit.copies == 1 else 'copies'}")
    if people := ", ".join(clean(leader["name"]) for leader in document.get("leaders") or ()):
        text.append(f"  [{people}]", style="dim")
    return text


def _snippet(hit: SearchHit) -> Text:
    from rich.text import Text

    fragments = hit.highlights.get("body") or hit.highlights.get("summary")
    if not fragments:
        document = hit.document
        start = clean(document.get("summary") or document.get("body") or "")
        cut = start if len(start) <= SNIPPET else start[:SNIPPET].rpartition(" ")[0] + " …"
        return Text(f"    {cut}")
    text = Text("    ")
    for position, fragment in enumerate(fragments):
        text.append_text(Text(" … ") if position else Text())
        text.append_text(marked(fragment))
    return text


def marked(fragment: str, base: str = "") -> Text:
    """A highlight (HTML with ``<em>``) as terminal text: what was matched stands out."""
    from rich.text import Text

    text = Text()
    for position, part in enumerate(re.split(r"</?em>", fragment)):
        text.append(clean(html.unescape(part)), style="bold underline" if position % 2 else base)
    return text
