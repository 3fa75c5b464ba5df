"""Which counters a receiver accepts: larger than the last, and in its window of 10 s.

The receiver has no clock of its own but the counters of commands with a right tag, carried on by
its monotonic time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from loudspeaker.radio.counters import QUARTER_NS, WINDOW_NS

RESYNC_NS = 10_000_000_000
_IN_STEP_NS = 2_000_000_000  # copies and waiting for a slot make arrivals uneven by about 1.5 s
_SET_BACK_SHIFT = 12  # the clock is set back by at most 1/4096 of the time since it was set


class Reason(StrEnum):
    """Why a command was not followed."""

    FORMAT = "format"
    BAD_TAG = "badtag"
    REPLAY = "replay"
    WINDOW = "window"
    OPERATION = "operation"
    ARGUMENT = "argument"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Refusals by the window alone that could be the station with a clock that was set.

    ``first`` and ``last`` are counter and time of its first and its newest command.
    """

    first_counter: int
    first_ns: int
    last_counter: int
    last_ns: int

    def goes_on(self, counter: int, mono_ns: int) -> bool:
        """Tell whether the counter has moved as far as our own time."""
        moved_ns = (counter - self.first_counter) * QUARTER_NS
        in_step = abs(moved_ns - (mono_ns - self.first_ns)) <= _IN_STEP_NS
        return counter > self.last_counter and in_step

    def outlives(self, counter: int, mono_ns: int) -> bool:
        """Tell whether a command is only an older one, played again beside a run of newer ones.

        The station's counters rise, so whoever repeats it can never overtake it.  If it should
        have lost its counters all the same, silence of 10 s ends the run.
        """
        return counter <= self.last_counter and mono_ns - self.last_ns <= RESYNC_NS


class CounterRule:
    """Judges counters of commands whose tag is right; ``last`` must be kept over power cuts."""

    def __init__(self, *, last: int = 0) -> None:
        self.last = last
        self._offset_ns: int | None = None  # own clock minus monotonic time
        self._set_ns = 0
        self._run: _Run | None = None

    def judge(self, counter: int, mono_ns: int) -> Reason | None:
        """Accept a counter (None) and remember it, or say why not."""
        if counter <= self.last:
            return Reason.REPLAY
        if not self._in_window(counter, mono_ns):
            if not self._resynchronises(counter, mono_ns):
                return Reason.WINDOW
            self._offset_ns = self._run = None
        self.last = counter
        if self._run is not None and not self._run.outlives(counter, mono_ns):
            self._run = None
        self._set_clock(counter * QUARTER_NS, mono_ns)
        return None

    def _in_window(self, counter: int, mono_ns: int) -> bool:
        if self._offset_ns is None:
            return True
        return abs(self._offset_ns + mono_ns - counter * QUARTER_NS) <= WINDOW_NS

    def _resynchronises(self, counter: int, mono_ns: int) -> bool:
        run = self._run
        if run is not None and run.outlives(counter, mono_ns):
            return False
        first_counter, first_ns = counter, mono_ns
        if run is not None and run.goes_on(counter, mono_ns):
            first_counter, first_ns = run.first_counter, run.first_ns
        self._run = _Run(
            first_counter=first_counter,
            first_ns=first_ns,
            last_counter=counter,
            last_ns=mono_ns,
        )
        return mono_ns - first_ns >= RESYNC_NS

    def _set_clock(self, counter_ns: int, mono_ns: int) -> None:
        """Go forward at once, back only as far as a crystal can have been fast.

        Else someone who delays every command by 9 s could walk the clock back without end.
        """
        if self._offset_ns is None:
            self._offset_ns = counter_ns - mono_ns
        else:
            ahead_ns = self._offset_ns + mono_ns - counter_ns
            self._offset_ns -= min(ahead_ns, (mono_ns - self._set_ns) >> _SET_BACK_SHIFT)
        self._set_ns = mono_ns
