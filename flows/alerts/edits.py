"""Which edits of a document are worth telling: another title, or another quote. The rest is proof-reading. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

_QUOTES = re.compile('“([^“”]{12,})”|„([^„“”]{12,})[“”]|«([^«»]{12,})»|»([^«»]{12,})«|"([^"\n]{12,})"')
"""What is said in quotation marks; below a dozen letters they mark a word, not a sentence somebody said."""


def signature(source: Mapping[str, Any]) -> str:
    """Stands for title and quotes of a stored document: two texts, split by a dot, each changed by its part alone."""
    title = _tidy(str(source.get("title") or ""))
    body = str(source.get("body") or "")
    quotes = sorted({_tidy(next(filter(None, found))) for found in _QUOTES.findall(body)})
    return f"{_digest(title)}.{_digest(chr(0).join(quotes))}"


def what_changed(before: str, after: str, title_before: str) -> str:
    """The sentence about a material edit; empty for one that is none, or when the state before is not known."""
    if not before or before == after:
        return ""
    old, new = before.split("."), after.split(".")
    told = [f"The title changed; it was: {title_before}"] if old[0] != new[0] else []
    if old[1] != new[1]:
        told.append("Quotes changed")
    return ". ".join(told) + "."


def _tidy(text: str) -> str:
    """Letters and digits alone: punctuation, spaces and capitals are proof-reading."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
