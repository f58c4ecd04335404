"""Locks: one holder at a time, and none left behind by a killed process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flows.locks import Busy, exclusive

HOLD = (
    "import sys, time\nfrom pathlib import Path\nfrom flows.locks import exclusive\n"
    "with exclusive(Path(sys.argv[1]), 'ingest'):\n    print('held', flush=True)\n    time.sleep(60)"
)


def test_a_second_holder_is_told_who_the_first_is(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout
        process.stdout.readline()
        with pytest.raises(Busy, match=f"pid {process.pid}"), exclusive(tmp_path, "ingest"):
            pass
        with exclusive(tmp_path, "crawl"):
            pass
        process.kill()
    with exclusive(tmp_path, "ingest"):
        pass


def test_the_lock_is_free_after_the_block(tmp_path: Path) -> None:
    for _ in range(2):
        with exclusive(tmp_path, "alerts"):
            pass
