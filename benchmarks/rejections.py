"""Rejections: pages that are no articles must go, articles must stay, and the reason must be the right one.

``python -m benchmarks.rejections`` needs no data: over 500 pages of 34 kinds in 16 languages, and 64 articles. With
``--data DIR`` the labelled articles of the extraction benchmark are counted too; ``--listings DIR`` adds saved listing
pages (``*.html``, whose first line may be a comment with the address). Under a floor it ends with 1.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.metrics import floors
from benchmarks.rejection_pages import articles, pages
from crawlers.records import LandedPage
from flows.extract.files import declared, landed, parse_time, read_bytes
from flows.model import Document, Rejection
from flows.normalise import normalise

NOW = datetime(2026, 3, 10, tzinfo=UTC)


def main(argv: list[str] | None = None) -> int:
    """Print what was rejected and for which reasons; compare with the floors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("COMMENTARIAT_BENCHMARK_DATA"))
    parser.add_argument("--listings", type=Path, help="a folder of saved listing pages")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--misses", action="store_true", help="list what was missed, on standard error")
    args = parser.parse_args(argv)
    missed: list[str] = []
    found = [(name, reasons, read(html.encode(), url)) for name, url, html, reasons in pages()]
    for name, reasons, got in found:
        if got not in reasons:
            missed.append(f"{name}: {got}")
    kept = [(name, read(html.encode(), url)) for name, url, html in articles()]
    missed += [f"{name}: {got}" for name, got in kept if got != "document"]
    figures: dict[str, float] = {
        "pages": len(found),
        "rejected": sum(got != "document" for _, _, got in found) / len(found),
        "reasons": sum(got in reasons for _, reasons, got in found) / len(found),
        "articles": len(kept),
        "lost": sum(got != "document" for _, got in kept) / len(kept),
    }
    if args.listings:
        answers = [_saved(path) for path in sorted(args.listings.glob("*.html"))]
        figures |= {
            "listings": len(answers),
            "listings_rejected": sum(a != "document" for a in answers) / max(1, len(answers)),
        }
    if args.data is not None and args.data.is_dir():
        figures |= _labelled(args.data, missed)
    counted = Counter(got for _, _, got in found)
    if args.json:
        print(json.dumps({**figures, "by_reason": counted}, indent=2))
    else:
        print(", ".join(f"{k} {v:.4g}" for k, v in figures.items()))
        print(", ".join(f"{count} {reason}" for reason, count in counted.most_common()))
    if args.misses:
        print("\n".join(missed), file=sys.stderr)
    return _under(figures)


def read(body: bytes, url: str) -> str:
    """The reason a page is rejected for, or ``document``."""
    result = normalise(LandedPage(url, NOW, body, content_type="text/html; charset=utf-8"))
    return "document" if isinstance(result, Document) else result.reason


def _saved(path: Path) -> str:
    body = path.read_bytes()
    address = re.match(rb"<!-- (\S+) -->", body)
    return read(body, address[1].decode() if address else "https://www.example.org/")


def _labelled(data: Path, missed: list[str]) -> dict[str, float]:
    """How many labelled articles are rejected."""
    count = lost = 0
    for name in ("publishers", "extraction"):
        for line in (data / name / "manifest.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            body = read_bytes(data / name / row["path"])
            at = parse_time(row.get("fetched_at") or "") or datetime.now(UTC)
            result = normalise(landed(body, row["url"], at, place=declared(body)))
            count += 1
            if isinstance(result, Rejection):
                lost += 1
                missed.append(f"{row['url']}: {result.reason} ({result.detail})")
    return {"labelled": count, "labelled_lost": lost / max(1, count)}


def _under(figures: dict[str, float]) -> int:
    short = 0
    for name, floor in floors("rejections").items():
        value = figures.get(name)
        if value is not None and (value > floor if name.endswith("lost") else value < floor):
            print(f"rejections: {name} is {value:.4f}, the floor is {floor}", file=sys.stderr)
            short = 1
    return short


if __name__ == "__main__":
    sys.exit(main())
