"""One alert run in a process that dies, or loses Elasticsearch, where it is told to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from datetime import datetime
from typing import Any

from elastic_transport import ConnectionError as Gone

from flows.adapters.elasticsearch import Client, connect, mapped
from flows.adapters.smtp import SmtpTransport, parse_server
from flows.alerts.ledger import Ledger
from flows.alerts.mails import Mails
from flows.alerts.run import run_alerts
from flows.alerts.subscription import SavedSearch
from flows.errors import CommentariatError
from flows.settings import Settings
from mappings.names import Names

POINTS = {
    "before the search's beginning is written": (Ledger, "begin", "before"),
    "after its beginning is written": (Ledger, "begin", "after"),
    "after the search, before its hits are written": (Ledger, "add", "before"),
    "after hits are written": (Ledger, "add", "after"),
    "before the cursor moves": (Ledger, "move_cursors", "before"),
    "after the cursor moved": (Ledger, "move_cursors", "after"),
    "before the mail is settled": (Mails, "open", "before"),
    "after the mail is settled, before it is sent": (Mails, "open", "after"),
    "while the server takes the mail": (SmtpTransport, "_attempt", "before"),
    "after the server took it, before the ledger knows": (Mails, "settle", "before"),
    "after the ledger knows, before the hits are closed": (Mails, "settle", "after"),
    "after the hits are closed": (Ledger, "close", "after"),
}
"""Where a run is killed: the step, and on which side of it."""


def child(settings: Settings, search: SavedSearch, now: datetime, fault: str, chance: int) -> int:
    """One alert run in a forked process; its pid."""
    pid = os.fork()
    if pid:
        return pid
    try:
        asyncio.run(_one_run(settings, search, now, fault, chance))
        os._exit(0)
    except CommentariatError:
        os._exit(3)
    except BaseException as error:
        sys.stderr.write(f"{search.name}: {type(error).__name__}: {error}\n")
        os._exit(4)


async def _one_run(settings: Settings, search: SavedSearch, now: datetime, fault: str, chance: int) -> None:
    if fault in POINTS:
        _arm(*POINTS[fault], chance)
    if fault == "cut off":
        _cut(chance)
    client = connect(settings)
    server = parse_server(settings.smtp_url or "")
    transport = SmtpTransport(server, waits=(0.05,), timeout=0.5)
    try:
        names = Names(settings.index_prefix)
        await run_alerts(settings, client, names, now=now, transport=transport, searches=[search])
    finally:
        await client.close()


def _arm(owner: type, step: str, side: str, chance: int) -> None:
    """Die at a step: by SIGKILL, from within, at its first or second time."""
    real = getattr(owner, step)
    times = iter(range(1, 100))

    def die() -> None:
        if next(times) > chance % 10 // 9:
            os.kill(os.getpid(), signal.SIGKILL)

    async def deadly(self: Any, *args: Any) -> Any:
        if side == "before":
            die()
        done = await real(self, *args)
        if side == "after":
            die()
        return done

    def deadly_attempt(self: Any, *args: Any) -> Any:
        # From a second thread, a moment later: somewhere between greeting and the answer to DATA.
        threading.Timer(0.002 * (chance % 8), lambda: os.kill(os.getpid(), signal.SIGKILL)).start()
        return real(self, *args)

    setattr(owner, step, deadly_attempt if owner is SmtpTransport else deadly)


def _cut(chance: int) -> None:
    """Elasticsearch is gone from some request on, as when it is restarted."""
    real = Client.perform_request
    served = iter(range(1000))

    async def perform(self: Any, *args: Any, **kwargs: Any) -> Any:
        if next(served) >= 1 + chance % 28:
            raise mapped(Gone("restarting"))
        return await real(self, *args, **kwargs)

    setattr(Client, "perform_request", perform)  # noqa: B010  # a method is replaced on purpose, in this process alone
