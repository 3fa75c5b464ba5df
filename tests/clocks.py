"""Clocks for tests, and evidence for them that can be given and taken away."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from loudspeaker.model import TimeSource
from loudspeaker.system.clock_trust import ClockTrust, Proof
from loudspeaker.system.faults import Faults
from loudspeaker.system.watched_clock import WatchedClock


@dataclass
class Witness:
    """What a machine would say of its clock; ``needed`` as on a real station."""

    needed: bool = True
    steered: bool = False
    chip: datetime | None = None


NO_PROOF_NEEDED = Witness(needed=False)


def make_trust(time: TimeSource, file: Path, witness: Witness, boot_id: str = "boot") -> ClockTrust:
    return ClockTrust(
        time,
        file,
        boot_id=boot_id,
        needs_proof=lambda: witness.needed,
        proof=Proof(steered=lambda: witness.steered, chip=lambda: witness.chip),
    )


def make_clock(time: TimeSource, faults: Faults, file: Path, witness: Witness) -> WatchedClock:
    return WatchedClock(make_trust(time, file, witness), faults)
