"""Files that are held by a living process: a lock tells the dead from the living, and no process id is ever guessed at.

A file is locked by whoever made it for as long as he lives; the kernel lets go of the lock when he dies, however he
dies. A race remains between making a file and locking it: whoever finds it unlocked then may remove it, so the maker
looks again and makes another.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path


def create(name: Callable[[], Path]) -> tuple[int, Path]:
    """Make a new file under a fresh ``name()`` and hold its lock; returns its descriptor and path."""
    while True:
        path = name()
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        except FileExistsError:
            continue
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if _same(descriptor, path):
            return descriptor, path
        os.close(descriptor)


def adopt(path: Path) -> int | None:
    """The locked descriptor of a file whose maker is dead; ``None`` when he lives or the file is gone."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    if _same(descriptor, path):
        return descriptor
    os.close(descriptor)
    return None


def _same(descriptor: int, path: Path) -> bool:
    """Whether ``path`` still names the open file: another process may have renamed or removed it meanwhile."""
    try:
        there, here = path.stat(), os.fstat(descriptor)
    except FileNotFoundError:
        return False
    return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)
