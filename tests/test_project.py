"""The files a new machine is set up from: whole, hashed, and without an address of any package index."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(name: str) -> dict[str, str]:
    """Package and version of every pin of a lock file, with its hashes checked to be there."""
    text = (ROOT / name).read_text("utf-8")
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert blocks
    assert all("--hash=sha256:" in block for block in blocks)
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", text, re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_locks_are_hashed_and_name_no_index(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert pins(name)
    assert "://" not in text
    assert not re.search(r"^--(?:index|extra-index|find-links|trusted)", text, re.MULTILINE)


def test_the_development_lock_is_the_runtime_lock_and_more() -> None:
    runtime, development = (pins(name) for name in LOCKS)
    assert runtime.items() <= development.items()
    assert {"hatchling", "editables", "uv", "pytest", "mypy", "ruff"} <= development.keys()
    assert not {"pytest", "mypy", "ruff", "uv"} & runtime.keys()


def test_locks_hold_every_dependency_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    runtime, development = (pins(name) for name in LOCKS)
    for requirements, lock in (
        (project["project"]["dependencies"], runtime),
        (project["dependency-groups"]["dev"], development),
    ):
        names = {re.split(r"[\[<>=~! ]", text)[0].lower().replace("_", "-") for text in requirements}
        assert names <= lock.keys(), "run `make lock`"


@pytest.mark.parametrize("script", [".ci/run", ".ci/setup"])
def test_scripts_are_executable_and_sound(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
    assert "set -euo pipefail" in (ROOT / script).read_text("utf-8")
    subprocess.run(["bash", "-n", script], cwd=ROOT, check=True)


def test_set_up_names_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "setup").write_text((ROOT / ".ci" / "setup").read_text("utf-8"))
    old = tmp_path / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = subprocess.run(
        ["bash", str(tmp_path / ".ci" / "setup"), ".venv"],
        env={"PATH": os.environ["PATH"], "PYTHON": str(old)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"Python 3.11 or newer is needed; looked for {old}" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_make_knows_its_targets() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    for target in ("demo", "test", "lint", "lock", "wheel", "clean"):
        assert f"make {target}" in done.stdout
