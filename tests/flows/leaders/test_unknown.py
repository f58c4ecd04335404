"""An office with the name of somebody the roster does not know is not its holder of the day."""

from __future__ import annotations

from datetime import date

import pytest

from flows.leaders import assess

ON = date(2026, 2, 3)


def leaders(text: str, language: str = "en", on: date = ON, revised: date | None = None) -> list[tuple[str, str]]:
    title, _, body = text.partition("\n")
    return [(x.id, x.office) for x in assess(title, "", body, language=language, on=on, revised=revised).leaders]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Fiction\nNATO Secretary General Jane Holloway orders the fleet to turn back."),
        ("en", "Fiction\nNATO Secretary General James Holloway said so. The NATO chief smiled."),
        ("en", "Fiction\nPeter Langley, NATO secretary general, is the villain."),
        ("en", "NATO secretary general Jane Holloway visits Rome"),
        ("de", "Film\nDer Nato-Generalsekretär Henrik Falkenberg verschwindet."),
        ("ru", "Кино\nГенсек НАТО Иван Белозёров сбегает."),
        ("el", "Ταινία\nΟ γενικός γραμματέας του ΝΑΤΟ Νίκος Παπαδάκης χάνεται."),
        ("en", "Staff\nNATO's spokesman Willem Verhoeven denied it."),
    ],
)
def test_somebody_elses_name(language: str, text: str) -> None:
    assert leaders(text, language) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "NATO Secretary General Urges Allies to Spend More"),
        ("en", "News\nThe NATO Secretary General said on Tuesday that Poland and Spain agreed."),
        ("en", "News\nEmmanuel Macron, the NATO secretary general and others met."),
        ("en", "News\nNATO Secretary General US President call: no result."),
        ("de", "Bericht\nDer Nato-Generalsekretär Deutschlands Beitrag lobte er gern."),
        ("sv", "Nytt\nNatos generalsekreterare kom till Luleå på tisdagen."),
    ],
)
def test_words_that_are_no_name(language: str, text: str) -> None:
    assert leaders(text, language) == [("mark-rutte", "secretary-general")]


def test_another_organisations_named_one_still_silences_the_bare_words() -> None:
    text = "OECD\nOECD Secretary-General Mathias Cormann met NATO officials. The Secretary-General was pleased."
    assert leaders(text) == []


def test_a_text_younger_than_its_date_is_read_as_of_its_revision() -> None:
    text = (
        "What is Nato?\nNato Secretary General Mark Rutte came. The Nato chief at the time, Jens Stoltenberg, agreed."
    )
    old, new = date(2012, 5, 10), date(2026, 4, 24)
    assert leaders(text, on=old, revised=new) == [("mark-rutte", "secretary-general"), ("jens-stoltenberg", "")]
    assert ("mark-rutte", "secretary-general") not in leaders(text, on=old)
    premier = "The Hague\nPrime Minister Mark Rutte spoke of Nato."
    assert leaders(premier, language="nl", on=old, revised=new) == [("mark-rutte", "")]
