"""``commentariat demo`` as people run it: real spiders, Prefect and a real node, measured against the press's truth."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.demo.truth import pages, totals
from flows.settings import Settings
from mappings.names import Names


@pytest.fixture
def demo_environment(on_node: Settings) -> Iterator[dict[str, str]]:
    """A clean environment that points at the real node; the demo's indices are dropped afterwards."""
    assert on_node.elasticsearch_url
    env = {name: value for name, value in os.environ.items() if not name.startswith(("COMMENTARIAT_", "PREFECT_"))}
    env["COMMENTARIAT_HOME"] = str(on_node.home)
    env["COMMENTARIAT_ELASTICSEARCH_URL"] = on_node.elasticsearch_url
    env["COMMENTARIAT_INDEX_PREFIX"] = on_node.index_prefix
    yield env
    names = Names(f"{on_node.index_prefix}-demo")
    indices = ",".join((names.documents, names.revisions, names.alerts, names.sources))
    templates = [f"_{kind}_template/{names.prefix}-*" for kind in ("index", "component")]
    for path in (f"{indices}?ignore_unavailable=true", *templates):
        request = urllib.request.Request(f"{on_node.elasticsearch_url}/{path}", method="DELETE")
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200


@pytest.mark.timeout(600)  # 40 s of CPU: minutes on a machine whose cores are taken
@pytest.mark.node
@pytest.mark.prefect
def test_the_demo_proves_itself(demo_environment: dict[str, str], settings: Settings) -> None:
    before = set(Path(demo_environment["COMMENTARIAT_HOME"]).iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "flows.cli", "demo", "--json"],
        env=demo_environment,
        capture_output=True,
        text=True,
        timeout=540,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout[-3000:]
    report = json.loads(done.stdout)
    assert all(check["holds"] for check in report["checks"])
    first, second, third = report["runs"]
    assert first["ingest"]["indexed"] == totals(1).indexed
    assert (second["ingest"]["indexed"], second["ingest"]["revised"]) == (totals(2).indexed, totals(2).revised)
    assert (third["ingest"]["indexed"], third["alerts"]["mails"]) == (0, 0)
    assert first["crawl"]["total"]["forbidden"] > 0
    assert all(search["hits"] for search in report["searches"])
    home = Path(report["home"])
    assert len(list((home / "outbox").glob("*.eml"))) == first["alerts"]["mails"] + second["alerts"]["mails"]
    assert set(home.parent.iterdir()) - before == {home}
    assert len(pages(1)) >= 60
