"""What every answer says about how it may be used."""

from __future__ import annotations

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY: Final = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)
"""No script or style inside a page, nothing from elsewhere."""
OWN_SOUND: Final = f"{POLICY}; media-src 'self' blob:"
"""The same for a page that plays what was just recorded in it."""
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
}
_ROWS: Final = [
    (name.lower().encode("latin-1"), value.encode("latin-1"))
    for name, value in {"Cache-Control": "no-store", **HEADERS}.items()
]


class SecurityHeaders:
    """Adds them to every answer, also to errors; ``no-store`` where nothing else is said."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and add to the head of the answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                told = {name.lower() for name, _value in headers}
                message["headers"] = [*headers, *(row for row in _ROWS if row[0] not in told)]
            await send(message)

        await self._app(scope, receive, with_headers)
