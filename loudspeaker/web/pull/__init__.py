"""What kiosks at other buildings pull: files, passed on as they are.

``station`` has signed them; whoever stands on the way can change nothing, so plain HTTP will do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from loudspeaker.public.manifest import HASH, part_of
from loudspeaker.store.for_kiosks import manifest_in, part_in
from loudspeaker.web.parts import WebParts

FOR_EVER: Final = "public, max-age=31536000, immutable"
BYTES: Final = "application/octet-stream"


def routes(parts: WebParts) -> list[BaseRoute]:
    """Return the addresses; none where nothing is given out."""
    if parts.for_kiosks is None:
        return []
    pull = Pull(parts, parts.for_kiosks)
    return [
        Route("/pull/manifest", pull.manifest),
        Route("/pull/parts/{sha256}", pull.part),
        Route("/pull/clips/{sha256}.wav", pull.clip),
        Route("/pull/files/{sha256}", pull.file),
    ]


class Pull:
    """Gives files by their hashes, and the manifest that names them."""

    def __init__(self, parts: WebParts, folder: Path) -> None:
        self._reader = parts.reader
        self._clips = parts.clips
        self._files = parts.public_files
        self._folder = folder

    async def manifest(self, request: Request) -> Response:
        """Return the signed manifest; to who has it, that it is the same."""
        content = manifest_in(self._folder)
        if content is None:
            raise HTTPException(404)
        headers = {"ETag": f'"{part_of(content).sha256}"', "Cache-Control": "no-cache"}
        if _has(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type=BYTES, headers=headers)

    async def part(self, request: Request) -> Response:
        """Return a part of what is public."""
        sha256 = request.path_params["sha256"]
        return _for_ever(request, part_in(self._folder, sha256), sha256, BYTES)

    async def clip(self, request: Request) -> Response:
        """Return a clip, or a stretch of it, that an announcement which was heard is made of."""
        sha256 = request.path_params["sha256"]
        is_public = HASH.fullmatch(sha256) and self._reader.names_clip(sha256)
        path = self._clips / f"{sha256}.wav" if is_public else None
        return _for_ever(request, path, sha256, "audio/wav")

    async def file(self, request: Request) -> Response:
        """Return a file of a page, or a stretch of it: nothing else lies in that folder."""
        sha256 = request.path_params["sha256"]
        known = self._files is not None and HASH.fullmatch(sha256)
        path = self._files / sha256 if known and self._files is not None else None
        return _for_ever(request, path, sha256, BYTES)


def _for_ever(request: Request, path: Path | None, sha256: str, media_type: str) -> Response:
    if path is None or not path.is_file():
        raise HTTPException(404)
    headers = {"ETag": f'"{sha256}"', "Cache-Control": FOR_EVER}
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, media_type=media_type, headers=headers)


def _has(request: Request, tag: str) -> bool:
    return tag in request.headers.get("if-none-match", "")
