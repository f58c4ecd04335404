"""What NATO's offices are called around the world, read from ``phrases.toml``: data, one brace notation, all folded."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flows.errors import Configuration
from flows.leaders.folding import folded

PHRASES = Path(__file__).with_name("phrases.toml")
_WORDS = {
    "nato", "alliance", "glue", "plain", "former", "future", "former_cjk", "future_cjk", "not_office", "rivals",
    "rival_stems", "ranks", "after", "of", "sidebar", "skip", "lesser", "abstract",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Phrases:
    """``titles`` and ``phrases`` map a folded form to its office (empty: looks like one and is none).

    ``words`` holds the groups of helping words, each a set of folded forms.
    """

    words: Mapping[str, frozenset[str]]
    titles: Mapping[str, str]
    phrases: Mapping[str, str]


def load(path: Path = PHRASES) -> Phrases:
    """Read the phrases. Raises :class:`~flows.errors.Configuration` naming the table that is wrong."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Configuration(f"phrases {path} cannot be read: {error}") from None
    words = data.get("words", {})
    if set(words) != _WORDS:
        raise Configuration(f"phrases {path.name}: [words] needs exactly {', '.join(sorted(_WORDS))}")
    return Phrases(
        {group: frozenset(_forms(entries)) for group, entries in words.items()},
        _table(data, "title", path),
        _table(data, "phrase", path),
    )


def expand(pattern: str) -> Iterator[str]:
    """Every reading of a brace pattern: ``{a,b{c,d}}e`` gives ``ae``, ``bce``, ``bde``."""
    opening = pattern.find("{")
    if opening < 0:
        yield pattern
        return
    depth, start, options = 0, opening + 1, []
    for place in range(opening, len(pattern)):
        char = pattern[place]
        depth += (char == "{") - (char == "}")
        if depth == 0 or (depth == 1 and char == ","):
            options.append(pattern[start:place])
            start = place + 1
        if depth == 0:
            break
    else:
        raise Configuration(f"phrase {pattern!r}: a brace is not closed")
    tails = tuple(expand(pattern[start:]))
    for option in options:
        for head in expand(option):
            for tail in tails:
                yield pattern[:opening] + head + tail


def _forms(patterns: list[str]) -> Iterator[str]:
    for pattern in patterns:
        # Folding before expanding folds each pattern once instead of each of its readings.
        for form in expand(folded(pattern)):
            if plain := form.strip().replace("  ", " "):
                yield plain


def _table(data: Mapping[str, list[Mapping[str, list[str]]]], name: str, path: Path) -> dict[str, str]:
    table: dict[str, str] = {}
    for row in data.get(name, []):
        office = str(row["office"])
        for form in _forms(row["forms"]):
            if table.setdefault(form, office) != office:
                raise Configuration(f"phrases {path.name}: {form!r} stands for {table[form]!r} and for {office!r}")
    return table
