"""One of a kind at a time: a lock a crash cannot leave behind, because the kernel drops it with the process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.errors import Transient


class Busy(Transient):
    """Somebody else is at the same work in this home."""


@contextmanager
def exclusive(home: Path, work: str) -> Iterator[None]:
    """Hold the lock of ``work`` in ``home`` for the block. Raises :class:`Busy`, naming the holder, if it is taken."""
    folder = home / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{work}.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise Busy(
                f"another {work} is at work in {home} (pid {holder})",
                remedy="Wait for it to end, or stop that process.",
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
