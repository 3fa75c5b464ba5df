"""The door for plug-ins: what a station asks of them, and what it gives them.

A plug-in is a module with functions marked ``@hookimpl``; it may leave out any of them, and name
only the arguments it needs.  It returns values and never touches the air.  All calls to one
plug-in come from one thread, one after the other; only its periodic ``jobs`` have a second one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import pluggy

from loudspeaker.hookspecs.actions import Action, BadPlugin
from loudspeaker.hookspecs.announcements import (
    AiringSeen,
    AnnouncementSeen,
    DraftOffered,
)
from loudspeaker.hookspecs.commands import Commands
from loudspeaker.hookspecs.files import FileAnswer, FileGiven, FileSent, FileShown
from loudspeaker.hookspecs.health import Health, Line
from loudspeaker.hookspecs.intake import IntakeDone, IntakeJob
from loudspeaker.hookspecs.jobs import Job
from loudspeaker.hookspecs.lookups import Lookup, LookupField
from loudspeaker.hookspecs.pages import Asked, Gone, Page, Pages, Shown
from loudspeaker.hookspecs.services import PluginDatabase, PluginFolder, Services
from loudspeaker.model.events import Event, EventKind
from loudspeaker.model.review import Announcement, Concern
from loudspeaker.public.pages import Block, Card, PublicChange

__all__ = [
    "PROJECT",
    "Action",
    "AiringSeen",
    "AnnouncementSeen",
    "Asked",
    "BadPlugin",
    "Commands",
    "DraftOffered",
    "Event",
    "EventKind",
    "FileAnswer",
    "FileGiven",
    "FileSent",
    "FileShown",
    "Gone",
    "Health",
    "IntakeDone",
    "IntakeJob",
    "Job",
    "Line",
    "Lookup",
    "LookupField",
    "Page",
    "Pages",
    "PluginDatabase",
    "PluginFolder",
    "Services",
    "Shown",
    "hookimpl",
    "hookspec",
]  # fmt: skip

PROJECT: Final = "loudspeaker"
"""The name of the hooks, and of the entry points by which packages offer plug-ins."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def migrations() -> Sequence[str]:  # type: ignore[empty-body]
    """Return the SQL that makes the plug-in's tables, one script for each form there ever was.

    The scripts that its ``plugins/<name>.db`` has not seen are run before ``startup``.
    """


@hookspec
def startup(services: Services) -> None:
    """Get ready; called once in ``station``, before anything else is asked."""


@hookspec
def register_actions() -> list[Action[Any]]:  # type: ignore[empty-body]
    """Return the use cases; this only describes them, and is called before ``startup``.

    The processes of pages and commands ask this as well, to know what there is; handlers are
    called in ``station`` alone.
    """


@hookspec
def register_commands(app: Commands) -> None:
    """Add commands; called in the process of a command, where ``startup`` is not."""


@hookspec
def pages() -> Pages:  # type: ignore[empty-body]
    """Return the plug-in's pages at the desk; called in the process of the pages alone."""


@hookspec
def public_rows(since: str) -> PublicChange | None:
    """Return what kiosk and portal are to show that is new since a mark, None for nothing.

    ``since`` is the mark of the last change that the station has taken, empty for everything: then
    it has thrown away what it had.  Called at every change and once a minute.
    """


@hookspec
def kiosk_cards(now: datetime) -> list[Card]:  # type: ignore[empty-body]
    """Return the cards on the kiosk's first page, each leading to a public page of the plug-in."""


@hookspec
def track_event(event: Event) -> None:
    """Take what happened to an announcement, of whoever it is; in order, and at least once.

    Keep the event's number together with what is made of it: ``last_event`` tells it.  One that
    fails is offered again, and nothing behind it before.
    """


@hookspec
def last_event() -> int:  # type: ignore[empty-body]
    """Return the number of the last event that was taken, 0 for none; asked before each offer.

    Needed with ``track_event``.
    """


@hookspec
def jobs() -> list[Job]:  # type: ignore[empty-body]
    """Return the plug-in's periodic work; asked once, after ``startup``."""


@hookspec
def check_health() -> list[Line]:  # type: ignore[empty-body]
    """Return how things stand with the plug-in, at most 20 lines; asked once a minute."""


@hookspec
def data_limit_mb() -> int:  # type: ignore[empty-body]
    """Return how large its database may become, instead of 512 MB; asked before it is opened."""


@hookspec
def public_lookups() -> list[Lookup]:  # type: ignore[empty-body]
    """Return what anybody may look up on the portal; called in ``station`` and for the pages."""


@hookspec
def public_lookup(name: str, fields: Mapping[str, str]) -> Sequence[Block] | None:
    """Return what a lookup shows to who has entered these values, None for nothing found.

    Each is one clean line, none is empty.  Whatever does not fit is "nothing found", whichever of
    the values it is, and takes as long.
    """


@hookspec
def intake_jobs() -> Mapping[str, IntakeJob]:  # type: ignore[empty-body]
    """Return the plug-in's work on foreign files, by name; called in the ``intake`` process alone.

    ``startup`` is not called there: a job knows its arguments only.
    """


@hookspec
def review_announcement(announcement: Announcement) -> list[Concern]:  # type: ignore[empty-body]
    """Return what the approver should know; called when it is written, shown and approved.

    It has 50 ms while people look, and a second at the approval.  A plug-in that is late, fails or
    returns something else has not checked the announcement, and the approver is told so.
    """
