"""The kiosk: large letters and few things to touch, at a post office or a community house."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from loudspeaker.web.kiosk.looks import change_looks
from loudspeaker.web.kiosk.pages import Kiosk
from loudspeaker.web.parts import WebParts
from loudspeaker.web.showing import Showing


def routes(parts: WebParts) -> list[BaseRoute]:
    """Return the kiosk's addresses."""
    kiosk = Kiosk(Showing(parts))
    return [
        Route("/kiosk", kiosk.home),
        Route("/kiosk/tim", kiosk.search),
        Route("/kiosk/lich", kiosk.calendar),
        Route("/kiosk/nhin", change_looks),
        Route("/kiosk/khan-cap.json", kiosk.emergency),
        Route("/kiosk/trang/{plugin}/{name}", kiosk.of_plugin),
        Route("/kiosk/trang/{plugin}/{name}/ma.svg", kiosk.code_of_plugin),
        Route("/kiosk/thong-bao/{name}", kiosk.entry),
        Route("/kiosk/thong-bao/{name}/ma.svg", kiosk.code),
    ]
