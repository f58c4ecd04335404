"""The node's life as its state file tells it, without starting one: see tests/integration/test_node.py for that."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import asdict, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from flows.adapters import artifact, node, node_files, node_log, processes
from flows.adapters.node import State
from flows.adapters.processes import Identity
from flows.errors import Configuration
from flows.settings import Settings
from tests.serving import running


def record(settings: Settings, process: Identity, **more: object) -> None:
    """Write the state file of a node."""
    logs = settings.home / "node" / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    data = {"process": asdict(process), "version": "9.5.3", "logs": str(logs), "cluster": "c", **more}
    (settings.home / "node" / "node.json").write_text(json.dumps(data))


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Identity]:
    """A process this home did not start, though its state file may name the number."""
    started = processes.detach(["/bin/sleep", "60"], log=tmp_path / "log", env={}, cwd=tmp_path, user=None)
    assert started is not None
    yield started
    processes.end([started], patience=1)


def test_a_home_without_node(settings: Settings) -> None:
    assert node.status(settings) == node.NodeStatus(State.STOPPED, None, None, artifact.ELASTICSEARCH.version)
    assert node.stop(settings).state is State.STOPPED
    assert list(settings.home.iterdir()) == []


def test_a_reused_number_is_a_stopped_node_and_the_stranger_lives(settings: Settings, stranger: Identity) -> None:
    record(settings, replace(stranger, began="before-the-reboot/7"), port=1, healthy=True)
    assert node.status(settings).state is State.STOPPED
    assert node.stop(settings).state is State.STOPPED
    assert stranger.alive
    assert not (settings.home / "node" / "node.json").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"process": 7}', '{"process": {"pid": 1}, "version": ""}'])
def test_a_broken_state_file_is_a_stopped_node(settings: Settings, text: str) -> None:
    (settings.home / "node").mkdir()
    (settings.home / "node" / "node.json").write_text(text)
    assert node.status(settings).state is State.STOPPED
    assert node.stop(settings).state is State.STOPPED


def test_a_node_that_never_answered_is_starting_one_that_did_is_unhealthy(
    settings: Settings, stranger: Identity
) -> None:
    record(settings, stranger)
    assert node.status(settings) == node.NodeStatus(State.STARTING, None, stranger.pid, "9.5.3")
    record(settings, stranger, port=9, healthy=True)
    assert node.status(settings).state is State.UNHEALTHY


class Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"cluster_name": "c", "status": "green"}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
        """Keep quiet."""


@pytest.fixture
def answering() -> Iterator[int]:
    """The port of something that answers like the node of cluster ``c``."""
    with running(HTTPServer(("127.0.0.1", 0), Health)) as server:
        yield server.server_port


def test_health_is_asked_directly_and_only_of_our_own_cluster(
    settings: Settings, stranger: Identity, answering: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    record(settings, stranger, port=answering)
    assert node.status(settings).state is State.RUNNING
    assert node.status(settings).url == f"http://127.0.0.1:{answering}"
    assert node.start(settings).pid == stranger.pid
    record(settings, stranger, port=answering, cluster="another", healthy=True)
    assert node.status(settings).state is State.UNHEALTHY


def test_the_port_the_node_wrote_down_is_used(settings: Settings, stranger: Identity, answering: int) -> None:
    record(settings, stranger)
    (settings.home / "node" / "logs" / "http.ports").write_text(f"127.0.0.1:{answering}\n")
    assert node.status(settings).state is State.RUNNING


@pytest.fixture
def fake(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings whose cache holds a "server" that complains and ends, and whose Java is good."""
    cache = tmp_path / "cache"
    server = cache / artifact.ELASTICSEARCH.folder
    (server / "bin").mkdir(parents=True)
    (server / "config").mkdir()
    (server / "config" / "jvm.options").write_text("# comment\n-XX:+UseG1GC\n-Xlog:gc*:file=gc.log\n")
    program = server / "bin" / "elasticsearch"
    program.write_text(
        "#!/bin/sh\necho 'java.lang.IllegalStateException: failed to obtain node locks'\nsleep 0.3\nexit 1\n"
    )
    program.chmod(0o755)
    java = tmp_path / "jdk"
    (java / "bin").mkdir(parents=True)
    (java / "bin" / "java").write_text("")
    (java / "release").write_text('JAVA_VERSION="25.0.1"\n')
    monkeypatch.setenv("ES_JAVA_HOME", str(java))
    monkeypatch.setattr(processes, "runner", lambda name: None)  # as ourselves: these folders are private
    return replace(settings, cache=cache)


def test_a_node_that_ends_while_starting_tells_why_and_leaves_nothing(fake: Settings) -> None:
    with pytest.raises(Configuration, match="failed to obtain node locks") as caught:
        node.start(fake)
    assert "COMMENTARIAT_HOME" in caught.value.remedy
    assert not (fake.home / "node" / "node.json").exists()
    options = (fake.home / "node" / "config" / "jvm.options").read_text()
    assert options == "-XX:+UseG1GC\n-Xms1g\n-Xmx1g\n"


def test_a_start_that_is_interrupted_ends_what_it_started(fake: Settings) -> None:
    program = fake.cache_dir / artifact.ELASTICSEARCH.folder / "bin" / "elasticsearch"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    pids: list[int] = []

    def interrupt(done: float, total: float | None = None, note: str = "") -> None:
        pids.append(json.loads((fake.home / "node" / "node.json").read_text())["process"]["pid"])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        node.start(fake, interrupt)
    assert processes.began(pids[0]) == ""
    assert node.status(fake).state is State.STOPPED


def test_a_taken_port_is_named(fake: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Configuration, match=f"port {port} on 127.0.0.1") as caught:
            node.start(replace(fake, node_port=port))
    assert "COMMENTARIAT_NODE_PORT" in caught.value.remedy


def test_an_unusable_home_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Configuration, match="cannot be made") as caught:
        node.start(Settings(home=tmp_path / "file" / "home"))
    assert "COMMENTARIAT_HOME" in caught.value.remedy


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the node as somebody else")
def test_as_root_a_private_home_has_its_data_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = processes.runner("nobody")
    assert nobody is not None
    private, cache = tmp_path / "private", tmp_path / "cache"
    private.mkdir(mode=0o700)
    reached = {cache}
    monkeypatch.setattr(processes.Runner, "reaches", lambda self, folder: folder in reached)
    layout = node_files.locate(Settings(home=private, cache=cache), nobody)
    assert layout.root.parent == cache
    assert layout.state == private / "node"
    layout.root.mkdir()
    # Once data are there they stay there, even when the home is opened.
    reached.add(private / "node")
    assert node_files.locate(Settings(home=private, cache=cache), nobody).root == layout.root
    open_home = tmp_path / "open"
    reached.add(open_home / "node")
    assert node_files.locate(Settings(home=open_home, cache=cache), nobody).root == open_home / "node"


def test_data_of_vanished_temporary_homes_are_forgotten_others_kept(tmp_path: Path) -> None:
    kept = {"live": tmp_path, "unmounted": Path("/mnt/no-such-disk/home")}
    for name, home in {**kept, "gone": tmp_path / "gone"}.items():
        (tmp_path / f"node-{name}").mkdir()
        (tmp_path / f"node-{name}" / "home").write_text(str(home))
    node_files.forget_abandoned(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"node-{name}" for name in kept}


def test_log_lines_start_behind_the_offset_unless_the_log_was_rolled(tmp_path: Path) -> None:
    (tmp_path / "node.log").write_text("old\nnew\n")
    assert node_log.log_lines(tmp_path, 4) == ["new"]
    assert node_log.log_lines(tmp_path, 400) == ["old", "new"]
    assert node_log.log_lines(tmp_path / "none") == []
