"""The decider: new, copy, revision, unchanged; nothing distinct is merged, nothing old wins, order decides alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flows.fingerprints import fingerprint
from flows.likeness import Version, version_of
from flows.model import DateFound, Document, Event, OutletRef, Precision, Revision, Role, Url
from flows.origin import content_digest
from flows.stories import Knowledge, Outcome, Past, StoryDecision, decide
from flows.urls import canonical_url, document_id
from tests.warcs import NOON, prose

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def version(
    url: str,
    body: str,
    *,
    title: str = "A title",
    outlet: str = "gazette",
    at: datetime = NOON,
    published: datetime | None = DAY,
    original: str = "",
    observed: tuple[str, ...] = (),
) -> Version:
    full = canonical_url(url)
    document = Document(
        id=document_id(full),
        url=Url(full, original or url, observed, "example.org" if outlet == "gazette" else f"{outlet}.example"),
        title=title,
        body=body,
        language="en",
        published=DateFound(published, Precision.DAY) if published else DateFound(),
        event=Event(at),
        revision=Revision(1, content_digest(title, body)),
        outlet=OutletRef(outlet),
    )
    return version_of(document, fingerprint(title, body))


def outcomes(decisions: list[StoryDecision]) -> list[str]:
    return [decision.outcome.value for decision in decisions]


def known(*decisions: StoryDecision) -> Knowledge:
    """The index after these decisions."""
    versions = {d.document: d.write for d in decisions if d.write}
    history: dict[str, tuple[Past, ...]] = {}
    for decision in decisions:
        if decision.history:
            past = Past(decision.history.fetched, decision.history.document.revision.digest)
            history[decision.document] = (*history.get(decision.document, ()), past)
    return Knowledge(tuple(versions.values()), history)


def written(decision: StoryDecision) -> Document:
    assert decision.write
    return decision.write.document


def test_new_documents_lead_their_own_story() -> None:
    one, two = decide(
        [version("https://example.org/a", prose(1)), version("https://example.org/b", prose(2))], Knowledge()
    )
    assert outcomes([one, two]) == ["new", "new"]
    story = written(one).story
    assert story
    assert (story.id, story.role, story.similarity) == (one.document, Role.LEAD, 1.0)
    assert one.document != two.document


def test_the_same_fetch_again_writes_nothing() -> None:
    page = version("https://example.org/a", prose(1))
    first = decide([page], Knowledge())
    (again,) = decide([page], known(*first))
    assert again == StoryDecision(Outcome.UNCHANGED, page.document.id)


def test_a_new_address_of_an_unchanged_document_is_kept() -> None:
    page = version("https://example.org/a", prose(1))
    seen = version(
        "https://example.org/a", prose(1), original="http://example.org/a?utm_source=x", at=NOON + timedelta(1)
    )
    (decision,) = decide([seen], known(*decide([page], Knowledge())))
    assert decision.outcome is Outcome.UNCHANGED
    assert written(decision).url.observed == ("http://example.org/a?utm_source=x",)
    assert written(decision).event.created == NOON
    assert decision.write
    assert decision.write.fetched == seen.fetched


def test_an_edit_is_a_revision_with_history() -> None:
    first = version("https://example.org/a", prose(1))
    edited = version("https://example.org/a", prose(1) + "\nCorrection: a name.", at=NOON + timedelta(hours=2))
    new, revised = decide([first, edited], Knowledge())
    assert outcomes([new, revised]) == ["new", "revision"]
    assert written(revised).revision.number == 2
    assert written(revised).event.created == NOON
    assert written(revised).story == written(new).story
    assert revised.history == new.write


def test_a_late_older_fetch_is_history_and_never_wins() -> None:
    newer = version("https://example.org/a", prose(1) + "\nUpdated.", at=NOON + timedelta(hours=2))
    older = version("https://example.org/a", prose(1))
    first = decide([newer], Knowledge())
    (late,) = decide([older], known(*first))
    assert late.outcome is Outcome.REVISION
    assert late.late
    assert written(late).body == newer.document.body
    assert written(late).revision.number == 2
    assert written(late).event.created == NOON
    assert late.write
    assert late.write.fetched == newer.fetched
    assert late.history
    assert late.history.fetched == older.fetched
    (again,) = decide([older], known(*first, late))
    assert outcomes([again]) == ["unchanged"]
    assert again.write is None


def test_replaying_every_version_over_the_result_changes_nothing() -> None:
    pages = [
        version("https://example.org/a", prose(1) + f"\nUpdate {n}.", at=NOON + timedelta(hours=n)) for n in range(4)
    ]
    first = decide(pages, Knowledge())
    again = decide(pages, known(*first))
    assert outcomes(again) == ["unchanged"] * 4
    assert not any(decision.write or decision.history for decision in again)


def test_wire_copy_joins_the_story_of_the_first() -> None:
    text = prose(3, paragraphs=12)
    agency = version("https://agency.example/wire/1", text, outlet="agency")
    copies = [
        version("https://gazette.example/x", prose(50, 1) + "\n" + text, title="Other", outlet="gazette"),
        version("https://herald.example/y", "\n".join(text.split("\n")[:3]), title="Cut", outlet="herald"),
        version("https://courier.example/z", text.replace("the", "that", 1), outlet="courier"),
    ]
    decisions = decide([agency, *copies], Knowledge())
    assert outcomes(decisions) == ["new", "copy", "copy", "copy"]
    for decision in decisions[1:]:
        story = written(decision).story
        assert story
        assert story.id == agency.document.id
        assert story.role is Role.COPY
        assert story.similarity >= 0.9
    assert len({decision.document for decision in decisions}) == 4


def test_a_copy_of_a_copy_is_in_the_same_story() -> None:
    text = prose(3, paragraphs=12).split("\n")
    lead = decide([version("https://a.example/1", "\n".join(text), outlet="a")], Knowledge())
    first = decide([version("https://b.example/1", "\n".join(text[:6]), outlet="b")], known(*lead))
    second = decide([version("https://c.example/1", "\n".join(text[:4]), outlet="c")], known(*lead, *first))
    story = written(second[0]).story
    assert story
    assert story.id == lead[0].document


def test_a_retitled_article_at_a_new_address_is_the_same_document() -> None:
    old = version("https://example.org/minister-speaks", prose(4))
    new = version(
        "https://example.org/minister-resigns", prose(4), title="Minister resigns", at=NOON + timedelta(hours=3)
    )
    first, second = decide([old, new], Knowledge())
    assert outcomes([first, second]) == ["new", "revision"]
    assert second.document == first.document
    assert written(second).title == "Minister resigns"
    assert written(second).url.full == old.document.url.full
    assert "https://example.org/minister-resigns" in (written(second).url.original, *written(second).url.observed)
    later = replace(new, fetched=new.fetched + 60_000)
    assert outcomes(decide([later], known(first, second))) == ["unchanged"]


def test_the_same_text_at_a_second_address_is_unchanged() -> None:
    old, new = version("https://example.org/a", prose(4)), version("https://example.org/b", prose(4))
    first, second = decide([old, new], Knowledge())
    assert outcomes([first, second]) == ["new", "unchanged"]
    assert "https://example.org/b" in written(second).url.observed


def test_equal_texts_of_one_outlet_on_different_days_stay_two_documents() -> None:
    one = version("https://example.org/weather-1", prose(4))
    two = version("https://example.org/weather-2", prose(4), published=DAY + timedelta(days=3))
    decisions = decide([one, two], Knowledge())
    assert outcomes(decisions) == ["new", "copy"]
    assert decisions[0].document != decisions[1].document


def test_daily_briefings_with_one_title_and_frame_stay_apart() -> None:
    frame = "Good morning. Here is what you need to know today, put together by our editors for busy readers."
    pages = [
        version(f"https://example.org/briefing-{n}", f"{frame}\n{prose(100 + n)}\n{frame}", title="Morning briefing")
        for n in range(5)
    ]
    assert outcomes(decide(pages, Knowledge())) == ["new"] * 5


def test_boilerplate_alone_merges_nothing() -> None:
    stub = "This article is for subscribers. " * 3
    pages = [version(f"https://example.org/{n}", stub, title=f"Title {n}") for n in range(3)]
    assert len({decision.document for decision in decide(pages, Knowledge())}) == 3


def test_a_wrong_canonical_address_swallows_no_article() -> None:
    shared = "https://example.org/news/a-template-1234"
    one = version(shared, prose(1), title="One", original="https://example.org/story-one-111")
    two = version(shared, prose(2), title="Two", original="https://example.org/story-two-222")
    first, second = decide([one, two], Knowledge())
    assert outcomes([first, second]) == ["new", "new"]
    assert second.document == document_id("https://example.org/story-two-222")


def test_a_rewritten_page_at_its_own_address_is_a_revision() -> None:
    pages = [version("https://example.org/live", prose(n), at=NOON + timedelta(hours=n)) for n in range(3)]
    decisions = decide(pages, Knowledge())
    assert outcomes(decisions) == ["new", "revision", "revision"]
    assert written(decisions[2]).revision.number == 3


def test_a_redirect_to_the_newest_article_joins_nothing() -> None:
    one = version("https://example.org/one", prose(1), title="One", observed=("https://example.org/latest",))
    two = version("https://example.org/two", prose(2), title="Two", observed=("https://example.org/latest",))
    assert outcomes(decide([one, two], Knowledge())) == ["new", "new"]


def test_boilerplate_of_a_whole_batch_crowds_out_no_copy() -> None:
    text = prose(3, paragraphs=12)
    hot = tuple(f"{n:012x}" for n in range(8))
    pages = [version("https://a.example/1", text, outlet="a")]
    pages += [version(f"https://b{n}.example/1", prose(200 + n), outlet=f"b{n}") for n in range(40)]
    pages.append(version("https://c.example/1", "\n".join(text.split("\n")[:4]), outlet="c"))
    kept = next(b for b in pages[-1].fingerprint.bands if b in pages[0].fingerprint.bands)
    bands = [pages[0].fingerprint.bands, *(p.fingerprint.bands + hot for p in pages[1:-1]), (kept, *hot)]
    pages = [replace(p, fingerprint=replace(p.fingerprint, bands=b)) for p, b in zip(pages, bands, strict=True)]
    assert outcomes(decide(pages, Knowledge())) == ["new"] * 41 + ["copy"]


def test_split_into_batches_or_not_the_decisions_are_the_same() -> None:
    text = prose(3, paragraphs=12)
    pages = [
        version("https://a.example/1", text, outlet="a"),
        version("https://b.example/1", text[: len(text) // 2], outlet="b"),
        version("https://a.example/1", text + "\nMore.", outlet="a", at=NOON + timedelta(hours=1)),
        version("https://c.example/1", text + "\nMore.", outlet="c"),
        version("https://d.example/1", prose(9), outlet="d"),
    ]
    together = decide(pages, Knowledge())
    single: list[StoryDecision] = []
    for page in pages:
        single += decide([page], known(*single))
    assert single == together
