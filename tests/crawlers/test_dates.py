"""Dates of entries, as far as a cadence needs them."""

from __future__ import annotations

import pytest

from crawlers.dates import moment


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 24 Nov 2026 17:00:00 GMT",
        "Tue, 24 Nov 2026 18:00:00 +0100",
        "2026-11-24T17:00:00Z",
        "2026-11-24T12:00:00-05:00",
        " 2026-11-24 17:00:00 ",
        "24 Nov 2026 17:00 GMT",
    ],
)
def test_standard_forms_are_read(text: str) -> None:
    assert moment(text) == 1_795_539_600.0


def test_a_day_is_its_first_moment() -> None:
    assert moment("2026-11-24") == 1_795_478_400.0


@pytest.mark.parametrize(
    "text",
    ["", "now", "il y a 3 heures", "0001-01-01", "1970-01-01T00:00:00Z", "9999-99-99", "Tue, 99 Nov 2026", "\x00"],
)
def test_everything_else_is_no_date(text: str) -> None:
    assert moment(text) is None
