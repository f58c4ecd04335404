"""``commentariat config``: the effective settings, secrets hidden."""

from __future__ import annotations

import argparse

from flows.console import emit_json, table
from flows.errors import Exit
from flows.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--json", action="store_true", help="print a JSON object of variable and value")
    parser.epilog = "Example:\n  COMMENTARIAT_HOME=/srv/commentariat commentariat config"


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Print the settings."""
    rows = settings.effective()
    if args.json:
        emit_json({name: value for name, value, _ in rows})
    else:
        table("Effective settings", ["variable", "value", "meaning"], rows)
    return Exit.DONE
