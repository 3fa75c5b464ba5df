"""The actions of plug-ins as rows of the API's table: the same checks, the same document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from loudspeaker.web.api.table import Endpoint
from loudspeaker.web.plugins import WebPlugin

BELOW: Final = "/plugins"


def endpoints_of(plugins: Iterable[WebPlugin]) -> tuple[Endpoint, ...]:
    """Return a row for each action of each plug-in."""
    return tuple(
        Endpoint(
            method=action.method,
            path=f"{BELOW}/{plugin.name}{action.path}",
            action=action.name,
            about=action.about,
            fields=action.fields,
        )
        for plugin in plugins
        for action in plugin.actions
    )
