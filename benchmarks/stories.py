"""Accuracy of stories: which documents the decider joins to which, against copies made by program and hard negatives.

``python -m benchmarks.stories --data DIR`` takes the labelled texts of ``publishers`` and ``extraction``, halves them
by a hash of their id, makes every edit of :mod:`benchmarks.story_edits` of two thirds of each half and the negatives of
:mod:`benchmarks.story_negatives` of the rest, and runs the whole stream through :func:`flows.stories.decide`, blind to
order of batches. A document joined to the right story is a hit; to another, or joined where it stands alone, a false
one; left alone where it is a copy, a miss. Rules may be tuned on the first half; the floors are those of the second.
``--peers`` gives the same texts to other libraries, ``--speed`` measures fingerprints and look-ups.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.metrics import floors, second_half
from benchmarks.story_edits import EDITS, Source
from benchmarks.story_negatives import negatives
from benchmarks.story_peers import NOT_INSTALLED, PEERS
from flows.fingerprints import fingerprint
from flows.likeness import Version, version_of
from flows.model import DateFound, Document, Event, OutletRef, Precision, Revision, Url
from flows.origin import content_digest
from flows.stories import Knowledge, decide
from flows.urls import document_id

START = datetime(2026, 3, 2, 6, tzinfo=UTC)
SEED = 7
LEAST_WORDS = 60
"""Shorter labels are flaws of the sets or captions: nothing to cut a copy from."""
REPORTERS = Path(__file__).with_name("story-reporters.jsonl")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One text of the stream. ``story``: the texts that belong together; ``kind``: how it was made."""

    story: str
    kind: str
    outlet: str
    title: str
    body: str
    negative: bool = False


def main(argv: list[str] | None = None) -> int:
    """Print figures of both halves, by edit and by kind of negative; compare the test half with the floors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("COMMENTARIAT_BENCHMARK_DATA"))
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--misses", action="store_true", help="list what went wrong in the half that may be tuned on")
    parser.add_argument("--peers", action="store_true", help="also run datasketch, rensa and simhash on the test half")
    parser.add_argument("--peer-python", default=sys.executable, help="interpreter that has them")
    parser.add_argument(
        "--speed", nargs="*", type=int, metavar="DOCUMENTS", help="measure speed with so many documents"
    )
    args = parser.parse_args(argv)
    if args.speed is not None:
        from benchmarks.stories_speed import speed

        return speed(args.speed or [100_000, 1_000_000])
    if not args.data:
        print("no data: name the folder with --data or COMMENTARIAT_BENCHMARK_DATA", file=sys.stderr)
        return 0
    figures: dict[str, Any] = {}
    for test in (False, True):
        texts = stream(half(sources(Path(args.data)), test), Random(SEED))
        found = joined(texts)
        figures["test" if test else "tuning"] = measure(texts, found)
        if args.misses and not test:
            _list_errors(texts, found)
        if args.peers and test:
            figures["peers"] = {name: _peer(name, texts, args.peer_python) for name in PEERS}
    print(json.dumps(figures, indent=2) if args.json else _table(figures))
    return _below(figures["test"])


def sources(data: Path) -> list[Source]:
    """The labelled texts that are long enough to be cut."""
    found = []
    for name in ("publishers", "extraction"):
        for line in (data / name / "manifest.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            expect = row["expect"]
            body = expect.get("body") or ""
            if len(body.split()) < LEAST_WORDS and len(body) < LEAST_WORDS * 6:
                continue
            language = (expect.get("language") or ["en"])[0]
            title = expect.get("title") or " ".join(body.split()[:8])
            found.append(Source(f"{name}/{row['id']}", title, body, language))
    return found


def half(texts: Sequence[Source], test: bool) -> list[Source]:
    """One half, by a hash of the id."""
    return [s for s in texts if second_half(s.id) == test]


def stream(texts: Sequence[Source], rng: Random) -> list[Labelled]:
    """Originals, then copies and negatives in an order drawn by lot."""
    apart, taken = texts[::3], [s for n, s in enumerate(texts) if n % 3]
    originals = [Labelled(s.id, "original", f"origin-{n}", s.title, s.body) for n, s in enumerate(taken)]
    rest = [
        Labelled(s.id, name, f"copy-{name}-{n}", made[0], made[1])
        for n, s in enumerate(taken)
        for name, made in _copies(s, taken, rng)
    ]
    for number, (kind, outlet, title, body) in enumerate(negatives(apart, rng)):
        rest.append(Labelled(f"{kind} {number}", kind, outlet, title, body, negative=True))
    for number, row in enumerate(map(json.loads, REPORTERS.read_text("utf-8").splitlines())):
        rest += [
            Labelled(f"reporters {number} {n}", "two reporters", f"reporter-{n}", text[0], text[1], True)
            for n, text in enumerate(row["texts"])
        ]
    rng.shuffle(rest)
    return originals + rest


def _copies(source: Source, taken: Sequence[Source], rng: Random) -> Iterator[tuple[str, tuple[str, str]]]:
    same = [s for s in taken if s.language == source.language and s is not source]
    for name, edit in EDITS.items():
        made = edit(source, rng.choice(same or [source]), rng)
        # What is left of a short text may be no more than a headline's worth: no copy anybody could tell.
        if len(made[1].split()) >= 40 or len(made[1]) >= 240:
            yield name, made


def versions(texts: Sequence[Labelled]) -> list[Version]:
    """The stream as documents, fetched and published seven minutes apart; of one outlet, a day apart."""
    made: list[Version] = []
    seen = Counter[str]()
    for number, text in enumerate(texts):
        url = f"https://{text.outlet.replace(' ', '-').replace(',', '')}.example/{number}/"
        at = START + timedelta(minutes=7 * number, days=seen[text.outlet] if text.negative else 0)
        seen[text.outlet] += 1
        document = Document(
            id=document_id(url), url=Url(url, url, (), url.split("/")[2]),
            title=text.title, body=text.body, language="",
            published=DateFound(at, Precision.MINUTE), event=Event(at), outlet=OutletRef(text.outlet),
            revision=Revision(1, content_digest(text.title, text.body)),
        )  # fmt: skip
        made.append(version_of(document, fingerprint(text.title, text.body)))
    return made


def joined(texts: Sequence[Labelled]) -> list[int]:
    """For each text the number of the one whose story (or document) it was joined to, or -1."""
    made = versions(texts)
    numbers = {v.document.id: n for n, v in enumerate(made)}
    found = []
    for number, decision in enumerate(decide(made, Knowledge())):
        story = decision.write.document.story if decision.write else None
        root = numbers[story.id if story else decision.document]
        found.append(-1 if root == number else root)
    return found


def measure(texts: Sequence[Labelled], found: Sequence[int]) -> dict[str, Any]:
    """Precision and recall over documents, recall of each edit, false joins of each kind."""
    first: dict[str, int] = {}
    hits, false, missed = Counter[str](), Counter[str](), Counter[str]()
    for number, (text, root) in enumerate(zip(texts, found, strict=True)):
        copy = text.story in first
        first.setdefault(text.story, number)
        if root >= 0 and texts[root].story == text.story:
            hits[text.kind] += 1
        elif root >= 0:
            false[text.kind] += 1
        if copy and not (root >= 0 and texts[root].story == text.story):
            missed[text.kind] += 1
    right = hits.total()
    return {
        "documents": len(texts),
        "copies": right + missed.total(),
        "negatives": sum(text.negative for text in texts),
        "precision": right / max(1, right + false.total()),
        "recall": right / max(1, right + missed.total()),
        "recall_of": {kind: round(hits[kind] / (hits[kind] + missed[kind]), 4) for kind in EDITS},
        "false_joins": {
            kind: f"{false[kind]} of {n}" for kind, n in Counter(t.kind for t in texts).items() if false[kind]
        },
    }


def _peer(name: str, texts: Sequence[Labelled], python: str) -> dict[str, Any] | str:
    jobs = "".join(json.dumps({"title": t.title, "body": t.body}) + "\n" for t in texts)
    worker = str(Path(__file__).with_name("story_peers.py"))
    done = subprocess.run([python, worker, name], input=jobs, capture_output=True, text=True, check=False)
    if done.returncode == NOT_INSTALLED:
        return f"not installed in {python}"
    lines = done.stdout.split()
    if done.returncode or len(lines) != len(texts) + 1:
        return f"not measured: ended with {done.returncode}: {done.stderr[-200:]}"
    # A peer names the nearest text; the story is that text's own.
    roots: list[int] = []
    for found in map(int, lines[:-1]):
        roots.append(found if found < 0 or roots[found] < 0 else roots[found])
    return {**measure(texts, roots), "cpu_seconds": float(lines[-1])}


def _list_errors(texts: Sequence[Labelled], found: Sequence[int]) -> None:
    known: set[str] = set()
    for text, root in zip(texts, found, strict=True):
        right = texts[root].story == text.story if root >= 0 else text.story not in known
        known.add(text.story)
        if not right:
            other = f"joined to {texts[root].story} ({texts[root].kind})" if root >= 0 else "left alone"
            print(f"{text.kind}: {text.story}: {other}", file=sys.stderr)


def _table(figures: dict[str, Any]) -> str:
    lines = []
    for name, found in {**figures, **figures.get("peers", {})}.items():
        if isinstance(found, str) or name == "peers":
            lines += [f"{name}: {found}"] if isinstance(found, str) else []
            continue
        lines.append(f"{name}: " + ", ".join(f"{k} {v:.4g}" for k, v in found.items() if not isinstance(v, dict)))
        lines += [f"    {k}: {v}" for k, v in found.items() if isinstance(v, dict)]
    return "\n".join(lines)


def _below(found: dict[str, Any]) -> int:
    missed = [(k, floor) for k, floor in floors("stories").items() if k in found and found[k] < floor]
    for name, floor in missed:
        print(f"stories: {name} of the test half is {found[name]:.4f}, the floor is {floor}", file=sys.stderr)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
