"""Every shipped search and panel on a real node over the press of the demo; and panels that find nothing are told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from flows.dashboards import Definition
from flows.dashboards.trial import Trial, over_demo, over_own
from flows.demo import corpus as press
from flows.errors import Configuration
from flows.settings import Settings
from mappings.definitions import load
from mappings.panels import answered
from tests.mappings.test_definitions import DASHBOARD, put

PANEL = DASHBOARD["panels"][0]


@pytest.fixture(scope="module")
def trials(node_url: str, tmp_path_factory: pytest.TempPathFactory) -> list[Trial]:
    """The shipped definitions and some that find nothing, tried once."""
    empty = [
        {**PANEL, "id": "nobody", "query": "leader.id: nobody"},
        {**PANEL, "id": "excused", "query": "leader.id: nobody", "empty": "nobody writes of nobody"},
        {
            **PANEL,
            "id": "valueless",
            "split": {"field": "modified.raw", "label": "x", "size": 5},
            "query": "revision.number: 1 and not modified.raw: *",
        },
    ]
    folder = put(tmp_path_factory.mktemp("own"), {**DASHBOARD, "panels": empty})
    settings = Settings(home=tmp_path_factory.mktemp("home"), elasticsearch_url=node_url, index_prefix="trialtest")
    return asyncio.run(over_demo(settings, load(folder)))


def of(trials: list[Trial], id_: str) -> dict[str, Trial]:
    """The trials of one object, by panel."""
    return {trial.panel: trial for trial in trials if trial.definition.key[1] == id_}


@pytest.mark.node
def test_every_shipped_panel_and_search_runs(trials: list[Trial]) -> None:
    shipped = [trial for trial in trials if trial.definition.key[1] != "mine"]
    assert len(shipped) >= 50
    assert not [str(trial.as_problem()) for trial in shipped if trial.problem]
    # Tone and pages without a date depend on what extraction finds; nothing else may be empty.
    assert {(t.definition.key[1], t.panel) for t in shipped if t.note} <= {
        ("commentary-today", ""),
        ("commentary-critical", ""),
        ("commentary-undated", ""),
        ("commentary-overview", "tone"),
        ("commentary-leader", "tone"),
    }
    assert all(trial.found for trial in shipped if not trial.note)


@pytest.mark.node
def test_panels_that_find_nothing_are_told(trials: list[Trial]) -> None:
    mine = of(trials, "mine")
    assert mine["nobody"].problem == "it is empty: no document matches"
    assert str(mine["nobody"].as_problem()).endswith("dashboard mine, panel nobody: it is empty: no document matches")
    assert mine["excused"].problem == ""
    assert mine["excused"].note == "it is empty: no document matches (nobody writes of nobody)"
    assert "no bucket holds a value" in mine["valueless"].problem


@pytest.mark.node
def test_nothing_is_left_behind(trials: list[Trial], node_url: str) -> None:
    with Elasticsearch(node_url) as client:
        assert not client.indices.get(index="trialtest*").body
        assert not [t for t in client.indices.get_index_template().body["index_templates"] if "trialtest" in t["name"]]
        parts = client.cluster.get_component_template().body["component_templates"]
        assert not [part for part in parts if "trialtest" in part["name"]]


@pytest.mark.node
def test_ones_own_index_may_be_empty(corpus: Settings, settings: Settings) -> None:
    found = asyncio.run(over_own(corpus, load()))
    assert not [trial for trial in found if trial.problem]
    assert of(found, "commentary-source-health")["landed"].note == "it is empty: no document matches"
    assert of(found, "commentary-overview")["articles"].found
    with pytest.raises(Configuration, match="is not there yet"):
        asyncio.run(over_own(replace(settings, elasticsearch_url=corpus.elasticsearch_url), load()))


@pytest.mark.node
def test_what_the_node_refuses_is_told(corpus: Settings, tmp_path: Path) -> None:
    wrong = {**DASHBOARD, "panels": [{**PANEL, "metrics": [{"function": "sum", "field": "title", "label": "x"}]}]}
    views = [definition for definition in load() if definition.key[0] == "data view"]
    (trial,) = asyncio.run(over_own(corpus, [*views, Definition("own.json", wrong)]))
    assert "the node refuses it: " in trial.problem


def test_the_corpus_is_the_press(tmp_path: Path) -> None:
    opened = datetime(2026, 3, 2, 12, tzinfo=UTC)
    rows = press.documents(opened)
    assert len(rows) > 60
    assert {row["story"]["role"] for row in rows} == {"lead", "copy"}
    assert max(row["revision"]["number"] for row in rows) == 2
    records = press.crawls(opened)
    assert any(record["dead"] for record in records)
    assert any(record["failed"] for record in records)


@pytest.mark.parametrize(
    ("answer", "holds"),
    [
        ({}, True),
        ({"rows": {"buckets": []}}, False),
        ({"rows": {"buckets": [{"doc_count": 0}]}}, False),
        ({"rows": {"buckets": {"a": {"doc_count": 0}, "b": {"doc_count": 1}}}}, True),
        ({"rows": {"buckets": [{"doc_count": 2, "m": {"value": None}}]}}, False),
        ({"rows": {"buckets": [{"doc_count": 2, "m": {"value": None}}, {"doc_count": 1, "m": {"value": 0}}]}}, True),
        ({"rows": {"buckets": [{"doc_count": 2, "m": {"doc_count": 0}}]}}, True),
        ({"rows": {"buckets": [{"doc_count": 2, "m": {"doc_count": 1, "of": {"hits": {"hits": []}}}}]}}, False),
        ({"m": {"doc_count": 0}}, False),
        ({"m": {"hits": {"hits": [{"fields": {"title.keyword": ["x"]}}]}}}, True),
        ({"m": {"hits": {"hits": [{}]}}}, False),
    ],
)
def test_what_counts_as_an_answer(answer: dict[str, object], holds: bool) -> None:
    assert answered(answer) is holds
