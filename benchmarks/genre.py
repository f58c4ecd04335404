"""Accuracy of genres on heads of pages written for it, in over thirty languages.

``python -m benchmarks.genre`` needs no data: ``genre-heads.jsonl`` beside it holds a head a line, labelled before the
rules were tuned on it, with traps (news about an opinion poll, a letter of a secretary general, a lab's analysis). The
half whose hash is even may be tuned on; the figure is that of the other half. Under its floor it ends with 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from benchmarks.metrics import floors, second_half
from flows.extract.genre import read_genre
from flows.extract.heads import head_lines
from flows.extract.page import Page

HEADS = Path(__file__).parent / "genre-heads.jsonl"
TEXT = "The council met in the old hall on Monday and spoke for an hour about the harbour, the bridge and the road. "

Row = dict[str, str]


def main(argv: list[str] | None = None) -> int:
    """Print accuracy of both halves and what was taken for what; compare the test half with its floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--misses", action="store_true", help="list what was missed in the half that may be tuned on")
    args = parser.parse_args(argv)
    rows = [json.loads(line) for line in HEADS.read_text("utf-8").splitlines()]
    found = [(row, read(row)) for row in rows]
    figures = {
        "heads": len(rows),
        "languages": len({row["language"] for row in rows}),
        "tuning": accuracy([pair for pair in found if not is_test(pair[0])]),
        "test": accuracy([pair for pair in found if is_test(pair[0])]),
    }
    confused = Counter(f"{row['genre']} taken for {got}" for row, got in found if is_test(row) and row["genre"] != got)
    if args.json:
        print(json.dumps({**figures, "confused": confused}, indent=2))
    else:
        print(", ".join(f"{k} {v:.4g}" for k, v in figures.items()))
        for text, count in confused.most_common():
            print(f"{count:4d} {text}")
    if args.misses:
        for row, got in found:
            if not is_test(row) and got != row["genre"]:
                print(f"{row['genre']} taken for {got}: {row['title']} ({row['url']})", file=sys.stderr)
    floor = floors("genre")["test"]
    if figures["test"] < floor:
        print(f"genre: {figures['test']:.4f} of the test half is right, the floor is {floor}", file=sys.stderr)
        return 1
    return 0


def accuracy(found: list[tuple[Row, str]]) -> float:
    """Share of heads whose genre is the label's."""
    return sum(row["genre"] == got for row, got in found) / max(1, len(found))


def is_test(row: Row) -> bool:
    """Whether a head is of the half that is never tuned on."""
    return second_half(row["url"])


def read(row: Row) -> str:
    """The genre read from a page made of one head."""
    data = json.dumps({"@type": row["type"], "headline": row["title"]}) if "type" in row else "{}"
    section = f'<meta property="article:section" content="{escape(row["section"])}">' if "section" in row else ""
    lines = [f"<{tag}>{escape(row[key])}</{tag}>" for tag, key in (("span", "kicker"),) if key in row]
    lines.append(f"<h1>{escape(row['title'])}</h1>")
    lines += [f'<div class="byline">{escape(row["byline"])}</div>'] if "byline" in row else []
    lead = row.get("lead", "")
    html = (
        f'<html><head><title>{escape(row["title"])}</title>{section}<script type="application/ld+json">{data}</script>'
        f"</head><body><article>{''.join(lines)}<p>{escape(lead)}</p><p>{TEXT * 3}</p></article></body></html>"
    )
    page = Page.parse(html.encode(), row["url"], datetime(2026, 3, 10, tzinfo=UTC))
    if page is None:
        return ""
    return str(read_genre(page, row["title"], f"{lead}\n{TEXT * 3}", head_lines(page, row["title"])))


if __name__ == "__main__":
    sys.exit(main())
