"""The actions of ``commentariat alerts`` that ask about one search, or tell the ledger something."""

from __future__ import annotations

import argparse
import asyncio
import difflib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flows.console import emit_json, line, table
from flows.errors import Configuration, Exit, Rejected
from flows.settings import Settings

if TYPE_CHECKING:
    from elasticsearch import AsyncElasticsearch

    from flows.alerts.explain import Checked
    from flows.alerts.subscription import SavedSearch
    from mappings.names import Names

_MARKS = {True: "yes", False: "no", None: "?"}


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what was asked."""
    return asyncio.run(_connected(args, settings))


async def _connected(args: argparse.Namespace, settings: Settings) -> int:
    from elasticsearch import NotFoundError

    from flows.adapters.elasticsearch import connect, no_index
    from flows.alerts.sources import load_all
    from mappings.names import Names

    searches = (await load_all(settings)).searches
    search = _named(searches, args.name) if getattr(args, "name", "") else None
    client, names = connect(settings), Names(settings.index_prefix)
    try:
        return await _ACTIONS[args.action](args, settings, client, names, search)
    except NotFoundError:
        raise no_index(settings.index_prefix) from None
    finally:
        await client.close()


def _named(searches: Sequence[SavedSearch], name: str) -> SavedSearch:
    found = {search.name.casefold(): search for search in searches}
    if (search := found.get(name.strip().casefold())) is not None:
        return search
    near = difflib.get_close_matches(name.casefold(), found, n=1)
    hint = f"Did you mean {found[near[0]].name!r}?" if near else "commentariat alerts list shows them."
    raise Rejected(f"no saved search is called {name!r}", remedy=hint)


async def _test(
    args: argparse.Namespace, settings: Settings, client: AsyncElasticsearch, names: Names, search: SavedSearch | None
) -> int:
    from flows.adapters.outbox import Outbox
    from flows.alerts.addresses import parse_sender
    from flows.alerts.backtest import newest
    from flows.alerts.digest import Section, build_mail
    from flows.alerts.mail import Mail
    from flows.alerts.unsubscribe import leaving

    assert search is not None
    now = datetime.now(UTC)
    hits, spread = await newest(client, names, search, min(args.count, 100))
    if not hits:
        if args.json:
            emit_json({"search": search.name, "stories": 0, "subject": None, "text": None, "html": None, "file": None})
        else:
            line(f"{search.name}: nothing in the index matches {search.conditions()}")
        return Exit.DONE
    sender, to = parse_sender(settings.mail_from), search.targets[:1]
    message_id = f"<test.{now:%Y%m%d%H%M%S}@{sender.domain}>"
    message = build_mail(
        [Section(search, tuple(hits))],
        spread,
        to=to,
        sender=sender,
        message_id=message_id,
        date=now,
        leaving=leaving(settings, sender),
    )
    subject, content = str(message["Subject"]), message.as_bytes().decode("ascii")
    file = None
    if args.outbox:
        mail = Mail((search.name,), 0, message_id, now, sender.address, to, subject, (), content)
        outbox = Outbox(settings.home / "outbox")
        outbox.deliver(mail)
        file = str(outbox.path(mail))
    plain, html = (part.get_content() for part in message.iter_parts())
    if args.json:
        rendered = {"subject": subject, "text": plain, "html": html, "file": file}
        emit_json({"search": search.name, "stories": len(hits), **rendered})
        return Exit.DONE
    line(f"Subject: {subject}")
    line()
    line(plain.rstrip("\n"))
    if file:
        line(f"written to {file}")
    return Exit.DONE


async def _backtest(
    args: argparse.Namespace, _: Settings, client: AsyncElasticsearch, names: Names, search: SavedSearch | None
) -> int:
    from flows.alerts.backtest import backtest
    from flows.alerts.hits import plain

    assert search is not None
    found = await backtest(client, names, search, args.days, datetime.now(UTC))
    if args.json:
        emit_json(found.to_json())
        return Exit.DONE
    rows = [(day.day, day.documents, day.stories, day.copies) for day in found.days]
    if rows:
        line(f"{search.name}, by day of publication")
        table("", ["day", "documents", "stories", "copies"], rows, right=[1, 2, 3])
    line(
        f"{found.documents} documents in {found.over} days, {found.stories} stories "
        f"({found.stories / found.over:.2g} a day), {found.share:.0%} copies"
    )
    for hit in found.samples:
        line(f"  {plain(hit.title)} · {hit.outlet} · {hit.date}")
    return Exit.DONE


async def _explain(
    args: argparse.Namespace, _: Settings, client: AsyncElasticsearch, names: Names, search: SavedSearch | None
) -> int:
    from flows.adapters.store import Store
    from flows.alerts.explain import explain

    assert search is not None
    document = await Store(client, names).get(args.document.strip())
    if document is None:
        raise Rejected(
            f"no document is known as {args.document}",
            remedy="It was not crawled, was rejected or set aside: see commentariat quarantine list.",
        )
    found = await explain(client, names, document, search, datetime.now(UTC))
    if args.json:
        emit_json(found.to_json())
        return Exit.DONE
    line(f"{found.title or '(no title)'}  {found.url}")
    line(f"{search.name}: {found.verdict}")
    table("", ["clause", "met"], _rows(found.clauses))
    for said in found.history:
        line(f"  {said}")
    return Exit.DONE


def _rows(clauses: Sequence[Checked], depth: int = 0) -> list[tuple[str, str]]:
    rows = []
    for clause in clauses:
        rows.append(("  " * depth + clause.said, _MARKS[clause.met]))
        rows += _rows(clause.branches, depth + 1)
    return rows


async def _pause(
    args: argparse.Namespace, _: Settings, client: AsyncElasticsearch, names: Names, search: SavedSearch | None
) -> int:
    from flows.alerts.standing import Standing

    assert search is not None
    standing = Standing(client, names.alerts)
    if args.action == "pause":
        await standing.pause(search.name, datetime.now(UTC), args.why)
        said = "paused; what waits to be mailed is held"
    else:
        said = "goes on" if await standing.resume(search.name) else "was not paused"
    if args.json:
        emit_json({"search": search.name, "paused": args.action == "pause"})
    else:
        line(f"{search.name}: {said}")
    return Exit.DONE


async def _log(
    args: argparse.Namespace, _: Settings, client: AsyncElasticsearch, names: Names, search: SavedSearch | None
) -> int:
    from flows.alerts.records import Records

    records = Records(client, names.alerts)
    await records.refresh()
    kinds = {"terms": {"kind": ["hit", "mail", "pause", "unsubscribed", "episode"]}}
    own = [{"term": {"search": search.name}}] if search else []
    found = await records.search(
        query={"bool": {"filter": [kinds, *own]}},
        sort=[{"found": {"order": "desc", "missing": "_last"}}],
        size=args.limit,
        source_excludes=["payload", "document"],
    )
    rows: list[dict[str, Any]] = [row["_source"] for row in found["hits"]["hits"]]
    if args.json:
        emit_json(rows)
        return Exit.DONE
    table("Ledger, newest first", ["found", "kind", "state", "search", "to", "what"], [_logged(row) for row in rows])
    return Exit.DONE


def _logged(row: dict[str, Any]) -> tuple[str, ...]:
    searches = row.get("search") or ""
    people = row.get("waiting") or row.get("recipients") or []
    what = " ".join(filter(None, (row.get("title"), row.get("reason"))))
    return (
        str(row.get("found") or "")[:19],
        row["kind"],
        row.get("state") or "",
        ", ".join(searches) if isinstance(searches, list) else searches or "(all)",
        ", ".join(people) if isinstance(people, list) else people,
        what,
    )


async def _unsubscribe(
    args: argparse.Namespace, settings: Settings, client: AsyncElasticsearch, names: Names, _: SavedSearch | None
) -> int:
    from flows.alerts.addresses import problem_with
    from flows.alerts.standing import Standing
    from flows.alerts.unsubscribe import read_token

    if bool(args.token) == bool(args.address):
        raise Configuration("give the token of a mail, or --address, one of the two")
    if args.token:
        if not settings.unsubscribe_secret:
            raise Configuration(
                "COMMENTARIAT_UNSUBSCRIBE_SECRET is not set, so no token can be read",
                remedy="Set it to what signed the mail, or use --address.",
            )
        address, search = read_token(settings.unsubscribe_secret, args.token.strip())
    else:
        if wrong := problem_with(args.address):
            raise Configuration(f"--address: {wrong}")
        address, search = args.address.lower(), args.search
    standing = Standing(client, names.alerts)
    if args.undo:
        done = "is on again" if await standing.subscribe(address, search) else "had not left"
    else:
        await standing.unsubscribe(address, datetime.now(UTC), search)
        done = "gets no more mail"
    if args.json:
        emit_json({"address": address, "search": search or None, "unsubscribed": not args.undo})
    else:
        line(f"{address} {done} of {f'the search {search!r}' if search else 'any search'}")
    return Exit.DONE


_ACTIONS = {
    "test": _test,
    "backtest": _backtest,
    "explain": _explain,
    "pause": _pause,
    "resume": _pause,
    "log": _log,
    "unsubscribe": _unsubscribe,
}
