"""Text as feeds and APIs carry it: markup off, entities decoded, one space between words."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

MAX_TEXT = 2_000
"""Characters kept of a title or a summary: some feeds carry whole articles."""


def text_of(markup: str) -> str:
    """The text of a title or summary: tags off, entities decoded (twice: feeds escape what was escaped), one space."""
    markup = markup[: 4 * MAX_TEXT]
    for _ in range(2):
        if "<" in markup:
            markup = re.sub(
                r"<(script|style)\b.*?(</\1>|$)|<!--.*?(-->|$)", " ", markup, flags=re.DOTALL | re.IGNORECASE
            )
            markup = re.sub(r"<[/!]?[a-zA-Z][^<>]*>", " ", markup)
        markup = unescape(markup)
    return re.sub(r"\s+", " ", markup).strip()[:MAX_TEXT]


def string(value: Any) -> str:
    """A string without white space around it; empty for whatever is no string."""
    return value.strip() if isinstance(value, str) else ""
