"""What one person alone released is looked at by another within a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from loudspeaker.config.identity import same_person
from loudspeaker.config.roles import permit
from loudspeaker.errors import SelfApproval, WrongState
from loudspeaker.model import Caller, TimeSource, iso
from loudspeaker.station import arguments as given
from loudspeaker.station.alarms import Alarms
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.finder import Filed, Finder
from loudspeaker.store import reviews
from loudspeaker.store.items import Items
from loudspeaker.system.faults import Faults, Severity

WITHIN = timedelta(hours=24)
LONGEST_NOTE = 500
_ALARM = "review"


class Reviews:
    """The open reviews as faults, and their end by a second person."""

    def __init__(
        self,
        kept: reviews.Reviews,
        *,
        items: Items,
        finder: Finder,
        alarms: Alarms,
        faults: Faults,
        time: TimeSource,
        told: Callable[[Filed], dict[str, Any]],
    ) -> None:
        self._kept = kept
        self._items = items
        self._finder = finder
        self._alarms = alarms
        self._faults = faults
        self._time = time
        self._told = told

    def look(self) -> None:
        """Tell what is to be reviewed and what is overdue; ring when the next one will be."""
        now, waiting = self._time.wall(), self._kept.open_ones()
        overdue = [each.item for each in waiting if each.due <= now]
        due = [each for each in waiting if each.due > now]
        self._faults.set("review_overdue", ", ".join(overdue) or None)
        self._faults.set("review", ", ".join(each.item for each in due) or None, Severity.WARNING)
        if due:
            self._alarms.ring(_ALARM, due[0].due, self.look)

    def open_ones(self) -> list[dict[str, Any]]:
        """Return what is still to be reviewed, the most pressing first."""
        return [self._row(each) for each in self._kept.open_ones()]

    def listed(self, _caller: Caller, _arguments: Arguments) -> list[dict[str, Any]]:
        """Return the same to who asks."""
        return self.open_ones()

    def _row(self, review: reviews.Review) -> dict[str, Any]:
        item = self._items.get(review.item)
        assert item is not None, "a review references its item"
        return {
            "id": item.id,
            "title": item.content.title,
            "kind": item.content.kind.value,
            "author": item.author,
            "released_at": iso(item.accepted_at),
            "due": iso(review.due),
            "overdue": review.due <= self._time.wall(),
            "reviewed_at": iso(review.reviewed_at) if review.reviewed_at else None,
            "reviewed_by": review.reviewed_by,
            "note": review.note,
        }

    def review(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Keep that somebody else than who released it has looked at it.

        Raises SelfApproval, WrongState (``no_review``, ``reviewed``).
        """
        permit(caller, "review_done")
        filed = self._finder.filed(given.text(arguments, "id"))
        item = filed.item
        known = self._kept.of(item.id)
        if known is None:
            raise WrongState(item=item.id, state="no_review", action="review_done")
        if same_person(caller.name, item.author):
            raise SelfApproval(person=caller.name, item=item.id, action="review_done")
        note = given.line_or_none(arguments, "note", LONGEST_NOTE)
        done = self._kept.done(item.id, at=self._time.wall(), by=caller.name, note=note)
        if done is None:
            raise WrongState(item=item.id, state="reviewed", action="review_done")
        self.look()
        return {**self._told(filed), **self._row(done)}
