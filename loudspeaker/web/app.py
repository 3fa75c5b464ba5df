"""The whole application: every face's routes, one look, the same headers on every answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route

from loudspeaker.web import account, api, desk, kiosk, portal, pull
from loudspeaker.web.failing import ELSEWHERE, Failing, handlers
from loudspeaker.web.headers import SecurityHeaders
from loudspeaker.web.packing import Packing
from loudspeaker.web.parts import STATIC, WebParts
from loudspeaker.web.plugins import add_templates
from loudspeaker.web.static_files import OwnFiles

GZIP_FROM_BYTES = 1000
GZIP_LEVEL = 3
"""A page of 20 kB in a fraction of a millisecond: more costs time and saves little."""


async def _icon(_request: Request) -> Response:
    """Return the icon to browsers that ask for it by themselves."""
    headers = {"Cache-Control": "max-age=86400"}
    return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml", headers=headers)


def application(parts: WebParts) -> Starlette:
    """Put the faces together, in the order in which visitors ask for them most."""
    add_templates(parts.templates.env, parts.plugins)
    return _assembled(parts, [portal, kiosk, pull, api, account, desk], Failing(parts.templates))


def for_everybody(parts: WebParts) -> Starlette:
    """Put together what needs no station: where there is nobody to sign in, and nothing to do."""
    return _assembled(parts, [portal, kiosk], Failing(parts.templates, ELSEWHERE))


def _assembled(parts: WebParts, faces: Iterable[Any], failing: Failing) -> Starlette:
    app = Starlette(
        routes=[
            Mount("/static", OwnFiles(directory=STATIC), name="static"),
            Route("/favicon.ico", _icon),
            *(route for face in faces for route in face.routes(parts)),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Packing, minimum_size=GZIP_FROM_BYTES, compresslevel=GZIP_LEVEL),
        ],
        exception_handlers=handlers(failing),  # type: ignore[arg-type]
    )
    app.state.station, app.state.proxies = parts.station, parts.settings.proxies
    return app
