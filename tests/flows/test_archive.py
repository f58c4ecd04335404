"""The archive: by day, never overwriting, from any file system."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest

from flows.archive import archive_segment, closed_segments
from flows.errors import Configuration
from flows.settings import Settings

NAME = "commentariat-20261124T165733.123456Z-77-1.warc.gz"


def landed(settings: Settings, content: bytes = b"one", name: str = NAME) -> Path:
    settings.landing_dir.mkdir(exist_ok=True)
    path = settings.landing_dir / name
    path.write_bytes(content)
    return path


def test_only_closed_segments_in_order(settings: Settings) -> None:
    assert closed_segments(settings.landing_dir) == []
    for name in ("b.warc.gz", "a.warc", "c.warc.gz.open", "notes.txt"):
        landed(settings, name=name)
    assert [p.name for p in closed_segments(settings.landing_dir)] == ["a.warc", "b.warc.gz"]


@pytest.mark.parametrize(
    ("name", "day"),
    [
        (NAME, "2026/11/24"),
        ("CC-NEWS-20260301123456-00012.warc.gz", "2026/03/01"),
        ("export-2025-12-31.warc", "2025/12/31"),
        ("99999999-number.warc.gz", "2001/09/09"),
    ],
)
def test_the_day_of_the_name_else_of_the_file(settings: Settings, name: str, day: str) -> None:
    path = landed(settings, name=name)
    os.utime(path, (1_000_000_000, 1_000_000_000))
    assert archive_segment(path, settings) == settings.archive_dir / day / name
    assert not path.exists()


def test_the_same_segment_twice_is_one_and_another_gets_a_number(settings: Settings) -> None:
    first = archive_segment(landed(settings), settings)
    assert archive_segment(landed(settings), settings) == first
    second = archive_segment(landed(settings, b"two"), settings)
    assert second.name == NAME.replace(".warc.gz", "-2.warc.gz")
    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")
    assert closed_segments(settings.landing_dir) == []


def test_onto_a_file_system_without_links(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    first = archive_segment(landed(settings), settings)
    assert first.read_bytes() == b"one"
    assert archive_segment(landed(settings), settings) == first
    assert archive_segment(landed(settings, b"two"), settings) != first


def test_an_archive_that_cannot_be_written_keeps_the_segment(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    path = landed(settings)
    with pytest.raises(Configuration, match="cannot be moved"):
        archive_segment(path, replace(settings, archive=tmp_path / "file"))
    assert path.exists()
