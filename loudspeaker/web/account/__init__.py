"""Signing in and out, links, and the own account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import BaseRoute, Route

from loudspeaker.web.account.entering import Entering
from loudspeaker.web.account.own import OwnPages
from loudspeaker.web.account.showing import Showing
from loudspeaker.web.guarding import signed_in

if TYPE_CHECKING:
    from loudspeaker.web.parts import WebParts


def routes(parts: WebParts) -> list[BaseRoute]:
    """Return the addresses."""
    showing = Showing(parts.templates)
    enter, own = Entering(showing), OwnPages(showing)
    return [
        Route("/login", showing.private(enter.login), methods=["GET", "POST"]),
        Route("/logout", showing.private(signed_in(enter.logout)), methods=["POST"]),
        Route("/link/{link}", showing.private(enter.link), methods=["GET", "POST"]),
        Route("/account", showing.private(signed_in(own.shown)), methods=["GET"]),
        Route("/account/{what}", showing.private(signed_in(own.change)), methods=["POST"]),
    ]
