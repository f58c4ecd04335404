"""What counts as a copy where boilerplate is most of the text: short texts, walls, templates, corrections, live "
"blogs."""

from __future__ import annotations

import pytest

from flows.fingerprints import similarity
from flows.likeness import Version, contradicted, is_copy, is_same, told
from tests.flows.test_stories import version
from tests.warcs import prose

WALL = (
    "You have read your last free article this month. Subscribe now to go on reading, and get unlimited access to "
    "all our "
    "journalism, the crossword, the archive and the app on up to five devices. Cancel at any time, by mail or by "
    "telephone. "
    "Already a subscriber? Log in here, or ask for a new password. Your money pays for reporters in eleven countries."
)
GUIDE = (
    "{0} take on {1} on Sunday, and here is all you need to know. Both sides come into this one after a busy week. "
    "You can "
    "watch it live on the main sports channel, where build-up begins an hour earlier, or on its app and website with a "
    "subscription. Highlights are shown later in the evening on free television. If you are abroad, rights differ from "
    "country to country, so check with the broadcaster in yours. Tickets are sold at the box office and by telephone. "
    "The bookmakers have {0} ahead of {1}. Our prediction is a close one, but we take {0} to win by a single goal "
    "in the end."
)


def copied(one: Version, other: Version) -> bool:
    return is_copy(similarity(one.fingerprint, other.fingerprint), one, other)


@pytest.mark.parametrize("outlet", ["gazette", "herald"])
def test_a_request_to_subscribe_joins_no_articles(outlet: str) -> None:
    one = version("https://a.example/1", WALL, title="Council opens the harbour bridge")
    two = version("https://b.example/2", WALL, title="Farmers protest against milk prices", outlet=outlet)
    assert not copied(one, two)
    assert not is_same(similarity(one.fingerprint, two.fingerprint), one, two)
    teaser = "The harbour bridge was opened on Monday by the council after a year of works that cost too much."
    three = version("https://b.example/3", f"{teaser}\n{WALL}", title="Harbour bridge open at last", outlet=outlet)
    assert not copied(two, three)


@pytest.mark.parametrize("outlet", ["gazette", "herald"])
def test_templates_with_other_names_are_other_articles(outlet: str) -> None:
    one = version("https://a.example/1", GUIDE.format("Alder", "Borealis"), title="How to watch Alder v Borealis")
    two = version(
        "https://b.example/2", GUIDE.format("Corvus", "Deltan"), title="How to watch Corvus v Deltan", outlet=outlet
    )
    assert similarity(one.fingerprint, two.fingerprint).containment > 0.45
    assert contradicted(one, two)
    assert not copied(one, two)


def test_a_short_brief_under_another_headline_is_a_copy_elsewhere() -> None:
    brief = prose(5, paragraphs=1) + " " + prose(6, paragraphs=1)
    words = [w.strip(".,") for w in brief.split() if len(w) > 4]
    one = version("https://a.example/1", brief, title=" ".join(words[:4]))
    two = version("https://b.example/2", brief, title=" ".join(words[5:9]), outlet="herald")
    assert told(one, two)
    assert copied(one, two)


def test_a_tiny_notice_inside_a_longer_text_proves_nothing() -> None:
    notice = "The council meets on Monday to speak about the harbour. More on this as we get it."
    long = version("https://b.example/1", f"{prose(1)}\n{notice}", title="Council and harbour", outlet="herald")
    short = version("https://a.example/1", notice, title="Council meets about harbour")
    assert not copied(short, long)
    again = version("https://c.example/1", notice, title="Council meets about harbour", outlet="courier")
    assert copied(short, again)


def test_a_correction_is_no_copy_of_another_correction() -> None:
    frame = (
        "An article published on Tuesday misstated a name: “{}”. It has been corrected online, and we apologise for "
        "the error. "
        "Corrections are listed here for a week; to report one, write to the readers' editor with the address of "
        "the page and "
        "what is wrong on it."
    )
    one, two = (
        version(f"https://example.org/c{n}", frame.format(prose(n, 1)[:60]), title="Correction") for n in range(2)
    )
    assert not copied(one, two)


def test_two_live_blogs_that_share_an_entry_are_two() -> None:
    entry = prose(77, paragraphs=1)
    one, two = (
        version(
            f"https://{name}.example/live", "\n".join([prose(n, 4), entry, prose(n + 40, 4)]), title="Live", outlet=name
        )
        for n, name in enumerate(("gazette", "herald"))
    )
    assert not copied(one, two)


def test_headlines_with_words_of_the_text_contradict_nothing() -> None:
    text = "The minister resigned on Friday over a contract for lamps. Her deputy takes over at once."
    one = version("https://a.example/1", text, title="Minister resigned over contract")
    two = version("https://b.example/2", text, title="Minister leaves, deputy takes over", outlet="herald")
    assert not contradicted(one, two)


def test_headlines_without_spaces() -> None:
    text = "北大西洋公約組織秘書長呂特在布魯塞爾會見各國國防部長並討論烏克蘭局勢" * 2
    one = version("https://a.example/1", text, title="呂特會見國防部長")
    two = version("https://b.example/2", text, title="布魯塞爾會見", outlet="herald")
    assert told(one, two)
    assert copied(one, two)
