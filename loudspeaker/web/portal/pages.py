"""The portal's pages."""

from __future__ import annotations

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.public.highlight import excerpt, stretches
from loudspeaker.store.public_reader import Page
from loudspeaker.web.asked import place, typed
from loudspeaker.web.showing import Showing

PAGE: Final = 20
LATEST: Final = 10
DAYS_AT_HOME: Final = 2


class Pages:
    """Each makes one page for everybody."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing
        self._reader = showing.parts.reader

    async def home(self, request: Request) -> Response:
        """Show the emergency, today, what comes, and what was said last."""

        def make() -> dict[str, Any]:
            now = self._showing.now()
            today, latest = self._showing.today(), self._reader.newest(limit=LATEST).entries
            earlier = [said for said in latest if said not in today]
            return {
                "emergencies": self._reader.in_force(now),
                "today": today,
                "earlier": earlier,
                "coming": self._showing.coming(days=DAYS_AT_HOME),
                "sounding": self._showing.sounding([*today, *earlier]),
            }

        return self._showing.page(request, "portal/home.html", make)

    async def archive(self, request: Request) -> Response:
        """Show what was said, newest first; with ``q`` only what holds these words."""
        query, before = typed(request), place(request)

        def make() -> dict[str, Any]:
            found = self._found(query, before)
            pages = self._reader.pages_found(query) if before is None else ()
            return {"query": query, "before": before, "pages": pages, **_listed(found)}

        return self._showing.page(request, "portal/archive.html", make, timeless=True)

    def _found(self, query: str, before: int | None) -> Page:
        if query:
            return self._reader.search(query, before=before, limit=PAGE)
        return self._reader.newest(before=before, limit=PAGE)

    async def entry(self, request: Request) -> Response:
        """Show one announcement with its sound."""
        name = request.path_params["name"]

        def make() -> dict[str, Any]:
            said = self._showing.said(name)
            return {"said": said, "has_sound": self._showing.has_sound(said), "mp3": self._mp3}

        return self._showing.page(request, "portal/entry.html", make)

    async def of_plugin(self, request: Request) -> Response:
        """Show a page that a plug-in keeps for everybody."""
        plugin, name = request.path_params["plugin"], request.path_params["name"]
        return self._showing.page(
            request,
            "portal/page.html",
            lambda: {"shown": self._showing.page_of(plugin, name)},
        )

    @property
    def _mp3(self) -> bool:
        return self._showing.packed.can

    async def calendar(self, request: Request) -> Response:
        """Show what comes in the next days."""
        return self._showing.page(
            request, "portal/calendar.html", lambda: {"coming": self._showing.coming()}
        )

    async def hamlets(self, request: Request) -> Response:
        """Show the hamlets."""
        return self._showing.page(request, "portal/hamlets.html", dict, timeless=True)

    async def hamlet(self, request: Request) -> Response:
        """Show what was heard in one hamlet, and what will be."""
        hamlet, before = request.path_params["hamlet"], place(request)
        if hamlet not in self._showing.parts.settings.hamlets:
            raise HTTPException(404)

        def make() -> dict[str, Any]:
            found = self._reader.newest(hamlet=hamlet, before=before, limit=PAGE)
            coming = [
                (day, [each for each in rows if not each.hamlets or hamlet in each.hamlets])
                for day, rows in self._showing.coming(days=DAYS_AT_HOME)
            ]
            told = [(day, rows) for day, rows in coming if rows]
            return {"hamlet": hamlet, "before": before, "coming": told, **_listed(found)}

        return self._showing.page(request, "portal/hamlet.html", make)


def _listed(found: Page) -> dict[str, Any]:
    rows = [
        (said, stretches(said.title, found.phrases), excerpt(said.text, found.phrases))
        for said in found.entries
    ]
    return {"rows": rows, "next": found.before}
