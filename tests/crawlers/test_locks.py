"""Locks tell the living from the dead."""

from __future__ import annotations

import os
from pathlib import Path

from crawlers import locks


def test_only_the_dead_are_adopted(tmp_path: Path) -> None:
    mine, path = locks.create(lambda: tmp_path / "a.lock")
    assert locks.adopt(path) is None
    os.close(mine)
    adopted = locks.adopt(path)
    assert adopted is not None
    os.close(adopted)
    assert locks.adopt(tmp_path / "none.lock") is None


def test_a_taken_name_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "0").write_text("taken", "utf-8")
    names = iter(("0", "1"))
    descriptor, path = locks.create(lambda: tmp_path / next(names))
    assert path.name == "1"
    assert (tmp_path / "0").read_text("utf-8") == "taken"
    os.close(descriptor)
