"""docker-compose.yml: valid, without secrets, and in step with the command line and the settings it relies on."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.adapters.artifact import ELASTICSEARCH
from flows.cli import main
from flows.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
EXAMPLE = dict(re.findall(r"^(\w+)=(.*)$", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))
OURS = {name: service for name, service in SERVICES.items() if "build" in service}


def test_it_is_valid() -> None:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    done = subprocess.run(check, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("service", OURS)
def test_every_command_of_our_image_exists(service: str, capsys: pytest.CaptureFixture[str]) -> None:
    calls = [OURS[service]["command"]]
    check = OURS[service].get("healthcheck", {}).get("test")
    if check:
        assert check[:2] == ["CMD", "commentariat"]
        calls.append(check[2:])
    for words in calls:
        with pytest.raises(SystemExit) as ended:
            main([*words, "--help"])
        assert ended.value.code == 0
        with contextlib.suppress(SystemExit):
            main([words[0], "--no-such-option"])
        used = {word for word in words if word.startswith("-")}
        capsys.readouterr()
        with pytest.raises(SystemExit):
            main([words[0], "--help"])
        shown = capsys.readouterr().out
        assert all(option in shown for option in used)


def test_every_setting_used_exists() -> None:
    known = {PREFIX + field.name.upper() for field in fields(Settings)}
    given = {name for service in OURS.values() for name in service["environment"]}
    assert given
    assert given <= known
    assert {name for name in EXAMPLE if name.startswith(PREFIX)} <= known


def test_the_example_defines_every_variable_and_no_other() -> None:
    assert set(re.findall(r"(?<!\$)\$\{(\w+)", TEXT)) == set(EXAMPLE)


def test_the_settings_make_sense_together() -> None:
    environment = {
        name: re.sub(r"\$\{(\w+)[^}]*\}", lambda match: EXAMPLE[match[1]] or "", str(value))
        for name, value in OURS["serve"]["environment"].items()
    }
    settings = Settings.load({**environment, "COMMENTARIAT_ELASTICSEARCH_PASSWORD": "x"})
    assert settings.elasticsearch_url == "http://elasticsearch:9200"
    assert settings.smtp_url == "smtp://mail:1025/?tls=none&catcher=yes"


def test_no_secret_stands_in_the_files() -> None:
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|KEY|SECRET", variable):
                assert re.fullmatch(r"\$\{\w+:\?[^}]+\}", str(value)), f"{name}: {variable}"
    assert not [name for name, value in EXAMPLE.items() if value and re.search(r"PASSWORD|KEY|SECRET", name)]


def test_every_service_waits_for_health_and_publishes_on_loopback_only() -> None:
    for name, service in SERVICES.items():
        for other, terms in service.get("depends_on", {}).items():
            long_lived = not SERVICES[other]["restart"].startswith("on-failure")
            expected = "service_healthy" if long_lived else "service_completed_successfully"
            assert terms["condition"] == expected, f"{name} on {other}"
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", ())), name
        assert "healthcheck" in service or service["restart"].startswith("on-failure"), name


def test_volumes_are_declared_and_used() -> None:
    used = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", ())}
    assert {mount for mount in used if not mount.startswith(".")} == set(COMPOSE["volumes"])


def test_one_version_of_elasticsearch_everywhere() -> None:
    images = {service["image"] for service in SERVICES.values() if re.match("elastic|kibana", service["image"])}
    assert images == {f"elasticsearch:{ELASTICSEARCH.version}", f"kibana:{ELASTICSEARCH.version}"}


def test_the_image_gets_all_it_copies() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied: set[str] = set()
    for line in re.findall(r"^COPY (?!--from)(.*)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE):
        copied |= set(line.split()[:-1])
    assert copied == allowed
    assert all((ROOT / name).exists() for name in copied)
