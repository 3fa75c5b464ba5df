"""The kiosk's pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.public.entries import InForce
from loudspeaker.public.highlight import excerpt, stretches
from loudspeaker.web.asked import place, typed
from loudspeaker.web.kiosk.code import code_of, reachable
from loudspeaker.web.kiosk.looks import looks_of
from loudspeaker.web.portal.feeds import base_address, page_address
from loudspeaker.web.showing import Showing

PAGE: Final = 8
TODAY: Final = 12
DAYS: Final = 2


class Kiosk:
    """Each makes one page for who stands before the screen."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing
        self._reader = showing.parts.reader

    def _page(
        self, request: Request, template: str, make: Callable[[], Mapping[str, Any]]
    ) -> Response:
        looks = looks_of(request)

        def values() -> Mapping[str, Any]:
            now = self._showing.now()
            return {"looks": looks, "emergencies": self._reader.in_force(now), **make()}

        return self._showing.page(request, template, values, looks.word)

    async def home(self, request: Request) -> Response:
        """Show the emergency alone while there is one; else today, and what comes."""
        emergencies = self._reader.in_force(self._showing.now())
        if emergencies and "tiep" not in request.query_params:
            return self._page(request, "kiosk/emergency.html", lambda: self._told(emergencies))

        def make() -> dict[str, Any]:
            today = self._showing.today()[:TODAY]
            shown = today or self._reader.newest(limit=PAGE).entries
            coming = self._showing.coming(days=DAYS)
            cards = self._reader.cards()
            return {"is_today": bool(today), "shown": shown, "coming": coming, "cards": cards}

        return self._page(request, "kiosk/home.html", make)

    def _told(self, emergencies: tuple[InForce, ...]) -> dict[str, Any]:
        said = [self._reader.said(each.id) for each in emergencies]
        sounding = {each.id for each in said if each is not None and self._showing.has_sound(each)}
        return {"sounding": sounding, "mp3": False}

    async def entry(self, request: Request) -> Response:
        """Show one announcement, to read and to listen to."""
        name = request.path_params["name"]

        def make() -> dict[str, Any]:
            said = self._showing.said(name)
            far = reachable(base_address(self._showing, request))
            return {"said": said, "has_sound": self._showing.has_sound(said), "by_address": far}

        return self._page(request, "kiosk/entry.html", make)

    async def code(self, request: Request) -> Response:
        """Return the QR picture: the page's address, or its text where no telephone reaches it."""
        said = self._showing.said(request.path_params["name"])
        base = base_address(self._showing, request)
        told = page_address(base, said) if reachable(base) else f"{said.title}\n{said.text}"
        return self._showing.kept(
            request, lambda: code_of(told), "code", told, media_type="image/svg+xml"
        )

    async def of_plugin(self, request: Request) -> Response:
        """Show a page that a plug-in keeps for everybody."""
        plugin, name = request.path_params["plugin"], request.path_params["name"]

        def make() -> dict[str, Any]:
            far = reachable(base_address(self._showing, request))
            return {"shown": self._showing.page_of(plugin, name), "by_address": far}

        return self._page(request, "kiosk/page.html", make)

    async def code_of_plugin(self, request: Request) -> Response:
        """Return the QR picture of such a page: its address, or what it says."""
        shown = self._showing.page_of(request.path_params["plugin"], request.path_params["name"])
        base = base_address(self._showing, request)
        address = f"{base}/trang/{shown.plugin}/{shown.name}"
        told = address if reachable(base) else f"{shown.title}\n{shown.spoken}"
        return self._showing.kept(
            request, lambda: code_of(told), "code", told, media_type="image/svg+xml"
        )

    async def search(self, request: Request) -> Response:
        """Show what holds the words that were typed."""
        query, before = typed(request), place(request)

        def make() -> dict[str, Any]:
            found = self._reader.search(query, before=before, limit=PAGE)
            rows = [
                (said, stretches(said.title, found.phrases), excerpt(said.text, found.phrases))
                for said in found.entries
            ]
            pages = self._reader.pages_found(query) if before is None else ()
            return {"query": query, "rows": rows, "next": found.before, "pages": pages}

        return self._page(request, "kiosk/search.html", make)

    async def calendar(self, request: Request) -> Response:
        """Show what comes."""
        return self._page(
            request, "kiosk/calendar.html", lambda: {"coming": self._showing.coming()}
        )

    async def emergency(self, request: Request) -> Response:
        """Tell which emergencies are in force, for pages that look again by themselves."""

        def make() -> bytes:
            told = [each.id for each in self._reader.in_force(self._showing.now())]
            return json.dumps({"in_force": told}).encode()

        return self._showing.kept(request, make, "in force", media_type="application/json")
