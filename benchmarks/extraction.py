"""Accuracy and speed of reading articles, over labelled pages that are not part of the project.

``python -m benchmarks.extraction --data DIR`` (or COMMENTARIAT_BENCHMARK_DATA) wants folders ``publishers``,
``extraction`` and ``dates`` with a ``manifest.jsonl`` each: lines of ``{"id", "path", "url", "fetched_at", "expect"}``.
Without the data it says so and ends with 0. A figure under its floor in floors.toml ends with 1.

``--peers`` runs other readers over the publishers in the same run, ``--passes 50`` watches the memory over as many.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import peers
from benchmarks.metrics import f1, floors, fold_space, precision_recall
from flows.extract.authors import clean_names, is_person
from flows.extract.dates import read_dates
from flows.extract.files import declared, landed, parse_time, read_bytes
from flows.extract.heads import head_lines
from flows.extract.language import code, detect
from flows.extract.moments import parse_iso
from flows.extract.page import Page
from flows.extract.titles import house_names, read_title
from flows.model import DateFound, Document, Precision, Rejection
from flows.normalise import normalise

SETS = ("publishers", "extraction", "dates")
DAY_KEYS = ("day", "day_unrejected", "day_somewhere")
"""The day; with pages that were rejected read for their date all the same; with days of any time zone counted."""

_UTC = re.compile(r"(?:Z|UTC|GMT|[+-]00:?00)$")


def main(argv: list[str] | None = None) -> int:
    """Measure every set that is there, print a table or JSON, compare with the floors."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("COMMENTARIAT_BENCHMARK_DATA"))
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--misses", action="store_true", help="list every page that missed, on standard error")
    parser.add_argument("--peers", action="store_true", help="other readers on the publishers too, where installed")
    parser.add_argument("--peer-python", metavar="PATH", help="an interpreter that has the other readers")
    parser.add_argument("--passes", type=int, default=0, metavar="N", help="read the publishers N times, watch memory")
    args = parser.parse_args(argv)
    if args.data is None or not args.data.is_dir():
        print("No benchmark data: name its folder with --data or COMMENTARIAT_BENCHMARK_DATA. Nothing was measured.")
        return 0
    rows = {name: measure(args.data / name, misses=args.misses) for name in SETS if (args.data / name).is_dir()}
    figures: dict[str, Any] = {name: summary(found) for name, found in rows.items() if found}
    if publishers := rows.get("publishers"):
        folder = args.data / "publishers"
        figures["publishers, worst without one country"] = leave_one_out(publishers)
        if args.peers or args.peer_python:
            speed = figures["publishers"]["pages_per_cpu_second"]
            figures |= {
                f"publishers by {name}": found
                for name, found in peers.compare(folder, speed, args.peer_python, peer_summary).items()
            }
        if args.passes:
            figures[f"publishers, {args.passes} passes"] = memory(folder, args.passes)
    if args.json:
        print(json.dumps(figures, indent=2))
    else:
        for name, values in figures.items():
            print(f"{name}: " + (values if isinstance(values, str) else _row(values)))
    return 1 if under_floor(figures) else 0


def _row(values: dict[str, float]) -> str:
    return ", ".join(f"{k} {v:.4g}" for k, v in values.items())


def measure(folder: Path, *, misses: bool) -> list[dict[str, Any]]:
    """Read every page of a set; one row of scores a page."""
    found = []
    _warm_up(folder)
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        body = read_bytes(folder / row["path"])
        fetched_at = parse_time(row.get("fetched_at") or "") or datetime.now(UTC)
        began = time.process_time()
        result = normalise(landed(body, row["url"], fetched_at, place=declared(body)))
        seconds = time.process_time() - began
        scores = score(row["expect"], result, _houses(body, row["url"], fetched_at))
        if isinstance(result, Rejection) and "day" in scores:
            # What the reader of dates says of a page that was rejected: as a figure of its own.
            scores["day_unrejected"] = _wanted_day(row["expect"]) in _days(_dates_alone(body, row["url"], fetched_at))
        found.append({"country": row["expect"].get("country", ""), "seconds": seconds, **scores})
        wrong = [k for k in ("title", "authors", "day", "language") if scores.get(k) is False]
        if misses and (wrong or isinstance(result, Rejection) or sum(scores.get("body", (1, 1))) < 1.5):
            print(f"{row['id'][:50]}\t{_miss(row['expect'], result, wrong, scores)}", file=sys.stderr)
    return found


def _warm_up(folder: Path) -> None:
    """Read the first page once: imports and models are paid for once in a process's life, by no page."""
    with (folder / "manifest.jsonl").open(encoding="utf-8") as lines:
        row = json.loads(lines.readline())
    body = read_bytes(folder / row["path"])
    normalise(landed(body, row["url"], datetime.now(UTC), place=declared(body)))
    # Words of no language: only the model can say something of them, and half a second goes into loading it.
    import trafilatura  # noqa: F401  # half a second, for the few pages that are read by it

    detect("qorvu zembli krantok ushpel dravnik yolmeb teskuri wabnol fikreth omplu gastri")


def score(expect: dict[str, Any], result: Document | Rejection, houses: frozenset[str]) -> dict[str, Any]:
    """Scores of one page; a rejection misses everything."""
    if isinstance(result, Rejection):
        empty: dict[str, Any] = {"rejected": result.reason, "complete": False}
        empty.update({k: False for k in ("title", "authors", "persons", "language") if k in expect})
        empty.update({"body": (0.0, 0.0)} if expect.get("body") else {})
        empty.update(
            {"day": False, "day_somewhere": False} if expect.get("published") or expect.get("published_day") else {}
        )
        return empty
    scores: dict[str, Any] = {"complete": bool(result.body and result.language and result.published.date)}
    if expect.get("body"):
        scores["body"] = precision_recall(expect["body"], result.body)
    if expect.get("title"):
        scores["title"] = fold_space(expect["title"]) == fold_space(result.title)
    if "authors" in expect:
        wanted = [a.strip() for a in expect["authors"] or []]
        scores["authors"] = set(wanted) == set(result.authors)
        # Persons alone: whether an agency, a desk or the house is named too is a matter of each outlet's habits.
        persons = [{n for n in clean_names(names) if is_person(n, houses)} for names in (wanted, result.authors)]
        scores["persons"] = persons[0] == persons[1] or scores["authors"]
    if "language" in expect:
        scores["language"] = result.language in expect["language"]
    if wanted_day := _wanted_day(expect):
        scores["day"] = scores["day_unrejected"] = wanted_day in _days(result.published)
        scores["day_somewhere"] = scores["day"] or _somewhere(wanted_day, result.published)
    return scores


def _dates_alone(body: bytes, url: str, fetched_at: datetime) -> DateFound:
    page = Page.parse(body, url, fetched_at)
    if page is None:
        return DateFound()
    return read_dates(page, code(page.declared_language), head_lines(page, read_title(page))).published


def _somewhere(day: str, found: DateFound) -> bool:
    """Whether a time stated in UTC falls on that day in some time zone: pages print the day of their own."""
    if (
        found.date is None
        or found.precision not in (Precision.MINUTE, Precision.SECOND)
        or not _UTC.search(found.raw or "")
    ):
        return False
    shifts = (found.date + timedelta(hours=hours) for hours in (-12, 14))
    return day in {moment.strftime("%Y-%m-%d") for moment in shifts}


def _houses(body: bytes, url: str, fetched_at: datetime) -> frozenset[str]:
    page = Page.parse(body, url, fetched_at)
    return house_names(page) if page else frozenset()


def _wanted_day(expect: dict[str, Any]) -> str:
    if expect.get("published"):
        moment = datetime.fromisoformat(expect["published"])
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%d")
    day = str(expect.get("published_day") or "")
    return day if day[:2] in ("19", "20") else ""


def _days(found: DateFound) -> set[str]:
    """The day in UTC, and the day as the page names it: 01:30+02:00 is one day in its country, another in UTC."""
    if found.date is None:
        return set()
    days = {found.date.strftime("%Y-%m-%d")}
    if (named := parse_iso(found.raw or "")) is not None:
        offset = re.search(r"([+-])(\d\d):?(\d\d)$", found.raw or "")
        if offset:
            shift = timedelta(hours=int(offset[2]), minutes=int(offset[3])) * (1 if offset[1] == "+" else -1)
            days.add((named[0] + shift).strftime("%Y-%m-%d"))
    return days


def summary(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Means over the pages of a set."""
    figures: dict[str, float] = {"pages": len(rows)}
    if bodies := [r["body"] for r in rows if "body" in r]:
        figures["body_f1"] = f1(bodies)
        figures["precision"] = sum(p for p, _ in bodies) / len(bodies)
        figures["recall"] = sum(r for _, r in bodies) / len(bodies)
    for key in ("title", "authors", "persons", *DAY_KEYS, "language", "complete"):
        if values := [r[key] for r in rows if key in r]:
            figures[key] = sum(values) / len(values)
    if any("complete" in r for r in rows):
        figures["rejected"] = sum("rejected" in r for r in rows) / len(rows)
    seconds = sorted(r["seconds"] for r in rows)
    figures["pages_per_cpu_second"] = len(rows) / sum(seconds)
    figures["p50_ms"] = 1000 * seconds[len(seconds) // 2]
    figures["p99_ms"] = 1000 * seconds[int(len(seconds) * 0.99) - 1]
    figures["slowest_ms"] = 1000 * seconds[-1]
    return figures


def leave_one_out(rows: list[dict[str, Any]]) -> dict[str, float]:
    """The lowest figure that leaving out one country gives: how much hangs on the outlets of one."""
    countries = Counter(r["country"] for r in rows)
    parts = [summary([r for r in rows if r["country"] != c]) for c in countries]
    keys = ("body_f1", "title", "authors", "persons", "day", "language")
    return {k: min(p[k] for p in parts) for k in keys if k in parts[0]}


def peer_summary(rows: list[dict[str, Any]], found: list[dict[str, Any]]) -> dict[str, float]:
    """The figures of another reader, by the same rules; what it does not answer is no figure of it."""
    scored = []
    for row, answer in zip(rows, found, strict=True):
        expect, scores = row["expect"], {"seconds": answer["seconds"]}
        scores["body"] = precision_recall(expect.get("body") or "", answer.get("body") or "")
        if any("title" in a for a in found):
            scores["title"] = fold_space(expect["title"]) == fold_space(answer.get("title") or "")
            wanted = {a.strip() for a in expect.get("authors") or []}
            scores["authors"] = wanted == set(answer.get("authors") or [])
            # Others name the day where the text was written; the label's own day is as good as that in UTC.
            scores["day"] = answer.get("day") in {_wanted_day(expect), str(expect["published"])[:10]}
        scored.append(scores)
    return summary(scored)


def memory(folder: Path, passes: int) -> dict[str, float]:
    """Resident memory in megabytes after the fifth pass over a set and after the last, and the growth between."""
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    bodies = [(read_bytes(folder / r["path"]), r["url"], parse_time(r.get("fetched_at") or "")) for r in rows]
    sizes = []
    for _ in range(passes):
        for body, url, at in bodies:
            normalise(landed(body, url, at or datetime.now(UTC), place=""))
        sizes.append(_resident())
    early = sizes[min(4, len(sizes) - 1)]
    return {"mb_after_5": early, f"mb_after_{passes}": sizes[-1], "mb_grown": sizes[-1] - early}


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def under_floor(figures: dict[str, Any]) -> list[str]:
    """Figures under their floors, each named on standard error."""
    least = floors("extraction")
    short = []
    for name, wanted in least.items():
        for key, floor in wanted.items():
            found = figures.get(name)
            value = found.get(key) if isinstance(found, dict) else None
            if value is not None and (value > floor if key == "rejected" else value < floor):
                short.append(f"{name} {key} is {value:.4f}, the floor is {floor}")
    for text in short:
        print(text, file=sys.stderr)
    return short


def _miss(expect: dict[str, Any], result: Document | Rejection, wrong: list[str], scores: dict[str, Any]) -> str:
    if isinstance(result, Rejection):
        return f"rejected: {result.reason} ({result.detail})"
    parts = [f"body {scores['body'][0]:.2f}/{scores['body'][1]:.2f}"] if "body" in scores else []
    for key in wrong:
        got = result.published.date if key == "day" else getattr(result, key)
        want = expect.get(key) or expect.get("published") or expect.get("published_day")
        parts.append(f"{key}: wanted {want!r}, got {got!r}" + (f" ({result.published.source})" if key == "day" else ""))
    return "; ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
