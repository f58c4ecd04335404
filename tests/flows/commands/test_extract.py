"""The command ``extract``: output, exit codes, and the paths a user gets wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli import main
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
