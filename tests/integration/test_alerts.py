"""Finding on a real node: once per story and search, whatever is late, copied, edited or merged."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from flows.alerts.finder import Finder
from flows.alerts.subscription import Group
from flows.model import Revision
from flows.settings import Settings
from tests.flows.alerts.samples import NOW, SEARCH, copied, document
from tests.integration.alert_desk import TOML, Desk, Recorder, on_desk

pytestmark = pytest.mark.node


def test_mails_once_and_never_again(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        first = document("a")
        await desk.index(first, document("b", title="Fishing", body="Nothing to see."), copied(first, "c", "Herald"))
        report = await desk.run()
        assert (report.searches, report.hits, report.mails, report.failures) == (1, 1, 1, ())
        (mail,) = desk.mails()
        assert mail["Subject"] == "[Commentariat] Rutte: 1 new story — Rutte asks for patience"
        assert "Carried by 2 outlets: Herald, Lantern" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]

        again = await desk.run(now=NOW + timedelta(minutes=1))
        assert (again.hits, again.mails) == (0, 0)
        assert len(desk.mails()) == 1
        (hit,) = await desk.ledger(kind="hit")
        assert (hit["state"], hit["waiting"], hit["message_id"]) == ("sent", [], [mail["Message-ID"]])

    on_desk(on_node, scene)


def test_copies_revisions_and_regrouped_stories_are_old_news(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        first = document("a")
        await desk.index(first)
        await desk.run()
        later = NOW + timedelta(minutes=5)
        await desk.index(
            copied(first, "b", "Herald", ingested=later),
            document("a", title="Rutte asks for patience again", story="story-other", ingested=later),
        )
        assert (await desk.run(now=later)).hits == 0
        assert len(desk.mails()) == 1

    on_desk(on_node, scene)


def test_late_same_time_and_backdated_documents_are_found(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(document("a"))
        await desk.run()
        # The same millisecond, stamped before the cursor but visible after it, and a clock an hour slow.
        await desk.index(
            document("b", ingested=NOW),
            document("c", ingested=NOW - timedelta(seconds=30)),
            document("d", ingested=NOW - timedelta(hours=1)),
        )
        report = await desk.run(now=NOW + timedelta(minutes=1))
        assert (report.hits, report.mails) == (3, 1)

    on_desk(on_node, scene)


def test_a_clock_that_was_ahead_hides_nothing(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        ahead = NOW + timedelta(days=300)
        await desk.index(document("a", ingested=ahead))
        assert (await desk.run(now=ahead)).hits == 1
        await desk.index(document("b", ingested=NOW + timedelta(minutes=1)))
        assert (await desk.run(now=NOW + timedelta(minutes=2))).hits == 1

    on_desk(on_node, scene)


def test_the_local_clock_decides_nothing_about_what_is_new(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(document("a"))
        assert (await desk.run(now=NOW + timedelta(days=30))).hits == 1
        await desk.index(document("b", ingested=NOW + timedelta(minutes=1)))
        assert (await desk.run(now=NOW + timedelta(days=30))).hits == 1

    on_desk(on_node, scene)


def test_a_new_search_looks_back_as_far_as_it_says(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        for age in (1, 23, 25, 47, 49):
            await desk.index(document(f"h{age}", ingested=NOW - timedelta(hours=age)))
        await desk.index(document("now", title="Fishing", body="No.", ingested=NOW))
        report = await desk.run()
        assert [(m.search, m.stories) for m in report.sent] == [("Rutte, Two days", 6)], "one mail to one recipient"
        assert len(await desk.ledger(kind="hit", search="Rutte")) == 2
        assert len(await desk.ledger(kind="hit", search="Two days")) == 4

    two_days = TOML + TOML.replace('"Rutte"', '"Two days"') + 'since = "2d"\n'
    on_desk(on_node, scene, two_days)


def test_an_empty_index_is_no_error_and_moves_no_cursor(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        report = await desk.run()
        assert (report.hits, report.mails, report.failures) == (0, 0, ())
        assert await desk.ledger(kind="cursor") == []
        await desk.index(document("a", ingested=NOW - timedelta(hours=5)))
        assert (await desk.run()).mails == 1

    on_desk(on_node, scene)


def test_installs_what_is_missing(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.client.indices.delete(index=desk.names.alerts)
        await desk.index(document("a"))
        assert (await desk.run()).mails == 1

    on_desk(on_node, scene)


def test_language_leader_and_relevance_narrow_a_search(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(document("a"), replace(document("b"), language="nl"), replace(document("c"), relevance=0.1))
        await desk.index(replace(document("d"), leaders=()))
        recorder = Recorder()
        await desk.run(transport=recorder)
        (hit,) = await desk.ledger(kind="hit")
        assert hit["document"] == ["a"]

    on_desk(on_node, scene, TOML + 'language = "en"\nleader = "mark-rutte"\nminimum_relevance = 0.5\n')


def test_a_story_merged_into_another_is_not_told_again(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        first = document("a")
        await desk.index(first)
        await desk.run()
        # A copy is counted, then both are moved to another story whose own documents no search matches.
        later = [NOW + timedelta(minutes=n) for n in range(1, 5)]
        await desk.index(copied(first, "b", "Herald", ingested=later[0]))
        assert (await desk.run(now=later[0])).hits == 0
        (hit,) = await desk.ledger(kind="hit")
        assert hit["document"] == ["a", "b"]
        await desk.index(document("b", story="story-z", ingested=later[1]))
        assert (await desk.run(now=later[1])).hits == 0
        # Told as story-a; now a third document of the merged story arrives, and only that is new in the index.
        await desk.index(document("a", story="story-z"), document("c", story="story-z", ingested=later[2]))
        assert (await desk.run(now=later[2])).hits == 0
        await desk.index(document("d", ingested=later[3]))
        assert (await desk.run(now=later[3])).hits == 1

    on_desk(on_node, scene)


def test_each_document_where_a_search_wants_each(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        first = document("a")
        search = replace(SEARCH, group=Group.DOCUMENT)
        await desk.index(first, copied(first, "b", "Herald"))
        assert (await desk.run(searches=[search])).hits == 2
        later = NOW + timedelta(minutes=1)
        await desk.index(document("a", title="Rutte again", ingested=later), copied(first, "c", "Sun", ingested=later))
        assert (await desk.run(searches=[search], now=later)).hits == 1
        # Told by document, then by story: a story any of whose documents was told is old news.
        assert (await desk.run(searches=[SEARCH], now=later)).hits == 0

    on_desk(on_node, scene)


def test_a_material_edit_is_told_where_a_search_asks_for_it(on_node: Settings) -> None:
    quoting = "Mark Rutte said: “We will not wait any longer.”"

    async def scene(desk: Desk) -> None:
        search, other = replace(SEARCH, revisions=True), replace(SEARCH, name="Other")
        minutes = iter(NOW + timedelta(minutes=n) for n in range(9))

        async def edited(number: int, title: str, body: str) -> list[str]:
            now = next(minutes)
            one = document("a", title=title, body=body, ingested=now)
            await desk.index(replace(one, revision=Revision(number, str(number) * 32)))
            await desk.run(searches=[search, other], now=now)
            hits = await desk.ledger(kind="hit", news="revision")
            assert {hit["search"] for hit in hits} <= {"Rutte"}
            return sorted(hit["payload"]["note"] for hit in hits)

        assert await edited(1, "Rutte waits", quoting) == []
        assert await edited(2, "Rutte  waits!", quoting + "\nA line more.") == [], "proof-reading"
        first = "The title changed; it was: Rutte waits."
        assert await edited(3, "Rutte acts", quoting) == [first]
        both = "The title changed; it was: Rutte waits. Quotes changed."
        assert await edited(4, "Rutte acts", quoting.replace("not", "never")) == [first, both]
        assert await edited(5, "Rutte acts", quoting) == [first, both], "what was told before is not told again"
        assert await edited(6, "Rutte waits", quoting) == [first, both], "and back again"
        assert len(desk.mails()) == 3

    on_desk(on_node, scene)


def test_identical_searches_are_asked_once(on_node: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    pages = Finder.pages

    async def counted(self: Finder, asks: Any) -> Any:
        asked.append(len(asks))
        return await pages(self, asks)

    monkeypatch.setattr(Finder, "pages", counted)

    async def scene(desk: Desk) -> None:
        await desk.index(document("a"))
        searches = [replace(SEARCH, name=f"n{n}", to=(f"n{n}@news.internal",)) for n in range(5)]
        report = await desk.run(searches=[*searches, replace(SEARCH, name="other", query="patience")])
        assert (report.hits, asked) == (6, [2])
        assert len(report.sent) == 6

    on_desk(on_node, scene)


def test_a_lucene_mistake_only_the_node_sees_is_told_at_its_place(on_node: Settings) -> None:
    async def scene(desk: Desk) -> None:
        await desk.index(document("a"))
        (failure,) = (await desk.run()).failures
        assert failure.reason.endswith(
            "this is no Lucene query: `OR` is not expected here\n    rutte AND OR nato\n              ^^"
        )

    on_desk(on_node, scene, TOML.replace('"rutte"', '"rutte AND OR nato"') + 'syntax = "lucene"\n')
