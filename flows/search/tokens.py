"""KQL's words: splits a query into tokens. Written from Kibana's public documentation of the language.

A backslash takes the meaning from the character after it, or from a word that would be an operator (``\\and``).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from flows.search.errors import QueryError

MAX_LENGTH = 10_000
"""Longest query in characters: Kibana's own field takes about as much, and a paste of an article is a mistake."""

SPECIAL = frozenset('\\():<>"*{}')
"""Characters that mean something and are escaped by a backslash."""

CONTROL = {"t": "\t", "r": "\r", "n": "\n"}


class Kind(StrEnum):
    """What a token is; the value is how an error calls it."""

    WORD = "a word"
    STRING = "a phrase"
    AND = "and"
    OR = "or"
    NOT = "not"
    COLON = ":"
    RANGE = "a comparison"
    OPEN = "("
    CLOSE = ")"
    OPEN_NESTED = "{"
    CLOSE_NESTED = "}"
    END = "the end"


@dataclass(frozen=True, slots=True)
class Token:
    """``text`` has its escapes undone; ``stars`` are the positions in it of asterisks that are wildcards."""

    kind: Kind
    text: str
    start: int
    end: int
    stars: tuple[int, ...] = ()


KEYWORDS = {"and": Kind.AND, "or": Kind.OR, "not": Kind.NOT}
SINGLES = {
    "(": Kind.OPEN,
    ")": Kind.CLOSE,
    "{": Kind.OPEN_NESTED,
    "}": Kind.CLOSE_NESTED,
    ":": Kind.COLON,
}


def tokenize(text: str) -> list[Token]:
    """Split ``text``; the last token is :attr:`Kind.END`. Raises :class:`QueryError`."""
    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"the query has {len(text)} characters: at most {MAX_LENGTH} are read", text, MAX_LENGTH, MAX_LENGTH + 1
        )
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        character = text[at]
        if character.isspace():
            at += 1
            continue
        if character in SINGLES:
            token = Token(SINGLES[character], character, at, at + 1)
        elif character in "<>":
            width = 2 if text[at + 1 : at + 2] == "=" else 1
            token = Token(Kind.RANGE, text[at : at + width], at, at + width)
        elif character == '"':
            token = _string(text, at)
        else:
            token = _word(text, at)
        tokens.append(token)
        at = token.end
    tokens.append(Token(Kind.END, "", len(text), len(text)))
    return tokens


def _string(text: str, start: int) -> Token:
    out: list[str] = []
    at = start + 1
    while at < len(text):
        if text[at] == '"':
            return Token(Kind.STRING, "".join(out), start, at + 1)
        if text[at] == "\\":
            value, at = _escape(text, at)
            out.append(value)
        else:
            out.append(text[at])
            at += 1
    raise QueryError(
        "this phrase has no closing quote", text, start, remedy='Close it with ", or write \\" for a quote.'
    )


def _word(text: str, start: int) -> Token:
    out: list[str] = []
    stars: list[int] = []
    at = start
    while at < len(text) and not text[at].isspace():
        character = text[at]
        if character == "\\":
            value, at = _escape(text, at)
            out.append(value)
            continue
        if character == "*":
            stars.append(len(out))
        elif character in SPECIAL and not _inside(text, start, at):
            break
        out.append(character)
        at += 1
    kind = KEYWORDS.get(text[start:at].lower(), Kind.WORD)
    return Token(kind, "".join(out), start, at, tuple(stars))


def _inside(text: str, start: int, at: int) -> bool:
    """A colon that belongs to the word: of a time (2026-01-22T10:30) or an address (https://…)."""
    if text[at] != ":":
        return False
    if text[at : at + 3] == "://":
        return text[start:at].lower() in ("http", "https")
    before = text[start:at].rpartition("T")
    return before[0][:4].isdigit() and before[2][:2].isdigit() and text[at + 1 : at + 2].isdigit()


def _escape(text: str, at: int) -> tuple[str, int]:
    """What the backslash at ``at`` and its followers mean, and where reading goes on."""
    following = text[at + 1 : at + 2]
    if not following:
        raise QueryError("nothing follows the backslash", text, at, remedy="Write \\\\ for a backslash itself.")
    if following in SPECIAL:
        return following, at + 2
    # Before the control characters: \not is the word, \n a new line.
    for keyword in KEYWORDS:
        after = at + 1 + len(keyword)
        if text[at + 1 : after].lower() == keyword and not text[after : after + 1].isalnum():
            return text[at + 1 : after], after
    if following in CONTROL:
        return CONTROL[following], at + 2
    if following == "u":
        digits = text[at + 2 : at + 6]
        if len(digits) == 4 and all(d in "0123456789abcdefABCDEF" for d in digits):
            value = chr(int(digits, 16))
            # Half a surrogate pair is no character and cannot be sent as UTF-8.
            return ("\ufffd" if "\ud800" <= value <= "\udfff" else value), at + 6
    # Before any other character it is a character like others, as in Windows paths.
    return "\\", at + 1
