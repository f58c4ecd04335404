"""``commentariat sources check`` and ``sources health``: is every source still what the registry takes it for?"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.console import emit_json, line, progress, table
from flows.errors import Exit
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.diagnosis import Health


def configure(commands: Any) -> None:
    """Declare both actions."""
    check = commands.add_parser(
        "check",
        help="ask every feed, sitemap and listing: does it answer, how old is its newest item, how much would be new",
        description="Read feeds, sitemaps and listings as a crawl would. Nothing is landed or learned.",
    )
    check.epilog = (
        "Examples:\n  commentariat sources check\n  commentariat sources check bbc-world --json\n\n"
        "Exit codes: 0 everything can be read, 1 something cannot (it is named), 2 registry or source wrong."
    )
    health = commands.add_parser(
        "health",
        help="what the records of past crawls say: silent, refused, broken, or yielding less than usual",
        description="Judge every source by the records of its crawls and by the documents they became.",
    )
    health.epilog = (
        "Examples:\n  commentariat sources health\n  commentariat sources health bbc-world --json\n\n"
        "Exit codes: 0 none is ill, 1 some are, 2 registry or source wrong, 4 no Elasticsearch."
    )
    for parser in (check, health):
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.add_argument("source", nargs="*", help="ids of the sources (default: all)")
        parser.add_argument("--sources", type=Path, metavar="FILE", help="registry instead of the shipped one")
        parser.add_argument("--json", action="store_true", help="print JSON")


def check(args: argparse.Namespace, settings: Settings) -> int:
    """Probe the sources and print what they answered."""
    from flows.adapters.crawl import probe
    from flows.commands.crawl import warn_without_contact

    warn_without_contact(settings)

    with progress("check") as shown:
        report = asyncio.run(probe(settings, args.source, sources_file=args.sources, progress=shown))
    sources = report["sources"]
    ill = [source for source in sources if source["dead"] or not source["links"]]
    if args.json:
        emit_json(report)
    else:
        _show_check(sources, report["seconds"])
    return Exit.PARTLY if ill or report["stopped"] else Exit.DONE


def health(args: argparse.Namespace, settings: Settings) -> int:
    """Judge the sources and print what ails them."""
    from flows.adapters.crawl import chosen

    ids = [source.id for source in chosen(settings, args.source, args.sources)]
    with progress("health") as shown:
        judged = asyncio.run(_judge(settings, ids, shown))
    if args.json:
        emit_json([one.to_json() for one in judged])
    else:
        _show_health(judged)
    return Exit.PARTLY if any(one.complaints for one in judged) else Exit.DONE


async def _judge(settings: Settings, ids: Sequence[str], shown: Any) -> list[Health]:
    from flows import sources_health
    from flows.adapters.elasticsearch import connect
    from flows.adapters.health import facts
    from flows.adapters.indices import install
    from flows.diagnosis import diagnose
    from mappings.names import Names

    now = datetime.now(UTC)
    client = connect(settings, shown)
    try:
        await install(client, settings)
        names = Names(settings.index_prefix)
        await sources_health.write(client, settings)
        await client.indices.refresh(index=names.sources)
        return [diagnose(known, now) for known in await facts(client, names, ids, now)]
    finally:
        await client.close()


def _show_check(sources: Sequence[Mapping[str, Any]], seconds: float) -> None:
    rows: list[tuple[object, ...]] = []
    for source in sources:
        for page in source["pages"]:
            robots = source["robots"].get("/".join(page["url"].split("/")[:3]), "not asked")
            rows.append(
                (source["source"], robots, page["mechanism"], page["url"], page["links"], page["dated"],
                 _age(page["newest"]), page["new"])
            )  # fmt: skip
    heads = ["source", "robots.txt", "found by", "address", "links", "dated", "newest", "new"]
    table("Check", heads, rows, right=(4, 5, 6, 7))
    lost = [(source["source"], row["url"], row["reason"]) for source in sources for row in source["dead"]]
    if lost:
        table("Not readable", ["source", "address", "reason"], lost)
    if hubs := [(source["source"], url, hub) for source in sources for url, hub in source["hubs"].items()]:
        table("WebSub hubs", ["source", "feed", "hub"], hubs)
    if empty := [source["source"] for source in sources if not source["links"] and not source["dead"]]:
        line(f"Without a single link: {', '.join(empty)}.")
    new = sum(source["new"] for source in sources)
    line(f"{len(sources)} sources, {new} articles would be new, {seconds:.1f} s. Nothing was landed.")


def _show_health(judged: Sequence[Health]) -> None:
    from flows.diagnosis import duration

    rows = [
        (one.facts.source, one.state, _ago(one.facts.visited), _ago(one.facts.newest),
         duration(one.facts.usual_gap) if one.facts.usual_gap else "–", one.facts.week, one.facts.landed,
         one.facts.rejected)
        for one in sorted(judged, key=lambda one: ("ill", "unknown", "well").index(one.state))
    ]  # fmt: skip
    heads = ["source", "state", "visited", "newest item", "usual silence", "new in 7 days", "landed", "rejected"]
    table("Health of the sources", heads, rows, right=range(2, 8))
    complaints = [(one.facts.source, complaint.text) for one in judged for complaint in one.complaints]
    if complaints:
        table("What ails them", ["source", "complaint"], complaints)
    states = [one.state for one in judged]
    line(f"{states.count('well')} well, {states.count('ill')} ill, {states.count('unknown')} never visited.")


def _ago(at: datetime | None) -> str:
    return _age(at.timestamp() if at else None)


def _age(at: float | None) -> str:
    from flows.diagnosis import duration

    return duration(max(0.0, datetime.now(UTC).timestamp() - at)) if at is not None else "–"
