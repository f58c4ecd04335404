"""A stand-in for Kibana's endpoints, as strict as the public API documentation says Kibana is, and stricter about
references: a dashboard may only name data views, searches, tags and dashboards that are there."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types of its own
from jsonschema.exceptions import best_match  # type: ignore[import-untyped]  # it has no types of its own

from tests.flows.adapters.dashboards_api import DASHBOARD

ATTRIBUTES = {
    "tag": {"name", "description", "color"},
    "index-pattern": {"title", "name", "timeFieldName", "fields", "fieldAttrs", "fieldFormatMap", "runtimeFieldMap",
                      "sourceFilters", "typeMeta"},
    "search": {"title", "description", "columns", "sort", "grid", "hideChart", "isTextBasedQuery", "timeRestore",
               "kibanaSavedObjectMeta"},
    "dashboard": {"title", "description", "panelsJSON", "optionsJSON", "timeRestore", "timeFrom", "timeTo",
                  "refreshInterval", "version", "kibanaSavedObjectMeta", "controlGroupInput"},
}  # fmt: skip
"""What each type may hold: Kibana's mappings of saved objects are strict."""

MEMBERS = {"type", "id", "attributes", "references", "coreMigrationVersion", "typeMigrationVersion"}
API_VERSION = "2023-10-31"
MAX_PAYLOAD = 1_048_576
"""Kibana's default ``server.maxPayload``."""
MAX_IMPORT = 26_214_400
"""Kibana's default ``savedObjects.maxImportPayloadBytes``."""

Answer = tuple[int, str]


class KibanaDouble:
    """Listens on loopback. ``objects`` is what was imported, ``dashboards`` what came through the Dashboards API;
    ``fail`` is (status, body) to answer everything with, ``refuse`` the same for dashboards alone. ``seen`` lists the
    requests."""

    def __init__(self, authorization: str = "", version: str = "9.4.2") -> None:
        self.objects: dict[tuple[str, str], dict[str, Any]] = {}
        self.dashboards: dict[str, dict[str, Any]] = {}
        self.authorization = authorization
        self.version = version
        self.fail: Answer | None = None
        self.refuse: Answer | None = None
        self.max_payload, self.max_import = MAX_PAYLOAD, MAX_IMPORT
        self.seen: list[str] = []
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer("GET")

            def do_POST(self) -> None:
                self._answer("POST")

            def do_PUT(self) -> None:
                self._answer("PUT")

            def _answer(self, method: str) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                status, answer = double.answer(method, self.path, dict(self.headers), body)
                self.send_response(status)
                self.send_header("Content-Length", str(len(answer.encode())))
                self.end_headers()
                self.wfile.write(answer.encode())

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the base class names it so
                """Keep quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def imports(self) -> int:
        """How many imports came."""
        return sum("_import" in request for request in self.seen)

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        """Status and body for one request."""
        headers = {name.lower(): value for name, value in headers.items()}
        address = urlsplit(target)
        self.seen.append(f"{method} {address.path}")
        if self.fail:
            return self.fail
        if self.authorization and headers.get("authorization") != self.authorization:
            return 401, json.dumps({"statusCode": 401, "message": "unable to authenticate user"})
        if method != "GET" and not headers.get("kbn-xsrf"):
            return _bad("Request must contain a kbn-xsrf header.")
        if (asked := headers.get("elastic-api-version", API_VERSION)) != API_VERSION:
            return _bad(f"No version '{asked}' available. Available versions are: [{API_VERSION}]")
        if method == "POST" and address.path == "/api/saved_objects/_export":
            return self._export(headers, body)
        if method == "POST" and address.path == "/api/saved_objects/_import":
            return self._import(parse_qs(address.query), headers, body)
        if method == "GET" and address.path == "/api/status":
            return 200, json.dumps({"name": "double", "version": {"number": self.version} if self.version else {}})
        if method == "PUT" and (match := re.fullmatch(r"/api/dashboards/([^/]+)", address.path)):
            return self._put(match[1], headers, body)
        return 404, json.dumps({"statusCode": 404, "message": "Not Found"})

    def _put(self, id_: str, headers: dict[str, str], body: bytes) -> Answer:
        if not self.version.startswith("9.5"):
            return 404, json.dumps({"statusCode": 404, "message": "Not Found"})
        if self.refuse:
            return self.refuse
        if headers.get("content-type", "").split(";")[0] != "application/json":
            return 415, json.dumps({"statusCode": 415, "message": "Unsupported Media Type"})
        if len(body) > self.max_payload:
            return _large(self.max_payload)
        data = json.loads(body)
        if error := best_match(Draft202012Validator(DASHBOARD).iter_errors(data)):
            return _bad(f"[request body{''.join(f'.{part}' for part in error.absolute_path)}]: {error.message}")
        known = self.objects.keys() | {("dashboard", held) for held in self.dashboards}
        if missing := [f"{kind} {ref}" for kind, ref in _referred(data) if (kind, ref) not in known]:
            return _bad(f"not found: {', '.join(missing)}")
        created = ("dashboard", id_) not in known
        self.dashboards[id_] = data
        attributes = {"title": data["title"], "description": data.get("description", "")}
        self.objects["dashboard", id_] = {"type": "dashboard", "id": id_, "attributes": attributes, "references": []}
        return (201 if created else 200), json.dumps({"id": id_, "data": data, "meta": {}})

    def _export(self, headers: dict[str, str], body: bytes) -> Answer:
        asked = json.loads(body)
        allowed = {"type", "objects", "search", "hasReference", "includeReferencesDeep", "excludeExportDetails"}
        if "application/json" not in headers["content-type"] or not asked.keys() <= allowed:
            return _bad("[request body]: definition for this key is missing")
        wanted = [(item["type"], item["id"]) for item in asked["objects"]]
        if any(key not in self.objects for key in wanted):
            return _bad("Error fetching objects to export")
        return 200, "\n".join(json.dumps({**self.objects[key], "version": "WzEsMV0="}) for key in wanted)

    def _import(self, query: dict[str, list[str]], headers: dict[str, str], body: bytes) -> Answer:
        if not headers.get("content-type", "").startswith("multipart/form-data"):
            return 415, json.dumps({"statusCode": 415, "message": "Unsupported Media Type"})
        if len(body) > self.max_import:
            return _large(self.max_import)
        if not query.keys() <= {"overwrite", "createNewCopies", "compatibilityMode"}:
            return _bad("[request query]: definition for this key is missing")
        head = f"Content-Type: {headers['content-type']}\r\n\r\n".encode()
        parts = list(message_from_bytes(head + body, policy=HTTP).iter_parts())
        if len(parts) != 1 or parts[0].get_param("name", header="content-disposition") != "file":
            return _bad("[request body.file]: expected value of type [Stream]")
        if not str(parts[0].get_filename()).endswith(".ndjson"):
            return 400, json.dumps({"statusCode": 400, "message": "Invalid file extension"})
        content = parts[0].get_payload(decode=True)
        assert isinstance(content, bytes)
        rows = [json.loads(line) for line in content.splitlines()]
        errors = [
            error for row in rows if (error := self._error(row, rows, overwrite=query.get("overwrite") == ["true"]))
        ]
        if not errors:
            self.objects.update({(row["type"], row["id"]): row for row in rows})
        count = 0 if errors else len(rows)
        return 200, json.dumps({"success": not errors, "successCount": count, **({"errors": errors} if errors else {})})

    def _error(self, row: dict[str, Any], rows: list[dict[str, Any]], *, overwrite: bool) -> dict[str, Any] | None:
        said: dict[str, Any] | None = None
        there = self.objects.keys() | {(other["type"], other["id"]) for other in rows}
        missing = [r for r in row["references"] if (r["type"], r["id"]) not in there]
        if row["type"] not in ATTRIBUTES:
            said = {"type": "unsupported_type"}
        elif row.keys() != MEMBERS or not row["attributes"].keys() <= ATTRIBUTES[row["type"]]:
            said = {"type": "unknown", "message": "mapping set to strict, dynamic introduction not allowed"}
        elif missing:
            said = {"type": "missing_references", "references": missing}
        elif (row["type"], row["id"]) in self.objects and not overwrite:
            said = {"type": "conflict"}
        return said and {"type": row["type"], "id": row["id"], "error": said}


def _referred(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every object a dashboard of the API names."""
    if isinstance(value, dict):
        if value.get("type") == "discover_session":
            yield "search", value["config"]["ref_id"]
            return
        for name, inner in value.items():
            yield from _referred(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from [("tag", inner)] if key == "tags" else _referred(inner, key)
    elif kind := {"ref_id": "index-pattern", "data_view_id": "index-pattern", "dashboard_id": "dashboard"}.get(key):
        yield kind, value


def _bad(message: str) -> Answer:
    return 400, json.dumps({"statusCode": 400, "error": "Bad Request", "message": message})


def _large(most: int) -> Answer:
    message = f"Payload content length greater than maximum allowed: {most}"
    return 413, json.dumps({"statusCode": 413, "error": "Request Entity Too Large", "message": message})
