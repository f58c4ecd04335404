"""Documentation is true: every command, option and setting it names exists, and every one that exists is named."""

from __future__ import annotations

import argparse
import re
import shlex
from dataclasses import fields
from pathlib import Path

import pytest

from flows.cli import COMMANDS, _parser
from flows.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```(?:sh|console|bash|shell)?\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]*)`")


def _calls(text: str) -> list[list[str]]:
    """Every call of ``commentariat`` in code blocks and inline code, as words after the program's name."""
    lines = [line for block in FENCE.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    lines += [code for code in INLINE.findall(text) if code.startswith("commentariat ")]
    calls = []
    for line in lines:
        match = re.search(r"(?:^|\s|/)commentariat (.*)", line.strip().removeprefix("$ "))
        if match and "…" not in match.group(1) and "|" not in match.group(1).split("'")[0]:
            calls.append(shlex.split(re.split(r"\s[>|]\s", match.group(1))[0], comments=True))
    return calls


def _options(command: str) -> set[str]:
    """Options of a command and of all its subcommands."""
    found: set[str] = set()
    todo: list[argparse.ArgumentParser] = [_subparsers(_parser(command))[command]]
    while todo:
        parser = todo.pop()
        found |= {option for action in parser._actions for option in action.option_strings}
        todo += _subparsers(parser).values()
    return found


def _subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return {
        name: sub
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, sub in action.choices.items()
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_call_shown_exists(page: Path) -> None:
    for words in _calls(page.read_text("utf-8")):
        command = next((w for w in words if not w.startswith("-")), None)
        if command is None or command.isupper():
            continue
        assert command in COMMANDS, f"{page.name}: {words}"
        used = {w.split("=")[0] for w in words if w.startswith("-") and len(w) > 1}
        assert used <= _options(command) | {"--debug", "--help", "--version"}, f"{page.name}: {words}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_setting_named_exists(page: Path) -> None:
    known = {PREFIX + f.name.upper() for f in fields(Settings)}
    known |= {f"{PREFIX}{f.name.upper()}_FILE" for f in fields(Settings) if f.metadata["secret"]}
    known |= {f"{PREFIX}BENCHMARK_DATA", f"{PREFIX}TEST_ELASTICSEARCH_URL"}
    named = set(re.findall(rf"{PREFIX}[A-Z][A-Z_]*[A-Z]", page.read_text("utf-8")))
    assert named <= known


def test_every_command_and_setting_is_documented() -> None:
    text = "\n".join(page.read_text("utf-8") for page in PAGES)
    assert not [name for name in COMMANDS if f"commentariat {name}" not in text]
    assert not [f.name for f in fields(Settings) if PREFIX + f.name.upper() not in text]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target and not target.startswith("mailto:"):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
