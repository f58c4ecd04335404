"""Our KQL against Kibana's own, and against mutated queries.

    python -m benchmarks.kql --fuzz 100000 [--node URL]
    python -m benchmarks.kql --peer DIR --node URL [--queries 2000] [--mutated 1000]

``--fuzz``: every mutated query is parsed and compiled, or refused with a position within it; none may take more than
``SLOWEST`` seconds of CPU. Of those that compile, one in fifty runs on the node.

``--peer``: queries made from the documented grammar are compiled by both; on the node, over the articles of
``tests/flows/search/library.py``, both must find the same. Mutated ones show what one of the two refuses. ``DIR``
(outside the checkout) receives the peer with ``npm ci``: versions and digests are those of
``benchmarks/kqlpeer/package-lock.json``. Node.js is needed. Exit code 1 when a query made from the grammar differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.kql_queries import mutated, query
from flows.search import compile_query
from flows.search.errors import QueryError
from flows.search.fields import TEXT_FIELDS, catalogue
from flows.settings import Settings
from tests.flows.search.library import LIBRARY
from tests.search_fixture import ask_node, indexed

PEER = Path(__file__).with_name("kqlpeer")
SEED = 8
SLOWEST = 0.5
"""CPU seconds one query may take; the slowest seen is in docs/benchmarks.md."""
TYPES = {"text": "string", "keyword": "string", "date": "date", "boolean": "boolean"}
SAMPLE = 50


def ours(text: str) -> dict[str, Any] | QueryError:
    """The query of ``text``, or our refusal."""
    try:
        return compile_query(text)
    except QueryError as error:
        return error


def seeds() -> list[str]:
    """Two thousand queries to mutate."""
    chance = random.Random(SEED)
    return [query(chance) for _ in range(2000)]


@contextmanager
def library(node: str) -> Iterator[Settings]:
    """The articles in an index of the node that is gone afterwards."""
    with tempfile.TemporaryDirectory() as home:
        making = indexed(node, Path(home), LIBRARY)
        try:
            yield next(making)
        finally:
            next(making, None)


def fuzz(count: int, node: str) -> int:
    """Mutate ``count`` queries; returns the number of failures."""
    chance, start = random.Random(SEED), seeds()
    read = refused = wrong = 0
    slowest, slow = 0.0, ""
    ran: list[tuple[str, dict[str, Any]]] = []
    for number in range(count):
        text = mutated(chance, start)
        began = time.process_time()
        try:
            answer = ours(text)
        except Exception as error:  # any crash is what is looked for
            wrong += 1
            print(f"crash: {text!r}: {error!r}")
            continue
        if (took := time.process_time() - began) > slowest:
            slowest, slow = took, text
        if isinstance(answer, QueryError):
            refused += 1
            if not (0 <= answer.start <= len(text) and answer.problem):
                wrong += 1
                print(f"no place: {text!r}: {answer.start}")
        else:
            read += 1
            if number % SAMPLE == 0:
                ran.append((text, answer))
    if slowest > SLOWEST:
        wrong += 1
        print(f"slow: {slow!r}")
    print(
        f"{count} mutated queries: {read} compile, {refused} are refused with a place; "
        f"slowest {slowest * 1000:.1f} ms of CPU"
    )
    if node:
        with library(node) as settings:
            for (text, _), found in zip(ran, ask_node(settings, [asked for _, asked in ran]), strict=True):
                if isinstance(found, str):
                    wrong += 1
                    print(f"the node refuses {text!r}: {found[:300]}")
        print(f"{len(ran)} of those that compile ran on the node")
    return wrong


def theirs(folder: Path, queries: Sequence[str]) -> list[dict[str, Any]]:
    """What Kibana makes of the queries."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        raise SystemExit("the peer needs Node.js: install node and npm")
    folder.mkdir(parents=True, exist_ok=True)
    for file in PEER.iterdir():
        shutil.copy(file, folder)
    if not (folder / "node_modules" / "kbn-es-query").is_dir():
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
    fields = [
        {
            "name": field.name,
            "type": TYPES.get(field.kind, "number"),
            "esTypes": [field.kind],
            "searchable": True,
            "aggregatable": field.aggregatable,
            **({"subType": {"nested": {"path": field.nested}}} if field.nested else {}),
        }
        for field in catalogue().values()
        if field.searchable
    ]
    asked = json.dumps({"fields": fields, "queries": queries})
    done = subprocess.run([node, "peer.js"], cwd=folder, input=asked, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def compare(folder: Path, node: str, made: int, mutations: int) -> int:
    """Both over the same queries; returns the number of differences nothing explains."""
    from elasticsearch import Elasticsearch

    chance = random.Random(SEED + 1)
    grammatical = [query(chance) for _ in range(made)]
    broken = [mutated(chance, grammatical).replace("\ud800", "") for _ in range(mutations)]
    queries = [*grammatical, *broken]
    answers = theirs(folder, queries)
    counts: Counter[str] = Counter()
    examples: dict[str, str] = {}
    wrong = 0
    both: list[tuple[int, dict[str, Any], dict[str, Any]]] = []
    for number, (text, answer) in enumerate(zip(queries, answers, strict=True)):
        own = ours(text)
        group = "made" if number < made else "mutated"
        if isinstance(own, QueryError):
            verdict = f"we refuse: {generic(own)}" if "query" in answer else "both refuse"
        elif "query" not in answer:
            verdict = f"Kibana refuses: {answer['error'][:60]}" if group == "made" else "Kibana refuses"
        else:
            both.append((number, own, answer["query"]))
            continue
        counts[f"{group}: {verdict}"] += 1
        examples[f"{group}: {verdict}"] = min(examples.get(f"{group}: {verdict}", text), text, key=len)
        if group == "made":
            wrong += 1
            print(f"{verdict}: {text}")
    with library(node) as settings, Elasticsearch(node) as client:
        fields = {"index.query.default_field": list(TEXT_FIELDS)}
        client.indices.put_settings(index=settings.index_prefix, settings=fields)
        mine = ask_node(settings, [asked for _, asked, _ in both])
        kibana = ask_node(settings, [asked for _, _, asked in both])
    for (number, _, _), own_ids, their_ids in zip(both, mine, kibana, strict=True):
        group = "made" if number < made else "mutated"
        same = own_ids == their_ids and not isinstance(own_ids, str)
        counts[f"{group}: {'the same articles' if same else 'other articles'}"] += 1
        if not same:
            wrong += group == "made"
            print(f"{group}: {queries[number]!r}\n    ours   {shown(own_ids)}\n    Kibana {shown(their_ids)}")
    for verdict, count in sorted(counts.items()):
        print(f"{count:6} {verdict}" + (f", as {examples[verdict]!r}" if verdict in examples else ""))
    return wrong


def generic(error: QueryError) -> str:
    """A refusal without what it quotes."""
    return " ".join("…" if "`" in word else word for word in error.problem.split())


def shown(found: frozenset[int] | str) -> str:
    """An answer of the node in one line."""
    return found[:200] if isinstance(found, str) else " ".join(map(str, sorted(found))) or "none"


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fuzz", type=int, metavar="N", default=0, help="queries to mutate")
    parser.add_argument("--peer", type=Path, metavar="DIR", help="where Kibana's KQL is, or will be, installed")
    parser.add_argument("--node", default=os.environ.get("COMMENTARIAT_TEST_ELASTICSEARCH_URL", ""), metavar="URL")
    parser.add_argument("--queries", type=int, default=2000, metavar="N", help="queries made for the comparison")
    parser.add_argument("--mutated", type=int, default=1000, metavar="N", help="mutated queries of the comparison")
    args = parser.parse_args()
    if args.peer and not args.node:
        parser.error("--peer needs --node")
    wrong = fuzz(args.fuzz, args.node) if args.fuzz else 0
    if args.peer:
        wrong += compare(args.peer, args.node, args.queries, args.mutated)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
