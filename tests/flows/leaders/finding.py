"""What the shipped roster's matcher finds in a text."""

from __future__ import annotations

import functools
from datetime import date

from flows.leaders import phrases, roster
from flows.leaders.matcher import Found, Matcher

DAY = date(2026, 2, 3)


@functools.cache
def matcher() -> Matcher:
    """The matcher, made once."""
    return Matcher(roster.load(), phrases.load())


def find(text: str, language: str = "en", on: date | None = DAY) -> Found:
    """All of it."""
    return matcher().find(text, language=language, on=on)


def people(text: str, language: str = "en", on: date | None = DAY) -> list[str]:
    """The persons mentioned, in order."""
    return [mention.person for mention in find(text, language, on).mentions]
