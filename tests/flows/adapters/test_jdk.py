"""The search for a Java: order, judgement, and what the error says."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.adapters import jdk
from flows.errors import Configuration


def java(folder: Path, version: str, *, modules: tuple[str, ...] = jdk.MODULES, release: bool = True) -> Path:
    """A Java folder that tells its version, by its release file or by being run."""
    (folder / "bin").mkdir(parents=True)
    (folder / "lib").mkdir()
    program = folder / "bin" / "java"
    listed = "\n".join(f"echo {name}@{version}" for name in ("java.base", *modules))
    program.write_text(
        f'#!/bin/sh\nif [ "$1" = --list-modules ]; then\n{listed}\n'
        f'else\necho "    java.home = {folder}" >&2\necho "    java.version = {version}" >&2\nfi\n'
    )
    program.chmod(0o755)
    if release:
        names = " ".join(("java.base", *modules))
        (folder / "release").write_text(f'JAVA_VERSION="{version}"\nMODULES="{names}"\n')
    return folder


def test_the_named_java_wins_over_a_better_one(tmp_path: Path) -> None:
    java(tmp_path / "jvm" / "jdk-25", "25.0.1")
    mine = java(tmp_path / "mine", "21.0.4")
    found = jdk.find({"ES_JAVA_HOME": str(mine), "PATH": ""}, folders=[f"{tmp_path}/jvm/*"])
    assert found == jdk.Jdk(mine, 21)
    assert jdk.find({"JAVA_HOME": str(mine), "PATH": ""}, folders=[f"{tmp_path}/jvm/*"]).home == mine


def test_an_old_named_java_is_passed_over(tmp_path: Path) -> None:
    old = java(tmp_path / "old", "17.0.15")
    good = java(tmp_path / "jvm" / "jdk-21", "21.0.4")
    found = jdk.find({"JAVA_HOME": str(old), "PATH": str(old / "bin")}, folders=[f"{tmp_path}/jvm/*"])
    assert found == jdk.Jdk(good, 21)


def test_the_highest_version_known_to_work_is_preferred(tmp_path: Path) -> None:
    for version in ("17.0.1", "21.0.4", "25.0.3", "27-ea"):
        java(tmp_path / version, version)
    assert jdk.find({"PATH": ""}, folders=[f"{tmp_path}/*"]).version == 25
    (tmp_path / "25.0.3" / "bin" / "java").unlink()
    assert jdk.find({"PATH": ""}, folders=[f"{tmp_path}/*"]).version == 21
    (tmp_path / "21.0.4" / "bin" / "java").unlink()
    assert jdk.find({"PATH": ""}, folders=[f"{tmp_path}/*"]).version == 27


def test_java_on_the_path_is_followed_to_its_folder(tmp_path: Path) -> None:
    home = java(tmp_path / "real", "22.0.1")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").symlink_to(home / "bin" / "java")
    assert jdk.find({"PATH": str(tmp_path / "bin")}, folders=[]) == jdk.Jdk(home, 22)


def test_a_java_without_release_file_is_asked(tmp_path: Path) -> None:
    assert jdk.inspect(java(tmp_path / "a", "21.0.2", release=False)).version == 21
    assert "jdk.jlink" in jdk.inspect(java(tmp_path / "b", "21.0.2", modules=(), release=False)).fault


def test_the_error_lists_every_place_with_what_was_found(tmp_path: Path) -> None:
    java(tmp_path / "jvm" / "jdk-17", "17.0.15")
    java(tmp_path / "jvm" / "trimmed", "25.0.1", modules=("java.sql",))
    on_path = java(tmp_path / "path", "1.8.0_402")
    with pytest.raises(Configuration) as caught:
        jdk.find({"ES_JAVA_HOME": f"{tmp_path}/nowhere", "PATH": str(on_path / "bin")}, folders=[f"{tmp_path}/jvm/*"])
    said = str(caught.value)
    assert f"ES_JAVA_HOME={tmp_path}/nowhere: no bin/java there" in said
    assert f"{tmp_path}/jvm/jdk-17: Java 17 is too old" in said
    assert "Java 25 is no full JDK, it lacks java.instrument" in said
    assert "Java 8 is too old" in said
    assert "PATH" in said
    assert "ES_JAVA_HOME" in caught.value.remedy
    assert "openjdk-21" in caught.value.remedy


def test_a_java_the_node_cannot_reach_does_not_count(tmp_path: Path) -> None:
    java(tmp_path / "jdk-25", "25.0.1")
    with pytest.raises(Configuration, match="user cannot read it"):
        jdk.find({"PATH": ""}, folders=[f"{tmp_path}/*"], reaches=lambda _: False)


@pytest.mark.parametrize(
    ("text", "number"), [("25.0.3", 25), ("21", 21), ("1.8.0_402", 8), ("26-ea", 26), ("", 0), ("x", 0)]
)
def test_versions(text: str, number: int) -> None:
    assert jdk.major(text) == number
