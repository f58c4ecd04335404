"""``commentariat alerts``: list, check, run and question the saved searches."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from flows.console import emit_json, line, table
from flows.errors import Exit
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.alerts.report import AlertReport


ACTIONS = {
    "list": "show the saved searches",
    "check": "check every file of saved searches and the mail settings; exit 2 and every mistake if any is wrong",
    "run": "run the searches over what is new and mail it",
    "test": "show the mail of a search's newest stories; nothing is sent or remembered",
    "backtest": "count what a search would have found: hits a day, share of copies, samples",
    "explain": "say why a page was or was not mailed by a search",
    "pause": "stop a search: it neither finds nor mails until it is resumed",
    "resume": "let a paused search go on",
    "log": "show what the ledger holds: hits, mails, pauses, those who left",
    "unsubscribe": "take a recipient off, by the token of a mail or by address",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    made = {
        name: actions.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + ".")
        for name, help_ in ACTIONS.items()
    }
    for action in made.values():
        action.add_argument("--json", action="store_true", help="print JSON")
    made["explain"].add_argument("document", metavar="URL", help="an address the page was seen under, or its id")
    for name in ("test", "backtest", "explain", "pause", "resume"):
        made[name].add_argument("name", metavar="NAME", help="name of the saved search")
    made["log"].add_argument("name", metavar="NAME", nargs="?", default="", help="of one saved search (default: all)")
    made["log"].add_argument("--limit", type=_positive, default=50, help="most records, newest first (default: 50)")
    made["test"].add_argument("--count", type=_positive, default=10, help="stories (default: 10; at most 100)")
    made["test"].add_argument("--outbox", action="store_true", help="write the mail into the outbox folder too")
    made["backtest"].add_argument("--days", type=_positive, default=30, help="days to look back (default: 30)")
    made["pause"].add_argument("--why", default="", help="a note for those who read the log")
    made["unsubscribe"].add_argument("token", metavar="TOKEN", nargs="?", default="", help="the token of a mail")
    made["unsubscribe"].add_argument("--address", default="", help="instead of a token: who is to be taken off")
    made["unsubscribe"].add_argument("--search", default="", help="with --address: of this search alone")
    made["unsubscribe"].add_argument("--undo", action="store_true", help="put the recipient back on")
    parser.epilog = (
        "Saved searches are *.toml files in the folder COMMENTARIAT_SEARCHES (default: the shipped ones).\n"
        "Mail goes into HOME/outbox as .eml files unless COMMENTARIAT_SMTP_URL names a server.\n\n"
        "Examples:\n  commentariat alerts list\n  commentariat alerts check\n"
        "  commentariat alerts test 'SACEUR in the news'\n"
        "  commentariat alerts backtest 'SACEUR in the news' --days 30\n"
        "  commentariat alerts explain https://www.example.org/opinion/a-column 'SACEUR in the news'\n"
        "  COMMENTARIAT_SMTP_URL='smtp://127.0.0.1:1025' commentariat alerts run"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what was asked."""
    if args.action == "list":
        return _list(settings, as_json=args.json)
    if args.action == "check":
        return _check(settings, as_json=args.json)
    if args.action != "run":
        from flows.commands import alerts_ask

        return alerts_ask.run(args, settings)
    report = asyncio.run(_run(settings))
    if args.json:
        emit_json(report.to_json())
    else:
        show(report)
    return report.exit_code


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 10_000:
        raise argparse.ArgumentTypeError("a number from 1 to 10000 is wanted")
    return number


def show(report: AlertReport) -> None:
    """Print what an alert run did."""
    if report.sent:
        rows = [
            (m.search, m.stories, ", ".join(m.recipients), m.subject + (" (sent again)" if m.again else ""))
            for m in report.sent
        ]
        table("Mails", ["search", "stories", "to", "subject"], rows, right=[1])
    searches = _count(report.searches, "search", "searches")
    stories = _count(report.hits, "new story", "new stories")
    mails = _count(report.mails, "mail", "mails") + " sent" + (f" to {report.where}" if report.mails else "")
    line(f"{searches} run, {stories} found, {mails}")
    for failure in report.failures:
        line(f"failed: {failure.search}: {failure.reason}")


def _list(settings: Settings, *, as_json: bool) -> int:
    from dataclasses import asdict

    from flows.alerts.sources import load_all
    from flows.model import timestamp

    loaded = asyncio.run(load_all(settings))
    searches = loaded.searches
    if as_json:
        emit_json(
            [
                {
                    "name": s.name,
                    "query": s.query,
                    "syntax": s.syntax,
                    "to": list(s.to),
                    "cadence": str(s.cadence),
                    "language": s.language or None,
                    "leader": s.leader or None,
                    "minimum_relevance": s.minimum_relevance,
                    "since_seconds": int(s.since.total_seconds()),
                    "start": timestamp(s.start),
                    "filters": [one.said for one in s.filters],
                    "quiet": str(s.quiet) if s.quiet else None,
                    "group": s.group,
                    "maximum": s.maximum,
                    "template": s.template or "full",
                    "revisions": s.revisions,
                    "spike": asdict(s.spike) if s.spike else None,
                    "channels": list(s.channels),
                    "enabled": s.enabled,
                    "file": str(s.file),
                }
                for s in searches
            ]
        )
        return Exit.DONE
    rows = [
        (s.name, s.conditions(), str(s.cadence) if s.enabled else "off", ", ".join(s.targets), s.file.name)
        for s in searches
    ]
    table(f"Saved searches in {_folder(settings)}", ["name", "search", "cadence", "to", "file"], rows)
    for reason in loaded.refused.values():
        line(f"not run: {reason}")
    return Exit.DONE


def _check(settings: Settings, *, as_json: bool) -> int:
    from flows.adapters.channels import check_channels, parse_channels
    from flows.alerts.addresses import parse_sender
    from flows.alerts.run import placeholders, transport_for
    from flows.alerts.searches import SearchesInvalid
    from flows.alerts.sources import load_all
    from flows.alerts.subscription import SavedSearch
    from flows.alerts.unsubscribe import leaving
    from flows.errors import Configuration

    problems: list[str] = []
    count = 0
    searches: tuple[SavedSearch, ...] = ()
    try:
        loaded = asyncio.run(load_all(settings))
        searches, count = loaded.searches, len(loaded.searches)
        problems.extend(loaded.refused.values())
    except SearchesInvalid as error:
        problems.extend(error.problems)
    named = {name: search.place for search in searches for name in search.channels}
    for check in (
        lambda: leaving(settings, parse_sender(settings.mail_from)),
        lambda: transport_for(settings),
        lambda: problems.extend(check_channels(named, parse_channels(settings.channels or ""))),
        lambda: problems.extend(placeholders(searches, settings).values()),
    ):
        try:
            check()
        except Configuration as error:
            if str(error) not in problems:
                problems.append(str(error))
    if as_json:
        emit_json({"searches": count, "problems": problems})
    elif problems:
        for problem in problems:
            line(problem)
    else:
        line(f"{_count(count, 'search', 'searches')} in {_folder(settings)}: all right")
    return Exit.USAGE if problems else Exit.DONE


async def _run(settings: Settings) -> AlertReport:
    from flows.adapters.elasticsearch import connect
    from flows.alerts.run import run_alerts
    from flows.alerts.searches import load_searches
    from mappings.names import Names

    # Before a node is started for it: a mistake in a file is told at once.
    load_searches(settings.searches)
    client = connect(settings)
    try:
        return await run_alerts(settings, client, Names(settings.index_prefix))
    finally:
        await client.close()


def _folder(settings: Settings) -> Path:
    from flows.alerts.searches import SHIPPED

    return settings.searches or SHIPPED


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
