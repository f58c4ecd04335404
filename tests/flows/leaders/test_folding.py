"""Folding loses nothing that matters and leads every place back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.leaders.folding import _ASCII_ODD, _TABLE, _odd, fold, folded
from flows.leaders.inflection import is_form, stem

TEXTS = st.text() | st.text(alphabet="aA \u0301\u00ad\0\té\n.")


@given(TEXTS)
def test_places_grow_and_lie_in_the_original(text: str) -> None:
    result = fold(text)
    places = [result.origin(i) for i in range(len(result.text))]
    assert places == sorted(set(places))
    assert all(0 <= place < len(text) for place in places)


@given(TEXTS)
def test_what_is_led_back_folds_to_the_same(text: str) -> None:
    result = fold(text)
    for place, char in enumerate(result.text):
        assert fold(text[result.origin(place)]).text in {char, ""} or char == " "


@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text).text).text == fold(text).text


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("Geoană", "geoana"),
        ("ŁØĐ", "lod"),
        ("İstanbul", "istanbul"),
        ("Ё Й Ї", "е и і"),
        ("Ρούτε", "ρουτε"),
        ("’s", "'s"),
    ],
)
def test_letters_lose_case_and_accents(word: str, plain: str) -> None:
    assert folded(word) == plain


@given(
    st.sampled_from(["rutte", "stoltenberg", "geoana", "balanzino", "столтенберг", "рютте", "джоана", "吕特"]),
    st.text(max_size=6),
)
def test_a_form_begins_with_its_stem(base: str, ending: str) -> None:
    if is_form(base + ending, base):
        assert (base + ending).startswith(stem(base))
    assert is_form(base, base)


@pytest.mark.parametrize("word", ["stoltenbergsen", "rutter", "rutto", "rutte'" + "a" * 9, "rutteville", "руттер"])
def test_other_words_are_no_forms(word: str) -> None:
    assert not any(is_form(word, base) for base in ("rutte", "stoltenberg", "рутте"))


def test_no_letter_that_folds_is_overlooked() -> None:
    """Letters are looked for by what is left out; whatever folds must not be left out."""
    for code in (*range(0xD800), *range(0xE000, 0x3000), *range(0xF900, 0x10000), *range(0x1D400, 0x1D800)):
        char = chr(code)
        if char.lower() == char:
            assert _TABLE[code] == char or char in _odd(char) or char in _ASCII_ODD, hex(code)
