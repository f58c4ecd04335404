"""Puts one address to a spider that runs as a process of its own (:mod:`crawlers.alone`), and takes its answer."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

from flows.errors import Transient
from flows.settings import Settings


def ask(module: str, settings: Settings, url: str, *, limit: float, purpose: str) -> dict[str, Any]:
    """What ``module`` reports of ``url`` within ``limit`` seconds; its ``problem`` is the caller's to judge.

    ``purpose`` ends the sentence "URL could not be …". Raises :class:`~flows.errors.Transient` when no report comes.
    """
    command = [sys.executable, "-m", module, f"--user-agent={settings.user_agent}"]
    command += [f"--allow={host}" for host in re.split(r"[\s,]+", settings.allowed_hosts) if host]
    try:
        done = subprocess.run([*command, "--", url], capture_output=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        raise Transient(f"{url} did not answer in {limit:.0f} s", remedy="Try again later.") from None
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise Transient(f"{url} could not be {purpose}: {last or 'the process died'}", remedy="Try again.") from None
    return report
