"""Asks a site how its pages can be found: :mod:`crawlers.adding`, run as a process like every crawl."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

from flows.errors import Transient
from flows.settings import Settings

LIMIT = 300.0
"""Seconds for one site: forty addresses at a polite pace take one minute."""


def ask(settings: Settings, url: str) -> dict[str, Any]:
    """What the site at ``url`` says of itself. Raises ``Transient`` when its home page cannot be had."""
    command = [sys.executable, "-m", "crawlers.adding", f"--user-agent={settings.user_agent}"]
    command += [f"--allow={host}" for host in re.split(r"[\s,]+", settings.allowed_hosts) if host]
    try:
        done = subprocess.run([*command, "--", url], capture_output=True, check=False, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        raise Transient(f"{url} did not answer in {LIMIT:.0f} s", remedy="Try again later.") from None
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise Transient(f"{url} could not be asked: {last or 'the process died'}", remedy="Try again.") from None
    if report["problem"]:
        raise Transient(f"{url}: {report['problem']}", remedy="See that the address is that of the home page.")
    return report
