"""Pages at a kiosk, which learns the station's name and its hamlets only from what it pulls."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from loudspeaker.errors import IntegrityFailure, StorageFailure
from loudspeaker.store.public_reader import PublicReader


@dataclass(frozen=True, slots=True)
class Known:
    """What the pages are made for."""

    station: str
    hamlets: tuple[str, ...]
    address: str | None = None


NOBODY = Known("Loa truyền thanh", ())
"""Before anything was pulled."""


class Renewed:
    """The application, made again when what it is made for has changed."""

    def __init__(self, reader: PublicReader, make: Callable[[Known], ASGIApp]) -> None:
        self._reader = reader
        self._make = make
        self._version: object = None
        self._known = NOBODY
        self._app = make(NOBODY)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve."""
        if scope["type"] == "http":
            self._look()
        await self._app(scope, receive, send)

    def _look(self) -> None:
        try:
            version = self._reader.version()
            if version == self._version:
                return
            known = self._read()
        except (StorageFailure, IntegrityFailure):
            return  # the pages say so themselves
        self._version = version
        if known != self._known:
            self._known, self._app = known, self._make(known)

    def _read(self) -> Known:
        station, hamlets = self._reader.fact("station"), self._reader.fact("hamlets")
        if station is None:
            return NOBODY
        address = self._reader.fact("address") or None
        return Known(station, tuple(json.loads(hamlets or "[]")), address)
