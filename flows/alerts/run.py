"""Runs every saved search over what is new, and mails what it found: once per story and search, whatever crashes.

The order is the point. What an earlier run left unsent goes first; hits are in the ledger before the cursor moves; a
mail is in the ledger, with its Message-ID, before it is sent. One search that fails does not stop the others.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.alerts.addresses import is_placeholder, parse_sender
from flows.alerts.finder import Finder
from flows.alerts.finding import Finding
from flows.alerts.ledger import Ledger
from flows.alerts.mailing import Mailing, Office
from flows.alerts.press import Press
from flows.alerts.report import AlertReport
from flows.alerts.sources import Loaded, load_all
from flows.alerts.spikes import Spikes
from flows.alerts.standing import Standing
from flows.alerts.subscription import SavedSearch
from flows.alerts.unsubscribe import leaving
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
    searches: Sequence[SavedSearch] | None = None,
) -> AlertReport:
    """Run all saved searches once.

    ``now`` (default: the clock) dates mails and ledger entries and says whose slot has come; what is new is decided by
    the index alone. ``transport`` and ``searches`` are by default as the settings say. Raises
    :class:`~flows.errors.Configuration` for broken searches or mail settings, :class:`~flows.errors.Transient` when
    Elasticsearch is out of reach or another run is at work in this home; anything less is in the report.
    """
    import elasticsearch

    loaded = await load_all(settings) if searches is None else Loaded(tuple(searches))
    searches = loaded.searches
    sender = parse_sender(settings.mail_from)
    leave = leaving(settings, sender)
    transport = transport or transport_for(settings)
    refused = {**loaded.refused, **placeholders(searches, settings)}
    with exclusive(settings.home, "alerts"):
        await _install(settings, client, names)
        now = now or datetime.now(UTC)
        office = Office(
            sender, transport, _owner(settings.home), now, settings.mails_per_hour, leave, Press(client, names, now)
        )
        try:
            return await _run(client, names, office, searches, refused)
        except elasticsearch.TransportError as error:
            raise Transient(
                f"Elasticsearch is out of reach: {error}", remedy="Nothing is lost; the next run goes on from here."
            ) from error
        except elasticsearch.ApiError as error:
            raise Transient(f"Elasticsearch would not serve the alert run: {_reason(error)}") from error


async def _run(
    client: AsyncElasticsearch,
    names: Names,
    office: Office,
    searches: Sequence[SavedSearch],
    refused: dict[str, str],
) -> AlertReport:
    """Everything, in the order that loses nothing."""
    ledger, finder = Ledger(client, names.alerts), Finder(client, names.read)
    await ledger.refresh()
    standing = Standing(client, names.alerts)
    paused, unwanted = await standing.paused(), await standing.unsubscribed()
    active = [search for search in searches if search.enabled and search.name not in paused]
    # What is refused did not rest: once mended, it goes on where it stopped.
    await ledger.rest(frozenset([*(search.name for search in active), *refused]))
    mailing = Mailing(ledger, finder, office, unwanted)
    for name, reason in refused.items():
        mailing.fail(name, reason)
    active = [search for search in active if search.name not in refused]
    await mailing.unsent()
    await finder.open()
    try:
        finding = Finding(finder, ledger, office.now, unwanted)
        await finding.run([search for search in active if search.spike is None])
        spikes = Spikes(finder, ledger, office.now, finding.wanted)
        await spikes.run([search for search in active if search.spike is not None])
        for search, error in (*finding.failures, *spikes.failures):
            mailing.fail(search.name, f"{search.place}: {_said(search, error)}")
        if finding.hits or spikes.hits:
            await ledger.refresh()
        await mailing.all(active)
    finally:
        await finder.close()
    return AlertReport(
        len(active),
        finding.hits + spikes.hits,
        tuple(mailing.sent),
        tuple(mailing.failures),
        office.transport.where,
        mailing.held,
    )


def transport_for(settings: Settings) -> Transport:
    """The mail server of the settings, else the outbox folder; and the channels."""
    from flows.adapters.channels import Roads, parse_channels
    from flows.adapters.outbox import Outbox
    from flows.adapters.smtp import SmtpTransport, parse_server

    mail: Transport = Outbox(settings.home / "outbox")
    if settings.smtp_url:
        mail = SmtpTransport(parse_server(settings.smtp_url), ca=settings.smtp_ca)
    return Roads(mail, parse_channels(settings.channels or ""))


def placeholders(searches: Sequence[SavedSearch], settings: Settings) -> dict[str, str]:
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
    """Make what is missing, and bring a ledger of an earlier version up to date."""
    from elasticsearch import NotFoundError

    from flows.adapters.indices import install
    from mappings.loader import define

    try:
        held = (await client.indices.get_mapping(index=[names.alerts, names.documents])).body
    except NotFoundError:
        held = {}
    if len(held) == 2:
        meta = held[names.alerts]["mappings"].get("_meta", {})
        wanted = define(names, profile=str(meta.get("profile", "core"))).indices[names.alerts]["_meta"]
        if meta.get("digest") == wanted["digest"]:
            return
    await install(client, settings)


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


def _said(search: SavedSearch, error: Exception) -> str:
    """What is wrong with a search; of a Lucene query string that the node refuses, with the place."""
    from flows.search import lucene

    if isinstance(error, CommentariatError):
        return str(error)
    said = lucene.reasons(getattr(error, "body", None))
    unread = ("Failed to parse query", "failed to create query", "Can only use")
    if search.syntax == "lucene" and any(words in said for words in unread):
        return str(lucene.mistake(search.query, said))
    return f"Elasticsearch refused it: {_reason(error)}"


def _reason(error: Exception) -> str:
    """The engine's own words on the first root cause, else the error's."""
    body = getattr(error, "body", None)
    cause = body.get("error") if isinstance(body, dict) else None
    if isinstance(cause, dict):
        roots = cause.get("root_cause") or [cause]
        return str(roots[0].get("reason") or cause.get("reason") or error)
    return str(error)
