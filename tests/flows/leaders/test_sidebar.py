"""Lines that lead to other texts are no part of the text, in many languages; prose is."""

from __future__ import annotations

from datetime import date

import pytest

from flows.leaders import assess

ON = date(2026, 2, 3)


def named(body: str) -> list[str]:
    return [leader.id for leader in assess("Weather", "", body, language="", on=ON).leaders]


@pytest.mark.parametrize(
    "line",
    [
        "Read also: NATO chief Rutte visits Kyiv",
        "• Lesen Sie auch: Rutte fordert mehr Geld",
        "À lire aussi : Mark Rutte met en garde Moscou",
        "Читайте также: Рютте призвал вооружаться",
        "Διαβάστε επίσης: Ρούτε: Χρειάζονται όπλα",
        "相关阅读：北约秘书长吕特访问东京",
        "関連記事：NATOのルッテ事務総長が来日",
        "اقرأ أيضا: مارك روته يزور بغداد",
    ],
)
def test_a_line_that_is_announced(line: str) -> None:
    assert named(f"Rain fell on Tuesday.\n{line}\nMore rain will follow.") == []


def test_a_list_under_its_heading_and_a_list_without_one() -> None:
    headlines = "Rutte: spend more\nTen ways to cook rice\nWho follows Grynkewich\nA walk in the park"
    assert named(f"Rain fell.\nMost read\n{headlines}") == []
    assert named(f"Rain fell.\n{headlines}") == []
    assert named(f"Most read\n{headlines}\nIn Brussels Rutte spoke for an hour.") == ["mark-rutte"]


def test_prose_and_short_lines_stay() -> None:
    assert named("Read also what Rutte wrote") == []
    assert named("Readers wrote to Rutte about it.") == ["mark-rutte"]
    assert named("A caption with Rutte\nRain fell.") == ["mark-rutte"]
    assert named("เลขาธิการนาโตกล่าว\nพันธมิตรพร้อม\nวันนี้\nพรุ่งนี้\nอีกครั้ง") == ["mark-rutte"]
