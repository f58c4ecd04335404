"""A real node's life: started by two at once, seen, killed, started again on its data, stopped.

Its home is a private temporary folder, as a fresh clone's is. Run by root, the node's user cannot enter it.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from flows.adapters import node
from flows.adapters.node import NodeStatus, State
from flows.cli import main
from flows.settings import Settings

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a home only we can enter."""
    home = tmp_path_factory.mktemp("private")
    home.chmod(0o700)
    return Settings(home=home / "var", node_heap="512m")


@pytest.fixture(scope="module")
def started(private: Settings) -> Iterator[NodeStatus]:
    """The node, asked for by two at once."""
    found: list[NodeStatus] = []
    notes: list[str] = []
    callers = [
        threading.Thread(
            target=lambda: found.append(node.start(private, lambda done, total=None, note="": notes.append(note)))
        )
        for _ in range(2)
    ]
    try:
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        assert len(found) == 2
        assert found[0] == found[1]
        assert "starting the node" in notes
        yield found[0]
    finally:
        node.stop(private)


def ask(status: NodeStatus, method: str, path: str) -> dict[str, Any]:
    """One request to the node."""
    connection = HTTPConnection(urlsplit(status.url or "").netloc, timeout=30)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        assert answer.status < 300
        body: dict[str, Any] = json.loads(answer.read())
        return body
    finally:
        connection.close()


def test_it_runs_on_loopback_as_an_ordinary_user(started: NodeStatus, private: Settings) -> None:
    assert started.state is State.RUNNING
    assert started.url
    assert started.url.startswith("http://127.0.0.1:")
    assert started.pid
    assert node.status(private) == started
    assert Path(f"/proc/{started.pid}").stat().st_uid != 0
    assert os.getsid(started.pid) != os.getsid(0)
    assert stat.S_IMODE(private.home.parent.stat().st_mode) == 0o700


def test_its_small_disk_does_not_stop_it(started: NodeStatus) -> None:
    watermark = ask(started, "GET", "/_cluster/settings?include_defaults&flat_settings")
    assert watermark["defaults"]["cluster.routing.allocation.disk.watermark.low"] == "1gb"


def test_the_command_says_the_same(
    started: NodeStatus, private: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMMENTARIAT_HOME", str(private.home))
    for action in ("status", "start"):
        assert main(["node", action, "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == {
            "state": "running",
            "url": started.url,
            "pid": started.pid,
            "version": started.version,
        }
    assert main(["node", "logs", "--lines", "3"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert main(["node", "logs", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 50
    assert main(["node", "status"]) == 0
    assert f"node running at {started.url}" in capsys.readouterr().out


def test_killed_it_is_stopped_and_starts_again_on_its_data(started: NodeStatus, private: Settings) -> None:
    ask(started, "PUT", "/kept")
    assert started.pid
    os.kill(started.pid, signal.SIGKILL)
    deadline = time.monotonic() + 30
    while node.status(private).state is not State.STOPPED and time.monotonic() < deadline:
        time.sleep(0.05)
    assert node.status(private).state is State.STOPPED
    again = node.start(private)
    assert again.state is State.RUNNING
    assert again.pid != started.pid
    assert "kept" in ask(again, "GET", "/_cluster/health?level=indices")["indices"]
    assert node.stop(private).state is State.STOPPED
    assert node.status(private).state is State.STOPPED
    assert not (private.home / "node" / "node.json").exists()
