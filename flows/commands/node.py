"""``commentariat node``: start, stop and look at the embedded Elasticsearch node."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from flows.console import emit_json, line, progress
from flows.errors import Exit
from flows.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.epilog = (
        "Examples:\n"
        "  commentariat node start\n"
        "  commentariat node status --json\n"
        "  commentariat node logs --lines 20 --follow\n\n"
        "`start` returns once the node is healthy, and at once when it runs already. The node runs on until `stop`.\n"
        "`status` exits 0 whatever the state: read the state. It is running, starting, stopped or unhealthy.\n"
        "With COMMENTARIAT_ELASTICSEARCH_URL set, the other commands use that cluster and need no node."
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, help_ in (
        ("start", "start the node and wait until it is healthy"),
        ("stop", "stop the node of this home"),
        ("status", "say what the node is doing"),
        ("logs", "print the last lines of the node's log"),
    ):
        action = actions.add_parser(name, help=help_, description=help_[0].upper() + help_[1:] + ".")
        if name == "logs":
            action.add_argument("-n", "--lines", type=_count, default=50, metavar="N", help="how many (default: 50)")
            action.add_argument("-f", "--follow", action="store_true", help="go on printing until interrupted")
        action.add_argument("--json", action="store_true", help="print JSON")
        action.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show tracebacks")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what was asked, and print the state the node is then in."""
    from flows.adapters import node

    if args.action == "logs":
        return _logs(node.logs(settings), args)
    if args.action == "start":
        with progress("node") as bar:
            status = node.start(settings, bar)
    else:
        status = node.stop(settings) if args.action == "stop" else node.status(settings)
    if args.json:
        emit_json(status.to_json())
    else:
        where = f" at {status.url}" if status.url else ""
        who = f", process {status.pid}" if status.pid else ""
        line(f"node {status.state}{where} (Elasticsearch {status.version}{who})")
    return Exit.DONE


def _count(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no number of lines")
    return int(text)


def _logs(folder: Path | None, args: argparse.Namespace) -> int:
    from flows.adapters.node_log import log_lines

    lines = log_lines(folder) if folder else []
    # [-0:] would be everything.
    last = lines[max(len(lines) - args.lines, 0) :]
    if args.json:
        emit_json(last)
        return Exit.DONE
    for text in last:
        line(text)
    if folder is None:
        line("the node never ran: there is no log")
    elif args.follow:
        _follow(folder / "node.log")
    return Exit.DONE


def _follow(log: Path) -> None:
    """Print what is added to the log, across its rolling over, until interrupted."""
    from flows.console import complain

    offset = log.stat().st_size if log.exists() else 0
    try:
        while True:
            size = log.stat().st_size if log.exists() else 0
            if size < offset:
                offset = 0
            if size > offset:
                with log.open("rb") as file:
                    file.seek(offset)
                    fresh = file.read(size - offset)
                # Only whole lines: the rest comes with the next look.
                whole = fresh[: fresh.rfind(b"\n") + 1]
                offset += len(whole)
                for text in whole.decode("utf-8", errors="replace").splitlines():
                    line(text)
            time.sleep(0.5)
    except KeyboardInterrupt:
        complain("no longer following")
