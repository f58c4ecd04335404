"""The command line: help for every command, exit codes, errors without tracebacks, a cheap start."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flows.cli import COMMANDS, main

HEAVY = ("prefect", "scrapy", "elasticsearch")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "xample" in capsys.readouterr().out, "help shows an example"


def test_no_command_prints_help_and_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "commands:" in capsys.readouterr().out


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["frobnicate"])
    assert ended.value.code == 2
    assert "frobnicate" in capsys.readouterr().err


def test_a_wrong_setting_is_one_line_and_a_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COMMENTARIAT_WORKERS", "many")
    assert main(["config"]) == 2
    err = capsys.readouterr().err
    assert "COMMENTARIAT_WORKERS" in err
    assert "Traceback" not in err


def test_config_hides_secrets(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COMMENTARIAT_SMTP_URL", "smtp://user:hunter2@mail.example")
    assert main(["config", "--json"]) == 0
    assert "hunter2" not in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], ["config"], ["sources", "list"], ["extract", "--help"]])
def test_light_commands_never_import_the_heavy_libraries(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom flows.cli import main\n"
        f"try: main({arguments!r})\nexcept SystemExit: pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stderr.strip().splitlines()[-1] == "[]"
