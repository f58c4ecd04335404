"""The document: its JSON is the contract, and survives the way there and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from crawlers.records import Discovery, Entry, Outlet
from flows.model import DateFound, Document, OutletRef, parse_timestamp, timestamp
from tests.sample import DOCUMENT, FETCHED


def test_round_trip() -> None:
    assert Document.from_json(DOCUMENT.to_json()) == DOCUMENT


def test_round_trip_of_a_document_that_knows_little() -> None:
    bare = replace(DOCUMENT, published=DateFound(), story=None, leaders=(), authors=(), outlet=OutletRef())
    assert Document.from_json(bare.to_json()) == bare


def test_json_reads_as_the_contract_says() -> None:
    data = DOCUMENT.to_json()
    assert list(data)[:4] == ["id", "@timestamp", "url", "title"]
    assert data["published"] == {
        "date": "2026-01-22T00:00:00Z",
        "precision": "day",
        "source": "visible",
        "raw": "Jan 22",
    }
    assert data["modified"] == {"date": None, "precision": None, "source": None, "raw": None}
    assert data["@timestamp"] == "2026-01-22T00:00:00Z"


def test_timestamp_is_first_seen_where_no_date_is_known() -> None:
    assert replace(DOCUMENT, published=DateFound()).to_json()["@timestamp"] == "2026-03-10T08:30:00Z"


@pytest.mark.parametrize("value", [datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))), FETCHED])
def test_timestamps_are_utc(value: datetime) -> None:
    assert parse_timestamp(timestamp(value)) == value
    assert str(timestamp(value)).endswith("Z")


def test_discovery_round_trip() -> None:
    found = Discovery(
        "a", "feed", "https://a.example/feed", Outlet("a", "A", "US", "blog", ("en",)), Entry("T", "Jan 22"), ("u",)
    )
    assert Discovery.from_json(found.to_json()) == found


@pytest.mark.parametrize(
    "data", [None, [], {}, {"format": "other"}, {"format": "commentariat/discovery/1"}, {"format": 7, "source_id": "x"}]
)
def test_foreign_metadata_is_not_ours(data: object) -> None:
    assert Discovery.from_json(data) is None
