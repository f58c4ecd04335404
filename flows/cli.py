"""The ``commentariat`` command: arguments and wiring. Each command lives in ``flows/commands`` and is imported here
only when it was asked for, so that ``--help`` and ``extract`` never pay for Prefect, Scrapy or Elasticsearch.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from flows.console import complain
from flows.errors import CommentariatError, Exit

COMMANDS = {
    "demo": "run the whole road on a small press of its own and show what came out",
    "run": "crawl, ingest and alert once",
    "serve": "crawl, ingest and alert on schedules, until stopped",
    "crawl": "fetch what the sources published into the landing zone",
    "ingest": "normalise, deduplicate and index landed pages",
    "alerts": "saved searches by mail",
    "search": "search the commentary",
    "briefing": "the figures of a day or more in the terminal, or as one page for people without Kibana",
    "show": "show a stored document, by any address it was seen under",
    "stories": "link stories that tell the same in other languages",
    "extract": "read one page, or a manifest of pages, and print documents as JSON",
    "explain": "why a text is about a leader or is not: every piece of evidence with its place",
    "quarantine": "list, show and retry what could not be processed",
    "sources": "the source registry: list, check, health, add",
    "leaders": "who leads NATO: list, show, check a file of your own",
    "setup": "install mappings, templates and Kibana objects",
    "dashboards": "Kibana's dashboards as code: check, install, export",
    "node": "the embedded Elasticsearch node: start, stop, status, logs",
    "config": "print the effective settings",
}
"""Every command with its one-line help, in the order ``--help`` lists them; each is a module of ``flows.commands``."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = _parser(_asked(arguments))
    args = parser.parse_args(arguments)
    if args.command is None:
        parser.print_help()
        return Exit.USAGE
    debug = args.debug
    try:
        from flows.logs import configure
        from flows.settings import Settings

        settings = Settings.load()
        configure("DEBUG" if debug else settings.log_level, settings.log_format)
        return int(args.run(args, settings))
    except CommentariatError as error:
        if debug:
            raise
        where = "".join(f" [{name} {value}]" for name, value in (("source", error.source), ("url", error.url)) if value)
        complain(f"{error}{where}", error.remedy)
        return error.exit_code
    except KeyboardInterrupt:
        complain("interrupted")
        return 130
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except Exception as error:
        if debug:
            raise
        complain(
            f"unexpected {type(error).__name__}: {error}",
            "Run again with --debug for the traceback and report it.",
        )
        return Exit.PARTLY


def _asked(arguments: Sequence[str]) -> str | None:
    return next((word for word in arguments if word in COMMANDS), None)


def _parser(asked: str | None) -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--debug", action="store_true", default=argparse.SUPPRESS, help="log everything and show tracebacks"
    )
    parser = argparse.ArgumentParser(
        prog="commentariat",
        description="Watches what the world writes about the people who lead NATO.",
        epilog="First steps:\n  commentariat demo\n  commentariat search 'rutte and language:en'\n\n"
        "Exit codes: 0 done, 1 partly, 2 usage or configuration, 3 input rejected, 4 a service is out of reach.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[common],
    )
    parser.set_defaults(debug=False)
    parser.add_argument("--version", action=_Version, nargs=0, help="show program's version number and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, help_ in COMMANDS.items():
        sub = commands.add_parser(
            name,
            help=help_,
            description=help_[0].upper() + help_[1:] + ".",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            parents=[common],
        )
        if name == asked:
            module = importlib.import_module(f"flows.commands.{name}")
            module.configure(sub)
            sub.set_defaults(run=module.run)
    return parser


class _Version(argparse.Action):
    """Prints the version; what installed packages say is read then, and not at the start of every command."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import PackageNotFoundError, version

        try:
            installed = version("commentariat")
        except PackageNotFoundError:
            installed = "(not installed)"
        sys.stdout.write(f"commentariat {installed}\n")
        parser.exit()


if __name__ == "__main__":
    sys.exit(main())
