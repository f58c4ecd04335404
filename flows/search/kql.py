"""KQL, Kibana's query language: text to a tree, by recursive descent. Written from Kibana's public documentation.

    query    = or            or     = and ("or" and)*       and = not ("and" not)*
    not      = "not" not | part
    part     = "(" query ")" | field ":" "{" query "}" | field ":" values | field RANGE value | value
    values   = value | "(" list of values joined by and, or, not ")"
    value    = phrase | words (blanks and wildcards included)

``not`` binds tighter than ``and``, ``and`` tighter than ``or``. Nothing but :class:`QueryError` is ever raised.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flows.search.errors import QueryError
from flows.search.tokens import Kind, Token, tokenize

MAX_DEPTH = 40
"""Deepest nesting of brackets and ``not``: far beyond what a person writes, far below Python's recursion limit."""

MAX_STARS = 20
"""Most wildcards in one value: with hundreds, a node gives up turning the pattern into an automaton."""

MAX_PARTS = 500
"""Most conditions in one query: half of the 1,024 clauses that every Elasticsearch node accepts."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value as written: ``text`` with escapes undone, ``stars`` the positions of wildcards in it."""

    text: str
    start: int
    end: int
    quoted: bool = False
    stars: tuple[int, ...] = ()

    @property
    def any(self) -> bool:
        """A lone wildcard: any value at all."""
        return bool(self.stars) and len(self.stars) == len(self.text)


@dataclass(frozen=True, slots=True)
class Name:
    """A field name as written, perhaps with wildcards."""

    text: str
    start: int
    end: int
    stars: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Everything:
    """The empty query."""


@dataclass(frozen=True, slots=True)
class Match:
    """``field`` (``None``: the text of the article) matches ``value``."""

    field: Name | None
    value: Value


@dataclass(frozen=True, slots=True)
class Compare:
    """``field`` lies below or above ``value``; ``operator`` is ``<``, ``<=``, ``>`` or ``>=``."""

    field: Name
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Nested:
    """Conditions that one and the same inner object of ``path`` has to meet."""

    path: Name
    child: Node


@dataclass(frozen=True, slots=True)
class Not:
    """The child does not match."""

    child: Node


@dataclass(frozen=True, slots=True)
class And:
    """All children match."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one child matches."""

    children: tuple[Node, ...]


Node = Everything | Match | Compare | Nested | Not | And | Or


def parse(text: str) -> Node:
    """The tree of ``text``. Raises :class:`QueryError`."""
    return _Parser(text).query()


class _Parser:
    """One pass over the tokens. ``field`` is set while the values of a field in brackets are read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokenize(text)
        self.at = 0
        self.depth = 0
        self.parts = 0

    def here(self) -> Token:
        return self.tokens[self.at]

    def query(self) -> Node:
        if self.here().kind is Kind.END:
            return Everything()
        node = self.either(None)
        if self.here().kind is not Kind.END:
            raise self.unexpected()
        return node

    def either(self, field: Name | None) -> Node:
        return self.joined(Kind.OR, self.both, Or, field)

    def both(self, field: Name | None) -> Node:
        return self.joined(Kind.AND, self.negated, And, field)

    def joined(
        self,
        operator: Kind,
        operand: Callable[[Name | None], Node],
        make: Callable[[tuple[Node, ...]], Node],
        field: Name | None,
    ) -> Node:
        children = [operand(field)]
        while self.here().kind is operator:
            self.at += 1
            children.append(operand(field))
        return children[0] if len(children) == 1 else make(tuple(children))

    def negated(self, field: Name | None) -> Node:
        if self.here().kind is not Kind.NOT:
            return self.part(field)
        self.enter()
        self.at += 1
        node = Not(self.negated(field))
        self.depth -= 1
        return node

    def part(self, field: Name | None) -> Node:
        token = self.here()
        if token.kind is Kind.OPEN:
            return self.bracketed(field, Kind.CLOSE)
        if token.kind not in (Kind.WORD, Kind.STRING):
            raise self.unexpected()
        self.parts += 1
        if self.parts > MAX_PARTS:
            raise QueryError(f"the query has more than {MAX_PARTS} conditions", self.text, token.start, token.end)
        following = self.tokens[self.at + 1]
        if following.kind in (Kind.COLON, Kind.RANGE):
            if field is not None:
                raise QueryError(
                    f"inside the brackets of `{field.text}` stand values, no fields", self.text, token.start, token.end
                )
            return self.condition()
        return Match(field, self.value())

    def condition(self) -> Node:
        named, operator = self.here(), self.tokens[self.at + 1]
        name = Name(named.text, named.start, named.end, named.stars)
        self.at += 2
        if operator.kind is Kind.RANGE:
            self.expect_value(f"after `{operator.text}` a value is wanted")
            return Compare(name, operator.text, self.value())
        if self.here().kind is Kind.OPEN:
            return self.bracketed(name, Kind.CLOSE)
        if self.here().kind is Kind.OPEN_NESTED:
            return Nested(name, self.bracketed(None, Kind.CLOSE_NESTED))
        self.expect_value(f"`{name.text}:` has no value")
        return Match(name, self.value())

    def bracketed(self, field: Name | None, closing: Kind) -> Node:
        opened = self.here()
        self.enter()
        self.at += 1
        if self.here().kind is closing:
            raise QueryError("nothing stands between these brackets", self.text, opened.start, self.here().end)
        node = self.either(field)
        if self.here().kind is Kind.END:
            raise QueryError(f"this `{opened.text}` is never closed", self.text, opened.start, opened.end)
        if self.here().kind is not closing:
            raise self.unexpected()
        self.at += 1
        self.depth -= 1
        return node

    def value(self) -> Value:
        """A phrase, or all the words up to the next operator: Kibana reads them as one value."""
        first = self.here()
        self.at += 1
        if first.kind is Kind.STRING:
            return Value(first.text, first.start, first.end, quoted=True)
        text, stars, end = first.text, list(first.stars), first.end
        while self.here().kind is Kind.WORD:
            if self.tokens[self.at + 1].kind in (Kind.COLON, Kind.RANGE):
                raise self.unexpected()
            stars += [len(text) + 1 + star for star in self.here().stars]
            text, end = f"{text} {self.here().text}", self.here().end
            self.at += 1
        if len(stars) > MAX_STARS:
            raise QueryError(f"a value has more than {MAX_STARS} wildcards", self.text, first.start, end)
        return Value(text, first.start, end, stars=tuple(stars))

    def expect_value(self, problem: str) -> None:
        if self.here().kind not in (Kind.WORD, Kind.STRING):
            at = self.here() if self.here().kind is not Kind.END else self.tokens[self.at - 1]
            raise QueryError(
                problem, self.text, at.start, at.end, remedy="Put quotes around a value that holds an operator or sign."
            )

    def enter(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            here = self.here()
            raise QueryError(
                f"brackets and `not` are nested more than {MAX_DEPTH} deep", self.text, here.start, here.end
            )

    def unexpected(self) -> QueryError:
        token, before = self.here(), self.tokens[self.at - 1] if self.at else None
        if token.kind is Kind.END:
            after = f" after `{before.text}`" if before else ""
            return QueryError(f"the query ends where a condition is wanted{after}", self.text, len(self.text))
        if token.kind in (Kind.WORD, Kind.STRING):
            return QueryError(
                f"`and` or `or` is missing before {_shown(token)}",
                self.text,
                token.start,
                token.end,
                remedy="Join conditions with and, or, not; words that belong together go in quotes.",
            )
        if token.kind is Kind.NOT and before is not None and before.kind in (Kind.STRING, Kind.WORD, Kind.CLOSE):
            return QueryError(f"`and` or `or` is missing before `{token.text}`", self.text, token.start, token.end)
        if token.kind in (Kind.AND, Kind.OR):
            return QueryError(
                f"a condition is wanted here, not `{token.text}`",
                self.text,
                token.start,
                token.end,
                remedy=f'Search for the word itself with "{token.text}" in quotes.',
            )
        if token.kind in (Kind.CLOSE, Kind.CLOSE_NESTED):
            return QueryError(f"this `{token.text}` closes nothing", self.text, token.start, token.end)
        return QueryError(
            f"`{token.text}` is not expected here",
            self.text,
            token.start,
            token.end,
            remedy=f"Put quotes around a value that holds it, or write \\{token.text[0]}.",
        )


def _shown(token: Token) -> str:
    return f'"{token.text}"' if token.kind is Kind.STRING else f"`{token.text}`"
