"""What a query becomes, where it matters and no node is needed to see it."""

from __future__ import annotations

from typing import Any

import pytest

from flows.errors import Configuration
from flows.search import compile_query
from flows.search.errors import QueryError


def test_words_score_and_conditions_filter() -> None:
    query = compile_query("rutte and language:en and not genre:news")
    assert [next(iter(q)) for q in query["bool"]["must"]] == ["multi_match"]
    assert [next(iter(q)) for q in query["bool"]["filter"]] == ["term", "bool"]


@pytest.mark.parametrize(
    ("query", "bounds"),
    [
        ("date > 2026-01-22", {"gte": "2026-01-23T00:00:00Z"}),
        ("date >= 2026-01-22", {"gte": "2026-01-22T00:00:00Z"}),
        ("date < 2026-01-22", {"lt": "2026-01-22T00:00:00Z"}),
        ("date <= 2026-01-22", {"lt": "2026-01-23T00:00:00Z"}),
        ("date:2026-01-22", {"gte": "2026-01-22T00:00:00Z", "lt": "2026-01-23T00:00:00Z"}),
        ("since:7d", {"gte": "now-7d"}),
        ("until:2026-01-22", {"lt": "2026-01-23T00:00:00Z"}),
    ],
)
def test_a_day_is_a_day_long(query: str, bounds: dict[str, Any]) -> None:
    assert compile_query(query) == {"range": {"@timestamp": bounds}}


def test_unknown_syntax() -> None:
    with pytest.raises(Configuration, match="eql"):
        compile_query("a", syntax="eql")


def test_lucene_is_passed_on_without_leading_wildcards() -> None:
    query = compile_query("title:rutte AND NOT genre:news", syntax="lucene")
    assert query["query_string"]["query"] == "title:rutte AND NOT genre:news"
    assert query["query_string"]["allow_leading_wildcard"] is False
    assert compile_query(" ", syntax="lucene") == {"match_all": {}}


@pytest.mark.parametrize("query", ["titel:rutte", "a AND (titel:x)", "fingerprint.bands:x"])
def test_lucene_fields_are_checked(query: str) -> None:
    with pytest.raises(QueryError, match="no field"):
        compile_query(query, syntax="lucene")


@pytest.mark.parametrize("query", ['"titel: what"', "/titel:x/", r"titel\:x", "_exists_:title", "title.keyword:x"])
def test_lucene_what_looks_like_a_field(query: str) -> None:
    assert compile_query(query, syntax="lucene")
