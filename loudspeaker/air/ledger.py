"""Turns what happened on air into records, and decides what happens to the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Any

from loudspeaker.air.accepted import Accepted
from loudspeaker.air.debts import Debts
from loudspeaker.air.journal import Journal
from loudspeaker.air.orders import REASONS, Interruption
from loudspeaker.air.records import Stamp
from loudspeaker.air.relay_clock import RelayClock
from loudspeaker.asrun import Event, Reason, is_heard
from loudspeaker.errors import LoudspeakerError, WrongState
from loudspeaker.model import Priority
from loudspeaker.rundown import (
    PROGRAMME_RATE_HZ,
    Progress,
    Rundown,
    Settlement,
    aired_boundary,
    settle,
)
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
FINAL = frozenset(
    {
        Interruption.STOP,
        Interruption.WITHDRAWN,
        Interruption.QUIET_HOURS,
        Interruption.MOURNING,
        Interruption.DAY_LIMIT,
        Interruption.TOO_LONG,
        Interruption.SPEECH,
        Interruption.MICROPHONE,
    }
)
"""Interruptions after which an item is not tried again."""


def _is_full(rundown: Rundown, position: int) -> bool:
    """Tell whether so much counts as heard in full; of speech that was cut off it never does."""
    whole = rundown.complete and rundown.live is None
    return whole and position >= aired_boundary(rundown.frames)


class Ledger:
    """Writes every record of playout; a disk that fails is owed the record, not the listener."""

    def __init__(
        self,
        journal: Journal,
        accepted: Accepted,
        stamp: Stamp,
        faults: Faults,
        *,
        wall: Callable[[], datetime | None] | None = None,
    ) -> None:
        """``wall`` gives the time, None while nobody believes it; else the stamp's counts."""
        self._journal = journal
        self._accepted = accepted
        self._stamp = stamp
        self._faults = faults
        self._wall = wall or stamp.time.wall
        self.relay_clock = RelayClock(journal, stamp)
        self._debts = Debts(journal, faults)
        self._committed = self._debts.committed
        self._write = self._debts.record
        self.pay = self._debts.pay
        self.close = self._debts.close

    # --- the life of a rundown ------------------------------------------------------------------

    def start(self, rundown: Rundown, points: Sequence[int] | None = None) -> int:
        """Record the start, at all of its points or these, and return the attempt's number.

        Raises WrongState when the rundown was withdrawn meanwhile; the disk may refuse an
        ordinary item, never an emergency.
        """
        attempt = len(self._committed(rundown.occurrence)) + 1
        body = self._stamp.body(rundown, Event.START, attempt=attempt, points=points)
        try:
            started = self._journal.record(body)
        except LoudspeakerError as error:
            self._faults.report("journal", str(error))
            if rundown.priority is not Priority.EMERGENCY:
                raise
            self._debts.owe_start(body)
        else:
            if started is None:
                self._accepted.drop(rundown.occurrence)
                raise WrongState(item=rundown.occurrence, state="settled", action="start")
        return attempt

    def aired(self, rundown: Rundown, attempt: int, acked: Collection[int] = ()) -> None:
        """Record a full airing; of a relay, that what was left of it has been."""
        if rundown.relay is not None:
            self._end_relay(rundown, attempt, rundown.frames, None)
            return
        self._close(rundown, attempt, Event.END, "aired", None, rundown.frames, acked)

    def aired_apart(
        self,
        rundown: Rundown,
        attempt: int,
        points: Sequence[int],
        acked: Collection[int],
        reason: Reason,
    ) -> None:
        """Record a full airing at some points, while the others could not be reached and wait."""
        try:
            self._journal.reach(rundown.occurrence, points, acked)
        except LoudspeakerError as error:  # they may hear it again
            self._faults.report("journal", str(error))
        self._write(
            self._stamp.body(
                rundown,
                Event.INTERRUPTED,
                attempt=attempt,
                reason=reason,
                position_frames=rundown.frames,
                points=points,
                acked=acked,
            )
        )

    def aired_at(self, occurrence: str) -> frozenset[int]:
        """Return the points at which an occurrence was on air, however short."""
        return self._journal.started_at(occurrence)

    def reached(self, occurrence: str) -> frozenset[int]:
        """Return the points that have heard an occurrence while others could not."""
        return frozenset(self._journal.reached(occurrence))

    def cut(
        self,
        rundown: Rundown,
        attempt: int,
        position: int,
        why: Interruption,
        *,
        points: Sequence[int] | None = None,
        partial: bool = False,
    ) -> None:
        """Record an airing that ended early, and settle the rundown.

        A ``partial`` one was for ``points`` alone: it counts for nothing at the others.
        """
        reason = REASONS[why]
        if why in FINAL:
            self._end_for_good(rundown, attempt, position, reason)
            return
        self._write_interrupted(rundown, attempt, position, reason, points)
        self._debts.position(rundown.occurrence, attempt, 0 if partial else position)
        self.settle(rundown, attempt, reason)

    def _end_for_good(self, rundown: Rundown, attempt: int, position: int, reason: Reason) -> None:
        if rundown.relay is not None:
            self._end_relay(rundown, attempt, position, reason)
            return
        if position == 0:
            self._close(rundown, attempt, Event.CANCELLED, None, reason, 0)
            return
        result = "aired" if _is_full(rundown, position) else "aired_partial"
        self._close(rundown, attempt, Event.END, result, reason, position)

    def _end_relay(
        self, rundown: Rundown, attempt: int, position: int, reason: Reason | None
    ) -> None:
        """Close a relay: heard is what all of its attempts made together."""
        assert rundown.relay is not None, "a relay"
        before = sum(self._committed(rundown.occurrence)[: attempt - 1])
        if not before + position:
            self._close(rundown, attempt, Event.CANCELLED, None, reason, 0)
            return
        whole = round(rundown.relay.whole_s * PROGRAMME_RATE_HZ)
        full = before + position >= aired_boundary(whole)
        cut = None if full or reason else self._journal.last_reason(rundown.occurrence)
        why = Reason(cut) if cut else reason
        result = "aired" if full else "aired_partial"
        self._close(rundown, attempt, Event.END, result, why, position)

    def settle(self, rundown: Rundown, attempt: int, reason: Reason) -> None:
        """Decide about an interrupted rundown: aired, replayed later, partial or missed."""
        progress = self._progress(rundown)
        cut = self._journal.last_reason(rundown.occurrence) if rundown.relay else None
        reason = Reason(cut) if cut else reason
        match settle(rundown, progress, self._wall()):
            case Settlement.REPLAY:
                log.info("%s will be aired again", rundown.occurrence)
            case Settlement.MISSED:
                self._close(rundown, attempt, Event.MISSED, None, reason, 0)
            case Settlement.AIRED:
                self._close(rundown, attempt, Event.END, "aired", reason, progress.best)
            case Settlement.PARTIAL:
                self._close(rundown, attempt, Event.END, "aired_partial", reason, progress.best)

    def _progress(self, rundown: Rundown) -> Progress:
        committed, relay = self._committed(rundown.occurrence), rundown.relay
        if relay is None:
            return Progress(committed=committed, total_frames=rundown.frames)
        self.relay_clock.note(rundown.occurrence)
        whole = round(relay.whole_s * PROGRAMME_RATE_HZ)
        left_s = self.relay_clock.left_s(rundown)
        return Progress(committed=committed, total_frames=whole, left_s=left_s)

    def refuse(self, rundown: Rundown, event: Event, reason: Reason) -> None:
        """Close a rundown that does not start: refused, missed, failed or cancelled.

        Of a relay that was on air before, what was heard counts: only the rest of it is refused.
        """
        committed = self._committed(rundown.occurrence)
        if rundown.relay is not None and any(committed):
            self._end_relay(rundown, len(committed), committed[-1], reason)
            return
        self._close(rundown, len(committed), event, None, reason, 0)

    def expire(self, rundown: Rundown, reason: Reason) -> None:
        """Close a rundown whose time is over: missed, or partial if some of it was heard."""
        attempts = len(self._committed(rundown.occurrence))
        if attempts:
            self.settle(rundown, attempts, reason)
        else:
            self._close(rundown, 0, Event.MISSED, None, reason, 0)

    def end_unknown(self, rundown: Rundown, reason: Reason) -> None:
        """Close a rundown that may have been aired without our knowing: as far as we know."""
        committed = self._committed(rundown.occurrence)
        best = max(committed, default=0)
        if not best:
            self._close(rundown, len(committed), Event.MISSED, None, reason, 0)
            return
        if rundown.relay is not None:
            self._end_relay(rundown, len(committed), committed[-1], reason)
            return
        result = "aired" if _is_full(rundown, best) else "aired_partial"
        self._close(rundown, len(committed), Event.END, result, reason, best)

    def _close(
        self,
        rundown: Rundown,
        attempt: int,
        event: Event,
        result: str | None,
        reason: Reason | None,
        position: int,
        acked: Collection[int] = (),
    ) -> None:
        self._accepted.drop(rundown.occurrence)
        apart = self._journal.reached(rundown.occurrence)
        if apart and event is not Event.END:  # some have heard it after all
            event, result, position = Event.END, "aired_partial", rundown.frames
        self._write(
            self._stamp.body(
                rundown,
                event,
                attempt=attempt,
                result=result,
                reason=reason,
                position_frames=position,
                acked={*acked, *(point for point, known in apart.items() if known)},
            )
        )

    # --- writing --------------------------------------------------------------------------------

    def note(self, body: dict[str, Any]) -> None:
        """Record what ``station`` decided about an occurrence that never came to playout."""
        self._journal.record({**body, **self._stamp.times()})

    def heard(self, occurrence: str, attempt: int, *, same_ms: int, ours_ms: int) -> bool:
        """Record that an airing that has ended was heard off air, if it was; once."""
        ended = self._journal.ended(occurrence)
        if ended is None or ended["attempt"] != attempt:
            return False
        if not is_heard(same_ms=same_ms, ours_ms=ours_ms, aired_ms=ended["pos_ms"] or 0):
            return False
        proof = {"event": Event.HEARD.value, "result": None, "reason": None, "proof": "offair"}
        return self._journal.record({**ended, **self._stamp.times(), **proof}) is not None

    # --- after a restart ------------------------------------------------------------------------

    def recover(
        self, *, stopped: bool, mended: Callable[[Rundown], Rundown] = lambda rundown: rundown
    ) -> None:
        """Settle what was on air when the process died (design, rule 4).

        With stop-all in force it is what stop cut: it must not come back after ``resume``.
        ``mended`` returns a rundown with what is found on the disk of its end.
        """
        for pending in self._journal.pending():
            if not pending.committed:
                continue
            rundown, attempt = mended(pending.rundown), len(pending.committed)
            was_on_air = self._journal.last_event(rundown.occurrence) is Event.START
            if was_on_air:
                position = pending.committed[-1]
                self._write_interrupted(rundown, attempt, position, Reason.CRASH)
            if was_on_air and stopped:
                self._end_for_good(rundown, attempt, position, Reason.OPERATOR)
            else:
                self.settle(rundown, attempt, Reason.CRASH)

    def _write_interrupted(
        self,
        rundown: Rundown,
        attempt: int,
        position: int,
        reason: Reason,
        points: Sequence[int] | None = None,
    ) -> None:
        self._write(
            self._stamp.body(
                rundown,
                Event.INTERRUPTED,
                attempt=attempt,
                reason=reason,
                position_frames=position,
                points=points,
            )
        )
