"""Bugs that show when clocks are set, or when power was away."""

from __future__ import annotations

from bench.faults.planting import Mutant

MUTANTS = (
    Mutant(
        name="a clock that was set is not noticed",
        file="loudspeaker/timetable/clock_steps.py",
        original="return step_s if abs(step_s) > STEP_S else 0.0",
        planted="return 0.0",
        caught_as=frozenset({"late", "early", "missed", "untrue"}),
        row="clock_jumps",
    ),
    Mutant(
        name="the due time is not awaited under the carrier",
        file="loudspeaker/air/airing.py",
        original="if not self.rundown.immediate:\n            self._wait_for_due",
        planted="if False:\n            self._wait_for_due",
        caught_as=frozenset({"early"}),
        row="clock_jumps",
    ),
    Mutant(
        name="any clock is believed",
        file="loudspeaker/timetable/trust.py",
        original="    if not needs_proof or is_proved",
        planted="    if True or is_proved",
        caught_as=frozenset({"ordinary"}),
        row="power_cut",
    ),
    Mutant(
        name="an emergency waits for the clock, too",
        file="loudspeaker/air/selection.py",
        original="for r in self.accepted.all() if r.priority is Priority.EMERGENCY]",
        planted="for r in ()]",
        caught_as=frozenset({"deaf", "lost"}),
        row="power_cut",
    ),
    Mutant(
        name="receivers that had power are not waited for",
        file="loudspeaker/air/playout.py",
        original="""        if not self._deck.clock.is_known:
            self._deck.points_state.lose()
""",
        planted="",
        caught_as=frozenset({"lost"}),
        row="power_cut",
    ),
    Mutant(
        name="a commit is not flushed (synchronous=NORMAL)",
        file="loudspeaker/store/sqlite.py",
        original='PRAGMA synchronous=FULL")',
        planted='PRAGMA synchronous=NORMAL")',
        caught_as=frozenset({"lost", "doubled"}),
        row="power_images",
    ),
    Mutant(
        name="positions are committed after the sound",
        file="loudspeaker/air/positions.py",
        original="""            try:
                self._store.commit_position(occurrence, attempt, frames)
            except LoudspeakerError as error:
                done.set_exception(error)
            else:
                done.set_result(None)
""",
        planted="""            import time
            done.set_result(None)
            time.sleep(1.0)
            self._store.commit_position(occurrence, attempt, frames)
""",
        caught_as=frozenset({"doubled"}),
        row="power_images",
    ),
    Mutant(
        name="a name is not flushed with its folder",
        file="loudspeaker/system/files.py",
        original="""            raise
        if durably:
            sync_directory(path.parent)


def write_whole""",
        planted="""            raise


def write_whole""",
        caught_as=frozenset({"lost", "corrupt", "silent"}),
        row="power_images",
    ),
)
