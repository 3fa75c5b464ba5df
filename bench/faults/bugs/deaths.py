"""Bugs that show when processes die, one call or one instant after another."""

from __future__ import annotations

from bench.faults.planting import Mutant

HEARTBEAT = Mutant(
    name="heartbeat from a timer thread",
    file="loudspeaker/air/carrier.py",
    original="""        self._armed_ns = self._time.mono_ns()
        self._transmitter.arm()
""",
    planted="""        import threading
        self._armed_ns = self._time.mono_ns()
        self._transmitter.arm()
        def again(transmitter, number):
            import time
            while number == Carrier.number:
                time.sleep(0.5)
                if number == Carrier.number:
                    transmitter.arm()
        Carrier.number = getattr(Carrier, "number", 0) + 1
        beat = (self._transmitter, Carrier.number)
        threading.Thread(target=again, args=beat, daemon=True).start()
""",
    caught_as=frozenset({"stuck"}),
)

MUTANTS = (
    Mutant(
        name="positions are not kept",
        file="loudspeaker/air/journal.py",
        original="""may have been heard after this.\"\"\"
""",
        planted="""may have been heard after this.\"\"\"
        return
""",
        caught_as=frozenset({"doubled"}),
    ),
    HEARTBEAT,
    Mutant(
        name="a restart forgets what was on air",
        file="loudspeaker/air/accepted.py",
        original="self._rundowns = {p.rundown.occurrence: p.rundown for p in journal.pending()}",
        planted="self._rundowns = {}",
        caught_as=frozenset({"unfinished"}),
    ),
    Mutant(
        name="the end is recorded before the sound",
        file="loudspeaker/air/playout.py",
        original="""        try:
            airing.run(carrier)
        except Cut as cut:""",
        planted="""        self._ledger.aired(airing.rundown, airing.attempt)
        try:
            airing.run(carrier)
        except Cut as cut:""",
        caught_as=frozenset({"lost"}),
    ),
    Mutant(
        name="an airing that was cut counts as aired",
        file="loudspeaker/air/ledger.py",
        original="""                log.info("%s will be aired again", rundown.occurrence)
""",
        planted="""                best = progress.best
                self._close(rundown, attempt, Event.END, "aired", reason, best)
""",
        caught_as=frozenset({"lost"}),
        row="syscalls",
    ),
)
