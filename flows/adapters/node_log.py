"""What the node said: its log, and the lines of it that tell why it does not run."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from flows.errors import Configuration

_REMEDIES = (
    ("failed to obtain node lock", "Another Elasticsearch uses this home's data: stop it, or set COMMENTARIAT_HOME."),
    ("Address already in use", "Set COMMENTARIAT_NODE_PORT to another port, or to 0 for a free one."),
    ("No space left on device", "Free some room on the disk of COMMENTARIAT_HOME and of the cache."),
    ("Could not reserve enough space", "Set COMMENTARIAT_NODE_HEAP to less, as in 512m."),
    ("insufficient memory", "Set COMMENTARIAT_NODE_HEAP to less, as in 512m."),
    ("OutOfMemoryError", "Set COMMENTARIAT_NODE_HEAP to more, as in 2g."),
    ("cannot upgrade a node from version", "These data were written by another version: set COMMENTARIAT_HOME."),
    ("cannot downgrade a node from version", "These data were written by a newer version: upgrade Commentariat."),
)  # fmt: skip
"""What the node says when it cannot start, and what the operator can do about it."""


def log_lines(logs: Path, since: int = 0) -> list[str]:
    """Lines of the last start's console, then of the node's log behind an offset; none when there is no log."""
    lines: list[str] = []
    for name, offset in (("console.log", 0), ("node.log", since)):
        try:
            with (logs / name).open("rb") as file:
                # A log shorter than the offset was rolled since: all of it is new.
                file.seek(offset if file.seek(0, os.SEEK_END) >= offset else 0)
                lines += file.read().decode("utf-8", errors="replace").splitlines()
        except OSError:
            continue
    return lines


def died(logs: Path, since: int) -> Configuration:
    """The error for a node that ended while starting, with its own words and the remedy they call for."""
    lines = log_lines(logs, since)
    remedy = next((cure for sign, cure in _REMEDIES if any(sign in line for line in lines)), "")
    return Configuration(
        f"the node ended while starting. Its last words: {last_words(lines)}",
        remedy=remedy or f"The whole log: {logs}",
    )


def last_words(lines: Sequence[str]) -> str:
    """The lines that say what went wrong: errors and exceptions, else simply the last ones."""
    telling = [line for line in lines if re.search(r"\bERROR\b|FATAL|Exception|Error\b|rror:|died|cannot|fail", line)]
    chosen = (telling or [line for line in lines if line.strip()])[-4:]
    return " | ".join(line.strip()[:300] for line in chosen) or "(none)"
