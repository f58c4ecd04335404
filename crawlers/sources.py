"""The source registry: one ``[[source]]`` table per outlet, read and checked as a whole.

Every mistake of a file is reported at once, each with line, table, key, what is wrong and what to write instead.
A registry with a mistake is never half used. Starts fast: nothing here imports Scrapy.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crawlers import tables
from crawlers.addresses import address_problem as address_problem
from crawlers.records import Outlet

SHIPPED = Path(__file__).with_name("sources.toml")
"""The registry that comes with the project."""

MECHANISMS = tuple(tables.MECHANISMS)
"""Keys that say how a source's pages are found; each is a list. ``home`` alone does too: mechanisms are looked for."""

KEYS = tables.KEYS
"""Every key a table may carry."""


@dataclass(frozen=True, slots=True)
class Source:
    """One outlet and how its pages are found. ``country`` is empty for an international organisation.

    Pages found in ``opinion``, feeds or listings of opinion sections, are marked as opinion. ``pages`` bounds how many
    pages of one listing are read, ``link_pattern`` is searched in the addresses that a listing or a sitemap names.
    ``conditional``: ask for feeds and sitemaps with ``If-None-Match``/``If-Modified-Since``. Switch it off for a
    server that answers 304 although its feed has changed. ``budget`` (requests a day) and ``delay`` (seconds between
    two requests) are ``None`` where the settings decide. ``allow_hosts`` opens hosts the guard would refuse.
    """

    id: str
    name: str
    country: str
    languages: tuple[str, ...]
    kind: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    opinion: tuple[str, ...] = ()
    wordpress: tuple[str, ...] = ()
    youtube: tuple[str, ...] = ()
    mastodon: tuple[str, ...] = ()
    bluesky: tuple[str, ...] = ()
    gdelt: tuple[str, ...] = ()
    home: str = ""
    pages: int = 3
    link_pattern: str = ""
    conditional: bool = True
    browser: bool = False
    budget: int | None = None
    delay: float | None = None
    allow_hosts: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address of the outlet's own, its home page first."""
        home = (self.home,) if self.home else ()
        return (*home, *self.feeds, *self.sitemaps, *self.listings, *self.opinion, *self.wordpress)

    @property
    def outlet(self) -> Outlet:
        """The outlet as it travels with every page."""
        return Outlet(self.id, self.name, self.country, self.kind, self.languages)

    def to_json(self) -> dict[str, Any]:
        """The table as a JSON object."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(self).items()}


class SourcesInvalid(ValueError):
    """The registry cannot be used; ``problems`` lists every mistake, one line each."""

    def __init__(self, path: Path, problems: Sequence[str]) -> None:
        self.path = path
        self.problems = tuple(problems)
        count = len(self.problems)
        super().__init__(f"{path}: {count} mistake{'s' if count > 1 else ''}\n  " + "\n  ".join(self.problems))


def load(path: Path | None = None) -> tuple[Source, ...]:
    """Read a registry (the shipped one by default). Raises :class:`SourcesInvalid` with every mistake."""
    path = SHIPPED if path is None else path
    text = _text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourcesInvalid(path, [f"not TOML: {error}"]) from None
    lines = tables.Lines(text)
    problems = [
        f"{tables.at(lines.top(key))}unknown key `{key}` outside the tables: a source is a table headed [[source]]"
        for key in data
        if key != "source"
    ]
    found = data.get("source", [])
    if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
        raise SourcesInvalid(path, [*problems, "`source` must be written as tables headed [[source]], one per outlet"])
    if not found and not problems:
        raise SourcesInvalid(path, ["no source in it: write one table headed [[source]] per outlet"])
    sources: list[Source] = []
    first: dict[str, int] = {}
    for number, table in enumerate(found, start=1):
        checker = tables.Checker(table, number, lines)
        values = checker.values()
        identity = table.get("id")
        if values and identity in first:
            checker.wrong("id", f"{identity!r} is the id of table {first[identity]} too: every id stands once")
        if isinstance(identity, str):
            first.setdefault(identity, number)
        problems += checker.problems
        if values:
            sources.append(Source(**values))
    if problems:
        raise SourcesInvalid(path, problems)
    return tuple(sources)


def choose(sources: Sequence[Source], ids: Sequence[str]) -> tuple[Source, ...]:
    """The sources with these ids, each once, in the registry's order; all of them when none is asked for.

    Raises ``LookupError`` naming every unknown id and those that come near.
    """
    known = {source.id for source in sources}
    complaints = []
    for unknown in dict.fromkeys(i for i in ids if i not in known):
        near = difflib.get_close_matches(unknown, known, n=3)
        complaints.append(f"unknown source {unknown!r}" + (f" (did you mean {', '.join(near)}?)" if near else ""))
    if complaints:
        raise LookupError("; ".join(complaints))
    return tuple(source for source in sources if not ids or source.id in ids)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise SourcesInvalid(path, ["there is no such file"]) from None
    except OSError as error:
        raise SourcesInvalid(path, [f"cannot be read: {error.strerror or error}"]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SourcesInvalid(
            path, [f"line {line}: not UTF-8 (byte 0x{raw[error.start]:02x}): save it as UTF-8"]
        ) from None
    if not text.strip():
        raise SourcesInvalid(path, ["the file is empty: write one table headed [[source]] per outlet"])
    return text
