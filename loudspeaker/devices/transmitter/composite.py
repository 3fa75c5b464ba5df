"""A transmitter of two devices: a key with a dead-man, and a meter beside it.

Only the key decides what goes on air.  A meter that fails is an alarm: it must neither keep an
emergency from being heard nor the carrier from falling.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from loudspeaker.devices.deadline import Deadline
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.limits import judged
from loudspeaker.devices.transmitter.parts import Key, Measured, Meter
from loudspeaker.errors import DeviceFailure

log = logging.getLogger(__name__)
KEY_S = 0.3
"""For the key's answer while it may have to wait for somebody else's exchange."""
METER_S = 0.25


class CompositeTransmitter:
    """Keyed by one device, measured by another."""

    def __init__(self, key: Key, meter: Meter) -> None:
        self.deadman_s = key.deadman_s
        self._key = key
        self._meter = meter

    def arm(self) -> None:
        """Arm the key; then the exciter is told to be ready, if it is to be told."""
        deadline = Deadline()
        self._key.arm(deadline.part(KEY_S))
        self._switch(deadline, on=True)

    def off(self) -> None:
        """Release the key and put the exciter on standby: either of them drops the carrier."""
        deadline = Deadline(urgent=True)
        try:
            self._key.off(deadline.part(KEY_S))
        finally:
            self._switch(deadline, on=False)

    def _switch(self, deadline: Deadline, *, on: bool) -> None:
        try:
            self._meter.switch(on=on, deadline=deadline)
        except DeviceFailure as failure:
            log.info("exciter not switched: %s", failure)

    def reading(self) -> Reading:
        """Measure beside the key, then ask the key (see ``modbus`` for the order)."""
        deadline = Deadline()
        found = self._measured(deadline.part(METER_S))
        if isinstance(found, DeviceFailure):
            reading = self._key.reading(deadline)
            return replace(reading, alarms=(*reading.alarms, f"meter {found.problem}"))
        reading = self._key.reading(deadline)
        changes: dict[str, Any] = {**found.values, "alarms": (*reading.alarms, *found.alarms)}
        return judged(replace(reading, **changes), self._meter.limits, missing_counts=True)

    def _measured(self, deadline: Deadline) -> Measured | DeviceFailure:
        try:
            return self._meter.measure(deadline)
        except DeviceFailure as failure:
            return failure

    def close(self) -> None:
        """Give both ports back."""
        self._key.close()
        self._meter.close()
