"""Fingerprints: copies made by realistic edits are found and measured, strangers are not."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.fingerprints import Fingerprint, fingerprint, similarity
from tests.warcs import prose

TEXTS = [prose(seed, paragraphs=12) for seed in range(40)]


def _changed(text: str, rate: float) -> str:
    chance = random.Random(7)
    return " ".join("changed" if chance.random() < rate else word for word in text.split(" "))


EDITS: dict[str, Callable[[str], str]] = {
    "a third kept": lambda t: t[: len(t) // 3],
    "three paragraphs kept": lambda t: "\n".join(t.split("\n")[:3]),
    "a lede added": lambda t: prose(999, 1) + "\n" + t,
    "a lede added, a third kept": lambda t: prose(999, 1) + "\n" + t[: len(t) // 3],
    "house style": lambda t: t.upper().replace(".", " …").replace(" ", "\u00a0 "),
    "soft hyphens": lambda t: t.replace("minis", "mi\u00adnis"),
    "one word in twenty": lambda t: _changed(t, 0.05),
    "boilerplate around": lambda t: f"Read more of our work every day.\n{t}\nAll rights reserved, no copying at all.",
}


@pytest.mark.parametrize("edit", EDITS)
def test_copies_share_bands_and_text(edit: str) -> None:
    for text in TEXTS:
        original, copy = fingerprint("One", text), fingerprint("Two", EDITS[edit](text))
        assert set(original.bands) & set(copy.bands), edit
        assert similarity(original, copy).containment >= 0.45


def test_strangers_share_next_to_nothing() -> None:
    prints = [fingerprint("Same title", text) for text in TEXTS]
    for one in prints:
        for other in prints:
            assert one is other or similarity(one, other).containment < 0.1


def test_scripts_without_spaces() -> None:
    text = (
        "北大西洋公約組織秘書長呂特在布魯塞爾會見各國國防部長並討論烏克蘭局勢" * 2
        + "記者會上他拒絕評論美國的立場但強調盟國必須增加國防開支以應對威脅"
    )
    other = (
        "今日東京股市收盤上漲投資人關注央行下週的利率決定與出口數據表現分析師認為日圓走勢仍是關鍵因素市場情緒謹慎" * 2
    )
    assert similarity(fingerprint("", text), fingerprint("", text[:40])).containment > 0.9
    assert similarity(fingerprint("", text), fingerprint("", other)).containment == 0


def test_identical_means_the_same_words_in_the_same_order() -> None:
    text = prose(1)
    words = text.split()
    swapped = " ".join([words[1], words[0], *words[2:]])
    assert similarity(fingerprint("A", text), fingerprint("B", text.upper())).identical
    assert not similarity(fingerprint("A", text), fingerprint("A", swapped)).identical


def test_words_are_split_as_the_regular_expressions_do() -> None:
    # What is written in two ways is one text: composed or not, wide or narrow, with or without what cannot be seen.
    pairs = [
        ("Zürich café déjà vu", "Zu\u0308rich cafe\u0301 de\u0301ja\u0300 vu"),
        ("full width words here", "ｆｕｌｌ ｗｉｄｔｈ words here"),
        ("one_two three-four five", "one two three four  five"),
        ("Straße der Wölfe heute", "STRASSE DER WÖLFE HEUTE"),
        ("a𠀀b c𠀁d", "A 𠀀 B C 𠀁 D"),
        ("x" * 200 + " end of it all", "X" * 200 + "\u200b end of it all"),
    ]
    for one, other in pairs:
        assert fingerprint("", one) == fingerprint("", other), one
    assert fingerprint("", "x" * 200 + "y" * 64) != fingerprint("", "x" * 199 + "y" * 65)


def test_short_texts_are_told_apart_by_their_titles() -> None:
    stub = "Subscribe to read this article."
    assert not similarity(fingerprint("First", stub), fingerprint("Second", stub)).identical


@given(st.text(max_size=300), st.text(max_size=300))
def test_total_symmetric_and_stored_without_loss(one: str, other: str) -> None:
    a, b = fingerprint("", one), fingerprint("", other)
    assert similarity(a, b) == similarity(b, a)
    assert Fingerprint.from_json(a.to_json()) == a
    assert similarity(a, a).containment == (1.0 if a.count else 0.0)


@pytest.mark.parametrize("stored", [None, {}, {"sketch": "?"}, {"sketch": ""}, {"sketch": "AAAA"}, [], 3])
def test_a_stored_fingerprint_that_is_none(stored: object) -> None:
    assert Fingerprint.from_json(stored) is None


def test_the_stored_form_never_changes_unnoticed() -> None:
    # What is stored must be met by what later versions compute: a change here needs a new fingerprint version.
    assert fingerprint("", "one two three four").bands == ("2c3677774957",)
