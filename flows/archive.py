"""From the landing zone to the archive: closed segments, filed by the day they were opened. Nothing is overwritten."""

from __future__ import annotations

import filecmp
import os
import re
import shutil
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from flows.errors import Configuration
from flows.settings import Settings

_DAY = re.compile(r"(?<!\d)((?:19|20)\d{2})-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?=\D|\d{6}(?!\d))")
_ENDINGS = (".warc.gz", ".warc")


def closed_segments(landing: Path) -> list[Path]:
    """The closed segments of a landing zone, in the order they were opened."""
    if not landing.is_dir():
        return []
    return sorted(p for p in landing.iterdir() if p.name.endswith(_ENDINGS) and p.is_file())


def archive_segment(path: Path, settings: Settings) -> Path:
    """Move a segment to ``ARCHIVE/YYYY/MM/DD/`` and return where it is now.

    The day is that of its name, else of its last change. A file of the same name and content is the same segment; one
    of other content stays, and this one gets a number.
    """
    folder = settings.archive_dir.joinpath(*_day(path))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            target = folder / (path.name if number == 1 else _numbered(path.name, number))
            if _placed(path, target):
                path.unlink()
                _sync(folder)
                return target
    except OSError as error:
        raise Configuration(
            f"{path} cannot be moved to the archive {folder}: {error.strerror}",
            remedy="Make room or mend the permissions; it is indexed, and moves at the next ingest.",
        ) from None
    raise AssertionError("unreachable")


def _placed(path: Path, target: Path) -> bool:
    """Put the file's content at ``target`` unless something else is there."""
    try:
        os.link(path, target)
    except FileExistsError:
        return target.is_file() and filecmp.cmp(path, target, shallow=False)
    except OSError:
        # Another file system, or one without hard links: copy beside it, then name it.
        if target.exists():
            return target.is_file() and filecmp.cmp(path, target, shallow=False)
        part = target.with_name(f".{target.name}.part")
        shutil.copy2(path, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(target)
    return True


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _numbered(name: str, number: int) -> str:
    ending = next((e for e in _ENDINGS if name.endswith(e)), "")
    return f"{name.removesuffix(ending)}-{number}{ending}"


def _day(path: Path) -> tuple[str, str, str]:
    if match := _DAY.search(path.name):
        return match[1], match[2], match[3]
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return f"{changed:%Y}", f"{changed:%m}", f"{changed:%d}"
