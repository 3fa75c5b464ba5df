"""What makes the portal an app on a telephone: its manifest, and what it shows without network."""

from __future__ import annotations

import json
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from loudspeaker.web.parts import STATIC, WebParts
from loudspeaker.web.templating import static_address

SHELL_FILES: Final = (("base.css", "portal.css"), ("icon.svg",), ("portal.js",))


def shell_routes(parts: WebParts) -> list[BaseRoute]:
    """Return manifest, service worker, and the page for when there is no network."""

    async def manifest(_request: Request) -> Response:
        body = json.dumps(_manifest(parts.settings.station), ensure_ascii=False).encode()
        headers = {"Cache-Control": "no-cache"}
        return Response(body, media_type="application/manifest+json", headers=headers)

    async def worker(_request: Request) -> Response:
        return Response(
            _worker(),
            media_type="text/javascript; charset=utf-8",
            headers={"Cache-Control": "no-cache"},
        )

    async def offline(request: Request) -> Response:
        return parts.templates.TemplateResponse(
            request,
            "portal/offline.html",
            {"path": request.url.path},
            headers={"Cache-Control": "no-cache"},
        )

    return [
        Route("/manifest.webmanifest", manifest),
        Route("/sw.js", worker),
        Route("/ngoai-tuyen", offline),
    ]


def _manifest(station: str) -> dict[str, object]:
    icon = {"src": static_address("icon.svg"), "type": "image/svg+xml", "sizes": "any"}
    return {
        "name": station,
        "short_name": "Loa xã",
        "lang": "vi",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbfaf6",
        "theme_color": "#14532d",
        "icons": [icon],
    }


def _worker() -> bytes:
    """Return the script with the addresses of what it keeps; it changes when they do."""
    addresses = json.dumps(["/ngoai-tuyen", *(static_address(*names) for names in SHELL_FILES)])
    text = (STATIC / "sw.js").read_text("utf-8")
    return text.replace('["SHELL"]', addresses).encode()
