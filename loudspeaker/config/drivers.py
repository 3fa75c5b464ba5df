"""The keys of the drivers that come with the program.

They stand here and not in the drivers' modules, so that reading a configuration imports no driver.
A driver from elsewhere declares its keys beside its code and is added with ``DriverKeys.with_``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from loudspeaker.config.transmitters import TRANSMITTERS
from loudspeaker.model.settings import (
    Misfit,
    Setting,
    Table,
    choice,
    hexadecimal,
    line_of_text,
    location,
    whole,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverKeys:
    """For each kind of device: driver name → its own keys."""

    transmitter: Mapping[str, Table]
    points: Mapping[str, Table]
    sound: Mapping[str, Table]

    def with_(self, kind: str, name: str, keys: Table) -> DriverKeys:
        """Return the registry with one more driver of ``transmitter``, ``points`` or ``sound``."""
        added: Any = {kind: {**getattr(self, kind), name: keys}}
        return replace(self, **added)


_PORT = Setting("port", location(devices=True))
_BAUD = Setting("baud", whole(1200, 115_200), default=9600)


def _check_uecp(values: Mapping[str, Any]) -> Misfit | None:
    if values["group"] == "11A" and values["aid"] is None:
        return Misfit("group", "6A, or 11A together with aid")
    return None


_UECP = Table(
    (
        _PORT,
        _BAUD,
        Setting("site", whole(0, 1023), default=0),
        Setting("encoder", whole(0, 63), default=0),
        Setting("pi", hexadecimal(4)),
        Setting("group", choice(("6A", "11A")), default="6A"),
        Setting("aid", hexadecimal(4), default=None),
    ),
    check=_check_uecp,
)

_PORTAUDIO = Table(
    (
        Setting("device", line_of_text(100)),
        Setting("latency_ms", whole(10, 2000), default=200),
        Setting("alsa_config", location(), default=None),
    )
)
_PATH = Table((Setting("path", location()),))

BUILT_IN: Final = DriverKeys(
    transmitter=TRANSMITTERS,
    points={"uecp": _UECP, "wired": Table(())},
    sound={"portaudio": _PORTAUDIO, "fifo": _PATH, "file": _PATH},
)
