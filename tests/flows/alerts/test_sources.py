"""Searches of a folder and of Kibana together; a Kibana that is away does not silence its searches."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from flows.alerts.sources import Loaded, load_all
from flows.errors import Configuration, Transient
from flows.settings import Settings
from tests.flows.alerts.kibana_objects import ndjson, search, source
from tests.serving import running

DESK = "mail:desk@news.internal"
FOLDER = """
[[search]]
name = "Own"
query = "rutte"
to = ["desk@news.internal"]
cadence = "immediate"

[[kibana]]
tag = "press"
to = ["press@news.internal"]
"""


class Kibana:
    """Answers exports with ``text``, or with an error."""

    def __init__(self) -> None:
        self.text, self.status = "", 200
        self.asked: list[dict[str, Any]] = []
        kibana = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                kibana.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                kibana.asked[-1]["path"] = self.path
                self.send_response(kibana.status)
                self.end_headers()
                self.wfile.write(kibana.text.encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def kibana() -> Iterator[Kibana]:
    one = Kibana()
    with running(one.server):
        yield one


@pytest.fixture
def desk(settings: Settings, tmp_path: Path) -> Settings:
    folder = tmp_path / "searches"
    folder.mkdir()
    (folder / "own.toml").write_text(FOLDER, "utf-8")
    return replace(settings, searches=folder, index_prefix="commentary")


def _names(loaded: Loaded) -> list[str]:
    return [one.name for one in loaded.searches]


def test_live_searches_run_and_are_kept_for_when_kibana_is_away(desk: Settings, kibana: Kibana) -> None:
    live = replace(desk, kibana_searches="live", kibana_url=f"http://127.0.0.1:{kibana.server.server_port}")
    kibana.status = 503
    with pytest.raises(Transient):
        asyncio.run(load_all(live))
    kibana.status = 200
    kibana.text = ndjson(search(source(), "press"), search(source(), DESK, title="own", id_="b"))
    loaded = asyncio.run(load_all(live))
    assert _names(loaded) == ["Own", "Rutte"]
    assert loaded.searches[1].to == ("press@news.internal",)
    assert list(loaded.refused) == ["own (Kibana)"]
    assert kibana.asked[-1]["path"] == "/api/saved_objects/_export"
    assert kibana.asked[-1]["type"] == ["search"]
    assert kibana.asked[-1]["includeReferencesDeep"] is True
    kibana.status = 503
    loaded = asyncio.run(load_all(live))
    assert _names(loaded) == ["Own", "Rutte"]
    assert "its searches run as they were at 20" in loaded.refused["Kibana"]


def test_exports_in_a_folder(desk: Settings, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text("\ufeff" + ndjson(search(source(), DESK)), "utf-8")
    (tmp_path / "b.ndjson").write_text(ndjson(search(source(), DESK, title="Two", id_="b")), "utf-8")
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    assert _names(asyncio.run(load_all(replace(desk, kibana_searches=str(tmp_path))))) == ["Own", "Rutte", "Two"]


def test_settings_that_lead_nowhere(desk: Settings, tmp_path: Path) -> None:
    with pytest.raises(Configuration, match="COMMENTARIAT_KIBANA_URL is not set"):
        asyncio.run(load_all(replace(desk, kibana_searches="live")))
    with pytest.raises(Configuration, match="cannot be read"):
        asyncio.run(load_all(replace(desk, kibana_searches=str(tmp_path / "none.ndjson"))))
    loaded = asyncio.run(load_all(desk))
    assert _names(loaded) == ["Own"]
    assert list(loaded.refused.values()) == [
        "own.toml, [[kibana]] 1 selects searches of Kibana, and COMMENTARIAT_KIBANA_SEARCHES is not set"
    ]
