"""No transmitter: for airings that reach nobody by radio."""

from __future__ import annotations

from loudspeaker.devices.transmitter.base import Reading


class NoTransmitter:
    """Keys nothing, so there is nothing that could fall."""

    deadman_s = 2.0

    def arm(self) -> None:
        """Do nothing."""

    def off(self) -> None:
        """Do nothing."""

    def reading(self) -> Reading:
        """Return that nothing is keyed."""
        return Reading(keyed=False)

    def close(self) -> None:
        """Nothing to give back."""
