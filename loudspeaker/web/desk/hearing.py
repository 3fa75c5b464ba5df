"""Listening at this machine: the phrases one after the other, each sent as soon as it is made."""

from __future__ import annotations

import secrets
import struct
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from loudspeaker.audio.wav_header import HEADER_BYTES
from loudspeaker.errors import LoudspeakerError
from loudspeaker.system.hashing import digest_of
from loudspeaker.web import guarding
from loudspeaker.web.desk.frame import form_of
from loudspeaker.web.guarding import Person
from loudspeaker.web.parts import WebParts
from loudspeaker.web.sound import RATE_HZ

_UNTOLD: Final = 0xFFFF_FFFF
MOST_KEPT: Final = 50
PIECE_BYTES: Final = 1 << 18
_MOST: Final = 2000
"""More phrases than the longest text has."""


def endless_header() -> bytes:
    """Return the head of a WAV stream whose length nobody knows yet."""
    shape = struct.pack("<HHIIHH", 1, 1, RATE_HZ, RATE_HZ * 2, 2, 16)
    head = b"RIFF" + struct.pack("<I", _UNTOLD) + b"WAVEfmt " + struct.pack("<I", len(shape))
    return head + shape + b"data" + struct.pack("<I", _UNTOLD - HEADER_BYTES)


class Hearing:
    """Sends sound to a browser; it never reaches a transmitter from here."""

    def __init__(self, parts: WebParts) -> None:
        self._clips = parts.clips
        self._typed: dict[str, tuple[str, dict[str, str]]] = {}

    async def take(self, request: Request, person: Person) -> Response:
        """Keep a text for a while and send to where it is heard: a player asks by an address."""
        form = await form_of(request)
        what = {"text": form.get("text", "")}
        what |= {"voice": form["voice"]} if form.get("voice") else {}
        name = secrets.token_urlsafe(16)
        self._typed[name] = (digest_of(person.session), what)
        while len(self._typed) > MOST_KEPT:
            del self._typed[next(iter(self._typed))]
        address = f"/desk/nghe/soan/{name}.wav"
        if request.headers.get("accept") == "application/json":
            return JSONResponse({"address": address})
        return RedirectResponse(address, status_code=303)

    async def typed(self, request: Request, person: Person) -> Response:
        """Let a text be heard that was just typed, by who has typed it."""
        owner, what = self._typed.get(str(request.path_params["name"]), ("", {}))
        if owner != digest_of(person.session):
            raise HTTPException(404)
        return await self._answer(request, **what)

    async def item(self, request: Request, _person: Person) -> Response:
        """Let an announcement be heard as it would be approved."""
        return await self._answer(request, id=str(request.path_params["item"]))

    async def _answer(self, request: Request, **what: Any) -> Response:
        first = await guarding.ask(request, "hear", n=0, **what)
        return StreamingResponse(
            self._stream(request, first, what),
            media_type="audio/wav",
            headers={"Cache-Control": "no-store", "Content-Disposition": "inline"},
        )

    async def _stream(
        self, request: Request, first: dict[str, Any], what: dict[str, Any]
    ) -> AsyncIterator[bytes]:
        yield endless_header()
        for piece in self._samples(first):
            yield piece
        for n in range(1, min(int(first["count"]), _MOST)):
            try:
                made = await guarding.ask(request, "hear", n=n, **what)
            except LoudspeakerError:  # what was heard until now stays heard
                return
            for piece in self._samples(made):
                yield piece

    def _samples(self, made: dict[str, Any]) -> Iterator[bytes]:
        with (self._clips / f"{Path(str(made['sha256'])).name}.wav").open("rb") as file:
            file.seek(HEADER_BYTES)
            while piece := file.read(PIECE_BYTES):
                yield piece
