"""``commentariat alerts``: what is printed, and the exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.alerts.report import AlertReport, Failure, SentMail
from flows.cli import main
from flows.commands import alerts

GOOD = '[[search]]\nname = "Rutte"\nquery = "rutte"\nto = ["desk@news.internal"]\ncadence = "immediate"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of searches, set in an environment of its own."""
    searches = tmp_path / "searches"
    searches.mkdir()
    monkeypatch.setenv("COMMENTARIAT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COMMENTARIAT_SEARCHES", str(searches))
    monkeypatch.delenv("COMMENTARIAT_SMTP_URL", raising=False)
    (searches / "mine.toml").write_text(GOOD, "utf-8")
    return searches


def test_lists_the_searches(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alerts", "list"]) == 0
    assert "desk@news.internal" in capsys.readouterr().out
    assert main(["alerts", "list", "--json"]) == 0
    (search,) = json.loads(capsys.readouterr().out)
    assert (search["name"], search["to"], search["language"]) == ("Rutte", ["desk@news.internal"], None)


def test_check_is_content(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["alerts", "check"]) == 0
    assert capsys.readouterr().out == f"1 search in {folder}: all right\n"


def test_check_lists_every_problem(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.toml").write_text(GOOD.replace("immediate", "yearly"), "utf-8")
    monkeypatch.setenv("COMMENTARIAT_MAIL_FROM", "nobody")
    monkeypatch.setenv("COMMENTARIAT_SMTP_URL", "smtp://desk:secret@")
    assert main(["alerts", "check", "--json"]) == 2
    out = capsys.readouterr().out
    assert "secret" not in out
    problems = json.loads(out)["problems"]
    assert [p.split(":")[0] for p in problems] == [
        "bad.toml, line 5, [[search]] 1 (Rutte), key `cadence`",
        "COMMENTARIAT_MAIL_FROM is 'nobody'",
        "COMMENTARIAT_SMTP_URL is wrong",
    ]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("smtp://mail.internal", 2),
        ("smtp://mail.internal/?tls=none&catcher=yes", 0),
        ("smtp://127.0.0.1:1025", 0),
    ],
)
def test_check_finds_placeholders_a_real_server_would_be_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], url: str, code: int
) -> None:
    (folder / "mine.toml").write_text(GOOD.replace("desk@news.internal", "press@example.org"), "utf-8")
    monkeypatch.setenv("COMMENTARIAT_SMTP_URL", url)
    assert main(["alerts", "check"]) == code
    assert ("mine.toml, [[search]] 1 (Rutte): press@example.org is a placeholder" in capsys.readouterr().out) == bool(
        code
    )


@pytest.mark.parametrize("action", ["list", "run"])
def test_broken_searches_stop_everything_else(folder: Path, capsys: pytest.CaptureFixture[str], action: str) -> None:
    (folder / "bad.toml").write_text("[[search]\n", "utf-8")
    # `run` would start a node in this home: there is none afterwards.
    assert main(["alerts", action]) == 2
    assert "one mistake in the saved searches:\n  bad.toml: not TOML" in capsys.readouterr().err
    assert not (folder.parent / "home").exists()


def test_shows_what_a_run_did(capsys: pytest.CaptureFixture[str]) -> None:
    sent = SentMail(
        "Rutte", "[Commentariat] Rutte: 1 new story — [Title]", ("desk@news.internal",), "<a@b>", 1, again=True
    )
    alerts.show(AlertReport(2, 3, (sent,), (Failure("Other", "no luck"),), "/var/outbox"))
    out = capsys.readouterr().out
    assert "[Commentariat] Rutte: 1 new story — [Title] (sent again)" in " ".join(out.replace("│", " ").split())
    assert "2 searches run, 3 new stories found, 1 mail sent to /var/outbox" in out
    assert "failed: Other: no luck" in out
    alerts.show(AlertReport(1))
    assert capsys.readouterr().out == "1 search run, 0 new stories found, 0 mails sent\n"
