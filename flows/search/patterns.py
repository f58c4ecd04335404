"""Values with wildcards, and keywords in any letter case, as queries in which only the live asterisks have a meaning.

A node compares without letter case among ASCII letters alone: ``київ`` would not find ``Київ``. A value with other
letters of two cases is therefore asked for as a regular expression that names both of each.
"""

from __future__ import annotations

import re
from typing import Any

from flows.search.kql import Value

Query = dict[str, Any]

MAX_REGEXP = 1000
"""Longest regular expression a node takes by default; a longer value is compared as it stands."""

_RESERVED = re.compile(r'([+\-=&|!(){}\[\]^"~?:\\/])')


def keyword(field: str, value: Value) -> Query:
    """``value`` as a whole, in any letter case."""
    if any(len(_cases(c)) > 1 and not c.isascii() for c in value.text):
        expression = regexp(value)
        if len(expression) <= MAX_REGEXP:
            return {"regexp": {field: {"value": expression}}}
    if value.stars:
        return {"wildcard": {field: {"value": pattern(value), "case_insensitive": True}}}
    return {"term": {field: {"value": value.text, "case_insensitive": True}}}


def regexp(value: Value) -> str:
    """Lucene's regular expression for ``value`` in any letter case."""
    live = set(value.stars)
    return "".join(".*" if at in live else _either(c) for at, c in enumerate(value.text))


def pattern(value: Value) -> str:
    """For a ``wildcard`` query: live asterisks stay, everything it would read as a sign is escaped."""
    live = set(value.stars)
    return "".join("*" if at in live else "\\" + c if c in "*?\\" else c for at, c in enumerate(value.text))


def text(value: Value, fields: list[str]) -> Query:
    """Words with wildcards in analysed text: a query string in which nothing but the live asterisks has a meaning."""
    live = set(value.stars)
    out = []
    for at, character in enumerate(value.text):
        if at in live:
            out.append("*")
        elif character == "*":
            out.append("\\*")
        elif character in "<>":
            out.append(" ")
        else:
            out.append(_RESERVED.sub(r"\\\1", character))
    # AND, OR and NOT are operators of the query string, in capitals only.
    words = ["\\" + word if word in ("AND", "OR", "NOT", "TO") else word for word in "".join(out).split()]
    return {"query_string": {"query": " ".join(words), "fields": fields, "analyze_wildcard": True, "lenient": True}}


def _cases(character: str) -> list[str]:
    """A letter in all its cases; those that take two characters (ß, İ) stay as they are."""
    found = {character, character.lower(), character.upper(), character.title()}
    if "Σ" in found:
        found |= {"σ", "ς"}
    return sorted(c for c in found if len(c) == 1)


def _either(character: str) -> str:
    cases = _cases(character)
    if len(cases) > 1:
        return f"[{''.join(cases)}]"
    return character if character.isalnum() or not character.isascii() else "\\" + character
