"""Prefect's own server beside a command that runs flows, on loopback, ending with the process that started it.

``python -m flows.prefect_server PORT`` runs it in the foreground until standard input closes: the parent holds the
other end of that pipe, so the server cannot outlive it, not even after kill -9, as Prefect's ephemeral server does.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from flows.errors import Transient
from flows.settings import Settings

READY_WITHIN = 120.0
"""Seconds. A new database took 12 s on two busy cores."""


@contextmanager
def beside(settings: Settings, *, schedules: bool = False) -> Iterator[Callable[[], str]]:
    """Make a Prefect server available to the block; what is yielded waits until it is ready and returns its address.

    Starts one of ours, unless ``PREFECT_API_URL`` names one, and sets that variable at once: Prefect may be imported
    while the server starts. Without ``schedules`` the server does only what a flow run needs. The wait raises
    :class:`~flows.errors.Transient` when the server does not come up.
    """
    if given := os.environ.get("PREFECT_API_URL"):
        yield lambda: _answering(given)
        return
    port = settings.prefect_port or _free_port()
    api = f"http://127.0.0.1:{port}/api"
    log = settings.home / "prefect" / "server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    # Prefect's own name for a server without schedulers, vacuum and UI.
    lean = {} if schedules else {"PREFECT__SERVER_EPHEMERAL": "1", "PREFECT_UI_ENABLED": "0"}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.prefect_server", str(port)],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            start_new_session=True,
            env={**os.environ, **lean},
        )
    os.environ["PREFECT_API_URL"] = api
    try:
        yield lambda: _wait(process, api, str(log))
    finally:
        _deliver_events()
        os.environ.pop("PREFECT_API_URL", None)
        _stop(process)


def _deliver_events() -> None:
    """Let Prefect hand over what it has to tell while its server still listens; else it complains at exit."""
    if worker := sys.modules.get("prefect.events.worker"):
        worker.EventsWorker.drain_all(timeout=5)


def _answering(api: str) -> str:
    try:
        with build_opener().open(f"{api.rstrip('/')}/health", timeout=30):
            return api
    except (URLError, OSError, ValueError) as error:
        shown = re.sub(r"(?<=://)[^/@]*@", "", api)
        raise Transient(
            f"no Prefect server answers at {shown}: {error}",
            remedy="Start it, correct PREFECT_API_URL, or unset it: then one is started here.",
        ) from None


def _wait(process: subprocess.Popen[bytes], api: str, log: str) -> str:
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Transient(f"Prefect's server ended at once with code {process.returncode}", remedy=f"See {log}.")
        try:
            with opener.open(f"{api}/health", timeout=2) as answer:
                if answer.status == 200:
                    return api
        except (URLError, OSError):
            pass
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
