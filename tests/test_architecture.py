"""The shape of the project: imports run one way, and files stay readable."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("crawlers", "flows", "mappings")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def _imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", FILES, ids=_module)
def test_imports_run_one_way(path: Path) -> None:
    ours = {name for name in _imports(path) if name.split(".")[0] in PACKAGES}
    package = path.relative_to(ROOT).parts[0]
    foreign = {name for name in ours if name.split(".")[0] != package}
    if package == "flows":
        allowed = ("crawlers.records", "crawlers.sources", "crawlers.tracking", "mappings")
        assert not [name for name in foreign if not name.startswith(allowed)]
    else:
        assert not foreign


@pytest.mark.parametrize("path", FILES, ids=_module)
def test_files_stay_short_and_say_what_they_are_for(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 300, "split it along what it says"
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "a module docstring states purpose and invariants"


def test_prefect_lives_in_the_pipeline_only() -> None:
    allowed = {"flows.pipeline", "flows.deployments", "flows.prefect_server", "flows.prefect_home"}
    users = {_module(p) for p in FILES if any(name.split(".")[0] == "prefect" for name in _imports(p))}
    assert users <= allowed
