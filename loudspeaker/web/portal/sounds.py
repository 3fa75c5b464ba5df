"""The sound of announcements: whole, or any stretch of it, as browsers ask for it."""

from __future__ import annotations

from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse

from loudspeaker.web.packed_sound import MEDIA_TYPE
from loudspeaker.web.showing import Showing
from loudspeaker.web.sound import Joined, asked_range, joined

WAV_TYPE: Final = "audio/wav"


class Sounds:
    """Gives the sound of an announcement; what was withdrawn has none."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing

    async def wav(self, request: Request) -> Response:
        """Return the clips, one behind the other."""
        return stretch_of(request, self._sound(request))

    async def mp3(self, request: Request) -> Response:
        """Return it packed; where that cannot be, a page that is not there."""
        sound = self._sound(request)
        path = await self._showing.packed.of(sound)
        if path is None:
            raise HTTPException(404)
        headers = {"Cache-Control": "no-cache", "ETag": f'"{sound.tag}-mp3"'}
        if _has(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return FileResponse(path, media_type=MEDIA_TYPE, headers=headers)

    def _sound(self, request: Request) -> Joined:
        said = self._showing.said(request.path_params["name"])
        sound = joined(said, self._showing.parts.clips)
        if sound is None:
            raise HTTPException(404)
        return sound


def stretch_of(request: Request, sound: Joined) -> Response:
    """Return the stretch that is asked for, or all of it; 416 for what is behind the end."""
    headers = {"ETag": f'"{sound.tag}"', "Accept-Ranges": "bytes", "Cache-Control": "no-cache"}
    if _has(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    kept = request.headers.get("if-range")
    wanted = request.headers.get("range") if kept in {None, headers["ETag"]} else None
    try:
        asked = asked_range(wanted, sound.size_bytes)
    except ValueError:
        told = {"Content-Range": f"bytes */{sound.size_bytes}"}
        return Response(status_code=416, headers={**headers, **told})
    start, stop = asked or (0, sound.size_bytes)
    headers["Content-Length"] = str(stop - start)
    if asked:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{sound.size_bytes}"
    if request.method == "HEAD":
        return Response(status_code=200, headers=headers, media_type=WAV_TYPE)
    return StreamingResponse(
        sound.read(start, stop), 206 if asked else 200, headers, media_type=WAV_TYPE
    )


def _has(request: Request, tag: str) -> bool:
    return tag in request.headers.get("if-none-match", "")
