"""Pages from files: one, or the lines of a manifest. The only part of this package that touches the disk.

A manifest is read line by line and answered line by line, in order; a line that cannot be used yields a rejection with
its id, never an end.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

from crawlers.records import LandedPage
from flows.extract.moments import parse_iso
from flows.extract.page import MAX_BYTES

MAX_LINE = 1_000_000
_CANONICAL = (
    re.compile(rb"<link\b[^>]{0,400}?\brel=[\"']?canonical\b[^>]{0,2000}>", re.IGNORECASE),
    re.compile(rb"<meta\b[^>]{0,400}?\bproperty=[\"']?og:url\b[^>]{0,2000}>", re.IGNORECASE),
)
_ADDRESS = re.compile(rb"(?:href|content)\s{0,9}=\s{0,9}[\"']?\s{0,9}(https?://[^\"'\s>]{4,2000})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Task:
    """One line of a manifest: what to read, or why it cannot be."""

    id: str
    path: Path | None = None
    url: str = ""
    fetched_at: datetime | None = None
    problem: str = ""


def read_bytes(path: Path) -> bytes:
    """A file's content, gzip undone, never more than the reader looks at. Raises ``OSError`` or ``EOFError``."""
    if path.is_dir():
        raise IsADirectoryError(21, "is a folder", str(path))
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
        stream.seek(0)
        return gunzip(stream.read(4 * MAX_BYTES)) if packed else stream.read(MAX_BYTES)


def gunzip(data: bytes) -> bytes:
    """Undo gzip up to the bound: a bomb ends there. Raises ``gzip.BadGzipFile`` for what is broken from the start."""
    undo = zlib.decompressobj(wbits=31)
    try:
        text = undo.decompress(data, MAX_BYTES)
    except zlib.error as error:
        raise gzip.BadGzipFile(str(error)) from None
    if not text and data[:2] != b"\x1f\x8b":
        raise gzip.BadGzipFile("not gzip")
    return text


def landed(body: bytes, url: str, fetched_at: datetime, *, place: str) -> LandedPage:
    """A page from a file. Without an address the one it declares is taken, else ``file:`` and the place it lay."""
    return LandedPage(url=url or declared(body) or place, fetched_at=fetched_at, body=body)


def declared(body: bytes) -> str:
    """The address a page gives itself in its head, or an empty string."""
    for pattern in _CANONICAL:
        if (element := pattern.search(body[:500_000])) and (address := _ADDRESS.search(element[0])):
            return unescape(address[1].decode("utf-8", "replace"))
    return ""


def parse_time(text: str) -> datetime | None:
    """An ISO 8601 time, UTC where it names no zone; ``None`` for anything else."""
    found = parse_iso(text.strip())
    return found[0] if found else None


def tasks(manifest: Path, now: datetime) -> Iterator[Task]:
    """The tasks of a manifest in order. Blank lines are skipped, broken ones become tasks with a problem."""
    with manifest.open("rb") as lines:
        number = 0
        while line := lines.readline(MAX_LINE):
            number += 1
            if line.strip():
                yield _task(line, number, manifest.parent, now)


def _task(line: bytes, number: int, folder: Path, now: datetime) -> Task:
    try:
        row: Any = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Task(f"line {number}", problem=f"line {number} is no JSON: {error}"[:300])
    if not isinstance(row, dict):
        return Task(f"line {number}", problem=f"line {number} is no JSON object")
    name = row.get("path")
    known = str(row["id"]) if row.get("id") not in (None, "") else str(name or f"line {number}")
    if not isinstance(name, str) or not name or "\x00" in name:
        return Task(known, problem=f'line {number} has no "path"')
    when = row.get("fetched_at")
    fetched_at = parse_time(when) if isinstance(when, str) else None
    if when and fetched_at is None:
        return Task(known, problem=f'line {number}: "fetched_at" is {when!r}, no ISO 8601 time')
    url = row.get("url")
    return Task(known, folder / name, url if isinstance(url, str) else "", fetched_at or now)
