"""Checks one ``[[source]]`` table, key by key; every mistake is kept with its line, table, key and remedy."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any

from crawlers.addresses import (
    address_problem,
    bluesky_problem,
    gdelt_problem,
    host_problem,
    mastodon_problem,
    wordpress_problem,
    youtube_problem,
)
from crawlers.iso import COUNTRIES, KINDS, LANGUAGES

Problem = Callable[[str], str | None]

MECHANISMS: Mapping[str, Problem] = {
    "feeds": address_problem,
    "sitemaps": address_problem,
    "listings": address_problem,
    "opinion": address_problem,
    "wordpress": wordpress_problem,
    "youtube": youtube_problem,
    "mastodon": mastodon_problem,
    "bluesky": bluesky_problem,
    "gdelt": gdelt_problem,
}
"""Keys that say how a source's pages are found, each a list, and what is wrong with one of its values."""

PAGES = ("feeds", "sitemaps", "listings", "opinion")
"""Mechanisms whose values are fetched as they stand, so that one address under two of them is a mistake."""

KEYS = (
    *("id", "name", "country", "languages", "kind"),
    *MECHANISMS,
    *("home", "pages", "link_pattern", "conditional", "browser", "budget", "delay", "allow_hosts"),
)
"""Every key a table may carry."""

WAYS = {"pages": ("listings", "opinion", "home"), "link_pattern": ("listings", "opinion", "home", "sitemaps")}
"""What each of these keys says something about."""

MAX_PAGES = 50
"""Of one listing in one crawl. Twenty links a page make 1,000 articles, more than any outlet has in a day."""

MAX_BUDGET = 100_000
"""Requests of one source in a day: more than one a second, all day long."""

MAX_DELAY = 600
"""Seconds between two requests: at a longer distance fewer than 150 pages a day can be had."""

MAX_PATTERN = 500


class Checker:
    """Reads one table, collecting what is wrong with it."""

    def __init__(self, table: Mapping[str, Any], number: int, lines: Lines) -> None:
        self.table, self.number, self.lines = table, number, lines
        self.problems: list[str] = []
        identity = table.get("id")
        self.label = f"table {number}" + (f" ({identity})" if isinstance(identity, str) and identity else "")

    def wrong(self, key: str, what: str) -> None:
        """Note a mistake of ``key``."""
        self.problems.append(f"{at(self.lines.find(self.number, key))}{self.label}, key `{key}`: {what}")

    def values(self) -> dict[str, Any] | None:
        """The checked values by key, defaults left out, or ``None`` when the table has a mistake."""
        for key in self.table:
            if key not in KEYS:
                near = difflib.get_close_matches(key.lower(), KEYS, n=1)
                self.wrong(
                    key, f"unknown; did you mean `{near[0]}`?" if near else f"unknown; known are {', '.join(KEYS)}"
                )
        values: dict[str, Any] = {**self._identity(), **self._ways(), **self._manners()}
        return None if self.problems else {key: value for key, value in values.items() if value is not None}

    def _identity(self) -> dict[str, Any]:
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
            near = difflib.get_close_matches(kind.lower(), KINDS, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            self.wrong("kind", f"{kind!r} must be one of {', '.join(KINDS)}{hint}")
        return {"id": identity, "name": name, "country": country, "languages": languages, "kind": kind}

    def _ways(self) -> dict[str, Any]:
        ways: dict[str, Any] = {key: self._checked(key, problem) for key, problem in MECHANISMS.items()}
        held: dict[str, str] = {}
        for key in PAGES:
            for address in dict.fromkeys(ways[key]):
                if address in held:
                    self.wrong(key, f"{address!r} stands under `{held[address]}` too: name it once")
                held.setdefault(address, key)
        home = self._string("home") if "home" in self.table else None
        if home and (problem := address_problem(home)):
            self.wrong("home", f"{home!r} {problem}")
        if not any(key in self.table for key in (*MECHANISMS, "home")):
            self.problems.append(
                f"{at(self.lines.find(self.number))}{self.label}: no way to find pages: "
                f"give at least one of {', '.join((*MECHANISMS, 'home'))}"
            )
        return {**ways, "home": home}

    def _manners(self) -> dict[str, Any]:
        pattern = self._string("link_pattern") if "link_pattern" in self.table else None
        if pattern:
            try:
                re.compile(pattern)
            except re.error as error:
                self.wrong("link_pattern", f"{pattern!r} is no regular expression: {error}")
            if len(pattern) > MAX_PATTERN:
                self.wrong("link_pattern", f"is longer than {MAX_PATTERN} characters: write a shorter one")
        for key in ("pages", "link_pattern"):
            if key in self.table and not any(way in self.table for way in WAYS[key]):
                named = "listings are" if key == "pages" else "sitemaps and listings are"
                self.wrong(key, f"says how {named} read, and there are none: add `listings` or leave it out")
        return {
            "link_pattern": pattern,
            "pages": self._number("pages", 1, MAX_PAGES, whole=True),
            "conditional": self._switch("conditional"),
            "browser": self._switch("browser"),
            "budget": self._number("budget", 1, MAX_BUDGET, whole=True),
            "delay": self._number("delay", 0, MAX_DELAY),
            "allow_hosts": self._checked("allow_hosts", host_problem),
        }

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
            hint = f": write [{value!r}]" if isinstance(value, str) and value else ""
            self.wrong(key, f"must be a list of strings, not {value!r}{hint}")
            return ()
        if not value:
            self.wrong(
                key, "is an empty list: give a value or leave the key out" if not required else "is an empty list"
            )
        if len(set(value)) < len(value):
            for repeated in sorted({v for v in value if value.count(v) > 1}):
                self.wrong(key, f"lists {repeated!r} twice")
        return tuple(value)

    def _checked(self, key: str, problem: Problem) -> tuple[str, ...]:
        values = self._strings(key, required=False)
        for value in values:
            if found := problem(value):
                self.wrong(key, f"{value!r} {found}")
        return values

    def _switch(self, key: str) -> bool | None:
        value = self.table.get(key)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(key, "must be true or false")
        return None

    def _number(self, key: str, low: int, high: int, *, whole: bool = False) -> Any:
        value = self.table.get(key)
        kinds = int if whole else int | float
        if value is None or (isinstance(value, kinds) and not isinstance(value, bool) and low <= value <= high):
            return value if whole or value is None else float(value)
        self.wrong(key, f"must be a {'whole ' if whole else ''}number from {low:,} to {high:,}, not {value!r}")
        return None


class Lines:
    """Where tables and keys stand: ``tomllib`` does not tell."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self._headers: list[int] | None = None

    def find(self, number: int, key: str | None = None) -> int | None:
        """Line of ``key`` in table ``number`` (both from 1), else of the table's header, else ``None``."""
        if self._headers is None:
            self._headers = [i for i, line in enumerate(self.lines) if re.match(r"\s*\[\[\s*source\s*]]", line)]
        headers = self._headers
        if number > len(headers):
            return None
        start = headers[number - 1]
        end = headers[number] if number < len(headers) else len(self.lines)
        if key is not None:
            pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
            for index in range(start + 1, end):
                if pattern.match(self.lines[index]):
                    return index + 1
        return start + 1

    def top(self, key: str) -> int | None:
        """Line of a key that stands outside every table."""
        pattern = re.compile(rf"""\s*(?:\[{{0,2}}\s*)["']?{re.escape(key)}["']?\s*[]=.]""")
        return next((i for i, line in enumerate(self.lines, start=1) if pattern.match(line)), None)


def at(line: int | None) -> str:
    """The line as a message begins with it."""
    return f"line {line}: " if line else ""
