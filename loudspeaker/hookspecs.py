"""The door for plug-ins: what a station asks of them, and what it gives them.

A plug-in is a module with functions marked ``@hookimpl``; it may leave out any of them, and name
only the arguments it needs.  It returns values and never touches the air.  All calls to one
plug-in come from one thread, one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pluggy

from loudspeaker.model.review import Announcement, Concern

PROJECT: Final = "loudspeaker"
"""The name of the hooks, and of the entry points by which packages offer plug-ins."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What a plug-in may use; ``settings`` returns its own table of ``station.yaml`` as it is now.

    A plug-in without such a table gets an empty one.
    """

    settings: Callable[[], Mapping[str, Any]]


@hookspec
def startup(services: Services) -> None:
    """Get ready; called once, before anything else is asked."""


@hookspec
def review_announcement(announcement: Announcement) -> list[Concern]:  # type: ignore[empty-body]
    """Return what the approver should know; called when it is written, shown and approved.

    It has 50 ms while people look, and a second at the approval.  A plug-in that is late, fails or
    returns something else has not checked the announcement, and the approver is told so.
    """
