"""Lucene query strings, passed on to Elasticsearch with short names spelled out and what is dangerous refused.

The language is the node's own, but a node says little about a mistake and lets some pass in silence. Checked here,
with a caret: field names, quotes and brackets that do not close, words that begin with a wildcard. A keyword that is
not known is stored as an empty one and does not exist. The service asks the node's
``_validate/query`` before it searches; :func:`mistake` puts the caret of what it says into the text as it was typed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flows.search.errors import QueryError
from flows.search.fields import ALIASES, catalogue, fields_for, near, nested_paths, objects
from flows.search.tokens import MAX_LENGTH

_PIECE = re.compile(
    r"""(?P<phrase>"(?:\\.|[^"\\])*")
    |(?P<regexp>/(?:\\.|[^/\\])*/)
    |(?P<range>[\[{](?:"(?:\\.|[^"\\])*"|[^\[\]{}"])*[\]}])
    |(?P<term>(?:\\.|[^\s+\-!():^\[\]"{}~\\/&|=<>])(?:\\.|[^\s!():^\[\]"{}~\\/])*)
    |(?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)
_OPERATORS = ("AND", "OR", "NOT")
_UNCLOSED = {
    '"': "this phrase has no closing quote",
    "/": "this `/` begins a regular expression that has no end",
    "[": "this range is never closed",
    "{": "this range is never closed",
    "(": "this `(` is never closed",
    "\\": "nothing follows the backslash",
}


@dataclass(slots=True)
class Rewritten:
    """A query as the node gets it. ``places`` pairs positions in it with those in the text as typed."""

    typed: str
    text: str = ""
    places: list[tuple[int, int]] = field(default_factory=list)

    def add(self, text: str, start: int) -> None:
        """Append ``text``, which stands for what begins at ``start``."""
        self.places.append((len(self.text), start))
        self.text += text

    def place(self, offset: int) -> int:
        """Where in the typed text the node's ``offset`` (in UTF-16, as Java counts) lies."""
        at = len(self.text.encode("utf-16-le", "replace")[: 2 * offset].decode("utf-16-le", "ignore"))
        if at >= len(self.text):
            return len(self.typed)
        out, start = next((pair for pair in reversed(self.places) if pair[0] <= at), (0, 0))
        return min(start + at - out, len(self.typed))


def to_query(text: str) -> dict[str, Any]:
    """The ``query_string`` query of ``text``; the empty text matches everything. Raises :class:`QueryError`."""
    if not text.strip():
        return {"match_all": {}}
    return {
        "query_string": {
            "query": rewrite(text).text,
            "fields": fields_for(text),
            "allow_leading_wildcard": False,
            "analyze_wildcard": True,
            "max_determinized_states": 5000,
        }
    }


def rewrite(text: str) -> Rewritten:
    """Check ``text`` and spell out its short names. Raises :class:`QueryError`."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the query has {len(text)} characters: at most {MAX_LENGTH} are read", text, MAX_LENGTH)
    done = Rewritten(text)
    pieces = list(_PIECE.finditer(re.sub(r"[\ud800-\udfff]", "\ufffd", text)))
    opened: list[int] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        kind, found = piece.lastgroup, piece[0]
        colon = _colon(pieces, at)
        if kind == "term" and colon:
            at = _condition(done, pieces, at, colon)
            continue
        if kind == "term":
            _check_word(text, piece)
        elif found == "(":
            opened.append(piece.start())
        elif found == ")":
            if not opened:
                raise _wrong("this `)` closes nothing", text, piece.start())
            opened.pop()
        elif kind == "other" and found in _UNCLOSED:
            raise _wrong(_UNCLOSED[found], text, piece.start(), remedy=f"Write \\{found} for the sign itself.")
        done.add(found, piece.start())
        at += 1
    if opened:
        raise _wrong(_UNCLOSED["("], text, opened[-1])
    return done


def _colon(pieces: list[re.Match[str]], at: int) -> int:
    """Where the colon after the piece ``at`` stands, blanks between them or not; 0 when none does."""
    at += 1
    while at < len(pieces) and pieces[at][0].isspace():
        at += 1
    return at if at < len(pieces) and pieces[at][0] == ":" else 0


def _condition(done: Rewritten, pieces: list[re.Match[str]], at: int, colon: int) -> int:
    """Add the field at ``at``, and its value where both have to be spelled out; returns where to go on."""
    named = pieces[at]
    name = re.sub(r"\\(.)", r"\1", named[0])
    value = colon + 1
    while value < len(pieces) and pieces[value][0].isspace():
        value += 1
    if name == "_exists_" and value < len(pieces) and pieces[value].lastgroup == "term":
        targets = _asked(done.typed, pieces[value], exists=True)
        done.add(f"({' OR '.join(map(_exists, targets))})", named.start())
        return value + 1
    if name == "_exists_" or "*" in name:
        done.add(f"{named[0]}:", named.start())
        return value
    targets = _asked(done.typed, named, nested=done.text.endswith(":"))
    if len(targets) == 1:
        done.add(f"{targets[0]}:", named.start())
        return value
    given = pieces[value] if value < len(pieces) else None
    distance = _distance(pieces, value + 1)
    one = given is not None and given.lastgroup in ("term", "phrase") and given[0] not in _OPERATORS
    if given is None or not one or (name == "leader" and distance):
        raise _wrong(
            f"`{name}` stands for several fields and takes one word or phrase here",
            done.typed,
            named.start(),
            named.end(),
            remedy=f"Write {name}:a OR {name}:b, or name one of {', '.join(targets)}.",
        )
    if given[0] != "*":
        _check_word(done.typed, given)
    asked = given[0] + "".join(piece[0] for piece in pieces[value + 1 : value + 1 + distance])
    either = _leader(given) if name == "leader" and given[0] != "*" else [f"{each}:{asked}" for each in targets]
    done.add(f"({' OR '.join(either)})", named.start())
    return value + 1 + distance


def _distance(pieces: list[re.Match[str]], at: int) -> int:
    """How many pieces from ``at`` on say how far off a word or phrase may be: ``~``, ``~2``."""
    if at >= len(pieces) or pieces[at][0] != "~":
        return 0
    return 2 if at + 1 < len(pieces) and re.fullmatch(r"[\d.]+", pieces[at + 1][0]) else 1


def _exists(name: str) -> str:
    known = catalogue().get(name)
    return f"{name}:/.+/" if known and known.kind == "keyword" else f"_exists_:{name}"


def _asked(text: str, named: re.Match[str], *, exists: bool = False, nested: bool = False) -> tuple[str, ...]:
    """The fields a name stands for."""
    name = re.sub(r"\\(.)", r"\1", named[0])
    known = catalogue()
    if name in ("since", "until"):
        bounds = "[2026-01-22 TO *]" if name == "since" else "[* TO 2026-01-22]"
        raise _wrong(f"`{name}` is for KQL", text, *named.span(), remedy=f"Write @timestamp:{bounds}.")
    if name in known and known[name].searchable:
        return (name,)
    if name in ALIASES:
        return ALIASES[name]
    if exists and name in objects() | nested_paths():
        return (name,)
    close = near(name)
    remedy = f"Did you mean {' or '.join(close)}?" if close else "docs/search.md lists all fields."
    if nested or name in ("http", "https") or name[:1].isdigit():
        remedy = "Put quotes around a value that holds a colon."
    raise QueryError(f"there is no field `{name}`", text, *named.span(), remedy=remedy)


def _leader(given: re.Match[str]) -> list[str]:
    """Conditions for a person by id or whole parts of it, or an office, as in KQL."""
    quoted = given.lastgroup == "phrase"
    text = given[0][1:-1] if quoted else given[0]
    kept = r"[^\w]+" if quoted else r"[^\w*?]+"
    slug = re.sub(kept, "-", text.lower()).strip("-_")
    part = slug.replace("*", ".*").replace("?", ".")
    return [f"leader.id:/(.*-)?{part}(-.*)?/", f"leader.office:/{part}/"]


def _check_word(text: str, word: re.Match[str]) -> None:
    if word[0][0] in "*?" and word[0] != "*":
        raise _wrong(
            "a word must not begin with a wildcard",
            text,
            *word.span(),
            remedy="KQL allows it: leave out --syntax lucene, or `syntax` of a saved search.",
        )


def _wrong(problem: str, text: str, start: int, end: int | None = None, *, remedy: str = "") -> QueryError:
    return QueryError(f"this is no Lucene query: {problem}", text, start, end, remedy=remedy)


def mistake(text: str, said: str) -> QueryError:
    """What the node ``said`` of a query, at its place in the ``text`` as it was typed."""
    if column := re.search(r"at line \d+, column (\d+)", said):
        start = rewrite(text).place(int(column[1]))
        image = re.search(r'Encountered " (?:<\w+>|"[^"]*") "(.*?) "" at', said)
        if image and start < len(text):
            return _wrong(f"`{image[1]}` is not expected here", text, start, start + len(image[1]))
        return _wrong("it ends where more is wanted" if start >= len(text) else "not valid", text, start)
    if kind := re.search(r"Can only use \w+ queries on .* - not on \[([^\]]+)\] which is of type \[(\w+)\]", said):
        return _wrong(f"`{kind[1]}` is of type {kind[2]} and takes no wildcard", text, max(0, text.find("*")))
    value = re.search(r'For input string: "([^"]*)"|(?:date field|boolean value|cannot be) \[([^\]]*)\]', said)
    reason = said.rpartition("Exception: ")[2].splitlines()
    if value:
        bad = value[1] or value[2] or ""
        start = max(0, text.find(bad))
        return _wrong(f"`{bad}` is no value of this field", text, start, start + len(bad))
    return _wrong(reason[0] if reason else "not valid", text, 0)


def reasons(body: object) -> str:
    """All that the body of a node's error says, causes first: the place lies deep in it."""
    if isinstance(body, list):
        return "\n".join(filter(None, map(reasons, body)))
    if not isinstance(body, dict):
        return ""
    inner = [reasons(value) for value in body.values()]
    own = body.get("reason")
    return "\n".join(filter(None, [*inner, own if isinstance(own, str) else ""]))
