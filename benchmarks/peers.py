"""Other article readers on the same pages in the same run: accuracy, speed, and how many times ours it is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.peer_worker import NOT_INSTALLED, READERS

WORKER = Path(__file__).with_name("peer_worker.py")
SECONDS = 1_800


def answers(name: str, rows: list[dict[str, Any]], folder: Path, python: str) -> list[dict[str, Any]] | str:
    """What a peer makes of each page, or why it was not asked."""
    jobs = "".join(json.dumps({"path": str(folder / r["path"]), "url": r["url"]}) + "\n" for r in rows)
    try:
        done = subprocess.run(
            [python, str(WORKER), name], input=jobs, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"not measured: {error}"[:200]
    if done.returncode == NOT_INSTALLED:
        return f"not installed in {python}"
    found = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(found) != len(rows):
        return f"not measured: ended with {done.returncode} after {len(found)} pages: {done.stderr[-200:]}"
    return found


def compare(
    folder: Path,
    ours: float,
    python: str | None,
    measure: Callable[[list[dict[str, Any]], list[dict[str, Any]]], dict[str, float]],
    names: tuple[str, ...] = tuple(READERS),
) -> dict[str, dict[str, float] | str]:
    """Figures of each peer over a set. ``ours``: our pages a CPU second; ``times``: how often a peer's we read."""
    rows = [json.loads(line) for line in (folder / "manifest.jsonl").read_text("utf-8").splitlines()]
    figures: dict[str, dict[str, float] | str] = {}
    for name in names:
        found = answers(name, rows, folder, python or sys.executable)
        if isinstance(found, str) and python:
            # The product's own interpreter may have what the other lacks.
            found = answers(name, rows, folder, sys.executable)
        if isinstance(found, str):
            figures[name] = found
            continue
        values = measure(rows, found)
        figures[name] = {**values, "times": ours / values["pages_per_cpu_second"]}
    return figures
