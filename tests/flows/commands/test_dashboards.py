"""``commentariat dashboards``: check, export, install, as they are typed."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import pytest

from flows.commands import dashboards
from flows.errors import Configuration
from flows.settings import Settings
from mappings.bundle import saved_objects
from mappings.names import Names
from tests.flows.adapters.kibana_double import KibanaDouble
from tests.mappings.test_definitions import DASHBOARD, put


def run(settings: Settings, *words: str) -> int:
    """Parse and run."""
    parser = argparse.ArgumentParser()
    dashboards.configure(parser)
    return dashboards.run(parser.parse_args(words), settings)


def test_check_without_a_node(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(settings, "check", "--static") == 0
    out = capsys.readouterr().out
    assert out.startswith("dashboards: 4, searches: 11, data views: 2, tags: 4\n")
    assert out.endswith("Everything fits. Nothing was run on a node.\n")


def test_check_names_every_mistake(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    panel = {**DASHBOARD["panels"][0], "time": "genre"}
    mine = replace(settings, dashboards=put(tmp_path, {**DASHBOARD, "panels": [panel]}))
    assert run(mine, "check") == 2
    out = capsys.readouterr().out
    assert f"WRONG  {tmp_path}/own.json, dashboard mine, panel volume, time: genre is keyword: a date is wanted" in out
    assert out.endswith("Problems: 1.\n")
    (tmp_path / "own.json").write_text("{")
    assert run(mine, "check", "--json") == 2
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert problem["file"] == str(tmp_path / "own.json")


@pytest.mark.node
def test_check_on_a_node(on_node: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(on_node, "check", "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert report["problems"] == []
    assert report["run"] == len(report["trials"]) >= 50


def test_export(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(settings, "export", "-") == 0
    assert [json.loads(row)["id"] for row in capsys.readouterr().out.splitlines()] == [
        item["id"] for item in saved_objects(Names(settings.index_prefix))
    ]
    assert run(settings, "export", "--api", str(tmp_path / "a.json")) == 0
    assert "commentary-overview" in json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert run(settings, "export") == 0
    assert (settings.home / "kibana" / "commentariat.ndjson").is_file()
    assert "created" in capsys.readouterr().out


def test_install(settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Configuration, match="no Kibana is set"):
        run(settings, "install")
    double = KibanaDouble(version="9.5.3")
    try:
        ours = replace(settings, kibana_url=double.url, dashboards=put(tmp_path, DASHBOARD))
        assert run(ours, "install", "--json") == 0
        report = json.loads(capsys.readouterr().out)
        assert {"kind": "kibana dashboard", "name": "mine", "action": "created"} in report["changes"]
        assert "mine" in double.dashboards
        assert run(ours, "install") == 0
        assert capsys.readouterr().out.endswith("Nothing changed.\n")
        assert run(ours, "install", "--via", "import") == 0
    finally:
        double.close()
