"""A query taken apart as people would name its conditions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from flows.alerts.clauses import clauses
from flows.alerts.subscription import Filter
from flows.search import compile_query
from tests.flows.alerts.samples import SEARCH


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", ["everything"]),
        ("rutte", ["rutte"]),
        ("rutte and language:en", ["rutte", "language: en"]),
        ("genre:opinion or genre:blog", ["genre: opinion or genre: blog"]),
        ('rutte and not title:"ad hoc"', ["rutte", 'not title: "ad hoc"']),
        ("not (rutte and language:en)", ["not (rutte and language: en)"]),
        ("leaders:{tone < -0.1}", ["leaders: { leaders.tone < -0.1 }"]),
        ("leader:rutte and language:en", ["leader: rutte", "language: en"]),
        ("leader.id:a or leader.office:b", ["leader.id: a or leader.office: b"]),
        ("word_count >= 5 and authors:*", ["word_count >= 5", "authors: *"]),
    ],
)
def test_conditions_by_name(query: str, said: list[str]) -> None:
    assert sorted(clause.said for clause in clauses(replace(SEARCH, query=query))) == sorted(said)


def test_branches_of_an_or_stand_below_it() -> None:
    (one,) = clauses(replace(SEARCH, query="genre:blog or (rutte and language:en)"))
    assert [branch.said for branch in one.branches] == ["genre: blog", "language: en and rutte"] or [
        branch.said for branch in one.branches
    ] == ["genre: blog", "rutte and language: en"]


def test_filters_are_conditions_too_and_lucene_is_one() -> None:
    search = replace(
        SEARCH,
        query="rutte AND genre:(a OR b)",
        syntax="lucene",
        leader="mark-rutte",
        filters=(Filter("x", compile_query("outlet.country:NO")),),
        minimum_relevance=0.5,
    )
    said = [clause.said for clause in clauses(search)]
    assert said == [
        "rutte AND genre:(a OR b)",
        "leaders.id: mark-rutte",
        "relevance >= 0.5",
        said[3],
    ]
    assert said[3].startswith("outlet.country: ")
