"""The API for programs: the use cases of the command line as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from loudspeaker import __version__
from loudspeaker.web.api.answering import Folders, endpoint, with_problems
from loudspeaker.web.api.events import Events
from loudspeaker.web.api.of_plugins import endpoints_of
from loudspeaker.web.api.openapi import BASE, document
from loudspeaker.web.api.problems import problem
from loudspeaker.web.api.table import ENDPOINTS, Endpoint

if TYPE_CHECKING:
    from loudspeaker.web.parts import WebParts

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_NOWHERE = "Không có địa chỉ này. Xem /api/v1/openapi.json."


def routes(parts: WebParts, *, events: Events | None = None) -> list[BaseRoute]:
    """Return the addresses of the API."""
    rows = (*ENDPOINTS, *endpoints_of(parts.plugins))
    described = document(__version__, rows)

    async def openapi(_request: Request) -> Response:
        return JSONResponse(described)

    async def nowhere(request: Request) -> Response:
        allowed = sorted(_methods_at(rows, request.url.path.removeprefix(BASE)))
        if allowed:
            headers = {"Allow": ", ".join(allowed)}
            return problem(
                405, code="method", detail="Chỉ nhận: " + headers["Allow"], headers=headers
            )
        return problem(404, code="nowhere", detail=_NOWHERE)

    found: list[BaseRoute] = [Route(f"{BASE}/openapi.json", openapi, methods=["GET"])]
    streams = events or Events()
    found.append(Route(f"{BASE}/events", with_problems(streams.answer), methods=["GET"]))
    folders = Folders(incoming=parts.incoming, handed_out=parts.handed_out)
    found += [
        Route(BASE + each.path, endpoint(each, folders=folders), methods=[each.method])
        for each in rows
    ]
    return [*found, Route("/api/{rest:path}", nowhere, methods=list(METHODS))]


def _methods_at(rows: Iterable[Endpoint], path: str) -> set[str]:
    """Return what the table has at an address."""
    asked = path.split("/")
    return {each.method for each in rows if _fits(each.path.split("/"), asked)}


def _fits(pattern: list[str], asked: list[str]) -> bool:
    pairs = zip(pattern, asked, strict=False)
    return len(pattern) == len(asked) and all(
        one == other or one.startswith("{") for one, other in pairs
    )
