"""Schedules on a real Prefect server: runs happen, SIGTERM ends everything cleanly, a second serve is refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from flows.deployments import serve
from flows.locks import Busy, exclusive
from flows.settings import Settings

SCRIPT = """
import sys, types
from pathlib import Path
import flows
from flows.prefect_home import prepare
from flows.logs import configure
from flows.settings import Settings

configure("INFO")
settings = Settings(home=Path(sys.argv[1]), crawl_every=600, ingest_every=600, alerts_every=600)
prepare(settings)
import standin
sys.modules["flows.pipeline"] = standin
flows.pipeline = standin
from flows.deployments import serve

serve(settings)
"""

STAND_IN = """
import os
from pathlib import Path
from prefect import flow

HERE = Path(__file__).parent


def note(what):
    (HERE / what).write_text(os.environ["PREFECT_API_URL"])


@flow(name="crawl stand-in")
async def crawl_when_free():
    note("crawled")


@flow(name="ingest stand-in")
async def ingest_when_free():
    note("ingested")


@flow(name="alerts stand-in")
async def alerts_when_free():
    note("alerted")
"""


@pytest.mark.prefect
def test_schedules_run_and_sigterm_ends_them(tmp_path: Path) -> None:
    """The schedules are real, and so are Prefect's server and the processes it starts; what they run is a stand-in."""
    (tmp_path / "standin.py").write_text(STAND_IN, "utf-8")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    env.pop("PREFECT_API_URL", None)
    log = tmp_path / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(tmp_path / "home")],
            env=env,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        wanted = [tmp_path / name for name in ("crawled", "ingested", "alerted")]
        deadline = time.monotonic() + 150
        while not all(path.exists() for path in wanted):
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < deadline, log.read_text("utf-8")
            time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0, log.read_text("utf-8")
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
    assert "Traceback" not in log.read_text("utf-8")
    port = int(wanted[0].read_text("utf-8").split(":")[2].split("/")[0])
    assert not _listening(port), "Prefect's server ended with it"


def _listening(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_home_is_served_once(settings: Settings) -> None:
    with exclusive(settings.home, "serve"), pytest.raises(Busy, match="another serve"):
        serve(settings)
