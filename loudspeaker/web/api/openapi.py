"""The OpenAPI document, made of the table that the routes are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from loudspeaker.model.fields import Field
from loudspeaker.web.api.answering import page_fields
from loudspeaker.web.api.problems import MEDIA_TYPE, STATUS_OF_EXIT
from loudspeaker.web.api.table import ENDPOINTS, Endpoint

BASE: Final = "/api/v1"
_PROBLEMS: Final = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503, 507)
_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "Vietnamese: what happened, what to do next"},
        "code": {"type": "string"},
        "exit": {
            "type": "integer",
            "description": "the exit status of the command line",
            "enum": sorted(STATUS_OF_EXIT),
        },
        "facts": {"type": "object"},
    },
}


def document(version: str, rows: Iterable[Endpoint] = ENDPOINTS) -> dict[str, Any]:
    """Return the whole document, with the rows of plug-ins where they are given."""
    paths: dict[str, dict[str, Any]] = {}
    for row in rows:
        paths.setdefault(row.path, {})[row.method.lower()] = _operation(row)
    paths["/events"] = {"get": _events()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Loudspeaker",
            "version": version,
            "description": "The use cases of the command line, over HTTP.",
        },
        "servers": [{"url": BASE}],
        "security": [{"token": []}, {"session": [], "csrf": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "ls_session"},
                "csrf": {"type": "apiKey", "in": "header", "name": "X-CSRF-Token"},
            },
            "schemas": {"Problem": _PROBLEM},
            "responses": {
                "Problem": {
                    "description": "Refused",
                    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            },
        },
    }


def _operation(row: Endpoint) -> dict[str, Any]:
    in_query = () if row.has_body else (*row.others, *page_fields(row))
    found: dict[str, Any] = {
        "operationId": _name(row),
        "summary": row.about,
        "parameters": [
            *_parameters(row.in_path, "path"),
            *_parameters(in_query, "query"),
            *([_KEY] if row.keyed else []),
        ],
        "responses": _answers("application/json", _answer(row)),
    }
    if row.has_body and row.others:
        found["requestBody"] = _body(row)
    return found


_KEY: Final[dict[str, Any]] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "the same key again is the same announcement",
}


def _name(row: Endpoint) -> str:
    return re.sub(r"\W+", "_", f"{row.method.lower()}{row.path}").strip("_")


def _parameters(fields: Iterable[Field], place: str) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "in": place,
            "required": each.required or place == "path",
            "schema": each.schema(),
        }
        for each in fields
    ]


def _body(row: Endpoint) -> dict[str, Any]:
    required = [each.name for each in row.others if each.required]
    schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {each.name: each.schema() for each in row.others},
        **({"required": required} if required else {}),
    }
    return {"required": bool(required), "content": {"application/json": {"schema": schema}}}


def _answer(row: Endpoint) -> dict[str, Any]:
    if not row.paged:
        return {"type": "object"}
    rows = {"type": "array", "items": {"type": "object"}}
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {"items": rows, "next": {"type": ["integer", "null"]}},
    }


def _answers(media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    done = {"description": "Done, and durable", "content": {media_type: {"schema": schema}}}
    problems = {str(status): {"$ref": "#/components/responses/Problem"} for status in _PROBLEMS}
    return {"200": done, **problems}


def _events() -> dict[str, Any]:
    return {
        "operationId": "get_events",
        "summary": "The status whenever it changes, as server-sent events",
        "responses": _answers("text/event-stream", {"type": "string"}),
    }
