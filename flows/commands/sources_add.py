"""``commentariat sources add``: find out how a site is crawled, and write the table of a source for review."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawlers.sources import SourcesInvalid, address_problem, load
from flows.console import emit_json, line
from flows.errors import Configuration, Exit
from flows.settings import Settings
from flows.urls import registrable_domain

BLOGS = frozenset({"wix", "substack", "medium", "ghost", "blogger", "tumblr"})
"""Systems on which people write in their own name."""

MAX_FEEDS = 3
"""Feeds put into the table; the others stand beside it as comments. The first is the main one on most sites."""

EXAMPLES = (
    "Examples:\n  commentariat sources add https://times.example/\n"
    "  commentariat sources add https://times.example/ --to my-sources.toml\n\n"
    "Exit codes: 0 done, 1 no way to find pages was found, 2 wrong address or registry, 4 the site cannot be reached."
)


def configure(commands: Any) -> None:
    """Declare the action."""
    parser = commands.add_parser(
        "add",
        help="find out how a site is crawled, and write its table for review",
        description="Ask a home page for feeds, sitemaps and APIs, try each, and print the table of a source.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("url", help="the site's home page")
    parser.add_argument("--to", type=Path, metavar="FILE", help="append the table to this registry too")
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def add(args: argparse.Namespace, settings: Settings) -> int:
    """Ask, print, and append where that is wanted."""
    from flows.adapters.discovery import ask

    url = args.url if "://" in args.url else f"https://{args.url}"
    if problem := address_problem(url):
        raise Configuration(f"{args.url} {problem}", remedy="Give the address of the home page.")
    report = ask(settings, url)
    works = [row for row in report["tried"] if not row["problem"]]
    text = table_of(report)
    if args.json:
        emit_json({**report, "table": text})
    else:
        line(text.rstrip())
    if args.to:
        append(args.to, text)
    return Exit.DONE if works or any(report[key] for key in ("youtube", "mastodon", "bluesky")) else Exit.PARTLY


def table_of(report: dict[str, Any]) -> str:
    """The table of a source. What is a guess is marked so; what was tried in vain stands in comments."""
    url = report["url"]
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    name = re.split(r"\s[|–—:·-]\s", report["title"])[0].strip() or host
    country, language = report["country"], report["language"]
    rows = [
        f"# Found on {url}" + (f" ({report['system']})" if report["system"] else "") + ": look it over before use.",
        "[[source]]",
        f"id = {_quoted(_identity(url, host))}",
        f"name = {_quoted(name)}",
        f"country = {_quoted(country)}  # by its domain: check",
        f"languages = [{_quoted(language or 'en')}]  # "
        + ("as the page says: check" if language else "a guess: check"),
        f"kind = {_quoted('blog' if report['system'] in BLOGS else 'newspaper')}  # a guess: check",
        *_mechanisms(report, url),
    ]
    return "\n".join(rows) + "\n"


def append(path: Path, text: str) -> None:
    """Add a table to a registry. A registry that would not be valid with it stays as it was."""
    before = path.read_text("utf-8") if path.exists() else ""
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_text(f"{before.rstrip()}\n\n{text}" if before.strip() else text, "utf-8")
        load(draft)
        draft.replace(path)
    except SourcesInvalid as error:
        said = str(error).replace(str(draft), str(path))
        raise Configuration(f"not added: {said}", remedy="docs/add-a-source.md describes the registry.") from None
    except OSError as error:
        raise Configuration(f"{path}: {error.strerror or error}", remedy="Give a file that can be written.") from None
    finally:
        draft.unlink(missing_ok=True)


def _mechanisms(report: dict[str, Any], url: str) -> Iterator[str]:
    works = {key: [row for row in report["tried"] if row["key"] == key and not row["problem"]] for key in _KEYS}
    feeds = works["feeds"][:MAX_FEEDS]
    if feeds:
        yield f"feeds = {_list([row['url'] for row in feeds])}"
    for row in works["feeds"][MAX_FEEDS:]:
        yield f"# another feed: {row['url']}"
    for hub in dict.fromkeys(row["hub"] for row in feeds if row["hub"]):
        yield f"# WebSub hub: {hub}"
    # A news sitemap holds two days and all that a feed lacks; a plain one holds the archive.
    sitemaps = sorted(works["sitemaps"], key=lambda row: "news" not in row["url"])[:1]
    if sitemaps:
        yield f"sitemaps = {_list([row['url'] for row in sitemaps])}"
    for row in works["sitemaps"]:
        if row not in sitemaps:
            yield f"# another sitemap: {row['url']}"
    if works["wordpress"]:
        yield f"wordpress = {_list([report['wordpress']])}"
    found = feeds or sitemaps or works["wordpress"]
    for key in ("youtube", "mastodon", "bluesky"):
        if report[key]:
            yield "# accounts that the page links to: uncomment what is the outlet's own"
            yield f"# {key} = {_list(report[key])}"
    if not found:
        yield "# neither feed nor sitemap was found: the home page is read as a listing"
        yield f"home = {_quoted(url)}"
    for row in report["tried"]:
        if row["problem"] and row["named"]:
            yield f"# does not work: {row['url']} ({' '.join(row['problem'].split())[:120]})"


_KEYS = ("feeds", "sitemaps", "wordpress")


def _identity(url: str, host: str) -> str:
    """``me-substack`` for me.substack.com, ``medium-me`` for medium.com/@me, ``times`` for times.example."""
    domain = registrable_domain(url)
    # Blog platforms count as public suffixes, so the whole of such a host is its domain.
    label = (
        domain.partition(".")[0] if host == domain else host.removesuffix(f".{domain}") + "-" + domain.partition(".")[0]
    )
    if domain == "medium.com":
        label += "-" + urlsplit(url).path.strip("/@").partition("/")[0]
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") or "new-source"


def _list(values: list[str]) -> str:
    return "[" + ", ".join(map(_quoted, values)) + "]"


def _quoted(value: str) -> str:
    """A TOML basic string: JSON's escapes are a subset of TOML's."""
    return json.dumps("".join(c for c in value if c.isprintable()), ensure_ascii=False)
