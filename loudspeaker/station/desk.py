"""What people do to announcements: submit, edit, approve, reject, cancel."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from loudspeaker.asrun import Event, Reason
from loudspeaker.config.identity import require
from loudspeaker.errors import NotFound, SelfApproval, Stopped, TimeRefused, WrongState
from loudspeaker.model import Caller, Role, TimeSource, iso
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.station.drafting import Draft, Drafting
from loudspeaker.station.owing import Owing, note, withdrawal
from loudspeaker.store.items import Items

FULL_LIST = 12
_WITH_AIR = (OccurrenceState.HANDED, OccurrenceState.ON_AIR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An item and its newest occurrence."""

    item: Item
    occurrence: Occurrence


class Desk:
    """The use cases of the editorial desk; one at a time."""

    def __init__(
        self,
        *,
        items: Items,
        drafting: Drafting,
        owing: Owing,
        time: TimeSource,
        filed: Callable[[Item, Occurrence], None],
        approved: Callable[[Item, Occurrence], None],
        forgotten: Callable[[Occurrence], None],
        stopped_since: Callable[[], str | None],
    ) -> None:
        self._items = items
        self._drafting = drafting
        self._owing = owing
        self._time = time
        self._when_filed = filed
        self._approved = approved
        self._forgotten = forgotten
        self._stopped_since = stopped_since
        self._turn = threading.RLock()

    # --- submit and edit ------------------------------------------------------------------------

    def submit(self, caller: Caller, draft: Draft, *, item_id: str, key: str | None) -> Filed:
        """Keep a draft; the same key, or the same id, is the same draft."""
        require(caller, "announce", Role.EDITOR)
        content = self._drafting.content(draft)
        item = Item(
            id=item_id,
            version=1,
            content=content,
            state=ItemState.DRAFT,
            author=caller.name,
            accepted_at=self._time.wall(),
        )
        with self._turn:
            kept = self._items.add(item, _occurrence(item, 1), key=key)
        return self._newly_filed(kept.id)

    def _newly_filed(self, item_id: str) -> Filed:
        filed = self.filed(item_id)
        self._when_filed(filed.item, filed.occurrence)
        return filed

    def edit(self, caller: Caller, item_id: str, changes: Callable[[Content], Draft]) -> Filed:
        """Change a draft or an approved item; an approval is void, whatever was changed."""
        require(caller, "edit", Role.EDITOR)
        with self._turn:
            filed = self.filed(item_id)
            if filed.item.state is ItemState.CANCELLED or filed.occurrence.state.terminal:
                raise self._wrong(filed, "edit")
            content = self._drafting.content(changes(filed.item.content))
            item = replace(
                filed.item,
                version=filed.item.version + 1,
                content=content,
                state=ItemState.DRAFT,
                author=caller.name,
                approver=None,
                approved_sha256=None,
                why=None,
            )
            number = len(self._items.occurrences_of(item.id)) + 1
            self._let_go(item, filed.occurrence, Reason.SUPERSEDED, also=_occurrence(item, number))
        return self._newly_filed(item.id)

    # --- approve, reject, cancel ----------------------------------------------------------------

    def approve(self, caller: Caller, item_id: str, *, seen_sha256: str | None = None) -> Filed:
        """Approve exactly the content that is there now; it is then made and aired.

        ``seen_sha256`` is the content that the approver was shown: WrongState (``changed``) if
        it is another one by now.
        """
        require(caller, "approve", Role.APPROVER)
        with self._turn:
            filed = self.filed(item_id)
            item, occurrence = filed.item, filed.occurrence
            if item.state is not ItemState.DRAFT or occurrence.state.terminal:
                raise self._wrong(filed, "approve")
            if caller.name == item.author:
                raise SelfApproval(person=caller.name, item=item.id)
            if seen_sha256 is not None and seen_sha256 != item.content.sha256():
                raise WrongState(item=item.id, state="changed", action="approve")
            occurrence = self._timed(item, occurrence)
            item = replace(
                item,
                state=ItemState.APPROVED,
                approver=caller.name,
                approved_sha256=item.content.sha256(),
            )
            occurrence = replace(occurrence, state=OccurrenceState.RENDERING)
            self._items.change(item, occurrences=[occurrence] if occurrence.due else [])
            self._approved(item, occurrence)
        return self.filed(item_id)

    def _timed(self, item: Item, occurrence: Occurrence) -> Occurrence:
        """Return the occurrence with its due time; refuse one that cannot be kept any more."""
        now = self._time.wall()
        if item.content.cron is not None:
            return occurrence
        if occurrence.due is not None:
            if occurrence.due + timedelta(seconds=1) < now:
                due = iso(occurrence.due)
                raise TimeRefused(problem="past", given=due, now=iso(now))
            return occurrence
        self._drafting.check_hours(item.content, now)
        since = self._stopped_since()
        if since is not None:
            raise Stopped(since=since)
        return replace(occurrence, due=now)

    def reject(self, caller: Caller, item_id: str, why: str) -> Filed:
        """Send a draft back with a reason."""
        require(caller, "reject", Role.APPROVER)
        with self._turn:
            filed = self.filed(item_id)
            if filed.item.state is not ItemState.DRAFT:
                raise self._wrong(filed, "reject")
            item = replace(filed.item, state=ItemState.REJECTED, approver=None, why=why)
            self._let_go(item, filed.occurrence, Reason.REJECTED)
        return self.filed(item_id)

    def cancel(self, caller: Caller, item_id: str) -> Filed:
        """Take an announcement back, also while it is on air; editors only before approval."""
        with self._turn:
            filed = self.filed(item_id)
            before = filed.item.state is not ItemState.APPROVED
            require(caller, "cancel", *((Role.EDITOR,) if before else ()), Role.APPROVER)
            over = filed.occurrence.state.terminal and filed.item.content.cron is None
            if filed.item.state is ItemState.CANCELLED or over:
                raise self._wrong(filed, "cancel")
            item = replace(filed.item, state=ItemState.CANCELLED)
            open_ones = [o for o in self._items.occurrences_of(item.id) if not o.state.terminal]
            for occurrence in open_ones or [filed.occurrence]:
                self._let_go(item, occurrence, Reason.OPERATOR)
        return self.filed(item_id)

    def _let_go(
        self, item: Item, occurrence: Occurrence, reason: Reason, *, also: Occurrence | None = None
    ) -> None:
        """End an occurrence: by us if ``air`` never had it, else by ``air``."""
        extra = [also] if also is not None else []
        if occurrence.state.terminal:
            self._items.change(item, occurrences=extra)
            return
        if occurrence.state in _WITH_AIR:
            self._items.change(item, occurrences=extra, owed=[withdrawal(occurrence, reason)])
        else:
            over = replace(occurrence, state=OccurrenceState.CANCELLED, reason=reason.value)
            debt = note(item, occurrence, Event.CANCELLED, reason)
            self._items.change(item, occurrences=[over, *extra], owed=[debt])
        self._forgotten(occurrence)
        self._owing.pay()

    # --- looking up -----------------------------------------------------------------------------

    def filed(self, item_id: str) -> Filed:
        """Return an item by its id or the beginning of it, with its newest occurrence."""
        item = self._items.get(item_id.strip().lower()) or self._by_beginning(item_id)
        occurrences = self._items.occurrences_of(item.id)
        return Filed(item=item, occurrence=occurrences[-1])

    def _by_beginning(self, beginning: str) -> Item:
        text = beginning.strip().lower()
        matches = self._items.matching(text) if text else []
        item = self._items.get(matches[0]) if len(matches) == 1 else None
        if item is None:
            known = matches or self._items.newest(FULL_LIST)
            raise NotFound(kind="item", name=beginning, known=known)
        return item

    @staticmethod
    def _wrong(filed: Filed, action: str) -> WrongState:
        state = filed.item.state.value
        if filed.item.state is ItemState.APPROVED:
            state = filed.occurrence.state.value
        return WrongState(item=filed.item.id, state=state, action=action)


def _occurrence(item: Item, number: int) -> Occurrence:
    """Return a planned occurrence; a recurring item's first one only stands for it."""
    return Occurrence(
        id=f"{item.id}-{number}",
        item=item.id,
        due=item.content.due,
        state=OccurrenceState.PLANNED,
    )
