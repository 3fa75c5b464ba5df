"""Our own style sheets, scripts and pictures: kept by browsers for as long as they are the same."""

from __future__ import annotations

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope


class OwnFiles(StaticFiles):
    """Static files; one that is asked for by its digest (``?v=``) never changes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, and how long it may be kept."""
        response = await super().get_response(path, scope)
        for_ever = b"v=" in scope["query_string"]
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if for_ever else "no-cache"
        )
        return response
