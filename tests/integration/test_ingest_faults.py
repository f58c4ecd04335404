"""Ingest on a real node when things go wrong: kill -9 loses and doubles nothing, what is refused is set aside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from flows.adapters.store import Store
from flows.ingest import Counts
from flows.quarantine import Quarantine
from flows.settings import Settings
from tests.integration.ingesting import GAZETTE, day_one, day_two, get, many, run, stored
from tests.nodes import forget
from tests.warcs import write

pytestmark = pytest.mark.node


KILLED = """
import asyncio, os, sys
from pathlib import Path
from flows import ingest
from flows.adapters.store import Store
from flows.settings import Settings
ingest.BATCH = 3
writes = 0
write = Store.write
async def slow(self, operations):
    global writes
    writes += 1
    if writes == int(sys.argv[2]):
        if sys.argv[3] == "after":
            await write(self, operations)
        print("now", flush=True)
        await asyncio.sleep(60)
    return await write(self, operations)
Store.write = slow
asyncio.run(ingest.process_segment(Path(sys.argv[1]), Settings.load()))
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_in_the_middle_every_page_counts_once(home: Settings, moment: str) -> None:
    path = write(home.landing_dir / "killed-20260302.warc.gz", [*day_one(), *many(5), *day_two()])
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COMMENTARIAT_")}
    environment |= {
        "COMMENTARIAT_HOME": str(home.home),
        "COMMENTARIAT_INDEX_PREFIX": home.index_prefix,
        "COMMENTARIAT_ELASTICSEARCH_URL": str(home.elasticsearch_url),
    }
    for batch in (2, 3):
        child = subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path), str(batch), moment],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout
        assert child.stdout.readline() == "now\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
    assert path.exists()
    assert run(path, home) == Counts(read=15, indexed=8, copies=1, revised=2, unchanged=1, rejected=1, quarantined=2)
    survived, history = stored(home), stored(home, revisions=True)
    archived = next(home.archive_dir.rglob("*.warc.gz"))
    forget(home)
    run(archived, home)
    assert stored(home) == survived
    assert stored(home, revisions=True) == history


def test_what_the_index_refuses_goes_to_quarantine_and_can_be_tried_again(
    home: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(home.home / "one.warc.gz", day_one())
    operation = Store._operation

    def strange(self: Store, index: str, key: str, version: Any) -> Any:
        action, document = operation(self, index, key, version)
        return action, {**document, **({"unheard_of": 1} if document["title"] == "Budget passed" else {})}

    monkeypatch.setattr(Store, "_operation", strange)
    assert run(path, home) == Counts(read=7, indexed=2, copies=1, rejected=1, quarantined=3)
    monkeypatch.undo()
    entries = Quarantine(home.home).entries()
    assert len(entries) == 3
    assert any("refused" in e.reason and e.url.endswith("budget-passed-2") for e in entries)

    import argparse

    from flows.commands import quarantine

    parser = argparse.ArgumentParser()
    quarantine.configure(parser)
    assert quarantine.run(parser.parse_args(["retry", "--json"]), home) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["retried"], told["succeeded"], len(told["failed"])) == (3, 1, 2)
    budget = get(home, f"{GAZETTE}budget-passed-2")
    assert budget
    assert budget["provenance"]["warc"] == path.name
    assert budget["outlet"]["id"] == "gazette"
    assert [e.tries for e in Quarantine(home.home).entries()] == [2, 2]
    assert quarantine.run(parser.parse_args(["list"]), home) == 0
    assert quarantine.run(parser.parse_args(["show", Quarantine(home.home).entries()[0].id]), home) == 0
    assert "HTTP" in capsys.readouterr().out
