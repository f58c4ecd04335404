"""Settings: every value from the environment, every mistake named, no secret shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.errors import Configuration
from flows.settings import Settings


def test_home_defaults_to_the_checkout() -> None:
    settings = Settings.load({})
    assert settings.home.name == "var"
    assert settings.landing_dir == settings.home / "landing"


def test_values_are_converted(tmp_path: Path) -> None:
    settings = Settings.load({"COMMENTARIAT_HOME": str(tmp_path), "COMMENTARIAT_MINIMUM_RELEVANCE": "0.4"})
    assert settings.home == tmp_path
    assert settings.minimum_relevance == 0.4


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MINIMUM_RELEVANCE", "much"),
        ("MINIMUM_RELEVANCE", "2"),
        ("MINIMUM_RELEVANCE", "nan"),
        ("NODE_PORT", "70000"),
        ("NODE_PORT", "80.5"),
        ("INDEX_PREFIX", "Üpper"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("NODE_HEAP", "1 gigabyte"),
        ("ELASTICSEARCH_URL", "localhost:9200"),
        ("KIBANA_URL", "ftp://kibana"),
        ("CRAWL_EVERY", "0"),
        ("WORKERS", "0"),
    ],
)
def test_a_wrong_value_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(Configuration, match=f"COMMENTARIAT_{name}"):
        Settings.load({f"COMMENTARIAT_{name}": value})


def test_a_misspelt_setting_is_refused_with_a_hint() -> None:
    with pytest.raises(Configuration, match="COMMENTARIAT_SMPT_URL") as caught:
        Settings.load({"COMMENTARIAT_SMPT_URL": "smtp://localhost"})
    assert "COMMENTARIAT_SMTP_URL" in caught.value.remedy


def test_a_secret_may_come_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text("s3cret\n", "utf-8")
    settings = Settings.load({"COMMENTARIAT_ELASTICSEARCH_API_KEY_FILE": str(secret)})
    assert settings.elasticsearch_api_key == "s3cret"
    assert "s3cret" not in str(settings.effective())
    assert "s3cret" not in repr(settings)


def test_an_unreadable_secret_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Configuration, match="ELASTICSEARCH_PASSWORD_FILE"):
        Settings.load({"COMMENTARIAT_ELASTICSEARCH_PASSWORD_FILE": str(tmp_path / "none")})


def test_a_password_in_an_address_is_refused_without_repeating_it() -> None:
    with pytest.raises(Configuration) as caught:
        Settings.load({"COMMENTARIAT_ELASTICSEARCH_URL": "https://elastic:hunter2@es.example"})
    assert "hunter2" not in str(caught.value) + caught.value.remedy
