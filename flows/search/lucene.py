"""Lucene query strings, passed on to Elasticsearch with what is dangerous switched off.

The language is the node's own; only what a node would let pass in silence is checked here: emptiness, length and
field names. The service asks the node's ``_validate/query`` before it searches.
"""

from __future__ import annotations

import re
from typing import Any

from flows.search.errors import QueryError
from flows.search.fields import TEXT_FIELDS, catalogue, near
from flows.search.tokens import MAX_LENGTH

_FIELD = re.compile(r"""\\.|"(?:\\.|[^"\\])*"|/(?:\\.|[^/\\])*/|([@\w][\w.@*-]*):""", re.DOTALL)


def to_query(text: str) -> dict[str, Any]:
    """The ``query_string`` query of ``text``; the empty text matches everything. Raises :class:`QueryError`."""
    if not text.strip():
        return {"match_all": {}}
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the query has {len(text)} characters: at most {MAX_LENGTH} are read", text, MAX_LENGTH)
    text = re.sub(r"[\ud800-\udfff]", "\ufffd", text)
    for found in _FIELD.finditer(text):
        name = found[1]
        if name is None or name == "_exists_" or "*" in name:
            continue
        if name not in catalogue() or not catalogue()[name].searchable:
            close = near(name, {**catalogue()})
            raise QueryError(
                f"there is no field `{name}`",
                text,
                found.start(1),
                found.end(1),
                remedy=f"Did you mean {' or '.join(close)}?" if close else "docs/search.md lists all fields.",
            )
    return {
        "query_string": {
            "query": text,
            "fields": list(TEXT_FIELDS),
            "allow_leading_wildcard": False,
            "analyze_wildcard": True,
            "max_determinized_states": 5000,
        }
    }
