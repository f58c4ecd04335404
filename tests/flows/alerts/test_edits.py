"""Material edits: title and quotes; not punctuation, spaces or the rest of the text."""

from __future__ import annotations

import pytest

from flows.alerts.edits import signature, what_changed

BODY = "He said: “We will not wait any longer.” Then he left. „Das ist nicht unser Krieg.“"


@pytest.mark.parametrize(
    ("title", "body", "note"),
    [
        ("Rutte waits", BODY, ""),
        ("RUTTE waits …", BODY + " Corrected: a word.", ""),
        ("Rutte waits", BODY.replace("any longer.”", "any longer!”"), ""),
        ("Rutte acts", BODY, "The title changed; it was: Rutte waits."),
        ("Rutte waits", BODY.replace("wait", "leave"), "Quotes changed."),
        ("Rutte waits", "«Мы больше не будем ждать.»", "Quotes changed."),
        ("Rutte acts", "", "The title changed; it was: Rutte waits. Quotes changed."),
    ],
)
def test_tells_what_changed(title: str, body: str, note: str) -> None:
    before = signature({"title": "Rutte waits", "body": BODY})
    assert what_changed(before, signature({"title": title, "body": body}), "Rutte waits") == note


def test_without_a_state_before_there_is_no_change() -> None:
    assert what_changed("", signature({"title": "a"}), "") == ""
