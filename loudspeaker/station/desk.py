"""What people do to announcements: submit, edit, approve, reject, cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from loudspeaker.asrun import Reason
from loudspeaker.config.identity import same_person
from loudspeaker.config.roles import permit
from loudspeaker.errors import Stopped, TimeRefused, WrongState
from loudspeaker.model import Caller, Priority, TimeSource, iso
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.station.approval import acting_for
from loudspeaker.station.drafting import Draft, Drafting
from loudspeaker.station.endings import Endings
from loudspeaker.station.finder import Filed, Finder
from loudspeaker.station.review import Reviewed, admit
from loudspeaker.station.room import Room
from loudspeaker.store.items import Items

JUST_PASSED = timedelta(seconds=1)
RECURS = "recurring"
RELEASED = "released"


class Desk:
    """The use cases of the editorial desk; one at a time."""

    def __init__(
        self,
        *,
        items: Items,
        finder: Finder,
        drafting: Drafting,
        endings: Endings,
        time: TimeSource,
        filed: Callable[[Item, Occurrence], None],
        approved: Callable[[Item, Occurrence], None],
        stopped_since: Callable[[], str | None],
        review: Callable[[Content], Reviewed],
        room: Room,
    ) -> None:
        self._items = items
        self._finder = finder
        self._drafting = drafting
        self._endings = endings
        self._time = time
        self._when_filed = filed
        self._when_approved = approved
        self._stopped_since = stopped_since
        self._review = review
        self._room = room
        self._turn = threading.RLock()

    # --- submit and edit ------------------------------------------------------------------------

    def known(self, item_id: str, key: str | None) -> Filed | None:
        """Return what was submitted before under this id or key."""
        item = self._items.known(item_id, key)
        return self._finder.filed(item.id) if item is not None else None

    def submit(self, caller: Caller, draft: Draft, *, item_id: str, key: str | None) -> Filed:
        """Keep a draft; the same key, or the same id, is the same draft."""
        permit(caller, "announce")
        with self._turn:
            known = self._items.known(item_id, key)
            if known is not None:
                return self._finder.filed(known.id)
            item = Item(
                id=item_id,
                version=1,
                content=self._drafting.content(draft),
                state=ItemState.DRAFT,
                author=caller.name,
                accepted_at=self._time.wall(),
            )
            first = _occurrence(item, 1)
            with self._room.writing(item.content.priority):
                self._items.add(item, first, key=key)
            self._when_filed(item, first)
        return Filed(item=item, occurrence=first)

    def edit(self, caller: Caller, item_id: str, changes: Callable[[Content], Draft]) -> Filed:
        """Change what is not over yet, or was sent back; an approval is void, whatever changes.

        A recurring announcement is changed in its file.
        """
        permit(caller, "edit")
        with self._turn:
            before, after = self._edited(caller, item_id, changes)
            new = _occurrence(after, len(self._items.occurrences_of(after.id)) + 1)
            with self._room.writing(after.content.priority):
                self._endings.let_go(before.item, after, Reason.SUPERSEDED, also=[new])
            self._when_filed(after, new)
        return Filed(item=after, occurrence=new)

    def plan_edit(
        self, caller: Caller, item_id: str, changes: Callable[[Content], Draft]
    ) -> tuple[Filed, Item]:
        """Return what is there, and what ``edit`` would make of it; raises what it would raise."""
        permit(caller, "edit_plan")
        with self._turn:
            return self._edited(caller, item_id, changes)

    def _edited(
        self, caller: Caller, item_id: str, changes: Callable[[Content], Draft]
    ) -> tuple[Filed, Item]:
        filed = self._finder.filed(item_id)
        before = filed.item
        if before.content.cron is not None:
            raise WrongState(item=before.id, state=RECURS, action="edit")
        if before.content.release is not None:
            raise WrongState(item=before.id, state=RELEASED, action="edit")
        sent_back = before.state is ItemState.REJECTED
        over = filed.occurrence.state.terminal and not sent_back
        if over or before.state is ItemState.CANCELLED:
            raise self._wrong(filed, "edit")
        after = replace(
            before,
            version=before.version + 1,
            content=self._drafting.content(changes(before.content)),
            state=ItemState.DRAFT,
            author=caller.name,
            approver=None,
            approver_for=None,
            approved_sha256=None,
            why=None,
            despite=(),
        )
        return filed, after

    # --- approve, reject, cancel ----------------------------------------------------------------

    def approve(
        self,
        caller: Caller,
        item_id: str,
        *,
        seen_sha256: str | None = None,
        despite_concerns: bool = False,
    ) -> Filed:
        """Approve exactly the content that is there now; it is then made and aired.

        ``seen_sha256`` is the content that the approver was shown: WrongState (``changed``) if
        it is another one by now.  Plug-ins look again; ``despite_concerns`` is the approver's
        word that what can be confirmed is meant.
        """
        permit(caller, "approve")
        # Before our turn begins: a slow plug-in is to keep nobody else waiting.
        reviewed = self._review(self._finder.filed(item_id).item.content)
        with self._turn:
            filed = self._finder.filed(item_id)
            self._check_approval(caller, filed, seen_sha256)
            self._check_approval(caller, filed, reviewed.content_sha256)
            despite = admit(filed.item, reviewed.concerns, confirmed=despite_concerns)
            occurrence = self._timed(filed.item, filed.occurrence)
            item = replace(
                filed.item,
                state=ItemState.APPROVED,
                approver=caller.name,
                approver_for=acting_for(caller, filed.item),
                approved_sha256=filed.item.content.sha256(),
                despite=despite,
            )
            if item.content.cron is None:
                occurrence = replace(occurrence, state=OccurrenceState.RENDERING)
            with self._room.writing(item.content.priority):
                self._items.change(item, occurrences=[occurrence])
            self._when_approved(item, occurrence)
        return self._finder.filed(item.id)

    def _check_approval(self, caller: Caller, filed: Filed, seen_sha256: str | None) -> None:
        item = filed.item
        if item.state is not ItemState.DRAFT or filed.occurrence.state.terminal:
            raise self._wrong(filed, "approve")
        acting_for(caller, item)
        if seen_sha256 is not None and seen_sha256 != item.content.sha256():
            raise WrongState(item=item.id, state="changed", action="approve")

    def _timed(self, item: Item, occurrence: Occurrence) -> Occurrence:
        """Return the occurrence with its due time; refuse one that cannot be kept any more."""
        content, now = item.content, self._time.wall()
        if content.cron is not None:
            return occurrence
        if content.priority is not Priority.EMERGENCY:
            self._drafting.check_clock()
        if content.waits_for is not None:  # a programme gives it its time
            if content.not_after is not None:
                _refuse_past(content.not_after, content.not_after, now)
            return occurrence
        due = now if occurrence.due is None else occurrence.due
        _refuse_past(due + JUST_PASSED, due, now)
        if content.not_after is not None:
            _refuse_past(content.not_after, content.not_after, now)
        self._drafting.check_hours(content, due)
        since = self._stopped_since() if occurrence.due is None else None
        if since is not None:
            raise Stopped(since=since)
        return replace(occurrence, due=due)

    def reject(self, caller: Caller, item_id: str, why: str) -> Filed:
        """Send a draft back with a reason; its author may change it."""
        permit(caller, "reject")
        with self._turn:
            filed = self._finder.filed(item_id)
            if filed.item.state is not ItemState.DRAFT:
                raise self._wrong(filed, "reject")
            self._room.enter_urgent()
            after = replace(filed.item, state=ItemState.REJECTED, why=why)
            self._endings.let_go(filed.item, after, Reason.REJECTED)
        return self._finder.filed(after.id)

    def cancel(self, caller: Caller, item_id: str) -> Filed:
        """Take an announcement back, also while it is on air.

        Editors only before approval, and what they have released themselves.
        """
        with self._turn:
            filed = self._finder.filed(item_id)
            before = filed.item.state is not ItemState.APPROVED or _is_own(caller, filed.item)
            permit(caller, "cancel" if before else "cancel_approved")
            if filed.item.state is ItemState.CANCELLED or filed.occurrence.state.terminal:
                raise self._wrong(filed, "cancel")
            self._room.enter_urgent()
            after = replace(filed.item, state=ItemState.CANCELLED)
            self._endings.let_go(filed.item, after, Reason.OPERATOR)
        return self._finder.filed(after.id)

    @staticmethod
    def _wrong(filed: Filed, action: str) -> WrongState:
        decided = filed.item.state in (ItemState.REJECTED, ItemState.CANCELLED)
        over = filed.occurrence.state.terminal or filed.item.state is ItemState.APPROVED
        state = filed.occurrence.state if over and not decided else filed.item.state
        return WrongState(item=filed.item.id, state=state.value, action=action)


def _is_own(caller: Caller, item: Item) -> bool:
    """Tell whether the caller alone has put this on air."""
    return item.content.release is not None and same_person(caller.name, item.author)


def _refuse_past(limit: datetime, given: datetime, now: datetime) -> None:
    if limit < now:
        raise TimeRefused(problem="past", given=iso(given), now=iso(now))


def _occurrence(item: Item, number: int) -> Occurrence:
    """Return the planned occurrence of a new version."""
    return Occurrence(
        id=f"{item.id}-{number}",
        item=item.id,
        version=item.version,
        due=item.content.due,
        state=OccurrenceState.PLANNED,
    )
