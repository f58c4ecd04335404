"""The metrics of the extraction benchmark."""

from __future__ import annotations

import pytest

from benchmarks.metrics import f1, precision_recall


def test_shingles_tell_surplus_from_loss() -> None:
    text = "one two three four five six seven eight"
    assert precision_recall(text, text) == (1.0, 1.0)
    assert precision_recall(text, text + " nine ten")[0] < 1.0
    assert precision_recall(text, "one two three four")[1] == pytest.approx(0.2)
    assert precision_recall("", "") == (1.0, 1.0)
    assert precision_recall(text, "") == (0.0, 0.0)
    assert f1([(1.0, 1.0), (0.0, 0.0)]) == pytest.approx(0.5)
