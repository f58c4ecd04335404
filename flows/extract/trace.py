"""What a reading could have said and why it said what it did: the record behind ``extract --explain``.

A page carries a trace or, as nearly always, none; whoever decides writes ``if page.trace: page.trace.note(…)``, so that
a reading nobody asks about pays one look at an attribute.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

MAX_CANDIDATES = 40
MAX_VALUE = 300


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible value of a field, where it stood, and what spoke for or against it."""

    value: str
    source: str
    detail: str = ""


@dataclass(slots=True)
class Choice:
    """A field: its candidates in the order they were asked, and the winner with its source and reason."""

    candidates: list[Candidate] = field(default_factory=list)
    value: str = ""
    source: str = ""
    why: str = ""


@dataclass(slots=True)
class Trace:
    """Candidates and choices of all fields of one page."""

    fields: dict[str, Choice] = field(default_factory=dict)

    def note(self, name: str, value: object, source: str, detail: str = "") -> None:
        """Record a candidate; one said twice by the same source counts once."""
        found = Candidate(_text(value), source, detail)
        known = self.fields.setdefault(name, Choice()).candidates
        if found.value and found not in known and len(known) < MAX_CANDIDATES:
            known.append(found)

    def choose(self, name: str, value: object, source: str | None, why: str) -> None:
        """Record the winner of a field, or with an empty value that there is none."""
        choice = self.fields.setdefault(name, Choice())
        choice.value, choice.source = _text(value), source or ""
        # The one who decides knows the reason; who only sees the outcome does not overwrite it.
        choice.why = choice.why or why

    def because(self, name: str, why: str) -> None:
        """Record the reason before the winner is known in its final form."""
        self.fields.setdefault(name, Choice()).why = why

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            name: {
                "value": choice.value,
                "source": choice.source,
                "why": choice.why,
                "candidates": [
                    {"value": c.value, "source": c.source, **({"detail": c.detail} if c.detail else {})}
                    for c in choice.candidates
                ],
            }
            for name, choice in self.fields.items()
        }


def _text(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, Iterable) and not isinstance(value, str) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "…"
