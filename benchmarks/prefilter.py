"""What the prefilter costs and whether it ever throws away a page that names a leader.

``python -m benchmarks.prefilter --data DIR`` (or COMMENTARIAT_BENCHMARK_DATA) writes the pages of the folders
``publishers``, ``extraction`` and ``dates`` into one WARC file with digests, and measures in the same run, in CPU time,
the median of five rounds by turns: fastwarc reading every record with its digests checked, and the prefilter over the
same bytes. Then every page that it would skip is read in full: one that names a leader after all ends with 1, as does
a ratio above ``[prefilter] ratio`` in floors.toml. Without the data it says so and ends with 0.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecordType

from benchmarks.extraction import SETS
from benchmarks.metrics import floors
from crawlers.records import LandedPage
from flows.extract.files import landed, read_bytes, tasks
from flows.leaders.prefilter import may_mention
from flows.model import Document
from flows.normalise import normalise


def pages(data: Path) -> list[LandedPage]:
    """Every labelled page, whole."""
    found: list[LandedPage] = []
    for name in SETS:
        if (data / name / "manifest.jsonl").is_file():
            for task in tasks(data / name / "manifest.jsonl", datetime.now(UTC)):
                if task.path and task.fetched_at:
                    body = read_bytes(task.path)
                    found.append(landed(body, task.url, task.fetched_at, place=task.path.absolute().as_uri()))
    return found


def archive(found: list[LandedPage]) -> bytes:
    """The pages as a WARC file, gzip level 3 as ours, with both digests."""
    import gzip

    out = io.BytesIO()
    for number, page in enumerate(found):
        message = (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page.body) + page.body
        )
        digests = [base64.b32encode(hashlib.sha1(part).digest()).decode() for part in (page.body, message)]
        head = (
            f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
            f"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Target-URI: {page.url}\r\n"
            f"WARC-Payload-Digest: sha1:{digests[0]}\r\nWARC-Block-Digest: sha1:{digests[1]}\r\n"
            f"Content-Type: application/http;msgtype=response\r\nContent-Length: {len(message)}\r\n\r\n"
        )
        out.write(gzip.compress(head.encode() + message + b"\r\n\r\n", 3))
    return out.getvalue()


def read(warc: bytes) -> None:
    """Every response, verified."""
    stream = io.BytesIO(warc)
    for record in ArchiveIterator(stream, parse_http=True, record_types=WarcRecordType.response, verify_digests=True):
        record.reader.read()


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> int:
    """Measure, print, compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=os.environ.get("COMMENTARIAT_BENCHMARK_DATA"))
    args = parser.parse_args()
    if args.data is None or not args.data.is_dir():
        print("No benchmark data: name its folder with --data or COMMENTARIAT_BENCHMARK_DATA. Nothing was measured.")
        return 0
    found = pages(args.data)
    warc = archive(found)
    build = cpu(lambda: may_mention(found[0]))
    rounds = [(cpu(lambda: read(warc)), cpu(lambda: [may_mention(page) for page in found])) for _ in range(5)]
    reading, sieving = (statistics.median(row[i] for row in rounds) for i in (0, 1))
    skipped = [page for page in found if not may_mention(page)]
    lost = [p.url for p in skipped if isinstance(d := normalise(p), Document) and d.leaders]
    ratio = sieving / reading
    size = sum(len(page.body) for page in found) / 1e6
    print(f"pages         {len(found)}, {size:.0f} MB; {len(skipped)} skipped")
    print(f"verified read {reading:.3f} s of CPU, prefilter {sieving:.3f} s, ratio {ratio:.2f}; built in {build:.1f} s")
    print(f"lost          {len(lost)} pages that name a leader")
    for url in lost:
        print("  " + url)
    least = floors("prefilter")
    return int(bool(lost) or ratio > least["ratio"])


if __name__ == "__main__":
    sys.exit(main())
