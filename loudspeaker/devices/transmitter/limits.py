"""Whether what a transmitter measures is within the limits of its hardware file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from loudspeaker.devices.transmitter.base import Reading

_NEEDS_CARRIER = frozenset({"forward_w"})
"""Measurements that are rightly low while nothing is keyed."""
_DIGITS = 6  # scaling leaves dust in the last binary digits: 70 times 0.1 is above 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one measurement may be, both ends included."""

    low: float | None = None
    high: float | None = None

    def broken_by(self, value: float, *, low_counts: bool) -> str | None:
        """Return how a value is beyond them (``4.5 < 20``), or None."""
        value = round(value, _DIGITS)
        if low_counts and self.low is not None and value < self.low:
            return f"{value:g} < {self.low:g}"
        if self.high is not None and value > self.high:
            return f"{value:g} > {self.high:g}"
        return None


def judged(reading: Reading, limits: Mapping[str, Limits]) -> Reading:
    """Return the reading with an alarm for each measurement that is beyond its limits."""
    return replace(reading, alarms=tuple(_alarms(reading, limits)))


def _alarms(reading: Reading, limits: Mapping[str, Limits]) -> Iterator[str]:
    for name, allowed in limits.items():
        value: float | None = getattr(reading, name)
        if value is None:
            continue
        low_counts = reading.keyed or name not in _NEEDS_CARRIER
        if broken := allowed.broken_by(value, low_counts=low_counts):
            yield f"{name} {broken}"
