"""A transmitter in two parts: what keys the carrier, and what measures beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from loudspeaker.devices.deadline import Deadline
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a meter found: values by the names of ``MEASURED``, and complaints of the device."""

    values: Mapping[str, float] = field(default_factory=dict)
    alarms: tuple[str, ...] = ()

    def reading(self, *, keyed: bool) -> Reading:
        """Return it as the reading of a transmitter."""
        return Reading(keyed=keyed, alarms=self.alarms, **self.values)


class Key(Protocol):
    """The part of a transmitter that keys: a ``Transmitter`` that keeps to a caller's deadline.

    Its dead-man must work with the computer dead: a timed relay, or an exciter that falls to
    standby by itself when it is no longer told to be on.
    """

    deadman_s: float

    def arm(self, deadline: Deadline | None = None) -> None:
        """As ``Transmitter.arm``."""
        ...

    def off(self, deadline: Deadline | None = None) -> None:
        """As ``Transmitter.off``."""
        ...

    def reading(self, deadline: Deadline | None = None) -> Reading:
        """As ``Transmitter.reading``."""
        ...

    def close(self) -> None:
        """As ``Transmitter.close``."""
        ...


class Meter(Protocol):
    """What measures beside a key, and may have a standby of its own; it never keys."""

    limits: Mapping[str, Limits]
    """What the values may be, by the names of ``MEASURED``."""

    def measure(self, deadline: Deadline) -> Measured:
        """Measure before the deadline, or DeviceFailure."""
        ...

    def switch(self, *, on: bool, deadline: Deadline) -> None:
        """Tell an exciter to be ready, or to stand by; nothing for what is only a meter."""
        ...

    def close(self) -> None:
        """Give the port back."""
        ...
