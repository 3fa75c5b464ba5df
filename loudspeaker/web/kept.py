"""Pages that are made once for as long as what they show is the same."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

MOST_PAGES: Final = 500
MOST_BYTES: Final = 16_000_000
FRESH_S: Final = 10
"""What comes and what is in force is looked up again after so long, whatever happened."""
_GZIP_FROM, _GZIP_LEVEL = 500, 1


@dataclass(frozen=True, slots=True)
class Made:
    """A page as it is sent, plain and compressed."""

    plain: bytes
    packed: bytes
    media_type: str
    tag: str
    moment: int | None


class Kept:
    """The newest pages by what they were asked for; all are forgotten when something changes."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Hashable, Made] = OrderedDict()
        self._bytes = 0
        self._version: object = None

    def answer(
        self,
        request: Request,
        *,
        version: Hashable,
        moment: int | None = None,
        key: Hashable,
        make: Callable[[], bytes],
        media_type: str = "text/html; charset=utf-8",
    ) -> Response:
        """Return the page of ``key``, made now if there is none of this ``version``.

        With a ``moment`` it is made anew for every other one.  A browser that has it is told so.
        """
        if version != self._version:
            self._pages.clear()
            self._bytes, self._version = 0, version
        made = self._pages.get(key)
        if made is None or made.moment != moment:
            made = _made(make(), media_type, moment)
            self._keep(key, made)
        return _response(request, made)

    def _keep(self, key: Hashable, made: Made) -> None:
        before = self._pages.pop(key, None)
        self._bytes += _size(made) - (_size(before) if before else 0)
        self._pages[key] = made
        while len(self._pages) > MOST_PAGES or self._bytes > MOST_BYTES:
            _key, gone = self._pages.popitem(last=False)
            self._bytes -= _size(gone)


def _size(made: Made) -> int:
    return len(made.plain) + len(made.packed)


def _made(body: bytes, media_type: str, moment: int | None) -> Made:
    packed = gzip.compress(body, _GZIP_LEVEL, mtime=0) if len(body) >= _GZIP_FROM else b""
    return Made(body, packed, media_type, hashlib.sha256(body).hexdigest()[:20], moment)


def _response(request: Request, made: Made) -> Response:
    headers = {"ETag": f'W/"{made.tag}"', "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if made.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["Content-Type"] = made.media_type
    if made.packed and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(made.packed, headers={**headers, "Content-Encoding": "gzip"})
    return Response(made.plain, headers=headers)
