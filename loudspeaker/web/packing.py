"""Compression of what is not sound: a stretch of a sound file must be as many bytes as it says."""

from __future__ import annotations

import re
from typing import Final

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Receive, Scope, Send

_SOUND: Final = (".wav", ".mp3")
_KEPT: Final = re.compile(r"/(?:(?:thong-bao|lich|thon|trang|kiosk)(?:[./].*)?)?", re.DOTALL)
"""Pages that are kept packed (``kept.py``), and pages that say that there is none."""


class Packing(GZipMiddleware):
    """Compresses answers for browsers that take it; streams of events are sent as they come."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""
        if scope["type"] == "http" and (
            _KEPT.fullmatch(scope["path"]) or scope["path"].endswith(_SOUND)
        ):
            await self.app(scope, receive, send)
            return
        await super().__call__(scope, receive, send)
