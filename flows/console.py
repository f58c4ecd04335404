"""What people see: tables and progress on a terminal, JSON for machines. Nothing else prints."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of writing: a title with one would garble the rest of its line."""


def clean(text: str) -> str:
    """``text`` on one line, without what a terminal would obey: pages are written by strangers."""
    return "".join(" " if unicodedata.category(c) == "Cc" or c in OVERRIDES else c for c in text)


class Progress(Protocol):
    """Told of progress by long work; a no-op away from a terminal."""

    def __call__(self, done: float, total: float | None = None, note: str = "") -> None:
        """``done`` of ``total`` units (``None``: unknown), with a short note of what is going on."""


def silent(done: float, total: float | None = None, note: str = "") -> None:
    """Progress nobody looks at."""


def line(text: str = "") -> None:
    """Print one line to standard output."""
    sys.stdout.write(text + "\n")


def emit_json(value: Any, *, indent: int | None = 2) -> None:
    """Print ``value`` as JSON; on one line with ``indent=None``."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")
    sys.stdout.flush()


def complain(message: str, remedy: str = "") -> None:
    """Print an error to standard error, with its remedy under it."""
    sys.stderr.write(f"commentariat: {message}\n")
    if remedy:
        sys.stderr.write(f"  {remedy}\n")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[int] = ()) -> None:
    """Print a table; columns whose index is in ``right`` are right-aligned. Cells are text, never markup."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    # Away from a terminal nothing may be cut to a width nobody chose.
    console = Console(width=None if sys.stdout.isatty() else 140, highlight=False)
    grid = Table(title=title or None, title_justify="left", title_style="bold", header_style="bold", expand=False)
    for position, name in enumerate(columns):
        grid.add_column(name, justify="right" if position in right else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(Text(str(cell)) for cell in row))
    console.print(grid)


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A progress bar on standard error while the block runs, on a terminal only."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None, note="")

        def update(done: float, total: float | None = None, note: str = "") -> None:
            bar.update(task, completed=done, total=total, note=note)

        yield update
