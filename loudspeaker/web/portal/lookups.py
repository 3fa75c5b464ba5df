"""Lookups of plug-ins: a form for everybody, whose answer nothing keeps."""

from __future__ import annotations

from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.hookspecs.lookups import MOST_FIELDS, Lookup
from loudspeaker.public.pages import block_of
from loudspeaker.web import guarding
from loudspeaker.web.desk.frame import check_size
from loudspeaker.web.desk.plain import told
from loudspeaker.web.parts import WebParts
from loudspeaker.web.showing import Showing
from loudspeaker.web.transport import visitor

BELOW: Final = "/tra-cuu"
LONGEST: Final = 16 * 1024
LONGEST_NAMED: Final = 200
"""Of a field that an address names, as that in a printed picture does; never a secret one."""
_DOWN: Final = "Hiện chưa tra cứu được. Hãy thử lại sau ít phút, hoặc hỏi cán bộ tại trụ sở."
_NOTHING: Final = "Không tìm thấy. Hãy xem lại từng chữ, từng số đã ghi trên giấy hẹn."


def links_of(parts: WebParts) -> list[tuple[str, str]]:
    """Return address and name of every lookup."""
    return [
        (f"{BELOW}/{plugin.name}/{each.name}", each.title)
        for plugin in parts.plugins
        for each in plugin.lookups
    ]


class Lookups:
    """Shows the form, and what ``station`` answers."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing
        parts = showing.parts
        self._known = {
            (plugin.name, each.name): each for plugin in parts.plugins for each in plugin.lookups
        }
        parts.templates.env.globals["lookup_links"] = links_of(parts)

    async def form(self, request: Request) -> Response:
        """Show the form, or the answer to it."""
        plugin, name = request.path_params["plugin"], request.path_params["name"]
        lookup = self._known.get((plugin, name))
        if lookup is None:
            raise HTTPException(404)
        if request.method in guarding.SAFE_METHODS:
            named = {each.name: request.query_params.get(each.name, "") for each in lookup.fields}
            return self._shown(request, lookup, {n: t[:LONGEST_NAMED] for n, t in named.items()})
        check_size(request, longest=LONGEST)
        guarding.check_origin(request)
        form = await request.form(max_files=0, max_fields=2 * MOST_FIELDS)
        typed = {each.name: str(form.get(each.name, "")) for each in lookup.fields}
        try:
            answer = await guarding.station_of(request).call(
                "public_lookup", address=visitor(request), plugin=plugin, lookup=name, values=typed
            )
        except ProcessUnavailable:
            return self._shown(request, lookup, typed, status=503, error=_DOWN)
        except LoudspeakerError as error:
            return self._shown(request, lookup, typed, status=422, error=told(error))
        if not answer["found"]:
            return self._shown(request, lookup, typed, error=_NOTHING)
        return self._shown(request, lookup, typed, blocks=tuple(map(block_of, answer["blocks"])))

    def _shown(
        self,
        request: Request,
        lookup: Lookup,
        typed: dict[str, str] | None = None,
        *,
        status: int = 200,
        error: str = "",
        blocks: tuple[Any, ...] = (),
    ) -> Response:
        known = {each.name for each in lookup.fields if not each.secret}
        values = {
            "lookup": lookup,
            "typed": {n: v for n, v in (typed or {}).items() if n in known},
            "error": error,
            "answer": {"blocks": blocks},
            "now": self._showing.now(),
            "path": request.url.path,
        }
        return self._showing.parts.templates.TemplateResponse(
            request,
            "portal/lookup.html",
            values,
            status_code=status,
            headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"},
        )
