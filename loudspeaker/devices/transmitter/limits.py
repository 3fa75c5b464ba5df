"""Whether what a transmitter measures is within the limits of its hardware file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from loudspeaker.devices.transmitter.base import Reading

_NEEDS_CARRIER = frozenset({"forward_w"})
"""Measurements that are rightly low while nothing is keyed."""
_ONLY_UNDER_CARRIER = frozenset({"vswr"})
"""Measurements that mean nothing while nothing is keyed."""
_DIGITS = 6  # scaling leaves dust in the last binary digits: 70 times 0.1 is above 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one measurement may be, both ends included."""

    low: float | None = None
    high: float | None = None

    @property
    def any(self) -> bool:
        """Tell whether there is a limit at all."""
        return self.low is not None or self.high is not None

    def broken_by(self, value: float, *, low_counts: bool) -> str | None:
        """Return how a value is beyond them (``4.5 < 20``), or None."""
        value = round(value, _DIGITS)
        if low_counts and self.low is not None and value < self.low:
            return f"{value:g} < {self.low:g}"
        if self.high is not None and value > self.high:
            return f"{value:g} > {self.high:g}"
        return None


def judged(
    reading: Reading, limits: Mapping[str, Limits], *, missing_counts: bool = False
) -> Reading:
    """Return the reading with an alarm for each measurement that is beyond its limits.

    With ``missing_counts`` also for what has a limit and was not measured, for devices that may
    leave a measurement out.  Alarms that the reading has already stay.
    """
    found = _alarms(reading, limits, missing_counts=missing_counts)
    return replace(reading, alarms=(*reading.alarms, *found))


def _alarms(
    reading: Reading, limits: Mapping[str, Limits], *, missing_counts: bool
) -> Iterator[str]:
    for name, allowed in limits.items():
        if not allowed.any or (name in _ONLY_UNDER_CARRIER and not reading.keyed):
            continue
        value: float | None = getattr(reading, name)
        low_counts = reading.keyed or name not in _NEEDS_CARRIER
        if value is None:
            if missing_counts:
                yield f"{name} missing"
        elif broken := allowed.broken_by(value, low_counts=low_counts):
            yield f"{name} {broken}"
