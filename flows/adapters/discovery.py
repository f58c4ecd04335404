"""Asks a site how its pages can be found: :mod:`crawlers.adding`, run as a process like every crawl."""

from __future__ import annotations

from typing import Any

from flows.adapters import child
from flows.errors import Transient
from flows.settings import Settings

LIMIT = 300.0
"""Seconds for one site: forty addresses at a polite pace take one minute."""


def ask(settings: Settings, url: str) -> dict[str, Any]:
    """What the site at ``url`` says of itself. Raises ``Transient`` when its home page cannot be had."""
    report = child.ask("crawlers.adding", settings, url, limit=LIMIT, purpose="asked")
    if report["problem"]:
        raise Transient(f"{url}: {report['problem']}", remedy="See that the address is that of the home page.")
    return report
