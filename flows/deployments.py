"""Schedules: crawl, ingest and alerts as Prefect deployments of their own, served until SIGTERM.

A run that finds its predecessor still at work skips: the locks of :mod:`flows.locks` tell, and unlike a deployment's
concurrency slot they are free the moment a process dies.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.locks import exclusive
from flows.prefect_home import prepare
from flows.prefect_server import beside
from flows.settings import Settings

log = logging.getLogger(__name__)


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C. Raises :class:`~flows.locks.Busy` when this home is served already."""
    prepare(settings)
    with exclusive(settings.home, "serve"), beside(settings, schedules=True) as ready:
        log.info("Prefect is at %s", ready().removesuffix("/api"))
        _serve(settings)


def _serve(settings: Settings) -> None:
    from prefect.runner import Runner

    class PatientRunner(Runner):
        """A runner that a second SIGTERM does not tear out of its clean stop: service managers send several."""

        def handle_sigterm(self, *args: Any, **kwargs: Any) -> None:
            if not self.stopping:
                super().handle_sigterm(*args, **kwargs)

    asyncio.run(_run(PatientRunner(name="commentariat", pause_on_shutdown=True, query_seconds=5), settings))


async def _run(runner: Any, settings: Settings) -> None:
    from prefect.client.orchestration import get_client
    from prefect.schedules import Interval
    from prefect.types.entrypoint import EntrypointType

    from flows import pipeline

    plan = (
        (pipeline.crawl_when_free, settings.crawl_every),
        (pipeline.ingest_when_free, settings.ingest_every),
        (pipeline.alerts_when_free, settings.alerts_every),
    )
    async with get_client() as client:
        for scheduled, every in plan:
            deployment = await scheduled.ato_deployment(
                name="schedule",
                schedule=Interval(timedelta(seconds=every), anchor_date=datetime.now(UTC)),
                entrypoint_type=EntrypointType.MODULE_PATH,
            )
            identifier = await runner.aadd_deployment(deployment)
            await _reap(client, identifier)
            # The schedule's first run is a whole interval away; a restart should not cost that.
            await client.create_flow_run_from_deployment(identifier)
    log.info(
        "serving: crawl every %g s, ingest every %g s, alerts every %g s",
        settings.crawl_every,
        settings.ingest_every,
        settings.alerts_every,
    )
    await runner.start()


async def _reap(client: Any, deployment: Any) -> None:
    """Delete runs an earlier life left behind: late ones would all start at once, and a killed one stays Running."""
    from prefect.client.schemas.filters import FlowRunFilter

    # As plain data: Prefect's filter classes are generated, and mypy cannot see their fields.
    wanted = FlowRunFilter.model_validate(
        {
            "deployment_id": {"any_": [deployment]},
            "state": {"type": {"any_": ["SCHEDULED", "PENDING", "RUNNING", "CANCELLING"]}},
            "next_scheduled_start_time": None,
        }
    )
    cutoff = datetime.now(UTC)
    for run in await client.read_flow_runs(flow_run_filter=wanted, limit=200):
        if run.expected_start_time is None or run.expected_start_time < cutoff:
            await client.delete_flow_run(run.id)
