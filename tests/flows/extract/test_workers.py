"""Manifests: order, bad lines, bad files, and workers that die or hang."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.extract import workers
from flows.extract.files import Task, gunzip, parse_time, read_bytes, tasks

NOW = datetime(2026, 3, 10, tzinfo=UTC)
PAGE = "<html><head><link rel=canonical href='https://x.example/{0}'></head><body><h1>Story {0}</h1>" + (
    "<p>The council met in the old hall and spoke for an hour about the harbour, the bridge and the road.</p>" * 1
    + "<p>Nobody knew what would come of it, but the minutes were signed, and the mayor went home.</p></body></html>"
)


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    rows: list[str] = []
    for number in range(5):
        name = f"{number}.html" + (".gz" if number % 2 else "")
        data = PAGE.format(number).encode()
        (tmp_path / name).write_bytes(gzip.compress(data) if number % 2 else data)
        rows.append(json.dumps({"id": f"p{number}", "path": name, "fetched_at": "2026-03-09T00:00:00+00:00+00:00"}))
    rows[2:2] = ["", "no json", "[1]", '{"id":"gone","path":"gone.html"}', '{"id":"x"}', '{"id":"dir","path":"."}']
    rows.append('{"id":"when","path":"0.html","fetched_at":"yesterday"}')
    path = tmp_path / "manifest.jsonl"
    path.write_text("\n".join(rows), "utf-8")
    return path


@pytest.mark.parametrize("count", [1, 2])
def test_every_line_is_answered_in_order(manifest: Path, count: int) -> None:
    found = list(workers.answers(tasks(manifest, NOW), count))
    expected = ["p0", "p1", "line 4", "line 5", "gone", "x", "dir", "p2", "p3", "p4", "when"]
    assert [row["id"] for row in found] == expected
    assert [row["id"] for row in found if "document" in row] == ["p0", "p1", "p2", "p3", "p4"]
    assert {row["rejection"]["reason"] for row in found if "rejection" in row} == {"unreadable"}
    assert found[0]["document"]["url"]["full"] == "https://x.example/0"
    assert found[0]["document"]["event"]["created"] == "2026-03-09T00:00:00Z"


def _tasks() -> Iterator[Task]:
    for name in ("a", "kill", "b", "hang", "c"):
        yield Task(name, Path(name), "", NOW)


def _hostile(
    task: Task, minimum_relevance: float = 0.0, extractors: Path | None = None, *, explain: bool = False
) -> dict[str, Any]:
    if task.id == "kill":
        os._exit(9)
    if task.id == "hang":
        time.sleep(60)
    return {"id": task.id, "document": {}}


def _serve_hostile(pipe: Any, minimum_relevance: float, extractors: Path | None) -> None:
    workers.answer = _hostile
    workers._serve(pipe, minimum_relevance, extractors)


def test_workers_that_die_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_serve", _serve_hostile)
    found = list(workers.answers([t for t in _tasks() if t.id != "hang"], 2))
    assert [row["id"] for row in found] == ["a", "kill", "b", "c"]
    assert ["document" in row for row in found] == [True, False, True, True]
    assert "died" in found[1]["rejection"]["detail"]


def test_a_page_that_hangs_here_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "answer", _hostile)
    found = list(workers.answers([t for t in _tasks() if t.id != "kill"], 1, seconds=0.3))
    assert [("document" in row) for row in found] == [True, True, False, True]
    assert "0.3 seconds" in found[2]["rejection"]["detail"]


def test_bombs_and_rubbish(tmp_path: Path) -> None:
    assert len(gunzip(gzip.compress(b"a" * 50_000_000))) <= 5_000_000
    bad = tmp_path / "bad.gz"
    bad.write_bytes(b"\x1f\x8bnot really")
    with pytest.raises(OSError, match="Error"):
        read_bytes(bad)
    assert parse_time("2026-03-10") == NOW
    assert parse_time("soon") is None
