"""The Kibana installer over real HTTP, against a strict stand-in for the two endpoints."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.adapters import kibana
from flows.errors import CommentariatError, Configuration, Transient
from flows.settings import Settings
from mappings.bundle import saved_objects
from mappings.loader import Change
from mappings.names import Names
from tests.flows.adapters.kibana_double import KibanaDouble


@pytest.fixture
def double() -> Iterator[KibanaDouble]:
    """A Kibana that holds nothing."""
    made = KibanaDouble()
    yield made
    made.close()


def install(settings: Settings, double: KibanaDouble) -> list[Change]:
    """Install into the double."""
    return asyncio.run(kibana.install(replace(settings, kibana_url=double.url + "/"), Names()))


def test_installs_once_and_again_after_a_change(settings: Settings, double: KibanaDouble) -> None:
    objects = saved_objects(Names())
    assert {change.action for change in install(settings, double)} == {"created"}
    assert list(double.objects.values()) == objects
    assert {change.action for change in install(settings, double)} == {"unchanged"}
    assert double.imports == 1
    double.objects["dashboard", "commentary-overview"]["attributes"]["description"] = "x (Commentariat, bundle older)"
    assert {change.action for change in install(settings, double)} == {"updated"}
    del double.objects["search", "commentary-today"]
    assert {change.action for change in install(settings, double)} == {"created"}
    assert list(double.objects.values()) == [*objects[:2], objects[3], objects[2]]
    assert double.imports == 3


@pytest.mark.parametrize(
    ("options", "header"),
    [
        ({"kibana_api_key": "k"}, "ApiKey k"),
        ({"kibana_api_key": "k", "elasticsearch_api_key": "e"}, "ApiKey k"),
        ({"elasticsearch_api_key": "e"}, "ApiKey e"),
        ({"elasticsearch_user": "u", "elasticsearch_password": "pä"}, "Basic dTpww6Q="),
    ],
)
def test_logs_in(settings: Settings, double: KibanaDouble, options: dict[str, str], header: str) -> None:
    double.authorization = header
    install(replace(settings, **options), double)  # type: ignore[arg-type]  # all of these are strings
    with pytest.raises(Configuration, match=r"refuses us \(401\): unable to authenticate"):
        install(settings, double)


@pytest.mark.parametrize(
    ("status", "body", "error", "says"),
    [
        (503, "Kibana server is not ready yet", Transient, r"not ready \(503\): Kibana server is not ready yet"),
        (429, "", Transient, "not ready"),
        (403, '{"message":"no rights"}', Configuration, "refuses us .*no rights"),
        (404, "<html>nothing</html>", Configuration, "seems to be no Kibana"),
        (200, "<html>welcome</html>", Configuration, "seems to be no Kibana"),
        (302, "", Configuration, "seems to be no Kibana"),
    ],
)
def test_answers_become_errors(
    settings: Settings, double: KibanaDouble, status: int, body: str, error: type[Exception], says: str
) -> None:
    double.fail = (status, body)
    with pytest.raises(error, match=says):
        install(settings, double)


def test_refused_objects_are_named(settings: Settings, double: KibanaDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    objects = saved_objects(Names())[1:]  # the data view is missing
    monkeypatch.setattr(kibana, "saved_objects", lambda names: objects)
    with pytest.raises(CommentariatError, match=r"took 0 of 3 objects: search .*missing_references index-pattern"):
        install(settings, double)


def test_nobody_listens(settings: Settings, double: KibanaDouble) -> None:
    gone = replace(settings, kibana_url="http://127.0.0.1:9")
    with pytest.raises(Transient, match="out of reach"):
        asyncio.run(kibana.install(gone, Names()))


def test_a_ca_file_that_is_none(settings: Settings, double: KibanaDouble, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(Configuration, match="no CA file"):
        install(replace(settings, elasticsearch_ca=tmp_path / "ca.pem"), double)


def test_writes_the_bundle(tmp_path: Path) -> None:
    path = tmp_path / "kibana" / "commentariat.ndjson"
    assert kibana.write(path, Names()).action == "created"
    assert [json.loads(row) for row in path.read_text("utf-8").splitlines()] == saved_objects(Names())
    assert kibana.write(path, Names()).action == "unchanged"
    path.write_bytes(b"\xff")
    assert kibana.write(path, Names()).action == "updated"
    with pytest.raises(Configuration, match="cannot be written"):
        kibana.write(path / "below", Names())
