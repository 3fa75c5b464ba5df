"""Which counters a receiver accepts: larger than the last, and in its window of 10 s.

The receiver has no clock of its own but the counters of commands with a right tag, carried on by
its monotonic time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from loudspeaker.radio.counters import QUARTER_NS, WINDOW_NS

RESYNC_NS = 10_000_000_000
_IN_STEP_NS = 2_000_000_000  # copies and waiting for a slot make arrivals uneven by about 1.5 s
_PAUSE_NS = 60_000_000_000  # between two of a run: open is repeated every 40 s
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

    def moved_ns(self, counter: int) -> int:
        """Return how far a counter is from the first one."""
        return (counter - self.first_counter) * QUARTER_NS

    def ahead_ns(self, counter: int, mono_ns: int) -> int:
        """Return by how much the counter has moved further than our own time."""
        return self.moved_ns(counter) - (mono_ns - self.first_ns)

    def goes_on(self, counter: int, mono_ns: int) -> bool:
        """Tell whether a counter is the next of the run."""
        in_step = abs(self.ahead_ns(counter, mono_ns)) <= _IN_STEP_NS
        return counter > self.last_counter and in_step and mono_ns - self.last_ns <= _PAUSE_NS

    def outlives(self, counter: int, mono_ns: int) -> bool:
        """Tell whether a command that is no part of the run leaves it as it is.

        Whoever repeats the station cannot overtake it.  If the station itself should have fallen
        behind, by a restart without its clock, silence of 10 s ends the run.
        """
        behind = counter <= self.last_counter or self.ahead_ns(counter, mono_ns) < -_IN_STEP_NS
        return behind and mono_ns - self.last_ns <= RESYNC_NS

    def is_old_enough(self) -> bool:
        """Tell whether counters and our own time have both moved on for 10 s."""
        return min(self.moved_ns(self.last_counter), self.last_ns - self.first_ns) >= RESYNC_NS


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
        """Take a counter into the run, and tell whether the run is complete.

        What somebody recorded is behind the station, so what is behind the run is left aside: it
        can neither end nor shorten it.  What is ahead of the run begins another.
        """
        run = self._run
        if run is not None and run.goes_on(counter, mono_ns):
            run = replace(run, last_counter=counter, last_ns=mono_ns)
        elif run is None or not run.outlives(counter, mono_ns):
            run = _Run(
                first_counter=counter, first_ns=mono_ns, last_counter=counter, last_ns=mono_ns
            )
        self._run = run
        return run.is_old_enough()

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
