"""Runs every saved search over what is new, and mails what it found: once per story and search, whatever crashes.

The order is the point. Hits are in the ledger before the cursor moves; a mail is in the ledger, with its Message-ID,
before it is sent; what an earlier run left unsent goes first. One search that fails does not stop the others.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.alerts.addresses import Sender, is_placeholder, parse_sender
from flows.alerts.digest import STORIES_PER_MAIL, Section, build_mail
from flows.alerts.finder import Finder
from flows.alerts.hits import Hit
from flows.alerts.ledger import Ledger, StoredMail
from flows.alerts.mail import Mail, State
from flows.alerts.report import AlertReport, Failure, SentMail
from flows.alerts.searches import load_searches
from flows.alerts.subscription import OVERLAP, SavedSearch
from flows.errors import CommentariatError, Transient
from flows.locks import exclusive

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from flows.adapters.smtp import Transport
    from flows.settings import Settings
    from mappings.names import Names

__all__ = ["AlertReport", "placeholders", "run_alerts", "transport_for"]

_log = logging.getLogger(__name__)


async def run_alerts(
    settings: Settings,
    client: AsyncElasticsearch,
    names: Names,
    *,
    now: datetime | None = None,
    transport: Transport | None = None,
) -> AlertReport:
    """Run all saved searches once.

    ``now`` (default: the clock) dates mails and ledger entries; what is new is decided by the index alone.
    ``transport`` (default: as the settings say) takes the mails. Raises :class:`~flows.errors.Configuration` for
    broken searches or mail settings, :class:`~flows.errors.Transient` when Elasticsearch is out of reach or another
    run is at work in this home; anything less is in the report.
    """
    searches = load_searches(settings.searches)
    sender = parse_sender(settings.mail_from)
    transport = transport or transport_for(settings)
    refused = placeholders(searches, settings)
    with exclusive(settings.home, "alert-mails"):
        await _install(settings, client, names)
        run = _Run(client, names, sender, transport, _owner(settings.home), now or datetime.now(UTC))
        return await run.all(searches, refused)


def transport_for(settings: Settings) -> Transport:
    """The mail server of the settings, else the outbox folder."""
    from flows.adapters.outbox import Outbox
    from flows.adapters.smtp import SmtpTransport, parse_server

    if settings.smtp_url:
        return SmtpTransport(parse_server(settings.smtp_url), ca=settings.smtp_ca)
    return Outbox(settings.home / "outbox")


def placeholders(searches: tuple[SavedSearch, ...], settings: Settings) -> dict[str, str]:
    """Searches that must not mail, with the reason: addresses made up for examples, and a server that would try.

    A server on this machine, or one that says it only catches mail, is how such addresses are tried out.
    """
    from flows.adapters.smtp import parse_server

    if not settings.smtp_url:
        return {}
    server = parse_server(settings.smtp_url)
    if server.loopback or server.catcher:
        return {}
    return {
        search.name: f"{search.place}: {', '.join(made_up)} is a placeholder nobody can read mail at; put your own "
        "addresses into a copy of the file and name its folder in COMMENTARIAT_SEARCHES"
        for search in searches
        if (made_up := [address for address in search.to if is_placeholder(address)])
    }


async def _install(settings: Settings, client: AsyncElasticsearch, names: Names) -> None:
    if not await client.indices.exists(index=[names.alerts, names.read]):
        from flows.adapters.indices import install

        await install(client, settings)


class _Run:
    """One run, with what it has done so far."""

    def __init__(
        self,
        client: AsyncElasticsearch,
        names: Names,
        sender: Sender,
        transport: Transport,
        owner: str,
        now: datetime,
    ) -> None:
        self._sender = sender
        self._transport = transport
        self._owner = owner
        self._now = now
        self._ledger = Ledger(client, names.alerts)
        self._finder = Finder(client, names.read)
        self._hits = 0
        self._sent: list[SentMail] = []
        self._failures: list[Failure] = []
        self._down = ""

    async def all(self, searches: tuple[SavedSearch, ...], refused: dict[str, str]) -> AlertReport:
        """Everything, in the order that loses nothing."""
        import elasticsearch

        try:
            await self._ledger.refresh()
            for stored in await self._ledger.unsent():
                await self._send(stored, again=stored.mail.attempts > 0)
            await self._finder.open()
            try:
                for search in searches:
                    if reason := refused.get(search.name):
                        self._fail(search.name, reason)
                        continue
                    await self._one(search)
            finally:
                await self._finder.close()
        except elasticsearch.TransportError as error:
            raise Transient(
                f"Elasticsearch is out of reach: {error}", remedy="Nothing is lost; the next run goes on from here."
            ) from error
        except elasticsearch.ApiError as error:
            raise Transient(f"Elasticsearch would not serve the alert run: {_reason(error)}") from error
        return AlertReport(len(searches), self._hits, tuple(self._sent), tuple(self._failures), self._transport.where)

    async def _one(self, search: SavedSearch) -> None:
        """Find, record, mail; a failure is this search's own."""
        import elasticsearch

        try:
            await self._find(search)
            await self._mail(search)
        except elasticsearch.ApiError as error:
            self._fail(search.name, f"{search.place}: Elasticsearch refused it: {_reason(error)}")
        except (elasticsearch.TransportError, CommentariatError) as error:
            # A search too heavy for the node must not starve those behind it; a node that is gone ends the run here.
            await self._ledger.refresh()
            self._fail(search.name, f"{search.place}: {error}")

    async def _find(self, search: SavedSearch) -> None:
        """Write every new hit to the ledger, then move the cursor."""
        if self._finder.newest is None:
            return
        # The earlier of the two clocks: reading again is free, passing over is not.
        upto = min(self._finder.newest, self._now)
        cursor = await self._ledger.cursor(search.name)
        since = upto - search.since if cursor is None else min(cursor, upto) - OVERLAP
        query = search.dsl()
        before = self._hits
        async for page in self._finder.pages(query, since):
            fresh = set(await self._ledger.unknown(search.name, {c.story: c.documents for c in page}))
            async for hits in self._finder.hits(search, query, [c for c in page if c.story in fresh]):
                self._hits += await self._ledger.add(hits, self._now)
        if cursor != upto:
            await self._ledger.move_cursor(search.name, upto)
        if self._hits > before:
            await self._ledger.refresh()

    async def _mail(self, search: SavedSearch) -> None:
        """Put pending hits into mails and send them; more than one mail only when one would be too long."""
        if self._down:
            # One longer mail when the server is back, rather than one for every run it was away.
            if held := len(await self._ledger.pending(search.name)):
                self._fail(search.name, f"{held} stories wait to be mailed: {self._down}")
            return
        number = await self._ledger.next_number(search.name)
        while hits := await self._ledger.pending(search.name):
            for start in range(0, len(hits), STORIES_PER_MAIL):
                mail = await self._compose(search, number, hits[start : start + STORIES_PER_MAIL])
                number += 1
                stored = await self._ledger.open_mail(mail, self._owner)
                if stored is None:
                    # Another installation was first with this number: see what its mail speaks of, then go on.
                    await self._ledger.refresh()
                    break
                await self._send(stored, again=False)
            else:
                return

    async def _compose(self, search: SavedSearch, number: int, hits: Sequence[Hit]) -> Mail:
        """A mail about ``hits``, settled but not yet in the ledger."""
        spread = await self._finder.spread([hit.story for hit in hits])
        message_id = f"<{uuid.uuid4().hex}@{self._sender.domain}>"
        message = build_mail(
            [Section(search, tuple(hits))],
            spread,
            to=search.to,
            sender=self._sender,
            message_id=message_id,
            date=self._now,
        )
        return Mail(
            search=search.name,
            number=number,
            message_id=message_id,
            created=self._now,
            sender=self._sender.address,
            recipients=search.to,
            subject=str(message["Subject"]),
            hits=tuple(hit.id for hit in hits),
            content=message.as_bytes().decode("ascii"),
        )

    async def _send(self, stored: StoredMail, *, again: bool) -> None:
        """Claim, deliver, settle. Whatever goes wrong leaves the mail in the ledger, to be sent by the next run."""
        mail = stored.mail
        if self._down:
            self._fail(mail.search, f"not mailed yet: {self._down}")
            return
        claimed = await self._ledger.claim(stored, self._owner, self._now)
        if claimed is None:
            _log.info("another installation is sending mail %d", mail.number, extra={"search": mail.search})
            return
        try:
            deliveries = await asyncio.to_thread(self._transport.deliver, claimed.mail)
        except CommentariatError as error:
            self._down = f"{error}" + (f" ({error.remedy})" if error.remedy else "")
            self._fail(mail.search, f"not mailed yet: {self._down}")
            return
        settled = await self._ledger.settle(claimed, deliveries, self._owner, self._now)
        for who, delivery in deliveries.items():
            if delivery.state is State.FAILED:
                self._fail(mail.search, f"{who} was refused for good: {delivery.reason}")
        served = tuple(who for who, delivery in deliveries.items() if delivery.state is State.SENT)
        if served:
            self._sent.append(SentMail(mail.search, mail.subject, served, mail.message_id, len(mail.hits), again))
        if settled is not None and settled.mail.state is State.PENDING:
            left = ", ".join(settled.mail.open_recipients)
            self._fail(mail.search, f"{left}: put off by the mail server, to be tried again by the next run")

    def _fail(self, search: str, reason: str) -> None:
        _log.warning("%s", reason, extra={"search": search})
        self._failures.append(Failure(search, reason))


def _owner(home: Path) -> str:
    """A name for this home that no other installation has; made once. Called under the lock."""
    file = home / "alerts" / "installation"
    try:
        if known := file.read_text("ascii").strip():
            return known
    except (OSError, UnicodeDecodeError):
        pass
    file.parent.mkdir(parents=True, exist_ok=True)
    made = uuid.uuid4().hex
    half = file.with_suffix(".part")
    half.write_text(made, "ascii")
    half.replace(file)
    return made


def _reason(error: Exception) -> str:
    """The engine's own words on the first root cause, else the error's."""
    body = getattr(error, "body", None)
    cause = body.get("error") if isinstance(body, dict) else None
    if isinstance(cause, dict):
        roots = cause.get("root_cause") or [cause]
        return str(roots[0].get("reason") or cause.get("reason") or error)
    return str(error)
