"""``commentariat alerts``: list, check and run the saved searches."""

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


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the actions and options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, help_ in (
        ("list", "show the saved searches"),
        ("check", "check every file of saved searches and the mail settings; exit 2 and every mistake if any is wrong"),
        ("run", "run the searches over what is new and mail it"),
    ):
        action = actions.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + ".")
        action.add_argument("--json", action="store_true", help="print JSON")
    parser.epilog = (
        "Saved searches are *.toml files in the folder COMMENTARIAT_SEARCHES (default: the shipped ones).\n"
        "Mail goes into HOME/outbox as .eml files unless COMMENTARIAT_SMTP_URL names a server.\n\n"
        "Examples:\n  commentariat alerts list\n  commentariat alerts check\n"
        "  COMMENTARIAT_SMTP_URL='smtp://127.0.0.1:1025' commentariat alerts run"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what was asked."""
    if args.action == "list":
        return _list(settings, as_json=args.json)
    if args.action == "check":
        return _check(settings, as_json=args.json)
    report = asyncio.run(_run(settings))
    if args.json:
        emit_json(report.to_json())
    else:
        show(report)
    return report.exit_code


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
    from flows.alerts.searches import load_searches

    searches = load_searches(settings.searches)
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
                    "file": str(s.file),
                }
                for s in searches
            ]
        )
        return Exit.DONE
    rows = [(s.name, s.conditions(), str(s.cadence), ", ".join(s.to), s.file.name) for s in searches]
    table(f"Saved searches in {_folder(settings)}", ["name", "search", "cadence", "to", "file"], rows)
    return Exit.DONE


def _check(settings: Settings, *, as_json: bool) -> int:
    from flows.alerts.addresses import parse_sender
    from flows.alerts.run import placeholders, transport_for
    from flows.alerts.searches import SearchesInvalid, load_searches
    from flows.errors import Configuration

    problems: list[str] = []
    count = 0
    try:
        searches = load_searches(settings.searches)
        count = len(searches)
    except SearchesInvalid as error:
        problems.extend(error.problems)
        searches = ()
    for check in (
        lambda: parse_sender(settings.mail_from),
        lambda: transport_for(settings),
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
