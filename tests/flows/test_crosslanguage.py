"""Links between languages: strong evidence links, and each thing that is missing does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from flows.crosslanguage import WITHIN, Evidence, comparable, evidence, links, score, weights
from flows.model import Document, Leader, Story
from tests.sample import DOCUMENT

ENGLISH = (
    "On Tuesday Mark Rutte met Henrik Vestergaard on Bornholm, near Aakirkeby. The mast cost 184 million euros and sees"
    " 470 kilometres, said Vestergaard. He lives in Svaneke."
)
GERMAN = (
    "Am Dienstag traf Mark Rutte auf Bornholm bei Aakirkeby den Obersten Henrik Vestergaard. Der Mast kostet 184"
    " Millionen Euro und sieht 470 Kilometer weit."
)
OTHER = (
    "Am Dienstag sprach Mark Rutte auf Bornholm mit Lise Krogsgaard. Vorräte für 90 Tage kosten 38 Millionen Euro, auf"
    " Gotland stehen 27 Lager."
)


def told(body: str, language: str, number: int, story: str = "") -> Document:
    return replace(
        DOCUMENT,
        id=f"{number:032x}",
        body=body,
        language=language,
        leaders=(Leader("mark-rutte", "Mark Rutte"),),
        story=Story(story or f"{number:032x}"),
    )


@pytest.fixture
def pair() -> tuple[Evidence, Evidence]:
    return evidence(told(ENGLISH, "en", 1)), evidence(told(GERMAN, "de", 2))


def test_one_event_in_two_languages_is_linked_both_ways(pair: tuple[Evidence, Evidence]) -> None:
    one, other = pair
    stranger = evidence(told(OTHER, "de", 3))
    for batch in ([one, other, stranger], [stranger, other, one]):
        assert links(batch) == {one.story: {other.story}, other.story: {one.story}}


def test_without_what_makes_two_texts_comparable_nothing_is_linked(pair: tuple[Evidence, Evidence]) -> None:
    one, other = pair
    for changed in (
        replace(other, language="en"),
        replace(other, language=""),
        replace(other, at=one.at + WITHIN + timedelta(seconds=1)),
        replace(other, leaders=frozenset({"somebody-else"})),
        replace(other, leaders=frozenset()),
    ):
        assert not comparable(one, changed)
        assert links([one, changed]) == {}
    assert comparable(one, replace(other, at=one.at - WITHIN))
    assert links([one, replace(other, story=one.story)]) == {}


def test_figures_alone_and_names_alone_are_not_enough(pair: tuple[Evidence, Evidence]) -> None:
    one, _ = pair
    figures = frozenset({"184", "470", "1340", "9420", "77.5", "640"})
    people = frozenset({"brnhl", "krkrb", "vstrg", "hnrk", "svnk", "krgsg"})
    for pieces in (figures, people):
        alike = [replace(one, pieces=pieces), replace(one, pieces=pieces, language="de", story="x", document="x")]
        assert score(alike[0], alike[1], weights(alike)).covered == 1
        assert links(alike) == {}
    alike = [replace(item, pieces=figures | people) for item in alike]
    assert links(alike)


def test_what_many_documents_hold_counts_less(pair: tuple[Evidence, Evidence]) -> None:
    one, other = pair
    crowd = [replace(one, document=f"c{n}", story=f"c{n}", at=one.at - 9 * WITHIN) for n in range(400)]
    alone = score(one, other, weights([one, other]))
    crowded = score(one, other, weights([one, other, *crowd]))
    assert alone.pieces == crowded.pieces
    assert crowded.shared < alone.shared / 3
    assert links([one, other, *crowd]) == {}


def test_a_document_without_a_story_stands_for_itself() -> None:
    document = replace(told(ENGLISH, "en", 1), story=None)
    assert evidence(document).story == document.id
    assert "rt" not in evidence(document).pieces
