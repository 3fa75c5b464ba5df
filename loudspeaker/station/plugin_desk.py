"""What plug-ins may do with announcements: offer a draft for somebody, and look at one.

They are called in threads of plug-ins.  Nobody waits for a plug-in while they hold the desk's turn,
so that a draft that comes from one waits for people only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from loudspeaker.errors import ProcessUnavailable, UsageRefused
from loudspeaker.hookspecs.announcements import AiringSeen, AnnouncementSeen, DraftOffered
from loudspeaker.model import Caller, iso
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.station import arguments as given
from loudspeaker.station.desk import Desk
from loudspeaker.station.drafting import Draft
from loudspeaker.station.ids import new_id
from loudspeaker.store.items import Items

OPENING_S: Final = 5.0


class PluginDesk:
    """The desk for plug-ins; it opens when the station is wired, which a plug-in may outrun."""

    def __init__(self, desk: Callable[[], Desk], items: Callable[[], Items]) -> None:
        self._desk = desk
        self._items = items
        self._is_open = threading.Event()

    def open(self) -> None:
        """Let plug-ins come."""
        self._is_open.set()

    def submit(self, plugin: str, offered: DraftOffered, *, by: Caller) -> str:
        """Keep a draft as ``announce`` would, written by ``by``; return its id.

        Raises what ``announce`` does, and ProcessUnavailable while the station is starting.
        """
        self._wait()
        draft = _draft(offered)
        key = given.key_of_plugin(plugin, offered.key) if offered.key is not None else None
        return self._desk().submit(by, draft, item_id=new_id(), key=key).item.id

    def announcement(self, item_id: str) -> AnnouncementSeen | None:
        """Return an announcement as it is now, None if there is none of the id."""
        self._wait()
        items = self._items()
        item = items.get(item_id)
        return _seen(item, items.occurrences_of(item.id)) if item is not None else None

    def _wait(self) -> None:
        if not self._is_open.wait(OPENING_S):
            raise ProcessUnavailable(process="station", problem="starting")


def _draft(offered: DraftOffered) -> Draft:
    """Return the draft, of which each part is what a request would bring; UsageRefused."""
    if not isinstance(offered, DraftOffered):
        raise UsageRefused(option="draft", problem="not a draft")
    values: dict[str, Any] = {
        "text": offered.text,
        "title": offered.title,
        "at": _moment(offered.at),
        "not_after": _moment(offered.not_after),
        "points": ",".join(map(str, offered.points)) if offered.points else None,
        "zone": offered.zone,
        "voice": offered.voice,
        "repeat": offered.repeat,
    }
    given.text(values, "text")
    return Draft(**given.draft_values(values))


def _moment(moment: datetime | None) -> str | None:
    if moment is not None and moment.tzinfo is None:
        raise UsageRefused(option="at", problem="a time without its zone")
    return iso(moment) if moment is not None else None


def _seen(item: Item, occurrences: list[Occurrence]) -> AnnouncementSeen:
    content = item.content
    return AnnouncementSeen(
        id=item.id,
        version=item.version,
        state=item.state.value,
        title=content.title,
        text=content.text,
        script=content.script,
        author=item.author,
        approver=item.approver,
        why=item.why,
        points=content.points,
        content_sha256=content.sha256(),
        accepted_at=item.accepted_at,
        due=content.due,
        airings=tuple(map(_airing, occurrences)),
    )


def _airing(occurrence: Occurrence) -> AiringSeen:
    return AiringSeen(
        id=occurrence.id,
        version=occurrence.version,
        state=occurrence.state.value,
        over=occurrence.state.terminal,
        due=occurrence.due,
        aired_at=occurrence.aired_at,
        reason=occurrence.reason,
    )
