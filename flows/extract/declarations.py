"""Extractors declared for single outlets: small TOML files of CSS selectors, checked and compiled once.

For where the general reader fails. Each has a name and a version: several versions for one host stand side by side,
and the highest whose ``body`` finds text on a page reads it, so a redesign does not cost the pages of before.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from lxml import etree

from flows.errors import Configuration

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]")
_REQUIRED = ("name", "version", "hosts", "body")
_SELECTORS = ("body", "keep", "remove", "title", "authors", "published", "modified")
_KEYS = frozenset(_REQUIRED) | frozenset(_SELECTORS)
_HELP = "docs/add-an-extractor.md describes every key."


@dataclass(frozen=True, slots=True)
class Declaration:
    """One extractor: whose pages it reads and where on them the parts are. Selectors are compiled XPath."""

    name: str
    version: int
    hosts: tuple[str, ...]
    selectors: dict[str, etree.XPath]

    @property
    def label(self) -> str:
        """How documents name it: ``name/version``."""
        return f"{self.name}/{self.version}"


@dataclass(frozen=True, slots=True)
class Extractors:
    """All declarations by host, the highest version first."""

    by_host: dict[str, tuple[Declaration, ...]]

    def find(self, host: str) -> tuple[Declaration, ...]:
        """The declarations for a host: its own, else those of the domains it lies in."""
        if not self.by_host:
            return ()
        labels = host.lower().rstrip(".").split(".")
        for start in range(len(labels) - 1):
            if found := self.by_host.get(".".join(labels[start:])):
                return found
        return ()


NONE = Extractors({})


@lru_cache(maxsize=8)
def load(folder: Path | None) -> Extractors:
    """The shipped extractors and those of an operator's folder; one with the name and version of a shipped one
    takes its place. Raises :class:`~flows.errors.Configuration` that names file, line and remedy."""
    shipped = sorted(p for p in Path(str(files("flows.extract.outlets"))).glob("*.toml"))
    if folder is not None and not folder.is_dir():
        raise Configuration(f"COMMENTARIAT_EXTRACTORS is {folder}, which is no folder", remedy=_HELP)
    own = sorted(folder.glob("*.toml")) if folder else []
    found: dict[tuple[str, int], tuple[Declaration, Path]] = {}
    for path in [*shipped, *own]:
        declared = read(path)
        key = (declared.name, declared.version)
        if key in found and (found[key][1] in own or path in shipped):
            raise Configuration(
                f"{path}: version {declared.version} of {declared.name} stands in {found[key][1]} too",
                remedy="Give the newer one a higher version; the older goes on reading the pages of its time.",
            )
        found[key] = (declared, path)
    by_host: dict[str, list[Declaration]] = {}
    for declared, _ in sorted(found.values(), key=lambda pair: -pair[0].version):
        for host in declared.hosts:
            by_host.setdefault(host, []).append(declared)
    return Extractors({host: tuple(rows) for host, rows in by_host.items()})


def read(path: Path) -> Declaration:
    """Read and check one file."""
    try:
        text = path.read_text("utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Configuration(f"cannot read the extractor {path}: {error}", remedy=_HELP) from None

    def wrong(key: str, what: str) -> Configuration:
        return Configuration(f"{path}{_line(text, key)}: key `{key}`: {what}", remedy=_HELP)

    for key in table:
        if key not in _KEYS:
            raise wrong(key, f"is none of {', '.join(sorted(_KEYS))}")
    for key in _REQUIRED:
        if key not in table:
            raise wrong(key, "is missing")
    name, version, hosts = table["name"], table["version"], table["hosts"]
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise wrong("name", f"{name!r} is no name of lower-case letters, digits and hyphens")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise wrong("version", f"{version!r} is no whole number from 1 on")
    if not isinstance(hosts, list) or not hosts:
        raise wrong("hosts", "wants a list of host names")
    for host in hosts:
        if not isinstance(host, str) or not _HOST.fullmatch(host):
            raise wrong("hosts", f"{host!r} is no host name in small letters, without https:// and path")
    selectors: dict[str, etree.XPath] = {}
    for key in _SELECTORS:
        if key in table:
            try:
                selectors[key] = _compiled(table[key])
            except (etree.XPathError, ValueError) as error:
                raise wrong(key, f"{table[key]!r} is no CSS selector or list of them ({error})") from None
    return Declaration(name, version, tuple(hosts), selectors)


def _compiled(value: Any) -> etree.XPath:
    written = value if isinstance(value, list) else [value]
    if not written or not all(isinstance(v, str) and v.strip() for v in written):
        raise ValueError("text is wanted")
    # Imported for a declaration alone: most installations have none, and each start would pay for it.
    from cssselect import HTMLTranslator, SelectorError

    translator = HTMLTranslator()
    try:
        return etree.XPath(" | ".join(translator.css_to_xpath(v) for v in written))
    except SelectorError as error:
        raise ValueError(str(error)) from error


def _line(text: str, key: str) -> str:
    """Where a key stands, as ``, line 3``; nothing for one that is missing."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*(?:=|\.)|\s*\[+\s*{re.escape(key)}\b", line):
            return f", line {number}"
    return ""
