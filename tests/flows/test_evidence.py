"""Numbers and names are told the same way whatever the language and alphabet."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.evidence import names, numbers, own_names, skeleton

DAY = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,340 workers, 410,000 shells", {"1340", "410000"}),
        ("1.340 Arbeiter, 410 000 Granaten", {"1340", "410000"}),
        ("1\u202f340 salariés; 410\u00a0000 obus.", {"1340", "410000"}),
        ("48,5 Millionen und 48.50 million", {"48.5"}),
        ("3 percent, 3 Prozent, 3%, 3 τοις εκατό, 7 процентов", {"3", "7"}),
        ("€5 and 4 млн", {"5", "4"}),
        ("١٢٣٤٥ and 12345", {"12345"}),
        ("3 men, 7 boats", set()),
        ("in 1999, on 10 March 2026, on 12.03.2026, at 14:30, 2026-03-14", set()),
        ("F-16 and T90", set()),
        ("1,999 visitors", {"1999"}),
    ],
)
def test_numbers(text: str, found: set[str]) -> None:
    assert set(numbers(text, DAY)) == found


@pytest.mark.parametrize(
    "spellings",
    [
        ("Rotterdam", "Роттердаме", "Ρότερνταμ", "Rotterdamu"),
        ("Lehtimäki", "Lehtimaki", "Лехтимяки"),
        ("Hodynsky", "Ходинський", "Hodyński"),
        ("Stelmashchuk", "Стельмащук"),
        ("Lobatón", "Λομπατόν"),
    ],
)
def test_a_name_is_one_in_every_spelling(spellings: tuple[str, ...]) -> None:
    assert len({skeleton(word) for word in spellings}) == 1
    assert skeleton(spellings[0])


def test_names_are_capitalised_words_inside_sentences() -> None:
    body = "Yesterday Vestergaard went to Bornholm. Karelia waits; “Silence” said NATOWIDE people in Kyiv and Moskwa."
    assert set(names(body)) == {skeleton("Vestergaard"), skeleton("Bornholm")}


def test_what_every_article_names_is_no_evidence() -> None:
    assert not {*map(skeleton, ("Брюсселе", "Generalsekretär", "Україна", "Europe", "Oslo"))} - {"", skeleton("Oslo")}
    assert own_names(["Jens Stoltenberg"]) >= {skeleton("Столтенбергом")}


@pytest.mark.parametrize("text", ["", "\0\ud800", "9" * 5000, "A" * 5000, "1," * 3000, "北约秘书长", "İ" * 9])
def test_odd_texts_do_no_harm(text: str) -> None:
    list(numbers(text, DAY))
    list(names(text))
