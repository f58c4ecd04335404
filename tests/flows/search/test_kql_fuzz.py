"""Three thousand mutated queries: each is read or refused with a place, in a bounded number of steps."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from benchmarks.kql_queries import mutated, query
from flows.search import compile_query
from flows.search.errors import QueryError
from flows.settings import Settings
from tests.search_fixture import ask_node

COUNT = 3000
STEPS = 20_000
"""Calls, Python's and built-in, that one query may take; looking for fields of a like name takes most of them."""


def queries() -> list[str]:
    """The same ones in every run."""
    chance = random.Random(3)
    seeds = [query(chance) for _ in range(500)]
    return [mutated(chance, seeds) for _ in range(COUNT)]


def calls(work: Callable[[], Any]) -> tuple[Any, int]:
    """What ``work`` returns and how many calls it made."""
    made = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        return work(), made
    finally:
        sys.setprofile(None)


def compiled(text: str) -> dict[str, Any] | QueryError:
    """The query, or the only error there may be."""
    try:
        return compile_query(text)
    except QueryError as error:
        return error


def test_every_mutated_query_is_read_or_refused_in_bounded_steps() -> None:
    compile_query("rutte or title:x")  # reads the mapping, once
    read = 0
    for text in queries():
        answer, steps = calls(partial(compiled, text))
        assert steps <= STEPS + 100 * len(text), text
        if isinstance(answer, QueryError):
            assert 0 <= answer.start <= len(text), text
            assert answer.problem, text
        else:
            read += 1
    assert COUNT // 5 < read < COUNT * 4 // 5


@pytest.mark.node
def test_what_compiles_runs_on_the_node(library: Settings) -> None:
    made = [(text, answer) for text in queries() if isinstance(answer := compiled(text), dict)][::5]
    answers = ask_node(library, [answer for _, answer in made])
    assert [(text, found) for (text, _), found in zip(made, answers, strict=True) if isinstance(found, str)] == []


@pytest.mark.parametrize(
    "text",
    ["a" * 10_000, "(" * 9_999, "a and " * 1_600, '"' * 9_999, "\\" * 9_999, "x" * 9_990 + ":y", "not " * 2_400,
     "*" * 9_999, "leaders:{" * 1_000, "a:b:" * 2_000, "吕" * 9_000 + "*", "ж" * 5_000, "title:" + "ж* " * 3_000,
     "Ж:" + "(ж or " * 1_500],
)  # fmt: skip
def test_long_queries_take_steps_in_proportion(text: str) -> None:
    compile_query("rutte or title:x")
    _, steps = calls(partial(compiled, text))
    assert steps <= STEPS + 100 * len(text)
