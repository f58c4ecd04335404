"""A stand-in for Kibana's saved objects endpoints, as strict as the public API documentation says Kibana is."""

from __future__ import annotations

import json
import threading
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ATTRIBUTES = {
    "index-pattern": {"title", "name", "timeFieldName", "fields", "fieldAttrs", "fieldFormatMap", "runtimeFieldMap",
                      "sourceFilters", "typeMeta"},
    "search": {"title", "description", "columns", "sort", "grid", "hideChart", "isTextBasedQuery", "timeRestore",
               "kibanaSavedObjectMeta"},
    "dashboard": {"title", "description", "panelsJSON", "optionsJSON", "timeRestore", "timeFrom", "timeTo",
                  "refreshInterval", "version", "kibanaSavedObjectMeta"},
}  # fmt: skip
"""What each type may hold: Kibana's mappings of saved objects are strict."""

MEMBERS = {"type", "id", "attributes", "references", "coreMigrationVersion", "typeMigrationVersion"}


class KibanaDouble:
    """Listens on loopback. ``objects`` is what was imported; ``fail`` is (status, body) to answer everything with."""

    def __init__(self, authorization: str = "") -> None:
        self.objects: dict[tuple[str, str], dict[str, Any]] = {}
        self.authorization = authorization
        self.fail: tuple[int, str] | None = None
        self.imports = 0
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                status, answer = double.answer(self.path, dict(self.headers), body)
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

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, target: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        """Status and body for one request."""
        headers = {name.lower(): value for name, value in headers.items()}
        if self.fail:
            return self.fail
        if self.authorization and headers.get("authorization") != self.authorization:
            return 401, json.dumps({"statusCode": 401, "message": "unable to authenticate user"})
        if not headers.get("kbn-xsrf"):
            return _bad("Request must contain a kbn-xsrf header.")
        address = urlsplit(target)
        if address.path == "/api/saved_objects/_export":
            return self._export(headers, body)
        if address.path == "/api/saved_objects/_import":
            return self._import(parse_qs(address.query), headers, body)
        return 404, json.dumps({"statusCode": 404, "message": "Not Found"})

    def _export(self, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        asked = json.loads(body)
        allowed = {"type", "objects", "search", "hasReference", "includeReferencesDeep", "excludeExportDetails"}
        if "application/json" not in headers["content-type"] or not asked.keys() <= allowed:
            return _bad("[request body]: definition for this key is missing")
        wanted = [(item["type"], item["id"]) for item in asked["objects"]]
        if any(key not in self.objects for key in wanted):
            return _bad("Error fetching objects to export")
        return 200, "\n".join(json.dumps({**self.objects[key], "version": "WzEsMV0="}) for key in wanted)

    def _import(self, query: dict[str, list[str]], headers: dict[str, str], body: bytes) -> tuple[int, str]:
        self.imports += 1
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


def _bad(message: str) -> tuple[int, str]:
    return 400, json.dumps({"statusCode": 400, "error": "Bad Request", "message": message})
