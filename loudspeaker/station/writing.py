"""The actions that change announcements, as requests and answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from loudspeaker.config.roles import permit
from loudspeaker.errors import UsageRefused, WrongState
from loudspeaker.model import Caller, Priority, iso
from loudspeaker.model.announcement import Content, ItemState
from loudspeaker.model.parts import Recorded, Spoken
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments, AskedRecording
from loudspeaker.station.composing import AskedPart
from loudspeaker.station.desk import Desk
from loudspeaker.station.drafting import Draft, title_of
from loudspeaker.station.finder import Filed
from loudspeaker.station.for_approval import difference
from loudspeaker.station.ids import new_id
from loudspeaker.station.recordings import Recordings
from loudspeaker.station.room import Room
from loudspeaker.station.views import Views, shown_state
from loudspeaker.store.versions import Version


class Writing:
    """Announce, edit, approve, reject, cancel."""

    def __init__(self, desk: Desk, views: Views, recordings: Recordings, room: Room) -> None:
        self._desk = desk
        self._views = views
        self._recordings = recordings
        self._room = room

    def announce(
        self, caller: Caller, arguments: Arguments, *, kept: bool = False
    ) -> dict[str, Any]:
        """Keep a draft; ``kept`` if it was accepted while the station was down."""
        permit(caller, "announce")
        asked = given.parts(arguments)
        if asked is None:
            given.text(arguments, "text")
        item_id, key = given.new_item_id(arguments) or new_id(), given.key(arguments)
        known = self._desk.known(item_id, key)
        if known is None:
            values = given.draft_values(arguments)
            parts, live = self._read(asked or (), values), given.live(arguments)
            draft = Draft(**values, parts=parts, live=live, kept=kept)
            known = self._desk.submit(caller, draft, item_id=item_id, key=key)
        self._forget(asked)
        return self._answer(known)

    def edit(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Change an announcement; what is not given stays.  ``now`` true takes its time away.

        ``parts`` replace all there are, ``recordings`` only the recordings among them.
        ``content_sha256`` is what the caller has seen: WrongState (``changed``) if it is another
        one by now, so that nobody undoes unseen what somebody else has just written.
        """
        permit(caller, "edit")
        changes = _changes(arguments)
        asked, added = given.parts(arguments), given.parts(arguments, "recordings")
        parts, recordings = self._read(asked or (), changes), self._read(added or (), changes)
        changed = _changed(arguments, changes, parts=parts, recordings=recordings)
        filed = self._desk.edit(caller, given.text(arguments, "id"), changed)
        self._forget(asked)
        self._forget(added)
        return self._answer(filed)

    def plan_edit(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return what ``edit`` with the same texts and times would change; nothing is kept.

        Raises what ``edit`` would raise.  Parts and recordings are not tried.
        """
        permit(caller, "edit_plan")
        changed = _changed(arguments, _changes(arguments))
        filed, after = self._desk.plan_edit(caller, given.text(arguments, "id"), changed)
        before = filed.item
        version = Version(number=before.version, content=before.content, author=before.author)
        return {
            "id": before.id,
            "title": after.content.title,
            "state": shown_state(before, filed.occurrence),
            "due_before": iso(filed.occurrence.due) if filed.occurrence.due else None,
            "due": iso(after.content.due) if after.content.due else None,
            "points": list(after.content.points),
            "duration_estimate_s": self._views.duration_s(after.content),
            "content_sha256": before.content.sha256(),
            "approver": before.approver,
            "approval_void": before.state is ItemState.APPROVED,
            "changes": difference(version, after.content),
        }

    def _read(
        self, asked: Sequence[str | AskedRecording], values: Mapping[str, Any]
    ) -> tuple[AskedPart, ...]:
        """Have the recordings among the parts read and kept; raises as ``Recordings.take``."""
        if any(isinstance(each, AskedRecording) for each in asked):
            urgent = values.get("priority") == Priority.EMERGENCY
            self._room.enter(Priority.EMERGENCY if urgent else Priority.NORMAL)
        return tuple(each if isinstance(each, str) else self._recorded(each) for each in asked)

    def _recorded(self, asked: AskedRecording) -> Recorded:
        file = self._recordings.take(asked.name)
        return Recorded(
            language=asked.language,
            title=asked.title,
            transcript=asked.transcript,
            sha256=file.sha256,
            frames=file.frames,
        )

    def _forget(self, asked: Sequence[str | AskedRecording] | None) -> None:
        for each in asked or ():
            if isinstance(each, AskedRecording):
                self._recordings.forget(each.name)

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


def _changes(arguments: Arguments) -> dict[str, Any]:
    """Return what is to be changed of a draft: one kind of time takes the other's place."""
    changes = given.draft_values(arguments)
    if "zone" in changes:
        changes.setdefault("points", None)  # a new zone replaces the points there were
    if arguments.get("now"):
        changes.setdefault("waits_for", None)
        if "at" in changes:
            raise UsageRefused(option="--at, --now", problem="not_together")
        changes["at"] = None
    elif "at" in changes:
        changes.setdefault("waits_for", None)
    elif "waits_for" in changes:
        changes["at"] = None
    return changes


def _changed(
    arguments: Arguments,
    changes: Mapping[str, Any],
    *,
    parts: tuple[AskedPart, ...] = (),
    recordings: tuple[AskedPart, ...] = (),
) -> Callable[[Content], Draft]:
    """Return what makes a changed draft of what is there; WrongState if that is another by now."""
    seen = given.text_or_none(arguments, "content_sha256")
    item_id = given.text(arguments, "id")

    def changed(content: Content) -> Draft:
        if seen is not None and seen != content.sha256():
            raise WrongState(item=item_id, state="changed", action="edit")
        before = draft_of(content)
        other = parts or with_changes(before, changes.get("text"), recordings)
        return replace(before, **changes, parts=other)

    return changed


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
        waits_for=content.waits_for,
        parts=tuple(part.text if isinstance(part, Spoken) else part for part in content.parts),
        live=content.live,
    )


def with_changes(
    draft: Draft, text: str | None, recordings: tuple[AskedPart, ...]
) -> tuple[AskedPart, ...]:
    """Return the parts with another text, or with other recordings behind what is spoken."""
    if not recordings and (text is None or not draft.parts):
        return draft.parts
    spoken = [part for part in draft.parts or (draft.text,) if isinstance(part, str)]
    if text is not None and len(spoken) > 1:
        raise UsageRefused(option="--text", problem="several_texts")
    others = recordings or tuple(part for part in draft.parts if isinstance(part, Recorded))
    return (*(spoken if text is None else [text]), *others)
