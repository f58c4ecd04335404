"""Search quality on real nodes: how well 60 judged information needs are answered, and what a search costs.

    python -m benchmarks.search --data DIR          # nDCG@10 with both profiles; nodes are started and stopped
    python -m benchmarks.search --core URL --full URL --data DIR    # on nodes that run
    python -m benchmarks.search --latency 1000000   # p95 beside a bare match query on the same index

A need is a line of search_needs.jsonl: the language, the query as a person would type it, and graded ids (3 the
answer, 2 relevant, 1 touches it): ``outlet/slug`` of the demo press, ``country/page`` of DIR/publishers, whose texts
are not here. They were judged by reading, before anything was tuned. Needs whose pages are not there are left out.
The documents are the demo press as it was written, and the pages as the product reads them. Floors: floors.toml.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.metrics import floors

if TYPE_CHECKING:
    from flows.model import Document

HERE = Path(__file__).parent
NEEDS = [json.loads(line) for line in (HERE / "search_needs.jsonl").read_text("utf-8").splitlines()]
PREFIX = "benchsearch"
DEPTH = 10


def demo() -> Iterator[tuple[str, Document]]:
    """Every article of the demo press by its key, as the product would read it."""
    from flows.demo.content import sites
    from flows.leaders import assess
    from flows.model import (
        DateFound,
        Document,
        Event,
        Genre,
        OutletRef,
        Precision,
        Provenance,
        Revision,
        Role,
        Story,
        Url,
    )

    now = datetime.now(UTC).replace(microsecond=0)
    seen: set[str] = set()
    for site in sites():
        for article in site.at(2):
            published = now - article.age
            body = "\n".join(article.body)
            found = assess(article.title, article.summary, body, language=article.language, on=published.date())
            role = Role.COPY if article.story and article.story in seen else Role.LEAD
            seen.add(article.story)
            key = article.key
            yield (
                key,
                Document(
                    id=identity(key),
                    url=Url(f"{site.root}{article.path}", f"{site.root}{article.path}", (), site.host),
                    title=article.title,
                    body=body,
                    language=article.language,
                    published=DateFound(published, Precision.DAY, "meta", ""),
                    event=Event(now, now),
                    revision=Revision(1, identity(body)),
                    summary=article.summary,
                    authors=article.authors,
                    tags=article.tags,
                    outlet=OutletRef(site.id, site.name, site.country, site.kind),
                    genre=Genre(article.genre) if article.genre else Genre.NEWS,
                    leaders=found.leaders,
                    relevance=found.relevance,
                    word_count=article.words,
                    story=Story(identity(article.story or key), role),
                    provenance=Provenance("", 0, "", site.id, "feed", ""),
                ),
            )


def publishers(folder: Path) -> Iterator[tuple[str, Document]]:
    """Every page of the publishers that is an article, each a story of its own."""
    from dataclasses import replace

    from benchmarks import pages
    from flows.model import Rejection, Story

    for page, result in pages.read(folder):
        if not isinstance(result, Rejection):
            key = page["id"].removesuffix(".html.gz")
            yield key, replace(result, id=identity(key), story=Story(identity(key)))


def identity(key: str) -> str:
    """An id for a key."""
    from hashlib import md5

    return md5(key.encode(), usedforsecurity=False).hexdigest()


def ndcg(gains: list[int], best: list[int]) -> float:
    """Discounted gain of a ranking over that of the best one."""

    def discounted(row: list[int]) -> float:
        return math.fsum((2.0**gain - 1) / math.log2(place + 2) for place, gain in enumerate(row[:DEPTH]))

    return discounted(gains) / discounted(sorted(best, reverse=True))


async def quality(url: str, documents: dict[str, Document], *, verbose: bool) -> tuple[str, dict[str, list[float]]]:
    """The profile of the node at ``url``, and the figure of every need by language."""
    from flows.adapters.elasticsearch import connect
    from flows.adapters.store import Store
    from flows.fingerprints import fingerprint
    from flows.likeness import Version
    from flows.search.service import SearchRequest, search
    from flows.settings import Settings
    from mappings.loader import install
    from mappings.names import Names
    from tests.nodes import drop

    names = Names(PREFIX)
    client = connect(Settings(elasticsearch_url=url))
    try:
        await drop(client, names)
        profile = (await install(client, names))[0].name
        store = Store(client, names)
        versions = [Version(d, fingerprint(d.title, d.body), 1) for d in documents.values()]
        failures = await store.write([store.current(version) for version in versions])
        assert not failures, failures[0]
        story = {d.id: d.story.id if d.story else d.id for d in documents.values()}
        figures: dict[str, list[float]] = defaultdict(list)
        for need in NEEDS:
            grades: dict[str, int] = {}
            for key, grade in need["relevant"].items():
                if key in documents:
                    place = story[documents[key].id]
                    grades[place] = max(grade, grades.get(place, 0))
            if not grades:
                continue
            found = await search(client, names, SearchRequest(query=need["query"], limit=DEPTH))
            gains = [grades.get(story[hit.id], 0) for hit in found.hits]
            figure = ndcg(gains, list(grades.values()))
            figures[need["language"]].append(figure)
            if verbose and figure < 0.999:
                titles = [f"{gain} {hit.document['title'][:60]}" for hit, gain in zip(found.hits, gains, strict=True)]
                print(f"  {figure:.3f} {need['language']} {need['query']!r}: {titles[:4]}")
        return profile, figures
    finally:
        await drop(client, names)
        await client.close()


def started(stack: ExitStack, *, full: bool) -> str:
    """A node of our own for as long as the stack is open."""
    from flows.adapters import node
    from flows.settings import Settings
    from tests import fuller

    home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    settings = Settings(home=home, node_heap="1g" if not full else "700m")
    if full:
        return stack.enter_context(fuller.running(settings))
    stack.callback(node.stop, settings)
    return node.start(settings).url or ""


def main(argv: list[str] | None = None) -> int:
    """Print the figures; 1 when one is under its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=os.environ.get("COMMENTARIAT_BENCHMARK_DATA"))
    parser.add_argument("--core", metavar="URL", help="a node without language analysis that runs")
    parser.add_argument("--full", metavar="URL", help="a node with it that runs")
    parser.add_argument("--profile", choices=("core", "full"), action="append", help="measure this one only")
    parser.add_argument("--latency", type=int, metavar="N", help="measure latency over N made-up documents instead")
    parser.add_argument("--verbose", action="store_true", help="list each need that is not answered perfectly")
    args = parser.parse_args(argv)
    least = floors("search")
    low = []
    with ExitStack() as stack:
        if args.latency:
            from benchmarks.search_latency import measure

            ratio = asyncio.run(measure(args.core or started(stack, full=False), args.latency))
            return int(ratio > least["latency"])
        documents = dict(demo())
        if args.data and (args.data / "publishers" / "manifest.jsonl").is_file():
            documents |= dict(publishers(args.data / "publishers"))
        for wanted in args.profile or ("core", "full"):
            url = getattr(args, wanted) or started(stack, full=wanted == "full")
            profile, figures = asyncio.run(quality(url, documents, verbose=args.verbose))
            every = [figure for row in figures.values() for figure in row]
            mean = sum(every) / len(every)
            print(f"{profile:5} nDCG@{DEPTH} {mean:.3f} over {len(every)} needs, {len(documents)} documents")
            print("      " + "  ".join(f"{code} {sum(row) / len(row):.2f}" for code, row in sorted(figures.items())))
            if mean < least[profile]:
                low.append(f"{profile} is {mean:.4f}, the floor is {least[profile]}")
    for text in low:
        print(text, file=sys.stderr)
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
