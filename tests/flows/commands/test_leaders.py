"""``commentariat leaders``: what is printed, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.cli import main
from tests.flows.leaders.test_allies import OWN


def test_lists_who_held_what_on_a_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["leaders", "list", "--on", "2024-09-30", "--json"]) == 0
    held = {row["office"]: row["id"] for row in json.loads(capsys.readouterr().out)}
    assert held["secretary-general"] == "jens-stoltenberg"
    assert main(["leaders", "list", "--on", "2026-06-01", "--context", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"emmanuel-macron", "rob-jetten"} <= {row["id"] for row in rows}
    assert all(row["context"] and row["source"] for row in rows)
    assert main(["leaders", "list"]) == 0
    assert "Lord Ismay" in capsys.readouterr().out


def test_shows_a_person_with_names_and_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["leaders", "show", "mark-rutte"]) == 0
    shown = capsys.readouterr().out
    assert "by surname alone, with any case ending: Rutte" in shown
    assert "Secretary General of NATO: from 2024-10-01, no end known" in shown
    assert "head of government (NL): from 2010-10-14, to 2024-07-02" in shown
    assert main(["leaders", "show", "mark-rute"]) == 2
    assert "Did you mean mark-rutte" in capsys.readouterr().err


def test_checks_a_file_and_says_what_it_would_match(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN, "utf-8")
    assert main(["leaders", "check", str(path)]) == 0
    said = capsys.readouterr().out
    assert "new offices 1, new people 1, people changed 1" in said
    assert "by surname alone, with any case ending: Newcomer" in said
    assert main(["leaders", "check", str(path), "--json"]) == 0
    assert [p["id"] for p in json.loads(capsys.readouterr().out)["persons"]] == ["mark-rutte", "ada-newcomer"]


def test_tells_mistakes_with_their_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN.replace('from = "2025-01-01"', 'from = "soon"'), "utf-8")
    assert main(["leaders", "check", str(path)]) == 2
    assert "line 10: [[person]] ada-newcomer, office commander-kfor: from is 'soon'" in capsys.readouterr().err
    assert main(["leaders", "check", str(tmp_path / "none.toml")]) == 2


def test_the_setting_puts_it_on_top(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN, "utf-8")
    monkeypatch.setenv("COMMENTARIAT_LEADERS", str(path))
    assert main(["leaders", "list", "--on", "2026-06-01", "--json"]) == 0
    assert "ada-newcomer" in {row["id"] for row in json.loads(capsys.readouterr().out)}
