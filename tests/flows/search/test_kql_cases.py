"""The table of queries: what each finds in a real index, or where and why it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.search import compile_query
from flows.search.errors import QueryError
from flows.settings import Settings
from tests.flows.search.library import LIBRARY
from tests.search_fixture import ask_node

TABLE = Path(__file__).with_name("kql-cases.txt")
ALL = frozenset(range(1, len(LIBRARY) + 1))


def cases() -> Iterator[tuple[str, str]]:
    """Query and expectation of every line."""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            query, _, expected = line.rpartition("=> ")
            yield query.removesuffix(" "), expected


FOUND = [(query, expected) for query, expected in cases() if not expected.startswith("!")]
REFUSED = [(query, *expected.removeprefix("! ").split(" ", 1)) for query, expected in cases() if expected[0] == "!"]


def numbers(expected: str) -> frozenset[int]:
    """What a line of the table expects."""
    if expected == "all":
        return ALL
    return frozenset() if expected == "none" else frozenset(map(int, expected.split()))


@pytest.mark.node
def test_every_query_finds_what_it_means(library: Settings) -> None:
    answers = ask_node(library, [compile_query(query) for query, _ in FOUND])
    wrong = [
        f"{query} => {sorted(found)}, not {expected}"
        for (query, expected), found in zip(FOUND, answers, strict=True)
        if found != numbers(expected)
    ]
    assert wrong == []


@pytest.mark.parametrize(("query", "start", "says"), REFUSED)
def test_every_mistake_is_told_where_it_stands(query: str, start: str, says: str) -> None:
    with pytest.raises(QueryError) as refused:
        compile_query(query)
    assert says in f"{refused.value}\n{refused.value.remedy}"
    assert refused.value.start == int(start)


def test_the_table_is_whole() -> None:
    queries = [query for query, _ in cases()]
    assert len(queries) == len(set(queries))
    assert len(queries) >= 250
