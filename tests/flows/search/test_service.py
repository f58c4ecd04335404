"""Searching a real index: what each query finds, in which order, and how a hit looks."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from flows.errors import Configuration, Transient
from flows.search.errors import QueryError
from flows.search.service import MAX_LIMIT, SearchRequest, SearchResult, body, search
from flows.settings import Settings
from mappings.names import Names
from tests.flows.search.corpus import DOCUMENTS, NOW

pytestmark = pytest.mark.node


def ask(settings: Settings, query: str = "", **options: Any) -> SearchResult:
    """Search the corpus."""

    async def work() -> SearchResult:
        from flows.adapters.elasticsearch import connect

        client = connect(settings)
        try:
            return await search(client, Names(settings.index_prefix), SearchRequest(query=query, **options))
        finally:
            await client.close()

    return asyncio.run(work())


def matching(settings: Settings, query: str, syntax: str = "kql") -> set[int]:
    """Numbers of all documents that match, copies of a story included."""
    from elasticsearch import Elasticsearch

    from flows.search import compile_query

    with Elasticsearch(settings.elasticsearch_url or "") as client:
        found = client.search(
            index=settings.index_prefix, query=compile_query(query, syntax=syntax), size=100, source=False
        )
        return {int(hit["_id"], 16) for hit in found["hits"]["hits"]}


ALL = set(range(1, len(DOCUMENTS) + 1))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ALL),
        ("*", ALL),
        ("rutte", {1, 2, 4}),
        ("RUTTE", {1, 2, 4}),
        ("rutte stoltenberg", {1, 2, 3, 4}),
        ('"secretary general"', {1, 3}),
        ('"general secretary"', set()),
        ("rutte and shells", {1, 2}),
        ("shells or returns", {1, 2, 3}),
        ("rutte and not shells", {4}),
        ("not language:en", {4, 8}),
        ("language:EN and budget*", {2}),
        ("stolten*", {3}),
        ("*berg", {3}),
        (r"stolten\*", set()),
        ("title:rutte", {1}),
        ('title:"missing shells"', {1}),
        ("title.keyword:Undated", {8}),
        ("outlet:press", {1, 2, 3, 5, 7}),
        ('outlet:"The Herald"', {6}),
        ("outlet.name:the her*", {6}),
        ("outlet.country:pl", {4}),
        ("country:(us or pl)", {4, 6}),
        ("country:(not us and not gb)", {4, 8}),
        ("genre:opinion or language:pl", {1, 4}),
        ("leader:rutte", {1, 4}),
        ('leader:"Mark Rutte"', {1, 4}),
        ("leader:dragone", {6}),
        ("leader:secretary-general", {1, 4}),
        ("leader:mark", {1, 4}),
        ("leader:rut", set()),
        ("leader:rut* or leader:*", {1, 3, 4, 6}),
        ("leaders.id:mark-rutte", {1, 4}),
        ("leaders.in_title:true and leaders.id:jens-stoltenberg", {1, 3}),
        ("leaders:{ id:jens-stoltenberg and in_title:true }", {3}),
        ("leaders:{ id:mark-rutte and tone < 0 }", {1, 4}),
        ("leaders:{ id:jens-stoltenberg and tone < 0 }", {3}),
        ("leaders:{ id:(mark-rutte or jens-stoltenberg) and not in_title:true }", {1}),
        ("not leaders:{ id:mark-rutte }", {2, 3, 5, 6, 7, 8}),
        ("leaders:*", {1, 3, 4, 6}),
        ("tone > 0", {1}),
        ("published >= now-7d", {1, 2, 4, 5, 6, 7}),
        ("published < now-1y", {3}),
        ("not published:*", {8}),
        (f"date:{NOW:%Y-%m-%d}", {8}),
        ("since:60h", {1, 2, 8}),
        ("since:100h and until:60h", {4, 7}),
        ("word_count > 600", {7, 8}),
        ("word_count >= 200 and words <= 300", {2, 3}),
        ("word_count:400", {4}),
        ("relevance > 0.8", {1}),
        ("url:https://press.example/3", {3}),
        ('url:"https://t.example/x" and id:0*1', {1}),
        ("domain:press.example and story:wire", {5, 6, 7}),
        ("story.role:copy", {6, 7}),
        ("author:*berg and not tag:*", set()),
        ("outlet.*:herald", {6}),
        ("*:herald", {6}),
        ("amunicja", {4}),
        ("Grożby", {4}),
    ],
)
def test_kql_finds(corpus: Settings, query: str, expected: set[int]) -> None:
    assert matching(corpus, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("rutte AND shells", {1, 2}),
        ("title:rutte", {1}),
        ("language:en AND NOT shell*", {3, 5, 6, 7}),
        ("word_count:[200 TO 300]", {2, 3}),
        ("NOT _exists_:published.date", {8}),
    ],
)
def test_lucene_finds(corpus: Settings, query: str, expected: set[int]) -> None:
    assert matching(corpus, query, "lucene") == expected


def test_full_profile_folds_and_stems(corpus: Settings) -> None:
    from elasticsearch import Elasticsearch

    with Elasticsearch(corpus.elasticsearch_url or "") as client:
        (mapping,) = client.indices.get_mapping(index=corpus.index_prefix).body.values()
    if mapping["mappings"]["_meta"]["profile"] == "core":
        assert matching(corpus, "shell or Grozby") == set()
        return
    assert matching(corpus, "shell or Grozby") == {1, 2, 4}
    (hit,) = ask(corpus, "asking").hits
    assert hit.highlights["body"] == ["The secretary general <em>asked</em> for ammunition.\nAllies nodded."]


def test_one_hit_a_story_with_all_its_copies(corpus: Settings) -> None:
    result = ask(corpus, "brussels")
    assert (result.total, result.stories) == (2, 1)
    (hit,) = result.hits
    assert hit.copies == 2  # the third document of the story does not match, and is a copy all the same


def test_title_and_prominence_rank_first(corpus: Settings) -> None:
    assert int(ask(corpus, "rutte shells").hits[0].id, 16) == 1


@pytest.mark.parametrize(("query", "options"), [("language:en", {}), ("", {"language": "en"}), ("", {}), ("*", {})])
def test_filters_alone_are_listed_newest_first(corpus: Settings, query: str, options: dict[str, Any]) -> None:
    stamps = [hit.document["@timestamp"] for hit in ask(corpus, query, **options).hits]
    assert len(stamps) >= 4
    assert stamps == sorted(stamps, reverse=True)


def test_old_articles_are_not_hidden(corpus: Settings) -> None:
    assert [int(hit.id, 16) for hit in ask(corpus, "minister").hits] == [3]


def test_json_is_the_contract(corpus: Settings) -> None:
    (hit,) = ask(corpus, "budgets").to_json()["hits"]
    assert set(hit) == {"id", "score", "document", "highlights"}
    assert hit["score"] > 0
    assert hit["document"] == DOCUMENTS[1].to_json()
    assert hit["highlights"]["body"] == [
        "A long text in which Rutte is named once, on shells &amp; &lt;b&gt;<em>budgets</em>&lt;&#x2F;b&gt;."
    ]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"leader": "mark-rutte"}, {1, 4}),
        ({"leader": "secretary-general", "language": "PL"}, {4}),
        ({"outlet": "the herald"}, {6}),
        ({"outlet": "gazeta"}, {4}),
        ({"since": "60h"}, {1, 2, 8}),
        ({"until": "1y"}, {3}),
        ({"since": "100h", "until": "60h"}, {4, 7}),
        ({"limit": 1, "leader": "jens-stoltenberg"}, {1}),
    ],
)
def test_options_narrow(corpus: Settings, options: dict[str, Any], expected: set[int]) -> None:
    assert {int(hit.id, 16) for hit in ask(corpus, **options).hits} == expected


@pytest.mark.parametrize("query", ["title:(rutte", "a AND", "[1 TO", "*utte", "word_count:many"])
def test_lucene_mistakes_are_told(corpus: Settings, query: str) -> None:
    with pytest.raises(QueryError, match="no Lucene query"):
        ask(corpus, query, syntax="lucene")


def test_no_index_yet(on_node: Settings) -> None:
    with pytest.raises(Configuration, match="no index behind") as told:
        ask(on_node, "rutte")
    assert "commentariat setup" in told.value.remedy


def test_no_node(settings: Settings) -> None:
    from dataclasses import replace

    with pytest.raises(Transient, match="out of reach"):
        ask(replace(settings, elasticsearch_url="http://127.0.0.1:9"), "rutte")


@pytest.mark.parametrize("limit", [0, -1, MAX_LIMIT + 1])
def test_limit_has_bounds(limit: int) -> None:
    with pytest.raises(Configuration, match="limit"):
        body(SearchRequest(limit=limit))


def test_moments_of_options_are_checked() -> None:
    with pytest.raises(Configuration, match=r"--until is 'soon'"):
        body(SearchRequest(until="soon"))


VALUES = (
    "rutte", "r*", "*", '"x y"', r"a\*b", "now-99999y", "9998-12-31", "0001-01-01", "now-7d/d", "1e30", "-5", "true",
    r"\u0000", "ж*", "*a*b*", "1y", "a~ b", "[x", "a^9", "吕特", "AND*", "x/y*", r"\\*", "x" * 3000 + "*", "-*", "!*",
    "TO x*", "e*" * 20,
)  # fmt: skip
FIELDS = (
    "title", "leader", "outlet", "published", "word_count", "relevance", "leaders.tone", "in*", "*", "outlet.*", "url",
    "story", "provenance.offset", "since", "body", "title.keyword", "*.date", "leaders.in_title", "published.*",
)  # fmt: skip


def test_what_compiles_runs(corpus: Settings) -> None:
    """No query that our parser lets pass is refused by the node."""
    import random

    from elasticsearch import Elasticsearch

    from flows.search import compile_query

    chance = random.Random(7)
    made: list[tuple[str, dict[str, Any]]] = []
    while len(made) < 400:
        field, value, sign = chance.choice(FIELDS), chance.choice(VALUES), chance.choice(("<", ">=", ">", "<="))
        inner = chance.choice(("id", "tone", "in_title", "mentions", "*"))
        shapes = (value, f"{field}:{value}", f"{field} {sign} {value}", f"leaders:{{{inner}:{value}}}")
        text = (
            chance.choice(("", "not "))
            + chance.choice(shapes)
            + chance.choice((" and ", " or "))
            + chance.choice(shapes)
        )
        try:
            made.append((text, compile_query(text)))
        except QueryError:
            continue
    with Elasticsearch(corpus.elasticsearch_url or "", request_timeout=60) as client:
        for start in range(0, len(made), 100):
            batch = made[start : start + 100]
            rows = [row for _, query in batch for row in ({"index": corpus.index_prefix}, {"query": query, "size": 1})]
            for (text, _), answer in zip(batch, client.msearch(searches=rows)["responses"], strict=True):
                assert answer["status"] == 200, f"{text}: {answer.get('error')}"
