"""The order of hits, and what is said of it."""

from __future__ import annotations

import asyncio

import pytest

from flows.adapters.elasticsearch import connect
from flows.search import compile_query
from flows.search.explain import explained
from flows.search.ranking import order, ranked, scores
from flows.search.service import SearchRequest, SearchResult, search
from flows.settings import Settings
from mappings.names import Names


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("rutte", True),
        ('"nato chief"', True),
        ("title:rutte or language:en", True),
        ("language:en", False),
        ("", False),
    ],
)
def test_only_words_score(query: str, expected: bool) -> None:
    compiled = compile_query(query)
    assert scores(compiled) is expected
    assert (order(compiled) == ["_score"]) is expected
    assert ("should" in ranked(compiled, [])["bool"]) is expected


def test_of_several_fields_the_best_counts_whole() -> None:
    def leaf(field: str, value: float) -> dict[str, object]:
        return {"value": value, "description": f"weight({field}:rutt in 5) [PerFieldSimilarity], result of:"}

    tree = {
        "value": 5.6,
        "description": "sum of:",
        "details": [
            {
                "value": 4.6,
                "description": "max plus 0.3 times others of:",
                "details": [leaf("title", 4.0), leaf("text.en.body", 2.0)],
            },
            {"value": 1.0, "description": "Distance score, computed as weight * pivotDistance / …"},
            {"value": 0.0, "description": "match on required clause, product of:"},
        ],
    }
    parts = explained(tree)
    assert [(p.reason, p.field, round(p.score, 2), p.share) for p in parts] == [
        ("word", "title", 4.0, 1.0),
        ("recent", "@timestamp", 1.0, 1.0),
        ("word form", "body (en)", 0.6, 0.3),
    ]
    assert "0.3 of it" in parts[2].line()


def asked(corpus: Settings, query: str, limit: int = 10) -> SearchResult:
    """The answer with reasons."""

    async def work() -> SearchResult:
        client = connect(corpus)
        try:
            request = SearchRequest(query=query, limit=limit, explain=True)
            return await search(client, Names(corpus.index_prefix), request)
        finally:
            await client.close()

    return asyncio.run(work())


@pytest.mark.node
@pytest.mark.parametrize("query", ["rutte", "rutte or stoltenberg", "rutt*", '"rutte"'])
def test_the_parts_add_up_to_the_score(corpus: Settings, query: str) -> None:
    hits = asked(corpus, query).hits
    assert hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert sum(part.score for part in hit.parts or ()) == pytest.approx(hit.score, rel=1e-3)
        assert hit.to_json()["explanation"]


@pytest.mark.node
def test_a_first_page_of_copies_does_not_hide_other_stories(corpus: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    every = [hit.id for hit in asked(corpus, "*").hits]
    monkeypatch.setattr("flows.search.service.SPARE", 1)
    for limit in range(1, len(every) + 1):
        assert [hit.id for hit in asked(corpus, "*", limit).hits] == every[:limit]
