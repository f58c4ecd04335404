"""Lucene query strings: what they find, how short names are spelled out, and where mistakes are told to be."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from benchmarks.kql_queries import mutated
from flows.search import compile_query, lucene
from flows.search.errors import QueryError
from flows.search.service import SearchRequest, search
from flows.settings import Settings
from mappings.names import Names
from tests.search_fixture import ask_node


def spelled(text: str) -> str:
    """The query string as the node gets it."""
    return str(compile_query(text, syntax="lucene")["query_string"]["query"])


FINDS: list[tuple[str, set[int]]] = [
    ("rutte AND shells", {1, 2}),
    ("+rutte -shells", {4}),
    ("rutte && !shells", {4}),
    ('"secretary general"', {1, 3}),
    ('"general asked"~2 AND rutte', {1}),
    ("stoltenberh~1", {3}),
    ("title:(rutte OR returns)", {1, 3}),
    ("title : rutte", {1}),
    ("word_count:[200 TO 300]", {2, 3}),
    ("word_count:{200 TO 300]", {3}),
    ("words:>1000", {11, 12}),
    ("words:(>=200 AND <=300)", {2, 3}),
    ("published.date:[2020-02-01T10:30 TO 2020-02-01T11:00]", {5}),
    ('published:["2020-02-01T10:30:00Z" TO 2020-02-02]', {5, 6}),
    ("published:[now-7d TO *]", {11}),
    ("published.date:>=now-7d", {11}),
    ("country:PL", {4}),
    ("country:(US OR CN) AND NOT lang:zh", {3, 7, 10}),
    ("-country:(US OR CN OR GB)", {4, 5, 8, 12}),
    ("leader:rutte", {1, 4, 5}),
    ("leader:Rutte AND country:PL", {4}),
    ('leader:"Mark Rutte"', {1, 4, 5}),
    ("leader:rut*", {1, 4, 5}),
    ("leader:rut", set()),
    ("leader:secretary-general", {1, 4, 5}),
    ("leader:rutte AND leader:stoltenberg", {1}),
    ("leader:*", {1, 3, 4, 5, 9, 10}),
    ("leader:rutte^2 OR undated", {1, 4, 5, 8}),
    ("outlet:press", {1, 2, 9, 11}),
    ('outlet:"The Herald"', {3, 10}),
    ("outlet:her*", {3, 10}),
    ("url:https\\:\\/\\/press.example\\/3", {3}),
    ("outlet.\\*:herald", {3, 10}),
    ("_exists_:published", {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12}),
    ("NOT _exists_:language", {8}),
    ("_exists_:leaders", {1, 3, 4, 5, 9, 10}),
    ("_exists_:office", {1, 4, 5, 9, 10}),
    ("language:/p.|u./", {4, 5}),
    ("\\(draft\\)", {7}),
    ("Рютте OR 吕特", {5, 6}),
    ("*:*", set(range(1, 13))),
    ("*", set(range(1, 13))),
]


@pytest.mark.node
def test_finds(library: Settings) -> None:
    answers = ask_node(library, [compile_query(query, syntax="lucene") for query, _ in FINDS])
    wrong = [(query, found) for (query, ids), found in zip(FINDS, answers, strict=True) if found != frozenset(ids)]
    assert wrong == []


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("country:PL AND lang:en", "outlet.country:PL AND language:en"),
        ('outlet:"The Press"~2', '(outlet.id:"The Press"~2 OR outlet.name:"The Press"~2)'),
        ("outlet:pres~1 x", "(outlet.id:pres~1 OR outlet.name:pres~1) x"),
        ('"country:PL" /country:PL/', '"country:PL" /country:PL/'),
        ("country\\:PL", "country\\:PL"),
        ("[country:a TO b]", "[country:a TO b]"),
    ],
)
def test_short_names_are_spelled_out(typed: str, sent: str) -> None:
    assert spelled(typed) == sent


@pytest.mark.parametrize(
    ("query", "start", "says"),
    [
        ("titel:x", 0, "no field `titel`"),
        ("a AND (titel:x)", 7, "no field `titel`"),
        ("_exists_:nosuch", 9, "no field `nosuch`"),
        ("title:10:30", 6, "Put quotes around"),
        ("https://press.example/3", 0, "Put quotes around"),
        ('a "open', 2, "no closing quote"),
        ("a (b OR (c)", 2, "never closed"),
        ("a) b", 1, "closes nothing"),
        ("a [1 TO", 2, "range is never closed"),
        ("and/or", 3, "regular expression"),
        ("*utte", 0, "begin with a wildcard"),
        ("title:(a OR ?b)", 12, "begin with a wildcard"),
        ("leader:*utte", 7, "begin with a wildcard"),
        ("leader:(a OR b)", 0, "leader:a OR leader:b"),
        ("leader:", 0, "takes one word"),
        ("leader:rutte~1", 0, "takes one word"),
        ("since:7d", 0, "@timestamp:[2026-01-22 TO *]"),
        ("a" * 10_001, 10_000, "at most"),
    ],
)
def test_mistakes_told_without_a_node(query: str, start: int, says: str) -> None:
    with pytest.raises(QueryError) as refused:
        compile_query(query, syntax="lucene")
    assert says in f"{refused.value} {refused.value.remedy}"
    assert refused.value.start == start


@pytest.mark.node
@pytest.mark.parametrize(
    ("query", "start", "says"),
    [
        ("a AND", 5, "ends where more is wanted"),
        ("OR a", 0, "`OR` is not expected"),
        ("country:PL AND OR b", 15, "`OR` is not expected"),
        ("leader:rutte && && b", 16, "`&&` is not expected"),
        ("\U0001f600 AND && b", 6, "`&&` is not expected"),
        ("country:PL AND ()", 16, "`)` is not expected"),
        ("words:many", 6, "`many` is no value"),
        ("a published:soon", 12, "`soon` is no value"),
        ("truncated:yes", 10, "`yes` is no value"),
        ("words:[a TO 5]", 7, "`a` is no value"),
        ("words:1*", 7, "takes no wildcard"),
        ("title:/ab(/", 0, "unexpected end-of-string"),
        ("title:\\u00zz", 0, "Non-hex character"),
        ("rutte~x", 6, "`x` is no value"),
    ],
)
def test_mistakes_the_node_tells(library: Settings, query: str, start: int, says: str) -> None:
    async def work() -> Any:
        from flows.adapters.elasticsearch import connect

        client = connect(library)
        try:
            return await search(client, Names(library.index_prefix), SearchRequest(query=query, syntax="lucene"))
        finally:
            await client.close()

    with pytest.raises(QueryError) as refused:
        asyncio.run(work())
    assert says in str(refused.value)
    assert "no Lucene query" in str(refused.value)
    assert refused.value.start == start


def test_mutated_queries_are_rewritten_or_refused_with_a_place() -> None:
    chance = random.Random(5)
    seeds = [query for query, _ in FINDS]
    read = 0
    for _ in range(3000):
        text = mutated(chance, seeds)
        try:
            done = lucene.rewrite(text)
        except QueryError as error:
            assert 0 <= error.start <= len(text)  # noqa: PT017  # the error is what the test is about
            continue
        read += 1
        places = [done.place(at) for at in range(len(done.text) + 2)]
        assert all(0 <= place <= len(text) for place in places)
    assert 600 < read < 2900


@pytest.mark.parametrize("text", ["[" * 10_000, '"' * 9_999, "/" * 9_999, "a:" * 5_000, "(" * 10_000, "\\" * 9_999])
def test_long_queries_end(text: str) -> None:
    with pytest.raises(QueryError):
        compile_query(text, syntax="lucene")
