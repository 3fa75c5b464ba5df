"""The whole application: every face's routes, one look, the same headers on every answer."""

from __future__ import annotations

from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from loudspeaker.web import account, api, desk, kiosk, portal
from loudspeaker.web.failing import Failing, handlers
from loudspeaker.web.headers import SecurityHeaders
from loudspeaker.web.packing import Packing
from loudspeaker.web.parts import STATIC, WebParts
from loudspeaker.web.plugins import add_templates
from loudspeaker.web.static_files import OwnFiles

GZIP_FROM_BYTES = 1000
GZIP_LEVEL = 3
"""A page of 20 kB in a fraction of a millisecond: more costs time and saves little."""


def application(parts: WebParts) -> Starlette:
    """Put the faces together."""
    add_templates(parts.templates.env, parts.plugins)
    app = Starlette(
        routes=list(_routes(parts)),
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(Packing, minimum_size=GZIP_FROM_BYTES, compresslevel=GZIP_LEVEL),
        ],
        exception_handlers=handlers(Failing(parts.templates)),  # type: ignore[arg-type]
    )
    app.state.station, app.state.proxies = parts.station, parts.settings.proxies
    return app


def _routes(parts: WebParts) -> Iterator[BaseRoute]:
    yield Mount("/static", OwnFiles(directory=STATIC), name="static")
    yield from api.routes(parts)
    yield from account.routes(parts)
    yield from desk.routes(parts)
    yield from kiosk.routes(parts)
    yield from portal.routes(parts)
