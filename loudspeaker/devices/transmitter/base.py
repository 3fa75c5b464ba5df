"""What playout asks of a transmitter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

MEASURED = ("forward_w", "reflected_w", "vswr", "temperature_c", "frequency_mhz")
_POWER = frozenset({"forward_w", "reflected_w", "vswr"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the transmitter measures; None where it has no such sensor."""

    keyed: bool
    forward_w: float | None = None
    reflected_w: float | None = None
    vswr: float | None = None
    temperature_c: float | None = None
    frequency_mhz: float | None = None
    alarms: tuple[str, ...] = ()
    """What is beyond its limit, each as ``forward_w 4.5 < 20``: measurement, value, limit.

    Also ``forward_w missing`` (it has a limit and was not measured), ``fault OVERTEMP`` (the
    transmitter's own words) and ``meter port_missing: /dev/x`` (a meter beside it fails).
    """

    @property
    def power_alarms(self) -> tuple[str, ...]:
        """Return the alarms about power, which is 0 without a carrier and then tells nothing."""
        return tuple(alarm for alarm in self.alarms if alarm.split()[0] in _POWER)


class Transmitter(Protocol):
    """A carrier that falls by itself ``deadman_s`` after the last ``arm``.

    Every call returns or raises DeviceFailure within half a second, and finds its way back by
    itself when the port returns.  Calls come from one thread at a time (``off`` from any).
    """

    deadman_s: float

    def arm(self) -> None:
        """Key the carrier up, or keep it up, for another ``deadman_s``."""
        ...

    def off(self) -> None:
        """Drop the carrier; doing it twice is no error."""
        ...

    def reading(self) -> Reading:
        """Measure."""
        ...

    def close(self) -> None:
        """Give the port back; does not switch anything."""
        ...
