"""The quarantine: one entry a record, found again, bounded, and gone once it succeeded."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import quarantine
from flows.errors import Configuration
from flows.quarantine import Entry, Quarantine


def add(held: Quarantine, offset: int = 7, raw: bytes = b"WARC/1.1", reason: str = "bad date") -> Entry:
    return held.add(segment="x.warc.gz", offset=offset, raw=raw, url="https://example.org/a", reason=reason)


def test_the_same_record_is_one_entry(tmp_path: Path) -> None:
    held = Quarantine(tmp_path)
    first, again, other = add(held), add(held, reason="worse"), add(held, offset=8)
    assert first.id == again.id != other.id
    assert [e.id for e in held.entries()] == [first.id, other.id]
    found = held.get(first.id)
    assert found
    assert (found.reason, found.tries, found.time) == ("worse", 1, first.time)
    assert held.warc(first.id).read_bytes() == b"WARC/1.1"


def test_tries_are_counted_and_success_removes_everything(tmp_path: Path) -> None:
    held = Quarantine(tmp_path)
    entry = add(held)
    held.failed_again(entry, "still")
    (found,) = held.entries()
    assert (found.tries, found.reason) == (2, "still")
    held.remove(found)
    assert list(held.folder.iterdir()) == []


def test_beyond_the_bound_only_the_bytes_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quarantine, "MAX_TOTAL", 10)
    held = Quarantine(tmp_path)
    assert add(held).kept
    late = add(held, offset=9)
    assert not late.kept
    assert not held.warc(late.id).exists()
    assert len(held.entries()) == 2


def test_entries_are_found_by_the_beginning_of_their_id(tmp_path: Path) -> None:
    held = Quarantine(tmp_path)
    entries = [add(held, offset=n) for n in range(20)]
    assert held.find([entries[3].id[:10]]) == [entries[3]]
    for wanted in ("zz", "", "nothing"):
        with pytest.raises(Configuration, match=r"quarantine|begins"):
            held.find([wanted])


def test_a_damaged_entry_file_is_passed_over(tmp_path: Path) -> None:
    held = Quarantine(tmp_path)
    entry = add(held)
    (held.folder / "broken.json").write_text("{", "utf-8")
    (held.folder / "other.json").write_text("[1]", "utf-8")
    assert held.entries() == [entry]
