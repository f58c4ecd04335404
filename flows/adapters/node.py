"""The embedded Elasticsearch node: the real server, on loopback, for one machine.

Invariants: one node a home, however many processes ask for it at once; a node outlives the process that started it;
nothing is ever signalled that this module did not start, proven by process number and time of start; a start that fails
leaves no process behind. Files are :mod:`flows.adapters.node_files`, the download :mod:`flows.adapters.artifact`, Java
:mod:`flows.adapters.jdk`.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from flows.adapters import artifact, jdk, node_files, processes
from flows.adapters.node_files import LOOPBACK, Layout
from flows.adapters.node_log import died, last_words, log_lines
from flows.adapters.processes import Identity
from flows.console import Progress, silent
from flows.errors import CommentariatError, Configuration, Transient
from flows.settings import Settings

START_TIMEOUT = 300.0
"""Seconds until a start is given up. Measured: 10 s on two idle cores, 60 s on two with a load of seven."""


class State(StrEnum):
    """What the node is doing. ``UNHEALTHY``: it runs, and does not answer or reports red."""

    RUNNING = "running"
    STARTING = "starting"
    STOPPED = "stopped"
    UNHEALTHY = "unhealthy"


@dataclass(frozen=True, slots=True)
class NodeStatus:
    """The node of a home. ``url`` and ``pid`` are ``None`` where there is none."""

    state: State
    url: str | None
    pid: int | None
    version: str

    def to_json(self) -> dict[str, Any]:
        """The object ``commentariat node status --json`` prints."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Record:
    """The state file. A port of 0 is not known yet; ``server`` and ``healthy`` once it ever was.

    ``process`` is the launcher, which ends when the server does; ``server`` may outlive it for a moment.
    """

    process: Identity
    version: str
    logs: str
    cluster: str
    port: int = 0
    healthy: bool = False
    server: Identity | None = None

    @property
    def all(self) -> list[Identity]:
        """Both processes, as far as they are known."""
        return [self.process, *([self.server] if self.server else [])]


def start(settings: Settings, progress: Progress = silent) -> NodeStatus:
    """Start the node and wait until it is healthy; the one that runs already is returned as it is.

    Raises :class:`~flows.errors.Configuration` (no JDK, port taken, disk full …) or :class:`~flows.errors.Transient`
    (no network, time-out), with the node's own last words where it spoke.
    """
    user = processes.runner(settings.node_user)
    layout = node_files.locate(settings, user)
    with _alone(layout.state):
        record = _read(settings)
        if record and record.process.alive:
            return _await(settings, record, 0, progress)
        if record and not processes.end(record.all):
            # The launcher was killed; its server is on its way out and still holds the data.
            raise Transient("the server of a killed node does not end", remedy="`commentariat node logs` may tell why.")
        java = jdk.find(reaches=user.reaches if user else lambda _: True)
        server = artifact.provide(layout.cache, progress, repository=settings.maven_url)
        _require_free(settings.node_port)
        node_files.prepare(layout, settings, user, server)
        since = _size(layout.logs / "node.log")
        process = processes.detach(
            [str(server / "bin" / "elasticsearch")],
            log=layout.logs / "console.log",
            env=_environment(layout, java),
            cwd=layout.root,
            user=user,
        )
        if process is None:
            raise died(layout.logs, since)
        record = _Record(process, artifact.ELASTICSEARCH.version, str(layout.logs), layout.cluster)
        try:
            _write(settings, record)
            return _await(settings, record, since, progress)
        except BaseException:
            processes.end([process])
            _state_file(settings).unlink(missing_ok=True)
            raise


def stop(settings: Settings) -> NodeStatus:
    """Stop the node this home started, if it runs; every other process is left alone."""
    if not _state_file(settings).is_file():
        return _stopped()
    with _alone(_state_file(settings).parent):
        record = _read(settings)
        if record and not processes.end(record.all):
            raise Transient(f"the node (process {record.process.pid}) does not end, not even when killed")
        _state_file(settings).unlink(missing_ok=True)
    return _stopped(record)


def status(settings: Settings) -> NodeStatus:
    """What the node of this home is doing now. Starts nothing, changes nothing."""
    record = _read(settings)
    if record is None or not record.process.alive:
        return _stopped(record)
    port = record.port or _listening(record)
    health = _health(port, record.cluster)
    if health in {"green", "yellow"}:
        state = State.RUNNING
    else:
        state = State.UNHEALTHY if record.healthy or health else State.STARTING
    return NodeStatus(state, _url(port), record.process.pid, record.version)


def logs(settings: Settings) -> Path | None:
    """Folder of the node's logs, whether it runs or not; ``None`` when it never ran."""
    if (record := _read(settings)) is not None:
        return Path(record.logs)
    try:
        folder = node_files.locate(settings, processes.runner(settings.node_user)).logs
    except CommentariatError:
        return None
    return folder if folder.is_dir() else None


def _await(settings: Settings, record: _Record, since: int, progress: Progress) -> NodeStatus:
    """Wait for health, noting the port in the state file as soon as it is known."""
    began = time.monotonic()
    while (waited := time.monotonic() - began) < START_TIMEOUT:
        if not record.process.alive:
            raise died(Path(record.logs), since)
        if not record.port and (port := _listening(record)):
            record = replace(record, port=port)
            _write(settings, record)
        health = _health(record.port, record.cluster)
        if health in {"green", "yellow"}:
            if not record.healthy:
                _write(settings, replace(record, healthy=True, server=_server(record.process)))
            return NodeStatus(State.RUNNING, _url(record.port), record.process.pid, record.version)
        progress(waited, None, "starting the node" if health is None else f"the node recovers, health is {health}")
        time.sleep(0.2)
    words = last_words(log_lines(Path(record.logs), since))
    raise Transient(
        f"the node is not healthy after {START_TIMEOUT:.0f} seconds. Its log ends: {words}",
        remedy="`commentariat node logs` shows the whole log; `commentariat node start` tries again.",
    )


def _server(launcher: Identity) -> Identity | None:
    """The server the launcher started: the other process of its group."""
    others = sorted(processes.members(launcher.group) - {launcher.pid})
    return Identity.of(others[0]) if others else None


def _health(port: int, cluster: str) -> str | None:
    """``green``, ``yellow`` or ``red``; ``None`` when nothing answers, or something that is not our node."""
    if not port:
        return None
    connection = HTTPConnection(LOOPBACK, port, timeout=5)  # never through http_proxy
    try:
        connection.request("GET", "/_cluster/health")
        answer = json.loads(connection.getresponse().read())
        return str(answer["status"]) if answer.get("cluster_name") == cluster else None
    except (OSError, HTTPException, ValueError, KeyError, AttributeError, TypeError):
        return None
    finally:
        connection.close()


def _listening(record: _Record) -> int:
    """The HTTP port the node wrote down; 0 before that."""
    try:
        match = re.search(r":(\d+)\s*$", (Path(record.logs) / "http.ports").read_text("ascii"), re.MULTILINE)
    except (OSError, UnicodeDecodeError):
        return 0
    return int(match.group(1)) if match else 0


def _environment(layout: Layout, java: jdk.Jdk) -> dict[str, str]:
    """Only what the server needs: proxies, Java options and secrets of our own environment stay here."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "TZ") if name in os.environ}
    return {
        "PATH": os.defpath,
        **kept,
        "HOME": str(layout.root),
        "ES_JAVA_HOME": str(java.home),
        "ES_PATH_CONF": str(layout.config),
        "ES_TMPDIR": str(layout.temporary),
    }


def _require_free(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise Configuration(
                f"port {port} on {LOOPBACK} cannot be used for the node: {os.strerror(error.errno or 0)}",
                remedy="Set COMMENTARIAT_NODE_PORT to another port, or to 0 for a free one.",
            ) from error


def _stopped(record: _Record | None = None) -> NodeStatus:
    return NodeStatus(State.STOPPED, None, None, record.version if record else artifact.ELASTICSEARCH.version)


def _url(port: int) -> str | None:
    return f"http://{LOOPBACK}:{port}" if port else None


def _state_file(settings: Settings) -> Path:
    return settings.home / "node" / "node.json"


def _read(settings: Settings) -> _Record | None:
    """The state file; ``None`` when there is none or it does not hold together, which is a node that does not run."""
    try:
        data = json.loads(_state_file(settings).read_text("utf-8"))
        server = data.get("server")
        both = {"process": Identity(**data["process"]), "server": Identity(**server) if server else None}
        return _Record(**{**data, **both})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write(settings: Settings, record: _Record) -> None:
    path = _state_file(settings)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(record), indent=2), "utf-8")
    fresh.replace(path)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One start or stop at a time; the lock ends with the process that holds it. The node does not inherit it."""
    try:
        file = (folder / "lock").open("a")
    except OSError as error:
        raise Configuration(
            f"{folder} is closed to this user: {error.strerror}", remedy="Run the command as the user who owns it."
        ) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
