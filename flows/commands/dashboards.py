"""``commentariat dashboards``: Kibana's objects as code: checked without a Kibana, installed, or written as a file."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from flows.console import emit_json, line, progress, table
from flows.errors import Configuration, Exit
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.dashboards.trial import Trial
    from mappings.definitions import Definition, Problem


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    commands = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    install = commands.add_parser("install", help="bring the Kibana of COMMENTARIAT_KIBANA_URL to our objects")
    install.add_argument(
        "--via",
        choices=("auto", "api", "import"),
        default="auto",
        help="dashboards through the Dashboards API, as imported saved objects, or as Kibana's version says (default)",
    )
    install.add_argument("--json", action="store_true", help='print {"changed", "changes": [{"kind","name","action"}]}')
    export = commands.add_parser("export", help="write everything for an import by hand, as NDJSON")
    export.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="default: HOME/kibana/commentariat.ndjson; -: print it"
    )
    export.add_argument("--api", action="store_true", help="the dashboards as JSON of the Dashboards API, by id")
    check = commands.add_parser("check", help="check references, fields and queries, and run every panel on a node")
    check.add_argument("--static", action="store_true", help="without a node: references, fields, queries, places")
    check.add_argument("--own", action="store_true", help="over your own index instead of the demo's press")
    check.add_argument("--json", action="store_true", help="print JSON")
    parser.epilog = (
        "`check` needs no Kibana: it makes indices of its own on the cluster, PREFIX-check-…, and removes them.\n"
        "COMMENTARIAT_DASHBOARDS names a folder of your own definitions, which are added to the shipped ones.\n\n"
        "Examples:\n  commentariat dashboards check --static\n  commentariat dashboards export -\n"
        "  COMMENTARIAT_KIBANA_URL=http://localhost:5601 commentariat dashboards install"
    )


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Do what was asked."""
    if args.action == "check":
        return _check(settings, static=args.static, own=args.own, as_json=args.json)
    if args.action == "export":
        return _export(args.file, settings, api=args.api)
    return _install(settings, args.via, as_json=args.json)


def _install(settings: Settings, via: str, *, as_json: bool) -> int:
    from flows.adapters.kibana import install
    from mappings.names import Names

    if not settings.kibana_url:
        raise Configuration(
            "no Kibana is set",
            remedy="Set COMMENTARIAT_KIBANA_URL, or write a file to import: commentariat dashboards export",
        )
    changes = asyncio.run(install(settings, Names(settings.index_prefix), via=via))
    changed = sum(change.action != "unchanged" for change in changes)
    if as_json:
        rows = [{"kind": change.kind, "name": change.name, "action": change.action} for change in changes]
        emit_json({"changed": changed, "changes": rows})
        return Exit.DONE
    table("Kibana", ["what", "name", "action"], [(change.kind, change.name, change.action) for change in changes])
    line(f"{changed} changed." if changed else "Nothing changed.")
    return Exit.DONE


def _export(file: Path | None, settings: Settings, *, api: bool) -> int:
    from flows.adapters.kibana import exported, write
    from mappings.names import Names

    names = Names(settings.index_prefix)
    if file == Path("-"):
        sys.stdout.write(exported(settings, names, api=api))
        return Exit.DONE
    default = settings.home / "kibana" / ("dashboards.json" if api else "commentariat.ndjson")
    change = write(file or default, settings, names, api=api)
    line(f"{change.name}: {change.action}.")
    return Exit.DONE


def _check(settings: Settings, *, static: bool, own: bool, as_json: bool) -> int:
    from flows.dashboards import defined
    from flows.dashboards.check import problems
    from mappings.definitions import DefinitionsInvalid

    definitions: list[Definition] = []
    try:
        definitions = defined(settings)
        wrong = problems(definitions)
    except DefinitionsInvalid as error:
        wrong = list(error.problems)
    trials: list[Trial] = []
    if not wrong and not static:
        from flows.dashboards import trial

        with progress("dashboards") as bar:
            trials = asyncio.run((trial.over_own if own else trial.over_demo)(settings, definitions, bar))
        wrong = [one.as_problem() for one in trials if one.problem]
    if as_json:
        emit_json(_report(definitions, trials, wrong))
    else:
        _print(definitions, trials, wrong, "your own index" if own else "the demo's press")
    return Exit.USAGE if wrong else Exit.DONE


def _report(definitions: list[Definition], trials: list[Trial], wrong: list[Problem]) -> dict[str, object]:
    return {
        "objects": len(definitions),
        "run": len(trials),
        "problems": [{"file": one.file, "place": one.place, "text": one.text} for one in wrong],
        "trials": [
            {
                "object": trial.definition.key[1],
                "panel": trial.panel or None,
                "documents": trial.found,
                "note": trial.note or None,
            }
            for trial in trials
        ],
    }


def _print(definitions: list[Definition], trials: list[Trial], wrong: list[Problem], over: str) -> None:
    if definitions:
        names = {"dashboard": "dashboards", "search": "searches", "data view": "data views", "tag": "tags"}
        line(", ".join(f"{name}: {sum(d.key[0] == kind for d in definitions)}" for kind, name in names.items()))
    for one in wrong:
        line(f"WRONG  {one}")
    for trial in trials:
        if trial.note:
            line(f"note   {trial.definition.key[1]} {trial.panel}".rstrip() + f": {trial.note}")
    if wrong:
        line(f"Problems: {len(wrong)}.")
    elif trials:
        line(f"Everything fits; {len(trials)} searches and panels ran over {over}.")
    else:
        line("Everything fits. Nothing was run on a node.")
