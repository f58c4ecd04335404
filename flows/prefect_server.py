"""Prefect's own server beside ``commentariat serve``, on loopback, ending with the process that started it.

``python -m flows.prefect_server PORT`` runs it in the foreground until standard input closes: the parent holds the
other end of that pipe, so the server cannot outlive it, not even after kill -9.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from flows.errors import Transient
from flows.settings import Settings

READY_WITHIN = 120.0
"""Seconds. A new database took 12 s on two busy cores."""


@contextmanager
def running(settings: Settings) -> Iterator[str]:
    """Run the server for the block, yielding its API address. Raises :class:`Transient` if it does not come up."""
    port = settings.prefect_port or _free_port()
    log_path = settings.home / "prefect" / "server.log"
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.prefect_server", str(port)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        api = f"http://127.0.0.1:{port}/api"
        _wait(process, api, str(log_path))
        yield api
    finally:
        _stop(process)


def _wait(process: subprocess.Popen[bytes], api: str, log: str) -> None:
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Transient(f"Prefect's server ended at once with code {process.returncode}", remedy=f"See {log}.")
        try:
            with opener.open(f"{api}/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.2)
    raise Transient(f"Prefect's server did not answer within {READY_WITHIN:.0f} s", remedy=f"See {log}.")


def _stop(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin
    process.stdin.close()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _end_with_parent() -> None:
    """Ask for a clean end when standard input closes; insist if that takes too long."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
    os._exit(0)


def main() -> None:
    """Serve until standard input closes."""
    import uvicorn

    threading.Thread(target=_end_with_parent, daemon=True).start()
    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
