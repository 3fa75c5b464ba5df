"""Who decides for whom: made, ended, and counted only as far as the clock can be believed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any, Final

from loudspeaker.config.identity import bare, same_person
from loudspeaker.config.roles import permit
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import (
    DelegationRefused,
    LoudspeakerError,
    NotFound,
    TimeRefused,
    UsageRefused,
)
from loudspeaker.model import STATION_ZONE, Caller, Person, Role
from loudspeaker.model.delegation import LONGEST, Delegation, givers, is_in_force
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.ids import new_id
from loudspeaker.store.delegations import DelegationTable
from loudspeaker.timetable.when import read_when

log = logging.getLogger(__name__)
LONGEST_WHY: Final = 200


class Delegations:
    """Makes and ends delegations; ``changed`` is told by whom.

    One whose end a trusted clock has seen is over for good, also when the clock is set back.
    """

    def __init__(
        self,
        table: DelegationTable,
        *,
        station: Callable[[], StationConfig],
        trusted: Callable[[], datetime | None],
        changed: Callable[[str | None], None],
    ) -> None:
        self._table = table
        self._station = station
        self._trusted = trusted
        self._changed = changed
        self._turn = threading.RLock()

    # --- what is in force -----------------------------------------------------------------------

    def open(self) -> tuple[Delegation, ...]:
        """Return those that are not over; ends the ones whose time has come."""
        now = self._trusted()
        with self._turn:
            found = self._table.open()
            over = [each for each in found if each.is_over(now)]
            for each in over:
                self._end(each, now)
        return tuple(each for each in found if each not in over)

    def _end(self, each: Delegation, now: datetime | None) -> None:
        assert now is not None, "without a trusted clock nothing is over"
        try:
            self._table.end(each.id, at=now, by=None)
        except LoudspeakerError:  # it does not count all the same, and is ended the next time
            log.exception("the end of a delegation is not kept yet")

    def acts_for(self, name: str) -> tuple[str, ...]:
        """Return for which approvers a person decides now."""
        return givers(bare(name), self.open(), self._station().people, self._trusted())

    def listed(self) -> list[dict[str, Any]]:
        """Return those that are not over, with whether they count now."""
        people, now = self._station().people, self._trusted()
        return [
            {**each.to_values(), "in_force": is_in_force(each, people, now)} for each in self.open()
        ]

    # --- the actions ----------------------------------------------------------------------------

    def delegate(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Let ``name`` decide for the caller ``until`` the end of a day, or a moment."""
        permit(caller, "delegate")
        holder = self._person(given.text(arguments, "name"))
        now = self._now()
        until = until_of(given.text(arguments, "until"), now)
        until = self._checked(caller, holder, until, now)
        new = Delegation(
            id=new_id(),
            giver=bare(caller.name),
            holder=holder.name,
            made_at=now,
            until=until,
            why=given.line_or_none(arguments, "why", LONGEST_WHY) or "",
        )
        with self._turn:
            known = self._between(new.giver, new.holder)
            self._table.add(new, instead_of=known.id if known else None)
        self._changed(caller.name)
        return {**new.to_values(), "in_force": True}

    def revoke(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Take back what the caller delegated to ``name``; an administrator takes back any."""
        permit(caller, "revoke")
        name = given.text(arguments, "name")
        mine = [
            each
            for each in self.open()
            if same_person(each.holder, name)
            and (caller.has(Role.ADMIN) or same_person(each.giver, caller.name))
        ]
        if not mine:
            known = [each.holder for each in self.open()]
            raise NotFound(kind="delegation", name=name, known=known)
        now = self._trusted() or mine[0].made_at
        for each in mine:
            self._table.end(each.id, at=now, by=bare(caller.name))
        self._changed(caller.name)
        return {"ended": [each.to_values() for each in mine]}

    # --- what is refused ------------------------------------------------------------------------

    def _now(self) -> datetime:
        now = self._trusted()
        if now is None:
            raise DelegationRefused(problem="clock", holder="", giver="")
        return now

    def _person(self, name: str) -> Person:
        station = self._station()
        person = station.person_named(name)
        if person is None:
            raise NotFound(kind="person", name=name, known=[p.name for p in station.people])
        return person

    def _checked(
        self, caller: Caller, holder: Person, until: datetime | None, now: datetime
    ) -> datetime:
        """Return the end; raise DelegationRefused for what cannot be delegated like this."""
        problem = None
        if same_person(caller.name, holder.name):
            problem = "self"
        elif Role.ADMIN in holder.roles:
            problem = "admin"
        elif Role.APPROVER in holder.roles:
            problem = "approves_already"
        if problem is None and until is not None and until <= now + LONGEST + timedelta(days=1):
            return until
        raise DelegationRefused(
            problem=problem or "too_long",
            holder=holder.name,
            giver=bare(caller.name),
            limit_days=LONGEST.days,
        )

    def _between(self, giver: str, holder: str) -> Delegation | None:
        return next(
            (
                each
                for each in self.open()
                if same_person(each.giver, giver) and same_person(each.holder, holder)
            ),
            None,
        )


def until_of(text: str, now: datetime) -> datetime | None:
    """Return the end of a day as people write it (``31/12``); None if it is years ahead.

    The day counts whole: its end is the midnight behind it.  Raises UsageRefused (``day``), and
    TimeRefused (``past``).
    """
    if not text.strip():
        raise UsageRefused(option="--until", problem="day")
    try:
        evening = read_when(f"{text} 23:59", now)
    except TimeRefused as refused:
        if refused.problem == "far":
            return None
        if refused.problem == "unreadable":
            raise UsageRefused(option="--until", problem="day") from None
        raise TimeRefused(problem=refused.problem, given=text, now=refused.now) from None
    day = evening.astimezone(STATION_ZONE).date()
    return datetime.combine(day + timedelta(days=1), time(), STATION_ZONE)
