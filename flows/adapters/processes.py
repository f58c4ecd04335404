"""Processes we start and leave running: who they are, whether they still are, and how they end.

A process is known by its number *and* its time of start. A number alone is handed out again by the system, and a state
file that survived a crash would then make us signal a stranger. Nothing here signals a process whose start differs.
"""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.errors import Configuration

_PROC = Path("/proc")

# The shell forks, prints the number of the child and ends: the child belongs to init, so it outlives us, leaves no
# zombie behind and is nobody's unfinished Popen.
_DETACH = 'log=$1; shift; "$@" >"$log" 2>&1 </dev/null & echo $!'


@dataclass(frozen=True, slots=True)
class Identity:
    """A process, told apart from a later one with the same number. ``began`` is opaque: compare, don't parse."""

    pid: int
    began: str
    group: int

    @property
    def alive(self) -> bool:
        """Whether exactly this process still runs; a zombie does not."""
        return began(self.pid) == self.began

    @classmethod
    def of(cls, pid: int) -> Identity | None:
        """The process running under a number now, if any."""
        start = began(pid)
        try:
            return cls(pid, start, os.getpgid(pid)) if start else None
        except ProcessLookupError:
            return None


def began(pid: int) -> str:
    """When the process started, in a form that no other process of this number ever had; empty: it does not run."""
    if pid <= 0:
        return ""
    if _PROC.is_dir():
        try:
            # The command in brackets may hold blanks and brackets: split behind the last one.
            fields = (_PROC / str(pid) / "stat").read_text("utf-8", errors="replace").rpartition(")")[2].split()
            boot = (_PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()
        except OSError:
            return ""
        return "" if fields[0] in {"Z", "X"} else f"{boot}/{fields[19]}"
    done = subprocess.run(  # fixed command, a number
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],  # noqa: S607  # ps lies elsewhere on each system
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
        check=False,
    )
    state, _, start = done.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else start.strip()


def members(group: int) -> frozenset[int]:
    """Numbers of the processes of a group that still run; a zombie does not."""
    if _PROC.is_dir():
        found = set()
        for folder in _PROC.glob("[0-9]*"):
            try:
                state, _, its_group = (
                    (folder / "stat").read_text("utf-8", errors="replace").rpartition(")")[2].split()[:3]
                )
            except (OSError, ValueError):
                continue
            if int(its_group) == group and state not in {"Z", "X"}:
                found.add(int(folder.name))
        return frozenset(found)
    lines = subprocess.run(
        ["ps", "-A", "-o", "pid=,pgid=,stat="],  # noqa: S607  # ps lies elsewhere on each system
        capture_output=True,
        text=True,
        check=False,
    ).stdout.splitlines()
    rows = [line.split(maxsplit=2) for line in lines]
    return frozenset(int(row[0]) for row in rows if len(row) == 3 and int(row[1]) == group and row[2][0] != "Z")


@dataclass(frozen=True, slots=True)
class Runner:
    """The user a server runs as when we are root, and what that user can reach."""

    name: str
    uid: int
    gid: int

    @property
    def as_user(self) -> dict[str, Any]:
        """Arguments of :mod:`subprocess` that drop to this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": ()}

    def reaches(self, folder: Path) -> bool:
        """Whether the user can enter and read a folder. Asked of the kernel: permissions, ACLs, mounts, all count."""
        return (
            subprocess.run(  # fixed command
                ["/bin/sh", "-c", 'cd "$1" && test -r .', "sh", str(folder)],
                cwd="/",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                **self.as_user,
            ).returncode
            == 0
        )

    def give(self, folder: Path) -> None:
        """Make a folder and all in it the user's own, without following links out of it."""
        os.chown(folder, self.uid, self.gid)
        for root, folders, files in os.walk(folder):
            for name in (*folders, *files):
                os.chown(Path(root, name), self.uid, self.gid, follow_symlinks=False)


def runner(name: str) -> Runner | None:
    """The user to run as, or ``None`` when we are not root and simply run as ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        entry = None
    if entry is None or entry.pw_uid == 0:
        fault = "does not exist here" if entry is None else "is root"
        raise Configuration(
            f"the embedded node does not run as root, and the user {name!r} of COMMENTARIAT_NODE_USER {fault}",
            remedy="Set COMMENTARIAT_NODE_USER to a user of this machine, or run commentariat as an ordinary user.",
        )
    return Runner(name, entry.pw_uid, entry.pw_gid)


def detach(
    command: Sequence[str], *, log: Path, env: Mapping[str, str], cwd: Path, user: Runner | None
) -> Identity | None:
    """Start a server in a session of its own, its output going to ``log``; it lives on when we end.

    ``None`` when it ended at once: the log says why.
    """
    done = subprocess.run(  # the caller's command, each argument passed as it is
        ["/bin/sh", "-c", _DETACH, "sh", str(log), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=dict(env),
        cwd=cwd,
        start_new_session=True,
        check=False,
        **(user.as_user if user else {}),
    )
    number = done.stdout.strip()
    return Identity.of(int(number)) if number.isdigit() else None


def end(processes: Sequence[Identity], *, patience: float = 30.0) -> bool:
    """End the group of these processes: SIGTERM, up to ``patience`` seconds, then SIGKILL. ``False``: one still runs.

    Only a group that one of them is proven to be in, and that is not our own, is signalled. Those in the group that
    outlive it after SIGTERM are killed too.
    """
    doomed: set[int] = set()
    for number, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 10.0)):
        groups = {p.group for p in processes if p.alive and p.group == _group(p.pid) and p.group != os.getpgrp()}
        groups |= {group for group in doomed if members(group)}
        doomed = groups
        if not groups:
            break
        for group in groups:
            try:
                os.killpg(group, number)
            except ProcessLookupError:
                continue
            except PermissionError as error:
                raise Configuration(
                    "the node belongs to another user and cannot be stopped by this one",
                    remedy="Run the command as the user who started the node.",
                ) from error
        # The whole group has to go: a launcher ends before its server has written everything to disk.
        deadline = time.monotonic() + wait
        while any(members(group) for group in groups) and time.monotonic() < deadline:
            time.sleep(0.05)
    return not any(p.alive for p in processes)


def _group(pid: int) -> int:
    try:
        return os.getpgid(pid)
    except ProcessLookupError:
        return -1
