"""The wheel works outside the checkout: built, installed into an empty environment, and run there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = {".toml", ".json", ".ndjson", ".j2", ".html", ".txt", ".xml", ".md", ".tsv", ".csv", ".typed"}
"""Kinds of files that are data of a package."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ``bin`` of an empty environment with the wheel in it; its dependencies are borrowed from ours."""
    folder = tmp_path_factory.mktemp("outside")
    venv.create(folder / "env", symlinks=True)
    python = folder / "env" / "bin" / "python"
    # pip of this environment installs into the other one. No network, no cache, no dependency.
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index"]
    subprocess.run([*command, str(wheel)], check=True)
    # A folder added by a .pth file has its own .pth files ignored: our editable checkout stays out of sight.
    site = sysconfig.get_path("purelib", vars={"base": str(folder / "env")})
    Path(site, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python.parent


def call(program: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Output of a program run far from the checkout, in an environment without our settings."""
    home = program.parent.parent.parent
    clean = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", **(env or {})}
    done = subprocess.run([program, *arguments], cwd=home, env=clean, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_holds_the_packages_with_their_data_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert {name.split("/")[0] for name in names} == {"crawlers", "flows", "mappings"}
    wanted = {
        str(path.relative_to(ROOT))
        for package in ("crawlers", "flows", "mappings")
        for path in (ROOT / package).rglob("*")
        if path.suffix in DATA | {".py"} and "__pycache__" not in path.parts
    }
    assert wanted <= names
    for name in ("crawlers/sources.toml", "flows/leaders/roster.toml", "flows/py.typed"):
        assert name in names


def test_it_runs_from_its_own_files(installed: Path) -> None:
    where = call(installed / "python", "-c", "import flows, crawlers, mappings; print(flows.__file__)")
    assert where.startswith(str(installed.parent))


def test_every_command_helps(installed: Path) -> None:
    assert "crawl" in call(installed / "commentariat", "--help")
    assert call(installed / "commentariat", "--version").startswith("commentariat ")


def test_its_home_is_the_platforms_data_folder(installed: Path) -> None:
    shown = json.loads(call(installed / "commentariat", "config", "--json"))
    assert Path(shown["COMMENTARIAT_HOME"]).is_relative_to(installed.parent.parent)
    assert Path(shown["COMMENTARIAT_HOME"]).name == "commentariat"


def test_its_data_are_found(installed: Path) -> None:
    assert call(installed / "commentariat", "sources", "list")
    program = "\n".join(
        (
            "from datetime import date",
            "from crawlers.sources import load",
            "from flows.leaders import assess",
            "assert load(None)",
            "text = 'NATO Secretary General Mark Rutte spoke in Brussels.'",
            "assert assess(text, '', text, language='en', on=date(2026, 1, 2)).leaders",
        )
    )
    call(installed / "python", "-c", program)


def test_the_node_it_would_start_keeps_its_state_in_that_home(installed: Path) -> None:
    status = json.loads(call(installed / "commentariat", "node", "status", "--json"))
    assert status == {"state": "stopped", "url": None, "pid": None, "version": status["version"]}
