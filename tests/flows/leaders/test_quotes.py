"""Quotations and their speakers: marks of many languages, halves, pronouns, and what is no quotation."""

from __future__ import annotations

from datetime import date

import pytest

from flows.leaders import assess
from flows.leaders.marks import MOST, quoted
from flows.leaders.sayings import languages

DAY = date(2026, 2, 3)
RUTTE = "mark-rutte"


def said(language: str, text: str) -> list[tuple[str | None, str]]:
    quotes = assess("", "", text, language=language, on=DAY).quotes
    assert all(text[q.offset : q.offset + len(q.text)] == q.text for q in quotes)
    return [(q.speaker_id or q.speaker, q.text) for q in quotes]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "“We must spend more,” said Rutte.", "We must spend more,"),
        ("de", "„Wir müssen mehr tun“, sagte Rutte.", "Wir müssen mehr tun"),
        ("de", "»Wir müssen mehr tun«, sagte Rutte.", "Wir müssen mehr tun"),
        ("fr", "« Il faut agir », a déclaré Rutte.", "Il faut agir"),
        ("pl", "– Musimy działać – powiedział szef NATO.", "Musimy działać"),
        ("ru", "«Мы должны действовать», — заявил Рютте.", "Мы должны действовать"),
        ("es", "—Hay que actuar —dijo Rutte.", "Hay que actuar"),
        ("sv", "– Hotet är verkligt, säger Rutte.", "Hotet är verkligt"),
        ("fi", "”On toimittava nyt”, sanoi Rutte.", "On toimittava nyt"),
        ("hu", "„Cselekednünk kell” – mondta Rutte.", "Cselekednünk kell"),
        ("tr", "Rutte, “Harekete geçmeliyiz” dedi.", "Harekete geçmeliyiz"),
        ("el", "«Πρέπει να δράσουμε», δήλωσε ο Ρούτε.", "Πρέπει να δράσουμε"),
        ("ar", 'وقال روته: "يجب أن نتحرك الآن".', "يجب أن نتحرك الآن"),
        ("he", '"חייבים לפעול עכשיו", אמר מארק רוטה.', "חייבים לפעול עכשיו"),
        ("ja", "ルッテ事務総長は「行動が必要だ」と述べた。NATO。", "行動が必要だ"),
        ("zh", "北约秘书长吕特说：“我们必须行动。”", "我们必须行动。"),
        ("ko", "뤼터 나토 사무총장은 “행동해야 한다”고 말했다.", "행동해야 한다"),
    ],
)
def test_a_leader_is_quoted(language: str, text: str, words: str) -> None:
    assert said(language, text) == [(RUTTE, words)]


def test_both_halves_are_found() -> None:
    text = "“We will not blink,” Rutte told reporters, “and we will not wait.” He left."
    assert said("en", text) == [(RUTTE, "We will not blink,"), (RUTTE, "and we will not wait.")]


def test_others_are_named_as_they_stand() -> None:
    text = "“Keep calm,” said Prime Minister Keir Starmer after talks with Rutte."
    (quote,) = assess("", "", text, language="en", on=DAY).quotes
    assert (quote.speaker, quote.speaker_id) == ("Keir Starmer", None)


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Rutte spoke in Riga. “It was long,” he said.", [RUTTE]),
        ("Rutte met Donald Trump. “It was long,” he said.", []),
        ("Rutte spoke in Riga. “It was long,” she said.", []),
    ],
)
def test_a_pronoun_counts_only_without_doubt(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in said("en", text)] == speakers


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “Rutte doctrine” of NATO has no friends.",
        "In his book “The Long Peace at Home”, Rutte said little of NATO.",
        "Rutte was told: “Leave it alone.” NATO was silent.",
        "The banner read “Welcome to our new headquarters” as Rutte came to NATO.",
    ],
)
def test_what_is_no_quotation_of_somebody(text: str) -> None:
    assert said("en", text) == []


def test_texts_without_a_leader_and_unknown_languages_have_none() -> None:
    assert not assess("", "", "“We must go,” said Keir Starmer.", language="en", on=DAY).quotes
    assert not assess("", "", "“We must go,” said Rutte.", language="xx", on=DAY).quotes


def test_inner_marks_and_apostrophes_belong_to_the_quotation() -> None:
    text = "“When he says ‘soon’, he means the allies’ plan,” Rutte joked."
    assert said("en", text) == [(RUTTE, "When he says ‘soon’, he means the allies’ plan,")]


def test_marks_without_end_cost_little() -> None:
    assert len(list(quoted("“ « „ ‘" * 20_000))) <= MOST
    assert not list(quoted("“open for ever " * 50))


def test_many_languages() -> None:
    assert len(languages()) >= 30
