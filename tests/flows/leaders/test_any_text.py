"""What holds for any text, however hostile: bounded cost, ordered places, relevance between 0 and 1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.leaders import assess
from tests.flows.leaders.finding import DAY, find, matcher, people


@pytest.mark.parametrize(
    "piece",
    [
        "Rutte ",
        "NATO Secretary General ",
        "secretary general of the ",
        "Bauer ",
        "former ",
        "нато генсек ",
        "'",
        "a\u0301",
        "秘书长",
        "ルッテ",
        "\0 ",
    ],
)
def test_hostile_repetition_is_linear(piece: str) -> None:
    # Quadratic, one of these would take minutes and run into the suite's time limit.
    find("NATO " + piece * (60_000 // len(piece)))


PIECES = [
    "Rutte",
    "Mark ",
    "NATO",
    " Secretary General",
    "генсек ",
    "НАТО ",
    "Jens",
    "Stoltenberg",
    "'s",
    "秘书长",
    "吕特",
    "\u0301",
    "\u00ad",
    "  ",
    "\n",
    ". ",
    "former ",
    "UN ",
    "Bauer",
    "İ",
    "ß",
    "\ud800",
    "\0",
]


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=30).map("".join),
    st.sampled_from(["en", "fi", "de", ""]),
)
def test_any_text_gives_ordered_places_inside_it(text: str, language: str) -> None:
    found = find(text, language)
    ends = 0
    for mention in found.mentions:
        assert ends <= mention.start < mention.end <= len(text)
        assert mention.person in matcher().roster.persons
        ends = mention.end
    assert all(0 <= place < len(text) for place in found.natos)


@given(st.text(max_size=200), st.text(max_size=100), st.text(max_size=400))
def test_relevance_of_any_text_lies_between_0_and_1(title: str, summary: str, body: str) -> None:
    found = assess(title, summary, body, language="", on=DAY)
    assert 0 <= found.relevance <= 1
    assert bool(found.leaders) == (found.relevance > 0) or all(not leader.office for leader in found.leaders)


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_name_is_found_whatever_stands_around_it(before: str, after: str) -> None:
    assert "mark-rutte" in people(f"{before}\nMark Rutte\n{after}")
