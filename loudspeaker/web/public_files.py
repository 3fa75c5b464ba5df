"""Files of a plug-in's page for everybody: only what the page names, as what it is."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from loudspeaker.public.pages import PageFile
from loudspeaker.web.handed import INLINE, TYPES, disposition
from loudspeaker.web.showing import Showing


class PublicFileAnswers:
    """Gives them, or the stretch that is asked for; 404 for anything else."""

    def __init__(self, showing: Showing) -> None:
        self._showing = showing

    async def of_page(self, request: Request) -> Response:
        """Return one file of one page."""
        params = request.path_params
        page = self._showing.page_of(params["plugin"], params["name"])
        file = next((each for each in page.files if each.name == params["file"]), None)
        path = self._path(file)
        if file is None or path is None or not path.is_file():
            raise HTTPException(404)
        headers = {
            "ETag": f'"{file.sha256}"',
            "Cache-Control": "no-cache",
            "Content-Disposition": disposition(
                f"{file.name}.{file.kind}", inline=file.kind in INLINE
            ),
        }
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return FileResponse(path, media_type=TYPES[file.kind], headers=headers)

    def _path(self, file: PageFile | None) -> Path | None:
        folder = self._showing.parts.public_files
        return folder / file.sha256 if folder is not None and file is not None else None
