"""The kiosk: large letters and few things to touch."""

from __future__ import annotations

from starlette.routing import BaseRoute

from loudspeaker.web.parts import WebParts


def routes(parts: WebParts) -> list[BaseRoute]:
    """Return the kiosk's addresses."""
    del parts
    return []
