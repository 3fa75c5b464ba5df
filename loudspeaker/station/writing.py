"""The actions that change announcements, as requests and answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from loudspeaker.errors import UsageRefused
from loudspeaker.model import Caller, iso
from loudspeaker.model.announcement import Content
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.desk import Desk
from loudspeaker.station.drafting import Draft, title_of
from loudspeaker.station.finder import Filed
from loudspeaker.station.ids import new_id
from loudspeaker.station.views import Views


class Writing:
    """Announce, edit, approve, reject, cancel."""

    def __init__(self, desk: Desk, views: Views) -> None:
        self._desk = desk
        self._views = views

    def announce(
        self, caller: Caller, arguments: Arguments, *, kept: bool = False
    ) -> dict[str, Any]:
        """Keep a draft; ``kept`` if it was accepted while the station was down."""
        given.text(arguments, "text")
        draft = Draft(**given.draft_values(arguments), kept=kept)
        item_id = given.new_item_id(arguments) or new_id()
        return self._answer(
            self._desk.submit(caller, draft, item_id=item_id, key=given.key(arguments))
        )

    def edit(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Change an announcement; what is not given stays.  ``now`` true takes its time away."""
        changes = given.draft_values(arguments)
        if "zone" in changes:
            changes.setdefault("points", None)  # a new zone replaces the points there were
        if arguments.get("now"):
            if "at" in changes:
                raise UsageRefused(option="--at, --now", problem="not_together")
            changes["at"] = None

        def changed(content: Content) -> Draft:
            return replace(draft_of(content), **changes)

        return self._answer(self._desk.edit(caller, given.text(arguments, "id"), changed))

    def approve(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Approve; ``content_sha256`` is what the approver was shown.

        ``despite_concerns`` true says that the approver answers for what may be confirmed.
        """
        seen = given.text_or_none(arguments, "content_sha256")
        item_id = given.text(arguments, "id")
        despite = arguments.get("despite_concerns") is True
        approved = self._desk.approve(caller, item_id, seen_sha256=seen, despite_concerns=despite)
        return self._answer(approved)

    def reject(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Send back; ``why`` is for the author."""
        item_id, why = given.text(arguments, "id"), given.reason(arguments)
        return self._answer(self._desk.reject(caller, item_id, why))

    def cancel(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Take back."""
        return self._answer(self._desk.cancel(caller, given.text(arguments, "id")))

    def _answer(self, filed: Filed) -> dict[str, Any]:
        return self._views.accepted(filed.item, filed.occurrence)


def draft_of(content: Content) -> Draft:
    """Return the draft that gives this content again."""
    return Draft(
        text=content.text,
        title=None if content.title == title_of(content.text) else content.title,
        at=iso(content.due) if content.due else None,
        points=",".join(str(number) for number in content.points),
        priority=content.priority.value,
        repeat=content.repeat,
        voice=content.voice,
        not_after=iso(content.not_after) if content.not_after else None,
    )
