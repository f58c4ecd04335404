"""What people told the ledger about searches and recipients: paused searches, and who wants no more mail.

It lives in the ledger, not in a home: whichever installation runs the searches obeys it.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from flows.alerts.records import Records, all_of, listed
from flows.model import timestamp


class Standing(Records):
    """Pauses and unsubscriptions. Each call is seen by the next."""

    async def pause(self, search: str, now: datetime, why: str = "") -> None:
        """Stop a search: it neither finds nor mails; what waits is held."""
        await self._set("pause", search, {"search": search, "found": timestamp(now), "reason": why or None})

    async def resume(self, search: str) -> bool:
        """Let a search go on; whether it was paused. What it missed is found as far back as a new search looks."""
        return await self._unset("pause", search)

    async def paused(self) -> frozenset[str]:
        """The names of paused searches."""
        return frozenset([row["search"] for row in await self._all("pause")])

    async def unsubscribe(self, address: str, now: datetime, search: str = "") -> None:
        """Send no more mail of ``search`` (empty: of any) to ``address``."""
        record = {"search": search, "recipients": [address.lower()], "found": timestamp(now)}
        await self._set("unsubscribed", f"{address.lower()}\0{search}", record)

    async def subscribe(self, address: str, search: str = "") -> bool:
        """Take an unsubscription back; whether there was one."""
        return await self._unset("unsubscribed", f"{address.lower()}\0{search}")

    async def unsubscribed(self) -> frozenset[tuple[str, str]]:
        """Addresses in lower case, each with the search it wants no more, or an empty text for all."""
        rows = await self._all("unsubscribed")
        return frozenset((who, row["search"]) for row in rows for who in listed(row["recipients"]))

    async def _set(self, kind: str, key: str, record: dict[str, Any]) -> None:
        await self.write([({"index": {"_id": _id(kind, key)}}, {"kind": kind, **record})])
        await self.refresh()

    async def _unset(self, kind: str, key: str) -> bool:
        (status,) = await self.write([({"delete": {"_id": _id(kind, key)}}, None)], 404)
        await self.refresh()
        return status < 300

    async def _all(self, kind: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        async for page in self.pages(all_of({"kind": kind}), 1000):
            found.extend(row["_source"] for row in page)
        return found


def _id(kind: str, key: str) -> str:
    return hashlib.sha256(f"{kind}\0{key}".encode()).hexdigest()[:32]
