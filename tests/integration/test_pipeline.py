"""The ``ingest`` command as users run it: real Prefect, real node, real files, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.settings import Settings
from tests import warcs
from tests.nodes import forget

NAME = "commentariat-20260301T120000.000000Z-1-1.warc.gz"


def environment(settings: Settings, **more: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("COMMENTARIAT_", "PREFECT_"))}
    return {
        **clean,
        "COMMENTARIAT_HOME": str(settings.home),
        "COMMENTARIAT_INDEX_PREFIX": settings.index_prefix,
        "COMMENTARIAT_ELASTICSEARCH_URL": str(settings.elasticsearch_url),
        **more,
    }


def ingest(settings: Settings, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flows.cli", "ingest", *arguments]
    return subprocess.run(
        command, env=environment(settings, **more), capture_output=True, text=True, check=False, timeout=170
    )


def segment(folder: Path) -> Path:
    """Two articles and one page without any text."""
    folder.mkdir(parents=True, exist_ok=True)
    records = [
        *warcs.page("https://a.example/news/one-fine-day", warcs.article("One fine day", warcs.prose(1))),
        *warcs.page("https://b.example/news/another-day", warcs.article("Another day", warcs.prose(2))),
        *warcs.page("https://b.example/empty", b"<html><title>x</title><body></body></html>"),
    ]
    return warcs.write(folder / NAME, records)


@pytest.mark.node
@pytest.mark.prefect
def test_a_landing_zone_is_ingested_and_archived(home: Settings, tmp_path: Path) -> None:
    landing, log = tmp_path / "zone", tmp_path / "rejected.jsonl"
    path = segment(landing)
    done = ingest(home, "--landing", str(landing), "--json", "--rejections", str(log))
    assert (done.returncode, done.stderr) == (0, "")
    counts = json.loads(done.stdout)
    assert counts.pop("seconds") > 0
    assert sum(counts.pop("reasons").values()) == 1
    assert counts == {
        "read": 3, "indexed": 2, "revised": 0, "copies": 0, "unchanged": 0, "rejected": 1, "quarantined": 0,
    }  # fmt: skip
    rejected: dict[str, Any] = json.loads(log.read_text("utf-8"))
    assert (rejected["url"], rejected["segment"]) == ("https://b.example/empty", path.name)
    assert rejected["reason"]
    assert rejected["detail"]
    assert not path.exists()
    archived = home.home / "archive" / "2026" / "03" / "01" / path.name
    again = json.loads(ingest(home, str(archived), "--json").stdout)
    assert (again["read"], again["indexed"], again["unchanged"]) == (3, 0, 2)
    assert archived.exists(), "a file named on the command line stays where it is"


FLAKY = """
import sys
import flows.ingest
from flows.errors import Rejected, Transient
from flows.ingest import Counts, SegmentResult

tries = []


async def process_segment(path, *_, **__):
    tries.append(path.name)
    if path.name == "never.warc.gz":
        raise Rejected("never.warc.gz is no WARC file")
    if len(tries) < 3:
        raise Transient("the cluster is away for a moment")
    return SegmentResult(Counts(read=1, indexed=1))


flows.ingest.process_segment = process_segment
from flows.cli import main

code = main(["ingest", "--json", *sys.argv[1:]])
print(tries, file=sys.stderr)
sys.exit(code)
"""


@pytest.mark.prefect
def test_what_passes_is_tried_again_and_what_does_not_is_not(settings: Settings, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("once.warc.gz", "never.warc.gz")]
    for path in paths:
        path.touch()
    command = [sys.executable, "-c", FLAKY, *map(str, paths)]
    away = replace(settings, elasticsearch_url="http://127.0.0.1:9")
    done = subprocess.run(command, env=environment(away), capture_output=True, text=True, check=False, timeout=170)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["indexed"] == 1
    assert done.stderr.splitlines()[0] == "commentariat: never.warc.gz is no WARC file"
    assert done.stderr.splitlines()[-1] == str(["once.warc.gz"] * 3 + ["never.warc.gz"])


def test_a_file_that_is_no_warc_is_rejected(on_node: Settings, tmp_path: Path) -> None:
    path = tmp_path / "noise.warc.gz"
    path.write_bytes(bytes(range(256)) * 20)
    done = ingest(on_node, str(path))
    assert done.returncode == 3, done.stderr
    assert done.stderr.count("noise.warc.gz") == 1
    assert path.exists()
    forget(on_node)


def test_what_cannot_be_read_is_a_usage_error(settings: Settings, tmp_path: Path) -> None:
    done = ingest(replace(settings, elasticsearch_url="http://127.0.0.1:9"), str(tmp_path / "none.warc.gz"))
    assert done.returncode == 2
    assert "none.warc.gz is no file" in done.stderr


def test_a_prefect_server_out_of_reach_is_named(settings: Settings) -> None:
    away = replace(settings, elasticsearch_url="http://127.0.0.1:9")
    done = ingest(away, PREFECT_API_URL="http://user:hunter2@127.0.0.1:9/api")
    assert done.returncode == 4
    assert "no Prefect server answers" in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr


def test_killed_it_leaves_no_server_behind(settings: Settings) -> None:
    away = replace(settings, elasticsearch_url="http://127.0.0.1:9")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "ingest"],
        env=environment(away, COMMENTARIAT_PREFECT_PORT=str(port)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with process:
        _until(lambda: _listening(port) or process.poll() is not None)
        assert _listening(port)
        process.send_signal(signal.SIGKILL)
    _until(lambda: not _listening(port))


def _until(holds: Any) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
