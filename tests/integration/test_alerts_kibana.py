"""Searches of Kibana's run, and find what the same DSL finds; a Kibana that is away does not silence them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.settings import Settings
from tests.flows.alerts.kibana_objects import combined, ndjson, phrase, search, source
from tests.flows.alerts.samples import NOW, document
from tests.integration.alert_desk import TOML, Desk, on_desk

pytestmark = pytest.mark.node

DESK = "mail:press@news.internal"
FILTERS = (
    phrase("language", "en"),
    phrase("title", "weather", negate=True),
    phrase("outlet.country", "FR", disabled=True),
    combined("OR", phrase("outlet.name", "Beacon"), {"meta": {}, "query": {"range": {"relevance": {"gte": 2}}}}),
)
DSL: dict[str, Any] = {
    "bool": {
        "must": [{"multi_match": {"query": "patience", "fields": ["title", "summary", "body"]}}],
        "filter": [
            {"term": {"language": "en"}},
            {
                "bool": {
                    "should": [{"term": {"outlet.name": "Beacon"}}, {"range": {"relevance": {"gte": 2}}}],
                    "minimum_should_match": 1,
                }
            },
        ],
        "must_not": [{"match_phrase": {"title": "weather"}}],
    }
}


@pytest.mark.parametrize("shape", ["flat", "both", "tabs"])
def test_each_shape_finds_what_the_same_dsl_finds(on_node: Settings, tmp_path: Path, shape: str) -> None:
    async def scene(desk: Desk) -> None:
        file = tmp_path / "mine.ndjson"
        item = search(source("patience", FILTERS), DESK, title="Patience", shape=shape)
        broken = search(source({"esql": "FROM x"}), DESK, title="Broken", shape=shape, id_="search-2")
        file.write_text(ndjson(item, broken, view_title=f"{desk.names.read}*"), "utf-8")
        desk.settings = replace(desk.settings, kibana_searches=str(file))
        await desk.index(
            document("a", outlet="Beacon"),
            document("b", outlet="Lantern"),
            document("c", outlet="Beacon", title="Weather of patience"),
            document("d", outlet="Beacon", title="Rain", body="Nothing else."),
            document("e", outlet="Beacon", title="Patience again"),
        )
        await desk.client.indices.refresh(index=desk.names.documents)
        found = await desk.client.search(index=desk.names.read, query=DSL)
        report = await desk.run()
        assert [failure.search for failure in report.failures] == ["Broken"]
        assert "its query is no text" in report.failures[0].reason
        hits = await desk.ledger(kind="hit", search="Patience")
        assert {hit["document"][0] for hit in hits} == {row["_id"] for row in found["hits"]["hits"]} == {"a", "e"}
        assert [mail.recipients for mail in report.sent if mail.search == "Patience"] == [("press@news.internal",)]
        assert (await desk.run(now=NOW + timedelta(minutes=1))).mails == 0

    on_desk(on_node, scene, TOML)
