"""Our own style sheets, scripts and pictures: kept by browsers for as long as they are the same."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

TOGETHER: Final = "+"
"""Stands between the names of style sheets that are sent as one: ``base.css+kiosk.css``.

A page that waits for one of them stands there sooner than one that waits for two.
"""


class OwnFiles(StaticFiles):
    """Static files; one that is asked for by its digest (``?v=``) never changes."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file, and how long it may be kept."""
        joined = _joined(Path(str(self.directory)), path) if TOGETHER in path else None
        if joined is not None and scope["method"] in {"GET", "HEAD"}:
            response = Response(joined, media_type="text/css")
        else:
            response = await super().get_response(path, scope)
        for_ever = b"v=" in scope["query_string"]
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if for_ever else "no-cache"
        )
        return response


def _joined(folder: Path, path: str) -> bytes | None:
    """Return style sheets one behind the other; None where one of them is not there."""
    known, names = _sheets(folder), path.split(TOGETHER)
    return b"".join(known[name] for name in names) if set(names) <= known.keys() else None


@cache
def _sheets(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.glob("*.css")}
