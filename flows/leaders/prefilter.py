"""Can a page name a leader at all? Asked of its raw bytes, before anything is parsed: most pages of a crawl cannot.

One pass of a multi-pattern matcher (Vectorscan) over the bytes, some twenty times cheaper than reading the record with
its digest checked. It errs on one side only: what cannot be judged from bytes (UTF-16, charsets with states or that
nobody knows, a machine without the matcher) may name somebody. Characters that hide a name (soft hyphens, marks over
letters, letters written as references) are taken out and the page is looked at again.
"""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Any

from crawlers.records import LandedPage
from flows.extract.charset import declared_charsets
from flows.leaders.phrases import Phrases
from flows.leaders.roster import Roster
from flows.leaders.signs import ENCODINGS, WHOLE, literals, signs

_SURE, _HIDES = 0, -1
"""Groups of literals: enough by itself; hides names. Numbers above are surnames and given names."""

_HIDDEN = (
    *(
        code.encode()
        for code in (*map(chr, range(0x300, 0x370)), *map(chr, range(0x64B, 0x660)), *"\xad\u0640\u2060\ufeff")
    ),
    *(chr(code).encode() for code in (*range(0x200B, 0x2010), *range(0x5B0, 0x5C3))),
    *(b"&shy;", b"&zwnj;", b"&zwj;", b"&lrm;", b"&rlm;", b"&#173;", b"&#xad;", b"<wbr>", b"<wbr/>", b"<wbr />"),
    *(b"&#%d;" % code for code in (*range(0x200B, 0x2010), 0x2060, 0x301)),
    *(b"&#x%x;" % code for code in (*range(0x200B, 0x2010), 0x2060, 0x301)),
    *(b"\\u%04x" % code for code in (0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, 0x301)),
)
"""Taken out: soft hyphens, characters of no width, marks over letters, places where a line may break."""
_LETTERS = tuple(
    (form % code, bytes([code]))
    for code in (*range(0x41, 0x5B), *range(0x61, 0x7B))
    for form in (b"&#%d;", b"&#x%x;", b"\\u%04x")
)
"""Written as what they are: plain letters as references and escapes."""
_SPACES = (b" ", b"\n", b"\r\n", b"  ", b"\xc2\xa0", b"\xa0", b"&nbsp;", b"&#160;", b"\\u00a0")
_ESCAPE = re.compile(rb"(?:\\[nrtbf]|\\u[0-9a-f]{4}|%[0-9a-f]{2}|&nbsp|&[lg]t|&quot|&amp)$", re.IGNORECASE)
_KNOWN = frozenset({*ENCODINGS, "utf-8", "iso-8859-15", "iso-8859-2", "iso-8859-5", "iso-8859-6", "iso-8859-7",
                    "iso-8859-8", "iso-8859-13", "iso-8859-4", "windows-1250", "windows-1251", "windows-1252",
                    "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257", "windows-1258",
                    "koi8-r", "euc-kr", "cp1258"})  # fmt: skip
_HEAD = 20_000


def may_mention(page: LandedPage) -> bool:
    """Whether a page may name a leader: never wrong when it says no, on what the matcher would find."""
    sieve = _sieve()
    if sieve is None or not _plain(page):
        return True
    entry = page.discovery.entry if page.discovery else None
    if entry and sieve.sees(f"{entry.title}\n{entry.summary}".encode()):
        return True
    return sieve.sees(page.body)


def _plain(page: LandedPage) -> bool:
    """Whether the bytes can be searched as they are."""
    body = page.body
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x1b" in body or b"\x00" in body[:4096]:
        return False
    head = body[:_HEAD]
    if b"charset" not in head.lower() and "charset" not in page.content_type.lower() and b"encoding=" not in head[:400]:
        return True
    return all(name.replace("_", "-") in _KNOWN for name in declared_charsets(head, page.content_type))


class _Guard(Enum):
    """What must not stand before a literal, or behind it."""

    NONE = 0
    LATIN = 1
    """No ASCII letter before it: senator is no NATO."""
    WHOLE = 2
    """None behind it either."""
    CYRILLIC = 3
    """No Cyrillic letter in UTF-8 before it: сенатор is no НАТО."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Bytes to look for, what they are a sign of, and what may stand beside them. ``instead``: what they hide."""

    data: bytes
    group: int
    guard: _Guard = _Guard.NONE
    instead: bytes = b""


class Sieve:
    """The compiled literals. One scan at a time: the matcher keeps its state in one place."""

    def __init__(self, hyperscan: Any, literals_: Sequence[Literal], given: Mapping[int, frozenset[int]]) -> None:
        self._literals = literals_
        self._given = given
        self._stop = hyperscan.ScanTerminated
        self._lock = threading.Lock()
        self._database = hyperscan.Database()
        once = hyperscan.HS_FLAG_SINGLEMATCH
        self._database.compile(
            expressions=[b"".join(b"\\x%02x" % byte for byte in one.data) for one in literals_],
            ids=list(range(len(literals_))),
            elements=len(literals_),
            flags=[
                hyperscan.HS_FLAG_CASELESS | (once if one.guard is _Guard.NONE and one.group > _HIDES else 0)
                for one in literals_
            ],
        )

    def sees(self, data: bytes) -> bool:
        """Whether a sign stands in the bytes, as they are or behind what hides it."""
        groups, hidden = self._scan(data)
        if self._enough(groups):
            return True
        if not hidden:
            return False
        pieces, done = [], 0
        for start, end, instead in sorted(hidden):
            if start >= done:
                pieces += [data[done:start], instead]
                done = end
        return self._enough(self._scan(b"".join([*pieces, data[done:]]))[0])

    def _enough(self, groups: set[int]) -> bool:
        return _SURE in groups or any(groups & self._given[group] for group in groups if group in self._given)

    def _scan(self, data: bytes) -> tuple[set[int], list[tuple[int, int, bytes]]]:
        groups: set[int] = set()
        hidden: list[tuple[int, int, bytes]] = []
        literals_ = self._literals

        def hit(number: int, _: int, end: int, *__: object) -> bool:
            one = literals_[number]
            start = end - len(one.data)
            if one.group == _HIDES:
                hidden.append((start, end, one.instead))
            elif one.group not in groups and _stands(data, start, end, one.guard):
                groups.add(one.group)
                return one.group == _SURE
            return False

        with self._lock, contextlib.suppress(self._stop):
            self._database.scan(data, match_event_handler=hit)
        return groups, hidden


def _stands(data: bytes, start: int, end: int, guard: _Guard) -> bool:
    if guard is _Guard.NONE or start == 0:
        return True
    if guard is _Guard.CYRILLIC:
        return not (0x80 <= data[start - 1] <= 0xBF and start > 1 and 0xD0 <= data[start - 2] <= 0xD2)
    if guard is _Guard.WHOLE and data[end : end + 1].isalpha():
        return False
    return not data[start - 1 : start].isalpha() or bool(_ESCAPE.search(data[max(0, start - 6) : start]))


@cache
def _sieve() -> Sieve | None:
    """Compiled at the first page and kept; ``None`` on a machine for which the matcher is not built."""
    try:
        hyperscan = import_module("hyperscan")
    except ImportError:
        return None
    from flows.leaders.assessment import the_matcher

    matcher = the_matcher()
    return Sieve(hyperscan, *compiled(matcher.roster, matcher.offices.phrases))


def compiled(roster: Roster, phrases: Phrases) -> tuple[list[Literal], dict[int, frozenset[int]]]:
    """Every literal, and for each surname that needs one the given names, by group."""
    found = signs(roster, phrases)
    all_: list[Literal] = [one for form in sorted(found.sure) for one in _written(form, _SURE)]
    all_ += [Literal(word.encode(), _SURE, _Guard.WHOLE) for word in WHOLE]
    all_ += [Literal(data, _HIDES) for data in dict.fromkeys(_HIDDEN)]
    all_ += [Literal(data, _HIDES, instead=instead) for data, instead in _LETTERS]
    numbers: dict[str, int] = {}
    given: dict[int, frozenset[int]] = {}

    def group(form: str, *, first: bool) -> int:
        # A given name needs but its beginning, and is looked for wherever it stands.
        key = form if first else "given " + form
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            all_.extend(_written(form, numbers[key], free=not first))
        return numbers[key]

    for name, names in found.pairs:
        mine = group(name, first=True)
        given[mine] = given.get(mine, frozenset()) | {group(other.split()[0], first=False) for other in names}
    return all_, given


def _written(form: str, group: int, *, free: bool = False) -> Iterator[Literal]:
    """A form in every way a page may write it; ``free``: whatever stands before it."""
    latin, cyrillic = "a" <= form[0] <= "z", "\u0400" <= form[0] <= "\u04ff"
    for literal in (form.encode(),) if form.isascii() else dict.fromkeys(literals(form)):
        guard = _Guard.NONE
        if not free:
            guard = _Guard.LATIN if latin else guard
            guard = _Guard.CYRILLIC if cyrillic and 0xD0 <= literal[0] <= 0xD2 else guard
        for space in _SPACES if b" " in literal else (b" ",):
            yield Literal(literal.replace(b" ", space), group, guard)
    if form.isascii() and len(form) > 4 and not free:
        # The first letter apart, as an ornament: <span>R</span>utte.
        yield Literal(b">" + form[1:].encode(), group)
