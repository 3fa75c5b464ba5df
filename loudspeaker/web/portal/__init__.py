"""The portal: what everybody may read and hear."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from loudspeaker.web.parts import WebParts


def routes(parts: WebParts) -> list[BaseRoute]:
    """Return the portal's addresses."""

    async def home(request: Request) -> Response:
        return parts.templates.TemplateResponse(request, "portal/home.html", {})

    return [Route("/", home)]
