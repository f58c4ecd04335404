"""The command ``extract``: output, exit codes, and the paths a user gets wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli import main
from tests import warcs
from tests.crawlers.site import Reply, serve
from tests.golden import FOLDER


def test_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    page = str(FOLDER / "wix-blog-en.html")
    assert main(["extract", page, "--url", "https://b.example/post/x", "--fetched-at", "2026-03-10"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["published"] == {
        "date": "2026-02-03T00:00:00Z",
        "precision": "day",
        "source": "visible",
        "raw": "Feb 3",
    }
    assert (found["authors"], found["reading_minutes"], found["genre"]) == (["Peter Quill"], 3, "opinion")


def test_a_rejection(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", str(FOLDER / "not-found-pl.html")]) == 3
    assert json.loads(capsys.readouterr().out)["reason"] == "error_page"


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-file.html"],
        [],
        ["x.html", "--manifest", "y"],
        ["--manifest", "no-such-manifest.jsonl"],
        [str(FOLDER / "wix-blog-en.html"), "--fetched-at", "soon"],
        ["--manifest", "x", "--workers", "0"],
        ["http://paper.example/", "--url", "http://paper.example/a"],
        ["segment.warc.gz", "--fetched-at", "2026-03-10"],
        ["http://169.254.169.254/latest/meta-data"],
    ],
)
def test_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", *arguments]) == 2
    assert "commentariat:" in capsys.readouterr().err


def test_a_manifest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = tmp_path / "m.jsonl"
    rows = [{"id": p.stem, "path": str(p)} for p in sorted(FOLDER.glob("*-en.html"))]
    manifest.write_text("".join(json.dumps(r) + "\n" for r in rows), "utf-8")
    assert main(["extract", "--manifest", str(manifest)]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in found] == [row["id"] for row in rows]


def test_reasons_for_eyes_and_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    page = str(FOLDER / "json-ld-de.html")
    assert main(["extract", page, "--explain"]) == 0
    shown = capsys.readouterr().out
    for word in ("title:", "og:title", "published:", "json-ld", "language: de", "genre:", "summary:", "authors:"):
        assert word in shown
    assert main(["extract", page, "--explain", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    title = found["explain"]["title"]
    assert title["value"] == found["document"]["title"]
    assert title["source"] in {c["source"] for c in title["candidates"]}
    assert title["why"]


def test_reasons_for_a_rejection(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", str(FOLDER / "not-found-pl.html"), "--explain", "--json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert found["rejection"]["reason"] == "error_page"
    assert "title" in found["explain"]


def test_a_manifest_with_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    manifest = tmp_path / "m.jsonl"
    manifest.write_text(json.dumps({"id": "a", "path": str(FOLDER / "json-ld-de.html")}) + "\n", "utf-8")
    assert main(["extract", "--manifest", str(manifest), "--explain"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["id"], found["explain"]["language"]["value"]) == ("a", "de")


def test_a_warc(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = warcs.article("Bridge opens", warcs.prose(1))
    records = [*warcs.page("https://paper.example/a", good), *warcs.page("https://paper.example/b", b"<html></html>")]
    path = warcs.write(tmp_path / "segment.warc.gz", records)
    assert main(["extract", str(path)]) == 0
    first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert first["document"]["title"] == "Bridge opens"
    assert first["document"]["published"]["date"].startswith("2026-03-01")
    assert first["id"] == "segment.warc.gz:0"
    assert "rejection" in second
    path.write_bytes(path.read_bytes()[:-40])
    assert main(["extract", str(path)]) == 1
    (tmp_path / "no.warc").write_text("hello", "utf-8")
    assert main(["extract", str(tmp_path / "no.warc")]) == 3


def test_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COMMENTARIAT_HOME", str(tmp_path))
    with serve() as site:
        site.routes |= {
            "/robots.txt": Reply("User-agent: *\nDisallow: /closed\n", "text/plain"),
            "/a": Reply(warcs.article("Bridge opens", warcs.prose(1)).decode("utf-8")),
            "/closed": Reply("<p>x</p>"),
        }
        # Loopback is refused until it is allowed, whatever lies there.
        assert main(["extract", f"{site.url}/a"]) == 2
        assert "no public address" in capsys.readouterr().err
        monkeypatch.setenv("COMMENTARIAT_ALLOWED_HOSTS", "127.0.0.1")
        assert main(["extract", f"{site.url}/a"]) == 0
        assert json.loads(capsys.readouterr().out)["title"] == "Bridge opens"
        assert main(["extract", f"{site.url}/closed"]) == 2
        assert "robots.txt" in capsys.readouterr().err
        assert main(["extract", f"{site.url}/gone"]) == 3
        assert json.loads(capsys.readouterr().out)["reason"] == "http_error"
    assert main(["extract", f"{site.url}/a"]) == 4
