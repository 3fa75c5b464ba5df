"""The portal's pages."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from html import escape
from typing import Any, Final
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.web.asked import place, typed
from loudspeaker.web.rows import listed, row_of
from loudspeaker.web.showing import Showing

PAGE: Final = 20
ARCHIVE: Final = "portal/archive.html"
NOTHING_FOUND: Final[Mapping[str, Hashable]] = {"query": "", "asked": "", "rows": "", "next": ""}
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

        def make() -> bytes:
            found = self._found(query, before) if query else self._newest(before)
            pages = self._reader.pages_found(query) if before is None else ()
            texts = {"query": escape(query), "asked": quote(query), **found}
            texts = {name: text for name, text in texts.items() if text}
            fixed = {**NOTHING_FOUND, "pages": pages, "before": before is not None}
            return self._showing.framed(request, ARCHIVE, texts, fixed).encode("utf-8", "replace")

        asked = ARCHIVE, request.url.path, request.url.query
        return self._showing.kept(request, make, *asked, timeless=True)

    def _found(self, query: str, before: int | None) -> dict[str, str]:
        found = self._reader.numbers_found(query, before=before, limit=PAGE)
        rows = self._showing.rows.numbered(found.numbers, found.phrases)
        return {"rows": rows, "next": str(found.before or "")}

    def _newest(
        self, before: int | None, hamlet: str | None = None, level: int = 2
    ) -> dict[str, str]:
        found = self._reader.newest(hamlet=hamlet, before=before, limit=PAGE)
        rows = [row_of(said, self._showing.where) for said in found.entries]
        return {"rows": listed(rows, (), level), "next": str(found.before or "")}

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
            coming = [
                (day, [each for each in rows if not each.hamlets or hamlet in each.hamlets])
                for day, rows in self._showing.coming(days=DAYS_AT_HOME)
            ]
            told = [(day, rows) for day, rows in coming if rows]
            heard = self._newest(before, hamlet, level=3)
            return {"hamlet": hamlet, "before": before is not None, "coming": told, **heard}

        return self._showing.page(request, "portal/hamlet.html", make)
