"""The labelled pages of a set, as the product reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.extract.files import declared, landed, parse_time, read_bytes
from flows.model import Document, Rejection
from flows.normalise import normalise


def read(folder: Path) -> Iterator[tuple[dict[str, Any], Document | Rejection]]:
    """Each line of the manifest in ``folder``, with what was made of its page."""
    for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        body = read_bytes(folder / row["path"])
        fetched = parse_time(row.get("fetched_at") or "") or datetime.now(UTC)
        yield row, normalise(landed(body, row["url"], fetched, place=declared(body)))
