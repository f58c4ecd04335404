"""The fault harness in small: the named points on a real node and a real mail server, each in a process that dies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import Settings

pytestmark = pytest.mark.node

ROOT = Path(__file__).resolve().parents[2]


def test_nothing_is_missed_or_told_twice_under_faults(on_node: Settings) -> None:
    assert on_node.elasticsearch_url
    command = [sys.executable, "-m", "benchmarks.alert_faults", "--url", on_node.elasticsearch_url]
    done = subprocess.run(
        [*command, "--trials", "2", "--points", "--seed", "3"],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["killed"] >= 3
    assert result["stories_to_tell"] > 0
    assert (result["missed"], result["told_twice"], result["repeated_elsewhere"]) == (0, 0, 0)
