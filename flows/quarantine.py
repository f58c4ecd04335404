"""What could not be processed, set aside with the reason and the raw record, to be looked at and tried again.

An entry is two files under ``HOME/quarantine``: ``ID.json`` says where it came from and why, ``ID.warc`` (gzip or
plain, as in the segment) holds the record's bytes: a small WARC of its own. The id is made from segment, offset and
bytes: the same record set aside twice is one entry. Every file appears whole or not at all, the JSON last. Bounded:
beyond :data:`MAX_TOTAL` bytes the raw record is left out, because the segment in the archive still has it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.errors import Configuration

MAX_TOTAL = 1024 * 1024 * 1024
"""Bytes of raw records kept in all; one record is capped at 8 MB by the reader."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record set aside. ``kept`` says whether its bytes are here; ``tries`` counts from 1."""

    id: str
    segment: str
    offset: int
    url: str
    reason: str
    time: str
    kept: bool = True
    size: int = 0
    tries: int = 1

    def to_json(self) -> dict[str, Any]:
        """The entry as its file and the commands show it."""
        return asdict(self)


class Quarantine:
    """The entries of one home."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "quarantine"

    def add(self, *, segment: str, offset: int, raw: bytes, url: str, reason: str) -> Entry:
        """Set a record aside; known already: the reason and the number of tries are brought up to date."""
        self.folder.mkdir(parents=True, exist_ok=True)
        key = hashlib.sha256(f"{segment}\n{offset}\n".encode("utf-8", "surrogatepass") + raw).hexdigest()[:16]
        held = self.get(key)
        kept = bool(raw) and (self.warc(key).is_file() or self._total() + len(raw) <= MAX_TOTAL)
        if kept and not self.warc(key).is_file():
            _replace(self.warc(key), raw)
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        reason = reason[:2000]
        entry = Entry(key, segment, offset, url, reason, held.time if held else now, kept, len(raw))
        entry = replace(entry, tries=held.tries if held else 1)
        self._save(entry)
        return entry

    def failed_again(self, entry: Entry, reason: str) -> None:
        """Count a retry that did not help."""
        self._save(replace(entry, reason=reason[:2000], tries=entry.tries + 1))

    def entries(self) -> list[Entry]:
        """All entries, the oldest first."""
        found = (self.get(path.stem) for path in self.folder.glob("*.json"))
        return sorted((e for e in found if e), key=lambda e: (e.time, e.segment, e.offset))

    def find(self, ids: Iterable[str]) -> list[Entry]:
        """The entries of these ids, or unique beginnings of ids. Raises :class:`~flows.errors.Configuration`."""
        every, chosen = self.entries(), []
        for wanted in ids:
            matching = [e for e in every if wanted and e.id.startswith(wanted)]
            if len(matching) != 1:
                what = "is in quarantine under" if not matching else "alone begins with"
                raise Configuration(f"nothing {what} {wanted!r}", remedy="commentariat quarantine list shows the ids.")
            chosen += matching
        return list(dict.fromkeys(chosen))

    def get(self, key: str) -> Entry | None:
        """One entry; ``None`` when there is none or its file cannot be read."""
        try:
            data = json.loads((self.folder / f"{key}.json").read_text("utf-8"))
            return Entry(**{f.name: data[f.name] for f in fields(Entry) if f.name in data})
        except (OSError, ValueError, TypeError):
            return None

    def warc(self, key: str) -> Path:
        """Where the raw record lies."""
        return self.folder / f"{key}.warc"

    def remove(self, entry: Entry) -> None:
        """Forget an entry, the JSON first: bytes without it are no entry."""
        (self.folder / f"{entry.id}.json").unlink(missing_ok=True)
        self.warc(entry.id).unlink(missing_ok=True)

    def _save(self, entry: Entry) -> None:
        text = json.dumps(entry.to_json(), ensure_ascii=False, indent=2)
        _replace(self.folder / f"{entry.id}.json", text.encode("utf-8", "replace"))

    def _total(self) -> int:
        return sum(path.stat().st_size for path in self.folder.glob("*.warc"))


def _replace(path: Path, data: bytes) -> None:
    """Write a file that appears whole and on disk, or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
