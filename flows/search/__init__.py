"""Searching the commentary: KQL and Lucene query strings, compiled to Elasticsearch's query DSL.

Compiling is pure: no clock (times relative to now stay ``now-7d`` for the node to resolve), no network.
"""

from __future__ import annotations

from typing import Any

from flows.errors import Configuration

SYNTAXES = ("kql", "lucene")


def compile_query(text: str, *, syntax: str = "kql") -> dict[str, Any]:
    """The Elasticsearch query for ``text``; an empty text matches everything.

    Raises :class:`~flows.search.errors.QueryError` (a ``Rejected``) with a caret under the spot that is wrong.
    """
    if syntax == "kql":
        from flows.search import dsl, kql

        return dsl.to_query(kql.parse(text), text)
    if syntax == "lucene":
        from flows.search import lucene

        return lucene.to_query(text)
    raise Configuration(f"syntax {syntax!r} is not known: use {' or '.join(SYNTAXES)}")
