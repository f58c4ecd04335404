"""The Kibana installer over real HTTP, against a strict stand-in for the endpoints, old and new."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from flows.adapters import kibana
from flows.errors import CommentariatError, Configuration, Transient
from flows.settings import Settings
from mappings.bundle import dashboards, saved_objects
from mappings.loader import Change
from mappings.names import Names
from tests.flows.adapters.kibana_double import KibanaDouble

NAMES = Names()


@pytest.fixture
def double() -> Iterator[KibanaDouble]:
    """A Kibana that holds nothing, of a version before the Dashboards API was stable."""
    made = KibanaDouble()
    yield made
    made.close()


@pytest.fixture
def new(double: KibanaDouble) -> KibanaDouble:
    """The same, of 9.5."""
    double.version = "9.5.3"
    return double


def install(settings: Settings, double: KibanaDouble, **options: Any) -> list[Change]:
    """Install into the double."""
    return asyncio.run(kibana.install(replace(settings, kibana_url=double.url + "/"), NAMES, **options))


def test_installs_once_and_again_after_a_change(settings: Settings, double: KibanaDouble) -> None:
    objects = saved_objects(NAMES)
    assert {change.action for change in install(settings, double)} == {"created"}
    assert list(double.objects.values()) == objects
    assert {change.action for change in install(settings, double)} == {"unchanged"}
    assert double.imports == 1
    double.objects["dashboard", "commentary-overview"]["attributes"]["description"] = "x (Commentariat, bundle older)"
    assert {change.action for change in install(settings, double)} == {"updated"}
    del double.objects["search", "commentary-today"]
    assert {change.action for change in install(settings, double)} == {"created"}
    assert double.imports == 3
    assert not double.dashboards


def test_new_ones_get_dashboards_through_the_api(settings: Settings, new: KibanaDouble) -> None:
    assert {change.action for change in install(settings, new)} == {"created"}
    assert new.dashboards == dashboards(NAMES)
    assert list(new.dashboards)[-1] == "commentary-overview"
    assert new.imports == 1
    before = len(new.seen)
    assert {change.action for change in install(settings, new)} == {"unchanged"}
    assert new.seen[before:] == ["POST /api/saved_objects/_export"]
    new.objects["dashboard", "commentary-leader"]["attributes"]["description"] = "x (Commentariat, bundle older)"
    assert {change.action for change in install(settings, new)} == {"updated"}
    assert new.objects["dashboard", "commentary-leader"]["attributes"]["description"] != "x"


def test_import_can_be_asked_for(settings: Settings, new: KibanaDouble) -> None:
    install(settings, new, via="import")
    assert list(new.objects.values()) == saved_objects(NAMES)
    assert not new.dashboards


@pytest.mark.parametrize(("version", "told"), [("9.4.2", "is 9.4"), ("8.19.1", "is 8.19"), ("", "is not told to us")])
def test_the_api_of_old_ones_is_not_used(settings: Settings, double: KibanaDouble, version: str, told: str) -> None:
    double.version = version
    with pytest.raises(Configuration, match=told):
        install(settings, double, via="api")
    install(settings, double)
    assert not double.dashboards


def test_a_refused_dashboard_falls_back_to_import(
    settings: Settings, new: KibanaDouble, caplog: pytest.LogCaptureFixture
) -> None:
    new.refuse = (400, '{"message":"[request body.panels]: no such key"}')
    with pytest.raises(CommentariatError, match=r"commentary-source-health \(400\): \[request body.panels\]"):
        install(settings, new, via="api")
    assert {change.action for change in install(settings, new)} == {"created"}
    assert "no such key; dashboards are imported as saved objects instead" in caplog.text
    assert set(new.objects) == {(item["type"], item["id"]) for item in saved_objects(NAMES)}


@pytest.mark.parametrize(("status", "error"), [(403, Configuration), (503, Transient), (413, Configuration)])
def test_other_refusals_do_not(settings: Settings, new: KibanaDouble, status: int, error: type[Exception]) -> None:
    new.refuse = (status, '{"message":"no"}')
    with pytest.raises(error, match="no"):
        install(settings, new)


def test_too_large_for_kibana(settings: Settings, new: KibanaDouble) -> None:
    new.max_payload = 2_000
    with pytest.raises(Configuration, match="takes no request as large as this: Payload content length"):
        install(settings, new)
    new.max_import = 2_000
    with pytest.raises(Configuration, match="takes no request as large as this"):
        install(settings, new, via="import")


@pytest.mark.parametrize("version", ["9.4.2", "9.5.3"])
@pytest.mark.parametrize(
    ("options", "header"),
    [
        ({"kibana_api_key": "k"}, "ApiKey k"),
        ({"kibana_api_key": "k", "elasticsearch_api_key": "e"}, "ApiKey k"),
        ({"elasticsearch_api_key": "e"}, "ApiKey e"),
        ({"elasticsearch_user": "u", "elasticsearch_password": "pä"}, "Basic dTpww6Q="),
    ],
)
def test_logs_in(settings: Settings, double: KibanaDouble, options: dict[str, str], header: str, version: str) -> None:
    double.authorization, double.version = header, version
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
    objects = [item for item in saved_objects(NAMES) if item["type"] != "index-pattern"]
    monkeypatch.setattr(kibana, "saved_objects", lambda names, given: objects)
    with pytest.raises(CommentariatError, match=r"took 0 of 19 objects: search .*missing_references index-pattern"):
        install(settings, double)


def test_nobody_listens(settings: Settings, double: KibanaDouble) -> None:
    gone = replace(settings, kibana_url="http://127.0.0.1:9")
    with pytest.raises(Transient, match="out of reach"):
        asyncio.run(kibana.install(gone, NAMES))


def test_a_ca_file_that_is_none(settings: Settings, double: KibanaDouble, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nothing")
    with pytest.raises(Configuration, match="no CA file"):
        install(replace(settings, elasticsearch_ca=tmp_path / "ca.pem"), double)


def test_writes_the_bundle(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "kibana" / "commentariat.ndjson"
    assert kibana.write(path, settings, NAMES).action == "created"
    assert [json.loads(row) for row in path.read_text("utf-8").splitlines()] == saved_objects(NAMES)
    assert kibana.write(path, settings, NAMES).action == "unchanged"
    path.write_bytes(b"\xff")
    assert kibana.write(path, settings, NAMES).action == "updated"
    with pytest.raises(Configuration, match="cannot be written"):
        kibana.write(path / "below", settings, NAMES)
    assert kibana.write(tmp_path / "api.json", settings, NAMES, api=True).action == "created"
    assert json.loads((tmp_path / "api.json").read_text("utf-8")) == dashboards(NAMES)


def body_with(change: Callable[[dict[str, Any]], Any]) -> bytes:
    """The Overview with a change."""
    body = json.loads(json.dumps(dashboards(NAMES)["commentary-overview"]))
    change(body)
    return json.dumps(body).encode()


JSON = {"kbn-xsrf": "x", "Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("headers", "data", "status", "says"),
    [
        ({"Content-Type": "application/json"}, b"{}", 400, "kbn-xsrf"),
        ({**JSON, "elastic-api-version": "1"}, b"{}", 400, "No version '1' available"),
        ({"kbn-xsrf": "x", "Content-Type": "text/plain"}, b"{}", 415, "Unsupported Media Type"),
        (JSON, b"{}", 400, "'title' is a required property"),
        (JSON, body_with(lambda b: b.update(colour=1)), 400, "'colour' was unexpected"),
        (JSON, body_with(lambda b: b["panels"][1].update(uid="x")), 400, "panels"),
        (JSON, body_with(lambda b: b["panels"][1]["config"].update(dataset={})), 400, "panels"),
        (JSON, body_with(lambda b: b["panels"][-2]["config"]["rows"][0].update(size=5)), 400, "panels"),
        (JSON, body_with(lambda b: b.update(tags=["gone"])), 400, "not found: .*tag gone"),
        (JSON, body_with(lambda b: None), 400, "not found: .*index-pattern commentary"),
        (JSON, b" " * 1_100_000, 413, "greater than maximum"),
    ],
)
def test_the_double_is_strict(new: KibanaDouble, headers: dict[str, str], data: bytes, status: int, says: str) -> None:
    """A stand-in that takes everything would prove nothing."""
    import re

    async def put() -> tuple[int, str]:
        url = f"{new.url}/api/dashboards/commentary-overview"
        async with aiohttp.ClientSession() as session, session.put(url, data=BytesIO(data), headers=headers) as answer:
            return answer.status, await answer.text()

    found, text = asyncio.run(put())
    assert found == status
    assert re.search(says, text), text
