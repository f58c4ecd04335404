"""The journal: what was done is believed only for the same file and the same index."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.journal import Aside, Counts, Journal, Plan, State, Write

PLAN = Plan(
    90,
    Counts(read=3, indexed=1, rejected=1, quarantined=1),
    {"listing": 1},
    (Write({"index": {"_id": "a"}}, {"id": "a", "title": "ü"}, 5, 9, "indexed", stamp=True),),
    (Aside(9, 12, "https://example.org/", "no date"),),
)


def segment(tmp_path: Path, content: bytes = b"x" * 100, folder: str = "landing") -> Path:
    path = tmp_path / folder / "x.warc.gz"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_state_comes_back_as_it_was(tmp_path: Path) -> None:
    state = State(40, Counts(read=2, unchanged=2), {"empty": 1}, PLAN)
    Journal(tmp_path, segment(tmp_path), "index-1").save(state)
    assert Journal(tmp_path, segment(tmp_path), "index-1").load() == state


def test_another_file_or_index_starts_over(tmp_path: Path) -> None:
    path = segment(tmp_path)
    Journal(tmp_path, path, "index-1").save(State(40))
    assert Journal(tmp_path, path, "index-2").load() == State()
    assert Journal(tmp_path, segment(tmp_path, folder="elsewhere"), "index-1").load() == State()
    assert Journal(tmp_path, segment(tmp_path, b"longer" * 100), "index-1").load() == State()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"segment": "x.warc.gz"}', "null"])
def test_a_damaged_journal_starts_over(tmp_path: Path, content: str) -> None:
    journal = Journal(tmp_path, segment(tmp_path), "index-1")
    journal.save(State(40))
    journal.path.write_text(content, "utf-8")
    assert journal.load() == State()


def test_carrying_out_a_plan_adds_up() -> None:
    state = State(40, Counts(read=2, unchanged=2), {"listing": 2}, PLAN).done(PLAN.counts)
    assert state.offset == 90
    assert state.plan is None
    assert state.reasons == {"listing": 3}
    counts = state.counts.to_json()
    assert counts.pop("read") == sum(counts.values()) == 5


def test_a_finished_journal_leaves_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path, segment(tmp_path), "index-1")
    journal.save(State(40))
    journal.remove()
    assert list((tmp_path / "ingest").iterdir()) == []
