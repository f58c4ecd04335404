"""What a check without a node finds: the shipped definitions are clean, and every kind of mistake is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.dashboards import usable
from flows.dashboards.check import problems
from flows.dashboards.queries import compiled
from flows.errors import Configuration
from flows.search.errors import QueryError
from flows.settings import Settings
from mappings.definitions import load
from tests.mappings.test_definitions import DASHBOARD, SEARCH, put


def test_the_shipped_ones_are_right() -> None:
    assert problems(load()) == []


@pytest.mark.parametrize(
    ("change", "place", "says"),
    [
        (lambda p: p.update(time="genre"), "time", "genre is keyword: a date is wanted here"),
        (lambda p: p["split"].update(field="title"), "split", "title is text and cannot be aggregated"),
        (lambda p: p["split"].update(field="leaders.id"), "split", "leaders.id is nested"),
        (
            lambda p: p["split"].update(field="outlet.nam"),
            "split",
            "there is no field outlet.nam: did you mean outlet.n",
        ),
        (lambda p: p["split"].update(field="word_count"), "split", "word_count is integer: a keyword is wanted"),
        (
            lambda p: p.update(metrics=[{"function": "average", "label": "x", "field": "genre"}]),
            "metrics[0]",
            "genre is keyword: a number is wanted",
        ),
        (
            lambda p: p.update(metrics=[{"function": "latest", "label": "x", "field": "relevance"}]),
            "metrics[0]",
            "relevance is float: a date is wanted",
        ),
        (lambda p: p.update(query="genre: (news"), "query", "^"),
        (lambda p: p.update(query="leader: rutte"), "query", "name of ours that Kibana does not know: use leader.id"),
        (lambda p: p.update(query="not (country: PL or genre: news)"), "query", "use outlet.country"),
        (lambda p: p.update(view="commentry"), "view", "there is no data view commentry: did you mean commentary"),
        (lambda p: p.update(links=[{"to": "gone", "label": "x"}]), "links[0]", "there is no dashboard gone"),
        (
            lambda p: p.update(split={"label": "x", "filters": [{"label": "a", "query": "nope: 1"}]}),
            "split, filters[0]",
            "nope",
        ),
        (
            lambda p: p.update(metrics=[{"function": "count", "label": "x", "query": "nope: 1"}]),
            "metrics[0], query",
            "nope",
        ),
    ],
)
def test_mistakes_name_panel_and_place(
    tmp_path: Path, change: Callable[[dict[str, Any]], Any], place: str, says: str
) -> None:
    given = json.loads(json.dumps(DASHBOARD))
    change(given["panels"][0])
    (found,) = problems(load(put(tmp_path, given)))
    assert found.file == str(tmp_path / "own.json")
    assert found.place == f"dashboard mine, panel volume, {place}"
    assert says in found.text


def test_mistakes_of_a_dashboard(tmp_path: Path) -> None:
    panel = DASHBOARD["panels"][0]
    second = {"id": "list", "chart": "search", "title": "", "grid": [40, 9, 8, 2], "search": "commentary-lates"}
    third = {"id": "list", "chart": "text", "title": "", "grid": [0, 20, 8, 2], "text": "[x](#/view/nowhere) [y](/z)"}
    given = {
        **DASHBOARD,
        "tags": ["nobody"],
        "controls": [{"field": "title", "title": "x"}, {"field": "state", "title": "x", "view": "commentary-sources"}],
        "panels": [panel, second, third],
    }
    assert [(problem.place, problem.text) for problem in problems(load(put(tmp_path, given)))] == [
        ("dashboard mine, tags", "there is no tag nobody"),
        ("dashboard mine, controls[0]", "title is text and cannot be aggregated or sorted"),
        ("dashboard mine, panel list, grid", "it lies over panel volume"),
        ("dashboard mine, panel list, search", "there is no search commentary-lates: did you mean commentary-latest?"),
        ("dashboard mine, panel list", "two panels have this id"),
        ("dashboard mine, panel list, text", "there is no dashboard nowhere"),
    ]


def test_mistakes_of_a_search(tmp_path: Path) -> None:
    given = {**SEARCH, "columns": ["titel"], "sort": [["body", "desc"]], "query": "x: 1", "view": "commentary-sources"}
    found = problems(load(put(tmp_path, given)))
    assert [problem.place.rpartition(", ")[2] for problem in found] == ["columns", "sort", "query"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", {"match_all": {}}),
        ("state: done", {"term": {"state": "done"}}),
        ("newest: *", {"exists": {"field": "newest"}}),
        ("failed >= 3", {"range": {"failed": {"gte": "3"}}}),
        ("not state: done", {"bool": {"must_not": [{"term": {"state": "done"}}]}}),
        (
            "failed > 0 and state: (a or b)",
            {
                "bool": {
                    "filter": [
                        {"range": {"failed": {"gt": "0"}}},
                        {
                            "bool": {
                                "should": [{"term": {"state": "a"}}, {"term": {"state": "b"}}],
                                "minimum_should_match": 1,
                            }
                        },
                    ]
                }
            },
        ),
    ],
)
def test_queries_on_records_of_crawls(query: str, wanted: dict[str, Any]) -> None:
    assert compiled(query, "sources") == wanted


def test_queries_mind_letter_case_as_kibana_does() -> None:
    assert compiled("genre: News", "documents") == {"term": {"genre": {"value": "News"}}}


@pytest.mark.parametrize("query", ["rutte", "stat: done", "failures: { reason: x }", "state: d*"])
def test_what_records_of_crawls_do_not_answer(query: str) -> None:
    with pytest.raises(QueryError, match=r"\^"):
        compiled(query, "sources")


def test_mistakes_stop_an_installation(settings: Settings, tmp_path: Path) -> None:
    wrong = {**DASHBOARD, "panels": [{**DASHBOARD["panels"][0], "time": "genre"}]}
    with pytest.raises(Configuration, match=r"own.json, dashboard mine, panel volume, time: genre is keyword"):
        usable(replace(settings, dashboards=put(tmp_path, wrong)))
    with pytest.raises(Configuration, match="title is missing"):
        usable(replace(settings, dashboards=put(tmp_path, {k: v for k, v in DASHBOARD.items() if k != "title"})))
    with pytest.raises(Configuration, match="is no folder"):
        usable(replace(settings, dashboards=tmp_path / "gone"))
