"""Prefect's own environment, set before Prefect is first imported: it reads it once.

Everything Prefect keeps lies under the home, nothing calls out, and its console stays quiet: what a flow has to say is
logged by the functions it calls. What the operator has set already is left alone (``PREFECT_API_URL`` above all).
"""

from __future__ import annotations

import os

from flows.settings import Settings


def prepare(settings: Settings, *, debug: bool = False) -> None:
    """Set the environment for this process and its children."""
    defaults = {
        "PREFECT_HOME": str(settings.home / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(settings.home / "prefect" / "ui"),
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # Some 3,000 runs a day: without this the database grows for ever.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(7 * 86400),
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P7D",
        "PREFECT_LOGGING_LEVEL": "DEBUG" if debug else "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        # A new database on a busy machine took 12 s; the default of 20 s is too near.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
    }
    # Prefect makes its home, but not the folder above.
    settings.home.mkdir(parents=True, exist_ok=True)
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
