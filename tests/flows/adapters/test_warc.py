"""WARC files of every make and in every state of repair: each whole page is read, each damage is reported."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pytest
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import WarcRecord, WarcRecordType
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from crawlers.records import LandedPage
from flows.adapters import framing, warc
from flows.adapters.warc import BrokenRecord
from flows.errors import Rejected
from tests.warcs import NOON, found, http, page, record, write

URLS = [f"https://example.org/{n}" for n in range(5)]


def pages(*, digest: bool = True) -> list[bytes]:
    return [record("response", http(b"<p>%d</p>" % n), url=url, digest=digest) for n, url in enumerate(URLS)]


def packed(records: list[bytes], layout: str) -> bytes:
    if layout == "members":
        return b"".join(gzip.compress(r, mtime=0) for r in records)
    return gzip.compress(b"".join(records), mtime=0) if layout == "stream" else b"".join(records)


def read(tmp_path: Path, data: bytes, start: int = 0) -> list[LandedPage | BrokenRecord]:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(data)
    return list(warc.read(path, start))


def told(items: list[LandedPage | BrokenRecord]) -> list[str]:
    return [item.url[-1:] if isinstance(item, LandedPage) else "!" for item in items]


WHOLE = {layout: packed(pages(), layout) for layout in ("members", "plain", "stream")}
LAYOUTS = pytest.mark.parametrize("layout", ["members", "plain", "stream"])


@LAYOUTS
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_only_responses_are_pages(tmp_path: Path, layout: str, version: str) -> None:
    others = [
        record("warcinfo", b"software: x\r\n", content_type="application/warc-fields", version=version),
        record("request", b"GET / HTTP/1.1\r\n\r\n", url=URLS[0], version=version),
        record("revisit", http(b""), url=URLS[0], version=version),
        record("resource", b"<p>resource</p>", url=URLS[0], content_type="text/html", version=version),
        record("metadata", b"via: x\r\n", url=URLS[0], content_type="application/warc-fields", version=version),
        record("conversion", b"text", url=URLS[0], content_type="text/plain", version=version),
    ]
    one = record("response", http(b"<p>1</p>", status="404 Not Found"), url="<https://example.org/1>", version=version)
    items = read(tmp_path, packed([*others[:2], one, *others[2:]], layout))
    assert len(items) == 1
    item = items[0]
    assert isinstance(item, LandedPage)
    assert (item.url, item.status, item.body) == (URLS[1], 404, b"<p>1</p>")
    assert (item.fetched_at, item.warc, item.content_type) == (NOON, "x.warc.gz", "text/html; charset=utf-8")
    assert item.discovery is None
    assert item.digest.startswith("sha256:")


@LAYOUTS
def test_discovery_is_attached_to_its_own_page(tmp_path: Path, layout: str) -> None:
    records = page(URLS[0], b"<p>0</p>", discovery=found("gazette", observed=["https://example.org/old"]))
    records += page(URLS[1], b"<p>1</p>")
    stray = page(URLS[2], b"<p>2</p>", discovery=found("stray"))[1]
    items = read(tmp_path, packed([*records, stray, *page(URLS[3], b"<p>3</p>", discovery=found("herald"))], layout))
    assert told(items) == ["0", "1", "3"]
    discoveries = [item.discovery for item in items if isinstance(item, LandedPage)]
    assert [d.source_id if d else None for d in discoveries] == ["gazette", None, "herald"]
    assert discoveries[0]
    assert discoveries[0].observed == ("https://example.org/old",)


@LAYOUTS
def test_reading_goes_on_at_any_offset_given_back(tmp_path: Path, layout: str) -> None:
    records = [r for n in range(5) for r in page(URLS[n], b"<p>%d</p>" % n, discovery=found("gazette"))]
    path = tmp_path / "x.warc.gz"
    path.write_bytes(packed(records, layout))
    spans = list(warc.spans(path))
    for place, span in enumerate(spans):
        assert [s.item for s in warc.spans(path, span.end)] == [s.item for s in spans[place + 1 :]]


@pytest.mark.parametrize("layout", ["members", "plain"])
def test_the_raw_bytes_of_a_page_are_a_warc_of_their_own(tmp_path: Path, layout: str) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(packed([*pages()[:2], *page(URLS[2], b"<p>2</p>", discovery=found("gazette"))], layout))
    span = list(warc.spans(path))[2]
    (again,) = _alone(tmp_path, path, span)
    assert isinstance(again, LandedPage)
    assert (again.url, again.discovery) == (span.item.url, found("gazette"))


def _alone(tmp_path: Path, path: Path, span: warc.Span) -> list[LandedPage | BrokenRecord]:
    (tmp_path / "alone.warc").write_bytes(warc.raw(path, span.item.offset, span.end))
    return list(warc.read(tmp_path / "alone.warc"))


@LAYOUTS
def test_a_cut_file_gives_every_whole_page_and_says_so(tmp_path: Path, layout: str) -> None:
    items = read(tmp_path, packed(pages(), layout)[:-40])
    assert told(items)[-1] == "!"
    assert told(items)[:-1] == ["0", "1", "2", "3"]


@pytest.mark.parametrize("layout", ["members", "plain"])
@pytest.mark.parametrize("place", [0, 2, 5])
@pytest.mark.parametrize("digest", [True, False])
def test_garbage_between_records(tmp_path: Path, layout: str, place: int, digest: bool) -> None:
    records = pages(digest=digest)
    data = packed(records[:place], layout) + b"\0\1 not a record " * 9 + packed(records[place:], layout)
    expected = ["0", "1", "2", "3", "4"]
    assert told(read(tmp_path, data)) == [*expected[:place], "!", *expected[place:]]


@pytest.mark.parametrize("layout", ["members", "plain"])
@pytest.mark.parametrize("digest", [True, False])
@pytest.mark.parametrize("wrong", [-10, 7, 150, 900])
def test_a_wrong_length_swallows_nothing(tmp_path: Path, layout: str, digest: bool, wrong: int) -> None:
    records = pages(digest=digest)
    content = http(b"<p>2</p>")
    records[2] = record("response", content, url=URLS[2], digest=digest, length=len(content) + wrong)
    assert told(read(tmp_path, packed(records, layout))) == ["0", "1", "!", "3", "4"]


@pytest.mark.parametrize("layout", ["members", "plain", "stream"])
def test_a_record_that_does_not_match_its_digest(tmp_path: Path, layout: str) -> None:
    records = pages()
    records[2] = records[2].replace(b"<p>2</p>", b"<p>X</p>")
    items = read(tmp_path, packed(records, layout))
    assert told(items) == ["0", "1", "!", "3", "4"]
    assert isinstance(items[2], BrokenRecord)
    assert "digest" in items[2].reason
    assert items[2].url == URLS[2]
    assert items[2].raw


def test_a_payload_digest_alone_is_checked_too(tmp_path: Path) -> None:
    more = ["WARC-Payload-Digest: sha1:" + "A" * 32]
    items = read(tmp_path, record("response", http(b"x"), url=URLS[0], digest=False, more=more))
    assert told(items) == ["!"]


def test_a_corrupt_member(tmp_path: Path) -> None:
    members = [gzip.compress(r) for r in pages()]
    members[2] = members[2][:60] + b"\xff\xff\xff" + members[2][63:]
    assert told(read(tmp_path, b"".join(members))) == ["0", "1", "!", "3", "4"]


def test_a_page_that_contains_a_warc_record_forges_nothing(tmp_path: Path) -> None:
    forged = b"\r\n\r\n" + record("response", http(b"forged"), url="https://example.org/9")
    for digest in (True, False):
        records = pages(digest=digest)
        records[2] = record("response", http(forged), url=URLS[2], digest=digest)
        for layout in ("members", "plain"):
            assert told(read(tmp_path, packed(records, layout))) == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (record("response", http(b"x"), url=URLS[0], date=None), "date"),
        (record("response", http(b"x"), url=URLS[0], date="yesterday"), "date"),
        (record("response", http(b"x")), "address"),
        (record("response", b"not http", url=URLS[0]), "HTTP"),
        (record("response", http(b"\x1f\x8b\x08x", headers=["Content-Encoding: gzip"]), url=URLS[0]), "gzip"),
    ],
)
def test_a_response_that_is_no_page_says_why(tmp_path: Path, broken: bytes, why: str) -> None:
    items = read(tmp_path, packed([broken, *pages()[1:2]], "members"))
    assert told(items) == ["!", "1"]
    assert isinstance(items[0], BrokenRecord)
    assert why in items[0].reason
    assert gzip.decompress(items[0].raw) == broken


def test_the_server_s_date_stands_in_for_a_missing_one(tmp_path: Path) -> None:
    headers = ["Date: Mon, 02 Mar 2026 12:00:00 GMT"]
    (item,) = read(tmp_path, record("response", http(b"x", headers=headers), url=URLS[0], date=None))
    assert isinstance(item, LandedPage)
    assert item.fetched_at == NOON


def test_a_record_too_long_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framing, "MAX_RECORD", 5000)
    monkeypatch.setattr(framing, "MAX_RAW", 100)
    records = pages()
    records[2] = record("response", http(os.urandom(9000)), url=URLS[2])
    items = read(tmp_path, packed(records, "members"))
    assert told(items) == ["0", "1", "!", "3", "4"]
    assert isinstance(items[2], BrokenRecord)
    assert len(items[2].raw) == 100


def test_a_file_written_by_the_crawler_s_library(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    made = WarcRecord()
    made.init_headers(WarcRecordType.response)
    made.record_date = NOON
    made.headers.append("WARC-Target-URI", URLS[0])
    made.headers.append("Content-Type", "application/http; msgtype=response")
    made.set_bytes_content(http(b"<p>0</p>"))
    writer = GzipWriter(buffer, 3)
    made.write(writer, checksum_data=True)
    writer.finish()
    (item,) = read(tmp_path, buffer.getvalue())
    assert isinstance(item, LandedPage)
    assert (item.body, item.fetched_at) == (b"<p>0</p>", NOON)


def test_empty_and_foreign_files(tmp_path: Path) -> None:
    assert read(tmp_path, b"") == []
    for data in (b"<html>" * 100, gzip.compress(b"<html>" * 100), b"\0" * 100):
        with pytest.raises(Rejected, match="no WARC file"):
            read(tmp_path, data)
    with pytest.raises(Rejected, match="cannot be read"):
        list(warc.read(tmp_path / "missing.warc"))


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.sampled_from(["members", "plain", "stream"]), st.data())
def test_any_damage_ends_and_hides_no_page_behind_it(tmp_path: Path, layout: str, data: st.DataObject) -> None:
    whole = bytearray(WHOLE[layout])
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) // 3))] = data.draw(st.integers(0, 255))
    try:
        items = read(tmp_path, bytes(whole))
    except Rejected:
        assert layout == "stream"
        return
    if layout != "stream":
        assert told(items)[-2:] == ["3", "4"]


def test_memory_holds_one_record_at_a_time(tmp_path: Path) -> None:
    import tracemalloc

    body = os.urandom(200_000)
    path = write(tmp_path / "x.warc.gz", (r for n in range(60) for r in page(f"https://example.org/{n}", body)))
    tracemalloc.start()
    try:
        assert sum(1 for _ in warc.read(path)) == 60
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
