"""The checks tell a demo that came out right from one that did not."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flows.demo import checks
from flows.demo.truth import edited, pages, totals, wire


def _report(number: int, mails: int) -> dict[str, Any]:
    want = totals(number)
    ingest = {
        "indexed": want.indexed,
        "copies": want.copies,
        "revised": want.revised,
        "rejected": want.rejected,
        "quarantined": 0,
    }
    return {"ingest": ingest, "alerts": {"mails": mails}}


def test_a_good_run_holds() -> None:
    for number, mails in ((1, 3), (2, 2), (3, 0)):
        assert all(check.holds for check in checks.of_run(number, _report(number, mails)))


def test_anything_new_in_the_third_run_fails() -> None:
    report = _report(3, 0)
    report["ingest"]["indexed"] = 1
    assert [check.what for check in checks.of_run(3, report) if not check.holds] == ["run 3: new documents"]
    assert [check.what for check in checks.of_run(3, _report(3, 1)) if not check.holds] == ["run 3: mails"]


def test_a_first_run_without_mail_fails() -> None:
    assert [check.what for check in checks.of_run(1, _report(1, 0)) if not check.holds] == ["run 1: mails went out"]


def test_a_forbidden_page_that_was_asked_for_fails() -> None:
    forbidden = next(page.url for page in pages(1) if page.forbidden)
    assert checks.of_requests(Counter())[0].holds
    assert not checks.of_requests(Counter([forbidden + "?utm_source=feed"]))[0].holds


def test_a_story_that_lost_an_outlet_and_an_edit_without_revision_fail() -> None:
    story = [{"outlet": {"id": page.site.id}} for page in wire()]
    revisions = {before.url: 2 for before, _ in edited()}
    assert all(check.holds for check in checks.of_index(story, revisions))
    assert not checks.of_index(story[1:], revisions)[0].holds
    assert [check.found for check in checks.of_index(story, {}) if not check.holds] == [None] * len(revisions)
