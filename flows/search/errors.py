"""The one error of a query that cannot be used: what is wrong, and a caret under the spot."""

from __future__ import annotations

import unicodedata

from flows.errors import Exit, Rejected

SHOWN = 70
"""Characters of the query shown around the spot: the line stays whole on an 80-column terminal."""


class QueryError(Rejected):
    """A query with a mistake at ``start``; bad usage (exit code 2), for it was typed by the one who reads this."""

    exit_code = Exit.USAGE

    def __init__(self, problem: str, text: str, start: int, end: int | None = None, *, remedy: str = "") -> None:
        super().__init__(f"{problem}\n{caret(text, start, end)}", remedy=remedy)
        self.problem = problem
        self.start = start


def caret(text: str, start: int, end: int | None = None) -> str:
    """The line of ``text`` around ``start``, and under it carets from ``start`` to ``end``."""
    start = max(0, min(start, len(text)))
    stop = max(start + 1, min(end if end is not None else start + 1, len(text)))
    left = max(0, start - SHOWN // 2)
    right = min(len(text), left + SHOWN)
    before, marked = _flat(text[left:start]), _flat(text[start : min(stop, right)])
    lead = "… " if left else ""
    line = lead + before + marked + _flat(text[min(stop, right) : right]) + (" …" if right < len(text) else "")
    return f"    {line}\n    {' ' * _width(lead + before)}{'^' * max(1, _width(marked))}"


def _flat(text: str) -> str:
    """``text`` on one line, without what a terminal would obey."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") else c for c in text)


def _width(text: str) -> int:
    """Columns ``text`` takes on a terminal."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
