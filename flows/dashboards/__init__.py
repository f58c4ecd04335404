"""Dashboards as code, checked without a Kibana: shape, references, fields, queries, and a trial on a real node.

What they are is :mod:`mappings.definitions`; how they reach Kibana, :mod:`flows.adapters.kibana`.
"""

from __future__ import annotations

from flows.errors import Configuration
from flows.settings import Settings
from mappings.definitions import Definition, DefinitionsInvalid, Problem, load

__all__ = ["Definition", "Problem", "defined", "refused"]


def defined(settings: Settings) -> list[Definition]:
    """The shipped definitions and the operator's own. Raises :class:`DefinitionsInvalid` or ``Configuration``."""
    folder = settings.dashboards
    if folder and not folder.is_dir():
        raise Configuration(f"COMMENTARIAT_DASHBOARDS names {folder}, which is no folder")
    try:
        return load(folder)
    except OSError as error:
        raise Configuration(f"dashboards cannot be read: {error.filename}: {error.strerror}") from error


def usable(settings: Settings) -> list[Definition]:
    """Definitions in which everything fits. Raises ``Configuration`` that names the mistakes."""
    from flows.dashboards.check import problems

    try:
        found = defined(settings)
    except DefinitionsInvalid as error:
        raise refused(error.problems) from error
    if wrong := problems(found):
        raise refused(wrong)
    return found


def refused(problems: list[Problem] | tuple[Problem, ...]) -> Configuration:
    """The error that says what is wrong with definitions."""
    shown = "".join(f"\n  {problem}" for problem in problems[:10])
    more = f"\n  and {len(problems) - 10} more" if len(problems) > 10 else ""
    return Configuration(
        f"dashboards are not right:{shown}{more}",
        remedy="`commentariat dashboards check` names all; docs/kibana.md describes the files.",
    )
