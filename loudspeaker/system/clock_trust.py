"""Whether this machine's clock is believed, and what is kept for that over a process's death.

``station`` keeps the voucher (a small file), ``air`` reads it; both judge by the same rule.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import TimeSource
from loudspeaker.system.files import write_durable
from loudspeaker.system.machine_clock import chip_time, is_steered
from loudspeaker.timetable.trust import (
    Doubt,
    Evidence,
    Reading,
    Voucher,
    doubt,
    is_possible,
    is_proved,
    still_holds,
)

log = logging.getLogger(__name__)
LOOK_AGAIN_NS = 500_000_000
OUTSIDE = "machine"
"""Who vouched when it was the network or the clock chip, and no person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """How the machine is asked for evidence; tests bring their own."""

    steered: Callable[[], bool] = is_steered
    chip: Callable[[], datetime | None] = chip_time


class ClockTrust:
    """Judges the wall clock at most twice a second; safe from any thread."""

    def __init__(
        self,
        time: TimeSource,
        file: Path,
        *,
        boot_id: str,
        needs_proof: Callable[[], bool],
        proof: Proof | None = None,
    ) -> None:
        self._time = time
        self._file = file
        self._boot_id = boot_id
        self._needs_proof = needs_proof
        self._proof = proof or Proof()
        self._judged: tuple[Reading, Doubt | None] | None = None

    @property
    def needs_proof(self) -> bool:
        """Tell whether a time that merely looks right is not enough."""
        return self._needs_proof()

    def reading(self) -> Reading:
        """Return both clocks as they are now."""
        return Reading(wall=self._time.wall(), mono_ns=self._time.mono_ns(), boot_id=self._boot_id)

    def doubt(self) -> Doubt | None:
        """Return why the wall clock is not believed now, or None."""
        reading, judged = self.reading(), self._judged
        if judged is None or _is_old(judged[0], reading):
            judged = self._judged = reading, self._doubt(reading)
        return judged[1]

    def _doubt(self, reading: Reading) -> Doubt | None:
        """Ask the machine only where the voucher does not do."""
        needs_proof = self._needs_proof()
        found = doubt(reading, Evidence(voucher=self._voucher()), needs_proof=needs_proof)
        if found is Doubt.UNPROVED:
            return doubt(reading, self.evidence(), needs_proof=needs_proof)
        return found

    def has_proof(self) -> bool:
        """Tell whether something outside says that this clock is right, needed or not."""
        return doubt(self.reading(), self.evidence(), needs_proof=True) is None

    def wall(self) -> datetime | None:
        """Return the wall clock, None while it is not believed."""
        return self._time.wall() if self.doubt() is None else None

    def evidence(self) -> Evidence:
        """Return what speaks for the clock now."""
        return Evidence(
            steered=self._proof.steered(), chip=self._proof.chip(), voucher=self._voucher()
        )

    # --- the voucher ----------------------------------------------------------------------------

    def vouch(self, by: str) -> None:
        """Keep that the clock is right now; StorageFailure."""
        self._keep(self.reading().vouched(by))

    def keep_proof(self) -> None:
        """Remember proof while there is some: the network may go and the clock stays right."""
        reading = self.reading()
        if still_holds(self._voucher(), reading) or not is_possible(reading.wall):
            return
        if is_proved(reading, self.evidence()):
            try:
                self._keep(reading.vouched(OUTSIDE))
            except LoudspeakerError as error:
                log.warning("that the clock is right is not kept: %s", error)

    def _keep(self, voucher: Voucher) -> None:
        write_durable(self._file, json.dumps(asdict(voucher)).encode())
        log.info("the clock is right, says %s", voucher.by)
        self._judged = None

    def _voucher(self) -> Voucher | None:
        try:
            values = json.loads(self._file.read_bytes())
            return Voucher(
                boot_id=str(values["boot_id"]),
                offset_ns=int(values["offset_ns"]),
                by=str(values["by"]),
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
            log.warning("%s is not read: %s", self._file.name, error)
            return None


def _is_old(judged: Reading, now: Reading) -> bool:
    """Tell whether to judge anew: time has passed, or the clock was set."""
    stepped = abs(now.offset_ns - judged.offset_ns) > LOOK_AGAIN_NS
    return stepped or not 0 <= now.mono_ns - judged.mono_ns < LOOK_AGAIN_NS
