from __future__ import annotations

from loudspeaker.devices.backoff import Backoff
from loudspeaker.devices.simulated import StandingClock
from tests.devices.moments import NOON

LOOK_S = 4.0  # how often playout looks at idle devices


def test_the_first_attempt_is_due_at_once() -> None:
    assert Backoff(StandingClock(NOON)).due


def test_attempts_become_rarer_up_to_a_limit_and_start_anew_after_success() -> None:
    clock = StandingClock(NOON)
    backoff = Backoff(clock)

    def wait_s() -> float:
        waited = 0.0
        while not backoff.due:
            clock.advance_s(0.05)
            waited += 0.05
        return round(waited, 2)

    waits = []
    for _ in range(7):
        backoff.failed()
        waits.append(wait_s())
    assert waits == [0.25, 0.5, 1.0, 2.0, 3.0, 3.0, 3.0]
    backoff.worked()
    assert backoff.due
    backoff.failed()
    assert wait_s() == 0.25


def test_who_looks_every_four_seconds_never_misses_its_turn() -> None:
    """An attempt that fails a little after the look must be over at the next look."""
    clock = StandingClock(NOON)
    backoff = Backoff(clock)
    for _ in range(10):
        assert backoff.due
        clock.advance_s(0.2)  # the attempt itself takes time
        backoff.failed()
        clock.advance_s(LOOK_S - 0.2)


def test_a_step_of_the_wall_clock_changes_nothing() -> None:
    clock = StandingClock(NOON)
    backoff = Backoff(clock)
    backoff.failed()
    clock.step(NOON - NOON.replace(hour=3))
    assert not backoff.due
    clock.advance_s(0.25)
    assert backoff.due
