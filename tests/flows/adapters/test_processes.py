"""Who is signalled, and who never is."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.adapters import processes
from flows.adapters.processes import Identity
from flows.errors import Configuration


@pytest.fixture
def sleeper(tmp_path: Path) -> Iterator[Identity]:
    """A process of ours, in a session of its own."""
    started = processes.detach(
        ["/bin/sleep", "60"], log=tmp_path / "log", env={"PATH": os.defpath}, cwd=tmp_path, user=None
    )
    assert started is not None
    yield started
    processes.end([started], patience=1)


def test_a_detached_process_lives_in_a_session_of_its_own(sleeper: Identity) -> None:
    assert sleeper.alive
    assert os.getsid(sleeper.pid) != os.getsid(0)
    assert processes.end([sleeper], patience=5)
    assert processes.began(sleeper.pid) == ""
    assert processes.end([sleeper])


def test_a_process_of_the_same_number_that_began_at_another_time_is_left_alone(sleeper: Identity) -> None:
    stale = replace(sleeper, began="some-boot/1")
    assert not stale.alive
    assert processes.end([stale])
    assert sleeper.alive


def test_a_process_that_moved_to_another_group_is_not_signalled_through_the_old_one(sleeper: Identity) -> None:
    assert not processes.end([replace(sleeper, group=sleeper.group + 1)], patience=0.1)
    assert sleeper.alive


def test_our_own_group_is_never_signalled() -> None:
    me = Identity.of(os.getpid())
    assert me is not None
    assert me.alive
    assert not processes.end([me], patience=0)


def test_a_process_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    stubborn = processes.detach(
        ["/bin/sh", "-c", f"trap '' TERM; touch {ready}; while :; do sleep 0.1; done"],
        log=tmp_path / "log",
        env={"PATH": os.defpath},
        cwd=tmp_path,
        user=None,
    )
    assert stubborn is not None
    while not ready.exists():
        time.sleep(0.01)
    assert processes.end([stubborn], patience=0.2)


def test_what_is_left_of_a_group_goes_too(tmp_path: Path) -> None:
    child = tmp_path / "child"
    launcher = processes.detach(
        ["/bin/sh", "-c", f"(trap '' TERM; echo > {child}; while :; do sleep 0.1; done) & wait"],
        log=tmp_path / "log",
        env={"PATH": os.defpath},
        cwd=tmp_path,
        user=None,
    )
    assert launcher is not None
    while not child.exists():
        time.sleep(0.01)
    assert len(processes.members(launcher.group)) >= 2
    assert processes.end([launcher], patience=0.2)
    assert processes.members(launcher.group) == frozenset()


def test_a_zombie_does_not_run() -> None:
    with subprocess.Popen(["/bin/true"]) as child:
        while processes.began(child.pid):
            time.sleep(0.01)
        assert child.returncode is None
        assert processes.began(child.pid) == ""


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    started = processes.detach([f"{tmp_path}/none"], log=tmp_path / "log", env={}, cwd=tmp_path, user=None)
    for _ in range(200):
        if started is None or not started.alive:
            break
        time.sleep(0.01)
    assert started is None or not started.alive
    assert "none" in (tmp_path / "log").read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as somebody else")
def test_as_root_another_user_is_asked_of_the_kernel(tmp_path: Path) -> None:
    nobody = processes.runner("nobody")
    assert nobody is not None
    tmp_path.chmod(0o700)
    assert not nobody.reaches(tmp_path)
    assert nobody.reaches(Path("/"))
    with pytest.raises(Configuration, match="does not exist here"):
        processes.runner("no-such-user")
    with pytest.raises(Configuration, match="is root"):
        processes.runner("root")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_giving_a_folder_follows_no_link(tmp_path: Path) -> None:
    nobody = processes.runner("nobody")
    assert nobody is not None
    mine = tmp_path / "mine"
    mine.write_text("")
    folder = tmp_path / "folder"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "link").symlink_to(mine)
    nobody.give(folder)
    assert (folder / "deep").stat().st_uid == nobody.uid
    assert mine.stat().st_uid == 0
