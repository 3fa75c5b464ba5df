"""Who may do what, and every change of it, sealed where nobody else can write.

Whoever may change ``station.yaml`` can make anybody an approver.  They cannot do it unseen: the
list in force is compared with the last one kept at every start and reload, whoever edited the file
and however it was loaded, and each difference becomes a sealed record in the journal.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from loudspeaker.air.journal import Journal
from loudspeaker.errors import LoudspeakerError, UsageRefused
from loudspeaker.model import Person, TimeSource, iso
from loudspeaker.model.delegation import (
    ACCOUNT_CHANGES,
    Roster,
    givers,
    roster_changes,
    roster_from_values,
)
from loudspeaker.system.server import Request

log = logging.getLogger(__name__)
ENTRY = {"event", "wall", "by", "what", "person", "before", "after"}


class Register:
    """Keeps the list of people and delegations in the journal; ``trusted`` is the time or None."""

    def __init__(
        self,
        journal: Journal,
        time: TimeSource,
        *,
        people: Callable[[], tuple[Person, ...]],
        trusted: Callable[[], datetime | None],
    ) -> None:
        self._journal = journal
        self._time = time
        self._people = people
        self._trusted = trusted
        self._turn = threading.Lock()

    # --- for ``station`` ------------------------------------------------------------------------

    def people(self, request: Request) -> dict[str, Any]:
        """Take the list that is in force, since ``wall``, by whose hand if that is known."""
        arguments = request.arguments
        roster = roster_from_values(arguments["roster"])
        by, wall = arguments.get("by"), str(arguments["wall"])
        return {"changes": self._keep(roster, by=None if by is None else str(by), wall=wall)}

    def people_note(self, request: Request) -> dict[str, Any]:
        """Seal a change of accounts: ``entry``, known by its ``event``, only once."""
        entry = dict(request.arguments["entry"])
        if set(entry) != ENTRY or entry["what"] not in ACCOUNT_CHANGES:
            raise UsageRefused(option="entry", problem="no change of accounts")
        with self._turn:
            if not self._journal.keep_note(entry, event=str(entry["event"])):
                return {"new": False}
        log.warning("people: %s %s (%s)", entry["what"], entry["person"], entry["by"] or "by time")
        return {"new": True}

    def people_log(self, request: Request) -> dict[str, Any]:  # noqa: ARG002 - no arguments
        """Return every sealed change, and whether they are as they were sealed."""
        changes, intact = self._journal.roster_changes()
        return {"changes": changes, "intact": intact}

    # --- our own --------------------------------------------------------------------------------

    def look(self) -> None:
        """Compare our own configuration with what was kept; a full disk is no reason to stop."""
        try:
            with self._turn:
                roster = replace(self._kept(), people=self._people())
            self._keep(roster, by=None, wall=iso(self._time.wall()))
        except LoudspeakerError:
            log.exception("changes of people are not kept yet")

    def acts_for(self, name: str) -> tuple[str, ...]:
        """Return for which approvers a person decides now."""
        return givers(name, self._kept().delegations, self._people(), self._trusted())

    def _kept(self) -> Roster:
        values = self._journal.roster()
        return Roster() if values is None else roster_from_values(values)

    def _keep(self, roster: Roster, *, by: str | None, wall: str) -> int:
        with self._turn:
            changes = [
                {"wall": wall, "by": by, **change}
                for change in roster_changes(self._kept(), roster)
            ]
            if changes:
                self._journal.keep_roster(roster.to_values(), changes)
        for change in changes:
            log.warning("people: %s", _line(change))
        return len(changes)


def _line(change: Mapping[str, Any]) -> str:
    by = change["by"] or "by hand"
    return f"{change['what']} {change['person']}: {change['before']} -> {change['after']} ({by})"
