"""The source registry: one ``[[source]]`` table per outlet, read and checked as a whole.

Every mistake of a file is reported at once, each with line, table, key, what is wrong and what to write instead.
A registry with a mistake is never half used. Starts fast: nothing here imports Scrapy.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from crawlers.iso import COUNTRIES, KINDS, LANGUAGES
from crawlers.records import Outlet

SHIPPED = Path(__file__).with_name("sources.toml")
"""The registry that comes with the project."""

MECHANISMS = ("feeds", "sitemaps", "listings")
"""Keys that say how a source's pages are found; each is a list of addresses."""

KEYS = ("id", "name", "country", "languages", "kind", *MECHANISMS, "conditional")
"""Every key a table may carry."""


@dataclass(frozen=True, slots=True)
class Source:
    """One outlet and how its pages are found. ``country`` is empty for an international organisation.

    ``conditional``: ask for feeds and sitemaps with ``If-None-Match``/``If-Modified-Since``. Switch it off for a
    server that answers 304 although its feed has changed.
    """

    id: str
    name: str
    country: str
    languages: tuple[str, ...]
    kind: str
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    conditional: bool = True

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
    problems = [
        f"{_at(_top_line(text, key))}unknown key `{key}` outside the tables: a source is a table headed [[source]]"
        for key in data
        if key != "source"
    ]
    tables = data.get("source", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise SourcesInvalid(path, [*problems, "`source` must be written as tables headed [[source]], one per outlet"])
    if not tables and not problems:
        raise SourcesInvalid(path, ["no source in it: write one table headed [[source]] per outlet"])
    lines = _Lines(text)
    sources: list[Source] = []
    first: dict[str, int] = {}
    for number, table in enumerate(tables, start=1):
        checker = _Checker(table, number, lines)
        source = checker.source()
        if source and source.id in first:
            checker.wrong("id", f"{source.id!r} is the id of table {first[source.id]} too: every id stands once")
        first.setdefault(str(table.get("id")), number)
        problems += checker.problems
        if source:
            sources.append(source)
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


class _Checker:
    """Reads one table, collecting what is wrong with it."""

    def __init__(self, table: dict[str, Any], number: int, lines: _Lines) -> None:
        self.table, self.number, self.lines = table, number, lines
        self.problems: list[str] = []
        identity = table.get("id")
        self.label = f"table {number}" + (f" ({identity})" if isinstance(identity, str) and identity else "")

    def wrong(self, key: str, what: str) -> None:
        """Note a mistake of ``key``."""
        self.problems.append(f"{_at(self.lines.find(self.number, key))}{self.label}, key `{key}`: {what}")

    def source(self) -> Source | None:
        """The source, or ``None`` when the table has a mistake."""
        for key in self.table:
            if key not in KEYS:
                near = difflib.get_close_matches(key, KEYS, n=1)
                self.wrong(
                    key, f"unknown; did you mean `{near[0]}`?" if near else f"unknown; known are {', '.join(KEYS)}"
                )
        identity = self._string("id")
        if identity and not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", identity):
            self.wrong("id", f"{identity!r} must be lower-case letters, digits and single hyphens, as in `le-monde`")
        name = self._string("name")
        country = self._string("country", empty=True)
        if country and country not in COUNTRIES:
            known = country.upper() in COUNTRIES
            hint = f"write {country.upper()!r}" if known else 'ISO 3166-1 alpha-2 is wanted, as in "GB"; "" if in none'
            self.wrong("country", f"{country!r} is no country code: {hint}")
        languages = self._strings("languages")
        for language in languages:
            if language not in LANGUAGES:
                self.wrong("languages", f'{language!r} is no ISO 639-1 code: two lower-case letters, as in "en"')
        kind = self._string("kind")
        if kind and kind not in KINDS:
            self.wrong("kind", f"{kind!r} must be one of {', '.join(KINDS)}")
        mechanisms = {key: self._addresses(key) for key in MECHANISMS}
        if not any(key in self.table for key in MECHANISMS):
            self.problems.append(
                f"{_at(self.lines.find(self.number))}{self.label}: no way to find pages: "
                f"give at least one of {', '.join(MECHANISMS)}"
            )
        conditional = self.table.get("conditional", True)
        if not isinstance(conditional, bool):
            self.wrong("conditional", "must be true or false")
        if self.problems:
            return None
        return Source(identity, name, country, languages, kind, conditional=conditional, **mechanisms)

    def _string(self, key: str, *, empty: bool = False) -> str:
        if key not in self.table:
            self.wrong(key, "missing" + (' (use "" for an international organisation)' if empty else ""))
            return ""
        value = self.table[key]
        if not isinstance(value, str):
            self.wrong(key, f"must be a string in quotes, not {value!r}")
            return ""
        if not value.strip() and not empty:
            self.wrong(key, "is empty")
        return value.strip()

    def _strings(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        if key not in self.table:
            if required:
                self.wrong(key, "missing")
            return ()
        value = self.table[key]
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.wrong(key, f"must be a list of strings, not {value!r}")
            return ()
        if not value:
            self.wrong(
                key, "is an empty list: give a value or leave the key out" if not required else "is an empty list"
            )
        for repeated in sorted({v for v in value if value.count(v) > 1}):
            self.wrong(key, f"lists {repeated!r} twice")
        return tuple(value)

    def _addresses(self, key: str) -> tuple[str, ...]:
        addresses = self._strings(key, required=False)
        for address in addresses:
            if problem := address_problem(address):
                self.wrong(key, f"{address!r} {problem}")
        return addresses


def address_problem(address: str) -> str | None:
    """What keeps ``address`` from being fetched, or ``None`` for a good http(s) address."""
    if re.search(r"[\s\x00-\x1f\x7f]", address):
        return "holds white space or control characters: write %20 for a space"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        return f"is no address: {error}"
    if parts.scheme not in {"http", "https"}:
        return "must begin with http:// or https://"
    if not parts.hostname or port == 0:
        return "names no host"
    if parts.username is not None or parts.password is not None:
        return "carries a user name or password, which would end in logs and archives"
    return None


class _Lines:
    """Where tables and keys stand: ``tomllib`` does not tell."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.headers = [i for i, line in enumerate(self.lines) if re.match(r"\s*\[\[\s*source\s*]]", line)]

    def find(self, number: int, key: str | None = None) -> int | None:
        """Line of ``key`` in table ``number`` (both from 1), else of the table's header, else ``None``."""
        if number > len(self.headers):
            return None
        start = self.headers[number - 1]
        end = self.headers[number] if number < len(self.headers) else len(self.lines)
        if key is not None:
            pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
            for index in range(start + 1, end):
                if pattern.match(self.lines[index]):
                    return index + 1
        return start + 1


def _top_line(text: str, key: str) -> int | None:
    pattern = re.compile(rf"""\s*(?:\[{{0,2}}\s*)["']?{re.escape(key)}["']?\s*[]=.]""")
    return next((i for i, line in enumerate(text.splitlines(), start=1) if pattern.match(line)), None)


def _at(line: int | None) -> str:
    return f"line {line}: " if line else ""
