"""What the off-air watch is made of."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.config.hardware import DriverConfig, HardwareConfig
from loudspeaker.offair.ear import Ear
from loudspeaker.offair.process import OffAirProcess
from loudspeaker.offair.programme import ClipShelf, Programme
from loudspeaker.offair.source import FifoOpener, Opener, ReceiverCommand, Source
from loudspeaker.offair.watch import Watch
from loudspeaker.system.channel import Client
from loudspeaker.system.home import Home
from loudspeaker.system.notify import notify
from loudspeaker.system.stopping import Signals
from loudspeaker.system.time import SystemTime

ROLE = "offair"
_ANSWER_S = 1.0
_BREATH_S = 0.001


def run_offair(home: Home) -> int:
    """Be the off-air watch until told to end; at once where no monitor is configured."""
    hardware = load_settings(home).hardware
    signals = Signals(reload=lambda: None)
    notify(READY=1, X_ROLE=ROLE, X_PID=os.getpid())
    if hardware.monitor is None:
        return 0
    process = build(home, hardware, hardware.monitor)
    signals.wait(process.turn, every_s=_BREATH_S)
    process.close()
    return 0


def build(home: Home, hardware: HardwareConfig, monitor: DriverConfig) -> OffAirProcess:
    """Wire the watch for a home."""
    time = SystemTime()
    return OffAirProcess(
        Source(_opener(home, monitor), time),
        Ear(monitor.settings["rate_hz"]),
        Watch(Programme(ClipShelf(home.clips)), pi=hardware.points.driver.settings.get("pi")),
        AirAsked(Client(home.air_socket, "air", timeout_s=_ANSWER_S)),
        time,
    )


def _opener(home: Home, monitor: DriverConfig) -> Opener:
    if monitor.driver == "command":
        return ReceiverCommand(monitor.settings["command"])
    return FifoOpener(monitor.path("path", home.root))


class AirAsked:
    """``air`` through its socket."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def sounding(self) -> Mapping[str, Any]:
        """Return what goes out now."""
        answer: Mapping[str, Any] = self._client.call("sounding")
        return answer

    def offair(self, *, faults: Mapping[str, str], heard: Sequence[Mapping[str, Any]]) -> None:
        """Tell what was found."""
        self._client.call("offair", faults=dict(faults), heard=list(heard))
