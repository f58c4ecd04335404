"""``commentariat serve``: the road on schedules, until stopped."""

from __future__ import annotations

import argparse
import asyncio
import signal

from flows.errors import Exit
from flows.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.epilog = (
        "Crawl, ingest and alerts run each on a schedule of its own (COMMENTARIAT_CRAWL_EVERY, _INGEST_EVERY and\n"
        "_ALERTS_EVERY, in seconds), never overlapping themselves. SIGTERM or Ctrl-C ends it cleanly. Prefect's own\n"
        "server runs beside it, unless PREFECT_API_URL names one; its address is logged.\n\n"
        "Example:\n  COMMENTARIAT_CRAWL_EVERY=600 commentariat serve"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Make sure that the index is there, then serve."""
    del args  # it has none of its own
    from flows.adapters import node
    from flows.adapters.elasticsearch import connect
    from flows.adapters.indices import install
    from flows.commands.crawl import warn_without_contact
    from flows.deployments import serve

    warn_without_contact(settings)

    # Until the runner has handlers of its own, SIGTERM ends us as Ctrl-C does: through every `finally`.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    started_here = not settings.elasticsearch_url and node.status(settings).state is not node.State.RUNNING

    async def prepare_index() -> None:
        client = connect(settings)
        try:
            await install(client, settings)
        finally:
            await client.close()

    try:
        asyncio.run(prepare_index())
        serve(settings)
    except KeyboardInterrupt:
        return Exit.DONE
    finally:
        if started_here:
            node.stop(settings)
    return Exit.DONE
