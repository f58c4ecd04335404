"""What a living crawl has sent and got since its last commit, written ahead into its own lock file.

The state is committed every few seconds, after the segment was fsynced. A crawl that is killed in between leaves this
journal: whoever buries it knows which pages lie whole in a segment, so they are not fetched again, and which requests
were under way, so they are made last. Both files survive the death of a process, not that of the machine: outcomes are
believed only while the system that wrote them still runs (``boot``); after a power cut they are fetched again.

Writing here never fails a crawl: without it, nothing is lost and some pages are fetched twice.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

BOOT = Path("/proc/sys/kernel/random/boot_id")
"""A number that Linux draws at every start. Where there is none, outcomes are never believed."""


def boot() -> str:
    """What tells this run of the system from every other; empty where that is not known."""
    try:
        return BOOT.read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


class Journal:
    """Appends to the file behind ``descriptor``, which the caller opened, locked and will close."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._open: dict[str, None] = {}
        self._head = _line({"boot": boot(), "began": time.time()})
        self._end = 0
        self.settle()

    def sent(self, url: str) -> None:
        """A request for ``url`` goes out."""
        self._open[url] = None
        self._append(_line({"sent": url}))

    def done(self, url: str, outcome: dict[str, Any]) -> None:
        """``url`` has this outcome, and its page, if it landed, is in its segment."""
        self._open.pop(url, None)
        self._append(_line({"done": outcome, "url": url}))

    def settle(self) -> None:
        """Everything done is in the database: only what is under way need be remembered.

        The new beginning is written over the old one before the rest is cut off. Killed in between, old lines remain;
        they say again what the database knows.
        """
        self._end = 0
        self._append(self._head + b"".join(_line({"sent": url}) for url in self._open))
        with suppress(OSError):
            os.ftruncate(self._descriptor, self._end)

    def _append(self, data: bytes) -> None:
        with suppress(OSError):
            self._end += os.pwrite(self._descriptor, data, self._end)


def read(descriptor: int) -> tuple[list[dict[str, Any]], list[str], float]:
    """Outcomes to believe, addresses that were under way, and the seconds from first to last word of a dead crawl."""
    outcomes: list[dict[str, Any]] = []
    under_way: dict[str, None] = {}
    believed, lived = False, 0.0
    with suppress(OSError):
        for number, entry in enumerate(_entries(descriptor)):
            if number == 0:
                believed = bool(boot()) and entry.get("boot") == boot()
                if isinstance(began := entry.get("began"), float):
                    lived = max(0.0, os.fstat(descriptor).st_mtime - began)
            elif "sent" in entry:
                under_way[str(entry["sent"])] = None
            elif believed and isinstance(entry.get("done"), dict):
                outcomes.append(entry["done"])
                under_way.pop(str(entry.get("url")), None)
    return outcomes, list(under_way), lived


def _entries(descriptor: int) -> Iterator[dict[str, Any]]:
    """The lines that are whole."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    with os.fdopen(os.dup(descriptor), "rb") as file:
        for line in file:
            with suppress(ValueError):
                entry = json.loads(line)
                if isinstance(entry, dict):
                    yield entry


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=True).encode() + b"\n"
